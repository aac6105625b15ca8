"""The letters tab: what families are told, what the law asks of it, how it looks for three of them, and the mailing."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from breaches.affected import SEE_NAMES
from breaches.lettercontents import SOURCES as SOURCE_FIELD
from breaches.lettercontents import TYPED
from breaches.letterforms import LetterForm, SourceForm
from breaches.letters import (
    ENGLISH,
    facts_of,
    letters_saved,
    letters_written,
    mailings_of,
    parts_of,
    sample_letter,
    samples_of,
    sources_listed,
    unprintable,
)
from breaches.models import Breach, LetterLanguage, LetterSource
from breaches.services.letters import letter_discard, letter_source_keep, letter_write, letters_prepare
from breaches.services.states import BreachRefused
from breaches.views.common import breach_or_refuse, breach_page, room_render
from district.clock import local_day
from district.clock import now as clock_now
from district.printing import PrintingUnavailable
from district.selectors import district_current
from district.taskpages import OfficeRequest, right_needed, sent
from notices.letters import MasterUnfit
from notices.models import Mailing

WRITE: Final = "breaches.change_breachletter"
SOURCES: Final = "breaches.change_lettersource"
PREPARE: Final = "notices.add_mailing"
FURTHEST: Final = 100_000


@breach_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Both languages with their check lists, the agencies, and the mailings that were made of them."""
    breach = breach_or_refuse(request.user, pk)
    written = letters_written(breach, on=_today())
    mailings = list(mailings_of(breach))
    return room_render(
        request,
        "staff/breaches/letters.html",
        breach,
        "letters",
        written=written,
        english=written[0],
        ready=written[0].saved is not None and not any(one.lacks for one in written if one.saved),
        unread=written[0].saved is None and not written[0].lacks,
        needs_sources=any(stand.field == SOURCE_FIELD and not stand.met for stand in written[0].stands),
        sources=sources_listed(),
        mailings=[(mailing, mailing_address(mailing)) for mailing in mailings],
        may_write=request.user.has_perm(WRITE) and breach.is_open,
        may_enter=request.user.has_perm(SOURCES),
        may_look=request.user.has_perm(SEE_NAMES),
        may_prepare=request.user.has_perm(PREPARE) and breach.is_open,
        zone=district_current().time_zone,
    )


@breach_page()
def write(request: OfficeRequest, pk: int, language: str) -> HttpResponse:
    """The typed parts of one language, proposed from the facts."""
    breach = breach_or_refuse(request.user, pk, may=WRITE)
    label = _label(language)
    row = letters_saved(breach).get(language)
    if request.method == "POST" and "discard" in request.POST:
        letter_discard(breach=breach, language=language, actor=request.user)
        messages.success(request, f"The letter in {label} begins again from the facts.")
        return redirect("breaches:letters", pk=pk)
    parts = parts_of(facts_of(breach), language, row)
    form = LetterForm(sent(request)[0], language=language, initial={name: getattr(parts, name) for name in TYPED})
    if request.method == "POST" and form.is_valid():
        try:
            letter_write(breach=breach, language=language, parts=form.cleaned_data, actor=request.user, now=clock_now())
        except BreachRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The letter in {label} is kept. Its check list follows.")
            return redirect(reverse("breaches:letters", args=[pk]) + f"#letter-{language}")
    return room_render(
        request,
        "staff/breaches/letter_form.html",
        breach,
        "letters",
        status=422 if form.errors else 200,
        form=form,
        language=language,
        label=label,
        saved=row,
        title=f"{breach.number}: Letter in {label}",
    )


@breach_page()
def source(request: OfficeRequest, pk: int, source: int | None = None) -> HttpResponse:
    """An agency that letters name: entered or changed by a person, with where it was read."""
    breach = breach_or_refuse(request.user, pk)
    right_needed(request.user, SOURCES)
    row = next((one for one in sources_listed() if one.pk == source), None)
    if source is not None and row is None:
        raise Http404
    form = SourceForm(sent(request)[0], initial=_entered(row))
    if request.method == "POST" and form.is_valid():
        try:
            letter_source_keep(source=row, actor=request.user, now=clock_now(), **form.cleaned_data)
        except BreachRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"Letters name {form.cleaned_data['name']} as you entered it.")
            return redirect(reverse("breaches:letters", args=[pk]) + "#sources")
    return room_render(
        request,
        "staff/breaches/letter_source.html",
        breach,
        "letters",
        status=422 if form.errors else 200,
        form=form,
        row=row,
        title=f"{breach.number}: Agency in letters",
    )


def _entered(row: LetterSource | None) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SourceForm.base_fields if name != "read_on"} if row else {}


@breach_page(methods=("GET", "HEAD"))
def preview(request: OfficeRequest, pk: int) -> HttpResponse:
    """Three chosen families with what they would get; `skip` goes on to the next ones."""
    breach = breach_or_refuse(request.user, pk, may=SEE_NAMES)
    skip = _skip(request)
    samples = samples_of(breach, letters_written(breach, on=_today()), on=_today(), skip=skip)
    return room_render(
        request,
        "staff/breaches/letters_preview.html",
        breach,
        "letters",
        samples=samples,
        skip=skip,
        further=skip + 1,
        title=f"{breach.number}: Letters as families get them",
    )


@breach_page(methods=("GET", "HEAD"))
def preview_letter(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """One chosen family's letter as PDF."""
    breach = breach_or_refuse(request.user, pk, may=SEE_NAMES)
    today = _today()
    samples = samples_of(breach, letters_written(breach, on=today), on=today, skip=_skip(request))
    sample = next((one for one in samples if one.kind == kind), None)
    if sample is None:
        raise Http404
    try:
        content = sample_letter(sample, today)
    except (PrintingUnavailable, MasterUnfit) as problem:
        messages.error(request, str(problem))
        return redirect("breaches:letters", pk=pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{breach.number}-letter-preview.pdf"'
    return response


@breach_page()
def prepare(request: OfficeRequest, pk: int) -> HttpResponse:
    """What handing the letters over does, then the handing over."""
    breach = breach_or_refuse(request.user, pk, may=PREPARE)
    refused = ""
    if request.method == "POST":
        try:
            mailing = letters_prepare(breach=breach, actor=request.user, now=clock_now())
        except (BreachRefused, PrintingUnavailable, MasterUnfit) as refusal:
            refused = str(refusal)
        else:
            _boxes_told(request, breach)
            messages.success(request, "The letters are prepared. A second person looks at them and lets them go.")
            return redirect(mailing_address(mailing) or reverse("breaches:letters", args=[pk]))
    written = letters_written(breach, on=_today())
    return room_render(
        request,
        "staff/breaches/letters_prepare.html",
        breach,
        "letters",
        status=422 if refused else 200,
        refused=refused,
        languages=[one for one in written if one.saved or one.language == ENGLISH],
        title=f"{breach.number}: Prepare the letters",
    )


def _boxes_told(request: OfficeRequest, breach: Breach) -> None:
    """Say which characters would be printed as boxes, so that somebody installs a font in time."""
    missing = unprintable(breach, letters_written(breach, on=_today()))
    if missing:
        messages.warning(
            request,
            f"No font on this machine shows {' '.join(missing)}: letters with them print boxes. "
            "Ask whoever keeps the installation for a font before the letters are printed.",
        )


def mailing_address(mailing: Mailing) -> str:
    """The mailing's own page; empty where that is not installed."""
    try:
        return reverse("notices:mailing", args=[mailing.pk])
    except NoReverseMatch:
        return ""


def _label(language: str) -> str:
    if language not in LetterLanguage.values:
        raise Http404
    return str(LetterLanguage(language).label)


def _today() -> date:
    return local_day(clock_now(), district_current().time_zone)


def _skip(request: OfficeRequest) -> int:
    typed = request.GET.get("skip", "")
    return min(int(typed), FURTHEST) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
