"""How well and how fast agreements are checked.

    python -m bench.clauses            everything, the sentence-model baseline too where its extra is installed
    QUICK=1 python -m bench.clauses    within 50 seconds (also: --quick)

Judges the labelled documents beside the product (../shared/contracts/labelled) and prints what the scoring tool there
prints: for the checker, for each document by itself with the provisions that differ most, and for each baseline (a bag
of keywords for each provision, and, not when quick, sentence similarity by a small model). Baselines get the threshold
that suits these very documents best; the checker has none. Time is a ratio: judging a text by all packs against
`pdftotext` on a PDF of the same text, turn by turn, the fastest of several each. Real PDFs are used where they lie
there; other texts are typeset first. Without the labels, it says so and measures time alone, on what texts there are.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

from bench import _clauses_baselines as baselines
from bench._clauses_detail import print_each_document, print_worst
from contracts.clauses.checking import check
from contracts.clauses.document import Document
from contracts.clauses.reading import read_document
from contracts.clauses.version import CHECKER_VERSION
from rulebook.loading import load_packs
from rulebook.model import Pack

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
QUICK: Final = os.environ.get("QUICK") == "1" or "--quick" in sys.argv
LABELLED: Final = SHARED / "contracts" / "labelled"
PDFS: Final = SHARED / "contracts" / "pdf"
SCORER: Final = SHARED / "tools" / "score_clauses.py"
OWN: Final = ROOT / "tests" / "clauses" / "agreements"
ROUNDS: Final = 5 if QUICK else 7
TYPESET: Final = 5 if QUICK else 24
PAGES: Final = (10, 100, 1_000)


def main() -> int:
    packs = [pack for pack in load_packs().packs.values() if pack.provisions]
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        if any(LABELLED.glob("*.labels.json")) and SCORER.is_file():
            figures |= accuracy(packs, Path(folder))
        else:
            print(f"LABELS ARE ABSENT: nothing to compare with in {LABELLED}, so nothing is said of accuracy.")
        figures |= speed(packs, Path(folder))
        figures |= growth(packs, Path(folder))
    figures |= a_million_characters(packs)
    print("RESULT " + json.dumps(figures))
    return 0


def accuracy(packs: list[Pack], folder: Path) -> dict[str, float]:
    documents = [read_document(path) for path in sorted(LABELLED.glob("*.txt"))]
    answers = {"documents": [answer(document, packs) for document in documents]}
    figures = scored("checker", answers, folder)
    print_each_document("checker", folder / "answers.json", LABELLED, SCORER)
    print_worst(answers, LABELLED)
    survive_all(packs)
    gold = baselines.labels(LABELLED)
    words = baselines.bag_of_keywords(documents, packs)
    scored("bag of keywords", baselines.at_best_threshold(words, gold), folder)
    if not QUICK:
        similar = baselines.sentence_similarity(documents, packs)
        if similar is None:
            print("\nsentence similarity: not measured, the extra 'semantic' is not installed")
        else:
            scored("sentence similarity", baselines.at_best_threshold(similar, gold), folder)
    return figures


def answer(document: Document, packs: list[Pack]) -> dict[str, Any]:
    findings = [
        {
            "provision": one.provision,
            "verdict": one.verdict,
            "quotes": [{"text": quote.text} for quote in one.quotes],
            "conflicts": [{"text": quote.text} for quote in one.conflicts],
        }
        for one in check(document, packs).findings
    ]
    return {"file": document.name, "findings": findings}


def scored(name: str, answers: dict[str, Any], folder: Path) -> dict[str, float]:
    """Print what the scoring tool prints, and read the macro figures out of it."""
    output = folder / "answers.json"
    output.write_text(json.dumps(answers))
    done = subprocess.run([sys.executable, SCORER, LABELLED, output], capture_output=True, text=True, check=False)
    print(f"\n{name}\n{done.stdout}{done.stderr}".rstrip())
    lines = {line.split()[0]: line.split() for line in done.stdout.splitlines() if "macro F1" in line}
    return {f"{key}_macro_f1": float(words[words.index("macro") + 2]) for key, words in lines.items()}


def survive_all(packs: list[Pack]) -> None:
    """No file of the corpus may crash the checker, and every quote must stand where it says."""
    paths = [*sorted((SHARED / "contracts" / "unlabelled").glob("*.txt")), *sorted(PDFS.glob("*.pdf"))]
    quotes = 0
    for path in paths:
        document = read_document(path)
        for one in check(document, packs).findings:
            for quote in (*one.quotes, *one.conflicts):
                assert document.text[quote.start : quote.end] == quote.text, (path.name, quote)
                quotes += 1
    print(f"\n{len(paths)} unlabelled texts and PDFs: checker {CHECKER_VERSION} read them all; {quotes} quotes stand")


def speed(packs: list[Pack], folder: Path) -> dict[str, float]:
    tool = shutil.which("pdftotext")
    if tool is None:
        print("\npdftotext is not installed (Debian: poppler-utils): no ratio can be given")
        return {}
    judged, read_too = [], []
    print(f"\n{'file':44} {'pdftotext ms':>12} {'check ms':>9} {'read+check':>11}")
    for path in pdf_files(folder):
        document = read_document(path)
        tool_time, check_time, both = turns(
            lambda path=path: subprocess.run([tool, path, folder / "out.txt"], check=True),  # type: ignore[misc]
            lambda document=document: check(document, packs),  # type: ignore[misc]
            lambda path=path: check(read_document(path), packs),  # type: ignore[misc]
        )
        judged.append(check_time / tool_time)
        read_too.append(both / tool_time)
        print(f"{path.name:44} {tool_time * 1e3:12.1f} {check_time * 1e3:9.1f} {both * 1e3:11.1f}")
    figures = {
        "check_vs_pdftotext": statistics.median(judged),
        "read_and_check_vs_pdftotext": statistics.median(read_too),
    }
    return {name: round(figure, 3) for name, figure in figures.items()}


def turns(*works: Callable[[], object]) -> list[float]:
    """Seconds of each work, the fastest of several rounds in which they take turns."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for at, work in enumerate(works):
            start = perf_counter()
            work()
            best[at] = min(best[at], perf_counter() - start)
    return best


def pdf_files(folder: Path) -> list[Path]:
    texts = sorted((SHARED / "contracts").glob("*labelled/*.txt")) or sorted(OWN.glob("*.txt"))
    step = max(1, len(texts) // TYPESET)
    return [*sorted(PDFS.glob("*.pdf")), *(typeset(path, folder) for path in texts[::step][:TYPESET])]


def typeset(path: Path, folder: Path) -> Path:
    from html import escape

    from weasyprint import HTML

    lines = path.read_text(errors="replace").splitlines()
    body = "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip() and not line.startswith("# "))
    made = folder / f"{path.stem}.pdf"
    HTML(string=f"<body style='font: 10pt serif'>{body}</body>").write_pdf(made)
    return made


def a_million_characters(packs: list[Pack]) -> dict[str, float]:
    """Processor seconds to judge a million characters of texts that differ; nothing where too few texts lie there."""
    texts = [path.read_text(errors="replace") for path in sorted((SHARED / "contracts").glob("*labelled/*.txt"))]
    text = "\n\n".join(texts)[:1_000_000]
    if len(text) < 1_000_000:
        return {}
    document = read_document(text.encode(), "texts.txt")
    start = process_time()
    check(document, packs)
    seconds = round(process_time() - start, 2)
    print(f"\na million characters of {len(texts)} texts: {seconds} s of processor time")
    return {"check_million_characters_s": seconds}


def growth(packs: list[Pack], folder: Path) -> dict[str, float]:
    """Time and memory for 10, 100 and 1,000 pages, each in a process of its own.

    The pages repeat, and what repeats is judged once: the time of judging is that of `a_million_characters`.
    """
    source = next(iter(pdf_files_here(folder)))
    measured = {count: pages_measured(repeated(source, count, folder)) for count in PAGES}
    print(f"\n{'pages':>6} {'read s':>8} {'check s':>8} {'peak MB':>8}")
    for count, (read, judged, peak) in measured.items():
        print(f"{count:6} {read:8.2f} {judged:8.2f} {peak:8.0f}")
    return {
        "check_1000_vs_100_pages": round(measured[1_000][1] / measured[100][1], 2),
        "peak_mb_1000_pages": round(measured[1_000][2]),
    }


def pdf_files_here(folder: Path) -> list[Path]:
    return sorted(PDFS.glob("*.pdf")) or sorted(folder.glob("*.pdf")) or [typeset(sorted(OWN.glob("*.txt"))[0], folder)]


def repeated(source: Path, count: int, folder: Path) -> Path:
    from pypdfium2 import PdfDocument

    pages, made = PdfDocument(source), PdfDocument.new()
    for at in range(count):
        made.import_pages(pages, [at % len(pages)])
    target = folder / f"pages{count}.pdf"
    made.save(target)
    return target


def pages_measured(path: Path) -> tuple[float, float, float]:
    call = [sys.executable, "-m", "bench.clauses", "--measure", str(path)]
    done = subprocess.run(call, capture_output=True, text=True, check=True, cwd=ROOT)
    read, judged, peak = json.loads(done.stdout)
    return read, judged, peak


def measure(path: Path) -> None:
    packs = [pack for pack in load_packs().packs.values() if pack.provisions]
    start = perf_counter()
    document = read_document(path)
    middle = perf_counter()
    check(document, packs)
    print(json.dumps([middle - start, perf_counter() - middle, _peak_megabytes()]))


def _peak_megabytes() -> float:
    """The most memory that this process held. `ru_maxrss` outlives exec: it may be the parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    if "--measure" in sys.argv:
        measure(Path(sys.argv[-1]))
    else:
        sys.exit(main())
