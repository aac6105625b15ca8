"""The text with its quotes marked: nothing lost, nothing doubled, wherever marks overlap."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.marking import WHOLE_TEXT_MOST, Mark, marked_pages, page_of, pages_shown


def test_a_quote_is_cut_out_of_its_page() -> None:
    (page,) = marked_pages("We delete all data.", [[0, 19]], [Mark(3, 9, "q")], range(1, 2))
    assert [(piece.text, piece.marked, piece.anchors) for piece in page.pieces] == [
        ("We ", False, ()),
        ("delete", True, ("q",)),
        (" all data.", False, ()),
    ]


def test_a_quote_over_a_page_end_is_marked_on_both_pages_and_anchored_once() -> None:
    first, second = marked_pages("one two", [[0, 4], [4, 7]], [Mark(2, 6, "q")], range(1, 3))
    assert [piece.text for piece in first.pieces if piece.marked] == ["e "]
    assert [piece.text for piece in second.pieces if piece.marked] == ["tw"]
    assert [piece.anchors for page in (first, second) for piece in page.pieces if piece.anchors] == [("q",)]


def test_marks_that_overlap_keep_both_anchors() -> None:
    (page,) = marked_pages("abcdef", [[0, 6]], [Mark(0, 4, "a"), Mark(2, 6, "b", current=True)], range(1, 2))
    assert [(piece.text, piece.anchors, piece.current) for piece in page.pieces] == [
        ("ab", ("a",), False),
        ("cd", ("b",), True),
        ("ef", (), True),
    ]


@given(st.text(min_size=1, max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8))
def test_the_pieces_always_make_the_text_again(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [Mark(min(span), max(span), str(number)) for number, span in enumerate(spans)]
    half = len(text) // 2
    pages = marked_pages(text, [[0, half], [half, len(text)]], marks, range(1, 3))
    assert "".join(piece.text for page in pages for piece in page.pieces) == text


def test_a_short_text_is_shown_whole_and_a_long_one_around_the_page() -> None:
    assert pages_shown([[0, 100], [100, 200]], 1) == range(1, 3)
    long = [[number * 3000, (number + 1) * 3000] for number in range(1000)]
    assert long[-1][1] > WHOLE_TEXT_MOST
    assert pages_shown(long, 500) == range(498, 503)
    assert pages_shown(long, 1) == range(1, 4)
    assert pages_shown(long, 5000) == range(998, 1001)
    assert pages_shown([], 1) == range(1, 1)


def test_the_page_of_a_place() -> None:
    pages = [[0, 10], [10, 20]]
    assert [page_of(pages, offset) for offset in (0, 9, 10, 19, 99)] == [1, 1, 2, 2, 2]
