"""A real browser for the journeys: Debian's Chromium through Playwright. Every page opened here is watched."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect, sync_playwright

from district.models import User

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 60_000  # milliseconds; a page that needs longer has failed, on a machine that does much else too
expect.set_options(timeout=PATIENCE)


def chromium_path() -> str:
    """The browser to use: CHROMIUM where set, else the first that is installed; empty where there is none."""
    return os.environ.get("CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), "")


def chromium_required() -> str:
    """As above; without one the test is skipped with what to do, and on the build server it fails."""
    path = chromium_path()
    if not path:
        reason = "No Chromium: apt-get install --no-install-recommends chromium, or name one in CHROMIUM."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@contextmanager
def chromium_started() -> Iterator[Browser]:
    """One browser. Playwright keeps an event loop in this thread, which Django takes for asynchronous code.

    Django then keeps connections of their own beside those from before: they are closed here, while they can be found,
    or the test database could not be dropped.
    """
    path = chromium_required()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            try:
                yield browser
            finally:
                connections.close_all()
                browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Watch:
    """What the browser complained about: console errors, refused by the content policy, missing files, requests out."""

    address: str
    complaints: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("response", self.response)
        page.on("request", self.request)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.type}: {message.text}")

    def response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.complaints.append(f"{response.status} for {response.url}")

    def request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"request to somebody else: {request.url}")


def session_cookie(user: User, address: str) -> Any:
    """A signed-in session, without walking through the sign-in page each time."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}


def click_to(control: Locator) -> None:
    """Click what leads to another page, and wait until that page is there.

    A bare `click()` returns while the old page still stands. What is read, pressed or asked of the database after it
    must come from the page that it leads to: click by this, or wait by `expect` for what only the new page has.
    """
    with control.page.expect_navigation():
        control.click()


def settle(page: Page) -> None:
    """Wait until the page and its scripts are there, with its letters drawn in their own shapes.

    Asked again and again from here, since Playwright waits without an end for a promise that nobody keeps.
    """
    page.wait_for_load_state()
    end = time.monotonic() + PATIENCE / 1000
    while page.evaluate("document.fonts.status") != "loaded":
        assert time.monotonic() < end, f"the letters of {page.url} were not loaded"
        page.wait_for_timeout(20)


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds on the page once it is loaded, one line a rule; rules of WCAG 2.2 AA and best practices."""
    settle(page)
    # Its timers never ring where JavaScript is off: it would run without an end.
    assert not page.evaluate("matchMedia('(scripting: none)').matches"), "axe needs a page with JavaScript"
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: "
        + "; ".join(node["html"][:160] for node in fault["nodes"])
        for fault in results.response["violations"]
    ]


def sideways_overflow(page: Page) -> int:
    """How many pixels of the loaded page lie beyond the right edge."""
    settle(page)
    script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return max(0, int(page.evaluate(script)))


def small_text(page: Page) -> list[str]:
    """Texts of the loaded page that a person can see and that are smaller than 16 px, each with its size."""
    settle(page)
    script = """() => {
      const found = new Set();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const words = walker.currentNode.textContent.trim();
        const element = walker.currentNode.parentElement;
        if (!words || !element || !element.checkVisibility()) continue;
        if (["SCRIPT", "STYLE", "OPTION", "NOSCRIPT"].includes(element.tagName)) continue;
        const size = parseFloat(getComputedStyle(element).fontSize);
        if (size < 16) found.add(`${size} px: ${words.slice(0, 60)} (${element.tagName} ${element.className})`);
      }
      return [...found];
    }"""
    return list(page.evaluate(script))


def sticking_out(page: Page) -> list[str]:
    """Elements that make the page wider than the window."""
    if not sideways_overflow(page):
        return []
    script = """() => [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 120)).slice(0, 5)"""
    return [f"beyond the right edge: {html}" for html in page.evaluate(script)] or ["wider than the window"]


def press(page: Page, key: str) -> None:
    """Press a key as a person would: once the page is there, since its script hears none before."""
    page.wait_for_load_state()
    page.keyboard.press(key)
