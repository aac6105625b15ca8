"""The tab of the public entry: the officer sees the entry as the public will, and approves that and nothing else."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from breaches.models import Breach, PublicEntry, Stage
from breaches.publicfacts import entry_standing
from district.models import District, User
from inventory.models import ElementClass
from tests.factories.district import AdoptedPackFactory
from tests.factories.publicentries import breach_known, element_added

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def illinois(district: District, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("breaches.views.public.clock_now", lambda: now)
    AdoptedPackFactory(pack="il-soppa")


@pytest.fixture
def breach(dana: User) -> Breach:
    return breach_known(dana)


def address(breach: Breach) -> str:
    return f"/office/breaches/{breach.pk}/public/"


def hidden(page: str) -> dict[str, str]:
    """The fields of the form that a person does not see."""
    fields = re.findall(r'<input type="hidden" name="(mark|standing)"(?: value="([^"]*)")?', page)
    return {name: unescape(value) for name, value in fields}


def looked(client: Client, breach: Breach, **typed: object) -> dict[str, object]:
    """What the browser would send after a look at the page with these words."""
    page = client.post(address(breach), {**typed, **hidden(read(client, breach)), "look": "1"}).content.decode()
    return {**typed, **hidden(page)}


def read(client: Client, breach: Breach) -> str:
    answer = client.get(address(breach))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_the_rule_its_reason_and_the_entry_as_the_public_will_read_it(
    breach: Breach, dana: User, signed_in: SignIn
) -> None:
    page = unescape(read(signed_in(dana), breach))
    assert "500 of 4,012 students enrolled on 21 February 2026, 12.4 %" in page
    assert "This is 10\u00a0% or more, so the breach is listed." in page
    assert "For breaches involving 10% or more the District’s enrolled students" in page
    assert "How long it stays is not verified: seen only in another district's procedure" in page
    assert '<article class="pub-breach">' in page
    assert "<dd>500</dd>" in page


def test_the_entry_that_was_seen_is_approved_with_one_button(breach: Breach, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    answer = client.post(address(breach), {**hidden(read(client, breach)), "approve": "1"}, follow=True)
    assert "publish it, and the public reads it" in answer.content.decode()
    assert PublicEntry.objects.get().approved_by == dana
    assert "Look at the difference and publish" in read(client, breach)


def test_what_changed_since_it_was_seen_is_looked_at_again(breach: Breach, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    seen = hidden(read(client, breach))
    Breach.objects.filter(pk=breach.pk).update(affected_total=700)
    answer = client.post(address(breach), {**seen, "approve": "1"})
    assert answer.status_code == 422
    assert "Look at the entry once more" in answer.content.decode()
    assert "<dd>700</dd>" in answer.content.decode()
    assert not PublicEntry.objects.exists()


def test_a_notice_is_previewed_in_both_languages_before_it_is_approved(
    breach: Breach, dana: User, signed_in: SignIn
) -> None:
    AdoptedPackFactory(pack="ct-student-data")
    client = signed_in(dana)
    assert "told us of a breach of security" in read(client, breach)
    typed = {"notice_en": "Our own words.", "notice_es": "Nuestras palabras."}
    unseen = client.post(address(breach), {**typed, **hidden(read(client, breach)), "approve": "1"})
    assert unseen.status_code == 422
    sent = looked(client, breach, **typed)
    assert client.post(address(breach), {**sent, "approve": "1"}).status_code == 302
    assert PublicEntry.objects.get().shown["notice"] == {"en": "Our own words.", "es": "Nuestras palabras."}


def test_line_ends_as_browsers_send_them_are_no_change(breach: Breach, dana: User, signed_in: SignIn) -> None:
    AdoptedPackFactory(pack="ct-student-data")
    client = signed_in(dana)
    page = read(client, breach)
    proposed = unescape(page.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>")[0]).lstrip("\n")
    sent = {"notice_en": proposed.replace("\n", "\r\n"), "notice_es": "", **hidden(page), "approve": "1"}
    assert client.post(address(breach), sent).status_code == 302
    assert "\r" not in PublicEntry.objects.get().shown["notice"]["en"]


def test_a_withheld_number_in_the_notice_is_refused_at_its_field(breach: Breach, dana: User, signed_in: SignIn) -> None:
    AdoptedPackFactory(pack="ct-student-data")
    element_added(breach, dana, "Grades and marks", ElementClass.PERSONAL)
    client = signed_in(dana)
    sent = looked(client, breach, notice_en="It touched 500 students.", notice_es="")
    answer = client.post(address(breach), {**sent, "approve": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The notice names the number of students" in page
    assert 'href="#id_notice_en"' in page


def test_what_is_missing_is_listed_and_nothing_can_be_approved(dana: User, signed_in: SignIn) -> None:
    early = breach_known(dana, state=Stage.ASSESSING, happened_from=None, happened_until=None, affected_total=0)
    client = signed_in(dana)
    page = read(client, early)
    for words in ("It has not been determined", "first and last day", "No affected pupil"):
        assert words in page
    assert 'name="approve"' not in page
    assert client.post(address(early), {**hidden(page), "approve": "1"}).status_code == 422
    assert not PublicEntry.objects.exists()


def test_without_an_enrolment_the_officer_types_it(dana: User, signed_in: SignIn, district: District) -> None:
    District.objects.update(enrolment=0)
    breach, client = breach_known(dana), signed_in(dana)
    assert "The number of enrolled students on that day is not known" in read(client, breach)
    sent = looked(client, breach, enrolled="5000")
    assert client.post(address(breach), {**sent, "approve": "1"}).status_code == 302
    assert "by the number that was entered here" in PublicEntry.objects.get().decided["share_words"]
    assert "by the number that was entered here" in read(client, breach)


@pytest.mark.parametrize("typed", ["0", "-4", "many", "99999999999"])
def test_an_enrolment_that_cannot_be_is_refused(typed: str, breach: Breach, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    answer = client.post(address(breach), {**hidden(read(client, breach)), "enrolled": typed, "approve": "1"})
    assert answer.status_code == 422
    assert not PublicEntry.objects.exists()


def test_below_the_share_it_is_listed_only_with_a_reason(dana: User, signed_in: SignIn) -> None:
    breach, client = breach_known(dana, affected_total=3), signed_in(dana)
    assert "so no entry is asked for" in read(client, breach)
    sent = looked(client, breach, listed_anyway="on")
    refused = client.post(address(breach), {**sent, "approve": "1"})
    assert refused.status_code == 422
    assert "Say why it is listed" in refused.content.decode()
    assert client.post(address(breach), {**sent, "because": "Families asked.", "approve": "1"}).status_code == 302


def test_a_correction_shows_what_stands_and_what_would_stand(breach: Breach, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    client.post(address(breach), {**hidden(read(client, breach)), "approve": "1"})
    Breach.objects.filter(pk=breach.pk).update(affected_total=512)
    page = read(client, breach)
    assert "What was approved, and is not posted yet" in page
    assert page.index("<dd>500</dd>") < page.index("<dd>512</dd>")
    sent = {**hidden(page), "because": "Twelve more were found.", "approve": "1"}
    assert client.post(address(breach), sent).status_code == 302
    assert "Corrected: Twelve more were found." in read(client, breach)


def test_an_entry_is_withdrawn_with_a_reason(breach: Breach, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    client.post(address(breach), {**hidden(read(client, breach)), "approve": "1"})
    where = f"{address(breach)}withdraw/"
    form = hidden(client.get(where).content.decode())
    assert client.post(where, {**form, "because": ""}).status_code == 422
    assert client.post(where, {**form, "because": "It was another district's."}).status_code == 302
    assert entry_standing(breach) is None
    assert "Withdrawn: It was another district" in read(client, breach)
    assert client.get(where).status_code == 302


def test_an_entry_of_a_drill_leads_to_no_publication(dana: User, signed_in: SignIn) -> None:
    drill, client = breach_known(dana, drill=True), signed_in(dana)
    answer = client.post(address(drill), {**hidden(read(client, drill)), "approve": "1"}, follow=True)
    page = answer.content.decode()
    assert "it counts as posted in this drill" in page
    assert "Look at the difference and publish" not in page
