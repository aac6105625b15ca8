"""Minutes and the report to the board: what they say, their files, and who may write them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from docx import Document

from district.models import District, User
from inventory.committee_papers.selectors import figures_of
from inventory.committee_papers.services import minutes_give_out, report_as_sheet, report_finish, report_save
from inventory.committee_papers.sheet import Grid, Section, Sheet, paragraphs_of
from inventory.committee_papers.word import word_file
from inventory.models import (
    AppRequest,
    BoardRecommendation,
    BoardReport,
    CommitteeDecision,
    DecisionOutcome,
    Meeting,
    MeetingAttendance,
    MeetingItem,
    MinutesPaper,
    TrainingCourse,
    Vote,
)
from inventory.training.services import round_open
from tests.conftest import NOW
from tests.factories.approvals import ApprovalFactory, ConditionFactory
from tests.factories.contracts import SignedAgreementFactory
from tests.factories.inventory import FictionalProductFactory

FIRST, LAST = date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.committee_papers.views.clock_now", lambda: NOW)


@pytest.fixture
def asked(tom: User) -> AppRequest:
    return AppRequest.objects.create(
        number="A-1",
        ordinal=1,
        requester=tom,
        product=FictionalProductFactory(name="Maple Reader"),
        product_name="Maple Reader",
        purpose="Reading at home.",
        lowest_grade="3",
        highest_grade="5",
        asked_at=datetime(2026, 2, 2, 16, tzinfo=UTC),
        state="decided",
        closed_at=datetime(2026, 2, 12, 16, tzinfo=UTC),
    )


@pytest.fixture
def meeting(asked: AppRequest, dirk: User, person: Callable[..., User], district: District) -> Meeting:
    carl = person("Carl Fable", "committee_member")
    made = Meeting.objects.create(
        held_on=date(2026, 2, 12), place="Room 4", state="held", chair=dirk, minutes="It was short.", minutes_by=dirk
    )
    MeetingAttendance.objects.create(meeting=made, member=carl)
    MeetingAttendance.objects.create(meeting=made, guest_name="Gia Guest")
    MeetingItem.objects.create(meeting=made, request=asked, minutes="The library wants it.")
    Vote.objects.create(
        request=asked, member=carl, choice="approve", reason="Good.", cast_at=NOW, recorded_by=dirk, meeting=made
    )
    decision = ApprovalFactory(
        request=asked,
        product=asked.product,
        outcome=DecisionOutcome.CONDITIONS,
        decided_on=date(2026, 2, 12),
        meeting=made,
        tally={"words": "1 for, 0 against, 0 abstained: carried (quorum 1 of 1 members)"},
    )
    ConditionFactory(decision=decision, owner=dirk)
    return made


@pytest.fixture
def report(meeting: Meeting, asked: AppRequest, dana: User) -> BoardReport:
    made = report_save(
        report=BoardReport(title="Progress of the committee", first_day=FIRST, last_day=LAST, opening="A good month."),
        actor=dana,
        now=NOW,
    )
    agreement = SignedAgreementFactory(title="Maple Reader data agreement", products=[asked.product])
    BoardRecommendation.objects.create(report=made, agreement=agreement, advice="renew", reason="It works.")
    return made


def docx_words(content: bytes) -> list[str]:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_minutes_say_who_came_what_was_voted_and_decided(
    meeting: Meeting, signed_in: Callable[[User], Client], dirk: User
) -> None:
    page = signed_in(dirk).get(f"/office/committee/papers/minutes/{meeting.pk}/").content.decode()
    for words in (
        "Carl Fable: present",
        "Gia Guest, guest: present",
        "A-1: Maple Reader",
        "The library wants it.",
        "Decision: approved with conditions.",
        "1 for, 0 against, 0 abstained: carried (quorum 1 of 1 members)",
        "Condition: Only with accounts that the district makes. Dirk Fictional sees to it by Wednesday 1 April 2026.",
        "It was short.",
    ):
        assert words in page


def test_minutes_are_kept_in_both_files_and_a_correction_is_a_new_paper(meeting: Meeting, dirk: User) -> None:
    first = minutes_give_out(meeting=meeting, why="", actor=dirk, now=NOW)
    with pytest.raises(ValidationError, match="Say what is corrected"):
        minutes_give_out(meeting=meeting, why=" ", actor=dirk, now=NOW)
    second = minutes_give_out(meeting=meeting, why="Carl came late.", actor=dirk, now=NOW)
    assert (first.number, second.number) == (1, 2)
    assert first.docx_sha256 != second.docx_sha256


def test_a_meeting_that_was_not_held_has_no_minutes_to_give_out(meeting: Meeting, dirk: User) -> None:
    meeting.state = "planned"
    with pytest.raises(ValidationError, match="Only a meeting that was held"):
        minutes_give_out(meeting=meeting, why="", actor=dirk, now=NOW)


def test_the_files_given_out_are_those_kept_and_not_todays(
    meeting: Meeting, signed_in: Callable[[User], Client], dirk: User
) -> None:
    office, base = signed_in(dirk), f"/office/committee/papers/minutes/{meeting.pk}/"
    assert office.post(base).status_code == 302
    Meeting.objects.update(minutes="Something else.")
    kept = body(office.get(f"{base}1.docx"))
    assert "It was short." in docx_words(kept)
    assert "Something else." in docx_words(body(office.get(f"{base}draft.docx")))
    assert body(office.get(f"{base}1.pdf")).startswith(b"%PDF")
    assert office.get(f"{base}2.pdf").status_code == 404


def test_the_report_counts_its_period_alone(report: BoardReport, asked: AppRequest, tom: User, dana: User) -> None:
    ApprovalFactory(decided_on=date(2026, 1, 31))
    ApprovalFactory(decided_on=date(2026, 3, 2))
    ApprovalFactory(decided_on=LAST, outcome=DecisionOutcome.REFUSED)
    figures = figures_of(FIRST, LAST, "America/Chicago")
    assert (figures.asked, figures.open_at_end, figures.withdrawn, figures.days_to_decision) == (1, 0, 0, 10)
    assert [one.outcome for one in figures.decisions] == ["conditions", "refused"]
    assert figures.approved_now == 2


def test_a_day_ends_at_the_districts_midnight(report: BoardReport, asked: AppRequest) -> None:
    AppRequest.objects.update(asked_at=datetime(2026, 3, 2, 5, 59, tzinfo=UTC))  # 1 March, 11:59 p.m. in Chicago
    assert figures_of(FIRST, LAST, "America/Chicago").asked == 1
    AppRequest.objects.update(asked_at=datetime(2026, 3, 2, 6, 0, tzinfo=UTC))
    assert figures_of(FIRST, LAST, "America/Chicago").asked == 0


def test_the_report_says_what_the_board_must_know(report: BoardReport, dana: User) -> None:
    course = TrainingCourse.objects.create(title="Lantern privacy", summary="An hour.")
    round_open(course=course, opens_on=date(2025, 8, 1), due_on=date(2026, 2, 20), actor=dana)
    sheet = report_as_sheet(report)
    titles = [section.title for section in sheet.sections]
    assert titles[:2] == ["In short", "Recommendations on agreements"]
    advice = sheet.sections[1].grids[0].rows[0]
    assert advice[0] == "Maple Reader data agreement"
    assert advice[2:] == ("renew it", "It works.")
    said = " ".join(words for section in sheet.sections for words in section.items)
    assert "1 app was asked for by staff." in said
    assert "1 app is on the approved list on the last day." in said
    assert "The due day is past." in said


def test_a_finished_report_never_changes(report: BoardReport, signed_in: Callable[[User], Client], dana: User) -> None:
    office, base = signed_in(dana), f"/office/committee/papers/{report.pk}/"
    assert office.post(f"{base}finish/").status_code == 302
    before = body(office.get(f"{base}report.docx"))
    CommitteeDecision.objects.update(reason="Another reason.")
    assert body(office.get(f"{base}report.docx")) == before
    assert office.post(f"{base}change/", {"title": "x", "first_day": FIRST, "last_day": LAST}).status_code == 422
    assert office.post(base, {"agreement": "1", "advice": "end", "reason": "x"}).status_code == 403
    advice = BoardRecommendation.objects.get()
    office.post(f"{base}advice/{advice.pk}/drop/")
    assert BoardRecommendation.objects.exists()
    with pytest.raises(ValidationError, match="finished"):
        report_finish(report=report, actor=dana, now=NOW)


def test_the_word_file_has_headings_lists_and_tables_with_a_head(report: BoardReport) -> None:
    document = Document(BytesIO(word_file(report_as_sheet(report))))
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.text and paragraph.style}
    assert {"Title", "Heading 1", "List Bullet", "Caption"} <= styles
    assert document.core_properties.title == "Progress of the committee"
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["Agreement", "Operator", "Advice", "Reason"]


def test_the_pdf_is_tagged_and_has_its_title(
    report: BoardReport, signed_in: Callable[[User], Client], dana: User
) -> None:
    answer = signed_in(dana).get(f"/office/committee/papers/{report.pk}/report.pdf")
    with pikepdf.open(BytesIO(body(answer))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.docinfo["/Title"]) == "Progress of the committee"
        assert str(pdf.Root.Lang) == "en"


def test_what_no_file_can_hold_is_left_out() -> None:
    odd = "A\x00 line\x0b with \ufffe marks\n\n<b>& more</b>"
    sheet = Sheet("Title", "District", "Draft", (), (Section("One", paragraphs_of(odd)),))
    assert "<b>& more</b>" in docx_words(word_file(sheet))


def test_an_empty_section_says_so() -> None:
    bare = Section("Decisions", grids=(Grid("None", ("App",), ()),), empty="Nothing was decided in these days.")
    words = docx_words(word_file(Sheet("Title", "District", "Draft", (), (bare,))))
    assert "Nothing was decided in these days." in words


def test_the_superintendent_writes_reports_and_members_read_them(
    report: BoardReport,
    meeting: Meeting,
    client: Client,
    signed_in: Callable[[User], Client],
    tom: User,
    cora: User,
    olga: User,
    ari: User,
    person: Callable[..., User],
) -> None:
    base = "/office/committee/papers/"
    pages = (
        "",
        f"{report.pk}/",
        f"{report.pk}/report.docx",
        f"minutes/{meeting.pk}/",
        f"minutes/{meeting.pk}/draft.pdf",
    )
    assert client.get(base).status_code == 302
    for stranger in (tom, cora, olga):
        for page in pages:
            assert signed_in(stranger).get(f"{base}{page}").status_code == 403
    for reader in (ari, person("Mia Member", "committee_member")):
        for page in pages:
            assert signed_in(reader).get(f"{base}{page}").status_code == 200
        assert signed_in(reader).post(f"{base}{report.pk}/finish/").status_code == 403
        assert signed_in(reader).post(f"{base}minutes/{meeting.pk}/").status_code == 403
        assert signed_in(reader).get(f"{base}new/").status_code == 403
    office = signed_in(person("Sonia Imagined", "superintendent"))
    sent = {"title": "To the board", "first_day": "2026-02-01", "last_day": "2026-01-01"}
    assert office.post(f"{base}new/", sent).status_code == 422
    assert office.post(f"{base}new/", {**sent, "last_day": "2026-03-01"}).status_code == 302
    assert not MinutesPaper.objects.exists()


def test_a_long_period_takes_as_many_queries_as_a_short_one(
    report: BoardReport, signed_in: Callable[[User], Client], dana: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(60):
        ConditionFactory(decision=ApprovalFactory(outcome=DecisionOutcome.CONDITIONS, decided_on=LAST))
    office = signed_in(dana)
    office.get(f"/office/committee/papers/{report.pk}/")
    with django_assert_max_num_queries(30):
        assert office.get(f"/office/committee/papers/{report.pk}/").status_code == 200
