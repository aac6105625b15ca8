"""The yearly notice to parents: written from the procedure's words, approved, given with proof, public."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deadlines.firing import Firing
from deadlines.models import Deadline, DeadlineState
from district.models import District, School, User
from notices.models import Mailing
from notices.services.mailings import mailing_stop
from rulebook.loading import load_packs
from rulebook.spans import AnnualDates
from tests.factories.deadlines import DeadlineFactory
from tests.factories.district import SchoolFactory
from tests.factories.roster import family_make
from tests.factories.transparency import app_posted_able
from transparency.models import GivenHow, YearNotice, YearNoticeGiven
from transparency.reporting.yearselectors import everybody_told_on
from transparency.reporting.yearservices import (
    NoticeRefused,
    mailing_left,
    year_notice_approve,
    year_notice_given,
    year_notice_mail,
    year_notice_rings,
    year_notice_write,
)
from transparency.reporting.yeartexts import days_in_words, sources, text_proposed

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FIRST_DAY = date(2026, 8, 19)
AUGUST = datetime(2026, 8, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def schools(illinois: District) -> list[School]:
    return [SchoolFactory(name=name, code=name[-3:]) for name in ("Lantern Elementary", "Lantern Middle")]


@pytest.fixture
def notice(schools: list[School], dana: User) -> YearNotice:
    """Written and approved."""
    text = {"title": "Notice to parents", "text": "About our vendors.", "title_es": "Aviso", "text_es": "Proveedores."}
    written = year_notice_write(starts_on=FIRST_DAY, actor=dana, now=AUGUST, **text)
    return year_notice_approve(notice=written, actor=dana, now=AUGUST)


def year_clock(district: District) -> Deadline:
    clock: Deadline = DeadlineFactory(
        rule="il-soppa.notice.school-year", subject_id=district.pk, due_at=AUGUST, last_day=FIRST_DAY
    )
    return clock


def given(notice: YearNotice, actor: User, school: School | None = None, **more: Any) -> YearNoticeGiven:
    values: dict[str, Any] = {"how": GivenHow.HANDBOOK, "given_on": date(2026, 8, 19), "evidence": "Handbook, page 7."}
    return year_notice_given(notice=notice, school=school, actor=actor, now=AUGUST, **{**values, **more})


def test_the_proposed_words_are_the_procedures(illinois: District) -> None:
    text = text_proposed(illinois, "2026-2027", "en")
    definitions = {row.term: row.text for row in load_packs().packs["il-soppa"].definitions}
    assert definitions["Operators"] in text
    assert definitions["Covered information"] in text
    assert "inspect and review" in text
    assert all(source.cite for source in sources())
    assert "updates it (if needed) by Jan. 31 and July 31 each year" in text
    assert "involved 10% or more" in text
    spanish = text_proposed(illinois, "2026-2027", "es")
    assert "operadores" in spanish
    assert "a más tardar el 31 de enero y el 31 de julio de cada año" in spanish
    assert "al 10 % o más" in spanish


def test_the_days_of_the_notice_are_those_of_the_pack() -> None:
    duty = load_packs().duty("il-soppa.posting.refresh")
    term = replace(duty.terms[0], span=AnnualDates(((2, 1), (9, 30))))
    assert days_in_words(replace(duty, terms=(term,)), date(2026, 8, 1)) == "Feb. 1 and Sept. 30"


def test_it_is_public_once_a_person_approved_it(schools: list[School], dana: User, public: Client) -> None:
    written = year_notice_write(starts_on=FIRST_DAY, title="Notice", text="About vendors.", actor=dana, now=AUGUST)
    assert public.get("/notice-to-parents/").status_code == 404
    year_notice_approve(notice=written, actor=dana, now=AUGUST)
    assert "About vendors." in public.get("/notice-to-parents/").content.decode()
    assert public.get("/notice-to-parents/2026-2027/aviso.pdf").status_code == 404


def test_written_anew_it_is_approved_anew(notice: YearNotice, dana: User) -> None:
    again = year_notice_write(starts_on=FIRST_DAY, title="Another", text="Other words.", actor=dana, now=AUGUST)
    assert (again.pk, again.approved_at) == (notice.pk, None)


def test_what_families_read_is_not_changed_afterwards(notice: YearNotice, dana: User) -> None:
    given(notice, dana)
    with pytest.raises(NoticeRefused, match="already"):
        year_notice_write(starts_on=FIRST_DAY, title="Another", text="Other words.", actor=dana, now=AUGUST)


def test_the_clock_is_met_when_no_school_is_missing(
    notice: YearNotice, schools: list[School], illinois: District, dana: User
) -> None:
    clock = year_clock(illinois)
    given(notice, dana, schools[0])
    clock.refresh_from_db()
    assert (clock.state, everybody_told_on(notice)) == (DeadlineState.OPEN, None)
    given(notice, dana, schools[1], given_on=date(2026, 8, 20))
    clock.refresh_from_db()
    assert (clock.state, everybody_told_on(notice)) == (DeadlineState.MET, date(2026, 8, 20))


@pytest.mark.parametrize(
    "wrong", [{"given_on": date(2026, 8, 21)}, {"evidence": "  "}, {"given_on": date(2026, 8, 19), "how": "handbook"}]
)
def test_what_proves_nothing_is_refused(notice: YearNotice, dana: User, wrong: dict[str, Any]) -> None:
    given(notice, dana)
    with pytest.raises(NoticeRefused):
        given(notice, dana, **wrong)


def test_an_unapproved_notice_is_given_to_nobody(schools: list[School], dana: User) -> None:
    written = year_notice_write(starts_on=FIRST_DAY, title="Notice", text="Words.", actor=dana, now=AUGUST)
    with pytest.raises(NoticeRefused, match="approved"):
        given(written, dana)
    with pytest.raises(NoticeRefused, match="approved"):
        year_notice_mail(notice=written, actor=dana, now=AUGUST)


def test_without_families_there_is_no_mailing(notice: YearNotice, dana: User) -> None:
    with pytest.raises(NoticeRefused, match="nobody"):
        year_notice_mail(notice=notice, actor=dana, now=AUGUST)
    assert not Mailing.objects.exists()


def test_a_mailing_that_left_is_the_proof_and_meets_the_clock(
    notice: YearNotice, illinois: District, dana: User
) -> None:

    family_make()
    clock = year_clock(illinois)
    mailing = year_notice_mail(notice=notice, actor=dana, now=AUGUST)
    assert {text.language for text in mailing.texts.all()} == {"en", "es"}
    with pytest.raises(NoticeRefused, match="already"):
        year_notice_mail(notice=notice, actor=dana, now=AUGUST)
    for _ in range(2):
        mailing_left(mailing=mailing, at=AUGUST, actor=dana, now=AUGUST)
    row = YearNoticeGiven.objects.get()
    assert (row.how, row.families) == (GivenHow.MAILING, mailing.messages.count())
    clock.refresh_from_db()
    assert clock.state == DeadlineState.MET


def test_after_a_mailing_that_was_stopped_another_one_may_be_prepared(notice: YearNotice, dana: User) -> None:
    family_make()
    first = year_notice_mail(notice=notice, actor=dana, now=AUGUST)
    mailing_stop(mailing=first, why="A court order was entered.", actor=dana, now=AUGUST)
    second = year_notice_mail(notice=notice, actor=dana, now=AUGUST)
    notice.refresh_from_db()
    assert (notice.mailing, second != first) == (second, True)


def test_the_whole_way_in_the_office(
    schools: list[School], signed_in: SignIn, dana: User, public: Client, at: Callable[[datetime], None]
) -> None:
    at(AUGUST)
    app_posted_able("Maple Reader")
    client = signed_in(dana)
    begun = client.post("/office/notice-to-parents/", {"starts_on": "2026-08-19"})
    page = client.get(begun.url)  # type: ignore[attr-defined]
    assert "7:345-AP1" in page.content.decode()
    form = page.context["form"]
    said = {name: form.initial[name] for name in form.fields}
    client.post(begun.url, said)  # type: ignore[attr-defined]
    act = "/office/notice-to-parents/2026-2027/act/"
    client.post(act, {"approve": "1"})
    refused = client.post(act, {"how": "handed", "given_on": "2026-08-20", "evidence": ""})
    assert refused.status_code == 400
    proof = SimpleUploadedFile("handbook page 7.pdf", b"%PDF-1.4 fictional", "application/pdf")
    told = {"how": "handbook", "given_on": "2026-08-19", "evidence": "Handbook, page 7.", "file": proof}
    done = client.post(act, told, follow=True).content.decode()
    assert "Given to every school" in done
    row = YearNoticeGiven.objects.get()
    saved = client.get(f"/office/notice-to-parents/2026-2027/proof/{row.pk}/")
    assert b"".join(saved.streaming_content) == b"%PDF-1.4 fictional"  # type: ignore[attr-defined]
    for name, language in (("notice", "en-US"), ("aviso", "es")):
        pdf = b"".join(public.get(f"/notice-to-parents/2026-2027/{name}.pdf").streaming_content)  # type: ignore[attr-defined]
        document = pypdfium2.PdfDocument(pdf)
        assert pypdfium2.raw.FPDFCatalog_IsTagged(document), language


def test_a_file_of_another_kind_is_refused(notice: YearNotice, signed_in: SignIn, dana: User) -> None:
    file = SimpleUploadedFile("page.exe", b"MZ", "application/octet-stream")
    told = {"how": "handed", "given_on": "2026-03-01", "evidence": "Handed out.", "file": file}
    answer = signed_in(dana).post("/office/notice-to-parents/2026-2027/act/", told)
    assert (answer.status_code, YearNoticeGiven.objects.exists()) == (400, False)


def test_who_may_not_write_reads_or_is_refused(notice: YearNotice, signed_in: SignIn, ari: User, tom: User) -> None:
    client = signed_in(ari)
    assert client.get("/office/notice-to-parents/2026-2027/").status_code == 200
    assert client.post("/office/notice-to-parents/2026-2027/act/", {"approve": "1"}).status_code == 403
    assert client.post("/office/notice-to-parents/", {"starts_on": "2026-08-19"}).status_code == 403
    assert client.get("/office/notice-to-parents/2026-2027/write/").status_code == 403
    assert signed_in(tom).get("/office/notice-to-parents/").status_code == 403
    assert signed_in(tom).get("/office/notice-to-parents/2026-2027/").status_code == 403


def test_a_handbook_given_before_the_clock_began_meets_it_when_it_rings(
    notice: YearNotice, illinois: District, dana: User
) -> None:
    given(notice, dana, given_on=date(2026, 8, 10))
    clock = year_clock(illinois)
    firing = Firing(
        outcome="told", alarm_id=1, kind="due", step=0, fires_at=AUGUST, deadline_id=clock.pk, rule=clock.rule,
        source=clock.source, title=clock.title, subject_name="", started_at=AUGUST, due_at=AUGUST, last_day=FIRST_DAY,
        role="privacy_officer", owner_id=None, verified=True,
    )  # fmt: skip
    for _ in range(2):
        year_notice_rings(firings=[firing], now=AUGUST)
    clock.refresh_from_db()
    assert clock.state == DeadlineState.MET
