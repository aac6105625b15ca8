"""The letter of a decision: edited, looked at, sent; and the PDF as it went out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from district.clock import now as clock_now
from district.printing import PrintingUnavailable
from district.refusals import Refused
from district.taskpages import OfficeRequest, sent
from requests_portal.decisions.drafting import addressee, blocks_of, greeting
from requests_portal.decisions.forms import LetterForm
from requests_portal.decisions.selectors import determinations_of, letter_draft, letters_sent
from requests_portal.decisions.views.common import TAB, WRITE, form_answered, tab_url, today
from requests_portal.decisions.writing import (
    letter_begin_for,
    letter_lacks,
    letter_printed,
    letter_proposed,
    letter_send,
    letter_write,
    outcome_of,
)
from requests_portal.desk.common import case_render, request_or_refuse, request_page
from requests_portal.models import DecisionLetter, Outcome, PrivacyRequest
from requests_portal.models.requests import LANGUAGES
from requests_portal.services.files import file_answer_of


def _draft(case: PrivacyRequest) -> DecisionLetter:
    draft = letter_draft(case)
    if draft is None:
        raise Http404("There is no letter that was not sent yet.")
    draft.request = case
    return draft


@request_page()
def write(request: OfficeRequest, pk: int) -> HttpResponse:
    """The words of the letter, with the product's English text beside them where the family reads Spanish."""
    case = request_or_refuse(request.user, pk, may=WRITE)
    draft = _draft(case)
    form = LetterForm(sent(request)[0], initial=draft.words)

    def take() -> str:
        letter_write(
            letter=draft,
            subject=form.cleaned_data["subject"],
            body=form.cleaned_data["body"],
            actor=request.user,
            now=clock_now(),
        )
        return reverse("requests:decision_letter_send", args=[case.pk])

    return form_answered(
        request,
        case,
        form,
        take=take,
        done="The letter is kept. Look at it once more, then send it.",
        template="staff/requests/decisions/letter.html",
        title=f"{case.number}: The letter",
        draft=draft,
        language_name=dict(LANGUAGES).get(draft.language, draft.language),
        lacks=letter_lacks(draft),
        english=letter_proposed(draft, "en") if draft.language != "en" else None,
    )


@request_page(methods=("GET", "HEAD"))
def preview(request: OfficeRequest, pk: int) -> HttpResponse:
    """The letter as PDF, marked as a draft."""
    case = request_or_refuse(request.user, pk, may=WRITE)
    try:
        content = letter_printed(_draft(case), signer=request.user, day=today(), draft=True)
    except PrintingUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("requests:decision_letter", pk=pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{case.number}-preview.pdf"'
    return response


@request_page()
def send(request: OfficeRequest, pk: int) -> HttpResponse:
    """The letter as the family reads it, and what sending it does; then the sending."""
    case = request_or_refuse(request.user, pk, may=WRITE)
    draft = _draft(case)
    refused = ""
    if request.method == "POST":
        try:
            letter_send(letter=draft, actor=request.user, now=clock_now())
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _sent_words(case))
            return redirect(tab_url(case))
    outcome = outcome_of(draft.determination) if draft.determination else Outcome.NONE
    return case_render(
        request,
        "staff/requests/decisions/send.html",
        case,
        TAB,
        status=422 if refused else 200,
        title=f"{case.number}: Send the letter",
        draft=draft,
        subject=draft.words.get("subject", ""),
        greeting=greeting(case, draft.language),
        blocks=blocks_of(draft.words.get("body", "")),
        lacks=letter_lacks(draft),
        refused=refused,
        addressee=addressee(case),
        outcome=Outcome(outcome).label if outcome and case.is_open else "",
    )


def _sent_words(case: PrivacyRequest) -> str:
    if case.asker_email:
        return "Told. The letter stands on the family’s page, and a mail says so."
    return "Told. There is no e-mail address: print the letter below and post it."


@request_page(methods=("POST",))
def begin(request: OfficeRequest, pk: int, determination: int) -> HttpResponse:
    """Begin the letter of a decision again from its facts."""
    case = request_or_refuse(request.user, pk, may=WRITE)
    rows = determinations_of(case)
    row = next((one for one in rows if one.pk == determination), None)
    if row is None or any(one.replaces_id == row.pk for one in rows):
        raise Http404("There is no such decision in force.")
    row.request = case
    letter_begin_for(determination=row, actor=request.user, now=clock_now())
    messages.success(request, "The letter is begun from the facts of the decision.")
    return redirect("requests:decision_letter", pk=pk)


@request_page(methods=("GET", "HEAD"))
def file(request: OfficeRequest, pk: int, letter: int) -> HttpResponseBase:
    """The PDF as it went out."""
    case = request_or_refuse(request.user, pk)
    row = next((one for one in letters_sent(case) if one.pk == letter), None)
    if row is None or row.file is None or row.file.removed_at is not None:
        raise Http404("There is no such letter.")
    return file_answer_of(row.file)
