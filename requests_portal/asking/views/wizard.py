"""The questions, one a page. Going back is a link; an answer is kept as soon as its page is right."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from district.clock import now as clock_now
from district.limits import asker_of
from requests_portal.asking.asked import Asked
from requests_portal.asking.drafts import draft_actor, draft_answer, draft_start
from requests_portal.asking.files import draft_file_keep, draft_file_remove
from requests_portal.asking.forms import Question
from requests_portal.asking.questions import FIRST, FORMS, after, before, first_open, questions_of, reachable
from requests_portal.asking.views.common import (
    ANSWERS,
    DRAFT,
    STARTS,
    asked_of,
    asking_page,
    draft_of,
    too_many,
)
from requests_portal.languages import as_typed, keeps_answers, language_current, language_switched
from requests_portal.models import RequestDraft
from requests_portal.services.files import FileRefused

CHANGE = "change"  # in the address: this page was reached from the list of answers, and leads back to it


@keeps_answers
@asking_page()
def question(request: HttpRequest, name: str) -> HttpResponse:
    """One question: asked, answered, or asked again with what was wrong."""
    if name not in FORMS:
        raise Http404("There is no such question.")
    now = clock_now()
    draft = draft_of(request, now)
    if draft is not None and draft.request_id is not None:
        return redirect("portal:sent") if name != FIRST or request.method != "POST" else _begun_anew(request, now)
    asked = asked_of(draft, now)
    if not reachable(name, asked):
        return redirect(question_url(first_open(asked) or FIRST))
    if request.method != "POST":
        initial = asked.given(name) or {"kind": request.GET.get("kind", "")}
        return _page(request, name, FORMS[name](initial=initial, asked=asked), draft)
    return _answered(request, name, asked, draft, now)


def _begun_anew(request: HttpRequest, now: datetime) -> HttpResponse:
    """Another request after one that was sent: it begins empty."""
    del request.session[DRAFT]
    return _answered(request, FIRST, asked_of(None, now), None, now)


def _answered(request: HttpRequest, name: str, asked: Asked, draft: RequestDraft | None, now: datetime) -> HttpResponse:
    form = FORMS[name](request.POST, request.FILES, initial=asked.given(name), asked=asked)
    if language_switched(request):
        return _page(request, name, as_typed(form), draft)
    limit = ANSWERS if draft is not None else STARTS
    if not limit.used(asker_of(request)):
        return too_many(request)
    if draft is not None and name == "proof" and "remove" in request.POST:
        draft_file_remove(draft=draft, pk=_number(request.POST["remove"]), actor=draft_actor(draft))
        return redirect(request.get_full_path())
    if form.is_valid() and draft is not None and (upload := form.cleaned_data.get("proof")):
        _proof_kept(form, draft, upload, now)
    if not form.is_valid():
        return _page(request, name, form, draft, status=422)
    if draft is None:
        draft = draft_start(kind=form.answers()["kind"], language=language_current(), now=now)
        request.session[DRAFT] = draft.pk
    else:
        draft_answer(draft=draft, question=name, given=form.answers(), language=language_current(), now=now)
    if name == "proof" and "another" in request.POST:
        return redirect(request.get_full_path())
    return _next(request, name, asked_of(draft, now))


def _proof_kept(form: Question, draft: RequestDraft, upload: object, now: datetime) -> None:
    try:
        draft_file_keep(
            draft=draft,
            upload=upload,  # type: ignore[arg-type]
            name=str(getattr(upload, "name", "")),
            actor=draft_actor(draft),
            now=now,
        )
    except FileRefused as refused:
        form.add_error("proof", str(refused))


def _next(request: HttpRequest, name: str, asked: Asked) -> HttpResponse:
    """The next question; from the list of answers, back to it, or first to what the change made open again."""
    if CHANGE in request.GET:
        open_now = first_open(asked)
        return redirect(question_url(open_now, change=True) if open_now else reverse("portal:check"))
    following = after(name, asked)
    return redirect(question_url(following) if following else reverse("portal:check"))


def _page(
    request: HttpRequest, name: str, form: Question, draft: RequestDraft | None, *, status: int = 200
) -> HttpResponse:
    asked, changing = form.asked, CHANGE in request.GET
    names = questions_of(asked)
    previous = before(name, asked)
    back = reverse("portal:check") if changing else question_url(previous) if previous else reverse("portal:start")
    context = {
        "title": form.title(),
        "form": form,
        "back_url": back,
        "number": names.index(name) + 1 if name in names else 1,
        "count": len(names) + 1,
        "draft": draft,
        "files": list(draft.files.all()) if draft is not None and name == "proof" else [],
        "packs": asked.packs,
    }
    return render(request, form.template, context, status=status)


def question_url(name: str, *, change: bool = False) -> str:
    url = reverse("portal:question", args=[name])
    return f"{url}?{urlencode({CHANGE: 1})}" if change else url


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0
