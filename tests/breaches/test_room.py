"""The list and the room: what is due next first, numbers that lead to their lists, and who may come in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from breaches.clocks import clocks_recount
from breaches.models import Breach, BreachCost, Stage
from breaches.owed import AGREEMENT_RULE
from breaches.rooms import clock_next, clocks_next, room_now
from breaches.roomwords import Panel, next_of, panels_of, tab_address
from breaches.services.public import public_entries_posted, public_entry_approve
from breaches.views.common import tabs_of
from deadlines.models import Deadline
from district import clock
from district.models import District, User
from notices.models import Channel, Mailing, MailingState, Message, MessageState
from tests.factories.breaches import FRIDAY, affected_invented, breach_reported
from tests.factories.district import AdoptedPackFactory
from tests.factories.publicentries import breach_known, element_added

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ZONE = "America/Chicago"


@pytest.fixture(autouse=True)
def stands_still(district: District, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    for module in ("breaches.views.room", "breaches.views.public"):
        monkeypatch.setattr(f"{module}.clock_now", lambda: now)
    AdoptedPackFactory(pack="il-soppa")
    AdoptedPackFactory(pack="ct-student-data")


@pytest.fixture
def reported(dana: User, now: datetime) -> Breach:
    """Told by the operator on Friday evening, entered on Monday morning: the clocks run."""
    return breach_reported(dana, now, district_notified=FRIDAY)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def panel(breach: Breach, title: str) -> Panel:
    return next(one for one in panels_of(breach, room_now(breach), zone=ZONE) if one.title == title)


def test_the_room_says_first_which_of_the_district_s_own_clocks_is_due_next(
    reported: Breach, dana: User, signed_in: SignIn, now: datetime
) -> None:
    first = clock_next(reported)
    assert first is not None
    page = shown(signed_in(dana), f"/office/breaches/{reported.pk}/")
    assert page.index("Due next") < page.index(first.deadline.title) < page.index("Where it stands")
    following = next_of(reported, room_now(reported), now=now, zone=ZONE)
    assert following.title == first.deadline.title
    assert following.action == "To the letters"
    assert following.steps


def test_what_the_operator_owes_and_what_is_held_is_not_due_next(reported: Breach, now: datetime) -> None:
    ours = clock_next(reported)
    assert ours is not None
    assert ".operator" not in ours.deadline.rule
    Deadline.objects.filter(pk=ours.deadline.pk).update(held=True)
    after = clock_next(reported)
    assert after is None or after.deadline.pk != ours.deadline.pk


def test_a_notice_that_the_agreement_asks_of_the_operator_is_not_due_next(reported: Breach) -> None:
    ours = clock_next(reported)
    assert ours is not None
    Deadline.objects.filter(pk=ours.deadline.pk).update(rule=AGREEMENT_RULE, source="agreement")
    after = clock_next(reported)
    assert after is None or after.deadline.pk != ours.deadline.pk


def test_thousands_of_pupils_are_grouped_in_the_head_and_in_the_list(dana: User, signed_in: SignIn) -> None:
    breach = breach_known(dana, affected_total=50_000)
    client = signed_in(dana)
    assert "50,000 pupils" in shown(client, f"/office/breaches/{breach.pk}/")
    page = shown(client, "/office/breaches/")
    assert ">50,000<" in page
    assert "/office/breaches/drills/new/" in page


@pytest.mark.parametrize("state", list(Stage))
def test_without_a_clock_and_a_task_the_stage_says_what_comes_next(state: str, dana: User, now: datetime) -> None:
    breach = breach_known(dana, state=state)
    following = next_of(breach, room_now(breach), now=now, zone=ZONE)
    assert following.title
    assert following.url.startswith("/office/breaches/")


def test_a_number_of_the_room_leads_to_its_list(dana: User) -> None:
    breach = breach_known(dana)
    assert panel(breach, "Students").number == "500"
    assert panel(breach, "Students").url == tab_address("students", breach)
    assert panel(breach, "Public entry").url == f"/office/breaches/{breach.pk}/public/"


def test_costs_that_were_taken_back_do_not_count(dana: User, now: datetime) -> None:
    breach = breach_known(dana)
    for amount, taken in (("120.50", None), ("79.50", None), ("1000", now)):
        BreachCost.objects.create(
            breach=breach,
            kind="letters",
            amount=Decimal(amount),
            what="Paper",
            spent_on=now.date(),
            entered_by=dana,
            entered_at=now,
            taken_back_at=taken,
            taken_back_because="a slip" if taken else "",
        )
    assert panel(breach, "Costs").number == "$200.00"
    assert panel(breach, "Costs").lines[0].words == "2 costs"


def test_letters_are_counted_by_language_and_trouble_is_named(dana: User, now: datetime) -> None:
    breach = breach_known(dana)
    mailing = mailing_of(breach, dana, now)
    for number, (language, state) in enumerate(
        [("en", MessageState.SENT), ("es", MessageState.MAILED), ("en", MessageState.NO_ADDRESS)]
    ):
        message_of(mailing, now, str(number), language=language, state=state)
    words = [line.words for line in panel(breach, "Letters").lines]
    assert words == ["2 of 3 gone out", "English 2", "Spanish 1", "1 no address"]


def test_the_public_entry_is_told_from_approved_to_posted(dana: User, now: datetime) -> None:
    breach = breach_known(dana)
    assert panel(breach, "Public entry").number == "not decided"
    entry = public_entry_approve(breach=breach, notice_en="A notice.", actor=dana, now=now)
    assert panel(breach, "Public entry").number == "approved"
    public_entries_posted(entries=[entry.pk], snapshot_sha256="a" * 64, actor=dana, now=now)
    assert panel(breach, "Public entry").number == "posted"


def test_posting_meets_the_clocks_and_tasks_of_posting(dana: User, now: datetime) -> None:
    breach = breach_reported(
        dana, now, district_notified=FRIDAY, determined=FRIDAY + timedelta(hours=1), report={"title": "Known"}
    )
    Breach.objects.filter(pk=breach.pk).update(affected_total=500, happened_from=now.date())
    breach.refresh_from_db()
    element_added(breach, dana, "Name", "ordinary")
    clocks_recount(breach, dana, now)
    entry = public_entry_approve(breach=breach, notice_en="A notice.", actor=dana, now=now)
    public_entries_posted(entries=[entry.pk], snapshot_sha256="a" * 64, actor=dana, now=now)
    posting = Deadline.objects.filter(subject_id=breach.pk, rule__contains=".posting.")
    assert posting.exists()
    assert set(posting.values_list("state", flat=True)) == {"met"}
    tasks = breach.tasks.filter(key__contains=".posting.")
    assert tasks.exists()
    assert not [task for task in tasks if task.is_open]


def test_the_list_has_open_breaches_first_and_drills_apart(
    dana: User, signed_in: SignIn, reported: Breach, now: datetime
) -> None:
    over = breach_known(dana, number=90, state=Stage.CLOSED, title="Long over")
    drill = breach_known(dana, number=91, drill=True, title="Only practice")
    page = shown(signed_in(dana), "/office/breaches/")
    assert page.index(str(reported)) < page.index(str(over)) < page.index(str(drill))
    assert page.index("Drills</h2>") < page.index(str(drill))


def test_an_empty_list_says_what_to_do_first(dana: User, signed_in: SignIn) -> None:
    page = shown(signed_in(dana), "/office/breaches/")
    assert "No breach has been reported." in page
    assert "Report one as soon as" in page
    assert "/office/breaches/new/" in page


def test_a_drill_says_so_on_its_pages(dana: User, signed_in: SignIn) -> None:
    drill = breach_known(dana, drill=True)
    client = signed_in(dana)
    for address in ("", "public/"):
        assert "<strong>DRILL</strong>" in shown(client, f"/office/breaches/{drill.pk}/{address}")
    assert [tab.title for tab in tabs_of(drill, "room")][-1] == "Drill report"
    assert "Drill report" not in [tab.title for tab in tabs_of(breach_known(dana, number=15), "room")]


def test_the_list_costs_the_same_for_two_and_for_twelve_breaches(dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    breach_known(dana, number=1)
    breach_known(dana, number=2)
    client.get("/office/breaches/")
    counted = queries_of(client, "/office/breaches/")
    for number in range(3, 13):
        breach_known(dana, number=number)
    assert queries_of(client, "/office/breaches/") == counted


def test_the_room_costs_the_same_with_fifty_thousand_pupils_and_letters_and_ten_breaches(
    dana: User, signed_in: SignIn, now: datetime
) -> None:
    client = signed_in(dana)
    breach = breach_reported(dana, now, district_notified=FRIDAY)
    mailing = mailing_of(breach, dana, now)
    message_of(mailing, now, "first")
    addresses = [f"/office/breaches/{breach.pk}/", f"/office/breaches/{breach.pk}/public/"]
    before = [warm_queries_of(client, address) for address in addresses]
    affected_invented(breach, dana, now, 50_000)
    Message.objects.bulk_create([message_made(mailing, now, f"m{number}") for number in range(5_000)], batch_size=5_000)
    for _ in range(10):
        breach_reported(dana, now, district_notified=FRIDAY)
    assert [warm_queries_of(client, address) for address in addresses] == before
    assert max(before) <= 45


def test_the_next_clocks_of_many_breaches_are_read_in_one_query(
    dana: User, now: datetime, django_assert_num_queries: Callable[..., object]
) -> None:
    breaches = [breach_reported(dana, now, district_notified=FRIDAY) for _ in range(3)]
    clocks_next(breaches)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert len(clocks_next(breaches)) == 3
    assert clocks_next([]) == {}


@pytest.mark.parametrize("address", ["", "{pk}/", "{pk}/public/", "{pk}/public/withdraw/"])
def test_the_teacher_the_outsider_and_the_visitor_are_turned_away(
    address: str, dana: User, tom: User, olga: User, client: Client
) -> None:
    breach = breach_known(dana)
    path = "/office/breaches/" + address.format(pk=breach.pk)
    for ask in (client.get, client.post):
        assert ask(path).status_code in (302, 405)
    for person in (tom, olga):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(path).status_code == 403
        assert client.post(path).status_code in (403, 405)


def test_the_auditor_reads_the_room_and_changes_nothing(dana: User, ari: User, signed_in: SignIn) -> None:
    breach = breach_known(dana)
    client = signed_in(ari)
    assert "Approve" not in shown(client, f"/office/breaches/{breach.pk}/public/")
    shown(client, f"/office/breaches/{breach.pk}/")
    assert client.post(f"/office/breaches/{breach.pk}/public/", {"approve": "1"}).status_code == 403
    assert client.post(f"/office/breaches/{breach.pk}/public/withdraw/", {"because": "x"}).status_code == 403


def test_a_breach_that_is_not_there_is_not_found(dana: User, signed_in: SignIn) -> None:
    for address in ("", "public/", "public/withdraw/"):
        assert signed_in(dana).get(f"/office/breaches/987654/{address}").status_code == 404


def mailing_of(breach: Breach, by: User, now: datetime) -> Mailing:
    return Mailing.objects.create(
        subject=breach, title="Letters", state=MailingState.RUNNING, prepared_by=by, prepared_at=now
    )


def message_made(mailing: Mailing, now: datetime, key: str, **fields: object) -> Message:
    values: dict[str, object] = {"channel": Channel.LETTER, "language": "en", "state": MessageState.SENT}
    return Message(
        mailing=mailing, key=key, address="", subject="", body="", queued_at=now, send_after=now, **values | fields
    )


def message_of(mailing: Mailing, now: datetime, key: str, **fields: object) -> None:
    message_made(mailing, now, key, **fields).save()


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def warm_queries_of(client: Client, address: str) -> int:
    """The second time: what a process reads only once is read then."""
    client.get(address)
    return queries_of(client, address)
