"""Reads of notices of agreements."""

from collections.abc import Iterable

from contracts.models import Agreement
from contracts.noticerules import notice_duties
from contracts.selectors import clocks_of
from deadlines.models import Deadline
from district.clock import local_day
from notices.models import Message, MessageState
from transparency.models import AgreementNotice


def notice_newest(agreement: Agreement) -> AgreementNotice | None:
    """The notice that stands for the agreement: the one kept last."""
    return agreement.notices.order_by("-prepared_at", "-pk").first()


def notices_of(agreement: Agreement) -> list[AgreementNotice]:
    """Every notice of an agreement, newest first: more than one where a sent one had to be corrected."""
    return list(agreement.notices.order_by("-prepared_at", "-pk"))


def notices_standing(agreements: Iterable[Agreement], zone: str) -> dict[int, AgreementNotice]:
    """The notice to post of each agreement, by the agreement's id, in one query.

    A notice that names another day than the one on which the agreement was signed, since that was corrected, is not
    posted: it would say what is not so.
    """
    by_id = {agreement.pk: agreement for agreement in agreements}
    rows = AgreementNotice.objects.filter(agreement__in=by_id).order_by("agreement_id", "-prepared_at", "-pk")
    newest = rows.distinct("agreement_id")
    return {row.agreement_id: row for row in newest if notice_true(row, by_id[row.agreement_id], zone)}


def notice_true(notice: AgreementNotice, agreement: Agreement, zone: str) -> bool:
    """Whether the notice names the day on which the agreement was signed by what is recorded now."""
    return agreement.signed_at is not None and notice.executed_on == local_day(agreement.signed_at, zone)


def notice_clocks(agreement: Agreement) -> list[Deadline]:
    """The clocks of the agreement that its notice meets, open or closed, the first due first."""
    rules = [duty.id for duty in notice_duties()]
    return list(clocks_of(agreement).filter(rule__in=rules).order_by("due_at", "pk"))


def message_key(notice: AgreementNotice, school: str) -> str:
    """The key of the message to one school's principal."""
    return f"agreement-notice.{notice.pk}.{school}"


def messages_counted(notice: AgreementNotice) -> dict[str, int]:
    """How many of the notice's messages are queued, sent and failed: {state: number}."""
    keys = [message_key(notice, school["code"]) for school in notice.schools]
    states = list(Message.objects.filter(key__in=keys).values_list("state", flat=True))
    return {state: states.count(state) for state in MessageState.values if state in states}
