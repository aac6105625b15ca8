"""The office shows and takes times of the district's own zone, in words."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client
from django.utils import timezone

from district.models import Closure, District, School, User
from transparency.models import Snapshot

SignIn = Callable[[User], Client]


def test_a_moment_is_shown_in_the_districts_zone(signed_in: SignIn, dana: User, district: District) -> None:
    Snapshot.objects.create(
        taken_at=datetime(2026, 3, 3, 4, 30, tzinfo=UTC),
        published_by="dana@prairie-lantern.example",
        sha256="0" * 64,
        entries=0,
        difference={},
    )
    listed = signed_in(dana).get("/office/transparency/snapshot/").content.decode()
    assert "2 March 2026, 10:30 p.m." in listed


def test_a_day_is_written_with_its_month_in_words(signed_in: SignIn, dana: User, district: District) -> None:
    Closure.objects.create(day="2026-11-27", name="Day after Thanksgiving")
    assert "27 November 2026" in signed_in(dana).get("/office/district/closure/").content.decode()


def test_the_zone_does_not_leak_into_the_next_request(signed_in: SignIn, dana: User, district: District) -> None:
    signed_in(dana).get("/office/")
    assert timezone.get_current_timezone_name() == "UTC"


def test_an_empty_installation_has_pages_all_the_same(signed_in: SignIn, dana: User) -> None:
    School.objects.create(name="Lantern Elementary", code="LE", lowest_grade="K", highest_grade="5")
    client = signed_in(dana)
    for address in ("/office/district/school/", "/office/deadlines/deadline/", "/office/contracts/agreement/"):
        assert client.get(address).status_code == 200, address
