"""The district's own services: calendar, packs, rights to single objects, roles, and settings that are checked."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from guardian.shortcuts import assign_perm

from district import hooks, services
from district.audit import ActorMissing, SystemActor
from district.calendars import calendar_current, calendar_fingerprint
from district.models import AdoptedPack, Closure, District, School, User
from district.permissions import objects_visible_to, right_give, right_take
from district.roles import ROLES, ROOMS, roles_sync
from district.selectors import DistrictMissing, packs_adopted
from districtprivacy import checks
from districtprivacy.settings.environment import json_secret
from rulebook.loading import load_packs
from tests.conftest import NOW
from tests.factories.district import AdoptedPackFactory, ClosureFactory, SchoolFactory

ACTOR = SystemActor("test")
NOBODY: Any = None


# Calendar


def test_the_calendar_knows_weekends_holidays_and_closures(district: District) -> None:
    ClosureFactory.create(day=date(2026, 12, 23), name="Winter break")
    calendar = calendar_current()
    assert calendar.closed_because(date(2026, 12, 23)) == "Winter break"
    assert calendar.closed_because(date(2026, 12, 25)) == "Christmas Day"
    assert calendar.closed_because(date(2026, 12, 26)) == "Saturday"
    assert calendar.is_open(date(2026, 12, 22))


def test_the_calendar_is_read_in_two_questions(district: District, django_assert_num_queries: Any) -> None:
    ClosureFactory.create_batch(30)
    with django_assert_num_queries(2):
        calendar_current()


def test_without_a_district_there_is_no_calendar(db: None) -> None:
    with pytest.raises(DistrictMissing):
        calendar_current()


def test_the_fingerprint_changes_with_days_and_zone_and_not_with_names(district: District) -> None:
    closure = ClosureFactory.create()
    first = calendar_fingerprint(calendar_current())
    Closure.objects.update(name="Called otherwise")
    assert calendar_fingerprint(calendar_current()) == first
    District.objects.update(time_zone="America/New_York")
    moved = calendar_fingerprint(calendar_current())
    closure.delete()
    assert len({first, moved, calendar_fingerprint(calendar_current())}) == 3


# Services refuse to write for nobody


@pytest.mark.parametrize(
    "write",
    [
        lambda: services.pack_adopt(pack="il-soppa", adopted_on=date(2021, 7, 1), actor=NOBODY, now=NOW),
        lambda: services.closure_add_range(
            first=date(2026, 12, 21), last=date(2026, 12, 22), name="Break", actor=NOBODY, now=NOW
        ),
        lambda: services.district_save(district=District.objects.get(), actor=NOBODY, now=NOW),
        lambda: services.closure_save(closure=Closure(day=date(2026, 12, 21), name="Break"), actor=NOBODY, now=NOW),
    ],
)
def test_nothing_is_written_for_nobody(write: Callable[[], object], district: District) -> None:
    with pytest.raises(ActorMissing):
        write()
    assert not AdoptedPack.objects.exists()
    assert not Closure.objects.exists()


def test_a_listener_that_fails_undoes_the_change(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*, because: str, actor: Any, now: datetime) -> None:
        raise RuntimeError(because)

    monkeypatch.setattr(hooks, "CALENDAR_CHANGED", {"broken": broken})
    with pytest.raises(RuntimeError, match="was adopted"):
        services.pack_adopt(pack="il-soppa", adopted_on=date(2021, 7, 1), actor=ACTOR, now=NOW)
    assert not AdoptedPack.objects.exists()


def test_before_the_district_is_entered_packs_may_be_adopted(db: None) -> None:
    services.pack_adopt(pack="il-soppa", adopted_on=date(2021, 7, 1), actor=ACTOR, now=NOW)
    assert packs_adopted(date(2026, 3, 2)) == ["il-soppa"]


def test_a_pack_holds_from_its_day_until_the_day_before_its_end(db: None) -> None:
    AdoptedPackFactory.create(adopted_on=date(2021, 7, 1), ended_on=date(2026, 7, 1))
    days = (date(2021, 6, 30), date(2021, 7, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [bool(packs_adopted(day)) for day in days] == [False, True, True, False]


def test_an_end_may_be_taken_back(district: District) -> None:
    adopted = AdoptedPackFactory.create(ended_on=date(2026, 7, 1))
    services.pack_end(adopted=adopted, ended_on=None, actor=ACTOR, now=NOW)
    assert packs_adopted(date(2027, 1, 1)) == ["il-soppa"]


def test_an_unknown_pack_is_named_with_the_known_ones(district: District) -> None:
    with pytest.raises(ValidationError, match="il-soppa"):
        services.pack_adopt(pack="il-sopa", adopted_on=date(2021, 7, 1), actor=ACTOR, now=NOW)
    assert load_packs().packs["il-soppa"]


def test_closed_days_that_are_known_tell_nobody_again(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(hooks, "CALENDAR_CHANGED", {"test": lambda because, actor, now: heard.append(because)})
    for _ in range(2):
        services.closure_add_range(
            first=date(2026, 12, 21), last=date(2026, 12, 23), name="Break", actor=ACTOR, now=NOW
        )
    assert len(heard) == 1


# Rights to single objects


def test_a_right_to_one_object_shows_that_object_only(olga: User) -> None:
    mine, _ = SchoolFactory.create(), SchoolFactory.create()
    assign_perm("district.view_school", olga, mine)
    assert list(objects_visible_to(olga, School.objects.all(), "district.view_school")) == [mine]


def test_the_officer_gives_and_takes_a_single_right_and_nobody_else_does(dana: User, dirk: User, olga: User) -> None:
    school = SchoolFactory.create()
    with pytest.raises(PermissionDenied):
        right_give(user=olga, row=school, action="view", actor=dirk, now=NOW)
    for change, seen in ((right_give, 1), (right_take, 0)):
        change(user=olga, row=school, action="view", actor=dana, now=NOW)
        olga = User.objects.get(pk=olga.pk)
        assert objects_visible_to(olga, School.objects.all(), "district.view_school").count() == seen


def test_the_model_s_right_shows_all_and_no_right_shows_none(ari: User, olga: User) -> None:
    SchoolFactory.create_batch(2)
    assert objects_visible_to(ari, School.objects.all(), "district.view_school").count() == 2
    assert objects_visible_to(olga, School.objects.all(), "district.view_school").count() == 0


def test_visitors_and_blocked_people_see_nothing_even_of_their_own(ari: User) -> None:
    SchoolFactory.create()
    ari.is_active = False
    for user in (AnonymousUser(), ari):
        assert objects_visible_to(user, School.objects.all(), "district.view_school").count() == 0


def test_a_right_to_one_object_opens_its_page_in_the_office(signed_in: Any, olga: User) -> None:
    mine, other = SchoolFactory.create(), SchoolFactory.create()
    assign_perm("district.view_school", olga, mine)
    client = signed_in(olga)
    assert client.get(f"/office/district/school/{mine.pk}/change/").status_code == 200
    assert client.get(f"/office/district/school/{other.pk}/change/").status_code in {302, 403, 404}
    assert client.post(f"/office/district/school/{mine.pk}/change/", {}).status_code == 403


# Roles


def rights(role: str) -> set[str]:
    pairs = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{name}" for app, name in pairs}


def test_there_are_nine_roles(db: None) -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {role.id for role in ROLES}
    assert len(ROLES) == 9


def test_the_auditor_reads_every_room_and_may_write_in_none(db: None) -> None:
    held = rights("auditor")
    assert "district.read_trail" in held
    assert {right.split(".")[1].split("_")[0] for right in held} == {"view", "read", "see"}
    assert {"vendors.view_operator", "contracts.view_agreement", "deadlines.view_deadline"} <= held


def test_no_role_reaches_outside_the_rooms(db: None) -> None:
    for role in ROLES:
        assert {right.split(".")[0] for right in rights(role.id)} <= set(ROOMS)


def test_only_the_officer_gives_roles_and_reads_the_trail_beside_the_auditor(db: None) -> None:
    assert [role.id for role in ROLES if "district.give_roles" in rights(role.id)] == ["privacy_officer"]
    assert [role.id for role in ROLES if "district.read_trail" in rights(role.id)] == ["privacy_officer", "auditor"]


def test_staff_have_no_table_open_as_a_whole(db: None) -> None:
    assert rights("staff_member") == set()


def test_counsel_gives_opinions_and_changes_nothing_else(db: None) -> None:
    assert {right for right in rights("counsel") if ".view_" not in right} == {"contracts.add_counselopinion"}


def test_history_tables_have_no_rights_to_give(db: None) -> None:
    assert not [right for role in ROLES for right in rights(role.id) if right.endswith(("signinevent", "userevent"))]


def test_a_right_added_by_hand_is_gone_after_the_next_migration(db: None) -> None:
    from django.contrib.auth.models import Permission

    group = Group.objects.get(name="staff_member")
    group.permissions.add(Permission.objects.get(codename="change_school"))
    roles_sync()
    assert rights("staff_member") == set()


# Settings


@pytest.mark.parametrize(
    ("name", "value", "check", "found"),
    [
        ("MFA_REQUIRED_ROLES", ["privacy_officer"], checks.roles_with_second_factor, []),
        ("MFA_REQUIRED_ROLES", ["privacy-officer"], checks.roles_with_second_factor, ["districtprivacy.E001"]),
        ("SITE_ADDRESS", "https://privacy.prairie-lantern.example", checks.address_of_the_site, []),
        ("SITE_ADDRESS", "privacy.prairie-lantern.example", checks.address_of_the_site, ["districtprivacy.E002"]),
        ("SOCIALACCOUNT_PROVIDERS", {}, checks.single_sign_on, []),
        ("SOCIALACCOUNT_PROVIDERS", [], checks.single_sign_on, ["districtprivacy.E003"]),
        ("SOCIALACCOUNT_PROVIDERS", {"facebook": {}}, checks.single_sign_on, ["districtprivacy.E003"]),
        ("SOCIALACCOUNT_PROVIDERS", {"saml": {"APPS": []}}, checks.single_sign_on, ["districtprivacy.E003"]),
        (
            "SOCIALACCOUNT_PROVIDERS",
            {"openid_connect": {"APPS": [{"provider_id": "a", "name": "A", "client_id": "b"}]}},
            checks.single_sign_on,
            ["districtprivacy.E003"],
        ),
        (
            "EMAIL_BACKEND",
            "django.core.mail.backends.filebased.EmailBackend",
            checks.deployment,
            ["districtprivacy.W002"],
        ),
        ("DEFAULT_FROM_EMAIL", "privacy@district.example", checks.deployment, ["districtprivacy.W003"]),
        ("MFA_REQUIRED_ROLES", [], checks.deployment, ["districtprivacy.W001"]),
        ("SITE_ADDRESS", "http://privacy.prairie-lantern.example", checks.deployment, ["districtprivacy.W004"]),
    ],
)
def test_wrong_settings_are_named(
    name: str, value: Any, check: Callable[[], list[Any]], found: list[str], settings: Any
) -> None:
    settings.MFA_REQUIRED_ROLES = ["privacy_officer"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "privacy@prairie-lantern.test"
    settings.SITE_ADDRESS = "https://privacy.prairie-lantern.example"
    setattr(settings, name, value)
    assert [message.id for message in check()] == found


def test_single_sign_on_is_read_from_a_file_and_mistakes_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "providers.json"
    monkeypatch.setenv("SOCIALACCOUNT_PROVIDERS_FILE", str(file))
    file.write_text('{"saml": {}}', encoding="utf-8")
    assert json_secret("SOCIALACCOUNT_PROVIDERS", default={}) == {"saml": {}}
    file.write_text('{"saml": }', encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="SOCIALACCOUNT_PROVIDERS is not JSON: Expecting value: line 1"):
        json_secret("SOCIALACCOUNT_PROVIDERS", default={})
