"""Cure notices: what they list, when they may go, and what the sending leaves behind."""

from collections.abc import Callable
from datetime import date, timedelta

import pypdfium2
import pytest

from contracts import storage
from contracts.cure.gaps import conflict_duties
from contracts.cure.letters import notice_letter
from contracts.cure.selectors import clocks_running
from contracts.models import (
    Agreement,
    AgreementState,
    Check,
    CureNotice,
    CureState,
    CureStateRow,
    Decision,
    DecisionKind,
    Finding,
)
from contracts.selectors import hashes_named
from contracts.services import agreement_end
from contracts.services.cure import (
    PURPOSE,
    cure_draft,
    cure_extend,
    cure_link_send,
    cure_send,
    cure_withdraw,
    term_proposed,
)
from contracts.services.cure_states import CURE_STEPS, CureRefused, cure_enter
from contracts.services.documents import file_discard_if_unused
from deadlines.models import Alarm, Deadline, DeadlineState
from district.calendars import calendar_current
from district.links import link_mark, link_open, links_of
from district.models import Closure, District, User
from notices.models import Message
from tests.contracts.cure import TERM, agreement_with_gaps, draft, link_of, sent_notice
from tests.factories.contracts import MARCH, AgreementFactory
from tests.factories.vendors import ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def connecticut(adopted: Callable[..., None]) -> None:
    adopted("ct-student-data")


@pytest.fixture
def agreement(dirk: User, district: District) -> Agreement:
    return agreement_with_gaps(dirk)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return " ".join(" ".join(pages).split())


# What it lists


def test_it_lists_what_people_decided_is_missing_weaker_or_contradicted(agreement: Agreement, dirk: User) -> None:
    notice = draft(agreement, dirk)
    assert list(notice.items.values_list("provision", "verdict")) == [
        ("ct-student-data.1", "contradicted"),
        ("ct-student-data.9", "not_found"),
        ("ct-student-data.10", "weaker"),
    ]


def test_each_provision_stands_with_the_laws_own_words(agreement: Agreement, dirk: User) -> None:
    item = draft(agreement, dirk).items.get(provision="ct-student-data.9")
    assert item.law == "Connecticut student data"
    assert "Connecticut" in item.words
    assert "3520.13" in item.citation


def test_a_finding_that_nobody_decided_is_not_listed(district: District, dirk: User) -> None:
    agreement = agreement_with_gaps(dirk, decided=False)
    with pytest.raises(CureRefused, match="Nothing is open"):
        draft(agreement, dirk)


def test_what_a_person_overruled_as_found_is_not_listed(agreement: Agreement, dirk: User) -> None:
    finding = Finding.objects.get(provision="ct-student-data.10")
    Decision.objects.create(
        finding=finding, kind=DecisionKind.OVERRULE, verdict="found", reason="Exhibit B.", decided_by=dirk,
        decided_at=MARCH + timedelta(minutes=1),
    )  # fmt: skip
    assert not draft(agreement, dirk).items.filter(provision="ct-student-data.10").exists()


def test_a_provision_is_left_out_only_with_a_reason(agreement: Agreement, dirk: User) -> None:
    with pytest.raises(CureRefused, match="Say why"):
        draft(agreement, dirk, left_out={"ct-student-data.10": "  "})
    item = draft(agreement, dirk, left_out={"ct-student-data.10": "Rider B."}).items.get(provision="ct-student-data.10")
    assert (item.listed, item.left_out_because) == (False, "Rider B.")


def test_a_notice_that_asks_for_nothing_is_refused(agreement: Agreement, dirk: User) -> None:
    everything = {f"ct-student-data.{number}": "Not now." for number in (1, 9, 10)}
    with pytest.raises(CureRefused, match="Everything is left out"):
        draft(agreement, dirk, left_out=everything)


# Term and recipient


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 3, 1), date(2029, 1, 1)])
def test_a_term_that_is_over_or_a_slip_of_the_year_is_refused(agreement: Agreement, dirk: User, day: date) -> None:
    with pytest.raises(CureRefused):
        draft(agreement, dirk, term=day)


def test_tomorrow_is_the_earliest_term(agreement: Agreement, dirk: User) -> None:
    assert draft(agreement, dirk, term=date(2026, 3, 3)).term_ends_on == date(2026, 3, 3)


def test_the_proposed_day_is_one_on_which_the_district_works(district: District) -> None:
    Closure.objects.create(day=date(2026, 4, 1), name="Lantern day")
    assert term_proposed(calendar_current(), MARCH) == date(2026, 4, 2)


def test_a_contact_of_another_operator_is_refused(agreement: Agreement, dirk: User) -> None:
    with pytest.raises(CureRefused, match="not one of"):
        cure_draft(
            agreement=agreement, contact=ContactFactory(), term_ends_on=TERM, message="", left_out={}, actor=dirk,
            now=MARCH,
        )  # fmt: skip


@pytest.mark.parametrize("state", [AgreementState.DRAFT, AgreementState.ENDED, AgreementState.VOID])
def test_no_notice_is_written_about_an_agreement_that_nothing_can_cure(
    agreement: Agreement, dirk: User, state: str
) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(state=state)
    with pytest.raises(CureRefused, match="nothing to cure"):
        draft(agreement, dirk)


def test_an_agreement_has_one_notice_at_a_time(agreement: Agreement, dirk: User) -> None:
    draft(agreement, dirk)
    with pytest.raises(CureRefused, match="under way"):
        draft(agreement, dirk)


# Sending


def test_sending_opens_a_clock_that_ends_with_the_term_and_reminds(agreement: Agreement, dirk: User) -> None:
    notice = sent_notice(agreement, dirk)
    (clock,) = clocks_running(notice)
    assert (clock.rule, clock.last_day, clock.event) == ("cure.term", TERM, "cure_notice_sent")
    assert clock.role == "director", "whom the adopted pack names"
    assert clock.reckonings.get().steps == [
        "The district set this day in its notice. No text adopted here names a number of days."
    ]
    assert {"opened", "reminder", "due", "late"} <= set(
        Alarm.objects.filter(deadline=clock).values_list("kind", flat=True)
    )


def test_the_operator_gets_a_message_whose_link_is_stored_nowhere(agreement: Agreement, dirk: User) -> None:
    notice = sent_notice(agreement, dirk)
    message = Message.objects.get(key__startswith="contracts.cure.")
    link = links_of(notice, PURPOSE).get()
    assert message.address == "pat@maple-reader.example"
    assert link_mark(link) in message.body
    assert "operators-answer/" not in message.body
    assert "Connecticut law governs" in message.body


def test_the_link_is_good_until_the_term_is_over(agreement: Agreement, dirk: User) -> None:
    link = links_of(sent_notice(agreement, dirk), PURPOSE).get()
    assert link.expires_at == calendar_current().end_of(TERM)


def test_the_letter_is_kept_as_it_was_sent(agreement: Agreement, dirk: User) -> None:
    notice = sent_notice(agreement, dirk)
    with storage.open_verified(notice.letter_sha256) as stored:
        text = text_of(stored.read())
    assert "by the end of Wednesday 1 April 2026" in text
    assert "The laws of Connecticut" in text or "Connecticut law" in text
    assert "shall be void, provided the Board has given reasonable notice" in text
    assert "that conflicts with the provisions listed above shall be void" in text
    assert "Student data remains the property of" in text, "the clause that conflicts is quoted"
    assert "Draft" not in text
    assert notice.letter_sha256 in hashes_named()


def test_a_letter_is_never_taken_out_of_the_store_with_an_upload_of_the_same_bytes(
    agreement: Agreement, dirk: User
) -> None:
    notice = sent_notice(agreement, dirk)
    file_discard_if_unused(notice.letter_sha256)
    storage.open_verified(notice.letter_sha256).close()


def test_a_draft_says_on_its_face_that_it_is_one(agreement: Agreement, dirk: User) -> None:
    assert "Draft. Not sent." in text_of(notice_letter(draft(agreement, dirk), now=MARCH))


def test_before_signing_the_letter_does_not_say_void(agreement: Agreement, dirk: User) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(state=AgreementState.REVIEWING, signed_at=None)
    agreement.refresh_from_db()
    text = text_of(notice_letter(draft(agreement, dirk), now=MARCH))
    assert "It is not signed before that." in text
    assert "If it is not amended" not in text


def test_the_letter_says_void_only_where_void_would_follow(agreement: Agreement, dirk: User) -> None:
    before = MARCH.replace(year=2016, month=9, day=30)
    Agreement.objects.filter(pk=agreement.pk).update(signed_at=before, starts_on=before.date())
    agreement.refresh_from_db()
    text = text_of(notice_letter(draft(agreement, dirk), now=MARCH))
    assert "If it is not amended" not in text, "the text is for contracts on and after October 1, 2016"


def test_a_notice_that_was_withdrawn_meanwhile_gives_no_new_link(agreement: Agreement, dirk: User) -> None:
    notice = sent_notice(agreement, dirk)
    seen = CureNotice.objects.get(pk=notice.pk)
    cure_withdraw(notice=notice, reason="Written to the wrong company.", actor=dirk, now=MARCH)
    with pytest.raises(CureRefused, match="withdrawn"):
        cure_link_send(notice=seen, actor=dirk, now=MARCH)
    assert links_of(notice, PURPOSE).count() == 1


def test_findings_decided_otherwise_stop_the_sending(agreement: Agreement, dirk: User) -> None:
    notice = draft(agreement, dirk)
    Decision.objects.create(
        finding=Finding.objects.get(provision="ct-student-data.10"), kind=DecisionKind.OVERRULE, verdict="found",
        reason="Exhibit B.", decided_by=dirk, decided_at=MARCH + timedelta(minutes=1),
    )  # fmt: skip
    with pytest.raises(CureRefused, match="decided otherwise"):
        cure_send(notice=notice, actor=dirk, now=MARCH)
    assert not Message.objects.exists()
    assert not Deadline.objects.exists()


def test_a_contact_that_changed_stops_the_sending(agreement: Agreement, dirk: User) -> None:
    notice = draft(agreement, dirk)
    agreement.operator.contacts.update(email="other@maple-reader.example")
    notice.refresh_from_db()
    with pytest.raises(CureRefused, match="contact's record changed"):
        cure_send(notice=notice, actor=dirk, now=MARCH)


def test_sending_twice_sends_once(agreement: Agreement, dirk: User) -> None:
    notice = sent_notice(agreement, dirk)
    with pytest.raises(CureRefused, match="already"):
        cure_send(notice=notice, actor=dirk, now=MARCH)
    assert Message.objects.count() == 1


def test_a_failed_letter_sends_nothing(agreement: Agreement, dirk: User, settings: object, tmp_path: object) -> None:
    notice = draft(agreement, dirk)
    settings.PRIVATE_ROOT = "/dev/null/no-folder"  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="/dev/null"):
        cure_send(notice=notice, actor=dirk, now=MARCH)
    notice.refresh_from_db()
    assert notice.state == CureState.DRAFT
    assert not Message.objects.exists()


# More time, and taking it back


def test_more_time_withdraws_the_old_clock_with_its_reason_and_opens_another(agreement: Agreement, dirk: User) -> None:
    notice = sent_notice(agreement, dirk)
    _, token = link_of(notice, dirk)
    later = MARCH + timedelta(days=3)
    cure_extend(notice=notice, until=date(2026, 5, 1), reason="Their counsel is away.", actor=dirk, now=later)
    old, new = Deadline.objects.filter(rule="cure.term").order_by("started_at")
    assert (old.state, new.state, new.last_day) == (DeadlineState.WITHDRAWN, DeadlineState.OPEN, date(2026, 5, 1))
    assert "Their counsel is away." in old.closed_reason
    assert Message.objects.count() == 2, "the operator is told, with a new link"
    assert link_open(token, PURPOSE, MARCH + timedelta(days=50)) is not None, "and the old link stays good as long"


def test_a_new_term_comes_after_the_old_one_and_has_a_reason(agreement: Agreement, dirk: User) -> None:
    notice = sent_notice(agreement, dirk)
    with pytest.raises(CureRefused, match="after the present one"):
        cure_extend(notice=notice, until=TERM, reason="Why not.", actor=dirk, now=MARCH)
    with pytest.raises(CureRefused, match="Say why"):
        cure_extend(notice=notice, until=date(2026, 5, 1), reason=" ", actor=dirk, now=MARCH)


def test_a_withdrawn_notice_stops_its_clock_and_its_links(agreement: Agreement, dirk: User) -> None:
    notice = sent_notice(agreement, dirk)
    _, token = link_of(notice, dirk)
    cure_withdraw(notice=notice, reason="Sent in error.", actor=dirk, now=MARCH)
    assert not clocks_running(notice).exists()
    assert link_open(token, PURPOSE, MARCH) is None
    assert draft(agreement, dirk).state == CureState.DRAFT, "another may be written"


def test_the_office_sends_a_new_link_even_after_the_term(agreement: Agreement, dirk: User) -> None:
    notice = sent_notice(agreement, dirk)
    late = MARCH + timedelta(days=60)
    link = cure_link_send(notice=notice, actor=dirk, now=late)
    assert link.expires_at > late


def test_an_agreement_that_ends_takes_its_notice_along(agreement: Agreement, dana: User) -> None:
    notice = sent_notice(agreement, dana)
    agreement_end(agreement=agreement, reason="Nobody uses it.", actor=dana, now=MARCH)
    notice.refresh_from_db()
    assert notice.state == CureState.WITHDRAWN
    assert not clocks_running(notice).exists()


# States


def test_every_state_has_its_line_in_the_table() -> None:
    assert set(CURE_STEPS) == set(CureState.values)


@pytest.mark.parametrize(
    ("state", "target"),
    [(state, target) for state in CureState.values for target in CureState.values if target not in CURE_STEPS[state]],
)
def test_no_other_step_is_taken(agreement: Agreement, dirk: User, state: str, target: str) -> None:
    notice = CureNotice.objects.create(
        agreement=agreement, review_check=Check.objects.get(), state=state, contact_name="Pat",
        contact_email="pat@maple-reader.example", term_ends_on=TERM, written_by=dirk, written_at=MARCH, sent_at=MARCH,
    )  # fmt: skip
    with pytest.raises(CureRefused):
        cure_enter(notice, target, actor=dirk, now=MARCH)
    assert not CureStateRow.objects.exists()


def test_each_step_leaves_a_row_with_who_and_when(agreement: Agreement, dirk: User) -> None:
    notice = sent_notice(agreement, dirk)
    rows = list(notice.states.values_list("state", "actor", "at"))
    assert rows == [("draft", dirk.email, MARCH), ("sent", dirk.email, MARCH)]


def test_an_agreement_without_a_check_has_nothing_to_rest_on(dirk: User, district: District) -> None:
    bare = AgreementFactory(state=AgreementState.REVIEWING)
    ContactFactory(operator=bare.operator)
    with pytest.raises(CureRefused):
        draft(bare, dirk)


def test_conflicting_clauses_are_not_called_void_in_an_agreement_older_than_the_rule() -> None:
    packs = ["ct-student-data"]
    assert [duty.id for duty in conflict_duties(packs, date(2016, 10, 1))] == ["ct-student-data.conflict"]
    assert conflict_duties(packs, date(2016, 9, 30)) == []
