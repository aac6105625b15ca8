"""The demonstration's letters: agencies with plainly invented numbers, and the open breach in two languages."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Final

from breaches.lettercontents import TYPED
from breaches.letters import ENGLISH, SPANISH, facts_of, parts_proposed
from breaches.models import Breach, SourceKind
from breaches.services.letters import letter_source_keep, letter_write
from district.clock import local_day
from district.models import User
from districtprivacy.demo.foundation import ZONE

INVENTED: Final = "Invented for the demonstration"
AGENCIES: Final = (
    (SourceKind.AGENCY, "First Fictional Credit Bureau", "1 Ledger Street\nLedger, IL 60000", "(555) 555-0121"),
    (SourceKind.AGENCY, "Second Fictional Credit Bureau", "2 Ledger Street\nLedger, IL 60000", "(555) 555-0122"),
    (SourceKind.AGENCY, "Third Fictional Credit Bureau", "3 Ledger Street\nLedger, IL 60000", "(555) 555-0123"),
    (
        SourceKind.COMMISSION,
        "Federal Trade Commission (invented address)",
        "4 Invented Avenue\nLedger, IL 60000",
        "(555) 555-0124",
    ),
)
HAPPENED: Final = {
    ENGLISH: "A backup of the online writing service Inkwell Commons could be opened by anyone who had its address. "
    "The operator’s logs show that strangers opened it. The operator has closed it.",
    SPANISH: "Cualquier persona que tuviera la dirección podía abrir una copia de seguridad de Inkwell Commons, un "
    "servicio de escritura en línea. Los registros del operador muestran que personas desconocidas la abrieron. El "
    "operador ya la cerró.",
}
MEASURES: Final = {
    ENGLISH: "We have asked every student to choose a new password, and are checking what else the operator keeps.",
    SPANISH: "Hemos pedido a cada estudiante que elija una contraseña nueva y estamos comprobando qué otros datos "
    "conserva el operador.",
}


def letters_make(breach: Breach, dana: User, *, now: datetime) -> None:
    """Agencies first: the letters are checked against them."""
    for number, (kind, name, address, telephone) in enumerate(AGENCIES, start=1):
        letter_source_keep(
            source=None,
            kind=kind,
            name=name,
            address=address,
            telephone=telephone,
            website=f"agency{number}.example",
            read_at=INVENTED,
            read_on=local_day(now - timedelta(days=30), ZONE),
            in_use=True,
            actor=dana,
            now=now,
        )
    breach.refresh_from_db()
    facts = facts_of(breach)
    for language in (ENGLISH, SPANISH):
        parts = parts_proposed(facts, language)
        parts = replace(parts, happened=HAPPENED[language], measures=MEASURES[language])
        typed = {name: text for name, text in asdict(parts).items() if name in TYPED}
        letter_write(breach=breach, language=language, parts=typed, actor=dana, now=now)
