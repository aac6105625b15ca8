"""The decision tab, and the page on which one question is decided."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, sent
from requests_portal.decisions.forms import DecisionForm
from requests_portal.decisions.grounds import grounds_for, hearing_rules
from requests_portal.decisions.hearings import hearing_possible
from requests_portal.decisions.kinds import Question, question_of
from requests_portal.decisions.presenters import (
    asked_lines,
    hearings_stand,
    holder_choices,
    law_beside,
    parts_of,
    questions_stand,
)
from requests_portal.decisions.selectors import (
    certificates_of,
    determinations_of,
    earlier_copies,
    hearings_of,
    holders_missing,
    letter_draft,
    letters_sent,
)
from requests_portal.decisions.services import DECIDED_IN, determination_make
from requests_portal.decisions.views.common import DECIDE, HEAR, TAB, WRITE, form_answered, today
from requests_portal.decisions.writing import letter_begin_for, letter_lacks
from requests_portal.desk.common import case_render, request_or_refuse, request_page
from requests_portal.models import ANSWERED_BY_GIVING, About, Determination, PrivacyRequest, RequestKind


@request_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was asked, the law beside it, what was decided, heard and told."""
    case = request_or_refuse(request.user, pk)
    day = today()
    rows, letters = determinations_of(case), letters_sent(case)
    stands = questions_stand(case, rows, letters)
    hearings = hearings_of(case) if case.kind == RequestKind.CORRECT else []
    current = {one.question.about: one.current for one in stands if one.current}
    draft = letter_draft(case)
    decidable = case.state in DECIDED_IN
    return case_render(
        request,
        "staff/requests/decisions/page.html",
        case,
        TAB,
        asked=asked_lines(case),
        stands=stands,
        law=law_beside(case, day),
        earlier=earlier_copies(case) if case.kind == RequestKind.COPY else [],
        draft=draft,
        lacks=letter_lacks(draft) if draft else [],
        letters=letters,
        hearings=hearings_stand(hearings, day),
        hearing_law=hearing_rules(day) if case.kind == RequestKind.CORRECT else (),
        hearing_refusal=hearing_possible(case, current, hearings),
        certificates=certificates_of(case) if case.kind == RequestKind.DELETE else [],
        unsettled=case.kind != RequestKind.DIRECTORY and not case.is_identified,
        may_decide=decidable and request.user.has_perm(DECIDE),
        may_write=request.user.has_perm(WRITE),
        may_hear=decidable and request.user.has_perm(HEAR),
        zone=district_current().time_zone,
    )


@request_page()
def decide(request: OfficeRequest, pk: int, about: str) -> HttpResponse:
    """Decide one question. Its letter is begun at once, and is what the page leads on to."""
    case = request_or_refuse(request.user, pk, may=DECIDE)
    question = question_of(case.kind, about)
    if question is None or case.state not in DECIDED_IN:
        raise Http404("Nothing of this kind is decided here.")
    old = next((row for row in reversed(determinations_of(case)) if row.about == about), None)
    form = _form(request, case, question, old)
    return form_answered(
        request,
        case,
        form,
        take=lambda: _decided(request, case, about, form),
        done="Decided. Its letter is begun: look at it, then send it.",
        template="staff/requests/decisions/decide.html",
        title=f"{case.number}: {question.title}",
        question=question,
        asked=asked_lines(case),
        law=law_beside(case, today()),
        replaces=old,
        earlier=earlier_copies(case) if case.kind == RequestKind.COPY else [],
        missing=holders_missing(case) if case.kind in ANSWERED_BY_GIVING else "",
        zone=district_current().time_zone,
    )


def _form(request: OfficeRequest, case: PrivacyRequest, question: Question, old: Determination | None) -> DecisionForm:
    details = case.details if isinstance(case.details, dict) else {}
    known = old.words if old else {}
    names = ("right", "purpose", "recipient", "holders", "how", "disclosed", "disclosed_on")
    return DecisionForm(
        sent(request)[0],
        request=case,
        question=question,
        grounds=grounds_for(case.kind, today()),
        replaces=old is not None,
        holders=holder_choices(case, clock_now()) if question.about == About.INACCURACY else (),
        parts=parts_of(case) if question.about == About.ERASURE else (),
        initial={name: known.get(name) or details.get(name) for name in names},
    )


def _decided(request: OfficeRequest, case: PrivacyRequest, about: str, form: DecisionForm) -> str:
    given, now = form.cleaned_data, clock_now()
    row = determination_make(
        request=case,
        about=about,
        result=given["result"],
        ground=given.get("ground", ""),
        facts=form.facts(),
        because=given.get("because", ""),
        actor=request.user,
        now=now,
    )
    letter_begin_for(determination=row, actor=request.user, now=now)
    return reverse("requests:decision_letter", args=[case.pk])
