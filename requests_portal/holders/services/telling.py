"""What the family is told of corrections and of more time: a step on its page, and a mail that names nobody."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext

from deadlines.models import Deadline
from district.templatetags.words import day_in_words
from requests_portal.following.mails import request_mail
from requests_portal.holders.extensionwords import reason_in_language
from requests_portal.holders.services.clocks import confirm_clocks_meet, own_clocks_meet
from requests_portal.holders.services.locking import Acting, task_step
from requests_portal.holders.words import holder_in_language
from requests_portal.models import Holder, PrivacyRequest, RequestTask
from requests_portal.services.steps import step_add

TOLD = "The family was told in writing."


def correction_told(task: RequestTask, at: Acting) -> None:
    """A holder's part of a correction is confirmed to the family: a step, a mail, and the clock for it is met.

    Where no mail can leave, the clock goes on until the family has its letter (the answer meets it).
    """
    own = task.holder == Holder.DISTRICT
    code = "corrected_here" if own else "corrected_partly" if task.partial else "corrected"
    task_step(task, code, at)
    if task.partial or not _correction_mailed(task, at):
        return
    if own:
        own_clocks_meet(task.request, evidence=TOLD, at=at)
    else:
        confirm_clocks_meet(task, evidence=TOLD, at=at)


def _correction_mailed(task: RequestTask, at: Acting) -> bool:
    request = task.request
    with translation.override(request.language):
        if task.holder == Holder.DISTRICT:
            words = gettext("We have corrected the information in our own systems.")
        else:
            holder = holder_in_language(task)
            words = gettext("%(holder)s has corrected the information and confirmed it to us.") % {"holder": holder}
        subject = gettext("%(number)s: the information was corrected") % {"number": request.number}
    message = request_mail(
        request=request, what=f"corrected.{task.pk}", subject=subject, lines=[words], actor=at.actor, now=at.now
    )
    return message is not None


def extension_told(request: PrivacyRequest, clocks: Sequence[Deadline], reason: str, at: Acting) -> bool:
    """The family is told of the longer term and its reason; whether a mail could leave."""
    last_day = max(clock.last_day for clock in clocks)
    step_add(
        request=request,
        code="clock_extended",
        at=at.now,
        actor=at.actor,
        now=at.now,
        last_day=last_day.isoformat(),
        extension_reason=reason,
    )
    with translation.override(request.language):
        subject = gettext("%(number)s: we need more time") % {"number": request.number}
        lines = [
            gettext("We need more time for your request. You have our answer by the end of %(day)s.")
            % {"day": day_in_words(last_day)},
            gettext("The reason: %(reason)s.") % {"reason": reason_in_language(reason)},
        ]
    what = f"extended.{clocks[0].pk}"
    message = request_mail(request=request, what=what, subject=subject, lines=lines, actor=at.actor, now=at.now)
    return message is not None
