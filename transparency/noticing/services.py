"""Writes of notices of agreements: kept whole, sent once, recorded with evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contracts.models import Agreement, AgreementState
from contracts.noticerules import notice_contents, notice_duties, notice_packs
from contracts.services.states import agreement_locked
from deadlines.models import DeadlineState
from deadlines.services import deadline_meet_for
from district.audit import Actor, actor_label, audited
from district.clock import local_day
from district.models import District
from district.refusals import Refused
from district.selectors import district_current, packs_adopted
from district.templatetags.words import moment_in_words
from notices.services import message_queue
from transparency.models import AgreementNotice, NoticeWay
from transparency.noticing.audience import (
    SchoolTold,
    schools_affected,
    schools_json,
    sending_mark,
    students_of,
    without_address,
)
from transparency.noticing.contents import ContentCheck, NoticeParts, contents_checked, missing_of
from transparency.noticing.drafting import executed_sentence, notice_propose, notice_text
from transparency.noticing.letters import letter_of, subject_of
from transparency.noticing.selectors import message_key, notice_clocks, notice_newest, notice_true

__all__ = [
    "NoticeChanged",
    "NoticeRefused",
    "checks_of",
    "notice_keep",
    "notice_send",
    "notice_sent_record",
    "parts_of",
]


class NoticeRefused(Refused):
    """The notice cannot be kept or sent; `field` names the field of the form that the message belongs to."""


class NoticeChanged(RuntimeError):
    """What would be sent is no longer what the person confirmed: show it again."""


def notice_keep(
    *, agreement: Agreement, about: str, text_es: str = "", anew: bool = False, actor: Actor, now: datetime
) -> AgreementNotice:
    """Keep the notice of a signed agreement, whole: NoticeRefused while a content lacks that an adopted pack mandates.

    Until it is sent it is kept over; a notice that was sent stays as it is, and `anew` puts another beside it.
    """
    with audited(actor=actor, reason="Kept the notice of the agreement"):
        locked, district = _signed(agreement), district_current()
        standing = notice_newest(locked)
        if standing is not None and standing.sent_at is not None and not anew:
            raise NoticeRefused("This notice was sent: it stays as it is. Write a new one if it has to be corrected.")
        notice = standing if standing is not None and standing.sent_at is None else AgreementNotice(agreement=locked)
        _filled(notice, locked, about, text_es, district)
        adopted = packs_adopted(local_day(now, district.time_zone))
        _whole(contents_checked(parts_of(notice, locked, district), adopted))
        notice.packs = {pack.id: pack.version for pack in notice_packs(adopted) if notice_contents(pack)}
        notice.prepared_at, notice.prepared_by = now, actor_label(actor)
        notice.save()
    return notice


def notice_send(*, notice: AgreementNotice, mark: str, actor: Actor, now: datetime) -> AgreementNotice:
    """Ask the principal of every school concerned to pass the notice on, and meet the clocks of telling families.

    `mark` is what the person confirmed (audience.sending_mark): NoticeChanged where text or schools are others by now.
    NoticeRefused where the notice was sent, names a wrong day, concerns no school, or a principal has no address.
    """
    with audited(actor=actor, reason="Sent the notice of the agreement to the principals"):
        locked, agreement, district = _unsent(notice)
        schools = schools_affected(agreement, local_day(now, district.time_zone))
        _reachable(schools)
        if sending_mark(locked.text + locked.text_es, schools) != mark:
            raise NoticeChanged("The notice or the list of schools changed since you looked. Look again, then send.")
        _queue(locked, agreement, schools, district, actor=actor, now=now)
        names = ", ".join(school.name for school in schools)
        number = students_of(schools)
        evidence = (
            f"Notice no. {locked.pk} sent to {len(schools)} principal{'s' * (len(schools) != 1)}, to be passed on to "
            f"families of {number:,} student{'s' * (number != 1)}: {names}."
        )
        return _sent(locked, agreement, NoticeWay.PRINCIPALS, evidence, schools, at=now, actor=actor, now=now)


def notice_sent_record(
    *, notice: AgreementNotice, sent_at: datetime, how: str, evidence: str, actor: Actor, now: datetime
) -> AgreementNotice:
    """The notice went out another way at `sent_at`: how, and what shows it. Meets the clocks of telling families."""
    with audited(actor=actor, reason="Recorded that the notice of the agreement was sent"):
        locked, agreement, district = _unsent(notice)
        if not how.strip():
            raise NoticeRefused("Say how it was sent.", "how")
        if not evidence.strip():
            raise NoticeRefused("Say what shows that it was sent.", "evidence")
        if sent_at > now:
            raise NoticeRefused("This moment has not come yet.", "sent_on")
        if agreement.signed_at is not None and sent_at < agreement.signed_at:
            signed = moment_in_words(agreement.signed_at, district.time_zone)
            raise NoticeRefused(f"This lies before the signing ({signed}).", "sent_on")
        words = f"Notice no. {locked.pk} sent another way: {how.strip()}. Shown by: {evidence.strip()}"
        schools = schools_affected(agreement, local_day(sent_at, district.time_zone))
        return _sent(locked, agreement, NoticeWay.OTHERWISE, words, schools, at=sent_at, actor=actor, now=now)


def parts_of(notice: AgreementNotice, agreement: Agreement, district: District) -> NoticeParts:
    """The parts of a notice, for the check of its contents."""
    assert agreement.signed_at is not None, "a check constraint of the table"  # noqa: S101
    signed_on = local_day(agreement.signed_at, district.time_zone)
    executed = executed_sentence(agreement, notice.executed_on, district)
    return NoticeParts(notice.executed_on, signed_on, executed, notice.about, notice.information)


def checks_of(notice: AgreementNotice, agreement: Agreement, district: District, now: datetime) -> list[ContentCheck]:
    """Every mandated content of a notice, with the words that meet it."""
    return contents_checked(parts_of(notice, agreement, district), packs_adopted(local_day(now, district.time_zone)))


def _filled(notice: AgreementNotice, agreement: Agreement, about: str, text_es: str, district: District) -> None:
    proposal = notice_propose(agreement, district.time_zone)
    notice.executed_on, notice.information = proposal.executed_on, proposal.information
    notice.about, notice.text_es = about.strip(), text_es.strip()
    notice.text = notice_text(agreement, notice.executed_on, notice.about, notice.information, district)


def _whole(checks: Sequence[ContentCheck]) -> None:
    if not checks:
        raise NoticeRefused("No adopted rule pack asks for a notice of a contract.")
    if missing := missing_of(checks):
        field = "about" if any(not row.met and row.content.id.endswith(".purpose") for row in checks) else ""
        raise NoticeRefused(f"The notice is not complete. {' '.join(missing)}", field)


def _signed(agreement: Agreement) -> Agreement:
    locked = agreement_locked(agreement)
    if locked.state != AgreementState.SIGNED:
        raise NoticeRefused(f"The agreement is {locked.get_state_display()}: a notice is for a signed one.")
    return locked


def _unsent(notice: AgreementNotice) -> tuple[AgreementNotice, Agreement, District]:
    """The notice and its agreement, locked; refused where the notice was sent, or would say what is not so."""
    agreement, district = _signed(notice.agreement), district_current()
    locked: AgreementNotice = AgreementNotice.objects.select_for_update().get(pk=notice.pk)
    if locked.sent_at is not None:
        when = moment_in_words(locked.sent_at, district.time_zone)
        raise NoticeRefused(f"This notice was sent already, on {when}, by {locked.sent_by}.")
    if not notice_true(locked, agreement, district.time_zone):
        raise NoticeRefused("The moment of signing was corrected since the notice was kept. Write it anew first.")
    return locked, agreement, district


def _reachable(schools: Sequence[SchoolTold]) -> None:
    if not schools:
        raise NoticeRefused("No school uses the products by now: nobody would be told. Enter where they are in use.")
    if missing := without_address(schools):
        names = ", ".join(school.name for school in missing)
        raise NoticeRefused(
            f"No address of the principal is entered for {names}. Enter it at the school, or send the notice another "
            "way and record that."
        )


def _queue(
    notice: AgreementNotice,
    agreement: Agreement,
    schools: Sequence[SchoolTold],
    district: District,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    clocks = [clock for clock in notice_clocks(agreement) if clock.state == DeadlineState.OPEN]
    for school in schools:
        message_queue(
            key=message_key(notice, school.code),
            address=school.address,
            subject=subject_of(agreement),
            body=letter_of(notice, school, clocks, district),
            at=now,
            actor=actor,
            now=now,
        )


def _sent(
    notice: AgreementNotice,
    agreement: Agreement,
    way: str,
    evidence: str,
    schools: Sequence[SchoolTold],
    *,
    at: datetime,
    actor: Actor,
    now: datetime,
) -> AgreementNotice:
    values: dict[str, Any] = {
        "sent_at": at,
        "sent_by": actor_label(actor),
        "sent_how": way,
        "evidence": evidence,
        "schools": schools_json(schools),
        "recipients": students_of(schools),
    }
    for name, value in values.items():
        setattr(notice, name, value)
    notice.save(update_fields=list(values))
    for duty in notice_duties():
        deadline_meet_for(subject=agreement, rule=duty.id, at=at, actor=actor, now=now, evidence=evidence)
    return notice
