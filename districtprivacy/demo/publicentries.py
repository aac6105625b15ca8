"""The demonstration's public entries: the closed breach's, posted then; the open one's, waiting for a publication."""

from datetime import datetime
from typing import Final

from breaches.models import Breach, PublicEntry
from breaches.services.public import decision_now, entry_posted, public_entry_approve
from district.models import User

NOTICE = (
    "A backup of Inkwell Commons could be opened by strangers. Names of students, class names, e-mail addresses and "
    "drafts were in it. Inkwell Commons has closed the backup.\n\n"
    "We write to each family whose student's information was involved. (This notice is invented.)"
)
SPANISH = (
    "Personas ajenas pudieron abrir una copia de seguridad de Inkwell Commons. Contenía nombres de estudiantes, "
    "nombres de clases, direcciones de correo electrónico y borradores. Inkwell Commons cerró la copia.\n\n"
    "Escribimos a cada familia afectada. (Este aviso es inventado.)"
)
OVER: Final = (
    "A lost notebook of Harvest Table held names and lunch numbers of students of one school.\n\n"
    "We wrote to each family whose student's information was involved. (This notice is invented.)",
    "Un cuaderno perdido de Harvest Table contenía nombres y números de almuerzo de estudiantes de una escuela.\n\n"
    "Escribimos a cada familia afectada. (Este aviso es inventado.)",
)
THEN: Final = "Posted on the district's website of that time (invented). The next publication takes it over."


def entry_posted_then(breach: Breach, dana: User, *, now: datetime) -> None:
    """The closed breach's entry, posted before the district published with this program."""
    entry = _approved(breach, *OVER, dana, now=now)
    if entry is not None:
        entry_posted(entry, snapshot_sha256="", evidence=THEN, actor=dana, now=now)


def entry_make(breach: Breach, dana: User, *, now: datetime) -> None:
    """Approve what the packs ask for. Without the demonstration's roster there is no share, and so no entry."""
    _approved(breach, NOTICE, SPANISH, dana, now=now)


def _approved(breach: Breach, english: str, spanish: str, dana: User, *, now: datetime) -> PublicEntry | None:
    breach.refresh_from_db()
    _, decision = decision_now(breach, now=now)
    if not decision.asked or decision.missing:
        return None
    return public_entry_approve(breach=breach, notice_en=english, notice_es=spanish, actor=dana, now=now)
