"""Letters written from a master beside the same letters laid out by WeasyPrint one by one.

    python -m bench.letters          20,000 letters in batches of 500 and as files of their own, 60 by WeasyPrint
    QUICK=1 python -m bench.letters  2,000 and 12, within 50 seconds on a busy machine

One process against one process. WeasyPrint's loop keeps one URLFetcher and one FontConfiguration, has its HTML ready,
and makes tagged PDF/UA-1, as the letters are. Each way makes its letters in a process of its own, so that the memory
that is told is its own. Names are drawn so that hardly two letters are alike; one in two hundred has characters outside
the master's font and is laid out alone, as in life. The rates take turns, so that a busy machine slows both.

RESULT: rate_vs_weasyprint_each (files of one letter each), batch_rate_vs_weasyprint_each (batches of 500), the rates in
letters a second, the worker's peak memory, and how much it grew from the first fifth of the letters to the last.
"""

import json
import multiprocessing
import os
import random
import resource
import statistics
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any, Final

QUICK: Final = os.environ.get("QUICK") == "1"
LETTERS: Final = 2_000 if QUICK else 20_000
BATCH: Final = 500
EACH: Final = 12 if QUICK else 60
ROUNDS: Final = 4 if QUICK else 10
OUTSIDE_FONT: Final = 200
GIVEN: Final = (
    "Ana", "José", "Łukasz", "Şeyma", "Nguyễn", "Zoë", "Siân", "Đorđe", "Olena", "Kwame", "Aiko", "Maëlys", "Ngozi",
    "Grace", "Tomás", "Ivana", "Yusuf", "Leïla", "Þóra", "Ewa", "Bảo", "Iñaki", "Renée", "Chloé", "Mateo", "Hana",
)  # fmt: skip
FAMILY: Final = (
    "Ruiz", "Nowak", "Öztürk", "Trần", "García-López", "Smith", "Okafor", "Kovačević", "Müller", "D’Angelo", "Åkesson",
    "Fernández", "Żeleński", "Washington", "Phạm", "O’Neill", "Lefèvre", "Silva", "Popescu", "Yıldız", "Jensen",
)  # fmt: skip
OUTSIDE: Final = ("أحمد الحسن", "გიორგი ბერიძე", "Արամ Պետրոսյան")
CONTEXT: Final[dict[str, Any]] = {
    "title": "Notice of a data breach",
    "district": {
        "name": "Bench School District",
        "address": "1 Bench Way\nBenchton IL 60000",
        "telephone": "555-0100",
        "email": "privacy@bench-district.example",
    },
    "letter": {
        "happened": "Somebody without the right to do so read records of students on a server of the operator. " * 3,
        "dates": "October 3 to October 9, 2026",
        "information": ["Name", "Grade level", "Student’s e-mail address", "Password"],
        "measures": "The district closed the connection, asked for the operator’s report, and set new passwords. " * 2,
        "advice": "Change the password wherever it was used.",
        "operator_contact": "Maple Reader Fictional, Inc.\n555-0101\nhelp@maple-reader.example",
        "district_contact": "Dana Example, privacy officer\n555-0102\nprivacy@bench-district.example",
        "signer": "Sonia Example\nSuperintendent",
        "more": "",
    },
    "agencies": [
        {"name": f"Fictional Credit Bureau {number}", "address": f"{number} Ledger Street\nBenchton IL 60000",
         "telephone": f"555-011{number}", "website": f"bureau{number}.example"}
        for number in (1, 2, 3)
    ],
    "commission": {"name": "Federal Trade Commission", "address": "1 Invented Avenue\nBenchton IL 60000",
                   "telephone": "555-0199", "website": "commission.example"},
    "drill": False,
}  # fmt: skip


def main() -> int:
    print(f"{LETTERS:,} letters against {EACH} laid out one by one", flush=True)
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, apart) as writer, ProcessPoolExecutor(1, apart) as layer:
        stored, seconds = writer.submit(prepare).result()
        layer.submit(prepare_each, stored).result()
        print(f"master: {seconds:.2f} s, {len(stored):,} bytes", flush=True)
        rounds = [
            (
                layer.submit(laid_out, number).result(),
                writer.submit(written_alone, number).result(),
                writer.submit(written_in_batches, number).result(),
            )
            for number in range(ROUNDS)
        ]
        memory = writer.submit(memory_peak).result()
        each_memory = layer.submit(memory_peak).result()
    each, alone, batches = (
        statistics.median(rates) for rates in zip(*((own, one[0], many[0]) for own, one, many in rounds), strict=True)
    )
    fifth = max(1, ROUNDS // 5)
    memories = [many[1] for _, _, many in rounds]
    grown = max(memories[-fifth:]) - max(memories[:fifth])
    result = {
        "rate_vs_weasyprint_each": round(alone / each, 1),
        "batch_rate_vs_weasyprint_each": round(batches / each, 1),
        "letters_per_second": round(alone, 1),
        "batch_letters_per_second": round(batches, 1),
        "weasyprint_per_second": round(each, 2),
        "worker_peak_mb": round(memory, 1),
        "worker_grew_mb": round(grown, 1),
        "weasyprint_peak_mb": round(each_memory, 1),
        "letters": LETTERS,
        "each": EACH,
        "quick": QUICK,
    }
    print("RESULT " + json.dumps(result))
    return 0


def families(first: int, count: int) -> Iterator[Any]:
    """Merge fields of families that are not there, the same ones in every run."""
    from notices.letters import MergeFields

    chance = random.Random(first)
    for number in range(first, first + count):
        parents = [f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}" for _ in range(chance.choice((1, 2, 2)))]
        students = tuple(
            f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}" for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))
        )
        if number % OUTSIDE_FONT == OUTSIDE_FONT // 2:
            students = (chance.choice(OUTSIDE),)
        name = " and ".join(parents)
        lines = (
            name,
            f"{chance.randint(1, 9999)} {chance.choice(FAMILY)} Street",
            f"Benchton IL 6{chance.randint(0, 9999):04d}",
        )
        yield MergeFields(f"B-14-{number:06d}", lines, f"Dear {name},", students, "November 22, 2026")


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.test")
    os.environ.setdefault("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
    import django

    django.setup()


STATE: dict[str, Any] = {}


def prepare() -> tuple[bytes, float]:
    """Make the master, in the process that will write."""
    set_up()
    from notices.letters import letter_pdf, master_made

    started = perf_counter()
    STATE["master"] = master_made("letters/breach_en.html", CONTEXT, "en")
    taken = perf_counter() - started
    letter_pdf(STATE["master"], next(families(0, 1)))
    return STATE["master"].stored, taken


def prepare_each(stored: bytes) -> None:
    """The master's own page and WeasyPrint's tools, in the process that will lay out; one letter warms it up."""
    set_up()
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    from notices.letters import master_read

    STATE.update(master=master_read(stored), fonts=FontConfiguration(), fetcher=URLFetcher())
    laid_out(0, 1)


def laid_out(number: int, count: int = EACH // ROUNDS) -> float:
    """Letters a second, each by a call of WeasyPrint. Filling in the names is not counted."""
    from weasyprint import HTML

    from notices.letters.master import page_filled

    pages = [page_filled(STATE["master"].page, one) for one in families(number * 1000, count)]
    started = perf_counter()
    for page in pages:
        HTML(string=page, url_fetcher=STATE["fetcher"]).write_pdf(font_config=STATE["fonts"], pdf_variant="pdf/ua-1")
    return count / (perf_counter() - started)


def written_alone(number: int) -> tuple[float, float]:
    """Letters a second as files of their own, and the memory afterwards."""
    from notices.letters import letter_pdf

    own = list(families(number * (LETTERS // ROUNDS), LETTERS // ROUNDS))
    started = perf_counter()
    for fields in own:
        letter_pdf(STATE["master"], fields)
    return len(own) / (perf_counter() - started), memory_now()


def written_in_batches(number: int) -> tuple[float, float]:
    """Letters a second in batches for the printer, and the memory afterwards."""
    from notices.letters import batch_pdf

    own = list(families(number * (LETTERS // ROUNDS), LETTERS // ROUNDS))
    started = perf_counter()
    for first in range(0, len(own), BATCH):
        batch_pdf(STATE["master"], own[first : first + BATCH])
    return len(own) / (perf_counter() - started), memory_now()


def memory_now() -> float:
    """Megabytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def memory_peak() -> float:
    """The most megabytes that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main())
