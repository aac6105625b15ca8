"""Migrating in sensible time: many operations whose state is made first and rendered once.

Django renders its picture of the models anew after each operation, and a new table that refers to people renders nearly
every model there is: a hundred tables took two minutes of processor time. Taken together they take seconds. The SQL is
the same, in the same order; foreign keys are added at the end of the migration as ever.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations import AddConstraint, AddField, AddIndex, AlterField, CreateModel, RemoveConstraint
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger


class Together(Operation):
    """The operations of one migration as one. None may need the state that another one among them made.

    So a table may be made, and fields added to tables that were there before; a field that is made here is not altered.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    @property
    def reversible(self) -> bool:  # type: ignore[override]
        return all(operation.reversible for operation in self.operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # rendered again, once, when somebody asks
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"{len(self.operations)} operations together"

    def references_model(self, name: str, app_label: str) -> bool:
        return any(operation.references_model(name, app_label) for operation in self.operations)


TAKEN = (CreateModel, AddField, AddIndex, AddConstraint, AddTrigger, AlterField, RemoveConstraint, RemoveTrigger)


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The operations in their order, each run of them as one in which none needs the state that another one made.

    A run ends before what touches a table that it makes, for the table is made as it is after the run, and before what
    changes or removes what it adds. What is none of TAKEN, as moving data, stands alone.
    """
    runs: list[list[Operation]] = []
    touched: set[tuple[str, str]] = set()
    for operation in operations:
        if not runs or _begins_a_run(operation, runs[-1][-1], touched):
            runs.append([])
            touched = set()
        runs[-1].append(operation)
        touched.add(_subject(operation))
    return [Together(run) if len(run) > 1 else run[0] for run in runs]


def _begins_a_run(operation: Operation, before: Operation, touched: set[tuple[str, str]]) -> bool:
    if not isinstance(operation, TAKEN) or not isinstance(before, TAKEN):
        return True
    model, name = _subject(operation)
    if isinstance(operation, AlterField | RemoveConstraint | RemoveTrigger) and (model, name) in touched:
        return True
    return (model, "") in touched and not isinstance(operation, CreateModel | AddTrigger)


def _subject(operation: Operation) -> tuple[str, str]:
    """The model and what of it an operation is about; the whole model without a name."""
    if isinstance(operation, CreateModel):
        return operation.name_lower, ""
    thing = next(
        (vars(operation)[key] for key in ("index", "constraint", "trigger") if key in vars(operation)), operation
    )
    return getattr(operation, "model_name", "").lower(), getattr(thing, "name", "")
