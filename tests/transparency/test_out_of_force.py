"""Agreements that do not hold any more: the public page says so that day, whoever publishes or not."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.hooks import agreement_out_of_force
from contracts.models import Agreement, AgreementState, AgreementStateRow
from district.audit import SystemActor
from district.models import District, User
from tests.factories.transparency import agreement_signed, app_posted_able
from transparency import versions
from transparency.models import PublicEntry
from transparency.services import Publication, publication_preview, publish

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]
At = Callable[[datetime], None]
ACTOR = SystemActor("command:publish")
BEFORE_MIDNIGHT = datetime(2027, 7, 1, 4, 59, 59, tzinfo=UTC)  # 30 June, in Chicago
MIDNIGHT = datetime(2027, 7, 1, 5, 0, tzinfo=UTC)


@pytest.fixture
def maple(illinois: District, published: Publish) -> PublicEntry:
    app_posted_able("Maple Reader")
    published()
    return PublicEntry.objects.get()


def become(state: str, at: datetime) -> None:
    """As the services of agreements leave it, and as another process sees it a second later."""
    agreement = Agreement.objects.get()
    agreement.state = state
    agreement.save(update_fields=["state"])
    AgreementStateRow.objects.create(agreement=agreement, state=state, at=at, actor="dana@prairie-lantern.example")
    versions.TRUST.forget()


def said(public: Client, address: str) -> str:
    response = public.get(address)
    assert response.status_code == 200
    return b"".join(response).decode() if response.streaming else response.content.decode()


def read_whole(response: Any) -> Any:
    """A file is closed where it was read to its end."""
    if response.streaming:
        b"".join(response)
    return response


@pytest.mark.parametrize("address", ["/", "/apps/maple-reader/", "operator", "/downloads/apps.csv"])
def test_at_midnight_of_the_district_an_expired_agreement_says_so_everywhere(
    maple: PublicEntry, public: Client, at: At, address: str
) -> None:
    address = f"/operators/{maple.operator_slug}/" if address == "operator" else address
    at(BEFORE_MIDNIGHT)
    before = read_whole(public.get(address))
    assert "In force" in said(public, address)
    assert public.get(address, headers={"if-none-match": before["ETag"]}).status_code == 304
    at(MIDNIGHT)
    after = read_whole(public.get(address, headers={"if-none-match": before["ETag"]}))
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert "Expired" in said(public, address)
    assert "In force" not in said(public, address)


def test_one_that_renews_by_itself_is_renewed_and_not_expired(
    illinois: District, published: Publish, public: Client, at: At
) -> None:
    app_posted_able("Maple Reader").agreements.update(renews=True)
    published()
    at(MIDNIGHT)
    for address in ("/", "/apps/maple-reader/", "/downloads/apps.csv"):
        assert "Renewed" in said(public, address)
        assert "Expired" not in said(public, address)


@pytest.mark.parametrize(
    ("state", "word", "sentence"),
    [
        (AgreementState.VOID, "Void", "This agreement is void since 4 March 2026."),
        (AgreementState.ENDED, "Ended", "The district ended this agreement on 4 March 2026."),
    ],
)
def test_an_agreement_that_became_void_or_ended_says_so_before_anybody_publishes(
    maple: PublicEntry, public: Client, at: At, now: datetime, state: str, word: str, sentence: str
) -> None:
    etag = public.get("/apps/maple-reader/")["ETag"]
    day = now + timedelta(days=2)
    at(day)
    become(state, day)
    assert public.get("/apps/maple-reader/", headers={"if-none-match": etag}).status_code == 200
    assert sentence in said(public, "/apps/maple-reader/")
    for address in ("/", f"/operators/{maple.operator_slug}/", "/apps/maple-reader/"):
        assert f"{word}</span>" in said(public, address)
        assert "In force" not in said(public, address)
    assert next(csv.DictReader(io.StringIO(said(public, "/downloads/apps.csv"))))["standing"] == word
    assert json.loads(said(public, "/downloads/apps.json"))["apps"][0]["agreements"][0]["standing"] == state
    assert "In force" in said(public, "/history/2026-03-03/"), "on that day it held"
    assert f"{word}</span>" in said(public, "/history/2026-03-04/")


def test_what_was_taken_as_void_by_mistake_holds_again(maple: PublicEntry, public: Client, now: datetime) -> None:
    become(AgreementState.VOID, now)
    assert "Void</span>" in said(public, "/")
    become(AgreementState.SIGNED, now)
    assert "In force" in said(public, "/")


def test_publishing_takes_it_away_and_says_why(maple: PublicEntry, public: Client, now: datetime) -> None:
    become(AgreementState.VOID, now)
    removed = publication_preview(now).difference.removed[0]
    assert (removed.name, removed.what) == ("Maple Reader", ("This agreement is void since 2 March 2026.",))
    publish(actor=ACTOR, now=now + timedelta(hours=1))
    assert public.get("/apps/maple-reader/").status_code == 404


def test_one_of_two_agreements_is_named_with_its_reason(illinois: District, published: Publish, now: datetime) -> None:
    product = app_posted_able("Maple Reader")
    second = agreement_signed(product, title="The rider", body=b"%PDF-1.4 rider")
    published()
    Agreement.objects.filter(pk=second.pk).update(state="ended")
    AgreementStateRow.objects.create(agreement=second, state="ended", at=now, actor="dana@prairie-lantern.example")
    what = publication_preview(now).difference.changed[0].what
    assert "Agreement removed: The rider. The district ended this agreement on 2 March 2026." in what
    entry = PublicEntry.objects.get()
    assert entry.row["agreements"] == [product.agreements.get(title__startswith="Data").pk, second.pk]


def test_the_mark_costs_one_query_and_the_list_of_the_gone_another(
    maple: PublicEntry, public: Client, now: datetime
) -> None:
    become(AgreementState.ENDED, now)
    public.get("/")
    versions.TRUST.forget()
    with CaptureQueriesContext(connection) as queries:
        public.get("/")
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        public.get("/apps/maple-reader/")
    assert len(queries) <= 2


def test_entries_of_an_earlier_release_learn_their_agreements_with_the_next_publication(
    maple: PublicEntry, public: Client, now: datetime
) -> None:
    PublicEntry.objects.update(row={key: value for key, value in maple.row.items() if key != "agreements"})
    assert "In force" in said(public, "/apps/maple-reader/")
    app_posted_able("Maple Writer")
    publish(actor=ACTOR, now=now + timedelta(hours=1))
    assert PublicEntry.objects.get(key="maple-reader").row["agreements"] == maple.row["agreements"]


def test_the_office_looks_back_the_same_way(
    maple: PublicEntry, signed_in: Callable[[User], Client], dana: User, at: At, now: datetime
) -> None:
    day = now + timedelta(days=2)
    at(day)
    become(AgreementState.VOID, day)
    client = signed_in(dana)
    assert "In force" in client.get("/office/public-on/?day=2026-03-03").content.decode()
    assert "Void" in client.get("/office/public-on/?day=2026-03-04&app=maple-reader").content.decode()


def test_what_takes_an_agreement_out_of_force_is_seen_with_the_next_answer(
    maple: PublicEntry, public: Client, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    assert "In force" in said(public, "/")
    agreement = Agreement.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        Agreement.objects.update(state=AgreementState.VOID)
        agreement_out_of_force(agreement=agreement, because="It was not amended.", actor=ACTOR, now=now)
    assert "Void</span>" in said(public, "/")
