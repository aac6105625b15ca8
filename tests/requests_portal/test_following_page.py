"""The status page: each step with its day, what comes next and by when, and nothing hidden when somebody is late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from deadlines.selectors import clocks_of
from district.audit import audited
from district.models import District, User
from notices.models import Message
from requests_portal.following.pages import status_page
from requests_portal.following.standing import Line
from requests_portal.holders.services.asking import task_ask
from requests_portal.models import (
    IdentityState,
    PortalSettings,
    PrivacyRequest,
    RequestFile,
    RequestTask,
    TaskState,
)
from requests_portal.services import request_answer, request_identified, request_withdraw, step_add
from requests_portal.services.steps import family_actor
from requests_portal.stepwords import STEP_WORDS, fields_of
from requests_portal.thread.services import thread_in, thread_out
from tests.factories.requests import MONDAY, request_received
from tests.factories.vendors import OperatorFactory
from tests.requests_portal.following_cast import body_of, forget_limits, let_in, link_for, mails
from tests.requests_portal.holders_cast import DAY, Holders, found_wrong, holders_made, identified, task_of


@pytest.fixture(autouse=True)
def at_noon(district: District, time_machine: Any) -> None:
    forget_limits()
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Holders:
    return holders_made(district, person)


def lines(request: PrivacyRequest, now: Any = MONDAY, language: str = "en") -> list[Line]:
    with translation.override(language):
        found: list[Line] = status_page(PrivacyRequest.objects.get(pk=request.pk), now)["lines"]
    return found


def coming(request: PrivacyRequest, now: Any = MONDAY) -> list[Line]:
    return [line for line in lines(request, now) if line.state != "done"]


def waiting(request: PrivacyRequest, *, days: int = 90, **other: Any) -> None:
    """The operator was asked on Monday."""
    task = RequestTask.objects.get(request=request, operator__slug="maple-reader-fictional-inc")
    task.state, task.asked_at = TaskState.ASKED, MONDAY
    task.last_day = (MONDAY + timedelta(days=days)).date()
    for name, value in other.items():
        setattr(task, name, value)
    task.save()


def test_what_was_done_stands_with_its_day_in_words(cast: Holders) -> None:
    done = [line for line in lines(request_received()) if line.state == "done"]
    assert [(line.title, line.day, line.iso) for line in done[:2]] == [
        ("You asked.", "2 March 2026", "2026-03-02"),
        ("You confirmed your e-mail address. We have your request.", "2 March 2026", "2026-03-02"),
    ]


def test_what_comes_next_has_its_last_day_the_reason_and_the_law(cast: Holders) -> None:
    promised = [line for line in coming(request_received(kind="copy")) if line.state == "next"]
    assert promised[0].title == "You get what is part of the school student record by 16 March 2026 at the latest."
    assert promised[0].text[0] == "That is 10 business days after you asked."
    assert "105 ILCS 10/5(c)" in promised[0].law
    assert any("45 calendar days" in line.text[0] for line in promised)


def test_days_are_those_of_the_clocks(cast: Holders) -> None:
    request = request_received(kind="correct")
    clock = clocks_of(request).get()
    (promise,) = [line for line in coming(request) if line.state == "next"]
    assert promise.iso == clock.last_day.isoformat()


@pytest.mark.parametrize("kind", ["delete", "content", "directory"])
def test_where_the_law_names_no_days_the_page_says_so(cast: Holders, kind: str) -> None:
    request = request_received(kind=kind)
    request.identity = IdentityState.NOT_NEEDED
    request.save(update_fields=["identity"])
    found = coming(request)
    assert any("The law names no number of days" in " ".join(line.text) for line in found)


def test_the_districts_own_aim_is_said_to_be_its_own(cast: Holders) -> None:
    PortalSettings.objects.create(own_days_delete=30)
    found = coming(request_received(kind="delete"))
    assert any("this is our own aim" in line.title and "1 April 2026" in line.title for line in found)


def test_until_it_is_settled_who_asks_the_page_says_so_and_tells_no_match(cast: Holders) -> None:
    unknown, known = request_received(kind="delete"), identified(cast, kind="delete")
    unknown_page = [(line.state, line.title, line.text) for line in lines(unknown)]
    known_page = [(line.state, line.title, line.text) for line in lines(known)]
    assert unknown_page == known_page
    assert ("now", "We make sure that you may ask about this student.") in [line[:2] for line in known_page]


def test_an_operator_that_was_asked_has_its_day_and_we_have_ours(cast: Holders) -> None:
    request = identified(cast, kind="correct")
    waiting(request)
    (line,) = [line for line in coming(request) if "Maple Reader" in line.title]
    assert (line.state, line.title, line.day) == ("now", "We asked Maple Reader Fictional, Inc.", "2 March 2026")
    assert line.text[0] == "We asked for an answer by 31 May 2026."
    assert line.text[1] == "We write to you by 12 June 2026 at the latest, even if it answers on its last day."


def test_asked_by_law_is_said_as_such(cast: Holders) -> None:
    request = found_wrong(cast, identified(cast, kind="correct"))
    task_ask(task=task_of(request, cast.maple), contact=cast.pat, actor=cast.custodian, now=MONDAY + 2 * DAY)
    (line,) = [line for line in coming(request, MONDAY + 3 * DAY) if "Maple Reader" in line.title]
    assert line.text[0] == "By law it has until 2 June 2026 to answer."
    assert "105 ILCS 85/33" in line.law


def test_an_operator_that_is_silent_is_not_hidden(cast: Holders) -> None:
    request = identified(cast, kind="delete")
    waiting(request, days=5, reminded=2, escalated_at=MONDAY + 8 * DAY)
    (line,) = [line for line in coming(request, MONDAY + 9 * DAY) if "Maple Reader" in line.title]
    words = " ".join(line.text)
    assert line.state == "late"
    assert "It had until 7 March 2026 to answer, and has not answered." in words
    assert "We reminded it 2 times." in words
    assert "privacy officer has taken it up" in words


def test_our_own_lateness_is_not_hidden_and_stands_first(cast: Holders) -> None:
    request = request_received(kind="copy")
    found = coming(request, MONDAY + 20 * DAY)
    assert found[0].state == "late"
    assert "Our answer was due by 16 March 2026. It is late." in found[0].title
    assert "You may also complain" in " ".join(found[0].text)


def test_several_operators_have_a_line_each(cast: Holders) -> None:
    request = identified(cast, kind="delete")
    request.identity = IdentityState.IN_PERSON
    request.save(update_fields=["identity"])
    titles = " ".join(line.title for line in coming(request))
    assert "Maple Reader Fictional, Inc." in titles
    assert "Pine Counter Fictional, LLC" in titles


def test_more_time_is_shown_with_its_reason(cast: Holders, dana: User) -> None:
    from deadlines.services import deadline_extend

    request = request_received(kind="copy")
    clock = clocks_of(request).get(event="record_copy_requested")
    deadline_extend(deadline=clock, reason="the records are stored elsewhere", actor=dana, now=MONDAY)
    (line,) = [line for line in coming(request) if "school student record" in line.title]
    assert "23 March 2026" in line.title
    assert "We need more time: 5 business days more. The reason: the records are stored elsewhere." in line.text


def test_an_answered_request_has_nothing_to_come(cast: Holders, dana: User) -> None:
    request = identified(cast, kind="delete")
    waiting(request)
    request_answer(request=request, outcome="granted", actor=dana, now=MONDAY)
    assert coming(request) == []
    assert any("You have our answer: yes, as you asked." in line.title for line in lines(request))


def test_an_unconfirmed_request_says_what_is_left_to_do(cast: Holders) -> None:
    from tests.factories.requests import request_asked

    (line,) = coming(request_asked())
    assert line.title == "You confirm your e-mail address with the mail that we sent you."


def test_steps_of_the_house_are_never_shown(client: Client, cast: Holders, dana: User) -> None:
    request = request_received()
    for code in (code for code, (parent, _staff) in STEP_WORDS.items() if not parent):
        step_add(request=request, code=code, at=MONDAY, actor=dana, now=MONDAY, because="Father has an order.")
    step_add(request=request, code="unknown_code", at=MONDAY, actor=dana, now=MONDAY, because="Father has an order.")
    token = link_for(request)
    let_in(client, request, token)
    assert "Father has an order" not in client.get(reverse("portal:follow", args=[token])).content.decode()


def test_the_page_names_neither_the_pupil_nor_the_school(client: Client, cast: Holders) -> None:
    request = identified(cast, kind="delete")
    token = link_for(request)
    let_in(client, request, token)
    page = client.get(reverse("portal:follow", args=[token])).content.decode()
    assert "Ana Fictional" not in page
    assert "Rosa" not in page


def test_the_number_of_queries_does_not_grow(client: Client, cast: Holders, dana: User) -> None:
    request = identified(cast, kind="delete")
    token = link_for(request)
    let_in(client, request, token)
    page = reverse("portal:follow", args=[token])
    client.get(page)
    forget_limits()
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    waiting(request)
    for place in range(30):
        step_add(request=request, code="copy_opened", at=MONDAY, actor=dana, now=MONDAY)
        thread_in(request=request, text=f"Message {place}", actor=family_actor(request), now=MONDAY)
        RequestFile.objects.create(
            request=request, purpose="letter", sealed={"name": f"{place}.pdf"}, media_type="application/pdf", size=9,
            sha256="0" * 64, stored=f"s{place}", file_key="0" * 64, by="x", at=MONDAY, shown=True,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert client.get(page).status_code == 200
    assert len(many) == len(few)
    assert len(few) <= 20
    with CaptureQueriesContext(connection) as kept:
        client.get(page)
    assert len(kept) == 2


def test_a_page_that_is_kept_is_never_an_old_one(client: Client, cast: Holders, dana: User) -> None:
    request = request_received()
    token = link_for(request)
    let_in(client, request, token)
    page = reverse("portal:follow", args=[token])
    assert "You have 1 new message" not in client.get(page).content.decode()
    thread_out(request=request, subject="A", text="B", actor=dana, now=MONDAY)
    assert "You have 1 new message" in client.get(page).content.decode()
    client.get(reverse("portal:messages", args=[token]))
    assert "You have 1 new message" not in client.get(page).content.decode()
    request_answer(request=request, outcome="granted", actor=dana, now=MONDAY)
    assert "You have our answer" in client.get(page).content.decode()
    assert "Su solicitud" in client.get(f"{page}?lang=es").content.decode()


def test_a_kept_page_lies_sealed_and_belongs_to_one_link(client: Client, cast: Holders) -> None:
    from django.core.cache import cache

    request = request_received()
    token = link_for(request)
    let_in(client, request, token)
    client.get(reverse("portal:follow", args=[token]))
    entries = [value for key, value in cache._cache.items() if "portal.follow." in key]  # type: ignore[attr-defined]
    assert entries
    assert not any(b"You asked" in entry for entry in entries)
    other = link_for(request)
    assert token not in client.get(reverse("portal:follow", args=[other])).content.decode()


def test_messages_ask_the_database_no_more_for_fifty(client: Client, cast: Holders, dana: User) -> None:
    request = request_received()
    token = link_for(request)
    let_in(client, request, token)
    page = reverse("portal:messages", args=[token])
    thread_out(request=request, subject="A", text="B", actor=dana, now=MONDAY)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for _ in range(50):
        thread_in(request=request, text="C", actor=family_actor(request), now=MONDAY)
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)


def test_every_step_of_every_code_can_be_said_without_its_facts(cast: Holders) -> None:
    from requests_portal.models import RequestStep
    from requests_portal.stepwords import step_to_parent, step_to_staff

    for code, (parent, staff) in STEP_WORDS.items():
        step = RequestStep(code=code, facts={}, shown=True)
        assert bool(step_to_parent(step)) == bool(str(parent)), code
        assert step_to_staff(step)
        assert fields_of(parent) <= {*fields_of(staff), *fields_of(parent)}


# Mails at each step


def test_each_visible_step_is_told_in_a_short_mail_without_a_name(cast: Holders, dana: User) -> None:
    request = request_received(language="es")
    told = mails(request, ".told.confirmed.")
    assert [mail.language for mail in told] == ["es"]
    request_identified(request=request, student=None, guardian=None, how="in_person", actor=dana, now=MONDAY + DAY)
    request_answer(request=request, outcome="refused", actor=dana, now=MONDAY + 2 * DAY)
    for part in ("identified", "answered"):
        (mail,) = mails(request, f".told.{part}.")
        words = f"{(mail.content or {})['subject']} {body_of(mail)}"
        assert request.number in words
        assert "?lang=es" in words
        for secret in ("Ana", "Rosa", "refused", dana.name, "Maple"):
            assert secret not in words


def test_what_the_records_alone_say_is_told_in_no_mail(cast: Holders) -> None:
    request = identified(cast, kind="delete")
    assert not mails(request, ".told.identified.")


def test_several_operators_asked_on_one_day_are_one_mail(cast: Holders, dana: User) -> None:
    request = request_received(kind="delete")
    before = len(mails(request, ".told.operator_asked."))
    for minute, holder in enumerate(("Maple Reader", "Pine Counter"), start=1):
        at = MONDAY + timedelta(minutes=minute)
        step_add(request=request, code="task_asked_open", at=at, actor=dana, now=at, holder=holder)
    assert len(mails(request, ".told.operator_asked.")) == before + 1


def test_a_request_without_an_address_gets_no_mail(cast: Holders) -> None:
    request = request_received(asker={"email": ""})
    assert not Message.objects.filter(key__startswith=f"request.{request.pk}.").exists()


def test_a_mail_that_bounces_puts_the_request_on_the_list_and_its_clocks_go_on(cast: Holders) -> None:
    from district.audit import SystemActor
    from notices.services.mailings.bounces import Bounce, bounces_take

    request = request_received()
    Message.objects.filter(kind="asker").update(state="sent")
    bounce = Bounce(1, "", "rosa@family.example", "550 gone")
    bounces_take(bounces=[bounce], actor=SystemActor("timer:test"), now=MONDAY + DAY, how="test")
    request.refresh_from_db()
    assert request.mail_bounced_at == MONDAY + DAY
    assert request.state == "received"
    assert all(clock.state == "open" for clock in clocks_of(request))
    assert request.steps.filter(code="mail_bounced").count() == 1


# What the family does


def test_information_is_added_with_words_and_files(client: Client, cast: Holders) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    request = request_received()
    token = link_for(request)
    let_in(client, request, token)
    page = reverse("portal:messages", args=[token])
    files = [SimpleUploadedFile(f"note{n}.txt", b"The right level is %d." % n) for n in range(2)]
    answer = client.post(page, {"text": "Here is the proof.", "attached": files}, follow=True)
    assert "Thank you. We have it." in answer.content.decode()
    row = request.thread.get()
    assert (row.text, row.files.count()) == ("Here is the proof.", 2)
    assert all(file.from_family and file.shown for file in row.files.all())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": ""}, "Write something, or choose a file."),
        ({"text": "x" * 5001}, "5000"),
        ({"text": "\0"}, "Write something"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    client: Client, cast: Holders, values: dict[str, str], said: str
) -> None:
    request = request_received()
    token = link_for(request)
    let_in(client, request, token)
    answer = client.post(reverse("portal:messages", args=[token]), values)
    assert answer.status_code == 422
    assert said in answer.content.decode() or "Null characters" in answer.content.decode()
    assert not request.thread.exists()


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_kept(client: Client, cast: Holders) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    request = request_received()
    token = link_for(request)
    let_in(client, request, token)
    bad = SimpleUploadedFile("photo.pdf", b"MZ\x90\x00 a program")
    answer = client.post(reverse("portal:messages", args=[token]), {"text": "See here.", "attached": [bad]})
    assert answer.status_code == 422
    assert not request.thread.exists()
    assert not request.files.exists()


def test_withdrawing_asks_once_more_and_ends_the_clocks(client: Client, cast: Holders) -> None:
    request = request_received(MONDAY - DAY)
    token = link_for(request)
    let_in(client, request, token)
    page = reverse("portal:withdraw", args=[token])
    assert "Withdraw your request?" in client.get(page).content.decode()
    request.refresh_from_db()
    assert request.state == "received"
    client.post(page)
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert not clocks_of(request).filter(state="open").exists()
    assert len(mails(request, ".told.withdrawn.")) == 1


def test_reasons_that_the_trail_keeps_are_in_english_whatever_the_family_speaks(client: Client, cast: Holders) -> None:
    request = request_received(language="es")
    token = link_for(request)
    let_in(client, request, token)
    client.post(reverse("portal:withdraw", args=[token]) + "?lang=es")
    assert all(clock.closed_reason == "The family withdrew the request." for clock in clocks_of(request))


def test_a_new_link_is_sent_three_times_a_day_at_most(client: Client, cast: Holders, time_machine: Any) -> None:
    request = request_received()
    token = link_for(request)
    let_in(client, request, token)
    for minute in range(4):
        time_machine.move_to(MONDAY + timedelta(minutes=minute), tick=False)
        answer = client.post(reverse("portal:renew", args=[token]), follow=True)
    assert "several links today" in answer.content.decode()
    assert len(mails(request, ".link.")) == 3


def test_the_way_to_complain_shows_the_districts_own_words(client: Client, cast: Holders) -> None:
    PortalSettings.objects.create(hearing_en="Write to the hearing officer.", hearing_es="Escriba al funcionario.")
    request = request_received(kind="correct")
    token = link_for(request)
    let_in(client, request, token)
    page = reverse("portal:complain", args=[token])
    assert "Write to the hearing officer." in client.get(page).content.decode()
    assert "Escriba al funcionario." in client.get(page + "?lang=es").content.decode()


# The way in by address


@pytest.mark.parametrize("email", ["rosa@family.example", "ROSA@family.example ", "nobody@elsewhere.example"])
def test_known_or_not_the_way_in_says_the_same(client: Client, cast: Holders, email: str) -> None:
    request_received()
    answer = client.post(reverse("portal:yours"), {"email": email}, follow=True)
    assert answer.redirect_chain == [(reverse("portal:yours-sent"), 302)]
    assert "If a request was made with this address" in answer.content.decode()


def test_the_way_in_leads_to_every_confirmed_request_of_the_address(
    client: Client, cast: Holders, django_capture_on_commit_callbacks: Any
) -> None:
    from tests.factories.requests import request_asked

    mine = [request_received(), request_received(kind="delete")]
    unconfirmed = request_asked(kind="inspect")
    theirs = request_received(kind="inspect", asker={"email": "ben@family.example"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("portal:yours"), {"email": "Rosa@Family.example"})
    (mail,) = Message.objects.filter(key__contains=".yours.")
    words = body_of(mail)
    assert all(request.number in words for request in mine)
    assert unconfirmed.number not in words.split()
    assert theirs.number not in words
    assert (mail.sealed or {})["email"] == "rosa@family.example"


def test_a_stranger_cannot_fill_a_mailbox(
    client: Client, cast: Holders, django_capture_on_commit_callbacks: Any, time_machine: Any
) -> None:
    request_received()
    for minute in range(6):
        time_machine.move_to(MONDAY + timedelta(minutes=minute), tick=False)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("portal:yours"), {"email": "rosa@family.example"})
    assert Message.objects.filter(key__contains=".yours.").count() == 3


@pytest.mark.parametrize("email", ["", "no address", "a@b", "x" * 300 + "@family.example", "ro\0sa@family.example"])
def test_what_is_no_address_is_refused_with_a_sentence(client: Client, cast: Holders, email: str) -> None:
    assert client.post(reverse("portal:yours"), {"email": email}).status_code == 422


def test_withdrawn_requests_are_found_by_their_address_too(
    client: Client, cast: Holders, django_capture_on_commit_callbacks: Any
) -> None:
    request = request_received()
    request_withdraw(request=request, actor=family_actor(request), now=MONDAY)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("portal:yours"), {"email": "rosa@family.example"})
    assert Message.objects.filter(key__contains=".yours.").count() == 1


def test_what_is_the_same_of_many_companies_is_said_once(cast: Holders) -> None:
    request = identified(cast, kind="copy")
    for number in range(5):
        RequestTask.objects.create(
            request=request,
            holder="operator",
            operator=OperatorFactory(name=f"Pine {number} Fictional"),
            state=TaskState.ASKED,
            asked_at=MONDAY,
            made_at=MONDAY,
            last_day=(MONDAY + 10 * DAY).date(),
        )
    page = status_page(PrivacyRequest.objects.get(pk=request.pk), MONDAY)
    lines = [line for line in page["lines"] if "Pine 3 Fictional" in line.names]
    assert [line.title for line in lines] == ["We asked 5 companies."]
    assert lines[0].names == tuple(f"Pine {number} Fictional" for number in range(5))


def test_companies_that_were_asked_stay_one_line_after_the_answer(cast: Holders) -> None:
    request = identified(cast, kind="copy")
    names = tuple(f"Pine {number} Fictional" for number in range(5))
    with audited(actor=cast.custodian, reason="holders"):
        for name in names:
            step_add(request=request, code="task_asked_open", at=MONDAY, actor=cast.custodian, now=MONDAY, holder=name)
    lines = [line for line in status_page(PrivacyRequest.objects.get(pk=request.pk), MONDAY)["lines"] if line.names]
    done = [line for line in lines if line.state == "done"]
    assert [(line.title, line.names) for line in done] == [("We asked 5 companies.", names)]
