"""The pages of a notice in the office: who gets there, what is refused, and what two people at once can do."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement, Redaction
from deadlines.models import Deadline
from deadlines.services import deadline_open_for_event
from district.models import District, User
from inventory.models import ElementUse, ProductUse
from notices.models import Message
from tests.factories.district import AdoptedPackFactory, SchoolFactory
from tests.factories.transparency import SIGNED_AT, app_posted_able
from transparency import noticespage
from transparency.exportpages import Pages
from transparency.models import AgreementNotice
from transparency.services import publish
from transparency.versions import version_current

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ABOUT = "Families' children read graded texts with it."
PARTS = ["", "write/", "send/", "sent/", "notice.pdf", "notice.txt", "schools.csv"]


@pytest.fixture
def agreement(district: District, dana: User) -> Agreement:
    """Signed under Connecticut's policy, with its clocks running, in use at one school."""
    AdoptedPackFactory(pack="ct-student-data")
    SchoolFactory(name="Lantern Elementary", code="LE", principal_email="principal@lantern-elementary.example")
    agreement: Agreement = app_posted_able("Maple Reader").agreements.get()
    deadline_open_for_event(subject=agreement, event="agreement_signed", at=SIGNED_AT, actor=dana, now=SIGNED_AT)
    return agreement


@pytest.fixture
def address(agreement: Agreement) -> str:
    return f"/office/agreements/{agreement.pk}/notice/"


@pytest.fixture
def officer(signed_in: SignIn, dana: User) -> Client:
    return signed_in(dana)


@pytest.fixture
def kept(officer: Client, address: str) -> AgreementNotice:
    assert officer.post(f"{address}write/", {"about": ABOUT}).status_code == 302
    return AgreementNotice.objects.get()


def mark_on(page: bytes) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', page.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("part", PARTS)
def test_only_people_of_the_office_get_there(
    kept: AgreementNotice, address: str, person: Callable[..., User], tom: User, olga: User, part: str
) -> None:
    client = Client()
    assert client.get(address + part).status_code == 302
    for user, status in ((tom, 403), (olga, 403), (person("Cody Fictional", "committee_member"), 403)):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(address + part).status_code == status


def test_who_only_reads_may_look_and_not_write_or_send(
    kept: AgreementNotice, address: str, signed_in: SignIn, ari: User
) -> None:
    client = signed_in(ari)
    for part in ("", "notice.pdf", "notice.txt", "schools.csv"):
        assert client.get(address + part).status_code == 200
    for part in ("write/", "send/", "sent/"):
        assert client.get(address + part).status_code == 403
        assert client.post(address + part, {}).status_code == 403
    assert "Send it to the principals" not in client.get(address).content.decode()


def test_an_agreement_that_was_never_signed_has_no_notice(officer: Client, agreement: Agreement, address: str) -> None:
    Agreement.objects.update(state="draft", signed_at=None)
    assert [officer.get(address + part).status_code for part in PARTS] == [404] * len(PARTS)
    assert officer.get("/office/agreements/999999/notice/").status_code == 404


def test_before_a_notice_is_kept_there_is_nothing_to_send_or_print(officer: Client, address: str) -> None:
    for part in ("send/", "sent/", "notice.pdf", "notice.txt"):
        assert officer.get(address + part).status_code == 404
    page = officer.get(address).content.decode()
    assert "not written yet" in page
    assert "What the records propose" in page


def test_the_agreement_s_page_leads_there_where_a_pack_asks_for_it(
    officer: Client, agreement: Agreement, address: str
) -> None:
    link = f'href="{address}"'
    assert link in officer.get(f"/office/contracts/agreement/{agreement.pk}/").content.decode()
    AdoptedPackFactory._meta.model.objects.update(pack="il-soppa")
    assert link not in officer.get(f"/office/contracts/agreement/{agreement.pk}/").content.decode()
    assert "No adopted rule pack asks for a notice" in officer.get(address).content.decode()


def test_the_form_comes_filled_and_says_what_is_missing(officer: Client, address: str) -> None:
    page = officer.get(f"{address}write/").content.decode()
    assert "Maple Reader: Students practice reading at their own level." in page
    assert page.count("dp-status--found") == 3
    ElementUse.objects.all().delete()
    page = officer.get(f"{address}write/").content.decode()
    assert "Complete the product in use" in page
    assert "No kind of information about students is listed for Maple Reader." in page


@pytest.mark.parametrize("about", ["", "   ", "x" * 8001])
def test_a_notice_without_its_words_comes_back(officer: Client, address: str, about: str) -> None:
    response = officer.post(f"{address}write/", {"about": about, "text_es": "Palabras."})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert "Palabras." in response.content.decode()
    assert not AgreementNotice.objects.exists()


def test_what_the_service_refuses_comes_back_with_the_citation(officer: Client, address: str) -> None:
    ElementUse.objects.all().delete()
    response = officer.post(f"{address}write/", {"about": ABOUT})
    assert response.status_code == 422
    assert "policy 3520.13, notice of contracts, (3)" in response.content.decode()


def test_sending_asks_first_with_the_numbers_and_then_once(
    officer: Client, kept: AgreementNotice, address: str
) -> None:
    page = officer.get(f"{address}send/").content
    for words in ("1 principal is asked", "400 students", "Lantern Elementary", "Electronic notice of a new contract"):
        assert words in page.decode()
    assert not Message.objects.exists()
    answers = [officer.post(f"{address}send/", {"mark": mark_on(page)}).status_code for _ in range(2)]
    assert answers == [302, 422]
    assert Message.objects.count() == 1
    said = officer.get(address).content.decode()
    assert "1 queued" in said
    assert "1 principal, to be passed on to families of 400 students" in said


@pytest.mark.parametrize("mark", ["", "0" * 64])
def test_sending_without_having_seen_the_list_is_refused(
    officer: Client, kept: AgreementNotice, address: str, mark: str
) -> None:
    response = officer.post(f"{address}send/", {"mark": mark})
    assert response.status_code == 409
    assert "Nothing was sent." in response.content.decode()
    assert not Message.objects.exists()


def test_a_principal_without_address_is_named_and_nothing_is_sent(
    officer: Client, kept: AgreementNotice, address: str
) -> None:
    SchoolFactory(name="Lantern Second")
    page = officer.get(f"{address}send/").content
    assert "It cannot be sent like this" in page.decode()
    assert officer.post(f"{address}send/", {"mark": mark_on(page)}).status_code == 422
    assert not Message.objects.exists()


def test_without_any_use_the_page_says_that_nobody_would_be_told(
    officer: Client, kept: AgreementNotice, address: str, now: datetime
) -> None:
    ProductUse.objects.update(ended_on=now.date() - timedelta(days=1))
    assert "nobody would be told" in officer.get(f"{address}send/").content.decode()
    assert "No school uses the products by now" in officer.get(address).content.decode()


def test_another_way_is_recorded_with_its_evidence(officer: Client, kept: AgreementNotice, address: str) -> None:
    values = {"sent_on": "2026-02-27", "sent_time": "10:30", "how": "by letter", "evidence": "the postage receipt"}
    for missing in values:
        assert officer.post(f"{address}sent/", values | {missing: ""}).status_code == 422
    assert officer.post(f"{address}sent/", values | {"sent_on": "2026-03-09"}).status_code == 422
    assert officer.post(f"{address}sent/", values).status_code == 302
    clock = Deadline.objects.get(rule="ct-student-data.agreement.notify")
    assert clock.state == "met"
    assert "the postage receipt" in clock.closed_reason
    assert "the postage receipt" in officer.get(address).content.decode()


def test_the_pdf_says_all_that_the_notice_says(officer: Client, kept: AgreementNotice, address: str) -> None:
    response = officer.get(f"{address}notice.pdf")
    assert response["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(response.content)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    for words in ("executed a contract with", "23 February 2026", "graded texts", "Name:", "/apps/maple-reader/"):
        assert words in text


def test_the_text_and_the_list_can_be_taken_along(officer: Client, address: str) -> None:
    officer.post(f"{address}write/", {"about": ABOUT, "text_es": "El distrito firmó."})
    text = officer.get(f"{address}notice.txt")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert "El distrito firmó." in text.content.decode()
    rows = b"".join(officer.get(f"{address}schools.csv")).decode()
    assert "Lantern Elementary,LE,Grades 3 to 5,400,principal@lantern-elementary.example" in rows


def test_the_notice_stands_on_the_public_page_and_in_the_downloads(
    officer: Client, address: str, dana: User, now: datetime
) -> None:
    officer.post(f"{address}write/", {"about": ABOUT, "text_es": "El distrito firmó."})
    publish(actor=dana, now=now)
    page = Client().get("/apps/maple-reader/").content.decode()
    for words in ("Notice of the contract", "on 23 February 2026", "graded texts", "pub-notice__other"):
        assert words in page
    assert '"notice":{"about":' in b"".join(Client().get("/downloads/apps.json")).decode()
    assert "2026-02-23" in b"".join(Client().get("/downloads/apps.csv")).decode()


def test_a_record_that_changed_after_the_notice_is_pointed_out(
    officer: Client, kept: AgreementNotice, address: str
) -> None:
    ElementUse.objects.filter(element__name="Name").delete()
    assert "The inventory says something else by now" in officer.get(address).content.decode()
    Agreement.objects.update(signed_at=SIGNED_AT - timedelta(days=2))
    page = officer.get(address).content.decode()
    assert "this notice names another day and is not posted" in page
    assert "dp-status--not_found" in page


def test_the_publish_page_says_which_clocks_it_meets_and_why_not_the_others(
    officer: Client, address: str, agreement: Agreement
) -> None:
    page = officer.get("/office/publish/").content.decode()
    assert "its clock for posting goes on" in page
    assert "the notice of the agreement, which has to be posted with it" in page
    assert f'href="{address}"' in page
    officer.post(f"{address}write/", {"about": ABOUT})
    page = officer.get("/office/publish/").content.decode()
    assert "Publishing meets them" in page
    assert "its clock for posting goes on" not in page
    agreement.documents.update(state="unreadable")
    assert "a file that could be opened" in officer.get("/office/publish/").content.decode()


def test_the_publish_page_warns_of_a_redaction_that_is_not_finished(
    officer: Client, agreement: Agreement, now: datetime
) -> None:
    document = agreement.documents.get()
    redaction = Redaction.objects.create(
        document=document, source_sha256=document.sha256, begun_at=now, begun_by="dana@prairie-lantern.example"
    )
    assert "its file has nothing hidden" in officer.get("/office/publish/").content.decode()
    Redaction.objects.filter(pk=redaction.pk).update(state="withdrawn")
    assert "its file has nothing hidden" not in officer.get("/office/publish/").content.decode()


def test_a_law_adopted_after_everything_was_posted_is_met_by_a_review(
    officer: Client, address: str, agreement: Agreement, dana: User, now: datetime
) -> None:
    Deadline.objects.all().delete()
    officer.post(f"{address}write/", {"about": ABOUT})
    publish(actor=dana, now=now)
    deadline_open_for_event(subject=agreement, event="agreement_signed", at=SIGNED_AT, actor=dana, now=now)
    assert "a review meets them" in officer.get("/office/publish/").content.decode()
    said = officer.post("/office/publish/", {"settle": "1"}, follow=True).content.decode()
    assert "1 clock for posting is met" in said
    assert Deadline.objects.get(rule="ct-student-data.agreement.post").state == "met"


def test_the_page_takes_the_same_queries_for_one_school_and_for_many(
    officer: Client, kept: AgreementNotice, address: str
) -> None:
    officer.get(address)
    counts = []
    for number in (0, 15):
        for _ in range(number):
            SchoolFactory(principal_email="principal@lantern.example")
        with CaptureQueriesContext(connection) as queries:
            officer.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("before", ["", "/es"], ids=["english", "spanish"])
def test_posted_notices_have_a_page_of_their_own(
    officer: Client, client: Client, address: str, agreement: Agreement, dana: User, now: datetime, before: str
) -> None:
    empty = unescape(client.get(f"{before}/notices/").content.decode())
    assert ABOUT not in empty
    officer.post(f"{address}write/", {"about": ABOUT})
    publish(actor=dana, now=now)
    page = unescape(client.get(f"{before}/notices/").content.decode())
    slug = agreement.products.get().slug
    for words in (agreement.title, ABOUT, f'href="{before}/apps/{slug}/"', "/agreements/"):
        assert words in page
    assert page.count(ABOUT) == 1
    assert ("2 March 2026" in page) or before  # the day of posting
    assert client.get(f"{before}/notices/?page=2").status_code == 404
    assert f'href="{before}/notices/"' in client.get(f"{before}/").content.decode()


def test_a_notice_of_several_apps_is_listed_once_and_asks_no_question_for_each(
    officer: Client, address: str, agreement: Agreement, dana: User, now: datetime
) -> None:
    agreement.products.add(app_posted_able("Rowan Writer"))
    officer.post(f"{address}write/", {"about": ABOUT})
    publish(actor=dana, now=now)
    version = version_current(now)
    with CaptureQueriesContext(connection) as queries:
        page = unescape(noticespage.notices(version))
    assert page.count(ABOUT) == 1
    assert "Rowan Writer" in page
    assert len([query for query in queries if "transparency_publicentry" in query["sql"]]) == 1


def test_the_page_of_notices_is_among_the_files(
    officer: Client, address: str, agreement: Agreement, dana: User, now: datetime
) -> None:
    officer.post(f"{address}write/", {"about": ABOUT})
    publish(actor=dana, now=now)
    pages = Pages(version_current(now), "https://files.example/")
    assert "/notices/" in set(pages.addresses())
    page = next(page for page in pages if page.address == "/notices/")
    assert ABOUT in unescape(page.make())


def test_without_a_law_that_asks_for_notices_no_page_leads_there(district: District, client: Client) -> None:
    assert "/notices/" not in client.get("/").content.decode()
    assert "No notice is posted" in client.get("/notices/").content.decode()
