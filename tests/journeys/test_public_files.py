"""The public page as files behind a plain web server, and the list in a frame of another website, in a real browser."""

import threading
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from district.audit import SystemActor
from district.models import District
from tests.browser import DESKTOP, accessibility_faults, sticking_out
from tests.factories.district import AdoptedPackFactory
from tests.factories.transparency import app_posted_able
from tests.journeys.conftest import OpenPage
from transparency.services import publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def posted(district: District, now: datetime) -> None:
    AdoptedPackFactory(pack="il-soppa")
    app_posted_able("Maple Reader")
    app_posted_able("Maple Math", elements=(), content_area="Mathematics")
    publish(actor=SystemActor("command:publish"), now=now)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        return


@pytest.fixture
def served(posted: None, tmp_path: Path) -> Iterator[str]:
    """A folder of files below a path of a server that knows nothing of the product."""
    call_command("publish", "--out", str(tmp_path / "below" / "a-path"), verbosity=0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/below/a-path/"
    server.shutdown()
    thread.join()
    server.server_close()


def crawled(page: Page, start: str) -> dict[str, int]:
    """Every address below the start that links lead to, with the status of its answer."""
    found: dict[str, int] = {}
    waiting = [f"{start}index.html"]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        if not address.endswith(".html"):
            found[address] = page.request.get(address).status
            continue
        response = page.goto(address)
        assert response is not None
        found[address] = response.status
        links = page.eval_on_selector_all("a[href], link[href]", "all => all.map(one => one.href.split('#')[0])")
        waiting += [link for link in links if link.startswith(start)]
    return found


def test_files_on_a_plain_server_lead_only_to_files_and_are_accessible(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith(served) else complaints.append(request.url))
    found = crawled(page, served)
    assert {address: status for address, status in found.items() if status != 200} == {}
    for name in ("apps/maple-reader/index.html", "es/apps/maple-reader/index.html", "downloads/apps.xlsx"):
        assert f"{served}{name}" in found
    for name in ("index.html", "es/index.html", "data/index.html", "embed/apps/index.html"):
        page.goto(f"{served}{name}")
        expect(page.locator("h1")).to_be_visible()
        assert accessibility_faults(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert sticking_out(page) == []
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    assert complaints == []
    context.close()


FRAMED = ("/embed/apps/", "/es/embed/apps/", "/embed/apps/?q=nothing-like-it", "/data/", "/es/data/")


def test_the_frame_and_the_page_about_the_data_are_accessible_and_fit_a_phone(
    open_page: OpenPage, posted: None
) -> None:
    page = open_page()
    for address in FRAMED:
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        assert accessibility_faults(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert sticking_out(page) == []
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def test_the_frame_and_the_page_about_the_data_need_no_scripts_and_set_no_cookies(
    open_page: OpenPage, posted: None
) -> None:
    page = open_page(java_script_enabled=False)
    for address in FRAMED:
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
    assert page.context.cookies() == []
