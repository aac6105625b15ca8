"""Form E1 as page and paper, and the report to the board."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from district.audit import SystemActor
from district.models import District, User
from tests.factories.transparency import app_posted_able
from transparency.models import BoardReport
from transparency.reporting.board import board_sentences
from transparency.reporting.boardservices import ReportRefused, board_report_make
from transparency.reporting.yearservices import year_notice_write
from transparency.services import publish
from transparency.signing.services import key_replace
from vendors.models import Product

pytestmark = pytest.mark.django_db
ACTOR = SystemActor("command:publish")
SignIn = Callable[[User], Client]


@pytest.fixture
def published_app(illinois: District, now: datetime) -> Product:
    product = app_posted_able("Maple Reader")
    publish(actor=ACTOR, now=now)
    return product


def test_the_form_names_operators_contracts_and_each_kind_of_information(
    published_app: Product, public: Client
) -> None:
    page = public.get("/covered-information/").content.decode()
    for words in (published_app.operator.name, "Data agreement for Maple Reader", "Grades and marks", "Subcontractors"):
        assert words in page
    assert public.get("/covered-information/?page=2").status_code == 404


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/covered-information/1.pdf", "Student covered information"),
        ("/es/covered-information/1.pdf", "Información cubierta de los estudiantes"),
    ],
)
def test_the_form_on_paper_is_tagged(published_app: Product, public: Client, address: str, title: str) -> None:
    pdf = b"".join(public.get(address).streaming_content)  # type: ignore[attr-defined]
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    assert title in text
    assert "Maple Reader" in text
    assert public.get("/covered-information/2.pdf").status_code == 404


def test_the_form_takes_a_constant_number_of_queries(
    published_app: Product, public: Client, now: datetime, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(6):
        app_posted_able(f"Maple {number}")
    publish(actor=ACTOR, now=now + timedelta(hours=1))
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        assert public.get("/covered-information/").status_code == 200


def test_the_report_counts_what_happened_in_its_days(published_app: Product, dana: User, now: datetime) -> None:
    Product.objects.update(description="Another description.")
    app_posted_able("Maple Writer")
    publish(actor=ACTOR, now=now + timedelta(days=10))
    later = now + timedelta(days=20)
    days = {"from_day": date(2026, 3, 5), "to_day": date(2026, 3, 20), "title": "March"}
    report = board_report_make(actor=dana, now=later, **days)  # type: ignore[arg-type]
    numbers = report.numbers
    assert (numbers["apps"], numbers["apps_before"], numbers["publications"]) == (2, 1, 1)
    assert (numbers["added"], numbers["changed"], numbers["posted"]) == (1, 1, 1)
    assert board_sentences(numbers)[0].startswith("2 apps of ")
    Product.objects.update(description="Changed later.")
    publish(actor=ACTOR, now=later)
    report.refresh_from_db()
    assert report.numbers == numbers


def test_days_that_are_wrong_are_refused(illinois: District, dana: User, now: datetime) -> None:
    for first, last in ((date(2026, 3, 2), date(2026, 3, 1)), (date(2026, 3, 1), date(2026, 3, 3))):
        with pytest.raises(ReportRefused):
            board_report_make(from_day=first, to_day=last, title="x", actor=dana, now=now)


def test_the_report_is_a_page_and_a_tagged_pdf(
    published_app: Product, signed_in: SignIn, person: Callable[..., User], ari: User, tom: User
) -> None:
    client = signed_in(person("Sam Fictional", "superintendent"))
    told = {"from_day": "2026-03-01", "to_day": "2026-03-02", "title": "To the board", "words": "All is well."}
    page = client.post("/office/board-reports/", told, follow=True).content.decode()
    assert "All is well." in page
    pk = BoardReport.objects.get().pk
    pdf = pypdfium2.PdfDocument(client.get(f"/office/board-reports/{pk}/report.pdf").content)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pdf)
    wrong = client.post("/office/board-reports/", told | {"to_day": "2026-02-01"})
    assert "before the first one" in wrong.content.decode()
    assert signed_in(ari).get("/office/board-reports/").status_code == 200
    assert signed_in(ari).post("/office/board-reports/", told).status_code == 403
    for address in ("/office/board-reports/", f"/office/board-reports/{pk}/", f"/office/board-reports/{pk}/report.pdf"):
        assert signed_in(tom).get(address).status_code == 403


def test_the_offices_lists_take_the_same_queries_for_one_and_for_many(
    published_app: Product, signed_in: SignIn, dana: User, now: datetime
) -> None:
    client, counts = signed_in(dana), []
    client.get("/office/refresh/")  # what is looked up once and kept
    for number in (1, 5):
        for step in range(number):
            year_notice_write(
                starts_on=date(2020 + number + step, 8, 19), title="Notice", text="Words.", actor=dana, now=now
            )
            board_report_make(
                from_day=date(2026, 3, 1), to_day=date(2026, 3, 2), title="To the board", actor=dana, now=now
            )
            key_replace(because="A new year.", actor=dana, now=now)
        with CaptureQueriesContext(connection) as asked:
            for address in ("notice-to-parents", "board-reports", "signing-keys", "refresh"):
                assert client.get(f"/office/{address}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
