"""What may be decided, on which grounds, and what telling it does."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction

from deadlines.models import DeadlineState
from deadlines.selectors import clocks_of
from district.models import District, User
from requests_portal.decisions.grounds import grounds_for, hearing_rules, rules_beside
from requests_portal.decisions.selectors import determinations_current, earlier_copies
from requests_portal.models import (
    Determination,
    IdentityState,
    PortalSettings,
    PrivacyRequest,
    RequestFile,
    RequestState,
    RequestTask,
)
from requests_portal.services import RequestRefused, request_withdraw
from requests_portal.services.steps import family_actor
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import MONDAY, request_received
from tests.requests_portal.decision_cast import (
    FACTS,
    TUESDAY,
    WEDNESDAY,
    WRONG,
    certificate_of,
    decided,
    known,
    task_of,
    told,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)
DENY = "il-soppa.deletion.deny"
KEPT = {"what": "Records of the district", "elements": "", "done": False, "why": "The law keeps them.", "task": None}


@pytest.fixture(autouse=True)
def packs(district: District) -> None:
    for pack in ("il-soppa", "il-school-records", "us-ferpa"):
        AdoptedPackFactory(pack=pack)
    PortalSettings.objects.create(hearing_en="Write to the custodian.", hearing_es="Escriba al custodio.")


@pytest.fixture
def rita(person: Any) -> User:
    return person("Rita Fictional", "records_custodian")


def states(request: PrivacyRequest) -> set[str]:
    return set(clocks_of(request).values_list("state", flat=True))


def test_the_grounds_for_refusing_a_deletion_are_those_of_the_adopted_packs() -> None:
    found = grounds_for("delete", TODAY)
    assert [(one.id, one.must, one.verified) for one in found] == [
        (DENY, True, True),
        ("il-soppa.deletion.consider", False, True),
    ]
    assert found[0].quote.startswith("Deny the request if granting it would result in a violation")
    assert grounds_for("copy", TODAY) == ()


def test_what_stands_beside_a_decision_comes_from_the_packs_and_says_what_is_not_verified() -> None:
    rules = {rule.id: rule for rule in rules_beside("copy", TODAY)}
    assert "il-soppa.request.limit" in rules
    assert any("counted by hand" in doubt or "by hand" in doubt for _, doubt in rules["il-soppa.request.limit"].notes)
    assert {rule.id for rule in hearing_rules(TODAY)} == {"il-soppa.request.hearing", "il-school-records.hearing"}


def test_directory_information_has_its_rules_where_the_board_adopted_connecticuts() -> None:
    assert rules_beside("directory", TODAY) == ()
    AdoptedPackFactory(pack="ct-student-data")
    assert len(rules_beside("directory", TODAY)) == 2


def test_a_correction_is_determined_refused_told_and_answered(rita: User) -> None:
    request = known()
    row = decided(request, "inaccuracy", "not_inaccurate", rita)
    assert request.state == RequestState.WORKING
    assert states(request) == {DeadlineState.OPEN}
    letter = told(row, rita, WEDNESDAY)
    request.refresh_from_db()
    assert (request.state, request.outcome, request.answered_at) == ("answered", "refused", WEDNESDAY)
    assert states(request) == {DeadlineState.MET}
    assert letter.file is not None
    assert letter.file.shown
    assert "Write to the custodian." in letter.words["body"]
    assert [step.code for step in request.steps.all()][-3:] == ["determined", "decision_told", "answered"]


def test_what_is_wrong_is_corrected_before_it_is_confirmed(rita: User) -> None:
    request = known()
    told(decided(request, "inaccuracy", "exists", rita), rita)
    assert request.is_open
    RequestTask.objects.filter(request=request).delete()
    with pytest.raises(RequestRefused, match="Nobody has been asked yet"):
        decided(request, "correction", "corrected", rita)
    task = task_of(request, state="asked", name="Maple Reader Fictional, Inc.")
    with pytest.raises(RequestRefused, match=r"Not done yet: Maple Reader Fictional, Inc\."):
        decided(request, "correction", "corrected", rita)
    task.state, task.answered_at, task.settled_at = "done", TUESDAY, TUESDAY
    task.save()
    letter = told(decided(request, "correction", "corrected", rita), rita, WEDNESDAY)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("answered", "granted")
    assert "It now says: Grade 5" in letter.words["body"]
    assert "Maple Reader Fictional, Inc. confirmed the correction on March 3, 2026." in letter.words["body"]


def test_what_was_wrong_in_part_is_granted_in_part(rita: User) -> None:
    request = known()
    letter = told(decided(request, "inaccuracy", "exists_partly", rita), rita)
    assert "you can ask for a hearing" in letter.words["body"]
    task_of(request)
    told(decided(request, "correction", "corrected", rita), rita)
    request.refresh_from_db()
    assert request.outcome == "partly"


@pytest.mark.parametrize("facts", [{**WRONG, "holders": []}, {**WRONG, "right": ""}])
def test_a_mistake_needs_a_holder_and_what_would_be_right(rita: User, facts: dict[str, Any]) -> None:
    with pytest.raises(RequestRefused, match=r"Say (who|what)"):
        decided(known(), "inaccuracy", "exists", rita, facts=facts)


def test_nothing_is_decided_without_a_reason_before_it_is_settled_who_asks_or_once_it_is_over(rita: User) -> None:
    with pytest.raises(RequestRefused, match="Give the reason"):
        decided(known(), "inaccuracy", "not_inaccurate", rita, facts={"reason": "  "})
    with pytest.raises(RequestRefused, match="First settle who asks"):
        decided(request_received(kind="correct"), "inaccuracy", "not_inaccurate", rita)
    gone = known()
    request_withdraw(request=gone, actor=family_actor(gone), now=TUESDAY)
    with pytest.raises(RequestRefused, match="withdrawn"):
        decided(gone, "inaccuracy", "not_inaccurate", rita)


@pytest.mark.parametrize(
    ("about", "result"), [("deletion", "refused"), ("inaccuracy", "deleted"), ("nothing", "exists"), ("correction", "")]
)
def test_only_the_questions_and_answers_of_its_kind_are_taken(rita: User, about: str, result: str) -> None:
    with pytest.raises(RequestRefused, match="Choose one of the answers"):
        decided(known(), about, result, rita)


def test_a_deletion_is_refused_on_the_laws_grounds_alone(rita: User) -> None:
    request = known(kind="delete")
    with pytest.raises(RequestRefused, match="the law knows no others"):
        decided(request, "deletion", "refused", rita)
    with pytest.raises(RequestRefused, match="no ground for this"):
        decided(request, "deletion", "refused", rita, ground="il-soppa.training")
    with pytest.raises(RequestRefused, match="Nothing is refused by this answer"):
        decided(request, "deletion", "granted", rita, ground=DENY)
    row = decided(request, "deletion", "refused", rita, ground=DENY)
    assert (row.ground, row.law["verified"], row.law["cite"]) == (
        DENY,
        True,
        "7:345-AP1, Records Custodian, 4.1; 105 ILCS 85/27(g)",
    )
    letter = told(row, rita)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("answered", "refused")
    assert "This rests on 7:345-AP1, Records Custodian, 4.1" in letter.words["body"]


def test_where_no_pack_names_grounds_a_free_reason_refuses(rita: User) -> None:
    from district.models import AdoptedPack

    AdoptedPack.objects.all().delete()
    row = decided(known(kind="delete"), "deletion", "refused", rita)
    assert (row.ground, row.law) == ("", {})


def test_a_deletion_is_said_to_be_done_once_its_holder_confirmed_it(rita: User) -> None:
    request = known(kind="delete")
    with pytest.raises(RequestRefused, match="First determine"):
        decided(request, "erasure", "deleted", rita)
    decided(request, "deletion", "granted", rita)
    task = task_of(request, state="asked", name="Maple Reader Fictional, Inc.")
    part = {"what": "Maple Reader", "task": task.pk, "elements": "voice recordings", "done": True, "why": ""}
    with pytest.raises(RequestRefused, match="has not confirmed it"):
        decided(request, "erasure", "deleted", rita, facts={**FACTS, "parts": [part]})
    task.state, task.answered_at, task.settled_at = "done", TUESDAY, TUESDAY
    task.save()
    certificate_of(task)
    with pytest.raises(RequestRefused, match="Something is kept"):
        decided(request, "erasure", "deleted", rita, facts={**FACTS, "parts": [part, KEPT]})
    letter = told(decided(request, "erasure", "deleted", rita, facts={**FACTS, "parts": [part]}), rita)
    request.refresh_from_db()
    assert request.outcome == "granted"
    assert "- Maple Reader: voice recordings" in letter.words["body"]
    assert "certified the deletion on March 3, 2026" in letter.words["body"]


def test_a_deletion_in_part_says_what_is_kept_why_and_on_which_ground(rita: User) -> None:
    request = known(kind="delete")
    decided(request, "deletion", "granted", rita)
    task = task_of(request, name="Maple Reader Fictional, Inc.")
    gone = {"what": "Maple Reader", "task": task.pk, "elements": "", "done": True, "why": ""}
    facts = {**FACTS, "parts": [gone, KEPT]}
    with pytest.raises(RequestRefused, match="the law knows no others"):
        decided(request, "erasure", "partly_deleted", rita, facts=facts)
    with pytest.raises(RequestRefused, match="Nothing is kept"):
        decided(request, "erasure", "partly_deleted", rita, ground=DENY, facts={**FACTS, "parts": [gone]})
    broken = {**FACTS, "parts": [gone, {**KEPT, "why": ""}]}
    with pytest.raises(RequestRefused, match="why it is kept"):
        decided(request, "erasure", "partly_deleted", rita, ground=DENY, facts=broken)
    letter = told(decided(request, "erasure", "partly_deleted", rita, ground=DENY, facts=facts), rita)
    request.refresh_from_db()
    assert request.outcome == "partly"
    assert "- Records of the district. Why: The law keeps them." in letter.words["body"]


def test_a_determination_cannot_be_changed_and_a_newer_one_takes_its_place(rita: User) -> None:
    request = known()
    first = decided(request, "inaccuracy", "not_inaccurate", rita)
    told(first, rita)
    with pytest.raises(InternalError), transaction.atomic():
        Determination.objects.filter(pk=first.pk).update(result="exists")
    with pytest.raises(RequestRefused, match="no longer holds"):
        decided(request, "inaccuracy", "exists", rita)
    second = decided(request, "inaccuracy", "exists", rita, because="The folder was misread.", now=WEDNESDAY)
    request.refresh_from_db()
    assert second.replaces == first
    assert determinations_current(request) == {"inaccuracy": second}
    assert (request.state, request.outcome, request.answered_at) == ("working", "", None)
    assert second.words["because"] == "The folder was misread."


def test_the_key_of_sealed_reasons_can_be_changed_although_nothing_else_can(rita: User) -> None:
    row = decided(known(), "inaccuracy", "not_inaccurate", rita)
    Determination.objects.filter(pk=row.pk).update(reason={})
    row.refresh_from_db()
    assert row.words == {}


def test_a_letter_with_an_empty_place_is_never_sent(rita: User) -> None:
    PortalSettings.objects.all().delete()
    request = known()
    row = decided(request, "inaccuracy", "not_inaccurate", rita)
    with pytest.raises(RequestRefused, match=r"still missing: \{how to ask for a hearing\}"):
        told(row, rita)
    request.refresh_from_db()
    assert request.is_open
    assert not RequestFile.objects.filter(request=request).exists()


def test_a_letter_of_a_decision_that_was_replaced_is_not_sent_and_none_is_sent_twice(rita: User) -> None:
    from requests_portal.decisions.writing import letter_begin_for, letter_send

    request = known()
    first = decided(request, "inaccuracy", "not_inaccurate", rita)
    stale = letter_begin_for(determination=first, actor=rita, now=TUESDAY)
    decided(request, "inaccuracy", "exists", rita, because="Read again.")
    with pytest.raises(RequestRefused, match="A newer decision"):
        letter_send(letter=stale, actor=rita, now=TUESDAY)
    newest = determinations_current(request)["inaccuracy"]
    newest.request = request
    sent = told(newest, rita)
    with pytest.raises(RequestRefused, match="was sent"):
        letter_send(letter=sent, actor=rita, now=TUESDAY)


def test_own_work_is_arranged_first_and_done_once_the_family_has_it(rita: User) -> None:
    request = known(kind="content")
    with pytest.raises(RequestRefused, match="how the family gets"):
        decided(request, "content", "arranged", rita)
    first = decided(request, "content", "arranged", rita, facts={**FACTS, "how": "A download by the operator."})
    told(first, rita)
    assert request.is_open
    told(decided(request, "content", "saved", rita, because="The mother called on 4 March."), rita)
    request.refresh_from_db()
    assert request.outcome == "granted"


def test_nothing_held_answers_a_request_for_a_copy(rita: User) -> None:
    request = known(kind="copy")
    told(decided(request, "copy", "nothing_held", rita), rita)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("answered", "nothing_held")


def test_earlier_copies_are_named_and_refuse_nothing(rita: User) -> None:
    long_ago = known(MONDAY - timedelta(days=400), kind="copy")
    before = known(MONDAY - timedelta(days=40), kind="copy")
    other = known(MONDAY - timedelta(days=40), kind="copy", said={"student_number": "777777"})
    request = known(kind="copy")
    assert earlier_copies(request) == [before]
    assert {long_ago, other}.isdisjoint(earlier_copies(request))


def test_an_unconfirmed_request_is_no_earlier_copy() -> None:
    from tests.factories.requests import request_asked

    request_asked(MONDAY - timedelta(days=3))
    assert earlier_copies(known(kind="copy")) == []


def test_directory_information_needs_no_identity_and_keeps_what_was_disclosed(rita: User) -> None:
    request = known(kind="directory")
    assert request.identity == IdentityState.NOT_NEEDED
    facts = {**FACTS, "purpose": "A concert leaflet."}
    with pytest.raises(RequestRefused, match="what exactly"):
        decided(request, "directory", "disclosed", rita, facts=facts)
    with pytest.raises(RequestRefused, match="to whom"):
        decided(request, "directory", "disclosed", rita, facts={**facts, "disclosed": "Names"})
    with pytest.raises(RequestRefused, match="which purpose"):
        decided(request, "directory", "not_school", rita)
    told(decided(request, "directory", "not_school", rita, facts=facts), rita)
    request.refresh_from_db()
    assert request.outcome == "refused"
