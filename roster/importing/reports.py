"""The rows that come back, as a spreadsheet: where each stood, why it came back, and its own cells as they were."""

import json
from collections.abc import Iterator
from typing import Final

from roster.importing.counting import troubles_all
from roster.importing.staging import headers_kept

WHY: Final = ("File", "Line", "Field", "Reason")


def problem_header(import_id: int, which: str = "conflicts") -> list[str]:
    """Every column of the files that rows come back from, then the four that say why."""
    return [*_own_columns(import_id), *WHY]


def problem_rows(import_id: int, which: str = "conflicts") -> Iterator[list[str]]:
    """A row each, under `problem_header`: mended, and without its last four columns, it can be handed in again."""
    columns = {name: place for place, name in enumerate(_own_columns(import_id))}
    headers = headers_kept(import_id)
    for trouble in troubles_all(import_id, which):
        cells = [""] * len(columns)
        for name, cell in zip(headers.get(trouble.file, ()), trouble.cells, strict=False):
            cells[columns[name]] = cell
        beyond = trouble.cells[len(headers.get(trouble.file, ())) :]
        more = f" Beyond the last column: {json.dumps(beyond, ensure_ascii=False)}" if any(beyond) else ""
        yield [*cells, trouble.file, str(trouble.line), trouble.field, trouble.reason + more]


def _own_columns(import_id: int) -> list[str]:
    return list(dict.fromkeys(name for header in headers_kept(import_id).values() for name in header))
