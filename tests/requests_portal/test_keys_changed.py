"""After keys were changed: requests, codes, threads and files open as before, and requests are found again."""

from datetime import datetime
from typing import Any

import pytest

from district.audit import SystemActor
from district.encryption import key_ring
from district.models import User
from district.rotation import columns, rotate, rows_left
from requests_portal.models import FilePurpose, PrivacyRequest, ThreadMessage
from requests_portal.services.files import file_keep, file_read
from requests_portal.thread.services import thread_note
from roster.keys import email_key
from roster.rekeying import rekey
from tests.factories.requests import request_received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ACTOR = SystemActor("timer:test")
NEW = "ab" * 32


def test_everything_sealed_of_a_request_is_sealed_anew(now: datetime, dana: User, settings: Any) -> None:
    request = request_received(now)
    file = file_keep(
        request=request, content=b"Proof of Ana", name="a.txt", purpose=FilePurpose.PROOF, actor=ACTOR, now=now
    )
    note = thread_note(request=request, text="Ana is in grade 5.", actor=dana, now=now)
    settings.FIELD_KEYS = f"{NEW},{settings.FIELD_KEYS}"
    mine = [column for column in columns() if column.table.startswith("requests_portal_")]
    assert {"asker", "said", "details"} <= {column.column for column in mine}
    for column in mine:
        list(rotate(column))
    assert sum(rows_left(column) for column in mine) == 0
    settings.FIELD_KEYS = NEW
    assert key_ring().head
    again = PrivacyRequest.objects.get(pk=request.pk)
    assert again.asker_name == "Rosa Fictional"
    assert ThreadMessage.objects.get(pk=note.pk).text == "Ana is in grade 5."
    file.refresh_from_db()
    assert file_read(file) == b"Proof of Ana"


def test_requests_are_found_again_after_the_search_key_was_changed(now: datetime, settings: Any) -> None:
    request = request_received(now)
    forgotten = request_received(now)
    PrivacyRequest.objects.filter(pk=forgotten.pk).update(asker={}, said={}, email_key=b"", said_key=b"")
    settings.SEARCH_KEY = NEW
    assert not PrivacyRequest.objects.filter(email_key=email_key("rosa@family.example")).exists()
    list(rekey())
    assert PrivacyRequest.objects.get(email_key=email_key("rosa@family.example")) == request
    forgotten.refresh_from_db()
    assert bytes(forgotten.email_key) == b""
    assert bytes(forgotten.said_key) == b""
