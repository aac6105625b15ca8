"""The inventory and the operators as downloads, for those who may see them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from district.csvwriting import csv_pieces
from district.taskpages import OfficeRequest, office_page, right_needed
from inventory.exporting.rows import INVENTORY_HEAD, OPERATORS_HEAD, inventory_rows, operator_rows, titles
from inventory.exporting.workbooks import workbook_write
from vendors.selectors import operators_visible_to, products_visible_to

RIGHTS: Final = ("vendors.view_operator", "vendors.view_product", "inventory.view_productuse")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@office_page(methods=("GET", "HEAD"))
def workbook(request: OfficeRequest) -> HttpResponseBase:
    """Both tables as one workbook."""
    _allowed(request)
    tables = (
        ("Inventory", titles(INVENTORY_HEAD), inventory_rows(products_visible_to(request.user))),
        ("Operators", titles(OPERATORS_HEAD), operator_rows(operators_visible_to(request.user))),
    )
    with TemporaryDirectory() as folder:
        place = Path(folder) / "inventory.xlsx"
        workbook_write(place, tables)
        # Opened before the folder goes: the answer reads on from the open file.
        return FileResponse(place.open("rb"), as_attachment=True, filename="inventory.xlsx", content_type=XLSX)


@office_page(methods=("GET", "HEAD"))
def inventory_csv(request: OfficeRequest) -> HttpResponseBase:
    _allowed(request)
    return _csv("inventory.csv", titles(INVENTORY_HEAD), inventory_rows(products_visible_to(request.user)))


@office_page(methods=("GET", "HEAD"))
def operators_csv(request: OfficeRequest) -> HttpResponseBase:
    _allowed(request)
    return _csv("operators.csv", titles(OPERATORS_HEAD), operator_rows(operators_visible_to(request.user)))


def _allowed(request: OfficeRequest) -> None:
    for right in RIGHTS:
        right_needed(request.user, right)


def _csv(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    pieces: Iterator[str] = csv_pieces(header, rows)
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
