"""The demonstration's notices of contracts: families heard of each posted agreement in time."""

from datetime import datetime, timedelta

from contracts.models import Agreement
from district.models import User
from transparency.noticing.drafting import notice_propose
from transparency.noticing.services import notice_keep, notice_sent_record


def families_told(agreement: Agreement, person: User, zone: str, *, now: datetime) -> None:
    """The notice of a signed agreement, kept and recorded as sent at `now`."""
    about = notice_propose(agreement, zone).about
    notice = notice_keep(agreement=agreement, about=about, actor=person, now=now - timedelta(hours=2))
    notice_sent_record(
        notice=notice,
        sent_at=now,
        how="the schools' own mail to families",
        evidence="The mail program's list of recipients (invented).",
        actor=person,
        now=now,
    )
