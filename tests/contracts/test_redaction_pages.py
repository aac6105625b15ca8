"""The pages of a redaction: who may do what, every action without scripts, bounded queries."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from contracts.models import Document, Redaction, RedactionState
from contracts.services.redaction import redaction_begin, redaction_finish
from district.models import District, User
from district.permissions import right_give
from tests.factories.contracts import SignedAgreementFactory
from tests.factories.redaction import (
    CATEGORIES,
    FIRST,
    MARCH,
    agreed,
    agreement_with_file,
    file_stored,
    made,
    place,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("illinois")]
SignIn = Callable[[User], Client]
BOX = {"page": 1, "left": 10, "top": 70, "right": 40, "bottom": 80, "reason": "Signature"}


@pytest.fixture
def document(district: District) -> Document:
    return agreement_with_file()


@pytest.fixture
def draft(document: Document, dirk: User) -> Redaction:
    return redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH)


def page(name: str, *ids: int) -> str:
    return reverse(f"contracts:{name}", args=ids)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_redaction_begins_at_the_agreements_page(document: Document, signed_in: SignIn, dirk: User) -> None:
    client = signed_in(dirk)
    address = page("redactions", document.agreement_id)
    assert address in client.get(page("agreement", document.agreement_id)).content.decode()
    shown = text(client.get(address))
    assert "What must stay readable" in shown
    assert "Categories of covered information" in shown
    response = client.post(address, follow=True)
    assert "Page 1 of 2" in text(response)
    assert Redaction.objects.get().state == RedactionState.DRAFT


def test_pages_that_are_wanting_are_made_when_a_redaction_is_asked_for(
    document: Document,
    dirk: User,
    signed_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sent: list[int] = []
    monkeypatch.setattr("contracts.tasks.make_page_copy.delay", sent.append)
    Document.objects.filter(pk=document.pk).update(page_copy_sha256="")
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in(dirk).post(page("redactions", document.agreement_id), follow=True)
    assert "The file's pages are not made yet." in unescape(text(response))
    assert sent == [document.pk]


def test_words_are_searched_listed_and_marked_without_scripts(draft: Redaction, signed_in: SignIn, dirk: User) -> None:
    client = signed_in(dirk)
    shown = text(client.get(page("redaction", draft.pk), {"words": "48210"}))
    assert "2 places" in shown
    start = draft.document.text.index("48210")
    key = f"{start}-{start + 5}"
    assert f'value="{key}"' in shown
    sent = {"words": "48210", "places": [key], "reason": "Price", "page": 1}
    response = client.post(page("redaction-words", draft.pk), sent, follow=True)
    assert "Marked 1 place." in text(response)
    assert draft.marks.get().quote == "48210"


def test_of_several_places_all_are_marked_or_none(draft: Redaction, signed_in: SignIn, dirk: User) -> None:
    body = draft.document.text
    keys = [f"{body.index(words)}-{body.index(words) + 5}" for words in ("48210", CATEGORIES)]
    response = signed_in(dirk).post(
        page("redaction-words", draft.pk), {"words": "48210", "places": keys, "reason": "Price"}
    )
    assert response.status_code == 422
    assert "must stay readable" in text(response)
    assert not draft.marks.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": "48210", "reason": "Price"}, "Tick at least one place"),
        ({"words": "48210", "places": ["0-5"]}, "Say why it is hidden"),
        ({"words": "48210", "places": ["x"], "reason": "Price"}, "none of this file"),
        ({"words": "48210", "places": ["3-999999"], "reason": "Price"}, "none of this file"),
    ],
)
def test_what_is_missing_is_said_and_the_list_stays(
    draft: Redaction, signed_in: SignIn, dirk: User, sent: dict[str, Any], said: str
) -> None:
    response = signed_in(dirk).post(page("redaction-words", draft.pk), sent)
    assert response.status_code == 422
    assert said in text(response)
    assert "2 places" in text(response)


def test_a_box_is_marked_by_its_numbers(draft: Redaction, signed_in: SignIn, dirk: User) -> None:
    response = signed_in(dirk).post(page("redaction-box", draft.pk), BOX, follow=True)
    assert "Marked a box on page 1." in text(response)
    assert draft.marks.get().boxes == [[1, 0.1, 0.7, 0.4, 0.8]]
    assert "left 10.0 %" in text(response)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"right": 5}, "The right edge lies after the left edge"),
        ({"left": ""}, "Give the left edge"),
        ({"bottom": 101}, "less than or equal to 100"),
        ({"top": "nan"}, "Enter a number"),
        ({"page": 99}, "no such page"),
        ({"reason": " "}, "Say why"),
        ({"right": 10.01}, "too small"),
        ({"top": 5, "bottom": 20}, "must stay readable"),
    ],
)
def test_a_box_that_cannot_be_marked_says_why_and_keeps_what_was_typed(
    draft: Redaction, signed_in: SignIn, dirk: User, changed: dict[str, Any], said: str
) -> None:
    response = signed_in(dirk).post(page("redaction-box", draft.pk), BOX | changed)
    assert response.status_code == 422
    assert said in text(response)
    assert not draft.marks.exists()


def test_a_place_is_taken_off_again(draft: Redaction, signed_in: SignIn, dirk: User) -> None:
    mark = place(draft, "48210", dirk)
    signed_in(dirk).post(page("redaction-remove", draft.pk, mark.pk))
    assert not draft.marks.exists()


def test_a_place_of_another_redaction_is_left_alone(draft: Redaction, signed_in: SignIn, dirk: User) -> None:
    other = file_stored(SignedAgreementFactory(), FIRST + " Other.")
    theirs = place(redaction_begin(agreement=other.agreement, actor=dirk, now=MARCH), "48210", dirk)
    signed_in(dirk).post(page("redaction-remove", draft.pk, theirs.pk))
    assert type(theirs).objects.filter(pk=theirs.pk).exists()


def test_from_asking_to_done_on_the_pages(
    draft: Redaction, signed_in: SignIn, dirk: User, django_capture_on_commit_callbacks: Any
) -> None:
    place(draft, "48210 dollars", dirk)
    client = signed_in(dirk)
    client.post(page("redaction-ask", draft.pk), {"address": "mira@maple.example"})
    answer = {"answer": "agreed", "answered_by": "Mira", "answered_on": "2026-02-27", "words": "Yes."}
    response = client.post(page("redaction-answer", draft.pk), answer, follow=True)
    assert "The copy is being made" in text(response)
    assert response.headers["Refresh"] == "2"
    made(draft, dirk)
    shown = client.get(page("redaction", draft.pk))
    assert "Look at the copy before it counts" in text(shown)
    assert "Refresh" not in shown.headers
    assert "Words that stay" in text(shown)
    picture = client.get(page("redaction-picture", draft.pk, 1))
    assert picture.content.startswith(b"\x89PNG")
    assert client.get(page("redaction-picture", draft.pk, 2)).status_code == 404
    copy: Any = client.get(page("redaction-copy", draft.pk))
    assert b"".join(copy.streaming_content).startswith(b"%PDF")
    assert "48210" not in copy.headers["Content-Disposition"]
    assert "Done." in text(client.post(page("redaction-finish", draft.pk), follow=True))
    assert Redaction.objects.get().state == RedactionState.DONE


def test_an_answer_of_tomorrow_and_an_empty_one_are_refused(draft: Redaction, signed_in: SignIn, dirk: User) -> None:
    place(draft, "48210", dirk)
    answer = {"answer": "agreed", "answered_by": "Mira", "answered_on": "2999-01-01", "words": "Yes."}
    client = signed_in(dirk)
    response = client.post(page("redaction-answer", draft.pk), answer)
    assert response.status_code == 422
    assert "has not come yet" in text(response)
    assert client.post(page("redaction-answer", draft.pk), {}).status_code == 422


def test_the_letter_that_proves_the_answer_is_kept_and_given_out_again(
    draft: Redaction, signed_in: SignIn, dirk: User, refusals: Callable[..., None]
) -> None:
    place(draft, "48210", dirk)
    client = signed_in(dirk)
    letter = SimpleUploadedFile("letter.eml", b"We agree.", content_type="message/rfc822")
    answer = {"answer": "refused", "answered_by": "Mira", "answered_on": "2026-02-27", "words": "No.", "file": letter}
    client.post(page("redaction-answer", draft.pk), answer)
    address = page("redaction-proof", draft.pk, draft.steps.get(state="refused").pk)
    assert address in text(client.get(page("redaction", draft.pk)))
    response: Any = client.get(address)
    assert b"".join(response.streaming_content) == b"We agree."
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert client.get(page("redaction-proof", draft.pk, draft.steps.get(state="draft").pk)).status_code == 404
    refusals(address)


def test_where_something_stands_is_stated_on_a_page(district: District, signed_in: SignIn, dirk: User) -> None:
    document = file_stored(SignedAgreementFactory(), FIRST.replace(CATEGORIES, "Names are collected."))
    draft = redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH)
    client = signed_in(dirk)
    address = reverse("contracts:redaction-evidence", args=[draft.pk, "il-soppa.a"])
    assert address in text(client.get(page("redaction", draft.pk)))
    assert "do not stand" in text(client.post(address, {"words": "Shoes"}))
    client.post(address, {"words": "Names are collected."})
    assert "First of all" not in text(client.get(page("redaction", draft.pk)))
    nowhere = reverse("contracts:redaction-evidence", args=[draft.pk, "il-soppa.e"])
    assert client.get(nowhere).status_code == 404


def test_a_failed_copy_says_why_and_can_be_tried_again(document: Document, signed_in: SignIn, dirk: User) -> None:
    redaction = agreed(document, dirk)
    Redaction.objects.update(problem="The PDF is damaged.", attempts=3)
    client = signed_in(dirk)
    assert "The PDF is damaged." in text(client.get(page("redaction", redaction.pk)))
    client.post(page("redaction-make", redaction.pk))
    redaction.refresh_from_db()
    assert (redaction.problem, redaction.attempts) == ("", 0)


def test_withdrawing_needs_a_reason(draft: Redaction, signed_in: SignIn, dirk: User) -> None:
    client = signed_in(dirk)
    assert client.post(page("redaction-withdraw", draft.pk), {"reason": ""}).status_code == 422
    client.post(page("redaction-withdraw", draft.pk), {"reason": "Not needed."})
    assert Redaction.objects.get().state == RedactionState.WITHDRAWN


READS = ["redaction"]
WRITES = ["redaction-box", "redaction-words", "redaction-make", "redaction-finish"]
FORMS = ["redaction-ask", "redaction-answer", "redaction-withdraw"]


def test_the_pages_refuse_visitors_and_people_without_a_right(draft: Redaction, refusals: Callable[..., None]) -> None:
    refusals(page("redactions", draft.document.agreement_id))
    for name in (*READS, *FORMS):
        refusals(page(name, draft.pk))
    for name in (*WRITES, *FORMS):
        refusals(page(name, draft.pk), post=True)


def test_who_only_reads_sees_the_list_and_changes_nothing(
    draft: Redaction, signed_in: SignIn, dirk: User, ari: User
) -> None:
    place(draft, "48210", dirk)
    client = signed_in(ari)
    shown = text(client.get(page("redaction", draft.pk)))
    assert "48210" in shown
    assert "Mark the box" not in shown
    assert "Ask the operator" not in shown
    for name in (*WRITES, *FORMS):
        assert client.post(page(name, draft.pk), BOX).status_code == 403
    assert client.post(page("redactions", draft.document.agreement_id)).status_code == 403


def test_counsel_of_another_agreement_finds_nothing(
    draft: Redaction, signed_in: SignIn, olga: User, dana: User
) -> None:
    other = SignedAgreementFactory()
    right_give(user=olga, row=other, action="view", actor=dana, now=MARCH)
    assert signed_in(olga).get(page("redaction", draft.pk)).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_places(
    draft: Redaction, signed_in: SignIn, dirk: User, django_assert_max_num_queries: Any
) -> None:
    for words in ("48210", "dollars", "sixty days", "for all schools"):
        place(draft, words, dirk)
    client = signed_in(dirk)
    client.get(page("redaction", draft.pk))
    with django_assert_max_num_queries(24):
        client.get(page("redaction", draft.pk), {"words": "48210"})
    with django_assert_max_num_queries(24):
        client.get(page("redactions", draft.document.agreement_id))


def test_after_it_is_done_the_list_says_that_it_waits_to_be_published(
    document: Document, signed_in: SignIn, dirk: User
) -> None:
    redaction_finish(redaction=made(agreed(document, dirk), dirk), actor=dirk, now=MARCH)
    shown = text(signed_in(dirk).get(page("redactions", document.agreement_id)))
    assert "waits to be published" in shown
    assert "with the same places" in shown
