"""Spanish pages: what only the office wrote, in English, says of itself that it is English."""

from collections.abc import Callable
from datetime import date, datetime
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils.translation import override

from district.models import District, User
from inventory.models import DataElement, ElementUse
from tests.factories.district import AdoptedPackFactory, SchoolFactory
from tests.factories.transparency import app_posted_able
from transparency.models import AgreementNotice, PageReview, Snapshot
from transparency.refreshing.selectors import DueDay
from transparency.refreshing.words import review_said
from transparency.services import Publication
from vendors.models import Operator

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNSAID = {"script", "style", "code", "title"}  # a title is text alone: no part of it can be marked
PAGES = (
    "/", "/apps/maple-reader/", "/operators/", "/operators/{operator}/", "/information/", "/information/name/",
    "/information/own-kind/", "/breaches/", "/notices/", "/glossary/", "/your-rights/", "/accessibility/", "/proof/",
    "/proof/{number}/", "/data/", "/covered-information/", "/history/2026-03-02/",
)  # fmt: skip


class Words(HTMLParser):
    """Every text of a page, with the language that it says it is in."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            self.open.append((tag, dict(attrs).get("lang") or (self.open[-1][1] if self.open else "")))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] not in UNSAID and (text := " ".join(data.split())):
            self.found.append((self.open[-1][1], text))


def words_of(page: str) -> list[tuple[str, str]]:
    reader = Words()
    reader.feed(page)
    return reader.found


@pytest.fixture
def typed(illinois: District, published: Publish, now: datetime) -> Snapshot:
    """Whatever the office can type stands somewhere on the pages, in English alone."""
    AdoptedPackFactory(pack="ct-student-data")
    SchoolFactory(name="Lantern Elementary", code="LE")
    product = app_posted_able(
        "Maple Reader", content_area="Reading aloud", purpose="Typed purpose.", users_under_13="yes",
        under_13_consent="Typed consent.",
    )  # fmt: skip
    product.description, product.data_location = "Typed description.", "Typed place"
    product.save()
    own = DataElement.objects.create(
        name="Typed kind", group="Typed group", code="own-kind", explanation="Typed explanation."
    )
    ElementUse.objects.create(use=product.use, element=own, collected=True, how_used="Typed use.", purpose="Typed why.")
    agreement = product.agreements.get()
    agreement.title, agreement.description = "Typed title", "Typed words about it."
    agreement.save()
    AgreementNotice.objects.create(
        agreement=agreement, executed_on=date(2026, 2, 27), about="Typed notice.", text="Typed notice.",
        information=[{"product": "Maple Reader", "kinds": [
            {"name": "Typed kind", "group": "", "class": "", "explanation": "Typed explanation."}]}],
        prepared_at=now, prepared_by="dana@prairie-lantern.example",
    )  # fmt: skip
    published()
    return Snapshot.objects.get()


def test_what_stands_on_a_spanish_page_as_on_the_english_one_is_a_name_or_marked(
    typed: Snapshot, public: Client, illinois: District
) -> None:
    operator = Operator.objects.get()
    names = {
        "Maple Reader", operator.name, "Cloudlet Fictional", illinois.name, "Lantern Elementary",
        *operator.business_address.splitlines(), *illinois.address.splitlines(), illinois.email, illinois.telephone,
        " ".join(illinois.address.split()), ", ".join(operator.business_address.splitlines()),
    }  # fmt: skip
    left: set[tuple[str, str]] = set()
    for page in PAGES:
        here = page.format(operator=operator.slug, number=typed.pk)
        english = {text for _, text in words_of(public.get(here).content.decode())}
        for language, text in words_of(public.get(f"/es{here}").content.decode()):
            plain = text.rsplit(" (", 1)[0].removesuffix(f" · {illinois.name}")
            told = any(letter.isalpha() for letter in plain) and not plain.startswith(("http", "#", "sha256"))
            if language != "en" and text in english and told and plain not in names:
                left.add((here, text))
    assert {row for row in left if not same_in_both(row[1])} == set()


def same_in_both(text: str) -> bool:
    """Words that are the same in Spanish, and technical ones."""
    return text.lstrip("(").startswith("PDF, ") or text == "No"


def test_nothing_that_was_typed_is_taken_for_spanish(typed: Snapshot, public: Client) -> None:
    for page in PAGES:
        here = page.format(operator=Operator.objects.get().slug, number=typed.pk)
        for language, text in words_of(public.get(f"/es{here}").content.decode()):
            assert "Typed" not in text or language == "en", (here, text)


def test_the_position_of_who_reviewed_is_marked_on_spanish_pages_alone(dana: User, now: datetime) -> None:
    review = PageReview(due_on=date(2026, 1, 31), attested_on=date(2026, 2, 3), name="Ada & Co", position="Officer")
    due = DueDay(date(2026, 1, 31), date(2026, 3, 2), review)
    assert "by Ada & Co, Officer" in review_said(due).sentence
    with override("es"):
        said = review_said(due).sentence
    assert "Ada &amp; Co" in said
    assert '<span lang="en">Officer</span>' in said
