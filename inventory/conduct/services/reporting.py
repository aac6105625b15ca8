"""The report to an authority: the letter is made here and kept; a person sends it and says how."""

from datetime import date, datetime

from district.audit import actor_label, audited
from district.clock import local_day
from district.models import User
from district.printing import pdf_rendered
from district.refusals import Refused
from district.selectors import district_current
from district.storage import kept
from district.templatetags.words import day_in_words
from inventory.conduct.selectors import case_whole
from inventory.conduct.services.cases import case_locked, step_add, words_given
from inventory.models import Authority, AuthorityReport, ConductCase, ConductStepKind


def authority_save(*, authority: Authority, actor: User, now: datetime) -> Authority:
    """Keep where a violation can be reported, as a person found it. ValidationError by field where something lacks."""
    with audited(actor=actor, reason=f"Authority {authority.name}"):
        authority.full_clean()
        authority.save()
    return authority


def report_proposed(case: ConductCase) -> str:
    """The words to begin with: who the operator is, what is suspected, what it answered and what the district did."""
    whole, zone = case_whole(case), district_current().time_zone
    parts = [f"We report a suspected violation by {case.operator.name}: {case.title}.", case.suspicion]
    parts.append(f"It was noticed on {day_in_words(case.noticed_on)}.")
    if case.restriction:
        parts.append(f"What is forbidden: {case.restriction_text} ({case.restriction_cite})")
    for notice in whole.notices:
        asked = day_in_words(local_day(notice.sent_at, zone))
        if notice.answered_at is not None:
            answered = day_in_words(local_day(notice.answered_at, zone))
            parts.append(f"We wrote to it on {asked}. It answered on {answered}: {notice.answer}")
        else:
            by = day_in_words(notice.answer_by)
            parts.append(f"We wrote to it on {asked} and asked for an answer by {by}. We have none.")
    if case.services_ended_on is not None:
        parts.append(f"We ended the use of its services on {day_in_words(case.services_ended_on)}.")
    parts.append("Evidence is with us and can be asked for. This report names no student.")
    return "\n\n".join(parts)


def report_make(*, case: ConductCase, authority: Authority, words: str, actor: User, now: datetime) -> AuthorityReport:
    """Make the letter and keep it. It is not sent from here: a person sends it, and then says so."""
    text = words_given(words, "words", "Write the report.")
    with audited(actor=actor, reason=f"{case.number}: report to {authority} made"):
        locked = case_locked(case)
        report = AuthorityReport(
            case=locked,
            authority=authority,
            authority_name=authority.name,
            authority_address=authority.address,
            words=text,
            made_at=now,
            made_by=actor_label(actor),
        )
        context = {"report": report, "case": locked, "zone": district_current().time_zone, "signed_by": actor}
        report.letter_sha256 = kept(
            pdf_rendered("letters/conduct_report.html", context, title=f"Report {locked.number}: {authority.name}")
        )
        report.save()
        step_add(locked, ConductStepKind.NOTE, f"The letter to {authority} is made.", actor=actor, now=now)
    return report


def report_sent(*, report: AuthorityReport, sent_on: date, how: str, actor: User, now: datetime) -> AuthorityReport:
    """A person sent the letter: when and how. Refused for a day to come, and where it was sent already."""
    way = words_given(how, "how", "Say how it was sent.")[:300]
    if sent_on > local_day(now, district_current().time_zone):
        raise Refused("This day is still to come.", "sent_on")
    with audited(actor=actor, reason=f"{report}: sent"):
        case = case_locked(report.case)
        locked = AuthorityReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if locked.sent_on is not None:
            raise Refused("It was sent already.")
        locked.sent_on, locked.sent_how = sent_on, way
        locked.save(update_fields=["sent_on", "sent_how"])
        words = f"To {locked.authority_name} on {day_in_words(sent_on)}: {way}"
        step_add(case, ConductStepKind.REPORTED, words, actor=actor, now=now)
    return locked
