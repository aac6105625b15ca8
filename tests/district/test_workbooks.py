"""Spreadsheets are read whatever they hold, and what is hostile is refused with a sentence."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.tables.packages import Unusable
from district.tables.sheetxml import FORMULA, column_of, letters
from district.tables.workbooks import MOST_ROWS, book_of
from tests.factories.spreadsheets import book_from, repacked, workbook_bytes

HEAD = ("Operator", "App")
SHEET = "xl/worksheets/sheet1.xml"
PRINTED = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


def cells(data: bytes, name: str = "apps.xlsx", header_row: int = 0) -> list[tuple[str, ...]]:
    return [row.cells for row in book_from(data, name).rows(header_row=header_row)[0]]


def sheet_xml(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def test_texts_numbers_days_and_truths_come_as_a_person_sees_them() -> None:
    moment = datetime(2026, 3, 2, 8, 30)  # noqa: DTZ001  # a spreadsheet knows no time zones
    row = ("Maple Reader", 7, 7.5, date(2026, 3, 2), moment, True, None, " x ")
    assert cells(workbook_bytes([row])) == [
        ("Maple Reader", "7", "7.5", "2026-03-02", "2026-03-02 08:30", "yes", "", "x")
    ]


def test_a_row_keeps_the_number_that_the_spreadsheet_shows() -> None:
    rows, _ = book_from(workbook_bytes([HEAD, (), (), ("Maple", "Reader")])).rows()
    assert [(row.line, row.cells) for row in rows] == [(1, HEAD), (4, ("Maple", "Reader"))]


def test_a_formula_gives_the_value_that_it_showed_and_is_said() -> None:
    data = repacked(
        workbook_bytes([HEAD]),
        {SHEET: sheet_xml('<row r="1"><c r="A1" t="str"><f>UPPER("maple")</f><v>MAPLE</v></c></row>')},
    )
    rows, notes = book_from(data).rows()
    assert rows[0].cells == ("MAPLE",)
    assert notes == ["Some cells are formulas (A1): the value that they showed when it was saved was read."]


def test_a_formula_that_was_never_reckoned_is_marked() -> None:
    assert cells(workbook_bytes([("=1+1", "Reader")])) == [(FORMULA, "Reader")]


def test_merged_cells_below_the_header_each_hold_the_value() -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("A3:A5")

    data = workbook_bytes(
        [("All our apps", ""), HEAD, ("Maple", "Reader"), (None, "Writer"), (None, "Counter")],
        merged,
    )
    rows, notes = book_from(data).rows(header_row=2)
    assert [row.cells[0] for row in rows] == ["All our apps", "Operator", "Maple", "Maple", "Maple"]
    assert notes == ["1 range of merged cells was read as if each cell held the value."]


def test_a_merged_range_over_the_whole_sheet_is_no_flood() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>App {n}</t></is></c></row>' for n in (1, 2, 1_048_576)
    )
    merged = '</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells><sheetData>'
    data = repacked(workbook_bytes([HEAD]), {SHEET: sheet_xml(rows + merged)})
    with pytest.raises(Unusable, match="So many cells are merged"):
        book_from(data).rows(header_row=1)
    assert len(book_from(data).rows()[0]) == 3


def test_a_million_empty_rows_are_passed_over_and_said() -> None:
    filled = '<row r="1"><c r="A1" t="inlineStr"><is><t>App</t></is></c></row>'
    filled += '<row r="2"><c r="A2" t="inlineStr"><is><t>Maple Reader</t></is></c></row>'
    empty = "".join(f'<row r="{line}"/>' for line in range(3, 1_000_003))
    data = repacked(workbook_bytes([HEAD]), {SHEET: sheet_xml(filled + empty)})
    rows, notes = book_from(data).rows()
    assert [row.cells for row in rows] == [("App",), ("Maple Reader",)]
    assert notes == ["The sheet goes on for 1,000,000 empty rows after row 2. They were passed over."]


def test_of_a_long_sheet_only_the_head_is_read_where_only_the_head_is_asked_for() -> None:
    texts = [f"Text {n}" for n in range(9_000)]
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n}</v></c></row>' for n in range(1, 9_000))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    broken: dict[str, bytes | None] = {  # what comes after the head cannot be read
        SHEET: f'<worksheet xmlns="{space}"><sheetData>{rows}</broken>'.encode(),
        "xl/sharedStrings.xml": f'<sst xmlns="{space}">{strings}</broken>'.encode(),
    }
    book = book_from(repacked(workbook_bytes([HEAD]), broken))
    rows_seen, _ = book.head()
    assert [(row.line, row.cells) for row in rows_seen] == [(n, (f"Text {n}",)) for n in range(1, 21)]
    assert [row.line for row in book.head(until=300)[0]] == list(range(1, 301))
    with pytest.raises(Unusable, match="damaged"):
        book.rows()


def test_a_head_below_empty_rows_is_found_and_says_nothing_of_what_was_not_read() -> None:
    empty = "".join(f'<row r="{line}"/>' for line in range(1, 5_000))
    filled = '<row r="5000"><c r="A5000" t="inlineStr"><is><t>App</t></is></c></row>'
    after = "".join(f'<row r="{line}"/>' for line in range(5_001, 40_000))
    book = book_from(repacked(workbook_bytes([HEAD]), {SHEET: sheet_xml(empty + filled + after)}))
    assert [(row.line, row.cells) for row in book.head()[0]] == [(5000, ("App",))]
    assert book.head()[1] == []


def test_the_head_of_a_csv_file_is_its_first_lines() -> None:
    data = "".join(f"Operator {n},App {n}\n" for n in range(1, 100)).encode()
    assert [row.line for row in book_from(data, "apps.csv").head()[0]] == list(range(1, 21))
    assert len(book_from(data, "apps.csv").head(until=30)[0]) == 30


def test_more_rows_than_an_inventory_has_are_refused() -> None:
    rows = "".join(f'<row r="{n}"><c t="inlineStr"><is><t>x</t></is></c></row>' for n in range(1, MOST_ROWS + 3))
    data = repacked(workbook_bytes([HEAD]), {SHEET: sheet_xml(rows)})
    with pytest.raises(Unusable, match="at most 50,000 are read at once"):
        book_from(data).rows()


def directory_says(data: bytes, size: int, said: int) -> bytes:
    """The file with another unpacked size in its directory, which stands at the end."""
    changed = bytearray(data)
    at = data.rfind(size.to_bytes(4, "little"))
    changed[at : at + 4] = said.to_bytes(4, "little")
    return bytes(changed)


def test_a_part_that_would_unpack_to_gigabytes_is_not_opened() -> None:
    part = sheet_xml("") + b" " * 50_000
    data = directory_says(repacked(workbook_bytes([HEAD]), {SHEET: part}), len(part), 2**31)
    with pytest.raises(Unusable, match="larger than 400 MB"):
        book_from(data).rows()


def test_a_part_that_holds_more_than_it_says_is_damaged() -> None:
    part = sheet_xml("") + b" " * 50_000
    data = directory_says(repacked(workbook_bytes([HEAD]), {SHEET: part}), len(part), 100)
    with pytest.raises(Unusable, match="damaged"):
        book_from(data).rows()


def test_entities_are_refused_whatever_the_encoding() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData/></worksheet>'
    for encoding in ("utf-8", "utf-16"):
        data = repacked(workbook_bytes([HEAD]), {SHEET: bomb.encode(encoding)})
        with pytest.raises(Unusable, match="declarations that no spreadsheet program writes"):
            book_from(data).rows()


def test_macros_and_links_to_other_workbooks_are_said_and_left_alone() -> None:
    data = repacked(
        workbook_bytes([HEAD]), {"xl/vbaProject.bin": b"MZ", "xl/externalLinks/externalLink1.xml": b"<broken"}
    )
    _, notes = book_from(data, "apps.xlsm").rows()
    assert notes == [
        "The workbook holds macros. They were not run, and are not kept.",
        "The workbook links to other workbooks. They were not opened.",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old workbook"),
        (b"PK\x03\x04 no zip file at all", "damaged"),
        (b"%PDF-1.7 something", "no CSV file"),
        (b"", "is empty"),
        (b"\xef\xbb\xbf  \n", "is empty"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        book_from(data).rows()


@pytest.mark.parametrize(
    ("part", "said"),
    [("word/document.xml", "Word file"), ("xl/workbook.bin", "binary workbook"), ("mimetype", "OpenDocument"),
     ("pupils.csv", "no workbook")],
)  # fmt: skip
def test_another_office_file_is_named_for_what_it_is(part: str, said: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(Unusable, match=said):
        book_from(out.getvalue())


def test_a_csv_file_may_have_a_title_above_its_header_and_semicolons() -> None:
    data = b"Our apps\nOperator;App\nMaple;Reader, the first\n"
    assert cells(data, "apps.csv") == [("Our apps",), ("Operator", "App"), ("Maple", "Reader, the first")]


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", []), ("utf-8-sig", []), ("utf-16", ["UTF-16"])])
def test_a_csv_file_is_read_in_its_own_encoding(encoding: str, said: list[str]) -> None:
    rows, notes = book_from("App\nCafé Reader\n".encode(encoding), "apps.csv").rows()
    assert [row.cells for row in rows] == [("App",), ("Café Reader",)]
    assert all(word in note for word, note in zip(said, notes, strict=True))


def test_a_csv_file_in_windows_letters_is_read_and_doubted() -> None:
    rows, notes = book_from("App\nCafé Reader\n".encode("cp1252"), "apps.csv").rows()
    assert rows[1].cells == ("Café Reader",)
    assert "not in UTF-8" in notes[0]


@given(st.lists(st.lists(PRINTED, min_size=1, max_size=6), min_size=1, max_size=8))
def test_whatever_texts_are_written_come_back(table: list[list[str]]) -> None:
    def texts(sheet: Any) -> None:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    cell.data_type = "s"

    found = {row.line: row.cells for row in book_from(workbook_bytes(table, texts)).rows()[0]}
    for line, row in enumerate(table, start=1):
        wanted = [text.strip() for text in row]
        while wanted and not wanted[-1]:
            wanted.pop()
        assert list(found.get(line, ())) == wanted


def refused(data: bytes, name: str = "apps.xlsx") -> str:
    """The sentence with which a file is refused; empty where it is read."""
    try:
        book_from(data, name).rows()
    except Unusable as why:
        return str(why)
    return ""


@given(st.binary(max_size=400), st.sampled_from(["apps.csv", "apps.xlsx"]))
def test_no_bytes_make_it_stumble(data: bytes, name: str) -> None:
    for start in (b"", b"PK\x03\x04", b"App,Operator\n"):
        why = refused(start + data, name)
        assert not why or why.endswith((".", "?"))


@given(st.binary(min_size=1, max_size=200), st.integers(0, 10_000))
def test_a_broken_sheet_is_said_to_be_damaged(noise: bytes, at: int) -> None:
    whole = sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12</v></c></row>')
    at %= len(whole)
    data = repacked(workbook_bytes([HEAD]), {SHEET: whole[:at] + noise + whole[at:]})
    why = refused(data)
    assert not why or why.endswith(".")


@given(st.integers(0, 16_383))
def test_a_columns_letters_name_its_number(column: int) -> None:
    assert column_of(f"{letters(column)}7") == column


def test_a_hidden_sheet_is_offered_last() -> None:
    def two(sheet: Any) -> None:
        sheet.title = "Old"
        sheet.sheet_state = "hidden"
        sheet.parent.create_sheet("New").append(["App"])

    book = book_from(workbook_bytes([HEAD], two))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("New", False), ("Old", True)]
    assert [row.cells for row in book.rows("New")[0]] == [("App",)]


def test_the_file_is_opened_anew_for_each_reading() -> None:
    opened = []
    data = workbook_bytes([HEAD])

    def opener() -> io.BytesIO:
        opened.append(io.BytesIO(data))
        return opened[-1]

    book = book_of("apps.xlsx", len(data), opener)
    book.rows()
    assert all(stream.closed for stream in opened)
