"""HTML and Markdown: what a person sees is what is read."""

from time import process_time

import pytest

from contracts.clauses.reading import read_document
from contracts.clauses.reading_html import html_text
from contracts.clauses.reading_markdown import looks_like_markdown, markdown_text


def page(body: str) -> str:
    return read_document(f"<!doctype html><body>{body}</body>".encode(), "a.html").text


def test_a_table_keeps_its_rows_and_cells_that_span_rows_stand_in_each():
    rows = (
        "<tr><th>Category<th>Element<th>Used</tr>"
        "<tr><td rowspan=2>Assessment<td><p>Scores</p><p>Observations</p><td>yes"
        "<tr><td>Reading level<td>no"
    )

    assert page(f"<table>{rows}</table>After.").splitlines() == [
        "Category | Element | Used |",
        "Assessment | Scores; Observations | yes |",
        "Assessment | Reading level | no |",
        "After.",
    ]


def test_a_table_for_layout_keeps_its_paragraphs():
    clauses = "".join(f"<p>{number}. {'Provider shall delete student data. ' * 8}</p>" for number in (1, 2))

    assert len(page(f"<table><tr><td>{clauses}</td></tr></table>").splitlines()) == 2


def test_a_table_in_a_table_and_cells_without_a_table_lose_no_word():
    inner = "<table><tr><td>inner one<td>inner two</table>"

    assert "inner one | inner two |" in page(f"<table><tr><td>outer{inner}</td><td>last</td></tr></table>")
    assert page("<td>stray</td> words").split() == ["stray", "|", "words"]


def test_numbered_lists_have_their_numbers():
    text = page("<ol start=3><li>three<ul><li>dash</ul><li>four<li value=9>nine</ol><ol type=a><li>lettered</ol>")

    assert text.splitlines() == ["3. three", "- dash", "4. four", "9. nine", "- lettered"]


@pytest.mark.parametrize(
    "attribute",
    ["hidden", 'hidden=""', 'style="display:none"', "style='color:red; visibility : hidden'", 'aria-hidden="true"'],
)
def test_what_is_hidden_is_not_read_and_said_so(attribute):
    markup = f"<html><div {attribute}>secret <div>inner</div> more</div><p {attribute}>gone<p>Shown.</html>"
    document = read_document(markup.encode(), "a.html")

    assert document.text == "Shown.\n"
    assert document.warnings == ("Parts of the page that are hidden were not read.",)


def test_what_only_looks_hidden_is_read():
    assert page('<p class="hidden-xs" data-hide="x">Shown.</p><p style="display:block">Also.</p>') == "Shown.\nAlso.\n"


def test_words_struck_through_are_left_out():
    document = read_document(b"<html><p>shall <del>not</del><s>never</s> sell <ins>data</ins></html>", "a.html")

    assert document.text == "shall sell data\n"
    assert "struck through" in document.warnings[0]


def test_brackets_inside_attributes_do_not_end_a_tag():
    assert page('<p title="a > b">Words.</p>') == "Words.\n"


@pytest.mark.parametrize(
    "markup",
    [
        *(
            "<table>",
            "<tr>",
            "<td>",
            "<table><tr><td>",
            "<td rowspan=200>",
            "</table>",
            "<ol><li>",
            "<pre>",
            "<select>",
        ),
        *('<p "', "<p '", "<del>", "<div hidden>", '<a style="', "<div style='display:", "&#"),
    ],
)
def test_hostile_markup_of_a_million_characters_does_not_hang(markup):
    start = process_time()
    html_text("<html>" + markup * (1_000_000 // len(markup)))

    assert process_time() - start < 15


def test_markdown_is_told_by_its_marks_and_not_by_its_name():
    assert read_document(b"# Agreement\n\n## Data\n\nWords.", "a.txt").kind == "markdown"
    assert read_document(b"Words with a [link](https://maple.example) and **strength**.", "a.md").kind == "markdown"
    assert read_document(b"Item # 3 costs 5 * 4 * 2 and snake_case_names.", "a.md").kind == "text"
    assert not looks_like_markdown("# source: an archive\n# kind: terms\n\n# Title\n\n## More")


def test_emphasis_and_links_do_not_part_the_words_of_a_promise():
    marked = (
        "Provider **shall *not* sell** or __rent__ [Student Data](https://maple.example \"title\"), `ever`,"
        " see <https://maple.example/x> and 2\\. and ~~old words~~ [this][1]"
    )  # fmt: skip

    assert markdown_text(marked) == (
        "Provider shall not sell or rent Student Data, ever, see https://maple.example/x and 2. and  this"
    )


def test_names_and_blanks_keep_their_underscores():
    line = "within ____ days of student_data_id or a * b * c"

    assert markdown_text(line) == line


def test_headings_lists_and_rows_keep_what_they_are():
    text = (
        "---\ntitle: x\n---\nAgreement\n=========\n\nData\n----\n- one\n* two\n1. three\n\n"
        "| Kind | Why |\n|------|-----|\n| Name | Sign-in<br>Rosters |\n\n***\n> quoted\n```\ncode\n```\n"
        "<!-- note\nover lines -->\n[1]: https://maple.example\n"
    )

    assert [line for line in markdown_text(text).split("\n") if line] == [
        *("# Agreement", "## Data", "- one", "* two", "1. three", "Kind | Why |", "Name | Sign-in; Rosters |"),
        *("quoted", "code"),
    ]


def test_the_words_of_markdown_are_judged_like_those_of_a_text():
    document = read_document(b"# Terms\n\n## Data\n\nProvider **shall not** sell student data.", "a.md")

    assert "Provider shall not sell student data." in document.text


@pytest.mark.parametrize(
    "mark",
    ["*", "**a", "_", "[", "[a](", "![", "`", "~~", "<", "<!--", "\\", "|", "# ", "> ", "a*b_", "-->", "<!---->"],
)
def test_a_million_marks_do_not_hang(mark):
    start = process_time()
    markdown_text("# One\n# Two\n" + mark * (1_000_000 // len(mark)))

    assert process_time() - start < 20
