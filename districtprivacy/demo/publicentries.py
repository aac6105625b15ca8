"""The demonstration's public entry: of the open breach, approved and waiting for the next publication."""

from datetime import datetime

from breaches.models import Breach
from breaches.services.public import decision_now, public_entry_approve
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


def entry_make(breach: Breach, dana: User, *, now: datetime) -> None:
    """Approve what the packs ask for. Without the demonstration's roster there is no share, and so no entry."""
    breach.refresh_from_db()
    _, decision = decision_now(breach, now=now)
    if decision.asked and not decision.missing:
        public_entry_approve(breach=breach, notice_en=NOTICE, notice_es=SPANISH, actor=dana, now=now)
