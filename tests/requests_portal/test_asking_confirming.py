"""Whether the address is theirs: by code, by link, sent again, corrected, joined, ended."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from district.audit import SystemActor
from district.clock import now as clock_now
from district.models import District, PrivateLink
from requests_portal.asking.confirming import (
    Confirmed,
    address_correct,
    confirm,
    confirm_ask,
    confirm_by_code,
    confirm_by_link,
    unconfirmed_expire,
    unconfirmed_remind,
)
from requests_portal.asking.drafts import draft_start, drafts_expire
from requests_portal.asking.saving import draft_link_send
from requests_portal.models import FilePurpose, PortalSettings, PrivacyRequest, RequestDraft, RequestFile, RequestState
from requests_portal.services import request_withdraw
from requests_portal.services.files import file_keep
from requests_portal.services.steps import RequestRefused, family_actor
from tests.factories.requests import MONDAY, request_asked
from tests.requests_portal.asking_cast import (
    BEA,
    Place,
    answered,
    answers_of,
    asked_by,
    code_in,
    mails_to,
    place_made,
    question,
    token_in,
    walked,
)

ROSA = "rosa@family.example"
TIMER = SystemActor("timer:requests.asking")


@pytest.fixture
def place(district: District) -> Place:
    cache.clear()
    return place_made()


@pytest.fixture
def sent(place: Place, client: Client) -> PrivacyRequest:
    return asked_by(client, "inspect", place)


def state_of(request: PrivacyRequest) -> str:
    request.refresh_from_db()
    return request.state


def test_the_code_from_the_mail_confirms(sent: PrivacyRequest, client: Client) -> None:
    answer = client.post(reverse("portal:sent"), {"code": code_in(mails_to()[0]["body"])})
    assert answer.headers["Location"] == reverse("portal:done")
    assert state_of(sent) == RequestState.RECEIVED
    page = client.get(reverse("portal:done")).content.decode()
    assert sent.number in page
    assert "at the latest" in page


def test_a_wrong_code_is_said_and_changes_nothing(sent: PrivacyRequest, client: Client) -> None:
    answer = client.post(reverse("portal:sent"), {"code": "not a code"})
    assert answer.status_code == 422
    assert "This code is not right" in answer.content.decode()
    assert state_of(sent) == RequestState.UNCONFIRMED


def test_opening_the_link_changes_nothing_and_its_button_confirms(sent: PrivacyRequest) -> None:
    address = reverse("portal:confirm", args=[token_in(mails_to()[0]["body"])])
    elsewhere = Client()
    assert elsewhere.get(address).status_code == 200
    assert elsewhere.head(address).status_code == 200
    assert state_of(sent) == RequestState.UNCONFIRMED
    assert not PrivateLink.objects.exclude(last_used_at=None).exists()
    assert elsewhere.post(address).headers["Location"] == reverse("portal:done")
    assert state_of(sent) == RequestState.RECEIVED
    assert elsewhere.get(address).status_code == 404


def test_the_link_in_another_browser_opens_no_page_of_the_request(sent: PrivacyRequest, client: Client) -> None:
    address = reverse("portal:confirm", args=[token_in(mails_to()[0]["body"])])
    elsewhere = Client()
    elsewhere.post(address)
    page = elsewhere.get(reverse("portal:done")).content.decode()
    assert sent.number in page
    assert "/portal/r/" not in page
    assert "Ana" not in page


@pytest.mark.parametrize("email", ["müller@family.example", '"a,b"@family.example', "a..b@family.example"])
def test_an_address_that_no_mail_reaches_is_refused_in_words(email: str, place: Place, client: Client) -> None:
    answers = answers_of("directory", place)
    for name in ("what", "directory"):
        answered(client, name, answers[name])
    answer = client.post(question("you"), {"name": "Bea Fictional", "email": email})
    assert answer.status_code == 422


def test_whoever_confirmed_may_go_on_to_the_requests_page(sent: PrivacyRequest, client: Client) -> None:
    client.post(reverse("portal:sent"), {"code": code_in(mails_to()[0]["body"])})
    page = client.get(reverse("portal:done")).content.decode()
    assert "/portal/r/" in page


@pytest.mark.parametrize("token", ["A" * 43, "short", "x" * 300, "é", "[[private link 1 00]]"])
@pytest.mark.parametrize("name", ["confirm", "back"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_link_that_does_not_work_gets_one_answer(
    method: str, name: str, token: str, place: Place, client: Client
) -> None:
    answer = getattr(client, method)(reverse(f"portal:{name}", args=[token]))
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()


def test_links_of_one_purpose_open_no_page_of_another(sent: PrivacyRequest, client: Client) -> None:
    token = token_in(mails_to()[0]["body"])
    assert client.get(reverse("portal:back", args=[token])).status_code == 404


def test_wrong_links_are_counted(place: Place, client: Client) -> None:
    address = reverse("portal:confirm", args=["A" * 43])
    answers = [client.get(address).status_code for _ in range(32)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_a_new_mail_voids_the_code_before_and_keeps_the_link(sent: PrivacyRequest, client: Client) -> None:
    client.post(reverse("portal:again"))
    first, second = mails_to()
    assert client.post(reverse("portal:sent"), {"code": code_in(first["body"])}).status_code == 422
    assert token_in(first["body"]) == token_in(second["body"])
    assert client.post(reverse("portal:sent"), {"code": code_in(second["body"])}).status_code == 302


def test_mails_are_not_sent_without_end(sent: PrivacyRequest, client: Client) -> None:
    answers = [client.post(reverse("portal:again")).status_code for _ in range(9)]
    assert answers[0] == 302
    assert answers[-1] == 429
    assert len(mails_to()) <= 8


def test_a_mistyped_address_is_corrected_and_the_wrong_ones_mails_open_nothing(
    sent: PrivacyRequest, client: Client
) -> None:
    old = mails_to()[0]["body"]
    answer = client.post(reverse("portal:address"), {"email": "bea.f@family.example"})
    assert answer.headers["Location"] == reverse("portal:sent")
    assert Client().post(reverse("portal:confirm", args=[token_in(old)])).status_code == 404
    assert client.post(reverse("portal:sent"), {"code": code_in(old)}).status_code == 422
    new = mails_to("bea.f@family.example")[0]["body"]
    assert client.post(reverse("portal:sent"), {"code": code_in(new)}).status_code == 302
    sent.refresh_from_db()
    assert sent.asker_email == "bea.f@family.example"


def test_a_confirmed_address_is_not_corrected_here(sent: PrivacyRequest, client: Client) -> None:
    confirm(request=sent, now=clock_now())
    client.post(reverse("portal:address"), {"email": "thief@family.example"})
    sent.refresh_from_db()
    assert sent.asker_email == BEA
    with pytest.raises(RequestRefused):
        address_correct(request=sent, email="thief@family.example", now=clock_now())


def test_a_post_from_nobody_is_led_to_the_start(place: Place, client: Client) -> None:
    for name in ("again", "address", "sent"):
        assert client.post(reverse(f"portal:{name}")).headers["Location"] == reverse("portal:start")


def test_the_clocks_count_from_the_moment_of_asking(district: District, place: Place) -> None:
    request = request_asked(MONDAY, asker={"email": ROSA})
    confirm(request=request, now=MONDAY + timedelta(days=3))
    request.refresh_from_db()
    assert request.asked_at == MONDAY
    assert request.confirmed_at == MONDAY + timedelta(days=3)


def test_the_same_asked_again_is_joined_to_the_first(district: District) -> None:
    first = request_asked(MONDAY)
    confirm(request=first, now=MONDAY)
    second = request_asked(MONDAY + timedelta(days=2))
    outcome = confirm(request=second, now=MONDAY + timedelta(days=2))
    assert outcome == Confirmed(first, second)
    assert state_of(second) == RequestState.JOINED
    assert state_of(first) == RequestState.RECEIVED


def test_two_that_wait_become_the_first_one_when_either_is_confirmed(district: District) -> None:
    first = request_asked(MONDAY)
    second = request_asked(MONDAY + timedelta(hours=1))
    assert confirm(request=second, now=MONDAY + timedelta(hours=2)).request == first
    assert state_of(first) == RequestState.RECEIVED
    assert state_of(second) == RequestState.JOINED


def test_what_was_sent_with_the_second_goes_to_the_first(district: District) -> None:
    first, second = request_asked(MONDAY), request_asked(MONDAY + timedelta(hours=1))
    actor = family_actor(second)
    file_keep(
        request=second,
        content=b"The report card says grade 5.",
        name="card.txt",
        purpose=FilePurpose.PROOF,
        actor=actor,
        now=MONDAY,
        from_family=True,
    )
    confirm(request=second, now=MONDAY + timedelta(hours=2))
    assert RequestFile.objects.filter(request=first).count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "inspect"},
        {"asker": {"email": "ben@family.example"}},
        {"asker": {"name": "Ben Fictional"}},
        {"asker": {"lines": ["1 Other Street"]}},
        {"said": {"student_number": "100999"}},
        {"details": {"form": "paper"}},
        {"all_products": True},
    ],
)
def test_what_differs_is_a_request_of_its_own(other: dict[str, Any], district: District) -> None:
    confirm(request=request_asked(MONDAY), now=MONDAY)
    second = request_asked(MONDAY + timedelta(days=1), **other)
    assert confirm(request=second, now=MONDAY + timedelta(days=1)).joined is None
    assert state_of(second) == RequestState.RECEIVED


def test_a_mothers_code_confirms_no_strangers_request_in_her_name(district: District) -> None:
    """He typed her e-mail address and his own street, and asked first."""
    paper = {"form": "paper"}
    his = request_asked(MONDAY, details=paper, asker={"lines": ["1 Stranger Street"]})
    hers = request_asked(MONDAY + timedelta(hours=1), details=paper)
    assert confirm(request=hers, now=MONDAY + timedelta(hours=2)) == Confirmed(hers)
    assert state_of(his) == RequestState.UNCONFIRMED
    assert state_of(hers) == RequestState.RECEIVED


def test_a_code_confirms_no_address_put_in_meanwhile(sent: PrivacyRequest) -> None:
    """Code and link were read from a row that another window has changed since."""
    before = PrivacyRequest.objects.get(pk=sent.pk)
    body = mails_to()[0]["body"]
    address_correct(request=sent, email="mother@family.example", now=clock_now())
    assert confirm_by_code(request=before, typed=code_in(body), now=clock_now()) is None
    with pytest.raises(RequestRefused):
        confirm_by_link(request=before, token=token_in(body), now=clock_now())
    assert state_of(sent) == RequestState.UNCONFIRMED


def test_a_request_confirmed_elsewhere_meanwhile_opens_nothing_here(sent: PrivacyRequest) -> None:
    before = PrivacyRequest.objects.get(pk=sent.pk)
    confirm(request=sent, now=clock_now())
    assert confirm_by_code(request=before, typed="000000", now=clock_now()) is None


def test_a_request_whose_time_is_over_takes_no_other_address(sent: PrivacyRequest) -> None:
    """No mail would go out, and the code at the address before would confirm the new one."""
    sent.asked_at = clock_now() - timedelta(days=30)
    sent.save(update_fields=["asked_at"])
    with pytest.raises(RequestRefused):
        address_correct(request=sent, email="mother@family.example", now=clock_now())
    sent.refresh_from_db()
    assert sent.asker_email == BEA


def test_letter_case_and_blanks_make_no_other_request(district: District) -> None:
    confirm(request=request_asked(MONDAY, details={"what": "All  of it"}), now=MONDAY)
    second = request_asked(MONDAY + timedelta(days=1), details={"what": "all of it "})
    assert confirm(request=second, now=MONDAY + timedelta(days=1)).joined == second


def test_an_answered_request_takes_no_other_in(district: District) -> None:
    first = request_asked(MONDAY)
    request_withdraw(request=first, actor=family_actor(first), now=MONDAY)
    second = request_asked(MONDAY + timedelta(days=1))
    assert confirm(request=second, now=MONDAY + timedelta(days=1)).joined is None


def test_the_family_reads_that_two_were_joined(place: Place, client: Client) -> None:
    first = asked_by(client, "inspect", place)
    confirm(request=first, now=clock_now())
    other = Client()
    asked_by(other, "inspect", place)
    other.post(reverse("portal:sent"), {"code": code_in(mails_to()[-1]["body"])})
    page = other.get(reverse("portal:done")).content.decode()
    assert "We joined the two" in page
    assert first.number in page


def test_what_nobody_confirms_is_reminded_of_once_and_ends_with_a_notice(district: District) -> None:
    PortalSettings.objects.create(confirm_days=7)
    request = request_asked(MONDAY)
    confirm_ask(request=request, now=MONDAY)
    assert unconfirmed_remind(actor=TIMER, now=MONDAY + timedelta(days=5)) == 0
    for hours in (1, 2):
        unconfirmed_remind(actor=TIMER, now=MONDAY + timedelta(days=6, hours=hours))
    assert len(mails_to(ROSA)) == 2
    assert "the request ends" in mails_to(ROSA)[1]["body"]
    assert unconfirmed_expire(actor=TIMER, now=MONDAY + timedelta(days=6, hours=23)) == 0
    assert unconfirmed_expire(actor=TIMER, now=MONDAY + timedelta(days=7)) == 1
    assert unconfirmed_expire(actor=TIMER, now=MONDAY + timedelta(days=8)) == 0
    assert state_of(request) == RequestState.EXPIRED
    assert "has ended" in mails_to(ROSA)[2]["subject"]
    assert "Ana" not in str(mails_to(ROSA))


def test_a_missed_night_ends_them_later_all_the_same(district: District) -> None:
    request = request_asked(MONDAY)
    assert unconfirmed_expire(actor=TIMER, now=MONDAY + timedelta(days=90)) == 1
    assert state_of(request) == RequestState.EXPIRED


def test_a_request_that_ended_cannot_be_confirmed(district: District) -> None:
    request = request_asked(MONDAY)
    confirm_ask(request=request, now=MONDAY)
    token = token_of_rosa()
    unconfirmed_expire(actor=TIMER, now=MONDAY + timedelta(days=30))
    request.refresh_from_db()
    with pytest.raises(RequestRefused):
        confirm(request=request, now=MONDAY + timedelta(days=30))
    assert Client().post(reverse("portal:confirm", args=[token])).status_code == 404


def token_of_rosa() -> str:
    import re

    from district.links import MARK, links_filled

    mark = MARK.search(mails_to(ROSA)[0]["body"])
    assert mark is not None
    found = re.search(r"/([A-Za-z0-9_-]{43})/", links_filled(mark[0], ROSA))
    assert found is not None
    return found[1]


def test_confirming_twice_is_confirming_once(district: District) -> None:
    request = request_asked(MONDAY)
    confirm(request=request, now=MONDAY)
    assert confirm(request=request, now=MONDAY) == Confirmed(request)
    assert request.steps.filter(code="confirmed").count() == 1


def test_a_saved_draft_is_gone_on_with_by_its_link_after_a_button(place: Place, client: Client) -> None:
    answered(client, "what", {"kind": "copy"})
    answered(client, "who", {"relationship": "parent"})
    assert client.post(reverse("portal:save"), {"email": BEA}).status_code == 200
    token = token_in(mails_to()[0]["body"])
    elsewhere = Client()
    assert elsewhere.get(reverse("portal:back", args=[token])).status_code == 200
    assert elsewhere.get(question("child")).headers["Location"] == question("what")
    assert elsewhere.post(reverse("portal:back", args=[token])).headers["Location"] == question("child")


def test_a_newer_link_takes_the_place_of_the_one_before(place: Place, client: Client) -> None:
    answered(client, "what", {"kind": "copy"})
    for _ in range(2):
        client.post(reverse("portal:save"), {"email": BEA})
    first, second = (token_in(mail["body"]) for mail in mails_to())
    assert Client().get(reverse("portal:back", args=[first])).status_code == 404
    assert Client().get(reverse("portal:back", args=[second])).status_code == 200


def test_a_draft_whose_time_is_over_is_gone_with_its_link(place: Place) -> None:
    draft = draft_start(kind="copy", language="en", now=MONDAY)
    draft_link_send(draft=draft, email=BEA, language="en", now=MONDAY)
    token = token_in(mails_to()[0]["body"])
    assert drafts_expire(actor=TIMER, now=MONDAY + timedelta(days=29)) == 0
    assert drafts_expire(actor=TIMER, now=MONDAY + timedelta(days=30)) == 1
    assert not RequestDraft.objects.exists()
    assert Client().get(reverse("portal:back", args=[token])).status_code == 404


def test_a_family_may_throw_its_answers_away(place: Place, client: Client) -> None:
    answered(client, "what", {"kind": "copy"})
    client.post(reverse("portal:ask-leave"), {"throw": "1"})
    assert not RequestDraft.objects.exists()


def test_leaving_a_browser_keeps_the_draft_behind_its_link(place: Place, client: Client) -> None:
    walked(client, answers_of("inspect", place))
    client.post(reverse("portal:ask-leave"))
    assert RequestDraft.objects.count() == 1
    assert client.get(reverse("portal:check")).headers["Location"] == question("what")


def test_a_draft_that_was_sent_leads_from_its_link_to_the_request(place: Place, client: Client) -> None:
    walked(client, answers_of("inspect", place))
    client.post(reverse("portal:save"), {"email": BEA})
    token = token_in(mails_to()[0]["body"])
    client.post(reverse("portal:check"), {"signature": "Bea Fictional"})
    assert Client().post(reverse("portal:back", args=[token])).headers["Location"] == reverse("portal:sent")


def test_the_mails_are_in_the_language_of_the_family(district: District) -> None:
    request = request_asked(MONDAY, language="es")
    confirm_ask(request=request, now=MONDAY)
    assert "?lang=es" in mails_to(ROSA)[0]["body"]


def test_the_hourly_sweep_runs_every_part(district: District) -> None:
    from requests_portal.asking.tasks import asking_sweep

    request = request_asked(clock_now() - timedelta(days=60))
    draft_start(kind="copy", language="en", now=clock_now() - timedelta(days=60))
    asking_sweep.delay()
    assert state_of(request) == RequestState.EXPIRED
    assert not RequestDraft.objects.exists()


def test_the_page_after_sending_names_the_last_day(sent: PrivacyRequest, client: Client) -> None:
    page = client.get(reverse("portal:sent")).content.decode()
    last: datetime = sent.asked_at + timedelta(days=7)
    assert str(last.year) in page
    assert BEA in page
