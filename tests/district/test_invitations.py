"""The link with which a person sets the first password, and what is said where it cannot be mailed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from district.models import User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
NEWCOMER = {"name": "Nell Fictional", "email": "Nell@Prairie-Lantern.example", "position": "Nurse", "invite": "on"}


def test_a_link_that_the_mail_server_does_not_take_leaves_the_account_and_says_so(
    signed_in: SignedIn, dana: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nothing listens there
    client = signed_in(dana)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/office/district/user/add/", NEWCOMER)
    assert answer.status_code == 302
    assert User.objects.filter(email__iexact="nell@prairie-lantern.example").exists()


@pytest.mark.django_db(transaction=True)
def test_trouble_with_the_mail_is_said_in_the_list_of_people(signed_in: SignedIn, dana: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client = signed_in(dana)
    again = "its link was not sent. Send it again from the list of people."
    assert again in client.post("/office/district/user/add/", NEWCOMER, follow=True).content.decode()
    nell = User.objects.get(email__iexact="nell@prairie-lantern.example")
    values = {"action": "send_link", "_selected_action": [nell.pk]}
    page = client.post("/office/district/user/", values, follow=True).content.decode()
    assert again in page
    assert "Links sent" not in page


def test_a_link_is_sent_again_on_request(
    signed_in: SignedIn, dana: User, tom: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(dana).post("/office/district/user/", {"action": "send_link", "_selected_action": [tom.pk]})
    assert [message.to for message in mail.outbox] == [[tom.email]]
