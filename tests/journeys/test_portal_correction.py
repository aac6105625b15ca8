"""A correction goes the whole chain: the custodian, the operator by its link, the family; time moves between them."""

from datetime import timedelta

import time_machine
from playwright.sync_api import Page, expect

from deadlines.models import Deadline
from deadlines.selectors import clocks_of
from district import clock
from district.models import User
from requests_portal.models import Outcome, PrivacyRequest, RequestState, RequestTask, TaskState
from roster.models import Student
from tests.browser import click_to
from tests.journeys.conftest import OpenPage
from tests.journeys.portalwalk import (
    OPERATOR,
    OPERATOR_LINK,
    OPERATOR_MAIL,
    Postbox,
    asked_by_rosa,
    carl,
    families,
    looked_at,
    page_opened,
    post,
)

__all__ = ["carl", "families", "post"]
WRONG = {"what": "Reading level", "wrong": "It says grade 2.", "right": "It is grade 5."}


def test_a_correction_goes_the_whole_chain(families: Student, carl: User, open_page: OpenPage, post: Postbox) -> None:
    begun = clock.now()
    case = asked_by_rosa("correct", **WRONG)
    found_wrong(open_page(carl), case)
    task = operator_asked(open_page(carl), case)
    assert states(task) == {"il-soppa.correction.operator": "open"}

    with time_machine.travel(begun + timedelta(days=40), tick=True):
        operator_confirms(open_page(phone=True), post)
        family = open_page(phone=True)
        page_opened(family, post)
        expect(family.locator("main")).to_contain_text(OPERATOR)

    with time_machine.travel(begun + timedelta(days=42), tick=True):
        custodian = open_page(carl)
        accepted(custodian, case, task)
        family_told(custodian, case)
        page_opened(open_page(phone=True), post)
    case.refresh_from_db()
    task.refresh_from_db()
    assert (case.state, case.outcome) == (RequestState.ANSWERED, Outcome.GRANTED)
    assert task.state == TaskState.DONE
    assert set(states(task).values()) | set(states(case).values()) <= {"met", "withdrawn"}


def states(subject: PrivacyRequest | RequestTask) -> dict[str, str]:
    rows: list[Deadline] = list(clocks_of(subject))
    return {row.rule: row.state for row in rows}


def found_wrong(page: Page, case: PrivacyRequest) -> None:
    page.goto(f"/office/requests/{case.pk}/")
    click_to(page.get_by_role("button", name="Take it"))
    page.goto(f"/office/requests/{case.pk}/decision/inaccuracy/")
    page.locator("[name=result][value=exists]").check()
    page.get_by_label(OPERATOR).check()
    page.locator("[name=reason]").fill("The level of last year was carried over.")
    looked_at(page)
    click_to(page.get_by_role("button", name="Decide"))
    letter_sent(page)


def letter_sent(page: Page) -> None:
    click_to(page.get_by_role("button", name="Keep it, and look at it"))
    looked_at(page)
    click_to(page.get_by_role("button", name="Send it"))
    expect(page.locator(".dp-message, [role=status]").first).to_be_visible()


def operator_asked(page: Page, case: PrivacyRequest) -> RequestTask:
    page.goto(f"/office/requests/{case.pk}/holders/")
    looked_at(page)
    for other in RequestTask.objects.filter(request=case).exclude(holder="operator"):
        page.goto(f"/office/requests/{case.pk}/holders/{other.pk}/not-needed/")
        page.locator("main form textarea").fill("The level stands with the operator alone.")
        click_to(page.locator("main form button[type=submit]").first)
    task = RequestTask.objects.get(request=case, holder="operator")
    page.goto(f"/office/requests/{case.pk}/holders/{task.pk}/ask/")
    looked_at(page)
    click_to(page.locator("main form button.dp-button[type=submit]:not([name])").first)
    expect(page.get_by_text("Asked").first).to_be_visible()
    return task


def operator_confirms(page: Page, post: Postbox) -> None:
    page.goto(post.link(OPERATOR_MAIL, OPERATOR_LINK))
    looked_at(page)
    page.locator("[name=outcome][value=confirmed]").check()
    page.locator("[name=statement]").fill("Corrected to grade 5 in our records today.")
    page.locator("[name=given_by]").fill("Pat Fictional")
    click_to(page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_text("The district looks at your answer")).to_be_visible()


def accepted(page: Page, case: PrivacyRequest, task: RequestTask) -> None:
    page.goto(f"/office/requests/{case.pk}/holders/{task.pk}/")
    looked_at(page)
    click_to(page.get_by_role("button", name="Accept it"))


def family_told(page: Page, case: PrivacyRequest) -> None:
    page.goto(f"/office/requests/{case.pk}/decision/correction/")
    page.locator("[name=result][value=corrected]").check()
    page.locator("[name=reason]").fill("The operator corrected the level to grade 5.")
    looked_at(page)
    click_to(page.get_by_role("button", name="Decide"))
    letter_sent(page)
