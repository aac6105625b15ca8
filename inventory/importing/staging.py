"""A plan as it is kept row by row until somebody decides, and taken over from what the rows say."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from district.audit import Actor
from inventory.importing.names import name_key
from inventory.importing.planning import Plan, plan_made
from inventory.importing.reading import Facts
from inventory.importing.writing import plan_write
from inventory.models import (
    DoubleDecision,
    InventoryDouble,
    InventoryImport,
    InventoryImportRow,
    NameKind,
    OtherName,
)

ROWS_AT_ONCE: Final = 1_000
PROBLEM: Final = "problem"  # among a row's facts: why it cannot be read


def inventory_planned(batch: InventoryImport, facts: list[Facts]) -> tuple[dict[str, int], str]:
    """The plan of an inventory file, kept row by row."""
    plan = plan_made(facts, batch.doubles.all())
    _doubles_kept(batch, plan)
    batch.rows.all().delete()
    rows = (
        InventoryImportRow(
            batch=batch,
            line=one.row.line,
            facts={**one.row.said, PROBLEM: one.row.problem} if one.row.problem else one.row.said,
            operator_name=one.row.said.get("operator", ""),
            product_name=one.row.said.get("product", ""),
            verdict=one.verdict,
            reason=one.reason,
            changes=one.changes,
        )
        for one in plan.outcomes
    )
    InventoryImportRow.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    open_ = batch.doubles.filter(decision=DoubleDecision.OPEN).count()
    return {**plan.counts, "doubles": open_}, plan.sha256


def _doubles_kept(batch: InventoryImport, plan: Plan) -> None:
    """Keep the questions of the newest plan, with the answers that were given to the same ones."""
    there = {(row.kind, row.operator_key, row.name_key): row for row in batch.doubles.all()}
    asked = set()
    for one in plan.doubles:
        key = (str(one.kind), one.operator_key, one.name_key)
        asked.add(key)
        row = there.get(key) or InventoryDouble(batch=batch, kind=key[0], operator_key=key[1], name_key=key[2])
        row.written, row.operator_written = one.written[:250], one.operator_written[:250]
        row.near, row.rows, row.first_line = one.near, one.rows, one.first_line
        row.save()
    batch.doubles.filter(pk__in=[row.pk for key, row in there.items() if key not in asked]).delete()


def inventory_taken(batch: InventoryImport, actor: Actor, now: datetime) -> bool:
    facts = [
        Facts(line, {name: value for name, value in said.items() if name != PROBLEM}, said.get(PROBLEM, ""))
        for line, said in batch.rows.order_by("line").values_list("line", "facts")
    ]
    doubles = list(batch.doubles.all())
    plan = plan_made(facts, doubles)
    if plan.sha256 != batch.plan_sha256:
        return False
    plan_write(plan)
    _names_remembered(doubles, actor, now)
    return True


def _names_remembered(doubles: Iterable[InventoryDouble], actor: Actor, now: datetime) -> None:
    """What is the same as a record that is there is known by this name from now on."""
    for one in doubles:
        if one.decision != DoubleDecision.SAME or one.same_as is None:
            continue
        operator = one.kind == NameKind.OPERATOR
        OtherName.objects.update_or_create(
            kind=one.kind,
            operator_key="" if operator else name_key(one.operator_written),
            name_key=one.name_key,
            defaults={
                "written": one.written,
                "operator_id": one.same_as if operator else None,
                "product_id": None if operator else one.same_as,
                "said_by": one.decided_by,
                "said_at": one.decided_at or now,
            },
        )
