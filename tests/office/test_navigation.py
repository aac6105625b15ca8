"""The navigation shows what a person may use, and leads to every list that is open to them."""

from collections.abc import Callable

from django.contrib import admin
from django.test import Client

from district.models import District, User
from districtprivacy.navigation import current

SignIn = Callable[[User], Client]


def links(client: Client) -> list[str]:
    return [link.title for group in client.get("/office/").context["navigation"] for link in group.links]


def test_the_privacy_officer_sees_the_groups_in_order(signed_in: SignIn, dana: User, district: District) -> None:
    groups = [group.title for group in signed_in(dana).get("/office/").context["navigation"]]
    wanted = ["", "Agreements", "Inventory", "Clocks", "Public page", "Messages", "District"]
    assert [title for title in groups if title in wanted] == [title for title in wanted if title in groups]
    assert {"Clocks", "Public page", "District"} <= set(groups)


def test_no_list_is_out_of_reach(signed_in: SignIn, dana: User, district: District) -> None:
    client = signed_in(dana)
    addresses = {link.url for group in client.get("/office/").context["navigation"] for link in group.links}
    for model in admin.site._registry:
        options = model._meta
        address = f"/office/{options.app_label}/{options.model_name}/"
        assert address in addresses or client.get(address).status_code == 403, address


def test_every_link_of_the_auditor_opens(signed_in: SignIn, ari: User, district: District) -> None:
    client = signed_in(ari)
    for group in client.get("/office/").context["navigation"]:
        for link in group.links:
            assert client.get(link.url, follow=True).status_code == 200, link.url


def test_a_teacher_sees_little(signed_in: SignIn, tom: User, district: District) -> None:
    shown = links(signed_in(tom))
    assert "Today" in shown
    assert not {"People", "Audit trail", "All clocks", "Outbox", "Publish"} & set(shown)


def test_who_approves_publications_is_led_to_them(
    signed_in: SignIn, person: Callable[..., User], district: District
) -> None:
    assert "Publish" in links(signed_in(person("Sam Fictional", "superintendent")))


def test_the_present_place_is_marked() -> None:
    assert current("/office/district/user/", "/office/district/user/") == "page"
    assert current("/office/district/user/", "/office/district/user/3/change/") == "true"
    assert current("/office/", "/office/district/user/", exact=True) == ""


def test_an_app_has_no_page_of_its_own(signed_in: SignIn, dana: User, district: District) -> None:
    assert signed_in(dana).get("/office/district/")["Location"] == "/office/"


def test_a_form_without_its_token_is_refused_with_a_sentence(dana: User, district: District) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = strict.post("/office/district/school/add/", {"name": "Lantern Middle"})
    assert response.status_code == 403
    assert "This form was open for too long" in response.content.decode()


def test_there_is_one_page_for_passwords(signed_in: SignIn, dana: User, district: District) -> None:
    assert signed_in(dana).get("/office/password_change/")["Location"] == "/accounts/password/change/"


def test_a_page_says_the_language_that_it_speaks(client: Client, district: District) -> None:
    response = client.get("/accounts/login/", headers={"accept-language": "es"})
    assert '<html lang="en">' in response.content.decode()
