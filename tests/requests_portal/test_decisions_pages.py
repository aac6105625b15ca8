"""The decision tab and its letter: whom they refuse, what they ask, what they answer to bad input."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from district.models import District, User
from requests_portal.decisions.kinds import QUESTIONS
from requests_portal.decisions.selectors import determinations_current, letter_draft
from requests_portal.decisions.writing import letter_begin_for
from requests_portal.desk.nextsteps import next_step
from requests_portal.desk.standing import standings_of
from requests_portal.models import DecisionLetter, Determination, PortalSettings, PrivacyRequest
from requests_portal.services import request_claim
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import request_received
from tests.requests_portal.decision_cast import TUESDAY, WEDNESDAY, decided, known, task_of, told

pytestmark = [pytest.mark.django_db]
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def packs(district: District) -> None:
    for pack in ("il-soppa", "il-school-records", "us-ferpa", "ct-student-data"):
        AdoptedPackFactory(pack=pack)
    PortalSettings.objects.create(hearing_en="Write to the custodian.", hearing_es="Escriba al custodio.")


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def rita(person: Callable[..., User]) -> User:
    return person("Rita Fictional", "records_custodian")


def url(name: str, request: PrivacyRequest, *more: Any) -> str:
    return reverse(f"requests:{name}", args=[request.pk, *more])


def test_custodian_and_officer_decide_others_read_or_are_refused(
    rita: User, dana: User, ari: User, dirk: User, tom: User, olga: User, cora: User, signed_in: SignIn
) -> None:
    request = known()
    row = decided(request, "inaccuracy", "exists", rita)
    sent = told(row, rita)
    decided(request, "inaccuracy", "not_inaccurate", rita, because="Read again.")
    signed_in(rita).post(url("decision_letter_begin", request, determinations_current(request)["inaccuracy"].pk))
    reads = [url("decision", request), url("decision_letter_file", request, sent.pk)]
    writes = [
        url("decide", request, "inaccuracy"),
        url("decision_letter", request),
        url("decision_letter_preview", request),
        url("decision_letter_send", request),
        url("hearing_ask", request),
    ]
    for user in (rita, dana):
        assert {page for page in [*reads, *writes] if signed_in(user).get(page).status_code != 200} == set()
    for user in (ari, dirk):
        assert {page for page in reads if signed_in(user).get(page).status_code != 200} == set()
        assert {page for page in writes if signed_in(user).get(page).status_code != 403} == set()
        assert {page for page in writes if signed_in(user).post(page).status_code not in (403, 405)} == set()
    for user in (tom, olga, cora):
        assert {page for page in [*reads, *writes] if signed_in(user).get(page).status_code != 403} == set()
    for page in [*reads, *writes]:
        assert Client().get(page).status_code == 302


def test_what_is_not_there_is_not_found(rita: User, signed_in: SignIn) -> None:
    request, other = known(), known(kind="delete", said={"student_number": "5"})
    letter = told(decided(other, "deletion", "refused", rita, ground="il-soppa.deletion.deny"), rita)
    client = signed_in(rita)
    for page in (
        url("decide", request, "deletion"),
        url("decide", request, "nothing"),
        url("decision_letter", request),
        url("decision_letter_preview", request),
        url("decision_letter_send", request),
        url("decision_letter_file", request, letter.pk),
        url("hearing_set", request, 99),
    ):
        assert client.get(page).status_code == 404, page
    assert client.post(url("decision_letter_begin", request, letter.determination_id)).status_code == 404
    assert client.get(url("decision_letter_begin", request, 1)).status_code == 405


def test_a_refusal_is_decided_written_looked_at_and_sent(rita: User, signed_in: SignIn) -> None:
    request = known()
    client = signed_in(rita)
    answer = client.post(
        url("decide", request, "inaccuracy"), {"result": "not_inaccurate", "reason": "The folder says grade 2 as well."}
    )
    assert answer.status_code == 302
    assert answer["Location"] == url("decision_letter", request)
    page = client.get(url("decision_letter", request)).content.decode()
    assert "we found no mistake" in page
    answer = client.post(url("decision_letter", request), {"subject": "Your request", "body": "Dear {name}"})
    assert answer["Location"] == url("decision_letter_send", request)
    page = client.get(url("decision_letter_send", request)).content.decode()
    assert "Fill in what is still missing: {name}." in page
    assert "Send it" not in page
    assert client.post(url("decision_letter_send", request)).status_code == 422
    client.post(url("decision_letter", request), {"subject": "Your request", "body": "We found no mistake.\n\n- One"})
    preview = client.get(url("decision_letter_preview", request))
    assert (preview["Content-Type"], preview.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.post(url("decision_letter_send", request))["Location"] == url("decision", request)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("answered", "refused")
    letter = DecisionLetter.objects.get(request=request)
    file = client.get(url("decision_letter_file", request, letter.pk))
    assert file.content[:5] == b"%PDF-"
    assert "attachment" in file["Content-Disposition"]
    assert "told to the family" in client.get(url("decision", request)).content.decode()


@pytest.mark.parametrize(
    ("kind", "about", "sent", "sentence"),
    [
        ("correct", "inaccuracy", {}, "Choose one of the answers."),
        ("correct", "inaccuracy", {"result": "perhaps", "reason": "x"}, "perhaps"),
        ("correct", "inaccuracy", {"result": "not_inaccurate"}, "Give the reason: the family reads it."),
        ("correct", "inaccuracy", {"result": "exists", "reason": "x"}, "Say who holds it"),
        ("correct", "inaccuracy", {"result": "exists", "reason": "x", "holders": "nobody"}, "nobody"),
        ("correct", "correction", {"result": "corrected", "reason": "x"}, "First determine that something is wrong."),
        ("delete", "deletion", {"result": "refused", "reason": "x"}, "the law knows no others"),
        (
            "delete",
            "deletion",
            {"result": "refused", "reason": "x", "ground": "il-soppa.training"},
            "il-soppa.training",
        ),
        ("delete", "erasure", {"result": "deleted", "reason": "x"}, "First determine that it is to be deleted."),
        ("content", "content", {"result": "arranged", "reason": "x"}, "Say how the family gets the work."),
        ("directory", "directory", {"result": "disclosed", "reason": "x"}, "Say what exactly is disclosed."),
        (
            "directory",
            "directory",
            {"result": "not_school", "reason": "x", "purpose": "y", "disclosed_on": "soon"},
            "Enter a valid date.",
        ),
        ("copy", "copy", {"result": "refused", "reason": " "}, "Give the reason: the family reads it."),
        ("inspect", "inspection", {"result": "refused", "reason": "a" * 5001}, "5000 characters"),
    ],
)
def test_bad_input_comes_back_with_a_sentence_and_changes_nothing(
    rita: User, signed_in: SignIn, kind: str, about: str, sent: dict[str, str], sentence: str
) -> None:
    request = known(kind=kind)
    answer = signed_in(rita).post(url("decide", request, about), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Determination.objects.filter(request=request).exists()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.dictionaries(
        st.sampled_from(["result", "reason", "reason_es", "ground", "holders", "right", "because", "task-1-done"]),
        st.one_of(st.text(max_size=40), st.sampled_from(["exists", "refused", "deleted", "\x00", "[[", "{name}"])),
    )
)
def test_whatever_is_typed_never_breaks_the_page(rita: User, signed_in: SignIn, sent: dict[str, str]) -> None:
    client = signed_in(rita)
    for kind, questions in QUESTIONS.items():
        request = known(kind=kind)
        for question in questions:
            assert client.post(url("decide", request, question.about), sent).status_code in (302, 422)


def test_nothing_can_be_decided_before_it_is_settled_who_asks(rita: User, signed_in: SignIn) -> None:
    request = request_received(kind="correct")
    client = signed_in(rita)
    assert "Who asks is not settled yet" in client.get(url("decision", request)).content.decode()
    answer = client.post(url("decide", request, "inaccuracy"), {"result": "not_inaccurate", "reason": "x"})
    assert answer.status_code == 422
    assert "First settle who asks" in answer.content.decode()


def test_what_was_deleted_and_what_was_kept_is_said_of_each_holder(rita: User, signed_in: SignIn) -> None:
    request = known(kind="delete")
    decided(request, "deletion", "granted", rita)
    gone = task_of(request, name="Maple Reader Fictional, Inc.")
    answer = signed_in(rita).post(
        url("decide", request, "erasure"),
        {"result": "deleted", "reason": "x", f"task-{gone.pk}-done": "kept", f"task-{gone.pk}-why": ""},
    )
    assert "Say why Maple Reader Fictional, Inc. keeps it." in answer.content.decode()
    answer = signed_in(rita).post(
        url("decide", request, "erasure"),
        {
            "result": "deleted",
            "reason": "They certified it.",
            f"task-{gone.pk}-done": "done",
            f"task-{gone.pk}-elements": "voice recordings",
        },
    )
    assert answer.status_code == 302
    row = determinations_current(request)["erasure"]
    assert row.words["parts"] == [
        {
            "what": "Maple Reader Fictional, Inc.",
            "task": gone.pk,
            "elements": "voice recordings",
            "done": True,
            "why": "",
        }
    ]


def test_a_spanish_family_needs_the_reason_in_spanish_before_its_letter_can_go(rita: User, signed_in: SignIn) -> None:
    request = known(language="es")
    client = signed_in(rita)
    client.post(url("decide", request, "inaccuracy"), {"result": "not_inaccurate", "reason": "The folder says so."})
    page = client.get(url("decision_letter", request)).content.decode()
    assert "{the reason, in Spanish}" in page
    assert "The same facts in English, for you" in page
    assert client.post(url("decision_letter_send", request)).status_code == 422
    sent = {"result": "not_inaccurate", "reason": "The folder says so.", "because": "With Spanish words."}
    client.post(url("decide", request, "inaccuracy"), {**sent, "reason_es": "Así lo dice el expediente."})
    draft = letter_draft(request)
    assert draft is not None
    assert "Nuestra razón: Así lo dice el expediente." in draft.words["body"]
    assert "Escriba al custodio." in draft.words["body"]
    assert client.post(url("decision_letter_send", request)).status_code == 302


def test_the_law_stands_beside_with_what_is_not_verified(rita: User, signed_in: SignIn) -> None:
    page = signed_in(rita).get(url("decision", known(kind="delete"))).content.decode()
    assert "This ground binds." in page
    assert "105 ILCS 85/27(g)" in page
    known(TUESDAY, kind="copy")
    page = signed_in(rita).get(url("decision", known(WEDNESDAY, kind="copy"))).content.decode()
    assert "twice per student in a State fiscal quarter" in page
    assert "Not verified:" in page
    assert "A person counts the quarter; nothing is refused by itself." in page


def test_the_tab_reads_a_bounded_number_of_rows(
    rita: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    request = known()
    first = decided(request, "inaccuracy", "not_inaccurate", rita)
    told(first, rita)
    for _ in range(6):
        decided(request, "inaccuracy", "not_inaccurate", rita, because="Read again.")
    client = signed_in(rita)
    with django_assert_max_num_queries(26):
        client.get(url("decision", request))


def test_a_decision_in_force_stands_above_those_before_it(rita: User, signed_in: SignIn) -> None:
    request = known()
    decided(request, "inaccuracy", "not_inaccurate", rita, facts={"reason": "First look."})
    decided(request, "inaccuracy", "exists", rita, because="The folder was misread.")
    page = signed_in(rita).get(url("decision", request)).content.decode()
    assert page.index("The folder was misread.") < page.index("First look.")


def test_a_letter_that_was_not_sent_is_the_next_thing_to_do(rita: User, signed_in: SignIn) -> None:
    request = known()
    request_claim(request=request, actor=rita, now=TUESDAY)
    row = decided(request, "inaccuracy", "not_inaccurate", rita)
    letter_begin_for(determination=row, actor=rita, now=TUESDAY)
    assert next_step(request, standings_of([request])[request.pk]).action == "Send the letter"
    told(row, rita)
    request.refresh_from_db()
    assert next_step(request, standings_of([request])[request.pk]).action == ""


def test_before_nothing_is_said_to_be_held_the_page_names_who_was_not_asked(rita: User, signed_in: SignIn) -> None:
    request = known(kind="copy")
    task_of(request, state="open", name="Maple Reader Fictional, Inc.")
    page = signed_in(rita).get(url("decide", request, "copy")).content.decode()
    assert "Not everything may be in yet: Maple Reader Fictional, Inc. (not asked yet)." in page
