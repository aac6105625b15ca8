"""Writes of the yearly notice: writing it, approving it, giving it to families, and the proof of that."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from deadlines.firing import Firing
from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import deadlines_for_subject, deadlines_open
from deadlines.services import deadline_meet
from district.audit import Actor, SystemActor, actor_label, audited
from district.clock import local_day
from district.models import School, User
from district.selectors import district_current, schools_all
from district.storage import kept
from notices.letters.master import master_made
from notices.models import Channel, Mailing
from notices.services import alarms_announce
from notices.services.mailings.preparing import Text, mailing_prepare
from notices.services.mailings.states import MailingRefused
from roster.families import families_of
from roster.selectors import students_of
from transparency.models import GivenHow, YearNotice, YearNoticeGiven
from transparency.reporting.yearselectors import everybody_told_on, mailing_possible, notices_public
from transparency.reporting.yeartexts import RULE, year_of
from transparency.versions import TRUST

PURPOSE: Final = "year-notice"
TIMER: Final = SystemActor("timer:year-notice")
AROUND: Final = timedelta(days=60)  # the clock of a year's notice is due at most so far from the first day of school


class NoticeRefused(RuntimeError):
    """Nothing was kept; the message says why, for people."""


def year_notice_write(
    *, starts_on: date, title: str, text: str, title_es: str = "", text_es: str = "", actor: User, now: datetime
) -> YearNotice:
    """Keep the notice of the school year that starts on a day. Written anew, it has to be approved again.

    NoticeRefused once it was given to anybody: what families read is not changed afterwards.
    """
    if bool(text_es.strip()) != bool(title_es.strip()):
        raise NoticeRefused("The Spanish notice needs both its title and its text.")
    year = year_of(starts_on)
    with audited(actor=actor, reason=f"Wrote the notice to parents {year}"):
        notice = YearNotice.objects.select_for_update().filter(school_year=year).first() or YearNotice(school_year=year)
        if notice.pk and (notice.mailing_id or notice.given.exists()):
            raise NoticeRefused("This notice was given to families already: it stays as they read it.")
        notice.starts_on, notice.title, notice.text = starts_on, title.strip(), text.strip()
        notice.title_es, notice.text_es = title_es.strip(), text_es.strip()
        notice.prepared_by, notice.prepared_at = actor, now
        notice.approved_by, notice.approved_at = None, None
        notice.save()
        transaction.on_commit(TRUST.forget)
    return notice


def year_notice_approve(*, notice: YearNotice, actor: User, now: datetime) -> YearNotice:
    """A person read it and lets it stand: from now on it is on the public page, and may be given."""
    with audited(actor=actor, reason=f"Approved the notice to parents {notice.school_year}"):
        locked = YearNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
        if locked.approved_at is None:
            locked.approved_by, locked.approved_at = actor, now
            locked.save(update_fields=["approved_by", "approved_at"])
            transaction.on_commit(TRUST.forget)
    return locked


def year_notice_mail(*, notice: YearNotice, actor: User, now: datetime) -> Mailing:
    """Hand the notice to a mailing for the families of every active pupil; a second person lets that go.

    NoticeRefused where it was not approved, was handed over already, or there is nobody to write to.
    """
    today = local_day(now, district_current().time_zone)
    with audited(actor=actor, reason=f"Prepared the mailing of the notice to parents {notice.school_year}"):
        locked = _approved_locked(notice)
        if not mailing_possible(locked):
            raise NoticeRefused("The mailing of this notice was prepared already.")
        pupils = students_of(schools_all().values_list("pk", flat=True)).order_by("pk").values_list("pk", flat=True)
        try:
            locked.mailing = mailing_prepare(
                subject=locked,
                purpose=PURPOSE,
                title=f"{locked.title}, {locked.school_year}",
                recipients=families_of(list(pupils), on=today),
                texts=_texts(locked),
                actor=actor,
                now=now,
            )
        except MailingRefused as refusal:
            raise NoticeRefused(str(refusal)) from refusal
        locked.save(update_fields=["mailing"])
    return locked.mailing


def _texts(notice: YearNotice) -> Sequence[Text]:
    """Letter and e-mail in each language that was written. Braces of the text are no merge fields."""
    found: list[Text] = []
    for language, title, text in (("en", notice.title, notice.text), ("es", notice.title_es, notice.text_es)):
        if text:
            context = {"title": title, "text": text, "district": _letterhead()}
            master = kept(master_made("letters/year_notice_letter.html", context, language).stored)
            body = f"{{salutation}}\n\n{_plain(text)}\n"
            found.append(Text(language, Channel.LETTER, title, master_sha256=master))
            found.append(Text(language, Channel.EMAIL, _plain(title), body=body))
    return found


def _plain(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")


def _letterhead() -> dict[str, Any]:
    district = district_current()
    return {name: getattr(district, name) for name in ("name", "letterhead", "address", "telephone", "email")}


def year_notice_given(
    *,
    notice: YearNotice,
    school: School | None,
    how: str,
    given_on: date,
    evidence: str,
    families: int | None = None,
    file: bytes = b"",
    file_name: str = "",
    actor: Actor,
    now: datetime,
) -> YearNoticeGiven:
    """Record that the families of a school, or of all (`school` None), were given the notice, and what proves it.

    Meets the clock of that school year once no school is missing: at the day on which the last one was told.
    """
    today = local_day(now, district_current().time_zone)
    if given_on > today:
        raise NoticeRefused("That day has not come yet.")
    if not evidence.strip():
        raise NoticeRefused("Say who gave it how, so that it can be checked.")
    with audited(actor=actor, reason=f"Recorded how the notice to parents {notice.school_year} was given"):
        locked = _approved_locked(notice)
        if locked.given.filter(school=school, how=how, given_on=given_on).exists():
            raise NoticeRefused("This is recorded already.")
        row = YearNoticeGiven.objects.create(
            notice=locked,
            school=school,
            how=how,
            given_on=given_on,
            families=families,
            evidence=evidence.strip(),
            file_sha256=kept(file) if file else "",
            file_name=file_name[:200] if file else "",
            recorded_by=actor_label(actor),
            recorded_at=now,
        )
        _clocks_meet(locked, actor, now)
    return row


def _approved_locked(notice: YearNotice) -> YearNotice:
    locked = YearNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if locked.approved_at is None:
        raise NoticeRefused("Nobody approved this notice yet.")
    return locked


def _clocks_meet(notice: YearNotice, actor: Actor, now: datetime) -> None:
    told_on = everybody_told_on(notice)
    if told_on is None:
        return
    district = district_current()
    at = min(datetime.combine(told_on, time(12), ZoneInfo(district.time_zone)).astimezone(UTC), now)
    near = {"last_day__gte": notice.starts_on - AROUND, "last_day__lte": notice.starts_on + AROUND}
    rows = deadlines_for_subject(Deadline.objects.filter(rule=RULE, **near), district)
    for clock in deadlines_open(rows):
        evidence = f"The notice to parents {notice.school_year} was given to every school's families by {told_on}."
        deadline_meet(deadline=clock, at=at, actor=actor, now=now, evidence=evidence)


def mailing_left(*, mailing: Mailing, at: datetime, actor: Actor, now: datetime) -> None:
    """The last message of a notice's mailing has left: that is the giving, with the mailing as its proof.

    Told again, it changes nothing. Mailings about something else are left alone.
    """
    notice = mailing.subject if mailing.purpose == PURPOSE else None
    if not isinstance(notice, YearNotice):
        return
    if notice.given.filter(school=None, how=GivenHow.MAILING).exists():
        return
    year_notice_given(
        notice=notice,
        school=None,
        how=GivenHow.MAILING,
        given_on=local_day(min(at, now), district_current().time_zone),
        evidence=f"Mailing {mailing.pk}, “{mailing.title}”: each message and its proof of sending is kept there.",
        families=mailing.messages.count(),
        actor=actor,
        now=now,
    )


def year_notice_rings(*, firings: Sequence[Firing], now: datetime) -> None:
    """The clock of a year's notice rings. Given before the clock began, as handbooks are, it is met; else people hear.

    Told again, it changes nothing.
    """
    for notice in notices_public():
        _clocks_meet(notice, TIMER, now)
    met = Deadline.objects.filter(pk__in=[firing.deadline_id for firing in firings], state=DeadlineState.MET)
    done = set(met.values_list("pk", flat=True))
    alarms_announce(firings=[firing for firing in firings if firing.deadline_id not in done], now=now)


def files_named() -> set[str]:
    """Hashes of the files that prove givings: the store keeps them."""
    return set(YearNoticeGiven.objects.exclude(file_sha256="").values_list("file_sha256", flat=True))
