"""Public addresses of the forms: E1 (covered information) and E2 (the notice to parents), as pages and PDFs."""

from typing import IO, Any, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from district import clock
from district.printing import PrintingUnavailable, pdf_rendered
from transparency.breaches import breaches_in_words
from transparency.frames import page
from transparency.kept import kept_open, mark_short
from transparency.links import links_of
from transparency.models import YearNotice
from transparency.pages import etag_matches, headers_set, public_list, public_page
from transparency.presenters import plain_day
from transparency.reporting.coveredform import by_operator, covered_page
from transparency.reporting.yearselectors import notices_public
from transparency.speaking import language_now
from transparency.versions import Version, version_current

TEXT = "text/plain; charset=utf-8"


@public_list
def covered_information(request: HttpRequest, version: Version) -> str:
    """Form E1, fifty apps a page."""
    shown = covered_page(version, request.GET.get("page", "1"))
    return page(
        "reporting/covered.html",
        version,
        "",
        here="/covered-information/",
        links=links_of(shown.number, shown.paginator.num_pages),
        **_covered(version, shown),
    )


def _covered(version: Version, shown: Any) -> dict[str, Any]:
    first = shown.number == 1
    return {
        "operators": by_operator(shown.object_list),
        "number": shown.number,
        "volumes": shown.paginator.num_pages,
        "breaches": breaches_in_words(version.breaches, version.breach_addresses) if first else [],
        "first": first,
    }


@require_safe
def covered_pdf(request: HttpRequest, number: int) -> Any:
    """One volume of form E1, as an accessible PDF in the language of the address."""
    language = language_now()
    version = version_current(clock.now())
    if version.district is None:
        raise Http404("The district is not entered yet.")
    covered_page(version, number)  # what is not there gets no place among what is kept

    def write(stream: IO[bytes], version: Version) -> None:
        context = {**_covered(version, covered_page(version, number)), "published": _published(version)}
        title = TITLES[language].format(number=number, volumes=context["volumes"])
        stream.write(pdf_rendered("letters/covered_information.html", context, title=title, language=language))

    return paper_sent(request, f"covered-information-{language}-{number}.pdf", write)


covered_pdf.in_each_language = True  # type: ignore[attr-defined]
TITLES: Final = {
    "en": "Student covered information, part {number} of {volumes}",
    "es": "Información cubierta de los estudiantes, parte {number} de {volumes}",
}


def _published(version: Version) -> dict[str, str]:
    snapshot = version.snapshot
    return (
        {"on": plain_day(clock.local_day(snapshot.taken_at, version.zone)), "sha256": snapshot.sha256}
        if snapshot
        else {}
    )


@public_page
def year_notice(request: HttpRequest, version: Version, year: str = "") -> str:
    """The notice to parents of a school year, or the latest."""
    notice = _notice_or_404(year)
    others = [row.school_year for row in notices_public() if row.pk != notice.pk]
    here = f"/notice-to-parents/{year}/" if year else "/notice-to-parents/"
    language = "es" if notice.text_es and language_now() == "es" else "en"
    title, text = _words(notice, language)
    words: dict[str, Any] = {"notice": notice, "others": others, "title": title, "text": text, "language": language}
    return page("reporting/year_notice.html", version, "", here=here, **words)


def _words(notice: YearNotice, language: str) -> tuple[str, str]:
    """Title and text; both empty where the notice was not written in the language."""
    return (notice.title_es, notice.text_es) if language == "es" else (notice.title, notice.text)


@require_safe
def year_notice_pdf(request: HttpRequest, year: str, language: str) -> Any:
    """The notice on paper, in English or, where it was written, in Spanish."""
    notice = _notice_or_404(year)
    title, text = _words(notice, language)
    if not text:
        raise Http404("This notice was not written in Spanish.")

    def write(stream: IO[bytes], version: Version) -> None:
        context = {"text": text, "school_year": notice.school_year}
        stream.write(pdf_rendered("letters/year_notice.html", context, title=title, language=language))

    return paper_sent(request, f"notice-{notice.school_year}-{language}.pdf", write)


def _notice_or_404(year: str) -> YearNotice:
    notice = notices_public().filter(**({"school_year": year} if year else {})).first()
    if notice is None:
        raise Http404("There is no notice for that school year.")
    return notice


def paper_sent(request: HttpRequest, name: str, write: Any) -> Any:
    """A PDF that is made once for a publication and a day, with an ETag like the pages'."""
    version = version_current(clock.now())
    etag = f'"{name}-{mark_short(version)}"'
    if etag_matches(request, etag):
        return headers_set(HttpResponseNotModified(), etag)
    try:
        stream = kept_open(name, version, lambda file: write(file, version))
    except PrintingUnavailable as error:
        return HttpResponse(str(error), status=503, content_type=TEXT, headers={"Cache-Control": "no-store"})
    return headers_set(FileResponse(stream, content_type="application/pdf", filename=name), etag)


urlpatterns: list[URLPattern] = [
    path("covered-information/", covered_information, name="covered-information"),
    path("covered-information/<int:number>.pdf", covered_pdf, name="covered-information-pdf"),
    path("notice-to-parents/", year_notice, name="year-notice-latest"),
    path("notice-to-parents/<slug:year>/", year_notice, name="year-notice"),
    path("notice-to-parents/<slug:year>/notice.pdf", year_notice_pdf, {"language": "en"}, name="year-notice-pdf"),
    path("notice-to-parents/<slug:year>/aviso.pdf", year_notice_pdf, {"language": "es"}, name="year-notice-pdf-es"),
]
