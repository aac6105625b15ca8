"""What was decided before on the same words is offered again, and recorded as a new decision by this person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from contracts.decidedbefore import decided_before
from contracts.models import Check, Decision, DecisionKind, Finding
from contracts.services import DecisionConflict, DecisionRefused, decision_record, decision_repeat
from district.models import District, User
from tests.factories.contracts import (
    AGREEMENT_TEXT,
    MARCH,
    AgreementFactory,
    CheckFactory,
    DocumentFactory,
    FindingFactory,
    quote_of,
)

pytestmark = pytest.mark.django_db
DELETION = "Upon termination the Provider shall delete all student data within sixty (60) days."
LATER = MARCH + timedelta(days=7)


@pytest.fixture
def earlier(district: District) -> Finding:
    """A finding of the first version."""
    return FindingFactory(quotes=[quote_of(AGREEMENT_TEXT, DELETION)], verdict="weaker")


def again(earlier: Finding, *, version: int = 2, **given: Any) -> Finding:
    """The same finding in a check of a later version; `given` differs."""
    document = earlier.review_check.document
    if version != document.version:
        document = DocumentFactory(agreement=document.agreement, version=version)
    packs = given.pop("packs", {"il-soppa": "2026.1"})
    check = CheckFactory(document=document, ran_at=LATER, packs=packs)
    values = {"quotes": earlier.quotes, "verdict": earlier.verdict, **given}
    return FindingFactory(review_check=check, **values)


def decide(finding: Finding, actor: User, kind: str = "overrule", **given: Any) -> Decision:
    values = {"verdict": "found", "reason": "Sixty days is a period.", "last_seen": 0, "now": MARCH, **given}
    return decision_record(finding=finding, kind=kind, actor=actor, **values)


def offered(finding: Finding) -> Decision | None:
    before = decided_before(finding, finding.review_check)
    return before.decision if before is not None else None


def test_the_same_finding_in_a_later_version_is_offered_the_same_decision(earlier: Finding, dana: User) -> None:
    decision = decide(earlier, dana)
    assert offered(again(earlier)) == decision


def test_a_second_check_of_the_same_file_is_offered_it_too(earlier: Finding, dana: User) -> None:
    decision = decide(earlier, dana)
    assert offered(again(earlier, version=1)) == decision


@pytest.mark.parametrize(
    "given",
    [
        {"verdict": "found"},
        {"quotes": []},
        {"quotes": [quote_of(AGREEMENT_TEXT, "Deletion.")]},
        {"conflicts": [quote_of(AGREEMENT_TEXT, "Costs.")]},
        {"provision": "il-soppa.f"},
    ],
)
def test_another_verdict_or_other_words_are_decided_anew(given: dict[str, Any], earlier: Finding, dana: User) -> None:
    decide(earlier, dana)
    assert offered(again(earlier, **given)) is None


def test_the_same_words_broken_into_other_lines_are_the_same_words(earlier: Finding, dana: User) -> None:
    decision = decide(earlier, dana)
    moved = {**earlier.quotes[0], "text": DELETION.replace(" ", "\n", 3), "start": 7000, "end": 7090, "page": 3}
    assert offered(again(earlier, quotes=[moved])) == decision


def test_looking_again_is_not_repeated(earlier: Finding, dana: User) -> None:
    decide(earlier, dana, "look_again", reason="The date is blank.")
    assert offered(again(earlier)) is None


def test_what_was_decided_on_another_agreement_is_not_offered(earlier: Finding, dana: User) -> None:
    decide(earlier, dana)
    other = CheckFactory(document=DocumentFactory(agreement=AgreementFactory()), ran_at=LATER)
    assert offered(FindingFactory(review_check=other, quotes=earlier.quotes, verdict=earlier.verdict)) is None


def test_the_newest_earlier_decision_is_offered(earlier: Finding, dana: User, dirk: User) -> None:
    first = decide(earlier, dana)
    second = decide(earlier, dirk, "confirm", reason="", last_seen=first.pk, now=MARCH + timedelta(hours=1))
    undecided = again(earlier)
    assert offered(undecided) == second
    assert offered(again(undecided, version=3)) == second


def test_repeating_records_a_new_decision_by_this_person(earlier: Finding, dana: User, dirk: User) -> None:
    before = decide(earlier, dana)
    now = again(earlier)
    decision = decision_repeat(finding=now, earlier=before.pk, actor=dirk, now=LATER)
    assert (decision.kind, decision.verdict, decision.decided_by) == (DecisionKind.OVERRULE, "found", dirk)
    assert decision.reason == ("Sixty days is a period. As Dana Fictional decided on Monday 2 March 2026, version 1.")
    assert earlier.decisions.get() == before


def test_only_what_was_offered_can_be_repeated(earlier: Finding, dana: User, dirk: User) -> None:
    before = decide(earlier, dana)
    now = again(earlier, verdict="found")
    for claimed in (before.pk, 0):
        with pytest.raises(DecisionRefused, match="changed since"):
            decision_repeat(finding=now, earlier=claimed, actor=dirk, now=LATER)


def test_repeating_over_anothers_head_is_a_conflict(earlier: Finding, dana: User, dirk: User) -> None:
    before = decide(earlier, dana)
    now = again(earlier)
    decide(now, dana, "confirm", reason="")
    with pytest.raises(DecisionConflict):
        decision_repeat(finding=now, earlier=before.pk, actor=dirk, now=LATER)


# The desk


def address(finding: Finding, rest: str = "") -> str:
    return f"/office/contracts/review/{finding.review_check.document.agreement_id}/{rest}"


def test_the_desk_offers_it_with_one_button(
    earlier: Finding, dana: User, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    before = decide(earlier, dana)
    now = again(earlier, packs={"il-soppa": "2026.2"})
    client = signed_in(dirk)
    page = client.get(address(now)).content.decode()
    assert "overruled as found by Dana Fictional, version 1" in page
    assert 'data-key="s"' in page
    assert "pack has been amended since" in page
    answer = client.post(address(now, f"findings/{now.pk}/again/"), {"earlier": before.pk})
    assert answer.status_code == 302
    assert now.decisions.get().decided_by == dirk
    assert "Decided before:" not in client.get(address(now, f"?finding={now.pk}")).content.decode()


@pytest.mark.parametrize("claimed", ["", "x", "0", "9" * 30])
def test_a_tampered_repetition_decides_nothing(
    claimed: str, earlier: Finding, dana: User, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    decide(earlier, dana)
    now = again(earlier)
    answer = signed_in(dirk).post(address(now, f"findings/{now.pk}/again/"), {"earlier": claimed})
    assert answer.status_code == 422
    assert "has changed since you opened this page" in answer.content.decode()
    assert not now.decisions.exists()


def test_a_repetition_that_comes_second_shows_what_the_other_decided(
    earlier: Finding, dana: User, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    before = decide(earlier, dana)
    now = again(earlier)
    decide(now, dana, "confirm", reason="")
    answer = signed_in(dirk).post(address(now, f"findings/{now.pk}/again/"), {"earlier": before.pk})
    assert answer.status_code == 409
    assert "Dana Fictional decided while you read." in answer.content.decode()


def test_who_only_reads_is_offered_nothing(
    earlier: Finding, dana: User, ari: User, signed_in: Callable[[User], Client]
) -> None:
    before = decide(earlier, dana)
    now = again(earlier)
    client = signed_in(ari)
    assert "Decided before:" not in client.get(address(now)).content.decode()
    assert client.post(address(now, f"findings/{now.pk}/again/"), {"earlier": before.pk}).status_code == 403


def test_repeating_turns_strangers_away(earlier: Finding, refusals: Callable[..., None]) -> None:
    refusals(address(earlier, f"findings/{earlier.pk}/again/"), post=True)


def test_checks_without_earlier_ones_offer_nothing(earlier: Finding) -> None:
    assert Check.objects.count() == 1
    assert offered(earlier) is None
