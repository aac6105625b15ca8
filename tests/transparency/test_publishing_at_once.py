"""Two people press Publish at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from contracts.models import Posting
from district.audit import SystemActor
from district.models import District
from tests.factories.transparency import app_posted_able
from transparency.models import PublicEntry, SigningKey, Snapshot, SnapshotProof
from transparency.services import PublicationChanged, publication_preview, publish


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_snapshot_and_post_once(district: District, now: datetime) -> None:
    for number in range(3):
        app_posted_able(f"Maple {number}")
    mark, start = publication_preview(now).difference.mark, Barrier(2)

    def press(name: str) -> str:
        try:
            start.wait(timeout=120)
            return "made" if publish(actor=SystemActor(name), now=now, expected=mark).made else "nothing changed"
        except PublicationChanged:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(press, ["command:one", "command:two"]))
    assert results == ["made", "nothing changed"]
    assert Snapshot.objects.count() == SnapshotProof.objects.count() == SigningKey.objects.count() == 1
    assert PublicEntry.objects.count() == 3
    assert Posting.objects.count() == 3
