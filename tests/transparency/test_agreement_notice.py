"""Connecticut's notice of a contract: what it must say, whom it concerns, and which clocks its sending meets."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.clocks import clocks_move_to_signing
from contracts.models import Agreement
from contracts.noticerules import notice_contents, notice_duties, posting_rules_with_notice
from deadlines.models import Deadline, DeadlineState
from deadlines.services import deadline_open_for_event
from district.models import District, School, User
from inventory.models import ElementUse, ProductUse
from notices.models import Message
from rulebook.loading import load_packs
from tests.factories.district import AdoptedPackFactory, SchoolFactory
from tests.factories.transparency import SIGNED_AT, app_posted_able
from transparency.models import AgreementNotice, PublicEntry
from transparency.noticing.audience import schools_affected, sending_mark
from transparency.noticing.contents import CHECKS, NoticeParts, contents_checked
from transparency.noticing.drafting import notice_propose
from transparency.noticing.services import (
    NoticeChanged,
    NoticeRefused,
    notice_keep,
    notice_send,
    notice_sent_record,
)
from transparency.services import publication_preview, publish

pytestmark = pytest.mark.django_db
ZONE = "America/Chicago"
ABOUT = "Families' children read graded texts with it."
NOTIFY, POST = "ct-student-data.agreement.notify", "ct-student-data.agreement.post"
SOPPA = "il-soppa.agreement.post"


@pytest.fixture
def connecticut(district: District) -> District:
    AdoptedPackFactory(pack="ct-student-data")
    return district


@pytest.fixture
def agreement(connecticut: District, dana: User) -> Agreement:
    """Signed, with its clocks running."""
    agreement: Agreement = app_posted_able("Maple Reader").agreements.get()
    deadline_open_for_event(subject=agreement, event="agreement_signed", at=SIGNED_AT, actor=dana, now=SIGNED_AT)
    return agreement


@pytest.fixture
def school(connecticut: District) -> School:
    return SchoolFactory(name="Lantern Elementary", code="LE", principal_email="principal@lantern-elementary.example")


@pytest.fixture
def keep(agreement: Agreement, dana: User, now: datetime) -> Callable[..., AgreementNotice]:
    return lambda **more: notice_keep(**{"agreement": agreement, "about": ABOUT, "actor": dana, "now": now, **more})


@pytest.fixture
def send(dana: User, now: datetime) -> Callable[..., AgreementNotice]:
    """Send what a person would have confirmed."""

    def sent(notice: AgreementNotice) -> AgreementNotice:
        schools = schools_affected(notice.agreement, now.date())
        return notice_send(notice=notice, mark=sending_mark(notice.text + notice.text_es, schools), actor=dana, now=now)

    return sent


def state(rule: str) -> str:
    return Deadline.objects.get(rule=rule).state


def test_every_content_that_a_pack_mandates_can_be_checked() -> None:
    mandated = {content.id for pack in load_packs().packs.values() for content in notice_contents(pack)}
    assert mandated == set(CHECKS)
    assert [duty.id for duty in notice_duties()] == [NOTIFY]
    assert posting_rules_with_notice() == {POST}


def test_a_content_that_nobody_taught_is_never_taken_as_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transparency.noticing.contents.CHECKS", {})
    day = date(2026, 2, 23)
    parts = NoticeParts(day, day, "executed", "about", [{"product": "Maple", "kinds": [{"name": "Name"}]}])
    assert not any(check.met for check in contents_checked(parts, ["ct-student-data"]))


def test_the_draft_says_what_the_records_say(agreement: Agreement) -> None:
    proposal = notice_propose(agreement, ZONE)
    assert proposal.executed_on == date(2026, 2, 23)
    assert proposal.about == (
        "It lets the operator run the app for our students.\n\n"
        "Maple Reader: Students practice reading at their own level. (Reading, grades 3 to 5)"
    )
    assert [kind["name"] for kind in proposal.information[0]["kinds"]] == ["Grades and marks", "Name"]
    assert proposal.lacks == ()


def test_what_the_records_lack_is_named_with_the_place_to_enter_it(agreement: Agreement) -> None:
    Agreement.objects.update(description="")
    ProductUse.objects.update(purpose=" ")
    ElementUse.objects.all().delete()
    agreement.refresh_from_db()
    proposal = notice_propose(agreement, ZONE)
    use = ProductUse.objects.get()
    assert proposal.about == ""
    assert [(lack.words, lack.url) for lack in proposal.lacks] == [
        ("Maple Reader: the K-12 purpose", f"/office/inventory/productuse/{use.pk}/change/"),
        ("Maple Reader: its kinds of information about students", f"/office/inventory/productuse/{use.pk}/change/"),
        ("a description of the agreement in plain words", f"/office/contracts/agreement/{agreement.pk}/change/"),
    ]
    use.delete()
    assert "/office/inventory/productuse/add/" in [lack.url for lack in notice_propose(agreement, ZONE).lacks]


def test_the_kept_notice_holds_the_mandated_contents(
    keep: Callable[..., AgreementNotice], agreement: Agreement
) -> None:
    notice = keep(text_es="El distrito firmó un contrato.")
    operator = agreement.operator.name
    assert f"Prairie Lantern District 900 executed a contract with {operator} on 23 February 2026" in notice.text
    assert ABOUT in notice.text
    assert "- Name: " in notice.text
    assert "/apps/maple-reader/" in notice.text
    assert (notice.prepared_by, notice.sent_at) == ("dana@prairie-lantern.example", None)
    assert list(notice.packs) == ["ct-student-data"]


@pytest.mark.parametrize("lacking", ["about", "information", "pack", "signing"])
def test_a_notice_that_lacks_something_is_refused(
    keep: Callable[..., AgreementNotice], district: District, lacking: str
) -> None:
    more = {}
    if lacking == "about":
        more = {"about": "  \n "}
    elif lacking == "information":
        ElementUse.objects.all().delete()
    elif lacking == "pack":
        AdoptedPackFactory._meta.model.objects.update(ended_on=date(2026, 3, 1))
    else:
        Agreement.objects.update(state="void")
    with pytest.raises(NoticeRefused):
        keep(**more)
    assert not AgreementNotice.objects.exists()


def test_information_about_staff_alone_is_no_information_about_students(
    keep: Callable[..., AgreementNotice], agreement: Agreement
) -> None:
    elements = ElementUse.objects.select_related("element")
    for row in elements:
        row.element.about_staff = True
        row.element.save()
    with pytest.raises(NoticeRefused, match="No kind of information about students is listed for Maple Reader"):
        keep()


def test_writing_a_notice_meets_no_clock(keep: Callable[..., AgreementNotice]) -> None:
    keep()
    assert (state(NOTIFY), state(POST)) == (DeadlineState.OPEN, DeadlineState.OPEN)


def test_until_it_is_sent_the_notice_is_kept_over(keep: Callable[..., AgreementNotice]) -> None:
    first, second = keep(), keep(about="Another description.")
    assert first.pk == second.pk
    assert "Another description." in AgreementNotice.objects.get().text


def test_sending_asks_each_principal_once_and_meets_the_clock(
    keep: Callable[..., AgreementNotice], send: Callable[..., AgreementNotice], school: School, now: datetime
) -> None:
    SchoolFactory(name="Lantern High", code="LH", lowest_grade="9", highest_grade="12")
    notice = send(keep(text_es="El distrito firmó un contrato."))
    message = Message.objects.get()
    assert (message.key, message.address) == (f"agreement-notice.{notice.pk}.LE", school.principal_email)
    for words in ("Lantern Elementary", "grades 3 to 5", "Tuesday 3 March 2026", ABOUT, "El distrito"):
        assert words in message.body
    clock = Deadline.objects.get(rule=NOTIFY)
    assert (clock.state, clock.closed_at) == (DeadlineState.MET, now)
    assert clock.closed_reason == notice.evidence
    assert "1 principal, to be passed on to families of 400 students: Lantern Elementary." in notice.evidence
    assert (notice.recipients, notice.sent_by) == (400, "dana@prairie-lantern.example")
    assert state(POST) == DeadlineState.OPEN


def test_a_second_sending_is_refused_and_sends_nothing(
    keep: Callable[..., AgreementNotice], send: Callable[..., AgreementNotice], school: School, dana: User,
    now: datetime,
) -> None:  # fmt: skip
    notice = send(keep())
    with pytest.raises(NoticeRefused, match="sent already"):
        send(notice)
    with pytest.raises(NoticeRefused, match="sent already"):
        notice_sent_record(notice=notice, sent_at=now, how="by post", evidence="receipts", actor=dana, now=now)
    with pytest.raises(NoticeRefused, match="This notice was sent"):
        keep()
    assert Message.objects.count() == 1


def test_a_corrected_notice_stands_beside_the_one_that_was_sent(
    keep: Callable[..., AgreementNotice], send: Callable[..., AgreementNotice], school: School
) -> None:
    first = send(keep())
    second = keep(about="Corrected words.", anew=True)
    assert first.pk != second.pk
    assert AgreementNotice.objects.get(pk=first.pk).about == ABOUT
    assert send(second).sent_at is not None
    assert Message.objects.count() == 2


def test_the_request_names_the_day_of_the_clock_that_runs(
    keep: Callable[..., AgreementNotice], send: Callable[..., AgreementNotice], agreement: Agreement, school: School,
    dana: User, now: datetime,
) -> None:  # fmt: skip
    later = SIGNED_AT + timedelta(days=1)
    Agreement.objects.update(signed_at=later)
    agreement.refresh_from_db()
    clocks_move_to_signing(agreement=agreement, signed_at=later, reason="It was a day later.", actor=dana, now=now)
    send(keep())
    body = Message.objects.get().body
    assert "Wednesday 4 March 2026" in body
    assert "Tuesday 3 March 2026" not in body


def test_what_changed_since_the_confirmation_is_not_sent(
    keep: Callable[..., AgreementNotice], school: School, dana: User, now: datetime
) -> None:
    notice = keep()
    mark = sending_mark(notice.text, schools_affected(notice.agreement, now.date()))
    SchoolFactory(name="Lantern Second", code="L2", principal_email="second@lantern.example")
    with pytest.raises(NoticeChanged):
        notice_send(notice=notice, mark=mark, actor=dana, now=now)
    assert not Message.objects.exists()
    assert state(NOTIFY) == DeadlineState.OPEN


@pytest.mark.parametrize("trouble", ["no school", "no address", "moment corrected", "ended use", "void"])
def test_a_sending_that_would_reach_nobody_or_say_what_is_not_so_is_refused(
    keep: Callable[..., AgreementNotice], send: Callable[..., AgreementNotice], trouble: str
) -> None:
    notice = keep()
    if trouble == "no address":
        SchoolFactory()
    elif trouble == "ended use":
        SchoolFactory(principal_email="p@lantern.example")
        ProductUse.objects.update(ended_on=date(2026, 2, 27))
    elif trouble == "moment corrected":
        SchoolFactory(principal_email="p@lantern.example")
        Agreement.objects.update(signed_at=SIGNED_AT - timedelta(days=3))
    elif trouble == "void":
        Agreement.objects.update(state="void")
    notice.refresh_from_db()
    with pytest.raises(NoticeRefused):
        send(notice)
    assert not Message.objects.exists()
    assert state(NOTIFY) == DeadlineState.OPEN


def test_the_schools_are_those_of_the_products_and_their_grades(agreement: Agreement, school: School) -> None:
    SchoolFactory(name="Lantern High", code="LH", lowest_grade="9", highest_grade="12")
    middle = SchoolFactory(name="Lantern Middle", code="LM", lowest_grade="5", highest_grade="8")
    day = date(2026, 3, 2)
    assert [(row.code, row.grades) for row in schools_affected(agreement, day)] == [
        ("LE", "Grades 3 to 5"), ("LM", "Grade 5"),
    ]  # fmt: skip
    ProductUse.objects.get().schools.set([middle])
    with CaptureQueriesContext(connection) as queries:
        assert [row.code for row in schools_affected(agreement, day)] == ["LM"]
    assert len(queries) <= 5


def test_another_way_of_sending_meets_the_clock_at_its_own_moment(
    keep: Callable[..., AgreementNotice], school: School, dana: User, now: datetime
) -> None:
    when = now - timedelta(days=2)
    notice = notice_sent_record(
        notice=keep(), sent_at=when, how="by the information system", evidence="1,204 delivered", actor=dana, now=now
    )
    clock = Deadline.objects.get(rule=NOTIFY)
    assert (clock.state, clock.closed_at) == (DeadlineState.MET, when)
    assert "by the information system. Shown by: 1,204 delivered" in clock.closed_reason
    assert notice.sent_how == "otherwise"
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"how": " "}, "how"),
        ({"evidence": ""}, "evidence"),
        ({"sent_at": datetime(2026, 3, 9, tzinfo=UTC)}, "sent_on"),
        ({"sent_at": SIGNED_AT - timedelta(hours=1)}, "sent_on"),
    ],
)
def test_another_way_of_sending_needs_its_words_and_a_possible_moment(
    keep: Callable[..., AgreementNotice], dana: User, now: datetime, more: dict[str, object], field: str
) -> None:
    values = {"sent_at": now, "how": "by post", "evidence": "receipts", **more}
    with pytest.raises(NoticeRefused) as refusal:
        notice_sent_record(notice=keep(), actor=dana, now=now, **values)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert state(NOTIFY) == DeadlineState.OPEN


def test_posting_is_met_only_by_contract_and_notice_together(
    keep: Callable[..., AgreementNotice], agreement: Agreement, dana: User, now: datetime
) -> None:
    AdoptedPackFactory(pack="il-soppa")
    deadline_open_for_event(subject=agreement, event="agreement_signed", at=SIGNED_AT, actor=dana, now=now)
    publish(actor=dana, now=now)
    assert (state(POST), state(SOPPA)) == (DeadlineState.OPEN, DeadlineState.MET)
    keep()
    assert "Data agreement for Maple Reader: notice of the agreement added." in (
        publication_preview(now).difference.changed[0].what
    )
    later = now + timedelta(days=1)
    publish(actor=dana, now=later)
    clock = Deadline.objects.get(rule=POST)
    assert (clock.state, clock.closed_at) == (DeadlineState.MET, later)
    assert state(NOTIFY) == DeadlineState.OPEN


def test_an_incomplete_explanation_leaves_illinois_open_and_not_connecticut(
    keep: Callable[..., AgreementNotice], agreement: Agreement, dana: User, now: datetime
) -> None:
    AdoptedPackFactory(pack="il-soppa")
    deadline_open_for_event(subject=agreement, event="agreement_signed", at=SIGNED_AT, actor=dana, now=now)
    keep()
    ElementUse.objects.update(how_used="")
    publish(actor=dana, now=now)
    assert (state(POST), state(SOPPA)) == (DeadlineState.MET, DeadlineState.OPEN)


def test_a_notice_of_another_day_is_not_posted(keep: Callable[..., AgreementNotice], dana: User, now: datetime) -> None:
    keep()
    Agreement.objects.update(signed_at=SIGNED_AT - timedelta(days=3))
    publish(actor=dana, now=now)
    assert "notice" not in PublicEntry.objects.get().content["agreements"][0]
    assert state(POST) == DeadlineState.OPEN


def test_entries_without_a_notice_stay_as_they_were(connecticut: District, dana: User, now: datetime) -> None:
    app_posted_able("Maple Reader")
    publish(actor=dana, now=now)
    assert "notice" not in PublicEntry.objects.get().content["agreements"][0]
    assert publication_preview(now).difference.empty
