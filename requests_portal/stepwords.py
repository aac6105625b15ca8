"""What each step of a request says: to the family on its page, and to the people of the office.

A code that has no words for the family is never shown to it, whatever its row says. Fields are filled from the step's
facts: `{due_on}` and other days (`…_on`, `last_day`, `until`: ISO) are written out; `outcome`, `kind`, `how` and
`channel` become words. A sentence stays whole in either language: no fact is joined to it outside of a field.
"""

import re
from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from district.templatetags.words import day_in_words
from requests_portal.holders.extensionwords import REASONS
from requests_portal.holders.words import HOLDERS
from requests_portal.models import About, RequestKind, RequestStep, Result

Words = str | Promise
NOTHING: Final = ""

# Code → (what the family reads, what the office reads). Grouped by who writes the step.
STEP_WORDS: Final[dict[str, tuple[Words, Words]]] = {
    # The request itself (services/)
    "asked": (_("You asked."), "Asked {channel}: {kind}."),
    "confirmed": (_("You confirmed your e-mail address. We have your request."), "E-mail address confirmed: received."),
    "address_corrected": (
        _("You corrected your e-mail address."),
        "The family corrected its e-mail address before confirming it.",
    ),
    "entered": (_("We wrote down your request."), "Entered at the desk."),
    "passed_on": (_("We told the people who look after the records."), "Custodian and privacy officer were told."),
    "identified": (_("We know who you are and that you may ask."), "Who asks is settled: {how}."),
    "not_identified": (
        _("We could not settle that you may ask about this student. The request is closed."),
        "Who asks could not be settled: closed.",
    ),
    "not_identified_because": (NOTHING, "Why it could not be settled: {because}"),
    "identity_code_sent": (NOTHING, "A code went to the address on record."),
    "identity_seen": (NOTHING, "Confirmed at school ({way}): {because}"),
    "identity_undone": (NOTHING, "The confirmation of who asks was taken back: {because}"),
    "claimed": (NOTHING, "{to} took it."),
    "assigned": (NOTHING, "Given to {to}."),
    "handed_over": (NOTHING, "Handed over from {before} to {to}: {because}"),
    "given_back": (NOTHING, "{before} gave it back: {because}"),
    "owner_undone": (NOTHING, "The change of owner was undone: {to} has it."),
    "school_record": (NOTHING, "A school student record after all: {because}"),
    "no_school_record": (NOTHING, "Nothing asked for is a school student record: {because}"),
    "answered": (_("You have our answer: {outcome}."), "Answered: {outcome}."),
    "withdrawn": (_("You withdrew your request."), "Withdrawn by the family."),
    "withdrawn_because": (NOTHING, "Why it was withdrawn: {because}"),
    "expired": (_("Your e-mail address was never confirmed. The request ended."), "Never confirmed: expired."),
    "joined": (
        _("You had asked the same before. Both go on as {into}, and nothing is lost."),
        "Joined to {into}.",
    ),
    "joined_here": (_("You asked the same again as {number}. It is one request now."), "{number} was joined to it."),
    "closed": (_("The request is closed without an answer."), "Closed without an answer."),
    "closed_because": (NOTHING, "Why it was closed: {because}"),
    # Following (following/, thread/)
    "information_added": (_("You added information."), "The family added information."),
    "hearing_asked_on_page": (
        _("You asked how to complain or to get a hearing."),
        "The family asked how to complain or to get a hearing.",
    ),
    "link_renewed": (NOTHING, "The family was sent a new link."),
    "page_opened": (NOTHING, "The family opened its page with a code."),
    "mail_bounced": (
        _("An e-mail to you came back. Your request goes on. Please give us another address."),
        "A mail to the family came back ({what}). The clocks go on.",
    ),
    "message_out": (_("We wrote to you."), "A message went to the family."),
    "letter_printed": (_("We wrote you a letter."), "A letter was printed."),
    # Copies (copies/)
    "copy_given": (
        _("Your copy is ready. You can download it here until {until}."),
        "Given to download until {until}: {files} files.",
    ),
    "copy_renewed": (_("You can download your copy until {until}."), "Given to download for longer, until {until}."),
    "copy_opened": (_("You opened your copy."), "The family opened the copy."),
    "copy_downloaded": (_("You downloaded your copy."), "The family downloaded the copy."),
    "copy_printed": (
        _("Your copy on paper was made: {pages} pages, to pay {fee}."),
        "Copy on paper: {pages} pages, to pay {fee}.",
    ),
    "copy_fee_waived": (_("You pay nothing for your copy."), "Fee waived: {because}"),
    "copy_mailed": (_("We mailed your copy on {mailed_on}."), "Copy mailed on {mailed_on}."),
    "copy_picked_up": (_("You picked up your copy on {picked_up_on}."), "Copy picked up on {picked_up_on}."),
    "copy_paid": (_("You paid for your copy on {paid_on}."), "Paid on {paid_on}."),
    "inspection_set": (
        _("You can see the records on {day} at {hour}. Where: {place}"),
        "Appointment to see the records: {day} at {hour}, {place}.",
    ),
    "inspection_moved": (
        _("The appointment was moved to {day} at {hour}. Where: {place}"),
        "Appointment moved to {day} at {hour}, {place}.",
    ),
    "inspection_confirmed": (_("You confirmed the appointment on {day}."), "The family confirmed {day} at {hour}."),
    "inspection_held": (_("You saw the records on {inspected_on}."), "The records were seen on {inspected_on}."),
    "transfer_arranged": (
        _("{holder} moves your child’s work to the account that you named."),
        "{holder} moves the work to the family’s account.",
    ),
    "arrival_confirmed": (_("You told us that it arrived."), "The family confirmed that it arrived."),
    "delivery_taken_back": (
        _("We took back what we had prepared before it reached you. You get it anew."),
        "Taken back before it reached the family: {because}",
    ),
    # Decisions and hearings (decisions/)
    "determined": (NOTHING, "Decision ({about}): {result}."),
    "determined_again": (NOTHING, "New decision ({about}): {result}. The one before it stays in the history."),
    "opened_again": (_("We are working on your request again."), "Being worked on again."),
    "decision_told": (_("We wrote you what we decided."), "The family was written the decision."),
    "hearing_told": (_("We wrote you the day of the hearing."), "The family was written the day of the hearing."),
    "hearing_asked": (_("You asked for a hearing."), "The family asked for a hearing."),
    "hearing_set": (NOTHING, "The hearing was set for {day}."),
    "hearing_moved": (NOTHING, "The hearing was moved to {day}."),
    "hearing_corrects": (NOTHING, "The hearing was held: it is to be corrected."),
    "hearing_stands": (NOTHING, "The hearing was held: the decision stands."),
    "hearing_withdrawn": (_("You no longer want the hearing."), "The family withdrew the hearing."),
    # Holders of the data (holders/)
    "task_added": (NOTHING, "To be asked: {holder}."),
    "task_owner": (NOTHING, "{holder}: {to} sees to it."),
    "task_asked": (
        _("We asked {holder}. They have until {last_day} to answer."),
        "{holder} was asked, to answer by {last_day}.",
    ),
    "task_asked_open": (_("We asked {holder}."), "{holder} was asked; no law names a day."),
    "task_link": (NOTHING, "{holder}: a new private link was sent."),
    "task_reminded": (
        _("We reminded {holder}. Their last day is {last_day}."),
        "{holder} was reminded; its last day is {last_day}.",
    ),
    "task_silent": (
        _("{holder} did not answer by {last_day}. We keep asking."),
        "{holder} stayed silent until {last_day}.",
    ),
    "task_escalated": (NOTHING, "{holder} is silent: director and privacy officer were told."),
    "task_confirmed": (
        _("{holder} answered that it is done. We are looking at the answer."),
        "{holder} confirmed: its answer waits to be looked at.",
    ),
    "task_partly": (
        _("{holder} answered that part of it is done. We are looking at the answer."),
        "{holder} did part of it: its answer waits to be looked at.",
    ),
    "task_refused": (
        _("{holder} answered that it was not done. We are looking at the reason."),
        "{holder} refused: its reason waits to be looked at.",
    ),
    "task_again": (
        _("The answer of {holder} was not enough. We asked again, to answer by {last_day}."),
        "{holder}: the answer was sent back, to answer by {last_day}.",
    ),
    "task_again_open": (
        _("The answer of {holder} was not enough. We asked again."),
        "{holder}: the answer was sent back.",
    ),
    "task_done": (_("{holder}: done, and we looked at it."), "{holder}: done."),
    "task_done_partly": (_("{holder}: part of it is done, and we looked at it."), "{holder}: done in part."),
    "task_not_needed": (_("{holder}: nothing is needed there."), "{holder}: not needed."),
    "task_taken_up": (NOTHING, "{holder}: needed after all."),
    "task_case": (
        _("We sent {holder} a formal notice, to answer by {last_day}."),
        "A case against {holder} was opened, to answer by {last_day}.",
    ),
    "task_case_closed": (NOTHING, "The case against {holder} was closed."),
    "corrected": (
        _("{holder} corrected the information and confirmed it to us."),
        "The correction by {holder} was accepted; the family is told.",
    ),
    "corrected_partly": (
        _("{holder} corrected part of the information."),
        "Part of the correction by {holder} was accepted.",
    ),
    "corrected_here": (
        _("We corrected the information in our own offices."),
        "The district corrected its own systems; the family is told.",
    ),
    "clock_handed_on": (
        _("We hold none of this information ourselves. From now on the time of those who hold it counts."),
        "The district holds nothing of it: its own term gives way to those of the holders.",
    ),
    "clock_back": (
        _("We hold some of this information ourselves. Our own last day is {last_day}."),
        "The district's own term applies after all: {last_day}.",
    ),
    "clock_extended": (
        _("We need more time. Our last day is now {last_day}. The reason: {extension_reason}."),
        "More time was taken, until {last_day}: {extension_reason}.",
    ),
}

OUTCOMES: Final[dict[str, Words]] = {
    "granted": _("yes, as you asked"),
    "partly": _("yes in part"),
    "refused": _("no"),
    "nothing_held": _("there is nothing to give"),
}
HOW: Final[dict[str, str]] = {
    "records": "by the district’s records",
    "code": "by a code to the address on record",
    "in_person": "face to face",
    "not_needed": "not needed for this kind",
}
CHANNELS: Final[dict[str, str]] = {
    "portal": "on the portal",
    "paper": "on paper",
    "person": "in person",
    "telephone": "by telephone",
    "email": "by e-mail",
}
FACT_WORDS: Final[dict[str, Mapping[str, Words]]] = {
    "holder": HOLDERS,
    "extension_reason": REASONS,
    "outcome": OUTCOMES,
    "how": HOW,
    "channel": CHANNELS,
    "kind": {kind.value: kind.label for kind in RequestKind},
    "about": dict(About.choices),
    "result": dict(Result.choices),
}
DOUBLED: Final = re.compile(r"(?<!\.)\.\.(?!\.)")
DAYS: Final = ("last_day", "until", "day")


def step_to_parent(step: RequestStep) -> str:
    """What the family reads, in the language that is on; empty where the step is the house's own."""
    words, _staff = STEP_WORDS.get(step.code, (NOTHING, NOTHING))
    return _filled(words, step.facts) if step.shown and words else ""


def step_to_staff(step: RequestStep) -> str:
    """What the office reads; a code without words is shown as it is rather than lost."""
    _parent, words = STEP_WORDS.get(step.code, (NOTHING, NOTHING))
    return _filled(words, step.facts) if words else step.code.replace("_", " ")


def fields_of(words: Words) -> set[str]:
    """Names of the fields in a text."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(str(words)) if name}


def _filled(words: Words, facts: Mapping[str, Any]) -> str:
    """With its facts; one that is missing leaves a dash, so that a page never fails for want of a word."""
    text = str(words)
    return one_stop(text.format_map({name: _fact(name, facts.get(name)) for name in fields_of(text)}))


def one_stop(text: str) -> str:
    """A sentence that ends with "Inc." needs no further full stop."""
    return DOUBLED.sub(".", text)


def _fact(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if name in FACT_WORDS:
        return str(FACT_WORDS[name].get(str(value), value))
    if name in DAYS or name.endswith("_on"):
        return day_in_words(date.fromisoformat(str(value)))
    return str(value)
