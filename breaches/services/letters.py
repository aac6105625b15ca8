"""Writing the letter about a breach, entering the agencies that it names, and handing it to a mailing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from breaches.clocks.mailings import breach_of
from breaches.lettercontents import TYPED
from breaches.letters import ENGLISH, Written, letters_written, master_for
from breaches.models import Breach, BreachLetter, LetterLanguage, LetterSource, SourceKind, Stage
from breaches.recipients import recipients_of
from breaches.services.states import BreachRefused, breach_locked, breach_locked_open, breach_move
from breaches.services.tasks import APPROVE_SENDING, task_ticked
from breaches.steps import STEPS
from deadlines.selectors import clocks_of, deadlines_held
from district.audit import audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from district.storage import kept
from notices.models import Channel, Mailing
from notices.services.mailings.preparing import Text, mailing_prepare
from notices.services.mailings.states import MailingRefused

PURPOSE = "breach"


def letter_write(
    *, breach: Breach, language: str, parts: Mapping[str, str], actor: User, now: datetime
) -> BreachLetter:
    """Keep the typed parts of one language. What they were before stays in the history."""
    label = LetterLanguage(language).label
    with audited(actor=actor, reason=f"Wrote the letter in {label}"):
        locked = breach_locked_open(breach)
        row, _ = BreachLetter.objects.update_or_create(
            breach=locked,
            language=language,
            defaults={
                **{name: parts[name].strip() for name in TYPED},
                "written_by": actor,
                "written_at": now,
            },
        )
    return row


def letter_discard(*, breach: Breach, language: str, actor: User) -> None:
    """Take a language's letter away: its families get the English one again. English itself goes back to the facts."""
    with audited(actor=actor, reason=f"Discarded the letter in {LetterLanguage(language).label}"):
        BreachLetter.objects.filter(breach=breach_locked_open(breach), language=language).delete()


def letter_source_keep(
    *,
    source: LetterSource | None,
    kind: str,
    name: str,
    address: str,
    telephone: str,
    website: str,
    read_at: str,
    read_on: date,
    in_use: bool,
    actor: User,
    now: datetime,
) -> LetterSource:
    """Enter or change an agency. Whoever saves it says with that where it was read, and when. BreachRefused."""
    if read_on > local_day(now, district_current().time_zone):
        raise BreachRefused("That day is still to come: say when it was read.", "read_on")
    if kind == SourceKind.COMMISSION and not website.strip():
        raise BreachRefused("Letters must give the Commission's website: write it.", "website")
    row = source or LetterSource()
    others = LetterSource.objects.exclude(pk=row.pk)
    if others.filter(name=name.strip()).exists():
        raise BreachRefused("There is an entry of this name: change that one.", "name")
    if kind == SourceKind.COMMISSION and in_use and others.filter(kind=kind, in_use=True).exists():
        raise BreachRefused("There is one Federal Trade Commission: change the entry that is there.", "kind")
    with audited(actor=actor, reason=f"Confirmed what letters say of {name.strip()}"):
        row.kind, row.name, row.address, row.telephone = kind, name.strip(), address.strip(), telephone.strip()
        row.website, row.read_at, row.read_on, row.in_use = website.strip(), read_at.strip(), read_on, in_use
        row.confirmed_by, row.confirmed_at = actor, now
        row.save()
    return row


def letters_prepare(*, breach: Breach, actor: User, now: datetime) -> Mailing:
    """Hand the letters to a mailing, which a second person approves.

    BreachRefused where a language lacks a mandated content, naming the field; where a hold is in force; where nobody is
    to be written to. A language that was not written is not sent: its families get English.
    """
    with audited(actor=actor, reason="Prepared the letters"):
        locked = breach_locked_open(breach)
        _may_go_out(locked)
        written = [one for one in letters_written(locked, on=_today(now)) if one.saved or one.language == ENGLISH]
        if not written[0].saved:
            raise BreachRefused("Nobody has read the English letter yet: write it, or keep it as it is proposed.")
        for one in written:
            if one.lacks:
                raise BreachRefused(f"Nothing can be sent: the letter in {one.name} is not whole. {one.lacks[0]}")
        texts = [text for one in written for text in _texts(one)]
        try:
            return mailing_prepare(
                subject=locked,
                purpose=PURPOSE,
                title=f"{locked.number}: letters to families",
                recipients=recipients_of(locked),
                texts=texts,
                actor=actor,
                now=now,
                drill=locked.drill,
            )
        except MailingRefused as refusal:
            raise BreachRefused(str(refusal)) from refusal


def letters_approved(*, mailing: Mailing, actor: User, now: datetime) -> None:
    """The letters go, or go on: the task is done, and families are being notified from now on.

    MailingRefused where the breach is none any more, or a hold was placed, since the letters were prepared. Letters of
    a breach that was closed meanwhile open it again.
    """
    breach = breach_of(mailing)
    if breach is None:
        return
    by = mailing.approved_by or actor
    words = f"{by.name} approved “{mailing.title}”."
    with audited(actor=actor, reason=f"{breach.number}: {words}"):
        locked = breach_locked(breach)
        try:
            _may_go_out(locked, also=Stage.CLOSED)
        except BreachRefused as refusal:
            raise MailingRefused(str(refusal)) from refusal
        task_ticked(breach=locked, key=APPROVE_SENDING, evidence=words, actor=actor, now=now)
        if Stage.NOTIFYING in STEPS[locked.state]:
            breach_move(locked, Stage.NOTIFYING, actor, now, f"letters approved by {by.name}")


def _may_go_out(breach: Breach, also: str = "") -> None:
    if breach.state not in (Stage.DETERMINED, Stage.NOTIFYING, also):
        raise BreachRefused(
            f"{breach.number} is {breach.get_state_display()}: letters go out once it is determined to be a breach."
        )
    held = deadlines_held(clocks_of(breach)).first()
    if held is not None:
        raise BreachRefused(f"A hold is in force on “{held.title}”: lift it before letters go out.")


def _today(now: datetime) -> date:
    return local_day(now, district_current().time_zone)


def _texts(written: Written) -> Sequence[Text]:
    """Letter and e-mail of one language, with what was checked in each."""
    checked = {
        one.content.id: {
            "title": one.content.title,
            "cite": one.content.cite.at,
            "asked": one.asked,
            "where": one.where,
            "words": one.words,
        }
        for one in written.stands
    }
    fields = {name: getattr(written.parts, name) for name in TYPED}
    subject = written.parts.email_subject
    master = kept(master_for(written).stored)
    return (
        Text(written.language, Channel.LETTER, subject, master_sha256=master, fields=fields, checked=checked),
        Text(written.language, Channel.EMAIL, subject, body=written.email_body, fields=fields, checked=checked),
    )
