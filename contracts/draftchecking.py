"""A draft is read back and checked like any other file, in the process that opens strangers' files."""

from collections.abc import Sequence

from contracts import storage
from contracts.clauses.document import Unreadable
from contracts.drafting.paper import Paper
from contracts.drafting.word import word_file
from contracts.examination import check_text, read_file


def draft_check(*, paper: Paper, before: str, packs: Sequence[str]) -> tuple[dict[str, str], str]:
    """{provision: verdict} on the paper, read together with the text `before` it, and the checker's version.

    Nothing where the two together could not be checked: the draft then stands without verdicts.
    """
    with storage.received([word_file(paper)]) as incoming:
        try:
            read = read_file(incoming.path, "draft.docx")
            text = f"{before}\n\n{read['text']}" if before else read["text"]
            together = {**read, "text": text, "pages": [[0, len(text)]], "words": len(text.split())}
            result = check_text(together, list(packs))
        except Unreadable:
            return {}, ""
    return {found["provision"]: found["verdict"] for found in result["findings"]}, result["checker"]
