"""Operations of a migration that are taken together, and those that are not."""

from django.db import models
from django.db.migrations import AddField, AddIndex, AlterField, CreateModel, RunPython
from django.db.migrations.operations.base import Operation

from district.migrating import Together, together


def table(name: str) -> Operation:
    return CreateModel(name, [("id", models.BigAutoField(primary_key=True))])


def field(model: str, name: str) -> Operation:
    return AddField(model, name, models.TextField(default=""))


def runs(*operations: Operation) -> list[int]:
    """How many operations each run holds; their order is what it was."""
    taken = together(operations)
    flat = [one for run in taken for one in (run.operations if isinstance(run, Together) else [run])]
    assert flat == list(operations)
    return [len(run.operations) if isinstance(run, Together) else 1 for run in taken]


def test_tables_and_fields_of_other_tables_are_one_run() -> None:
    assert runs(table("Lantern"), table("Prairie"), field("district", "motto"), field("district", "colour")) == [4]


def test_a_table_is_made_before_fields_and_indexes_are_added_to_it() -> None:
    index = AddIndex("lantern", models.Index(fields=["light"], name="lantern_light"))
    assert runs(table("Lantern"), table("Prairie"), field("lantern", "light"), index) == [2, 2]


def test_what_is_added_is_changed_in_a_run_of_its_own() -> None:
    changed = AlterField("district", "motto", models.TextField(null=True))
    assert runs(field("district", "motto"), field("district", "colour"), changed) == [2, 1]
    assert runs(field("district", "colour"), changed) == [2]


def test_moving_data_stands_alone() -> None:
    moving = RunPython(RunPython.noop)
    assert runs(field("district", "motto"), moving, field("district", "colour"), table("Lantern")) == [1, 1, 2]


def test_nothing_is_nothing() -> None:
    assert together([]) == []
