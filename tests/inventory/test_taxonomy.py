"""The list of everyday kinds of information."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from district.audit import SystemActor
from district.models import User
from inventory.models import DataElement, ElementClass
from inventory.services import element_save, elements_sync
from inventory.taxonomy import CLASSES, TaxonomyError, elements_listed

INSTALL = SystemActor("install:elements")


def test_the_list_covers_what_state_forms_ask_for() -> None:
    groups = {element.group for element in elements_listed()}
    assert len(elements_listed()) >= 45
    assert {"Contact", "Enrollment", "Assessment", "Medical", "Student work", "Staff", "Use of the app"} <= groups


def test_every_entry_explains_itself_in_a_sentence() -> None:
    for element in elements_listed():
        assert element.explanation.endswith(".")
        assert element.explanation[0].isupper()


def test_the_classes_are_those_of_the_table() -> None:
    assert set(CLASSES) == set(ElementClass.values)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {group: G, elements: [{code: a, name: A, class: ordinary}]}", "explanation missing"),
        ("- {group: G, elements: [{code: a, name: A, class: odd, explanation: E.}]}", "class odd is none of"),
        (
            "- {group: G, elements: [{code: a, name: A, class: ordinary, explanation: E.},"
            " {code: a, name: B, class: ordinary, explanation: E.}]}",
            "code a stands twice",
        ),
    ],
)
def test_a_broken_list_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "elements.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyError, match=complaint):
        elements_listed(path)


@pytest.mark.django_db
class TestSync:
    def test_an_installation_starts_with_the_whole_list(self) -> None:
        assert DataElement.objects.exclude(code=None).count() == len(elements_listed())

    def test_a_second_time_writes_nothing(
        self, now: datetime, django_assert_num_queries: Callable[..., object]
    ) -> None:
        assert elements_sync(actor=INSTALL, now=now) == 0

    def test_a_newer_wording_arrives_unless_the_district_has_its_own(self, now: datetime, dana: User) -> None:
        ours, theirs = DataElement.objects.get(code="name"), DataElement.objects.get(code="school")
        ours.explanation = "What we call a child."
        element_save(element=ours, actor=dana, now=now)
        DataElement.objects.filter(pk=theirs.pk).update(explanation="An old wording.")
        assert elements_sync(actor=INSTALL, now=now) == 1
        ours.refresh_from_db()
        theirs.refresh_from_db()
        assert ours.explanation == "What we call a child."
        assert theirs.explanation == "The school that the student attends."

    def test_an_element_that_the_district_entered_first_is_not_doubled(self, now: datetime) -> None:
        DataElement.objects.filter(code="cookies").delete()
        DataElement.objects.create(name="cookies", group="Ours", explanation="Ours.")
        assert elements_sync(actor=INSTALL, now=now) == 1
        row = DataElement.objects.get(code="cookies")
        assert (row.explanation, row.own_words) == ("Ours.", True)
