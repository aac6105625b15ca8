"""The ONE next thing to do about a request: the largest button of its page, and a line of the desk's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse

from district.templatetags.words import closed
from requests_portal.decisions.kinds import question_of
from requests_portal.desk.standing import Standing
from requests_portal.models import (
    ANSWERED_BY_GIVING,
    IdentityState,
    PrivacyRequest,
    RequestKind,
    RequestState,
    RequestTask,
    TaskState,
)
from requests_portal.models.tasks import SETTLED_STATES, WAITING_STATES

TAKE: Final = "take"
# Decided before any holder is asked: what is determined first.
FIRST_DECISION: Final[dict[str, tuple[str, str]]] = {
    RequestKind.CORRECT: ("inaccuracy", "Determine whether the inaccuracy exists."),
    RequestKind.DELETE: ("deletion", "Look whether a ground of the law stands against the deletion."),
    RequestKind.DIRECTORY: ("directory", "Determine whether it is for school purposes."),
}
NOBODY_ASKED: Final = "Say who holds the information: the district, its operators, the State Board."


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is next, in a sentence; `action` and `url` are the button (empty: there is nothing to press).

    `post`: the button sends a form to `url` instead of leading there.
    """

    what: str
    action: str = ""
    url: str = ""
    post: bool = False


def tab_address(name: str, case: PrivacyRequest) -> str:
    """Address of a tab, or of the case where the tab is not installed."""
    try:
        return reverse(f"requests:{name}", args=[case.pk])
    except NoReverseMatch:
        return reverse("requests:case", args=[case.pk])


def next_step(case: PrivacyRequest, now_is: Standing) -> NextStep:
    """The first thing that is missing, in the order in which a request is worked on."""
    if now_is.hearing and case.state != RequestState.UNCONFIRMED:
        return _hearing(case, now_is)
    if not case.is_open:
        return _over(case)
    if case.owner_id is None:
        return NextStep("Nobody has it yet.", "Take it", reverse("requests:take", args=[case.pk]), post=True)
    if now_is.unread:
        words = "1 message" if now_is.unread == 1 else f"{now_is.unread} messages"
        return NextStep(f"The family wrote: {words} unread.", "Read it", tab_address("messages", case))
    if case.identity == IdentityState.PENDING:
        what = "It is not settled whether who asked may ask."
        return NextStep(what, "Settle who asks", tab_address("identity", case))
    if now_is.letter_waits:
        return NextStep("The decision is written, and not sent.", "Send the letter", tab_address("decision", case))
    return _decided(case, now_is) or _first_decision(case, now_is) or _holders(case, now_is.tasks) or _end(case)


def _hearing(case: PrivacyRequest, now_is: Standing) -> NextStep:
    """A hearing goes on after the answer: it is what is next, whatever the request's state."""
    url = tab_address("decision", case)
    if now_is.hearing == "asked":
        return NextStep("The family asked for a hearing.", "Set its day", url)
    return NextStep("A hearing is set.", "Open the hearing", url)


def _decided(case: PrivacyRequest, now_is: Standing) -> NextStep | None:
    """A determination that ends the request, and that the family has not been told yet."""
    for about, result in now_is.determined.items():
        question = question_of(case.kind, about)
        if question is not None and question.answer(result).outcome:
            return NextStep("It is decided: tell the family.", "Write to the family", tab_address("decision", case))
    return None


def _over(case: PrivacyRequest) -> NextStep:
    if case.state == RequestState.UNCONFIRMED:
        return NextStep("The family has not confirmed its e-mail address yet. No clock runs until it does.")
    if case.state == RequestState.JOINED and case.joined_to is not None:
        into = case.joined_to
        return NextStep(f"It goes on as {into.number}.", f"Open {into.number}", into.get_absolute_url())
    return NextStep(f"Nothing is due: it is {case.get_state_display()}.")


def _first_decision(case: PrivacyRequest, now_is: Standing) -> NextStep | None:
    about, what = FIRST_DECISION.get(case.kind, ("", ""))
    if not about or about in now_is.determined:
        return None
    return NextStep(what, "Decide", tab_address("decision", case))


def _holders(case: PrivacyRequest, tasks: Sequence[RequestTask]) -> NextStep | None:
    """What is to be done about whoever holds the information; None once every holder is dealt with."""
    if case.kind == RequestKind.DIRECTORY:
        return None
    url = tab_address("holders", case)
    if not tasks:
        return NextStep(NOBODY_ASKED, "Choose the holders", url)
    answered = _named(tasks, (TaskState.CONFIRMED, TaskState.REFUSED))
    if answered:
        return NextStep(f"{answered} answered.", "Check the answer", url)
    silent = _named(tasks, (TaskState.SILENT,))
    if silent:
        return NextStep(f"{silent}: no answer in time.", "Remind, or open a case", url)
    to_ask = _named(tasks, (TaskState.OPEN,))
    if to_ask:
        return NextStep(closed(f"Not asked yet: {to_ask}"), "Ask", url)
    waited_for = _named(tasks, tuple(WAITING_STATES))
    if waited_for:
        return NextStep(closed(f"Waiting for {waited_for}"), "See what was asked", url)
    return None if all(task.state in SETTLED_STATES for task in tasks) else NextStep("See the holders.", "Open", url)


def _named(tasks: Sequence[RequestTask], states: tuple[str, ...]) -> str:
    """Holders in these states: one by name, several by number."""
    found = [task.holder_name for task in tasks if task.state in states]
    if len(found) > 2:
        return f"{len(found)} holders"
    return " and ".join(found)


def _end(case: PrivacyRequest) -> NextStep:
    if case.kind in ANSWERED_BY_GIVING:
        words = "Every holder is dealt with: give the family what it asked for."
        return NextStep(words, "Give it", tab_address("copies", case))
    return NextStep("Everything is in: answer the family.", "Answer", tab_address("decision", case))
