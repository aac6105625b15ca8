"""A mailing's e-mails, filled for one family: what leaves, and what would leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from district.clock import local_day
from district.encryption import unseal
from district.selectors import district_current
from notices.merging import Merge, day_in_language, merge_of, values_of
from notices.models import Channel, Mailing, MailingText, Message
from notices.outgoing import Outgoing
from notices.services.claiming import Claimed

DRILL = "DRILL: "


@dataclass(frozen=True, slots=True)
class EmailText:
    """Subject and body in one language, ready to be filled, and the date that they bear."""

    subject: Merge
    body: Merge
    day: str


@dataclass(frozen=True, slots=True)
class MailingWriter:
    """Fills the texts of one mailing; by language."""

    texts: Mapping[str, EmailText]

    def __call__(self, message: Claimed) -> Outgoing:
        """The e-mail of a claimed message. SealBroken where its fields do not open."""
        sealed: Any = unseal(message.sealed or b"")
        return self.written(message, sealed)

    def written(self, message: Claimed | Message, sealed: Mapping[str, Any]) -> Outgoing:
        text = self.texts[message.language]
        values = values_of(sealed, reference=message.reference, day=text.day)
        subject = " ".join(text.subject.filled(values).split())
        return Outgoing(message.key, sealed["email"], subject, text.body.filled(values))


def writer_of(mailing: Mailing, *, now: datetime) -> MailingWriter:
    """The mailing's e-mails, dated by its approval; before that, by today."""
    day = mailing_day(mailing, now=now)
    rows = MailingText.objects.filter(mailing=mailing, channel=Channel.EMAIL)
    mark = DRILL if mailing.drill else ""
    return MailingWriter(
        {
            row.language: EmailText(
                merge_of(mark + row.subject), merge_of(row.body), day_in_language(day, row.language)
            )
            for row in rows
        }
    )


def mailing_day(mailing: Mailing, *, now: datetime) -> date:
    """The date on letters and e-mails: the day on which the mailing was let go."""
    return local_day(mailing.approved_at or now, district_current().time_zone)
