"""The binder: all that the public page says, as one PDF to be laid out for inspection, in either language.

Made by a job after a publication, piece by piece (transparency/binding), and kept as a file. One accessible PDF,
however many apps there are: contents, apps, breaches, the rights of parents, words, posted copies of agreements.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import IO, Any, Final
from uuid import uuid4

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from district import clock
from district.printing import PrintingUnavailable
from transparency.binding.joining import pages_of, parts_join
from transparency.binding.pieces import Piece, body_pieces, front_pieces
from transparency.disk import marks_clear
from transparency.models import Snapshot
from transparency.speaking import LANGUAGES, language_now
from transparency.versions import Version, release, version_current

SECONDS: Final = 30.0  # a run lays out pieces for so long, and always one
logger = logging.getLogger(__name__)


def folder_of(snapshot: Snapshot) -> Path:
    """Binders of a publication, as this release lays them out."""
    return Path(settings.PUBLIC_FILES_ROOT) / "binders" / f"{snapshot.pk}-{snapshot.sha256[:24]}-{release()}"


def binder_path(snapshot: Snapshot, language: str) -> Path:
    return folder_of(snapshot) / f"binder-{language}.pdf"


def binders_make(now: datetime) -> int:
    """Take the binders of the present publication further; the number of pieces or files made, 0 when done."""
    version, until, made = version_current(now), monotonic() + SECONDS, 0
    if version.snapshot is None:
        return 0
    for language in LANGUAGES:
        while not binder_path(version.snapshot, language).exists():
            if made and monotonic() > until:
                return made
            try:
                with override(language):
                    binder_step(version, version.snapshot)
            except PrintingUnavailable as error:
                logger.warning("The binder cannot be made here: %s", error)
                return made
            made += 1
    return made


def binder_step(version: Version, snapshot: Snapshot) -> None:
    """Lay out the first piece that is missing, or join all of them, in the language that is active."""
    body = body_pieces(version, snapshot)
    paths = paths_of(snapshot, body)
    if piece_lay(body, paths):
        return
    front = front_pieces(version, snapshot, paths)
    front_paths = paths_of(snapshot, front)
    if piece_lay(front, front_paths):
        return
    target = binder_path(snapshot, language_now())
    beside = target.with_name(f".{uuid4().hex}")
    with beside.open("wb") as stream:
        title = _("Apps that hold our students’ information")
        parts_join(front_paths, paths, stream, title=title, language=language_now())
    beside.replace(target)
    for path in (*front_paths, *paths):
        path.unlink(missing_ok=True)
    marks_clear(folder_of(snapshot))


def paths_of(snapshot: Snapshot, pieces: Sequence[Piece]) -> list[Path]:
    return [folder_of(snapshot) / f"{piece.name}-{language_now()}.pdf" for piece in pieces]


def piece_lay(pieces: Sequence[Piece], paths: Sequence[Path]) -> bool:
    """Lay out the first piece that has no file yet. False: all have one. Pages go on where the piece before it ends."""
    before = 0
    for piece, path in zip(pieces, paths, strict=True):
        if not path.exists():
            whole_write(path, piece.make(before + 1))
            return True
        before += pages_of(path)
    return False


def whole_write(path: Path, content: bytes) -> None:
    """Whole or not at all, as it is read while it is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{uuid4().hex}")
    beside.write_bytes(content)
    beside.replace(path)


def binder_open(snapshot: Snapshot | None, language: str) -> IO[bytes] | None:
    """The binder, open for reading; None while it is being made."""
    if snapshot is None:
        return None
    try:
        return binder_path(snapshot, language).open("rb")
    except OSError:
        return None


@require_safe
def binder_file(request: HttpRequest) -> Any:
    """The binder in the language of the address; while it is being made, a sentence that says so."""
    snapshot, language = version_current(clock.now()).snapshot, language_now()
    if snapshot is None:
        raise Http404("Nothing has been posted yet.")
    stream = binder_open(snapshot, language)
    if stream is None:
        words = _("The binder is being made. Try again in a few minutes.")
        return HttpResponse(
            f"{words}\n",
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Cache-Control": "no-store", "Retry-After": "120", "Content-Language": language},
        )
    response = FileResponse(stream, content_type="application/pdf", filename=f"binder-{language}.pdf")
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers["Content-Language"] = language
    return response


binder_file.in_each_language = True  # type: ignore[attr-defined]
