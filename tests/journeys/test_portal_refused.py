"""Who gets less than was asked: a deletion that the law refuses, a stranger, a father with an order on file."""

import re

import pytest
from playwright.sync_api import Page, expect

from district.models import User
from requests_portal.models import IdentityState, Outcome, PrivacyRequest, RequestState
from roster.models import Student
from tests.browser import click_to
from tests.journeys.conftest import OpenPage
from tests.journeys.portalwalk import (
    ANA,
    LUIS,
    Postbox,
    answered,
    asked_by_rosa,
    carl,
    families,
    looked_at,
    page_opened,
    path_is,
    post,
)

__all__ = ["carl", "families", "post"]
STRANGER = "stan@strangers.example"
NOT_OF_THE_WORDS = re.compile(r"R-\d+|[\w.]+@[\w.]+|\d{6}|http\S+|\d+:\d+|(Luis|Stan|Rosa) Fictional")


def test_a_deletion_is_refused_with_its_reason(
    families: Student, carl: User, open_page: OpenPage, post: Postbox
) -> None:
    case = asked_by_rosa("delete", what="The reading level.")
    custodian = open_page(carl)
    custodian.goto(f"/office/requests/{case.pk}/")
    click_to(custodian.get_by_role("button", name="Take it"))
    custodian.goto(f"/office/requests/{case.pk}/decision/deletion/")
    expect(custodian.get_by_text("105 ILCS 85/27(g)").first).to_be_visible()
    custodian.locator("[name=result][value=refused]").check()
    custodian.locator("[name=ground][value='il-soppa.deletion.deny']").check()
    custodian.locator("[name=reason]").fill("It is part of the school student record, which the law keeps.")
    looked_at(custodian)
    click_to(custodian.get_by_role("button", name="Decide"))
    click_to(custodian.get_by_role("button", name="Keep it, and look at it"))
    click_to(custodian.get_by_role("button", name="Send it"))
    case.refresh_from_db()
    assert (case.state, case.outcome) == (RequestState.ANSWERED, Outcome.REFUSED)

    family = open_page(phone=True)
    page_opened(family, post)
    click_to(family.get_by_role("link", name="Read it"))
    looked_at(family)
    expect(family.locator("main")).to_contain_text("It is part of the school student record, which the law keeps.")


@pytest.mark.usefixtures("families")
def test_a_stranger_and_a_father_with_an_order_on_file_read_the_same(
    carl: User, open_page: OpenPage, post: Postbox
) -> None:
    """Neither learns whether the pupil is known; what is on file, the custodian alone reads."""
    stranger = see_the_records(open_page(phone=True), post, "Stan Fictional", STRANGER, "Olaf Fictional")
    father = see_the_records(open_page(phone=True), post, "Luis Fictional", LUIS, "Ana Fictional")
    assert words_of(stranger.said) == words_of(father.said)
    assert mails(post, STRANGER) == mails(post, LUIS)
    for one in (stranger, father):
        assert (one.case.state, one.case.identity) == (RequestState.RECEIVED, IdentityState.PENDING)

    custodian = open_page(carl)
    custodian.goto(f"/office/requests/{father.case.pk}/identity/")
    expect(custodian.locator("main")).to_contain_text("ourt order")
    looked_at(custodian)
    custodian.goto(f"/office/requests/{stranger.case.pk}/identity/refuse/")
    custodian.locator("main form textarea").fill("Nobody at school knows this person.")
    click_to(custodian.locator("main form button[type=submit]").first)
    stranger.case.refresh_from_db()
    assert stranger.case.outcome == Outcome.NOT_IDENTIFIED


class Asked:
    """A request, and every sentence that the asker read on the way."""

    def __init__(self, case: PrivacyRequest, said: list[str]) -> None:
        self.case, self.said = case, said


def see_the_records(page: Page, post: Postbox, name: str, email: str, child: str) -> Asked:
    said: list[str] = []
    page.goto("/portal/ask/what/")
    answered(page, {"kind": "inspect"})
    answered(page, {"relationship": "parent"})
    answered(page, {**ANA, "student_name": child})
    answered(page, {"school": {"value": "none"}, "grade": {"value": "none"}})
    answered(page, {"scope": "all"})
    answered(page, {"what": ""})
    answered(page, {"name": name, "email": email})
    answered(page, {"signature": name})
    said.append(page.locator("main").inner_text())
    answered(page, {"code": post.code(email)})
    path_is(page, "/portal/received/")
    said.append(page.locator("main").inner_text())
    click_to(page.locator("a[href*='/portal/r/']").first)
    expect(page.locator(".follow-line")).to_be_visible()
    looked_at(page)
    said.append(page.locator("main").inner_text())
    post.newest(email)
    return Asked(PrivacyRequest.objects.latest("pk"), said)


def words_of(said: list[str]) -> list[str]:
    return [NOT_OF_THE_WORDS.sub("…", words) for words in said]


def mails(post: Postbox, address: str) -> list[str]:
    return words_of(post.all(address))
