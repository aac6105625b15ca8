"""The binder: all that the public page says, as one PDF to be laid out for inspection, in either language.

Made by a job after a publication, piece by piece (transparency/binding), and kept as a file. One accessible PDF,
however many apps there are: contents, apps, breaches, the rights of parents, words, posted copies of agreements.
"""

import fcntl
import hashlib
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import IO, Any, Final

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from district import clock
from district.printing import PrintingUnavailable
from transparency.binding.joining import pages_of, parts_join
from transparency.binding.pieces import Piece, body_pieces, front_pieces
from transparency.disk import marks_clear, written_whole
from transparency.models import Snapshot
from transparency.speaking import LANGUAGES, language_now
from transparency.versions import Version, version_current

SECONDS: Final = 30.0  # a run lays out pieces for so long, and always one
PIECE: Final = "piece-"
logger = logging.getLogger(__name__)


def binders_folder() -> Path:
    return Path(settings.PUBLIC_FILES_ROOT) / "binders"


def folder_of(version: Version, snapshot: Snapshot) -> Path:
    """Binders of a publication, by what else they say: the district, its laws, agreements out of force, the release.

    Not by the day: a binder says as of which day it was laid out, and is not laid out anew each night.
    """
    said = _short(f"{version.around_any_day}{settings.SITE_ADDRESS}")
    return binders_folder() / f"{snapshot.pk}-{snapshot.sha256[:24]}-{said}"


def binder_path(version: Version, snapshot: Snapshot, language: str) -> Path:
    return folder_of(version, snapshot) / f"binder-{language}.pdf"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@contextmanager
def turn_taken() -> Iterator[bool]:
    """Whether this process may make binders: one on a machine at a time, else two would take each other's pieces away.

    The lock is the folder's, and ends with the process that holds it.
    """
    binders_folder().mkdir(parents=True, exist_ok=True)
    handle = os.open(binders_folder(), os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def binders_make(now: datetime) -> int:
    """Take the binders of the present publication further; the number of pieces or files made, 0 when done.

    0 also where another process is at it.
    """
    version = version_current(now)
    if version.snapshot is None:
        return 0
    with turn_taken() as taken:
        return _binders_further(version, version.snapshot) if taken else 0


def _binders_further(version: Version, snapshot: Snapshot) -> int:
    until, made = monotonic() + SECONDS, 0
    for language in LANGUAGES:
        while not binder_path(version, snapshot, language).exists():
            if made and monotonic() > until:
                return made
            try:
                with override(language):
                    binder_step(version, snapshot)
            except PrintingUnavailable as error:
                logger.warning("The binder cannot be made here: %s", error)
                return made
            made += 1
    return made


def binder_step(version: Version, snapshot: Snapshot) -> None:
    """Lay out the first piece that is missing, or join all of them, in the language that is active."""
    body = body_pieces(version, snapshot)
    paths = paths_of(version, snapshot, body)
    if piece_lay(body, paths):
        return
    front = front_pieces(version, snapshot, paths)
    front_paths = paths_of(version, snapshot, front)
    if piece_lay(front, front_paths):
        return
    target = binder_path(version, snapshot, language_now())
    with written_whole(target) as stream:
        title = _("Apps that hold our students’ information")
        parts_join(front_paths, paths, stream, title=title, language=language_now())
    pieces_remove(target)
    marks_clear(target.parent)


def pieces_remove(binder: Path) -> None:
    """Pieces of its language, those of earlier days too, and what a process that was killed left half written."""
    for path in (*binder.parent.glob(f"{PIECE}*-{language_now()}.pdf"), *binder.parent.glob(".*")):
        path.unlink(missing_ok=True)


def paths_of(version: Version, snapshot: Snapshot, pieces: Sequence[Piece]) -> list[Path]:
    """Pieces carry the day in their names: those that wait since yesterday say how agreements stood then."""
    folder, day = folder_of(version, snapshot), _short(version.around)
    return [folder / f"{PIECE}{day}-{piece.name}-{language_now()}.pdf" for piece in pieces]


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
    with written_whole(path) as stream:
        stream.write(content)


def binder_open(version: Version, language: str) -> IO[bytes] | None:
    """The binder, open for reading; None while it is being made."""
    if version.snapshot is None:
        return None
    try:
        return binder_path(version, version.snapshot, language).open("rb")
    except OSError:
        return None


@require_safe
def binder_file(request: HttpRequest) -> Any:
    """The binder in the language of the address; while it is being made, a sentence that says so."""
    version, language = version_current(clock.now()), language_now()
    if version.snapshot is None:
        raise Http404("Nothing has been posted yet.")
    stream = binder_open(version, language)
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
