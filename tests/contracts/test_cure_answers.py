"""Answers to a cure notice: kept, checked in turn, and decided provision by provision."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from contracts.cure.gaps import gaps_of
from contracts.cure.selectors import answers_of, clocks_running, findings_answering
from contracts.models import (
    Agreement,
    AgreementState,
    CureItem,
    CureNotice,
    CureOutcome,
    CureState,
    Document,
    DocumentStanding,
)
from contracts.readiness import review_state
from contracts.selectors import document_current, document_reviewed, documents_current
from contracts.services import FileRefused, SignedFile
from contracts.services.cure import PURPOSE, cure_withdraw
from contracts.services.cure_answers import ItemSeen, cure_answer_record, cure_document_replace, cure_item_decide
from contracts.services.cure_states import CureRefused
from deadlines.models import Deadline
from district.links import links_live
from district.models import District, User
from notices.models import Message
from tests.contracts.conftest import stored_files
from tests.contracts.cure import (
    ADDENDUM,
    agreement_with_gaps,
    all_cured,
    answered,
    decide_item,
    found_decided,
    link_of,
    sent_notice,
)
from tests.factories.contracts import MARCH

pytestmark = pytest.mark.django_db
LATER = MARCH + timedelta(days=5)


@pytest.fixture(autouse=True)
def connecticut(adopted: Callable[..., None]) -> None:
    adopted("ct-student-data")


@pytest.fixture
def notice(dirk: User, district: District) -> CureNotice:
    return sent_notice(agreement_with_gaps(dirk), dirk)


def answer(notice: CureNotice, actor: User, *, text: str = "", file: SignedFile | None = None) -> None:
    link, _ = link_of(notice, actor)
    cure_answer_record(notice=notice, given_by="Pat Fictional", text=text, file=file, link=link, now=LATER)


# What comes in


def test_an_answer_in_words_is_kept_and_the_office_is_told(notice: CureNotice, dirk: User) -> None:
    answer(notice, dirk, text="We need two weeks more.")
    notice.refresh_from_db()
    assert notice.state == CureState.ANSWERED
    message = Message.objects.get(key__startswith="contracts.cure.answer.")
    assert message.recipient == dirk
    assert "We need two weeks more." in message.body


def test_an_answer_of_nothing_is_refused(notice: CureNotice, dirk: User) -> None:
    with pytest.raises(CureRefused):
        answer(notice, dirk, text="  ")


def test_a_file_is_a_version_that_is_neither_reviewed_nor_posted_as_the_agreement(
    notice: CureNotice, dirk: User
) -> None:
    before = document_current(notice.agreement)
    answered(notice, dirk)
    offered = Document.objects.get(standing=DocumentStanding.OFFERED)
    assert (offered.version, offered.signed_copy) == (2, False)
    assert "link:cure_answer." in offered.uploaded_by
    assert document_current(notice.agreement) == before
    assert document_reviewed(notice.agreement) == before
    assert offered not in documents_current()


def test_a_file_is_checked_in_turn(notice: CureNotice, dirk: User) -> None:
    answered(notice, dirk)
    found = findings_answering(answers_of(notice))
    assert {found[f"ct-student-data.{number}"].state.verdict for number in (1, 9, 10)} == {"found"}


def test_an_answer_does_not_send_a_ready_agreement_back_to_review(dirk: User, district: District) -> None:
    notice = sent_notice(agreement_with_gaps(dirk, state=AgreementState.READY, signed_at=None), dirk)
    answered(notice, dirk)
    notice.agreement.refresh_from_db()
    assert notice.agreement.state == AgreementState.READY


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02 no document", b"MZ\x90\x00"])
def test_a_bad_file_is_refused_and_nothing_of_it_is_kept(
    notice: CureNotice, dirk: User, store: Path, content: bytes
) -> None:
    before = stored_files(store)
    with pytest.raises(FileRefused):
        answer(notice, dirk, text="See the file.", file=SignedFile("addendum.pdf", [content]))
    assert stored_files(store) == before
    assert not notice.answers.exists()


def test_the_same_file_twice_is_said_and_not_kept_twice(notice: CureNotice, dirk: User) -> None:
    answered(notice, dirk)
    with pytest.raises(FileRefused, match="very file already"):
        answer(notice, dirk, file=SignedFile("again.txt", [ADDENDUM.encode()]))
    assert notice.answers.count() == 1


def test_a_closed_notice_takes_no_answer_and_keeps_no_file(notice: CureNotice, dirk: User, store: Path) -> None:
    cure_withdraw(notice=notice, reason="Sent in error.", actor=dirk, now=LATER)
    notice.refresh_from_db()
    before = stored_files(store)
    with pytest.raises(CureRefused):
        cure_answer_record(
            notice=notice, given_by="Pat", text="", file=SignedFile("a.txt", [ADDENDUM.encode()]), entered_by=dirk,
            now=LATER,
        )  # fmt: skip
    assert stored_files(store) == before


def test_the_office_enters_what_came_by_letter(notice: CureNotice, dirk: User) -> None:
    kept = cure_answer_record(
        notice=notice, given_by="Pat Fictional, by telephone", text="They agree.", file=None, entered_by=dirk, now=LATER
    )
    assert (kept.entered_by, kept.link) == (dirk, None)
    assert not Message.objects.filter(key__startswith="contracts.cure.answer.").exists()


# Decided, provision by provision


def test_nothing_is_cured_before_a_person_decided_the_finding(notice: CureNotice, dirk: User) -> None:
    answered(notice, dirk)
    with pytest.raises(CureRefused, match="Decide the finding"):
        decide_item(notice.items.get(provision="ct-student-data.9"), dirk)


def test_nothing_is_cured_without_a_file(notice: CureNotice, dirk: User) -> None:
    answer(notice, dirk, text="It is all in our terms of service.")
    with pytest.raises(CureRefused, match="No file"):
        decide_item(notice.items.get(provision="ct-student-data.9"), dirk)


def test_not_cured_needs_a_reason(notice: CureNotice, dirk: User) -> None:
    answered(notice, dirk)
    with pytest.raises(CureRefused, match="still missing"):
        decide_item(notice.items.get(provision="ct-student-data.9"), dirk, "not_cured")
    decide_item(notice.items.get(provision="ct-student-data.9"), dirk, "not_cured", reason="Another state's law.")
    assert CureItem.objects.get(provision="ct-student-data.9").outcome == CureOutcome.NOT_CURED


def test_nobody_decides_over_anothers_head_unseen(notice: CureNotice, dirk: User, dana: User) -> None:
    answered(notice, dirk)
    item = notice.items.get(provision="ct-student-data.9")
    seen = ItemSeen.of(item)
    decide_item(item, dana, "not_cured", reason="Another state's law.")
    with pytest.raises(CureRefused, match="while you read"):
        cure_item_decide(item=item, outcome="not_cured", reason="I too.", seen=seen, actor=dirk, now=LATER)


def test_when_everything_is_cured_the_clock_is_met_and_the_links_end(notice: CureNotice, dirk: User) -> None:
    answered(notice, dirk)
    all_cured(notice, dirk, now=LATER)
    assert notice.state == CureState.CURED
    assert not clocks_running(notice).exists()
    clock = Deadline.objects.get(rule="cure.term")
    assert (clock.state, clock.closed_at) == ("met", LATER)
    assert not links_live(subject=notice, purpose=PURPOSE, now=LATER).exists()


def test_what_cured_it_stands_beside_the_agreement_and_the_gaps_are_closed(notice: CureNotice, dirk: User) -> None:
    answered(notice, dirk)
    all_cured(notice, dirk, now=LATER)
    agreement = Agreement.objects.get()
    assert agreement.amended_on == date(2026, 3, 7)
    assert Document.objects.get(version=2).standing == DocumentStanding.ADDENDUM
    assert gaps_of(agreement, review_state(agreement, now=LATER)).listed == ()
    assert document_current(agreement) == Document.objects.get(version=1)


def test_one_provision_that_is_not_cured_keeps_the_notice_open(notice: CureNotice, dirk: User) -> None:
    answered(notice, dirk)
    found_decided(notice, dirk)
    decide_item(notice.items.get(provision="ct-student-data.9"), dirk)
    decide_item(notice.items.get(provision="ct-student-data.10"), dirk)
    notice.refresh_from_db()
    assert notice.state == CureState.ANSWERED
    assert clocks_running(notice).exists()


def test_a_second_addendum_may_bring_what_the_first_lacks(notice: CureNotice, dirk: User) -> None:
    first, _, rest = ADDENDUM.partition("2. Law.")
    answered(notice, dirk, text=first)
    answered(notice, dirk, text="Second addendum\n\n2. Law." + rest, now=LATER)
    found = findings_answering(answers_of(notice))
    assert {found[f"ct-student-data.{number}"].state.verdict for number in (1, 9, 10)} == {"found"}
    assert found["ct-student-data.1"].answer != found["ct-student-data.9"].answer


def test_what_was_left_out_of_the_letter_need_not_be_cured(dirk: User, district: District) -> None:
    notice = sent_notice(agreement_with_gaps(dirk), dirk, left_out={"ct-student-data.1": "Counsel handles it."})
    answered(notice, dirk)
    assert all_cured(notice, dirk, now=LATER).state == CureState.CURED


def test_a_whole_amended_agreement_takes_the_place_of_the_file(notice: CureNotice, dirk: User) -> None:
    answered(notice, dirk)
    addendum = Document.objects.get(version=2)
    with pytest.raises(CureRefused):
        cure_document_replace(notice=notice, document=addendum, actor=dirk, now=LATER)
    all_cured(notice, dirk, now=LATER)
    cure_document_replace(notice=notice, document=addendum, actor=dirk, now=LATER)
    agreement = Agreement.objects.get()
    assert document_current(agreement) == addendum, "it is what gets posted now"
    assert document_reviewed(agreement) == addendum, "the gaps of the file before it are no gaps any more"
    assert gaps_of(agreement, review_state(agreement, now=LATER)).listed == ()
