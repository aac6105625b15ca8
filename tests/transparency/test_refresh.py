"""Reviews by the days of the law: what is looked at, attested, and said where it is late."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from deadlines.models import Deadline, DeadlineState
from deadlines.services import yearly_open
from district.audit import SystemActor
from district.models import AdoptedPack, District, User
from tests.factories.deadlines import DeadlineFactory
from tests.factories.transparency import app_posted_able
from transparency.models import PageReview
from transparency.refreshing.checklist import looked_at, review_items
from transparency.refreshing.selectors import due_days
from transparency.refreshing.services import ReviewRefused, page_attest
from transparency.refreshing.words import review_said
from transparency.services import PublicationChanged, publish
from vendors.models import Product

pytestmark = pytest.mark.django_db
ACTOR = SystemActor("command:publish")
SignIn = Callable[[User], Client]
JULY_31 = date(2026, 7, 31)
IN_TIME = datetime(2026, 7, 20, 15, 0, tzinfo=UTC)
LATE = datetime(2026, 8, 4, 15, 0, tzinfo=UTC)


@pytest.fixture
def public_since_march(illinois: District, now: datetime) -> District:
    app_posted_able("Maple Reader")
    publish(actor=ACTOR, now=now)
    return illinois


def review_clock(district: District) -> Deadline:
    clock: Deadline = DeadlineFactory(
        rule="il-soppa.posting.refresh",
        subject_id=district.pk,
        due_at=datetime(2026, 8, 1, 5, 0, tzinfo=UTC),
        last_day=JULY_31,
    )
    return clock


def attested(actor: User, now: datetime, **more: Any) -> PageReview:
    values = {"due_on": JULY_31, "name": "Dana Fictional", "position": "Privacy officer", "text": "I looked at it."}
    return page_attest(
        **{**values, **more},
        looked_at=looked_at(review_items(), {}),
        actor=actor,
        now=now,
    )


def said_of(now: datetime) -> list[str]:
    return [review_said(due).sentence for due in due_days(now.date(), "America/Chicago")]


def test_nothing_is_due_before_the_first_publication_nor_without_the_law(illinois: District, now: datetime) -> None:
    assert due_days(date(2026, 7, 20), "America/Chicago") == []
    app_posted_able("Maple Reader")
    publish(actor=ACTOR, now=now)
    assert [due.day for due in due_days(date(2026, 7, 20), "America/Chicago")] == [JULY_31]
    AdoptedPack.objects.all().delete()
    assert due_days(date(2026, 7, 20), "America/Chicago") == []


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 5, 31), []),
        (date(2026, 6, 1), [JULY_31]),
        (date(2026, 7, 31), [JULY_31]),
        (date(2026, 12, 2), [date(2027, 1, 31), JULY_31]),
    ],
)
def test_a_day_shows_sixty_days_ahead_and_stays(public_since_march: District, today: date, days: list[date]) -> None:
    assert [due.day for due in due_days(today, "America/Chicago")] == days


def test_an_attestation_in_time_meets_the_clock(public_since_march: District, dana: User) -> None:
    clock = review_clock(public_since_march)
    review = attested(dana, IN_TIME)
    clock.refresh_from_db()
    assert (clock.state, clock.closed_at) == (DeadlineState.MET, IN_TIME)
    assert review.snapshot.sha256 in clock.closed_reason
    assert said_of(IN_TIME) == ["Due by 31 July 2026, reviewed on 20 July 2026 by Dana Fictional, Privacy officer."]


def test_publishing_alone_is_no_review(public_since_march: District) -> None:
    clock = review_clock(public_since_march)
    Product.objects.update(description="Another description.")
    publish(actor=ACTOR, now=IN_TIME)
    clock.refresh_from_db()
    assert clock.state == DeadlineState.OPEN


def test_what_is_not_done_in_time_is_said_to_be_late_and_by_how_many_days(public_since_march: District) -> None:
    assert said_of(LATE) == [
        "The review of this page that was due by 31 July 2026 has not been done. It is 4 days late."
    ]
    assert said_of(datetime(2026, 8, 1, 15, 0, tzinfo=UTC)) == [
        "The review of this page that was due by 31 July 2026 has not been done. It is 1 day late."
    ]


def test_a_late_review_says_why_and_stays_late(public_since_march: District, dana: User) -> None:
    clock = review_clock(public_since_march)
    with pytest.raises(ReviewRefused, match="why"):
        attested(dana, LATE)
    attested(dana, LATE, why_late="The officer was ill.")
    clock.refresh_from_db()
    assert clock.state == DeadlineState.MET
    for moment in (LATE, LATE + timedelta(days=100)):
        assert said_of(moment)[-1] == (
            "Due by 31 July 2026, reviewed on 4 August 2026 by Dana Fictional, Privacy officer: 4 days late."
        )


def test_a_review_is_attested_once(public_since_march: District, dana: User) -> None:
    attested(dana, IN_TIME)
    with pytest.raises(ReviewRefused, match="already"):
        attested(dana, IN_TIME)


JANUARY_31 = date(2027, 1, 31)
LEFT_OUT_UNTIL = datetime(2027, 1, 20, 15, 0, tzinfo=UTC)


def periods(district: District) -> dict[date, str]:
    rows = Deadline.objects.filter(rule="il-soppa.posting.refresh", subject_id=district.pk)
    return dict(rows.values_list("last_day", "state"))


def test_a_later_review_makes_up_for_earlier_ones_that_were_left_out(public_since_march: District, dana: User) -> None:
    for moment in (IN_TIME, LEFT_OUT_UNTIL):
        yearly_open(now=moment)
    with pytest.raises(ReviewRefused, match="left out"):
        attested(dana, LEFT_OUT_UNTIL, due_on=JANUARY_31)
    attested(dana, LEFT_OUT_UNTIL, due_on=JANUARY_31, why_late="The officer's place was empty.")
    assert periods(public_since_march) == {JULY_31: "met", JANUARY_31: "met"}
    assert said_of(LEFT_OUT_UNTIL) == [
        "Due by 31 January 2027, reviewed on 20 January 2027 by Dana Fictional, Privacy officer.",
        "Due by 31 July 2026, reviewed on 20 January 2027 by Dana Fictional, Privacy officer: 173 days late.",
    ]
    with pytest.raises(ReviewRefused, match="already"):
        attested(dana, LEFT_OUT_UNTIL, why_late="Once more.")
    for days in range(0, 12, 3):
        yearly_open(now=LEFT_OUT_UNTIL + timedelta(days=days))
    assert periods(public_since_march) == {JULY_31: "met", JANUARY_31: "met"}


def test_an_earlier_review_that_is_done_late_leaves_the_later_clock_running(
    public_since_march: District, dana: User
) -> None:
    for moment in (IN_TIME, LEFT_OUT_UNTIL):
        yearly_open(now=moment)
    attested(dana, LEFT_OUT_UNTIL, why_late="The officer's place was empty.")
    assert periods(public_since_march) == {JULY_31: "met", JANUARY_31: "open"}


def test_a_review_attested_before_the_timer_came_opens_no_clock_afterwards(
    public_since_march: District, dana: User
) -> None:
    attested(dana, IN_TIME)
    assert yearly_open(now=IN_TIME + timedelta(days=1)) == []
    assert periods(public_since_march) == {JULY_31: "met"}


def test_the_office_says_which_reviews_were_left_out(
    public_since_march: District, signed_in: SignIn, dana: User, at: Callable[[datetime], None]
) -> None:
    at(LEFT_OUT_UNTIL)
    page = signed_in(dana).get("/office/refresh/2027-01-31/").content.decode()
    assert "No review was attested for 31 July 2026: this one makes up for it" in page
    assert "this one makes up" not in signed_in(dana).get("/office/refresh/2026-07-31/").content.decode()


def test_a_day_that_is_none_of_the_laws_is_refused(public_since_march: District, dana: User) -> None:
    with pytest.raises(ReviewRefused):
        attested(dana, IN_TIME, due_on=date(2026, 7, 30))


def test_nothing_is_attested_while_there_is_something_to_publish(public_since_march: District, dana: User) -> None:
    Product.objects.update(description="Another description.")
    with pytest.raises(PublicationChanged):
        attested(dana, IN_TIME)
    assert not PageReview.objects.exists()


def answers() -> dict[str, str]:
    ticks = {f"seen-{item.field}": "on" for item in review_items()}
    return {**ticks, "name": "Dana Fictional", "position": "Privacy officer", "text": "I looked at each thing."}


def test_the_office_asks_for_each_thing_and_the_page_says_it_was_done(
    public_since_march: District, signed_in: SignIn, dana: User, at: Callable[[datetime], None]
) -> None:
    at(IN_TIME)
    client = signed_in(dana)
    assert "due by 31 July 2026 has not been done yet" in client.get("/office/publish/").content.decode()
    page = client.get("/office/refresh/2026-07-31/")
    assert all(item.must.split(".")[0][:30] in page.content.decode() for item in review_items()[:2])
    missing = answers() | {"note-il-soppa-posting-operators": "All three operators stand there."}
    del missing["seen-il-soppa-posting-breaches"]
    refused = client.post("/office/refresh/2026-07-31/", missing)
    assert "Look at it, then tick it" in refused.content.decode()
    assert not PageReview.objects.exists()
    done = client.post("/office/refresh/2026-07-31/", missing | {"seen-il-soppa-posting-breaches": "on"}, follow=True)
    assert "reviewed on 20 July 2026 by Dana Fictional" in done.content.decode()
    assert PageReview.objects.get().looked_at[0]["note"] == "All three operators stand there."
    assert "All three operators" in client.get("/office/refresh/2026-07-31/").content.decode()


def test_who_may_not_attest_reads(
    public_since_march: District, signed_in: SignIn, ari: User, tom: User, at: Callable[[datetime], None]
) -> None:
    at(IN_TIME)
    assert signed_in(ari).get("/office/refresh/").status_code == 200
    assert signed_in(ari).get("/office/refresh/2026-07-31/").status_code == 403
    assert signed_in(ari).post("/office/refresh/2026-07-31/", answers()).status_code == 403
    assert signed_in(tom).get("/office/refresh/").status_code == 403


@pytest.mark.parametrize("day", ["2026-07-30", "2027-01-31", "2026-02-30", "1999-01-31"])
def test_another_day_has_no_page(
    public_since_march: District, signed_in: SignIn, dana: User, at: Callable[[datetime], None], day: str
) -> None:
    at(IN_TIME)
    assert signed_in(dana).get(f"/office/refresh/{day}/").status_code == 404


def test_the_public_page_owns_up_to_a_late_review_until_it_is_done(
    public_since_march: District, public: Client, dana: User, at: Callable[[datetime], None]
) -> None:
    at(IN_TIME)
    assert "late" not in public.get("/proof/").content.decode().lower()
    at(LATE)
    for address in ("/", "/proof/"):
        assert "It is 4 days late" in public.get(address).content.decode()
    attested(dana, LATE, why_late="The officer was ill.")
    assert "It is 4 days late" not in public.get("/").content.decode()
    assert "The officer was ill." in public.get("/proof/").content.decode()
