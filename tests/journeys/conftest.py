"""Journeys: a real browser against a real server and database. A page that complains fails its test."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from district import clock
from district.models import User
from tests.browser import DESKTOP, PATIENCE, PHONE, Watch, chromium_started, click_to, session_cookie
from tests.office.conftest import alive, every_standing, make_clock, operator

__all__ = ["alive", "every_standing", "make_clock", "operator"]


class OpenPage(Protocol):
    """`open_page(dana)`: a page of its own, signed in as Dana; without a person, signed out."""

    def __call__(self, user: User | None = None, *, phone: bool = False, dark: bool = False, **more: Any) -> Page: ...


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One browser for all journeys of a process. It and the server end before the database does."""
    with chromium_started() as browser:
        yield browser


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: Any) -> Any:
    """The server that the browser talks to; it lets go of the database before the database is dropped."""
    return live_server


@pytest.fixture
def now() -> datetime:
    """The server that the browser talks to reads the real clock."""
    return clock.now()


@pytest.fixture
def open_page(browser: Browser, transactional_db: None, live_server: Any) -> Iterator[OpenPage]:
    """Pages whose addresses may be given without the server (`page.goto("/office/")`), each watched to its end."""
    contexts: list[BrowserContext] = []
    watch = Watch(live_server.url)

    def open_one(user: User | None = None, *, phone: bool = False, dark: bool = False, **more: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        watch.on(page)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert watch.complaints == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A signed-out visitor."""
    return open_page()


@pytest.fixture
def sign_in(page: Page) -> Callable[[User, str], None]:
    """Walk through the sign-in page itself: `sign_in(dana, "a-Long-passphrase")`."""

    def walk(user: User, password: str) -> None:
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(user.email)
        page.locator("input[name=password]").fill(password)
        click_to(page.locator("form:has(input[name=password]) [type=submit]").first)

    return walk
