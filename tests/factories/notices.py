"""Invented families, and mailings to them. Nobody here exists."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from district.models import User
from district.storage import kept
from notices.letters import master_made
from notices.models import Mailing
from notices.services.mailings import Text, mailing_approve, mailing_ask_approval, mailing_prepare
from roster.families import Recipient

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
BODY = "{salutation}\n\nThis is about {students}.\n\nYour reference is {reference}. {date}\n"


def family(place: int, **other: Any) -> Recipient:
    """A guardian with an e-mail address; `lines=` for a letter instead."""
    given: dict[str, Any] = {
        "kind": "guardian",
        "guardian_id": place,
        "student_ids": (1000 + place,),
        "household_id": 500 + place,
        "name": f"Ana Fictional {place}",
        "email": "" if other.get("lines") else f"ana.{place}@family.example",
        "lines": (),
        "language": "en",
        "students": ((1000 + place, f"Luis Fictional {place}"),),
    }
    return Recipient(**{**given, **other})


def by_letter(place: int, **other: Any) -> Recipient:
    return family(place, lines=(f"{place} Lantern Way", "Prairie Lantern, IL 60000"), **other)


def email_text(language: str = "en", body: str = BODY) -> Text:
    subject = {"en": "About your child’s data", "es": "Sobre los datos de su hijo"}[language]
    return Text(language, "email", subject, body)


@lru_cache
def master_bytes(language: str) -> bytes:
    """A small letter, laid out once for all tests of a process."""
    from tests.notices.test_letters_written import context_of

    return master_made(f"letters/breach_{language}.html", context_of(), language).stored


def letter_text(language: str = "en") -> Text:
    return Text(language, "letter", "About your child’s data", master_sha256=kept(master_bytes(language)))


def prepared(subject: Any, actor: User, recipients: Sequence[Recipient], **other: Any) -> Mailing:
    given: dict[str, Any] = {
        "purpose": "breach",
        "title": "Letters about B-14",
        "texts": [email_text()],
        "now": NOW,
    }
    return mailing_prepare(subject=subject, recipients=recipients, actor=actor, **{**given, **other})


def let_go(mailing: Mailing, *, asks: User, approves: User) -> Mailing:
    """Asked for and approved: it runs."""
    mailing_ask_approval(mailing=mailing, actor=asks, now=NOW)
    return mailing_approve(mailing=mailing, actor=approves, now=NOW)
