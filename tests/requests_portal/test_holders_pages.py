"""The office's pages of holders: whom each address refuses, what each button does, and what bad input gets."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.models import CureNotice
from deadlines.models import Deadline
from deadlines.selectors import clocks_of
from district.models import District, User
from notices.models import Message
from requests_portal.holders.extensionwords import REASONS
from requests_portal.holders.services import case_open_for, task_answer, task_ask, task_done
from requests_portal.models import (
    Holder,
    OperatorCase,
    PrivacyRequest,
    RequestFile,
    RequestTask,
    TaskState,
)
from requests_portal.services import request_identified
from requests_portal.services.steps import RequestRefused
from requests_portal.stepwords import STEP_WORDS, step_to_parent
from rulebook.loading import load_packs
from tests.factories.contracts import AgreementFactory, CheckFactory, pdf_bytes
from tests.factories.inventory import ProductUseFactory
from tests.factories.requests import MONDAY, RequestFactory, request_received
from tests.factories.vendors import ContactFactory, OperatorFactory, ProductFactory
from tests.requests_portal.holders_cast import (
    DAY,
    HOUR,
    TUESDAY,
    Holders,
    codes_of,
    found_wrong,
    holders_made,
    identified,
    mails_to,
    task_of,
)
from vendors.models import Contact

STORED = "the records are stored elsewhere"
LOOK = ("holders", "holder")
WORK = (
    "holders-ask-all",
    "holder-add",
    "holder-ask",
    "holder-by-hand",
    "holder-link",
    "holder-answer",
    "holder-back",
    "holder-done",
    "holder-not-needed",
    "holder-owner",
    "holder-case",
    "extend",
)
OF_THE_CASE = ("holders", "holders-ask-all", "holder-add", "extend")
POSTED = ("holders-propose", "holder-accept", "holder-take-up")


@pytest.fixture(autouse=True)
def store(settings: LazySettings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Holders:
    return holders_made(district, person)


@pytest.fixture
def request_(cast: Holders) -> PrivacyRequest:
    """A deletion about both products."""
    return identified(cast, kind="delete", products=[cast.reader, cast.counter])


@pytest.fixture
def maple(cast: Holders, request_: PrivacyRequest) -> RequestTask:
    return task_of(request_, cast.maple)


@pytest.fixture
def rita(client: Client, cast: Holders) -> Client:
    """The custodian, signed in."""
    client.force_login(cast.custodian)
    return client


def address(name: str, task: RequestTask, **more: int) -> str:
    wanted: dict[str, int] = {"pk": task.request_id, **more}
    if name.startswith("holder-") or name == "holder":
        wanted["task"] = task.pk
    if name == "holder-add":
        del wanted["task"]
    return reverse(f"requests:{name}", kwargs=wanted)


def at(client: Client, moment: datetime, url: str, given: dict[str, Any] | None = None) -> Any:
    """The page at a moment, by the custodian, who signs in anew: days between two of them end no sign-in."""
    with time_machine.travel(moment, tick=False):
        client.force_login(User.objects.get(name="Rita Fictional"))
        return client.get(url) if given is None else client.post(url, given)


def asked(cast: Holders, task: RequestTask, now: datetime = TUESDAY) -> RequestTask:
    return task_ask(task=task, contact=cast.pat, last_day=date(2026, 3, 16), actor=cast.custodian, now=now)


def answered(cast: Holders, task: RequestTask, outcome: str = "confirmed") -> RequestTask:
    return task_answer(
        task=asked(cast, task),
        outcome=outcome,
        statement="The recordings are gone.",
        by="Pat Fictional",
        actor=cast.custodian,
        now=TUESDAY + HOUR,
    )


@pytest.mark.parametrize("name", [*LOOK, *WORK, *POSTED])
def test_whom_each_page_refuses(
    client: Client, cast: Holders, maple: RequestTask, tom: User, ari: User, name: str
) -> None:
    url = address(name, maple)
    way = client.post if name in POSTED else client.get
    assert way(url).status_code == 302  # to the door
    client.force_login(tom)
    assert way(url).status_code == 403
    client.force_login(ari)  # reads everything, changes nothing
    assert way(url).status_code == (200 if name in LOOK else 403)


@pytest.mark.parametrize("name", [name for name in (*LOOK, *WORK) if name not in OF_THE_CASE])
def test_another_requests_task_is_not_found(rita: Client, maple: RequestTask, name: str) -> None:
    other = RequestFactory(ordinal=900)
    url = reverse(f"requests:{name}", kwargs={"pk": other.pk, "task": maple.pk})
    assert rita.get(url).status_code == 404


@pytest.mark.parametrize("name", POSTED)
def test_what_changes_something_is_sent(rita: Client, maple: RequestTask, name: str) -> None:
    assert rita.get(address(name, maple)).status_code == 405


def test_the_holders_are_proposed_when_it_is_known_who_asks(cast: Holders) -> None:
    request = identified(cast, kind="copy")
    found = [(task.holder, task.operator) for task in request.tasks.order_by("pk")]
    assert found == [
        (Holder.DISTRICT, None),
        (Holder.OPERATOR, cast.maple),
        (Holder.OPERATOR, cast.pine),
        (Holder.STATE_BOARD, None),
    ]


def test_apps_of_other_grades_are_not_proposed(cast: Holders) -> None:
    product = ProductFactory()
    ProductUseFactory(product=product, lowest_grade="9", highest_grade="12")
    request = identified(cast, kind="copy")
    assert not request.tasks.filter(operator=product.operator).exists()


def test_who_was_named_alone_is_proposed_alone(cast: Holders) -> None:
    request = identified(cast, kind="delete", products=[cast.reader])
    assert [task.operator for task in request.tasks.all()] == [cast.maple]


def test_nobody_holds_directory_information_but_the_district(cast: Holders) -> None:
    assert not identified(cast, kind="directory").tasks.exists()


def test_the_board_shows_each_holder_with_its_next_step(
    rita: Client, cast: Holders, request_: PrivacyRequest, maple: RequestTask
) -> None:
    asked(cast, maple)
    text = at(rita, TUESDAY + HOUR, address("holders", maple)).content.decode()
    for words in ("Maple Reader Fictional, Inc.", "Asked on Tuesday 3 March 2026", "Answer by Monday 16 March 2026"):
        assert words in text
    assert "Ask Pine Counter Fictional, LLC" in text


def test_queries_do_not_grow_with_the_holders(rita: Client, cast: Holders) -> None:
    def cost(holders: int) -> int:
        products = []
        for _ in range(holders):
            product = ProductFactory()
            ContactFactory(operator=product.operator)
            products.append(product)
        number = f"2000{holders}"
        request = identified_other(cast, products, number)
        for task in request.tasks.all():
            who = Contact.objects.get(operator=task.operator)
            asked_ = task_ask(task=task, contact=who, actor=cast.custodian, now=TUESDAY)
            task_answer(task=asked_, outcome="partly", statement="Half.", by="Pat", actor=cast.custodian, now=TUESDAY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert at(rita, TUESDAY + HOUR, reverse("requests:holders", args=[request.pk])).status_code == 200
        return len(queries)

    cost(1)
    assert cost(6) == cost(2) <= 40


def identified_other(cast: Holders, products: list[Any], number: str) -> PrivacyRequest:
    """Another family's request."""
    request = request_received(kind="delete", products=products, said={"student_number": number})
    request_identified(request=request, student=None, guardian=None, how="in_person", actor=cast.custodian, now=MONDAY)
    return request


def test_asking_sends_what_was_edited(rita: Client, cast: Holders, maple: RequestTask) -> None:
    url = address("holder-ask", maple)
    text = at(rita, TUESDAY, url).content.decode()
    assert "Name: Ana Fictional" in text
    given = {
        "contact": cast.pat.pk,
        "asks": "Delete the voice recordings of March.",
        "pupil": ["name", "number"],
        "last_day": "2026-03-13",
    }
    assert at(rita, TUESDAY, url, given).status_code == 302
    maple.refresh_from_db()
    assert maple.asked_words == {
        "asks": "Delete the voice recordings of March.",
        "pupil": {"name": "Ana Fictional", "number": "100234"},
    }
    assert (maple.last_day, maple.state, maple.request.state) == (date(2026, 3, 13), TaskState.ASKED, "working")
    assert len(mails_to("pat@maple-reader.example")) == 1


def test_asking_twice_asks_once(rita: Client, cast: Holders, maple: RequestTask) -> None:
    given = {"contact": cast.pat.pk, "asks": "Delete it.", "pupil": ["name"], "last_day": ""}
    for _ in range(2):
        assert at(rita, TUESDAY, address("holder-ask", maple), given).status_code == 302
    assert len(mails_to("pat@maple-reader.example")) == 1
    assert codes_of(maple.request).count("task_asked_open") == 1


def test_what_is_kept_for_later_is_not_sent(rita: Client, cast: Holders, maple: RequestTask) -> None:
    given = {"contact": cast.pat.pk, "asks": "Later.", "pupil": ["name"], "action": "keep"}
    at(rita, TUESDAY, address("holder-ask", maple), given)
    maple.refresh_from_db()
    assert (maple.state, maple.asked_words["asks"]) == (TaskState.OPEN, "Later.")
    assert mails_to("pat@maple-reader.example") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"asks": ""},
        {"asks": "x" * 4001},
        {"pupil": []},
        {"pupil": ["nonsense"]},
        {"contact": 999_999},
        {"last_day": "2026-13-45"},
        {"last_day": "2026-03-01"},
    ],
)
def test_bad_input_keeps_what_was_typed(rita: Client, cast: Holders, maple: RequestTask, wrong: dict[str, Any]) -> None:
    given = {"contact": cast.pat.pk, "asks": "Delete all.", "pupil": ["name"], "last_day": "2026-03-13", **wrong}
    answer = at(rita, TUESDAY, address("holder-ask", maple), given)
    assert answer.status_code == 422
    assert given["asks"][:100] in answer.content.decode()
    maple.refresh_from_db()
    assert maple.state == TaskState.OPEN


def test_ask_all_shows_first_and_asks_then(rita: Client, cast: Holders, maple: RequestTask) -> None:
    nobody = ProductFactory(operator=OperatorFactory(name="Mute Fictional, Inc."))
    maple.request.products.add(nobody)
    at(rita, TUESDAY, address("holders-propose", maple), {})
    url = address("holders-ask-all", maple)
    text = at(rita, TUESDAY, url).content.decode()
    assert "To Pat Fictional (pat@maple-reader.example)" in text
    assert "it will not be asked" in text
    assert at(rita, TUESDAY, url, {}).status_code == 302
    states = dict(maple.request.tasks.values_list("operator__name", "state"))
    assert states == {str(cast.maple): "asked", str(cast.pine): "asked", "Mute Fictional, Inc.": "open"}


def test_nobody_is_asked_before_it_is_known_who_asks(rita: Client, cast: Holders) -> None:
    request = request_received(kind="delete", products=[cast.reader])
    at(rita, TUESDAY, reverse("requests:holders-propose", args=[request.pk]), {})
    at(rita, TUESDAY, reverse("requests:holders-ask-all", args=[request.pk]), {})
    assert task_of(request, cast.maple).state == TaskState.OPEN
    assert mails_to("pat@maple-reader.example") == []


def test_a_holder_is_added_once(rita: Client, cast: Holders, maple: RequestTask) -> None:
    other = OperatorFactory()
    url = address("holder-add", maple)
    assert at(rita, TUESDAY, url, {"holder": "operator", "operator": ""}).status_code == 422
    assert at(rita, TUESDAY, url, {"holder": "operator", "operator": other.pk}).status_code == 302
    assert at(rita, TUESDAY, url, {"holder": "operator", "operator": other.pk}).status_code == 422
    assert at(rita, TUESDAY, url, {"holder": "district"}).status_code == 302
    assert maple.request.tasks.count() == 4


def test_an_answer_that_came_by_letter_is_entered(rita: Client, cast: Holders, maple: RequestTask) -> None:
    url = address("holder-by-hand", maple)
    at(rita, TUESDAY + DAY, url, {"how": "letter", "asked_on": "2026-03-03", "last_day": "2026-03-13"})
    maple.refresh_from_db()
    assert (maple.state, maple.asked_how, maple.asked_at) == (
        TaskState.ASKED,
        "letter",
        datetime(2026, 3, 3, 18, tzinfo=MONDAY.tzinfo),
    )
    given = {
        "outcome": "confirmed",
        "statement": "By letter: all gone.",
        "given_by": "Pat Fictional",
        "answered_on": "2026-03-05",
        "attached": [SimpleUploadedFile("letter.pdf", pdf_bytes("Gone."), "application/pdf")],
    }
    assert at(rita, TUESDAY + 3 * DAY, address("holder-answer", maple), given).status_code == 302
    file = RequestFile.objects.get(task=maple)
    got = at(rita, TUESDAY + 3 * DAY, reverse("requests:holder-file", args=[maple.request_id, file.pk]))
    assert (got.status_code, got["Content-Type"]) == (200, "application/pdf")
    assert "attachment" in got["Content-Disposition"]
    other = reverse("requests:holder-file", args=[RequestFactory(ordinal=900).pk, file.pk])
    assert at(rita, TUESDAY + 3 * DAY, other).status_code == 404


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-20"])
def test_a_day_before_the_request_or_ahead_is_refused(rita: Client, maple: RequestTask, day: str) -> None:
    given = {"how": "letter", "asked_on": day}
    assert at(rita, TUESDAY, address("holder-by-hand", maple), given).status_code == 422


def test_an_answer_is_accepted_or_sent_back(rita: Client, cast: Holders, maple: RequestTask) -> None:
    answered(cast, maple)
    text = at(rita, TUESDAY + DAY, address("holder", maple)).content.decode()
    assert "The recordings are gone." in text
    at(rita, TUESDAY + DAY, address("holder-back", maple), {"because": "Backups?", "last_day": ""})
    maple.refresh_from_db()
    assert maple.state == TaskState.ASKED
    words: dict[str, Any] = {"outcome": "confirmed", "statement": "Backups too.", "by": "Pat"}
    task_answer(task=maple, **words, actor=cast.custodian, now=TUESDAY + 2 * DAY)
    at(rita, TUESDAY + 3 * DAY, address("holder-accept", maple), {})
    maple.refresh_from_db()
    assert (maple.state, maple.certificates.count()) == (TaskState.DONE, 1)
    at(rita, TUESDAY + 3 * DAY, address("holder-accept", maple), {})  # pressed twice
    assert maple.certificates.count() == 1


def test_not_needed_and_needed_after_all(rita: Client, cast: Holders, maple: RequestTask) -> None:
    asked(cast, maple)
    assert at(rita, TUESDAY + DAY, address("holder-not-needed", maple), {"because": " "}).status_code == 422
    at(rita, TUESDAY + DAY, address("holder-not-needed", maple), {"because": "Never held it."})
    maple.refresh_from_db()
    assert (maple.state, maple.settled_words) == (TaskState.NOT_NEEDED, {"because": "Never held it."})
    at(rita, TUESDAY + DAY, address("holder-take-up", maple), {})
    maple.refresh_from_db()
    assert (maple.state, maple.asked_at) == (TaskState.OPEN, None)
    asked(cast, maple, now=TUESDAY + 2 * DAY)
    assert list(clocks_of(maple).order_by("pk").values_list("state", flat=True)) == ["withdrawn", "open"]


def test_done_by_hand_keeps_its_evidence(rita: Client, maple: RequestTask) -> None:
    assert at(rita, TUESDAY, address("holder-done", maple), {"evidence": ""}).status_code == 422
    at(rita, TUESDAY, address("holder-done", maple), {"evidence": "Deleted in the console, screen of 3 March."})
    maple.refresh_from_db()
    assert (maple.state, maple.certificates.count()) == (TaskState.DONE, 1)
    with pytest.raises(RequestRefused):
        task_done(task=maple, evidence="Twice.", actor=User.objects.get(name="Rita Fictional"), now=TUESDAY)


def test_somebody_sees_to_it_who_may(rita: Client, cast: Holders, maple: RequestTask, tom: User, dana: User) -> None:
    assert at(rita, TUESDAY, address("holder-owner", maple), {"owner": tom.pk}).status_code == 422
    at(rita, TUESDAY, address("holder-owner", maple), {"owner": dana.pk})
    answered(cast, maple)
    assert Message.objects.filter(key__contains=".answered.", recipient=dana).count() == 1


def test_a_case_is_opened_looked_at_and_closed(rita: Client, cast: Holders, maple: RequestTask, tom: User) -> None:
    answered(cast, maple, "refused")
    url = address("holder-case", maple)
    text = at(rita, TUESDAY + DAY, url).content.decode()
    assert "It refused" in text
    given = {"contact": cast.pat.pk, "notice": "Answer us.", "answer_by": "2026-03-20", "agreement": ""}
    assert at(rita, TUESDAY + DAY, url, given).status_code == 302
    case = OperatorCase.objects.get()
    page = address("holder-case-page", maple, operator_case=case.pk)
    close = address("holder-case-close", maple, operator_case=case.pk)
    assert "Answer us." in at(rita, TUESDAY + DAY, page).content.decode()
    assert at(rita, TUESDAY + DAY, close, {"outcome": "", "because": ""}).status_code == 422
    assert at(rita, TUESDAY + DAY, close, {"outcome": "answered", "because": "It did."}).status_code == 302
    rita.force_login(tom)
    assert [rita.get(one).status_code for one in (page, close)] == [403, 403]


def test_the_cure_notice_of_a_case_is_tied_both_ways(
    client: Client, cast: Holders, maple: RequestTask, dana: User
) -> None:
    answered(cast, maple, "refused")
    agreement = AgreementFactory(operator=cast.maple)
    case = case_open_for(
        task=maple,
        notice="Answer us.",
        answer_by=date(2026, 3, 20),
        contact=cast.pat,
        actor=cast.custodian,
        now=TUESDAY + DAY,
    )
    check = CheckFactory(document__agreement=agreement)
    notice = CureNotice.objects.create(
        agreement=agreement,
        review_check=check,
        contact_name="Pat Fictional",
        contact_email="pat@maple-reader.example",
        term_ends_on=date(2026, 4, 2),
        written_by=dana,
        written_at=TUESDAY + DAY,
    )
    client.force_login(dana)
    page = address("holder-case-page", maple, operator_case=case.pk)
    assert "It belongs to this case" in client.get(page).content.decode()
    client.post(address("holder-case-cure", maple, operator_case=case.pk, notice=notice.pk))
    case.refresh_from_db()
    assert (case.cure_notice, case.agreement) == (notice, agreement)
    assert page in client.get(reverse("contracts:cure", args=[notice.pk])).content.decode()


# More time ------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["copy", "inspect"])
def record(request: pytest.FixtureRequest, cast: Holders) -> PrivacyRequest:
    """School student records: ten business days, until 16 March."""
    return identified(cast, kind=request.param)


def record_clock(request: PrivacyRequest) -> Deadline:
    return clocks_of(request).get(rule__startswith="il-school-records.")


def test_more_time_is_taken_for_a_reason_and_the_family_is_told(rita: Client, record: PrivacyRequest) -> None:
    url = reverse("requests:extend", args=[record.pk])
    text = at(rita, TUESDAY, url).content.decode()
    assert "Not verified" in text
    assert "5 business days more" in text
    assert text.count('type="radio"') == 6
    assert at(rita, TUESDAY, url, {"choice": "0"}).status_code == 302
    clock = record_clock(record)
    assert (clock.last_day, clock.extended_because, clock.verified) == (date(2026, 3, 23), STORED, False)
    message = Message.objects.get(key=f"request.{record.pk}.extended.{clock.pk}")
    body = (message.content or {})["body"]
    assert "Monday 23 March 2026" in body
    assert STORED in body
    step = record.steps.get(code="clock_extended")
    assert step_to_parent(step) == (
        f"We need more time. Our last day is now Monday 23 March 2026. The reason: {STORED}."
    )


@pytest.mark.parametrize("choice", ["", "6", "-1", "x", "0.5"])
def test_no_other_reason_is_taken(rita: Client, record: PrivacyRequest, choice: str) -> None:
    answer = at(rita, TUESDAY, reverse("requests:extend", args=[record.pk]), {"choice": choice})
    assert answer.status_code == 422
    assert record_clock(record).extension == ""


def test_it_is_taken_once(rita: Client, record: PrivacyRequest) -> None:
    url = reverse("requests:extend", args=[record.pk])
    at(rita, TUESDAY, url, {"choice": "0"})
    at(rita, TUESDAY, url, {"choice": "1"})
    assert record_clock(record).extended_because == STORED
    assert record.steps.filter(code="clock_extended").count() == 1


def test_not_after_the_term_nor_where_the_law_gives_none(rita: Client, cast: Holders, record: PrivacyRequest) -> None:
    url = reverse("requests:extend", args=[record.pk])
    assert at(rita, MONDAY + timedelta(days=20), url, {"choice": "0"}).status_code == 302
    assert record_clock(record).extension == ""


def test_a_family_without_an_address_gets_a_letter(rita: Client, cast: Holders) -> None:
    request = identified(cast, kind="copy", asker={"email": ""})
    with time_machine.travel(TUESDAY, tick=False):
        answer = rita.post(reverse("requests:extend", args=[request.pk]), {"choice": "0"}, follow=True)
    assert "Print the family a letter" in answer.content.decode()
    assert record_clock(request).extension == "5 business days"


def test_every_reason_of_every_pack_has_words_for_families() -> None:
    duties = [duty for pack in load_packs().packs.values() for duty in pack.duties if duty.extension is not None]
    assert {reason for duty in duties if duty.extension for reason in duty.extension.reasons} == set(REASONS)


def test_every_step_of_holders_has_words(cast: Holders) -> None:
    request = found_wrong(cast, identified(cast, kind="correct"))
    task = task_ask(task=task_of(request, cast.maple), contact=cast.pat, actor=cast.custodian, now=TUESDAY + HOUR)
    task_answer(task=task, outcome="partly", statement="Half.", by="Pat", actor=cast.custodian, now=TUESDAY + DAY)
    for step in request.steps.filter(code__startswith="task_"):
        assert step.code in STEP_WORDS
        assert "–" not in step_to_parent(step)


def test_a_spanish_family_reads_it_in_spanish(rita: Client, cast: Holders) -> None:
    request = identified(cast, kind="copy", language="es")
    at(rita, TUESDAY, reverse("requests:extend", args=[request.pk]), {"choice": "0"})
    body = (Message.objects.get(key__contains=".extended.").content or {})["body"]
    assert "los expedientes están guardados en otro lugar" in body
    assert "March" not in body
    assert "records" not in body


def test_a_holder_asked_by_letter_gets_a_link_later(rita: Client, cast: Holders, maple: RequestTask) -> None:
    given = {"how": "letter", "asked_on": "2026-03-03", "last_day": "2026-03-13"}
    at(rita, TUESDAY + DAY, address("holder-by-hand", maple), given)
    assert at(rita, TUESDAY + DAY, address("holder-link", maple), {"contact": cast.quinn.pk}).status_code == 422
    assert at(rita, TUESDAY + DAY, address("holder-link", maple), {"contact": cast.pat.pk}).status_code == 302
    maple.refresh_from_db()
    assert (maple.asked_how, len(mails_to("pat@maple-reader.example"))) == ("link", 1)
