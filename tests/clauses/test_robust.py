"""Any text at all: nothing crashes, nothing hangs, and every quote stands at its place."""

import subprocess
import sys
from itertools import pairwise
from random import Random
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.clauses.checking import check
from contracts.clauses.document import Document
from contracts.clauses.promises.finding import said_once
from contracts.clauses.reading import Unreadable, read_document
from contracts.clauses.reading_html import html_text
from contracts.clauses.structure import units_of
from contracts.clauses.version import CHECKER_VERSION
from contracts.clauses.wording import LONGEST, fold
from tests.clauses.checks import check_text, document_of, packs, stands
from tests.clauses.files import docx_of, pdf_of

PACKS = packs()
WORDS = st.sampled_from(
    [
        "Provider",
        "District",
        "shall",
        "not",
        "may",
        "sell",
        "delete",
        "student",
        "data",
        "within",
        "30",
        "days",
        "of",
        "termination",
        "notify",
        "breach",
        "parents",
        "review",
        "and",
        "correct",
        "records",
        "encrypted",
        "password",
        "FERPA",
        "comply",
        "[INSERT]",
        "____",
        "(",
        ")",
        ";",
        ":",
        ".",
        ",",
        '"',
        "'",
        "-",
        "•",
        "\n",
        "\n\n",
        "1.",
        "(a)",
        "#",
        "|",
        "İ",
        "ß",
        "\xa0",
        "\u2028",
        "cookies",
        "only",
        "use",
    ]
)
LEGAL = (
    "Provider shall not sell, disclose or use student data for advertising except as the district directs and controls "
    "within 30 days of termination it must delete or return the records; parents review and correct them with consent; "
    "notify the school of a breach; encrypted 256 bit unique password log law governs invalid official cookies retain"
)
TEXTS = st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=120).map(" ".join))
UNHURRIED = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_or_none(source: bytes) -> Document | None:
    """The document, or None where it was refused; any other exception fails the test."""
    try:
        return read_document(source, "any")
    except Unreadable:
        return None


@UNHURRIED
@given(TEXTS)
def test_any_text_is_checked_and_every_quote_stands(text):
    document = Document("any.txt", text, ((0, len(text)),), "text", "", len(text.split()))
    result = check(document, PACKS)

    assert result.checker_version == CHECKER_VERSION
    assert len(result.findings) == sum(len(pack.provisions) for pack in PACKS)
    assert stands(document, result)


@UNHURRIED
@given(TEXTS)
def test_units_lie_in_the_text_in_order_and_do_not_overlap(text):
    units = units_of(text, comments=False)

    assert all(0 <= unit.start < unit.end <= len(text) for unit in units)
    assert all(before.end <= after.start for before, after in pairwise(units))


@UNHURRIED
@given(st.text(max_size=300))
def test_folding_keeps_every_character_in_its_place(text):
    assert len(fold(text)) == len(text)


@UNHURRIED
@given(
    st.binary(max_size=400)
    | st.binary(max_size=300).map(lambda rest: b"%PDF-1.4" + rest)
    | st.binary(max_size=300).map(lambda rest: b"PK\x03\x04" + rest)
)
def test_any_bytes_are_read_or_refused(source):
    document = read_or_none(source)

    assert document is None or document.pages[-1][1] == len(document.text)


@UNHURRIED
@given(st.data())
def test_a_damaged_file_is_read_or_refused(data):
    whole = data.draw(
        st.sampled_from([pdf_of(["Provider shall delete data."]), docx_of("<w:p><w:r><w:t>Words</w:t></w:r></w:p>")])
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    source = whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + data.draw(st.integers(0, 20)) :]
    document = read_or_none(source)

    assert document is None or document.kind in ("pdf", "docx", "html", "text")


@UNHURRIED
@given(st.text(alphabet="<>/!-ab &;#x1'\"= ", max_size=200))
def test_any_markup_becomes_text(markup):
    assert html_text(markup).endswith("\n")


@pytest.mark.parametrize(
    "line",
    [
        "a",
        "student data ",
        "shall not sell ",
        "(",
        "[",
        "within 30 days ",
        "data, ",
        "not ",
        "____ ",
        "x.",
        "A. ",
        "\u00a0",
        "1.1",
    ],
)
def test_a_line_without_end_is_checked_in_seconds(line):
    text = line * (300_000 // len(line))
    start = process_time()
    check(document_of(text), PACKS)

    assert process_time() - start < 60


@pytest.mark.parametrize(
    "text",
    [
        "shall not sell " * 70_000,
        "A. " * 330_000,
        "Operator may not disclose or sell the data, and " * 20_000,
        " ".join(f"shall not sell {number}" for number in range(50_000)),
        " ".join(Random(4).choices(LEGAL.split(), k=150_000)),
    ],
    ids=["words", "stops", "clauses", "numbers", "legal words at random"],
)
def test_a_million_characters_of_anything_take_seconds(text):
    start = process_time()
    check(document_of(text), PACKS)

    assert process_time() - start < 20, "at most three seconds on an idle machine"


def test_no_unit_is_longer_than_the_bound_and_none_is_lost():
    text = "Provider shall not sell " + "student data or records " * 400 + "without consent."
    units = units_of(text, comments=False)

    assert max(unit.end - unit.start for unit in units) <= LONGEST
    assert " ".join(text[unit.start : unit.end].strip() for unit in units) == text


def test_what_is_said_a_thousand_times_is_weighed_once():
    once = "Maple Reader shall not sell student data.\n\n"

    assert len(said_once(units_of(once * 1_000, comments=False))) == 1
    assert stands(document_of(once * 1_000), check_text(once * 1_000))


def test_time_grows_with_the_text_and_not_with_its_square():
    text = "Provider shall not disclose student data to third parties without consent. Parents may review records.\n\n"

    def seconds(times: int) -> float:
        document = document_of(text * times)
        return min(timed(document) for _ in range(3))

    def timed(document: Document) -> float:
        start = process_time()
        check(document, PACKS)
        return process_time() - start

    assert seconds(2_000) < seconds(200) * 30


def test_the_version_is_had_without_loading_a_pattern():
    loaded = "import sys, contracts.clauses.version; print([name for name in sys.modules if 'promises' in name])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
