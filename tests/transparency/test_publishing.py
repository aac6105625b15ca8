"""Publishing: the difference first, then a hashed snapshot, once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Posting
from district.audit import SystemActor
from district.models import District, User
from district.selectors import DistrictMissing
from inventory.models import ElementUse
from tests.factories.transparency import agreement_signed, app_posted_able, document_added
from transparency.models import PublicEntry, Snapshot
from transparency.proof import entry_sha256, snapshot_sha256
from transparency.services import Publication, PublicationChanged, publication_preview, publish
from vendors.models import Operator

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]


def test_a_signed_agreement_becomes_an_entry_with_everything_the_law_asks(
    district: District, published: Publish
) -> None:
    app_posted_able("Maple Reader")
    published()
    content = PublicEntry.objects.get().content
    assert content["operator"]["name"].startswith("Maple Reader Fictional")
    assert len(content["operator"]["address"]) == 2
    assert content["operator"]["subcontractors"] == [{"name": "Cloudlet Fictional", "purpose": "Keeps the servers."}]
    assert [row["name"] for row in content["elements"]] == ["Grades and marks", "Name"]
    assert content["elements"][0]["how_used"] == "Shown to the teacher beside each text."
    assert content["agreements"][0]["signed_on"] == "2026-02-23"
    assert content["agreements"][0]["posted_on"] == "2026-03-02"


def test_nothing_that_the_checker_or_the_office_noted_is_published(district: District, published: Publish) -> None:
    product = app_posted_able("Maple Reader")
    product.operator.notes = "only for the office"
    product.operator.save()
    product.agreements.update(notes="only for the office too")
    published()
    assert "only for the office" not in str(PublicEntry.objects.get().content)


def test_publishing_records_each_agreement_as_posted(district: District, published: Publish, now: datetime) -> None:
    product = app_posted_able("Maple Reader")
    snapshot = published().snapshot
    posting = Posting.objects.get()
    assert posting.agreement == product.agreements.get()
    assert (posting.posted_at, posting.snapshot_sha256) == (now, snapshot.sha256)  # type: ignore[union-attr]


def test_an_agreement_of_two_products_is_posted_once(district: District, published: Publish) -> None:
    first, second = app_posted_able("Maple Reader"), app_posted_able("Maple Writer")
    agreement = first.agreements.get()
    agreement.products.add(second)
    published()
    assert Posting.objects.filter(agreement=agreement).count() == 1
    assert PublicEntry.objects.count() == 2


def test_publishing_again_without_a_change_does_nothing(district: District, published: Publish) -> None:
    app_posted_able("Maple Reader")
    first, second = published(), published()
    assert (first.made, second.made) == (True, False)
    assert second.snapshot == first.snapshot
    assert Snapshot.objects.count() == 1
    assert Posting.objects.count() == 1


def test_publishing_nothing_at_all_makes_no_snapshot(district: District, published: Publish) -> None:
    assert published() == Publication(None, made=False)
    assert not Snapshot.objects.exists()


def test_unsigned_and_unreadable_agreements_stay_off_the_page(district: District, published: Publish) -> None:
    draft, damaged = app_posted_able("Maple Draft"), app_posted_able("Maple Damaged")
    draft.agreements.update(state="draft")
    damaged.agreements.get().documents.update(state="unreadable")
    published()
    assert not PublicEntry.objects.exists()


def test_a_change_closes_the_old_entry_and_opens_a_new_one(district: District, now: datetime) -> None:
    app_posted_able("Maple Reader")
    untouched = app_posted_able("Maple Writer")
    actor = SystemActor("command:publish")
    publish(actor=actor, now=now)
    ElementUse.objects.filter(use__product__name="Maple Reader").update(how_used="Read by the teacher.")
    later = now + timedelta(days=3)
    publish(actor=actor, now=later)
    old, new = PublicEntry.objects.filter(key="maple-reader").order_by("shown_from")
    assert (old.shown_from, old.shown_until) == (now, later)
    assert (new.shown_from, new.shown_until) == (later, None)
    assert PublicEntry.objects.filter(key=untouched.slug).count() == 1


def test_the_first_posting_day_stays_when_other_things_change(district: District, now: datetime) -> None:
    app_posted_able("Maple Reader")
    actor = SystemActor("command:publish")
    publish(actor=actor, now=now)
    Operator.objects.update(business_address="2 New Street")
    publish(actor=actor, now=now + timedelta(days=30))
    assert PublicEntry.objects.get(shown_until=None).content["agreements"][0]["posted_on"] == "2026-03-02"


def test_the_posting_day_is_the_district_s_own(district: District) -> None:
    app_posted_able("Maple Reader")
    late_evening_in_chicago = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    publish(actor=SystemActor("command:publish"), now=late_evening_in_chicago)
    assert PublicEntry.objects.get().content["agreements"][0]["posted_on"] == "2026-03-02"


def test_an_agreement_that_ended_leaves_the_page_but_not_the_record(district: District, now: datetime) -> None:
    product = app_posted_able("Maple Reader")
    actor = SystemActor("command:publish")
    publish(actor=actor, now=now)
    product.agreements.update(state="ended")
    done = publish(actor=actor, now=now + timedelta(days=1))
    assert done.snapshot is not None
    assert done.snapshot.entries == 0
    assert [row["name"] for row in done.snapshot.difference["removed"]] == ["Maple Reader"]
    assert PublicEntry.objects.filter(shown_until=None).count() == 0
    assert PublicEntry.objects.count() == 1


def test_what_changed_since_the_preview_is_refused(district: District, dana: User, now: datetime) -> None:
    app_posted_able("Maple Reader")
    seen = publication_preview(now).difference.mark
    app_posted_able("Maple Writer")
    with pytest.raises(PublicationChanged):
        publish(actor=dana, now=now, expected=seen)
    assert not Snapshot.objects.exists()


def test_what_was_previewed_is_published(district: District, dana: User, now: datetime) -> None:
    app_posted_able("Maple Reader")
    done = publish(actor=dana, now=now, expected=publication_preview(now).difference.mark)
    assert done.made
    assert done.snapshot is not None
    assert done.snapshot.published_by == dana.email


def test_the_difference_says_field_by_field_what_changes(district: District, now: datetime) -> None:
    product = app_posted_able("Maple Reader")
    publish(actor=SystemActor("command:publish"), now=now)
    product.operator.business_address = "2 New Street"
    product.operator.save()
    ElementUse.objects.filter(element__name="Name").update(disclosed=True, disclosed_to="the printer")
    document_added(product.agreements.get(), b"%PDF-1.4 second", version=2)
    said = publication_preview(now).difference.changed[0].what
    assert any(sentence.startswith("The business address changes from “") for sentence in said)
    assert "Name: Whether it is disclosed changes from no to yes." in said
    assert "Name: To whom it is disclosed is now said: “the printer”." in said
    assert any("another copy is posted, agreement 2.pdf instead of agreement 1.pdf" in sentence for sentence in said)


def test_the_snapshot_hash_covers_every_public_entry(district: District, published: Publish) -> None:
    app_posted_able("Maple Reader")
    app_posted_able("Maple Writer")
    snapshot = published().snapshot
    entries = PublicEntry.objects.filter(shown_until=None)
    assert all(entry.sha256 == entry_sha256(entry.content) for entry in entries)
    assert snapshot.sha256 == snapshot_sha256((entry.key, entry.sha256) for entry in entries)  # type: ignore[union-attr]


def test_what_is_missing_is_named_before_publishing(district: District, now: datetime) -> None:
    product = app_posted_able("Maple Reader", elements=())
    product.operator.business_address = " "
    product.operator.save()
    agreement = agreement_signed(app_posted_able("Maple Writer"), title="Nothing named", body=b"%PDF-1.4 none")
    agreement.products.clear()
    lacks = {
        (row.name.split(":")[-1].strip(), row.lacks, row.blocks) for row in publication_preview(now).build.shortcomings
    }
    assert ("Maple Reader", "its kinds of information", False) in lacks
    assert (product.operator.name, "its business address", False) in lacks
    assert ("Nothing named", "its products", True) in lacks


def test_without_a_district_nothing_can_be_published(now: datetime) -> None:
    with pytest.raises(DistrictMissing):
        publish(actor=SystemActor("command:publish"), now=now)


@pytest.mark.parametrize("number", [1, 12])
def test_building_takes_the_same_queries_for_one_app_and_for_many(
    district: District, now: datetime, number: int
) -> None:
    for place in range(number):
        app_posted_able(f"Maple Reader {place}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        publication_preview(now)
    assert len(queries) == 16
