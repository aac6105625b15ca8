"""The review: one decision at a time, nobody over another's head, and what is then ready."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from contracts.desk import Filters, desk_laid, marks_of
from contracts.findings import finding_states
from contracts.models import AgreementState, Check, Decision, Finding, Verdict
from contracts.services import DecisionConflict, DecisionRefused, decision_record
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


@pytest.fixture
def check(district: District) -> Check:
    """Four findings of two laws: found with a quote, not found, contradicted, needs a person."""
    check = CheckFactory(packs={"il-soppa": "1", "mt-pupil-data": "1"})
    FindingFactory(review_check=check, provision="il-soppa.e", position=1, quotes=[quote_of(AGREEMENT_TEXT, DELETION)])
    FindingFactory(review_check=check, provision="il-soppa.f", position=2, verdict="not_found")
    FindingFactory(
        review_check=check, provision="mt-pupil-data.1", position=3, verdict="contradicted",
        conflicts=[quote_of(AGREEMENT_TEXT, "Student data remains the property")],
    )  # fmt: skip
    FindingFactory(review_check=check, provision="mt-pupil-data.2", position=4, verdict="needs_person")
    return check


def decide(finding: Finding, actor: User, kind: str = "confirm", **given: object) -> Decision:
    values = {"verdict": "", "reason": "", "last_seen": 0, "now": MARCH, **given}
    return decision_record(finding=finding, kind=kind, actor=actor, **values)  # type: ignore[arg-type]


def finding(check: Check, provision: str) -> Finding:
    return check.findings.get(provision=provision)


# Decisions


def test_confirming_keeps_the_checkers_verdict(check: Check, dirk: User) -> None:
    decision = decide(finding(check, "il-soppa.f"), dirk)
    assert (decision.verdict, decision.decided_by, decision.decided_at) == (Verdict.NOT_FOUND, dirk, MARCH)


def test_overruling_gives_another_verdict_and_a_reason(check: Check, dirk: User) -> None:
    decide(finding(check, "il-soppa.f"), dirk, "overrule", verdict="found", reason="It stands in Exhibit B.")
    state = finding_states(check)[1]
    assert (state.verdict, state.decided) == (Verdict.FOUND, True)


def test_an_overruled_finding_still_shows_what_the_checker_said(
    check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    row = finding(check, "il-soppa.f")
    assert "The checker said:" not in desk_page(signed_in(dirk), check, f"?finding={row.pk}")
    decide(row, dirk, "overrule", verdict="found", reason="It stands in Exhibit B.")
    assert "The checker said:" in desk_page(signed_in(dirk), check, f"?finding={row.pk}")


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("overrule", {"verdict": "found"}, "Give a reason"),
        ("overrule", {"verdict": "found", "reason": "   "}, "Give a reason"),
        ("overrule", {"reason": "Because."}, "Choose the verdict"),
        ("overrule", {"verdict": "needs_person", "reason": "Because."}, "Choose the verdict"),
        ("overrule", {"verdict": "not_found", "reason": "Because."}, "checker's own verdict"),
        ("look_again", {}, "Give a reason"),
    ],
)
def test_a_decision_without_what_it_needs_is_refused(
    kind: str, given: dict[str, str], says: str, check: Check, dirk: User
) -> None:
    with pytest.raises(DecisionRefused, match=says):
        decide(finding(check, "il-soppa.f"), dirk, kind, **given)
    assert not Decision.objects.exists()


def test_what_needs_a_person_cannot_be_merely_confirmed(check: Check, dirk: User) -> None:
    with pytest.raises(DecisionRefused, match="could not judge"):
        decide(finding(check, "mt-pupil-data.2"), dirk)


def test_look_again_opens_a_finding_and_keeps_its_verdict(check: Check, dirk: User) -> None:
    row = finding(check, "il-soppa.f")
    first = decide(row, dirk, "overrule", verdict="found", reason="It stands in Exhibit B.")
    decide(row, dirk, "look_again", reason="Exhibit B is not attached.", last_seen=first.pk, now=MARCH)
    state = finding_states(check)[1]
    assert (state.decided, state.verdict) == (False, Verdict.FOUND)


def test_two_reviewers_cannot_overwrite_each_other(check: Check, dirk: User, dana: User) -> None:
    row = finding(check, "il-soppa.e")
    decide(row, dirk)
    with pytest.raises(DecisionConflict) as conflict:
        decide(row, dana, "overrule", verdict="weaker", reason="The trigger is missing.")
    assert conflict.value.newest.decided_by == dirk
    decide(
        row, dana, "overrule", verdict="weaker", reason="The trigger is missing.", last_seen=conflict.value.newest.pk
    )
    assert finding_states(check)[0].verdict == Verdict.WEAKER


def test_the_newest_decision_counts_and_none_is_changed(check: Check, dirk: User) -> None:
    row = finding(check, "il-soppa.e")
    first = decide(row, dirk)
    decide(row, dirk, "overrule", verdict="weaker", reason="No.", last_seen=first.pk, now=MARCH + timedelta(minutes=1))
    assert [decision.kind for decision in finding_states(check)[0].decisions] == ["confirm", "overrule"]


def test_a_finding_of_an_older_check_is_decided_no_more(check: Check, dirk: User) -> None:
    CheckFactory(document=check.document, ran_at=MARCH + timedelta(days=1))
    with pytest.raises(DecisionRefused, match="checked again"):
        decide(finding(check, "il-soppa.e"), dirk)


def test_looking_again_takes_a_ready_agreement_back_to_review(check: Check, dirk: User) -> None:
    agreement = check.document.agreement
    agreement.state = AgreementState.READY
    agreement.save(update_fields=["state"])
    decide(finding(check, "il-soppa.e"), dirk, "look_again", reason="The date is blank.")
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.REVIEWING
    assert "il-soppa.e is looked at again" in agreement.states.get().reason


# The desk


def test_the_desk_opens_at_the_first_open_finding(check: Check, dirk: User) -> None:
    decide(finding(check, "il-soppa.e"), dirk)
    desk = desk_laid(finding_states(check), Filters())
    assert desk.current is not None
    assert desk.current.finding.provision == "il-soppa.f"
    assert desk.progress_words == "1 of 4 decided"


def test_filters_narrow_by_law_verdict_and_openness(check: Check, dirk: User) -> None:
    decide(finding(check, "il-soppa.e"), dirk)
    states = finding_states(check)

    def shown(**filters: object) -> list[str]:
        desk = desk_laid(states, Filters(**filters))  # type: ignore[arg-type]
        return [line.state.finding.provision for group in desk.groups for line in group.lines]

    assert shown(law="mt-pupil-data") == ["mt-pupil-data.1", "mt-pupil-data.2"]
    assert shown(verdict="not_found") == ["il-soppa.f"]
    assert shown(law="il-soppa", only_open=True) == ["il-soppa.f"]
    assert shown(law="of-nowhere") == []


def test_the_counts_beside_the_filters_are_those_of_the_law_chosen(check: Check) -> None:
    desk = desk_laid(finding_states(check), Filters(law="il-soppa"))
    assert [(link.words, link.count) for link in desk.laws] == [
        ("All laws", 4), ("Illinois SOPPA", 2), ("Montana pupil data", 2),
    ]  # fmt: skip
    assert [(link.words, link.count) for link in desk.shows] == [
        ("All", 2), ("Only open", 2), ("Found", 1), ("Not found", 1),
    ]  # fmt: skip


def test_every_quote_and_conflict_has_its_mark(check: Check) -> None:
    states = finding_states(check)
    marks = marks_of(states, states[0])
    assert [(mark.anchor, mark.current, mark.conflict) for mark in marks] == [
        ("quote-1-0", True, False),
        ("quote-3-0", False, True),
    ]


def desk_page(client: Client, check: Check, query: str = "") -> str:
    answer = client.get(f"/office/contracts/review/{check.document.agreement_id}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_text_quote_law_and_decision_side_by_side(
    check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    page = desk_page(signed_in(dirk), check)
    assert f'<span id="quote-1-0" class="review-anchor"></span><mark class="is-current">{DELETION}</mark>' in page
    assert "Delete or transfer" in page or "il-soppa.e" in page
    assert "0 of 4 decided" in page
    assert 'data-key="c"' in page
    assert "Record my verdict" in page


def test_markup_in_an_agreement_stays_text(dirk: User, district: District, signed_in: Callable[[User], Client]) -> None:
    text = "We delete <script>alert(1)</script> & <b>all</b>."
    check = CheckFactory(document=DocumentFactory(text=text))
    FindingFactory(review_check=check, quotes=[quote_of(text, "<script>alert(1)</script>")])
    page = desk_page(signed_in(dirk), check)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</mark> &amp; &lt;b&gt;all&lt;/b&gt;." in page


def test_gaps_lead_to_a_notice_and_an_addendum_for_those_who_write_them(
    check: Check, dirk: User, dana: User, ari: User, signed_in: Callable[[User], Client]
) -> None:
    page = desk_page(signed_in(dana), check)
    assert "1 contradicted, 1 not found, 1 needs a person" in page
    assert "Write cure notice" in page
    assert "Make addendum" in page
    page = desk_page(signed_in(ari), check)
    assert "1 contradicted, 1 not found" in page
    assert "Make addendum" not in page


def test_without_gaps_nothing_is_offered(district: District, dana: User, signed_in: Callable[[User], Client]) -> None:
    check = CheckFactory()
    FindingFactory(review_check=check)
    page = desk_page(signed_in(dana), check)
    assert "Gaps:" not in page
    assert "Write cure notice" not in page


def test_a_wording_that_was_not_verified_says_so(
    dirk: User, district: District, signed_in: Callable[[User], Client]
) -> None:
    check = CheckFactory()
    FindingFactory(review_check=check, provision="mt-pupil-data.6")
    assert "(not verified: the statute" in desk_page(signed_in(dirk), check)


def test_a_provision_that_left_the_rulebook_is_still_shown(
    dirk: User, district: District, signed_in: Callable[[User], Client]
) -> None:
    check = CheckFactory()
    FindingFactory(review_check=check, provision="of-nowhere.1")
    assert "no longer in the rulebook" in desk_page(signed_in(dirk), check)


def send(client: Client, row: Finding, **values: str) -> tuple[int, str]:
    agreement = row.review_check.document.agreement_id
    answer = client.post(f"/office/contracts/review/{agreement}/findings/{row.pk}/", {"last_seen": "0", **values})
    return answer.status_code, answer.headers.get("Location", answer.content.decode())


def test_confirming_leads_to_the_next_open_finding(
    check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    status, place = send(signed_in(dirk), finding(check, "il-soppa.e"), kind="confirm")
    following = finding(check, "il-soppa.f")
    assert (status, place) == (
        302,
        f"/office/contracts/review/{check.document.agreement_id}/?finding={following.pk}#finding",
    )


def test_a_refused_decision_comes_back_with_the_input(
    check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    status, page = send(
        signed_in(dirk), finding(check, "il-soppa.f"), kind="overrule", reason="It stands in Exhibit B."
    )
    assert status == 422
    assert "Choose the verdict that you give instead." in page
    assert "It stands in Exhibit B.</textarea>" in page


def test_each_kind_of_decision_asks_for_what_it_needs(
    check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    page = desk_page(signed_in(dirk), check)
    overrule = page.partition('value="overrule"')[2].partition("</form>")[0]
    assert "(optional)" not in overrule
    assert overrule.count(" required") == 2
    status, page = send(signed_in(dirk), finding(check, "il-soppa.e"), kind="look_again", reason="   ")
    assert (status, "Give a reason: it stands with the decision." in page) == (422, True)


def test_a_conflict_shows_the_others_decision_and_keeps_the_input(
    check: Check, dirk: User, dana: User, signed_in: Callable[[User], Client]
) -> None:
    row = finding(check, "il-soppa.e")
    others = decide(row, dana, "overrule", verdict="weaker", reason="The trigger is missing.")
    client = signed_in(dirk)
    status, page = send(client, row, kind="overrule", verdict="not_found", reason="It is about backups only.")
    assert status == 409
    assert "Dana Fictional decided while you read." in page
    assert "The trigger is missing." in page
    assert "It is about backups only.</textarea>" in page
    assert f'value="{others.pk}"' in page
    status, _ = send(
        client, row, kind="overrule", verdict="not_found", reason="It is about backups only.", last_seen=str(others.pk)
    )
    assert status == 302


@pytest.mark.parametrize("values", [{"kind": "shred"}, {"kind": "confirm", "last_seen": "x"}, {}])
def test_a_form_that_was_tampered_with_decides_nothing(
    values: dict[str, str], check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    status, _ = send(signed_in(dirk), finding(check, "il-soppa.e"), **values)
    assert status == 422
    assert not Decision.objects.exists()


def test_a_finding_of_another_agreement_is_not_found(
    check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    row = finding(check, "il-soppa.e")
    other = AgreementFactory()
    answer = signed_in(dirk).post(f"/office/contracts/review/{other.pk}/findings/{row.pk}/", {"kind": "confirm"})
    assert answer.status_code == 404


def test_the_address_of_a_decision_leads_back_to_the_desk(
    check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    row, agreement = finding(check, "il-soppa.e"), check.document.agreement_id
    answer = signed_in(dirk).get(f"/office/contracts/review/{agreement}/findings/{row.pk}/?law=il-soppa")
    assert answer.headers["Location"] == f"/office/contracts/review/{agreement}/?law=il-soppa&finding={row.pk}"


def test_who_only_reads_sees_no_buttons_and_decides_nothing(
    check: Check, ari: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(ari)
    assert 'data-key="c"' not in desk_page(client, check)
    status, _ = send(client, finding(check, "il-soppa.e"), kind="confirm")
    assert status == 403


def test_the_desk_turns_strangers_away(check: Check, refusals: Callable[..., None]) -> None:
    address = f"/office/contracts/review/{check.document.agreement_id}/"
    refusals(address)
    refusals(f"{address}findings/{finding(check, 'il-soppa.e').pk}/", post=True)


@pytest.mark.parametrize("query", ["?finding=x", "?finding=99999999999999", "?page=-1", "?law=<b>", "?verdict=%00"])
def test_a_crooked_address_still_shows_the_desk(
    query: str, check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    assert "0 of 4 decided" in desk_page(signed_in(dirk), check, query)


def test_an_agreement_without_a_check_says_what_to_do_first(
    dirk: User, district: District, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(dirk).get(f"/office/contracts/review/{AgreementFactory().pk}/")
    assert "Upload the agreement first" in answer.content.decode()


def test_the_desk_asks_a_fixed_number_of_questions(
    check: Check, dirk: User, signed_in: Callable[[User], Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(40):
        FindingFactory(review_check=check, provision=f"il-soppa.x{number}", position=100 + number)
    client = signed_in(dirk)
    with django_assert_max_num_queries(18):
        desk_page(client, check)


def test_a_long_text_is_shown_around_the_quote(
    dirk: User, district: District, signed_in: Callable[[User], Client]
) -> None:
    leaf = "Nothing is promised on this page. " * 100
    text = leaf * 99 + DELETION
    document = DocumentFactory(text=text, pages=[[n * len(leaf), (n + 1) * len(leaf)] for n in range(99)])
    document.pages = [*document.pages, [99 * len(leaf), len(text)]]
    document.save(update_fields=["pages"])
    check = CheckFactory(document=document)
    FindingFactory(review_check=check, quotes=[{**quote_of(text, DELETION), "page": 100}])
    page = desk_page(signed_in(dirk), check)
    assert 'id="page-98"' in page
    assert 'id="page-97"' not in page
    assert "Earlier pages" in page
    assert "Later pages" not in page
