"""From tesseract's table to words and text."""

import pytest

from contracts.clauses.document import page_list
from contracts.pages.recognised import MOST_WORDS, sureness, text_of, words_of

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def table(*rows: tuple[int, int, int, int, str, float]) -> str:
    """Rows of (block, paragraph, line, left, word, how sure) on a page of 1,000 by 2,000 pixels."""
    shown = [
        f"5\t1\t{block}\t{paragraph}\t{line}\t1\t{left}\t{line * 100}\t80\t40\t{sure}\t{word}"
        for block, paragraph, line, left, word, sure in rows
    ]
    return "\n".join([HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t", *shown])


def test_words_come_with_their_boxes_as_shares_of_the_page():
    (word,) = words_of(table((1, 1, 2, 100, "delete", 96.5)))

    assert (word.text, word.sure, word.line) == ("delete", 96.5, (1, 1, 2))
    assert (word.x0, word.y0, word.x1, word.y1) == (0.1, 0.1, 0.18, 0.12)


def test_lines_and_paragraphs_are_kept():
    words = words_of(
        table(
            (1, 1, 1, 0, "Provider", 90), (1, 1, 1, 90, "shall", 90), (1, 1, 2, 0, "delete.", 90), (1, 2, 3, 0, "2.", 9)
        )
    )

    assert text_of(words) == "Provider shall\ndelete.\n\n2.\n"
    assert text_of([]) == ""


def test_long_words_weigh_more_in_how_sure_a_page_is():
    assert sureness(words_of(table((1, 1, 1, 0, "a", 0), (1, 1, 1, 90, "termination", 96)))) == 88
    assert sureness([]) == 100


@pytest.mark.parametrize(
    "broken", ["", "level\n", "5\t1\t1", "1\t1\t0\t0\t0\t0\t0\t0\t0\t0\t-1\t\n" + "5\t" * 11 + "x"]
)
def test_a_table_without_words_gives_none(broken):
    assert words_of(broken) == []


def test_noise_is_bounded():
    rows = [(1, 1, number, 0, "x", 50.0) for number in range(MOST_WORDS + 10)]

    assert len(words_of(table(*rows))) == MOST_WORDS


@pytest.mark.parametrize(
    ("pages", "said"),
    [([3], "page 3"), ([3, 9, 7, 8, 12], "pages 3, 7–9 and 12"), ([1, 2], "pages 1–2"), ([4, 6], "pages 4 and 6")],
)
def test_pages_are_named_for_people(pages, said):
    assert page_list(pages) == said
