"""After a pack or the checker changed: what is outdated, and a run that checks it again and overwrites nothing."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from django.test import Client

from contracts import rechecking
from contracts.clauses import version as clauses_version
from contracts.models import Agreement, AgreementState, Check, Decision, Recheck, RecheckItem, RecheckState
from contracts.rechecking import items_changed, outdated_among, progress_of, reasons_in_words
from contracts.rechecktasks import recheck_waiting, recheck_work
from contracts.selectors import agreements_visible_to
from contracts.services import document_check
from contracts.services.recheck import (
    CLAIM,
    RecheckRefused,
    recheck_finish,
    recheck_item_check,
    recheck_item_claim,
    recheck_start,
    rechecks_waiting,
)
from district.audit import SystemActor
from district.models import AdoptedPack, District, User
from notices.models import Message
from rulebook.loading import load_packs
from tests.conftest import NOW
from tests.factories.contracts import (
    CheckFactory,
    DocumentFactory,
    FindingFactory,
    SignedAgreementFactory,
)

WORKER = SystemActor("worker:test")


@pytest.fixture(autouse=True)
def adopted(district: District) -> None:
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=NOW.date() - timedelta(days=900))


def pins(**changed: str) -> dict[str, Any]:
    """What a check of today is pinned to, with changes."""
    current = {"il-soppa": load_packs().pack("il-soppa").version}
    return {"packs": current | changed, "checker_version": clauses_version.CHECKER_VERSION}


def checked(agreement: Agreement | None = None, **changed: Any) -> Check:
    document = DocumentFactory(**({"agreement": agreement} if agreement else {}))
    check: Check = CheckFactory(document=document, **(pins() | changed))
    return check


def outdated(user: User) -> list[rechecking.Outdated]:
    return outdated_among(agreements_visible_to(user), now=NOW)


def started(user: User, **more: Any) -> Recheck:
    return recheck_start(actor=user, now=NOW, **more)


def run(recheck: Recheck) -> None:
    recheck_work(recheck.pk)
    recheck.refresh_from_db()


# What is outdated


def test_a_check_by_todays_packs_and_checker_is_not_outdated(dana: User) -> None:
    checked()
    assert outdated(dana) == []


def test_another_checker_version_makes_it_outdated(dana: User) -> None:
    checked(checker_version="2020.1")
    assert [one.because for one in outdated(dana)] == [(f"checker 2020.1 → {clauses_version.CHECKER_VERSION}",)]


def test_a_new_version_of_a_pack_makes_it_outdated(dana: User) -> None:
    checked(packs={"il-soppa": "2020.1+000000000000"})
    now = load_packs().pack("il-soppa").version.partition("+")[0]
    assert [one.because for one in outdated(dana)] == [(f"Illinois SOPPA 2020.1 → {now}",)]


def test_a_pack_that_was_edited_without_a_new_version_is_noticed(dana: User) -> None:
    declared = load_packs().pack("il-soppa").version.partition("+")[0]
    checked(packs={"il-soppa": f"{declared}+000000000000"})
    assert [one.because for one in outdated(dana)] == [(f"Illinois SOPPA was edited, still as {declared}",)]


def test_a_check_from_before_hashes_were_kept_is_still_read(dana: User) -> None:
    declared = load_packs().pack("il-soppa").version.partition("+")[0]
    checked(packs={"il-soppa": declared})
    assert len(outdated(dana)) == 1


def test_a_pack_adopted_since_makes_it_outdated(dana: User) -> None:
    checked(packs={})
    assert [one.because for one in outdated(dana)] == [("Illinois SOPPA newly applies",)]


def test_a_pack_no_longer_adopted_is_named_even_where_the_rulebook_lost_it(dana: User) -> None:
    checked(packs=pins(**{"of-nowhere": "2020.1"})["packs"])
    assert [one.because for one in outdated(dana)] == [("of-nowhere no longer applies",)]


@pytest.mark.parametrize("state", [AgreementState.ENDED, AgreementState.VOID])
def test_agreements_that_are_over_are_left_alone(state: str, dana: User) -> None:
    checked(SignedAgreementFactory(state=state), checker_version="2020.1")
    assert outdated(dana) == []


def test_only_the_newest_check_of_the_reviewed_version_counts(dana: User) -> None:
    check = checked(checker_version="2020.1")
    CheckFactory(document=check.document, ran_at=NOW, **pins())
    agreement = check.document.agreement
    CheckFactory(document=DocumentFactory(agreement=agreement, version=2, signed_copy=True), checker_version="2020.1")
    assert outdated(dana) == []


def test_before_the_district_is_entered_nothing_is_outdated(dana: User, district: District) -> None:
    checked(checker_version="2020.1")
    AdoptedPack.objects.all().delete()
    District.objects.all().delete()
    assert outdated(dana) == []


def test_what_is_outdated_takes_a_fixed_number_of_queries(
    dana: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(12):
        checked(checker_version="2020.1")
    with django_assert_max_num_queries(8):
        assert len(outdated(dana)) == 12


def test_many_reasons_are_cut_with_their_number(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rechecking, "MOST_REASONS", 1)
    checked(checker_version="2020.1", packs={})
    assert reasons_in_words(outdated(dana)).endswith("; and 1 more")


# A run


def lost_provision(agreement: Agreement | None = None) -> Check:
    """A check of another checker that found a provision which today's checker does not find."""
    document = DocumentFactory(
        text="Nothing is promised here at all.", **({"agreement": agreement} if agreement else {})
    )
    check: Check = CheckFactory(document=document, **(pins() | {"checker_version": "2020.1"}))
    FindingFactory(review_check=check, provision="il-soppa.e", verdict="found")
    return check


def unchanged() -> None:
    """A check that names another checker, and found what today's finds."""
    document_check(document=DocumentFactory(), actor=WORKER, now=NOW)
    Check.objects.update(checker_version="2020.1")


def test_a_run_adds_checks_and_leaves_the_earlier_ones_and_their_decisions(dana: User) -> None:
    check = lost_provision()
    Decision.objects.create(
        finding=check.findings.get(), kind="confirm", verdict="found", decided_by=dana, decided_at=NOW
    )
    recheck = started(dana)
    run(recheck)
    assert recheck.finished_at is not None
    newest = check.document.checks.first()
    assert newest is not None
    assert newest.checker_version == clauses_version.CHECKER_VERSION
    check.refresh_from_db()
    assert (check.checker_version, check.findings.get().verdict) == ("2020.1", "found")
    assert Decision.objects.get().finding.review_check == check
    assert outdated(dana) == []


def test_a_signed_agreement_that_lost_a_provision_comes_first(dana: User) -> None:
    lost_provision()
    signed = lost_provision(SignedAgreementFactory())
    recheck = started(dana)
    run(recheck)
    items = list(items_changed(recheck, dana))
    assert items[0].document.agreement_id == signed.document.agreement_id
    assert [(item.signed, item.worse) for item in items] == [(True, 1), (False, 1)]


def test_what_stayed_the_same_is_counted_and_not_listed(dana: User) -> None:
    unchanged()
    recheck = started(dana)
    run(recheck)
    assert (progress_of(recheck).unchanged, list(items_changed(recheck, dana))) == (1, [])


def test_running_it_twice_changes_nothing_more(dana: User) -> None:
    lost_provision()
    recheck = started(dana)
    run(recheck)
    before = (Check.objects.count(), Message.objects.count(), recheck.finished_at)
    run(recheck)
    assert (Check.objects.count(), Message.objects.count(), recheck.finished_at) == before


def test_only_chosen_agreements_are_checked(dana: User) -> None:
    one, other = lost_provision(), lost_provision()
    recheck = started(dana, agreements=[one.document.agreement_id])
    run(recheck)
    assert (one.document.checks.count(), other.document.checks.count()) == (2, 1)


def test_one_run_at_a_time(dana: User) -> None:
    lost_provision()
    started(dana)
    with pytest.raises(RecheckRefused, match="already"):
        started(dana)


def test_nothing_outdated_is_nothing_to_run(dana: User) -> None:
    checked()
    with pytest.raises(RecheckRefused, match="Nothing to check again"):
        started(dana)


def test_a_killed_workers_file_is_taken_up_again_when_its_claim_ran_out(dana: User) -> None:
    lost_provision()
    recheck = started(dana)
    held = recheck_item_claim(recheck=recheck, actor=WORKER, now=NOW)
    assert held is not None
    assert recheck_item_claim(recheck=recheck, actor=WORKER, now=NOW + timedelta(minutes=1)) is None
    assert recheck_finish(recheck=recheck, actor=WORKER, now=NOW) is False
    assert rechecks_waiting(now=NOW + timedelta(minutes=2)) == []
    later = NOW + CLAIM
    assert rechecks_waiting(now=later) == [recheck.pk]
    again = recheck_item_claim(recheck=recheck, actor=WORKER, now=later)
    assert again == held
    recheck_item_check(item=again, actor=WORKER, now=later)
    assert recheck_finish(recheck=recheck, actor=WORKER, now=later) is True


def test_a_file_that_kills_its_worker_three_times_is_given_up_and_the_rest_goes_on(dana: User) -> None:
    lost_provision(), lost_provision()
    recheck = started(dana)
    killer = recheck_item_claim(recheck=recheck, actor=WORKER, now=NOW - 3 * CLAIM)
    for number in (2, 1):
        assert recheck_item_claim(recheck=recheck, actor=WORKER, now=NOW - number * CLAIM) == killer
    run(recheck)
    progress = progress_of(recheck)
    assert (progress.failed, progress.done) == (1, 1)
    assert "begun three times" in RecheckItem.objects.get(state=RecheckState.FAILED).problem


def test_the_sweep_takes_up_a_run_whose_message_was_lost(dana: User) -> None:
    lost_provision()
    recheck = started(dana)  # nobody queued it
    assert recheck_waiting() == 1
    recheck.refresh_from_db()
    assert recheck.finished_at is not None
    assert recheck_waiting() == 0


def test_a_text_that_cannot_be_checked_fails_with_its_sentence_and_the_rest_goes_on(dana: User) -> None:
    bad, good = lost_provision(), lost_provision()
    type(bad.document).objects.filter(pk=bad.document_id).update(state="needs_text")
    with pytest.raises(RecheckRefused):
        started(dana, agreements=[bad.document.agreement_id])
    type(bad.document).objects.filter(pk=bad.document_id).update(state="read")
    recheck = started(dana)
    type(bad.document).objects.filter(pk=bad.document_id).update(state="needs_text")
    run(recheck)
    assert {item.document_id: item.state for item in recheck.items.all()} == {
        bad.document_id: RecheckState.FAILED,
        good.document_id: RecheckState.DONE,
    }


def test_the_privacy_officer_is_told_once_and_at_once_where_something_got_worse(dana: User, tom: User) -> None:
    lost_provision()
    run(started(dana))
    message = Message.objects.get()
    assert (message.recipient, message.send_after) == (dana, message.queued_at)
    assert "Worse: 1." in message.body


def test_where_nothing_got_worse_the_message_leaves_with_the_digest(dana: User) -> None:
    unchanged()
    run(started(dana))
    message = Message.objects.get()
    assert message.send_after > message.queued_at


# The pages

LIST = "/office/contracts/recheck/"


def test_the_list_names_each_agreement_and_why(dana: User, signed_in: Callable[[User], Client]) -> None:
    check = lost_provision()
    page = signed_in(dana).get(LIST).content.decode()
    assert str(check.document.agreement) in page
    assert "checker 2020.1 →" in page
    assert "Check it again" in page


def test_an_empty_list_says_so(dana: User, signed_in: Callable[[User], Client]) -> None:
    assert "Nothing to look at again" in signed_in(dana).get(LIST).content.decode()


def test_starting_it_leads_to_the_run(
    dana: User, signed_in: Callable[[User], Client], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    lost_provision(SignedAgreementFactory())
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(dana).post(LIST, {"all": "1"})
    recheck = Recheck.objects.get()
    assert answer.headers["Location"] == f"{LIST}{recheck.pk}/"
    result = signed_in(dana).get(answer.headers["Location"])
    page = result.content.decode()
    assert "and it is signed" in page
    assert "Refresh" not in result.headers
    item = recheck.items.get()
    assert f"?from=1.{item.before_id}&amp;to=1.{item.after_id}" in page


def test_a_run_in_progress_asks_again_by_itself(dana: User, signed_in: Callable[[User], Client]) -> None:
    lost_provision(), lost_provision()
    recheck = started(dana)
    item = recheck_item_claim(recheck=recheck, actor=WORKER, now=NOW)
    assert item is not None
    recheck_item_check(item=item, actor=WORKER, now=NOW)
    answer = signed_in(dana).get(f"{LIST}{recheck.pk}/")
    assert answer.headers["Refresh"] == "3"
    assert "1 of 2 checked" in answer.content.decode()
    assert "See how far it is" in signed_in(dana).get(LIST).content.decode()


def test_a_second_start_is_refused_with_a_sentence(dana: User, signed_in: Callable[[User], Client]) -> None:
    lost_provision()
    started(dana)
    answer = signed_in(dana).post(LIST, {"all": "1"})
    assert answer.status_code == 409
    assert "Wait until that is done." in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"agreement": "x"}, {"agreement": ["", "²"]}, {"agreement": "9" * 5000}])
def test_choosing_none_is_refused(sent: dict[str, Any], dana: User, signed_in: Callable[[User], Client]) -> None:
    lost_provision()
    answer = signed_in(dana).post(LIST, sent)
    assert answer.status_code == 422
    assert "Choose at least one agreement." in answer.content.decode()
    assert not Recheck.objects.exists()


def test_who_only_reads_sees_the_list_and_starts_nothing(ari: User, signed_in: Callable[[User], Client]) -> None:
    lost_provision()
    client = signed_in(ari)
    assert "Check it again" not in client.get(LIST).content.decode()
    assert client.post(LIST, {"all": "1"}).status_code == 403


def test_the_home_page_says_what_is_to_be_looked_at_again(dana: User, signed_in: Callable[[User], Client]) -> None:
    lost_provision(), lost_provision()
    page = signed_in(dana).get("/office/").content.decode()
    line = f"2 agreements to look at again: checker 2020.1 → {clauses_version.CHECKER_VERSION}"
    assert f'<a href="{LIST}">{line}</a>' in page


def test_strangers_are_turned_away(dana: User, refusals: Callable[..., None]) -> None:
    lost_provision()
    recheck = started(dana)
    refusals(LIST)
    refusals(LIST, post=True)
    refusals(f"{LIST}{recheck.pk}/")


def test_the_pages_ask_a_fixed_number_of_questions(
    dana: User, signed_in: Callable[[User], Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(8):
        lost_provision()
    client = signed_in(dana)
    with django_assert_max_num_queries(17):
        client.get(LIST)
    recheck = started(dana)
    run(recheck)
    with django_assert_max_num_queries(13):
        client.get(f"{LIST}{recheck.pk}/")


def test_a_changed_pack_is_noticed_from_its_file(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    checked()
    book = load_packs()
    edited = dataclasses.replace(book.pack("il-soppa"), version="2026.1+ffffffffffff")
    changed = dataclasses.replace(book, packs=MappingProxyType({**book.packs, "il-soppa": edited}))
    monkeypatch.setattr("contracts.packs.load_packs", lambda: changed)
    assert len(outdated(dana)) == 1
