"""What operators' pages of asks share: the answer taken by the form, once, with its files."""

from django.http import HttpRequest

from district.audit import SystemActor
from district.clock import now as clock_now
from district.limits import Limit
from district.models import PrivateLink
from inventory.asking.forms import AskAnswerForm
from inventory.asking.services import ask_answer
from inventory.asking.taking import form_taken
from inventory.models import OperatorAsk
from inventory.sealing import GivenFile

ANSWERS = Limit("inventory.ask.answers", most=20, seconds=3600)  # by link


def answer_taken(request: HttpRequest, form: AskAnswerForm, link: PrivateLink, ask: OperatorAsk) -> bool:
    """Whether the answer was kept; what is refused stands in the form. A second answer, sent twice, is one."""
    return form_taken(
        request,
        form,
        lambda given: ask_answer(
            ask=ask,
            outcome=given["outcome"],
            statement=given["statement"],
            by=given["given_by"],
            files=[GivenFile(one.name, one) for one in given["attached"]],
            actor=SystemActor(f"operator:link {link.pk} ({link.issued_to_email})"[:254]),
            now=clock_now(),
        ),
    )
