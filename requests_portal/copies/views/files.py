"""One file: looked at page by page or line by line, checked, marked, its copy made."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from contracts.clauses.document import Unreadable
from contracts.incoming.refusals import refusal
from contracts.incoming.sandbox import FileUnusable
from contracts.pagepictures import WIDTHS
from district.clock import now as clock_now
from district.downloads import file_answer
from district.taskpages import OfficeRequest, sent
from requests_portal.copies.forms import BoxForm, NamesForm, OneFileForm, WordsForm
from requests_portal.copies.names import Proposal, chosen, proposals
from requests_portal.copies.presenters import STANDINGS, mark_words, page_drawn, page_ratio, sheet_of
from requests_portal.copies.redacting import (
    PDF,
    PRINT_FIRST,
    can_be_marked,
    file_check,
    file_take_off,
    file_uncheck,
    mark_box,
    mark_lines,
    mark_places,
    mark_remove,
    pages_with,
    printed_add,
    redaction_begin,
    words_of,
    words_on,
)
from requests_portal.copies.redacting import mark_words as words_mark
from requests_portal.copies.standing import Standing, file_standing, marks_of
from requests_portal.copies.tasks import redact_soon
from requests_portal.copies.texts import LINES_A_PAGE, TEXTS, lines_of
from requests_portal.desk.common import MAY_WORK, case_render, request_or_refuse, request_page
from requests_portal.models import FilePurpose, PrivacyRequest, RedactionState
from requests_portal.services.files import FileLost, file_answer_of, file_read
from requests_portal.services.steps import RequestRefused

TEMPLATE: Final = "staff/requests/copies/file.html"


@request_page(methods=("GET", "HEAD"))
def look(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    case, standing = _found(request, pk, file)
    return file_rendered(request, case, standing)


def file_rendered(
    request: OfficeRequest,
    case: PrivacyRequest,
    standing: Standing,
    *,
    status: int = 200,
    found: list[Proposal] | None = None,
    found_pages: Sequence[int] = (),
    more_pages: int = 0,
    problem: str = "",
    names_form: NamesForm | None = None,
    box_form: BoxForm | None = None,
    words_form: WordsForm | None = None,
    printed_form: OneFileForm | None = None,
) -> HttpResponse:
    """The page of a file as it stands, with the tools that its kind has."""
    marks, redaction = marks_of(standing.redaction), standing.redaction
    making = redaction is not None and redaction.state == RedactionState.MAKING
    page = _page(request)
    context: dict[str, Any] = {
        "title": f"{case.number}: {standing.file.name}",
        "file": standing.file,
        "standing": standing,
        "tone": STANDINGS[standing.code][0],
        "words": STANDINGS[standing.code][1],
        "redaction": redaction,
        "marks": [(mark, mark_words(mark)) for mark in marks],
        "making": making,
        "is_copy": standing.file.purpose == FilePurpose.REDACTED,
        "problem": problem,
        "can_be_marked": can_be_marked(standing.file),
        "print_first": PRINT_FIRST,
        "page": page,
        "found": found,
        "found_pages": ",".join(str(number) for number in found_pages),
        "more_pages": more_pages,
        "names_form": names_form or NamesForm(),
        "box_form": box_form or BoxForm(initial={"page": page}, auto_id="box_%s"),
        "words_form": words_form or WordsForm(),
        "printed_form": printed_form or OneFileForm(),
        "widths": WIDTHS,
    }
    if standing.file.media_type == PDF:
        ratio, unshown = page_ratio(standing.file, page)
        context |= {"sheet": sheet_of(standing.file, page, marks, ratio), "unshown": unshown}
    elif standing.file.media_type in TEXTS:
        context |= _lines(standing, page, {line for mark in marks for line in mark.lines})
    response = case_render(request, TEMPLATE, case, "copies", status=status, **context)
    if making:
        response["Refresh"] = "3"
    return response


def _lines(standing: Standing, page: int, hidden: set[int]) -> dict[str, Any]:
    try:
        lines = lines_of(file_read(standing.file))
    except FileLost as problem:
        return {"unshown": str(problem), "lines": [], "pages": 1, "line_count": 0}
    pages = max(1, -(-len(lines) // LINES_A_PAGE))
    page = min(max(page, 1), pages)
    first = (page - 1) * LINES_A_PAGE
    shown = [(number, line, number in hidden) for number, line in enumerate(lines, 1)][first : first + LINES_A_PAGE]
    return {"lines": shown, "pages": pages, "page": page, "line_count": len(lines)}


@request_page(methods=("GET", "HEAD"))
def download(request: OfficeRequest, pk: int, file: int) -> HttpResponseBase:
    _case, standing = _found(request, pk, file)
    return file_answer_of(standing.file)


@request_page(methods=("GET", "HEAD"))
def picture(request: OfficeRequest, pk: int, file: int, page: int, width: int) -> HttpResponseBase:
    """A page of a PDF as PNG; 422 with a sentence where it cannot be drawn. No cache keeps it."""
    _case, standing = _found(request, pk, file)
    if standing.file.media_type != PDF or width not in WIDTHS or not 1 <= page <= (standing.file.pages or 0):
        raise Http404
    try:
        png = page_drawn(standing.file, page, width)
    except (FileLost, Unreadable) as problem:
        return HttpResponse(str(problem), status=422, content_type="text/plain; charset=utf-8")
    return file_answer(HttpResponse(png, content_type="image/png"))


@request_page(methods=("POST",))
def check(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    case, standing = _found(request, pk, file, may=MAY_WORK)
    if request.POST.get("seen") != "yes":
        return file_rendered(request, case, standing, status=422, problem="Tick that you looked through all of it.")
    return _done(
        request,
        case,
        standing,
        lambda: file_check(file=standing.file, actor=request.user, now=clock_now()),
        "Checked: it may be given.",
        to_tab=True,
    )


@request_page(methods=("POST",))
def uncheck(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    case, standing = _found(request, pk, file, may=MAY_WORK)
    return _done(
        request,
        case,
        standing,
        lambda: file_uncheck(file=standing.file, actor=request.user),
        "It is to be looked through again.",
    )


@request_page(methods=("POST",))
def names(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    """Look for other pupils. Posted, because names in addresses end up in logs."""
    case, standing = _found(request, pk, file, may=MAY_WORK)
    form = NamesForm(request.POST)
    if not form.is_valid():
        return file_rendered(request, case, standing, status=422, names_form=form)
    try:
        all_found = proposals(words_of(standing.file), case, form.typed())
        marked = {mark.page for mark in marks_of(standing.redaction) if mark.words}
        pages = pages_with([one for one in all_found if one.place not in marked]) or pages_with(all_found)
        found = proposals(words_on(standing.file, pages), case, form.typed()) if all_found else []
    except (FileLost, FileUnusable) as problem:
        words = refusal(problem.code) if isinstance(problem, FileUnusable) else str(problem)
        return file_rendered(request, case, standing, status=422, problem=words)
    more = len({place.place for place in all_found} - marked - set(pages)) if standing.file.media_type == PDF else 0
    return file_rendered(request, case, standing, found=found, found_pages=pages, more_pages=more, names_form=form)


@request_page(methods=("POST",))
def places(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    """Mark the places that were ticked."""
    case, standing = _found(request, pk, file, may=MAY_WORK)
    ticked = request.POST.getlist("places")[:2_000]
    if not ticked:
        return file_rendered(request, case, standing, status=422, problem="Tick the places to hide.")

    def mark() -> object:
        pages = [int(page) for page in request.POST.get("pages", "")[:400].split(",") if _is_number(page)]
        found = chosen(words_on(standing.file, pages), ticked)
        if standing.file.media_type == PDF:
            return mark_places(file=standing.file, places=found, actor=request.user, now=clock_now())
        return [
            words_mark(file=standing.file, words=words, actor=request.user, now=clock_now())
            for words in dict.fromkeys(place.plain for place in found)
        ]

    return _done(request, case, standing, mark, "Marked.")


@request_page(methods=("POST",))
def box(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    case, standing = _found(request, pk, file, may=MAY_WORK)
    form = BoxForm(request.POST, auto_id="box_%s")
    if not form.is_valid():
        return file_rendered(request, case, standing, status=422, box_form=form)
    page = form.cleaned_data["page"]
    return _done(
        request,
        case,
        standing,
        lambda: mark_box(file=standing.file, page=page, box=form.shares(), actor=request.user, now=clock_now()),
        f"The box on page {page} was marked.",
    )


@request_page(methods=("POST",))
def words(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    case, standing = _found(request, pk, file, may=MAY_WORK)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return file_rendered(request, case, standing, status=422, words_form=form)
    return _done(
        request,
        case,
        standing,
        lambda: words_mark(file=standing.file, words=form.cleaned_data["words"], actor=request.user, now=clock_now()),
        "The words were marked.",
    )


@request_page(methods=("POST",))
def lines(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    case, standing = _found(request, pk, file, may=MAY_WORK)
    ticked = [int(value) for value in request.POST.getlist("lines")[:5_000] if _is_number(value)]
    return _done(
        request,
        case,
        standing,
        lambda: mark_lines(file=standing.file, lines=ticked, actor=request.user, now=clock_now()),
        "The lines were marked.",
    )


@request_page(methods=("POST",))
def unmark(request: OfficeRequest, pk: int, file: int, mark: int) -> HttpResponse:
    case, standing = _found(request, pk, file, may=MAY_WORK)
    return _done(
        request,
        case,
        standing,
        lambda: mark_remove(file=standing.file, mark_id=mark, actor=request.user),
        "The mark was taken back.",
    )


@request_page(methods=("POST",))
def make(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    """Have the copy made, by a worker."""
    case, standing = _found(request, pk, file, may=MAY_WORK)

    def begin() -> object:
        redaction = redaction_begin(file=standing.file, actor=request.user, now=clock_now())
        redact_soon(redaction.pk)
        return redaction

    return _done(request, case, standing, begin, "The copy is being made.")


@request_page(methods=("POST",))
def printed(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    """The PDF that was printed from a file of another kind."""
    case, standing = _found(request, pk, file, may=MAY_WORK)
    form = OneFileForm(*sent(request))
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            made = printed_add(
                file=standing.file, content=upload, name=upload.name, actor=request.user, now=clock_now()
            )
        except RequestRefused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, "The PDF takes the file’s place.")
            return redirect("requests:copies-file", pk=pk, file=made.pk)
    return file_rendered(request, case, standing, status=422, printed_form=form)


@request_page(methods=("POST",))
def remove(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    case, standing = _found(request, pk, file, may=MAY_WORK)
    return _done(
        request,
        case,
        standing,
        lambda: file_take_off(file=standing.file, actor=request.user, now=clock_now()),
        "The file was removed.",
        to_tab=True,
    )


def _done(
    request: OfficeRequest, case: PrivacyRequest, standing: Standing, act: Any, said: str, *, to_tab: bool = False
) -> HttpResponse:
    """Do it, and say so; where it is refused, the page as it stands with the reason."""
    try:
        act()
    except (RequestRefused, FileLost, FileUnusable) as problem:
        again = file_standing(case, standing.file.pk) or standing
        words = refusal(problem.code) if isinstance(problem, FileUnusable) else str(problem)
        return file_rendered(request, case, again, status=422, problem=words)
    messages.success(request, said)
    if to_tab:
        return redirect("requests:copies", pk=case.pk)
    address = reverse("requests:copies-file", args=[case.pk, standing.file.pk])
    return redirect(f"{address}?page={_page(request)}")


def _found(request: OfficeRequest, pk: int, file: int, *, may: str = "") -> tuple[PrivacyRequest, Standing]:
    case = request_or_refuse(request.user, pk, may)
    standing = file_standing(case, file)
    if standing is None:
        raise Http404("There is no such file.")
    return case, standing


def _page(request: OfficeRequest) -> int:
    value = request.POST.get("page", "") or request.GET.get("page", "")
    return int(value) if _is_number(value) else 1


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 8
