"""A suspected violation: evidence, notice, answer or silence, end of services, report, and what came of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contracts.models import Agreement, AgreementState
from deadlines.models import Deadline, DeadlineState
from deadlines.sweep import sweep
from district.links import links_of
from district.models import PrivateLink, User
from district.refusals import Refused
from district.storage import open_verified
from inventory.conduct import services
from inventory.conduct.restrictions import forbidden_by_id, forbidden_on
from inventory.conduct.selectors import PURPOSE, case_whole, files_stored
from inventory.models import AuthorityReport, ConductCase, ConductFile, ConductNotice, ConductStep
from inventory.sealing import row_content
from notices.models import Message
from tests.conftest import NOW
from tests.factories.conduct import AuthorityFactory, ConductCaseFactory
from tests.factories.contracts import AgreementFactory
from tests.factories.inventory import ProductUseFactory
from tests.factories.vendors import ContactFactory, OperatorFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SignIn = Callable[[User], Client]
TODAY = NOW.date()
ADVERTISING = "operator-conduct.restriction.targeted-advertising"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


@pytest.fixture
def case(dana: User) -> ConductCase:
    operator = OperatorFactory()
    ContactFactory(operator=operator, name="Pat Fictional", email="pat@maple-reader.example")
    return services.case_open(
        operator=operator,
        title="Advertising beside reading exercises",
        suspicion="A teacher saw banners.",
        noticed_on=TODAY - timedelta(days=3),
        restriction=ADVERTISING,
        owner=dana,
        actor=dana,
        now=NOW,
    )


@pytest.fixture
def notice(case: ConductCase, dana: User) -> ConductNotice:
    return services.notice_send(
        case=case,
        contact=case.operator.contacts.get(),
        words=services.notice_proposed(case),
        answer_by=TODAY + timedelta(days=10),
        actor=dana,
        now=NOW,
    )


def token_of(notice: ConductNotice) -> str:
    """The address in the queued message, as the operator gets it."""
    from district.links import links_filled

    message = Message.objects.get(address=notice.contact_email)
    words = links_filled(message.body, notice.contact_email)
    return next(line for line in words.splitlines() if "/operators-conduct/" in line).split("/operators-conduct/")[1][
        :-1
    ]


def test_the_rule_is_kept_as_it_stood(case: ConductCase) -> None:
    assert case.restriction_title == "Targeted advertising"
    assert "policy 3520.13, restrictions on operators, 1" in case.restriction_cite
    assert case.number == f"V-{case.pk}"
    assert {one.rule.who for one in forbidden_on(TODAY)} == {"operator"}
    assert forbidden_by_id("no.such.rule") is None


def test_a_case_is_not_opened_on_nothing(dana: User) -> None:
    operator = OperatorFactory()
    sound: dict[str, Any] = {
        "operator": operator,
        "title": "T",
        "suspicion": "S",
        "noticed_on": TODAY,
        "actor": dana,
        "now": NOW,
    }
    for wrong, words in (
        ({"suspicion": " "}, "what is suspected"),
        ({"noticed_on": TODAY + timedelta(days=1)}, "still to come"),
        ({"restriction": "no.such.rule"}, "no such rule"),
        ({"product": ProductFactory()}, "another operator"),
        ({"agreement": AgreementFactory()}, "another operator"),
    ):
        with pytest.raises(Refused, match=words):
            services.case_open(**{**sound, **wrong})
    assert not ConductCase.objects.exists()


def test_evidence_is_sealed_and_named_to_the_store(case: ConductCase, dana: User) -> None:
    upload = SimpleUploadedFile("../screen of Lea.png", PNG)
    file = services.evidence_keep(case=case, content=upload, shows="A banner", actor=dana, now=NOW)
    assert row_content(file) == PNG
    assert (file.name, file.shows, file.media_type) == ("screen of Lea.png", "A banner", "image/png")
    with open_verified(file.stored) as stream:
        assert PNG not in stream.read(), "what lies in the store is noise"
    assert file.stored in files_stored()
    assert "Lea" not in ConductStep.objects.get(kind="evidence").words, "names of files stay out of the record"


@pytest.mark.parametrize(("name", "content"), [("empty.png", b""), ("trick.exe", b"MZ\x90\x00" + b"\x00" * 200)])
def test_what_may_not_be_kept_is_refused(case: ConductCase, dana: User, name: str, content: bytes) -> None:
    with pytest.raises(Refused):
        services.evidence_keep(case=case, content=SimpleUploadedFile(name, content), shows="", actor=dana, now=NOW)
    assert not ConductFile.objects.exists()


def test_the_notice_is_a_kept_letter_a_message_and_a_clock(case: ConductCase, notice: ConductNotice) -> None:
    with open_verified(notice.letter_sha256) as stream:
        assert stream.read().startswith(b"%PDF")
    message = Message.objects.get(address="pat@maple-reader.example")
    assert "A teacher saw banners." in message.body
    clock = Deadline.objects.get(rule="conduct.answer")
    assert clock.last_day == TODAY + timedelta(days=10)
    case.refresh_from_db()
    assert case.state == "asked"


def test_a_notice_needs_its_own_contact_and_a_day_to_come(case: ConductCase, dana: User) -> None:
    contact = case.operator.contacts.get()
    for changed, words in (
        ({"contact": ContactFactory()}, "not one of this operator"),
        ({"answer_by": TODAY}, "tomorrow at the earliest"),
        ({"answer_by": TODAY + timedelta(days=4000)}, "Check the year"),
        ({"words": " "}, "Write what"),
    ):
        given: dict[str, Any] = {"contact": contact, "words": "Why?", "answer_by": TODAY + timedelta(days=5), **changed}
        with pytest.raises(Refused, match=words):
            services.notice_send(case=case, actor=dana, now=NOW, **given)


def test_the_operator_answers_through_its_link_once(
    client: Client, case: ConductCase, notice: ConductNotice, dana: User
) -> None:
    address = f"/operators-conduct/{token_of(notice)}/"
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert b"A teacher saw banners." in client.get(address).content
        assert client.post(address, {"by": "", "words": ""}).status_code == 422
        sent = {
            "by": "Pat Fictional, counsel",
            "words": "It was a test. It is off.",
            "attached": SimpleUploadedFile("proof.png", PNG),
        }
        assert client.post(address, sent).status_code == 302
    notice.refresh_from_db()
    case.refresh_from_db()
    assert (notice.answered_by, case.state) == ("Pat Fictional, counsel", "answered")
    assert notice.files.get().media_type == "image/png"
    assert Deadline.objects.get().state == DeadlineState.MET
    assert Message.objects.filter(recipient=dana, subject__contains="the operator answered").exists()
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        shown = client.get(address).content
    assert b"has your answer" in shown
    assert b"<form" not in shown.split(b"<main")[-1]
    with pytest.raises(Refused, match="answered already"):
        services.answer_enter(notice=notice, words="Again", by="Pat", actor=dana, now=NOW)


def test_a_wrong_link_and_the_link_of_a_closed_case_lead_nowhere(
    client: Client, case: ConductCase, notice: ConductNotice, dana: User
) -> None:
    token = token_of(notice)
    services.case_close(case=case, outcome="unfounded", because="It was another app.", actor=dana, now=NOW)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert client.get(f"/operators-conduct/{token}/").status_code == 404
    assert client.get(f"/operators-conduct/{'x' * 43}/").status_code == 404
    assert not links_of(notice, PURPOSE).filter(revoked_at=None).exists()
    assert Deadline.objects.get().state == DeadlineState.WITHDRAWN


def test_silence_is_said_of_the_case_by_the_timer(case: ConductCase, notice: ConductNotice) -> None:
    sweep(now=NOW + timedelta(days=12))
    sweep(now=NOW + timedelta(days=12, hours=1))
    notice.refresh_from_db()
    assert notice.silent_at is not None
    assert ConductStep.objects.filter(case=case, kind="silent").count() == 1


def test_a_reminder_brings_a_new_link(case: ConductCase, notice: ConductNotice, dana: User) -> None:
    services.notice_remind(notice=notice, actor=dana, now=NOW + timedelta(days=2))
    assert PrivateLink.objects.filter(purpose=PURPOSE).count() == 2
    services.answer_enter(notice=notice, words="By telephone.", by="Pat", actor=dana, now=NOW)
    with pytest.raises(Refused, match="has answered"):
        services.notice_remind(notice=notice, actor=dana, now=NOW)


def test_a_later_notice_keeps_its_clock_when_an_earlier_one_is_answered(
    case: ConductCase, notice: ConductNotice, dana: User
) -> None:
    later = services.notice_send(
        case=case, contact=case.operator.contacts.get(), words="Once more.", answer_by=TODAY + timedelta(days=20),
        actor=dana, now=NOW + timedelta(days=1),
    )  # fmt: skip
    assert [one.object_id for one in PrivateLink.objects.filter(purpose=PURPOSE, revoked_at=None)] == [later.pk]
    services.answer_enter(notice=notice, words="By letter.", by="Pat", actor=dana, now=NOW + timedelta(days=2))
    case.refresh_from_db()
    assert (case.state, case_whole(case).waiting) == ("asked", later)
    services.answer_enter(notice=later, words="By letter.", by="Pat", actor=dana, now=NOW + timedelta(days=3))
    case.refresh_from_db()
    assert (case.state, case_whole(case).waiting) == ("answered", None)


def test_ending_its_services_ends_uses_and_agreements(case: ConductCase, dana: User) -> None:
    product = ProductFactory(operator=case.operator)
    use = ProductUseFactory(product=product)
    agreement: Agreement = AgreementFactory(
        operator=case.operator, products=[product], state=AgreementState.SIGNED, signed_at=NOW
    )
    services.services_end(
        case=case, ended_on=TODAY, because="It went on advertising.", agreements=True, actor=dana, now=NOW
    )
    use.refresh_from_db()
    agreement.refresh_from_db()
    case.refresh_from_db()
    assert (use.ended_on, agreement.state, case.services_ended_on) == (TODAY, AgreementState.ENDED, TODAY)
    with pytest.raises(Refused, match="None of its products"):
        services.services_end(case=case, ended_on=TODAY, because="Once more.", agreements=True, actor=dana, now=NOW)
    with pytest.raises(Refused, match="past day"):
        services.services_end(
            case=case, ended_on=TODAY + timedelta(days=1), because="Soon.", agreements=False, actor=dana, now=NOW
        )


def test_a_case_about_one_product_leaves_agreements_of_others_alone(dana: User) -> None:
    reader = ProductFactory()
    writer = ProductFactory(operator=reader.operator)
    about, other = (
        AgreementFactory(operator=reader.operator, products=[one], state=AgreementState.SIGNED, signed_at=NOW)
        for one in (reader, writer)
    )
    case = ConductCaseFactory(operator=reader.operator, product=reader)
    services.services_end(case=case, ended_on=TODAY, because="It sold names.", agreements=True, actor=dana, now=NOW)
    about.refresh_from_db()
    other.refresh_from_db()
    assert (about.state, other.state) == (AgreementState.ENDED, AgreementState.SIGNED)


def test_a_report_is_a_letter_that_a_person_sends(case: ConductCase, dana: User) -> None:
    words = services.report_proposed(case)
    assert "A teacher saw banners." in words
    report = services.report_make(case=case, authority=AuthorityFactory(), words=words, actor=dana, now=NOW)
    with open_verified(report.letter_sha256) as stream:
        assert stream.read().startswith(b"%PDF")
    assert report.sent_on is None
    sent = services.report_sent(report=report, sent_on=TODAY, how="By registered mail", actor=dana, now=NOW)
    assert sent.sent_on == TODAY
    with pytest.raises(Refused, match="sent already"):
        services.report_sent(report=report, sent_on=TODAY, how="By mail", actor=dana, now=NOW)
    with pytest.raises(Refused, match="still to come"):
        services.report_sent(
            report=AuthorityReport.objects.get(), sent_on=date(2030, 1, 1), how="x", actor=dana, now=NOW
        )


def test_a_case_closes_with_an_outcome_and_its_reason(case: ConductCase, dana: User) -> None:
    with pytest.raises(Refused, match="Choose what came of it"):
        services.case_close(case=case, outcome="", because="x", actor=dana, now=NOW)
    with pytest.raises(Refused, match="reason is kept"):
        services.case_close(case=case, outcome="remedied", because=" ", actor=dana, now=NOW)
    services.case_close(case=case, outcome="remedied", because="The banners are gone.", actor=dana, now=NOW)
    with pytest.raises(Refused, match="closed"):
        services.case_note(case=case, words="A note", actor=dana, now=NOW)
    again = services.case_reopen(case=case, because="They are back.", actor=dana, now=NOW)
    assert [step.kind for step in case_whole(again).steps] == ["opened", "closed", "reopened"]


PAGES = ["", "note/", "evidence/", "notice/", "end/", "authority/", "close/"]


@pytest.mark.parametrize("place", PAGES)
def test_the_pages_open_for_the_office_only(
    signed_in: SignIn, dana: User, tom: User, ari: User, case: ConductCase, place: str
) -> None:
    address = f"/office/conduct/{case.pk}/{place}"
    assert Client().get(address).status_code == 302
    assert signed_in(tom).get(address).status_code == 403
    assert signed_in(dana).get(address).status_code == 200
    assert signed_in(dana).get(f"/office/conduct/999999/{place}").status_code == 404
    assert signed_in(ari).get(address).status_code == (403 if place else 200), "who reads, only reads"


def test_the_list_and_the_files_are_for_the_office(
    signed_in: SignIn, dana: User, tom: User, ari: User, case: ConductCase, notice: ConductNotice
) -> None:
    file = services.evidence_keep(case=case, content=SimpleUploadedFile("a.png", PNG), shows="", actor=dana, now=NOW)
    addresses = [
        "/office/conduct/", f"/office/conduct/{case.pk}/files/{file.pk}/",
        f"/office/conduct/{case.pk}/letters/notice/{notice.pk}/", f"/office/conduct/open/{case.operator_id}/",
    ]  # fmt: skip
    for address in addresses:
        assert signed_in(tom).get(address).status_code == 403
        assert signed_in(dana).get(address).status_code == 200
    assert signed_in(dana).get(addresses[1]).content == PNG
    assert signed_in(ari).get(addresses[1]).status_code == 403, "a file may name pupils"
    page = signed_in(ari).get(f"/office/conduct/{case.pk}/").content
    assert b"a.png" not in page
    assert b"open to those who work on it" in page
    other = ConductCaseFactory()
    assert signed_in(dana).get(f"/office/conduct/{other.pk}/files/{file.pk}/").status_code == 404, "another case's"


def test_an_answer_is_read_by_those_who_may_read_the_files_alone(
    signed_in: SignIn, dana: User, ari: User, case: ConductCase, notice: ConductNotice
) -> None:
    services.answer_enter(notice=notice, words="Lea F. saw a banner.", by="Pat", actor=dana, now=NOW)
    words = services.report_proposed(case)
    report = services.report_make(case=case, authority=AuthorityFactory(), words=words, actor=dana, now=NOW)
    letter = f"/office/conduct/{case.pk}/letters/report/{report.pk}/"
    places = [
        f"/office/conduct/{case.pk}/", f"/office/inventory/conductnotice/{notice.pk}/change/",
        f"/office/inventory/authorityreport/{report.pk}/change/", "/office/trail/", "/office/trail/changes.csv",
    ]  # fmt: skip
    client = signed_in(ari)
    for place in places:
        answer = client.get(place)
        assert answer.status_code == 200
        assert b"Lea F." not in answer.getvalue()
    assert b"An answer came on" in client.get(places[0]).content
    assert b"not shown here" in client.get("/office/trail/").content
    assert client.get(letter).status_code == 403
    signed_in(dana)
    assert b"Lea F." in client.get(places[0]).content
    assert client.get(letter).status_code == 200


def test_who_reads_no_cases_reads_no_answers(signed_in: SignIn, dana: User, tom: User, notice: ConductNotice) -> None:
    services.answer_enter(notice=notice, words="Lea F. saw a banner.", by="Pat", actor=dana, now=NOW)
    assert signed_in(tom).get(f"/office/conduct/{notice.case_id}/").status_code == 403
    assert Client().get(f"/office/conduct/{notice.case_id}/").status_code == 302


def test_a_case_is_opened_and_worked_on_through_its_pages(signed_in: SignIn, dana: User) -> None:
    client = signed_in(dana)
    operator = OperatorFactory()
    sent = {
        "title": "A rating",
        "suspicion": "A mail named a score.",
        "noticed_on": TODAY.isoformat(),
        "restriction": "",
    }
    assert client.post(f"/office/conduct/open/{operator.pk}/", {**sent, "noticed_on": "soon"}).status_code == 422
    opened = client.post(f"/office/conduct/open/{operator.pk}/", sent)
    assert opened.status_code == 302
    place = opened.headers["Location"]
    assert b"Keep what shows it" in client.get(place).content
    assert client.get(f"{place}notice/").headers["Location"] == f"/office/operators/{operator.pk}/contacts/add/"
    assert client.get(f"{place}report/").headers["Location"] == f"{place}authority/"
    assert (
        client.post(f"{place}evidence/", {"file": SimpleUploadedFile("a.png", PNG), "shows": "It"}).status_code == 302
    )
    assert b"Write to" in client.get(place).content
    assert client.post(f"{place}close/", {"outcome": "unfounded", "because": "Another app."}).status_code == 302
    assert b"Closed: no violation was found." in client.get(place).content
