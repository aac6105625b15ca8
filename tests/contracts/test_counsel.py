"""Counsel's review: required by a pack or the district, asked for, given by counsel alone."""

from collections.abc import Callable

import pytest
from django.test import Client

from contracts.models import Agreement, AgreementState, CounselOpinion, Document
from contracts.readiness import readiness_of
from contracts.services import OpinionRefused, StepRefused, counsel_request, opinion_record
from district.models import District, User
from notices.models import Message
from tests.factories.contracts import MARCH, AgreementFactory, DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(district: District) -> Document:
    return DocumentFactory(agreement=AgreementFactory(state=AgreementState.REVIEWING))


def ask(document: Document, actor: User, question: str = "") -> None:
    counsel_request(agreement=document.agreement, document=document, actor=actor, now=MARCH, question=question)


def counsel_line(agreement: Agreement) -> bool | None:
    """Whether counsel has cleared it; None where counsel is not asked for."""
    items = {item.code: item for item in readiness_of(agreement, now=MARCH)}
    return items["counsel"].done if "counsel" in items else None


def test_no_counsel_is_needed_where_nobody_asks_for_it(document: Document, illinois: None) -> None:
    assert counsel_line(document.agreement) is None


def test_montanas_pack_needs_counsel(document: Document, adopted: Callable[..., None]) -> None:
    adopted("mt-pupil-data")
    assert counsel_line(document.agreement) is False


def test_the_district_may_need_counsel_for_all(document: Document, district: District) -> None:
    district.counsel_reviews_all = True
    district.save(update_fields=["counsel_reviews_all"])
    assert counsel_line(document.agreement) is False


def test_who_was_asked_must_clear(document: Document, dana: User, cora: User) -> None:
    ask(document, dana)
    assert counsel_line(document.agreement) is False


def test_asking_tells_everybody_who_is_counsel_once(document: Document, dana: User, cora: User) -> None:
    ask(document, dana, "Is clause 5 enforceable?")
    message = Message.objects.get()
    assert (message.recipient, message.address) == (cora, cora.email)
    assert document.agreement.title in message.subject
    assert "Is clause 5 enforceable?" in message.body
    assert f"/office/contracts/agreement/{document.agreement.pk}/" in message.body
    document.agreement.refresh_from_db()
    assert document.agreement.state == AgreementState.WITH_COUNSEL


@pytest.mark.parametrize("state", ["draft", "with_counsel"])
def test_only_an_agreement_in_review_goes_to_counsel(state: str, document: Document, dana: User) -> None:
    document.agreement.state = state
    document.agreement.save(update_fields=["state"])
    with pytest.raises(StepRefused):
        ask(document, dana)
    assert not Message.objects.exists()


def test_nobody_is_asked_where_nobody_is_counsel(
    document: Document, dana: User, signed_in: Callable[[User], Client]
) -> None:
    with pytest.raises(StepRefused, match="Nobody holds the role of counsel"):
        ask(document, dana)
    document.agreement.refresh_from_db()
    assert document.agreement.state == AgreementState.REVIEWING
    place = f"/office/contracts/agreement/{document.agreement.pk}/counsel/ask/"
    assert "Nobody holds the role of counsel yet." in signed_in(dana).post(place, {}).content.decode()


def test_counsel_clears_and_the_agreement_comes_back(document: Document, dana: User, cora: User) -> None:
    ask(document, dana)
    opinion_record(document=document, opinion="cleared", text="No objection.", actor=cora, now=MARCH)
    document.agreement.refresh_from_db()
    assert document.agreement.state == AgreementState.REVIEWING
    assert counsel_line(document.agreement) is True


def test_changes_asked_for_are_no_clearance(document: Document, dana: User, cora: User) -> None:
    ask(document, dana)
    opinion_record(document=document, opinion="changes", text="Clause 5 first.", actor=cora, now=MARCH)
    assert counsel_line(document.agreement) is False


def test_a_new_version_needs_a_new_opinion(document: Document, dana: User, cora: User) -> None:
    ask(document, dana)
    opinion_record(document=document, opinion="cleared", text="No objection.", actor=cora, now=MARCH)
    DocumentFactory(agreement=document.agreement, version=2)
    assert counsel_line(document.agreement) is False


def test_nobody_but_counsel_gives_counsels_opinion(document: Document, dana: User) -> None:
    with pytest.raises(OpinionRefused, match="Only counsel"):
        opinion_record(document=document, opinion="cleared", text="Fine.", actor=dana, now=MARCH)


def test_an_opinion_has_words(document: Document, cora: User) -> None:
    with pytest.raises(OpinionRefused, match="in a sentence"):
        opinion_record(document=document, opinion="cleared", text="  ", actor=cora, now=MARCH)
    assert not CounselOpinion.objects.exists()


# The pages


def test_the_office_asks_and_counsel_answers(
    document: Document, dirk: User, cora: User, signed_in: Callable[[User], Client]
) -> None:
    place = f"/office/contracts/agreement/{document.agreement.pk}/"
    asked = signed_in(dirk).post(f"{place}counsel/ask/", {"question": "Please read clause 5."}, follow=True)
    assert "Counsel was asked." in asked.content.decode()
    client = signed_in(cora)
    assert "Give an opinion" in client.get(place).content.decode()
    answered = client.post(f"{place}counsel/opinion/", {"opinion": "cleared", "text": "No objection."}, follow=True)
    assert "Your opinion is recorded" in answered.content.decode()
    assert "No objection." in client.get(place).content.decode()


def test_an_empty_opinion_comes_back_with_what_is_missing(
    document: Document, cora: User, signed_in: Callable[[User], Client]
) -> None:
    place = f"/office/contracts/agreement/{document.agreement.pk}/counsel/opinion/"
    answer = signed_in(cora).post(place, {"opinion": "cleared"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write the opinion, in a sentence at least." in page
    assert "checked" in page


def test_the_officer_opens_no_form_for_counsel(
    document: Document, dana: User, signed_in: Callable[[User], Client]
) -> None:
    place = f"/office/contracts/agreement/{document.agreement.pk}/counsel/opinion/"
    assert signed_in(dana).get(place).status_code == 403


def test_the_pages_about_counsel_turn_strangers_away(document: Document, refusals: Callable[..., None]) -> None:
    for page in ("ask", "opinion"):
        refusals(f"/office/contracts/agreement/{document.agreement.pk}/counsel/{page}/")


def test_asking_before_there_is_a_file_says_what_to_do(
    district: District, dana: User, signed_in: Callable[[User], Client]
) -> None:
    place = f"/office/contracts/agreement/{AgreementFactory().pk}/counsel/ask/"
    assert "Upload the agreement first" in signed_in(dana).get(place, follow=True).content.decode()
