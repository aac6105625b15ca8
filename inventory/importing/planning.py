"""The dry run: every row of a file against the inventory as it is, in the order of the file. Nothing is written.

A row is taken whole or not at all. An empty cell says nothing: it erases nothing, and two rows about one record add up.
Where they say different things of it, the first is taken and the later is refused.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from inventory.importing.cells import plain
from inventory.importing.known import Names, Records, names_read, part_of, records_read
from inventory.importing.reading import Facts
from inventory.importing.resolving import Double, Meant, Resolver
from inventory.importing.targets import (
    CONTACT_FIELDS,
    ELEMENT_FIELDS,
    OPERATOR_FIELDS,
    PRODUCT_FIELDS,
    SUBCONTRACTOR_FIELDS,
    USE_FIELDS,
    Target,
    blank,
    broken,
    picked,
)
from inventory.importing.wording import NAMED, in_words
from inventory.models import InventoryDouble, RowVerdict

SHOWN: Final = 300  # characters of a value in the list of changes


@dataclass(slots=True)
class Outcome:
    """What one row would do."""

    row: Facts
    verdict: str = RowVerdict.SAME
    reason: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Plan:
    """All of it: an outcome for each row, names that look like doubles, the records to write."""

    outcomes: list[Outcome]
    doubles: list[Double]
    operators: list[Target] = field(default_factory=list)
    products: list[tuple[Target, Target]] = field(default_factory=list)  # with their operators

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(outcome.verdict for outcome in self.outcomes)
        return {str(verdict): found[verdict] for verdict in RowVerdict} | {"rows": len(self.outcomes)}

    @property
    def sha256(self) -> str:
        """Over what every row would do: another one where the inventory, or a decision, has changed since."""
        said = [(one.row.line, one.verdict, one.reason, one.changes) for one in self.outcomes]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def plan_made(rows: Sequence[Facts], decided: Iterable[InventoryDouble] = ()) -> Plan:
    """Plan the rows against the inventory as it stands now, with what a person decided of doubtful names."""
    names = names_read()
    decisions = {(one.kind, one.operator_key, one.name_key): one for one in decided}
    return Planner(Resolver(names, decisions), names).plan(rows)


class Refusal(Exception):
    """Why a row is not taken, as a sentence."""


@dataclass
class Planner:
    resolver: Resolver
    names: Names
    records: Records = field(default_factory=lambda: Records({}, {}, {}, {}))
    new_operators: dict[str, Target] = field(default_factory=dict)
    new_products: dict[str, Target] = field(default_factory=dict)
    owners: dict[int, Target] = field(default_factory=dict)  # the operator of each product, by the product's identity

    def plan(self, rows: Sequence[Facts]) -> Plan:
        readable = [row for row in rows if not row.problem]
        self.resolver.operators_resolve(readable)
        meant = {row.line: self._meant(row) for row in readable}
        self._read(meant.values())
        outcomes = [self._outcome(row, meant.get(row.line)) for row in rows]
        return Plan(outcomes, list(self.resolver.doubles.values()), self._operators(), self._products())

    def _meant(self, row: Facts) -> tuple[Meant | None, Meant | None]:
        """Operator and product of a row; None for what it does not name."""
        operator = self.resolver.operator(row.said["operator"]) if "operator" in row.said else None
        if "product" not in row.said or (operator is not None and not (operator.pk or operator.key)):
            return operator, None
        return operator, self.resolver.product(row, operator)

    def _read(self, meant: Iterable[tuple[Meant | None, Meant | None]]) -> None:
        operators, products = set(), set()
        for operator, product in meant:
            if product is not None and product.pk:
                products.add(product.pk)
                operators.add(self.names.operator_of[product.pk])
            if operator is not None and operator.pk:
                operators.add(operator.pk)
        self.records = records_read(operators, products)

    def _outcome(self, row: Facts, meant: tuple[Meant | None, Meant | None] | None) -> Outcome:
        if row.problem or meant is None:
            return Outcome(row, RowVerdict.REFUSED, row.problem)
        for one in meant:
            if one is not None and (one.left_out or one.double or one.why):
                verdict = RowVerdict.LEFT_OUT if one.left_out else RowVerdict.REFUSED
                return Outcome(row, RowVerdict.DOUBLE if one.double else verdict, one.why)
        if meant == (None, None):
            return Outcome(row, RowVerdict.REFUSED, "The row names neither an operator nor an app.")
        try:
            return self._taken(row, *meant)
        except Refusal as why:
            return Outcome(row, RowVerdict.REFUSED, str(why))

    def _taken(self, row: Facts, operator_meant: Meant | None, product_meant: Meant | None) -> Outcome:
        product = self._product(row, product_meant) if product_meant is not None else None
        operator, wanted = self._whose(row, operator_meant, product_meant)
        if product is not None:
            wanted += self._of_product(row, product)
        for target, values in wanted:
            self._checked(target, values)
        outcome = Outcome(row)
        for target, values in wanted:
            self._kept(outcome, target, values)
        if product is not None:
            self.owners.setdefault(id(product), operator)
        return outcome

    def _whose(
        self, row: Facts, operator: Meant | None, product: Meant | None
    ) -> tuple[Target, list[tuple[Target, dict[str, Any]]]]:
        """The operator, and what the row says of it. An app that is there stays with its own, whatever the row says."""
        owner = self.names.operator_of.get(product.pk or 0) if product is not None else None
        if operator is None or (owner is not None and owner != operator.pk):
            return self.records.operators[owner or 0], []
        found = self._operator(row.said["operator"], operator)
        return found, self._of_operator(row, found)

    def _operator(self, name: str, meant: Meant) -> Target:
        if meant.pk is not None:
            return self.records.operators[meant.pk]
        return self.new_operators.setdefault(meant.key, blank("operator", name))

    def _product(self, row: Facts, meant: Meant) -> Target:
        if meant.pk is not None:
            return self.records.products[meant.pk]
        return self.new_products.setdefault(meant.key, blank("product", row.said["product"]))

    def _of_operator(self, row: Facts, operator: Target) -> list[tuple[Target, dict[str, Any]]]:
        wanted = [(operator, picked(row.said, OPERATOR_FIELDS))]
        for kind, named, fields in (
            ("contact", "contact_name", CONTACT_FIELDS),
            ("subcontractor", "subcontractor", SUBCONTRACTOR_FIELDS),
        ):
            values = picked(row.said, fields)
            if name := row.said.get(named):
                wanted.append((part_of(operator, (kind, name.casefold()), kind, name), values))
            elif values and kind == "contact" and "email" in values:
                name = values["email"]
                wanted.append((part_of(operator, (kind, name.casefold()), kind, name), values))
        return wanted

    def _of_product(self, row: Facts, product: Target) -> list[tuple[Target, dict[str, Any]]]:
        wanted = [(product, picked(row.said, PRODUCT_FIELDS))]
        use = picked(row.said, USE_FIELDS)
        elements = self._elements(row)
        missing = set(use.get("schools", ())) - self.records.schools.keys()
        if missing or {number for number, _ in elements} - self.records.elements.keys():
            raise Refusal("A school or a kind of information that it names is not there any more.")
        if self._says_use(use) or elements:
            wanted.append((part_of(product, "use", "use"), use))
        for number, values in elements:
            wanted.append((part_of(product, ("element", number), "element", self.records.elements[number]), values))
        return wanted

    @staticmethod
    def _says_use(use: dict[str, Any]) -> bool:
        return any(name not in {"lowest_grade", "highest_grade"} for name in use) or "lowest_grade" in use

    @staticmethod
    def _elements(row: Facts) -> list[tuple[int, dict[str, Any]]]:
        values = picked(row.said, ELEMENT_FIELDS)
        one = row.said.get("element")
        if one is None and any(name in values for name in ("how_used", "disclosed_to", "purpose")):
            raise Refusal("It explains a kind of information and does not say which.")
        listed: list[tuple[int, dict[str, Any]]] = [
            (number, {}) for number in row.said.get("elements", ()) if number != one
        ]
        return [*listed, (one, values)] if one is not None else listed

    @staticmethod
    def _checked(target: Target, values: dict[str, Any]) -> None:
        """Raises Refusal where an earlier row says otherwise, or where the record would break a rule."""
        for name, value in values.items():
            line = target.said.get(name)
            if line is not None and not _same(target.value(name), value):
                what = NAMED.get((target.kind, name), name)
                raise Refusal(
                    f"Line {line} says something else of the {what} of “{target.name or 'the app'}”. "
                    "If these are two of one name, write their names apart."
                )
        if why := broken(target.kind, {**target.there, **target.write, **values}):
            raise Refusal(why)

    def _kept(self, outcome: Outcome, target: Target, values: dict[str, Any]) -> None:
        line = outcome.row.line
        if not target.exists:
            target.made_by = line
            outcome.verdict = RowVerdict.NEW if target.kind in {"operator", "product"} else outcome.verdict
            if target.kind != "use":
                outcome.changes.append((NAMED[target.kind, ""], "", target.name))
        for name, value in values.items():
            if not _same(target.value(name), value):
                before, after = self._words(target, name, target.value(name)), self._words(target, name, value)
                target.write[name] = value
                if target.made_by != line or target.kind == "use":
                    outcome.changes.append((self._what(target, name), before[:SHOWN], after[:SHOWN]))
            target.said.setdefault(name, line)
        if outcome.changes and outcome.verdict == RowVerdict.SAME:
            outcome.verdict = RowVerdict.CHANGED

    @staticmethod
    def _what(target: Target, name: str) -> str:
        words = NAMED.get((target.kind, name), name)
        of_part = target.kind in {"element", "contact", "subcontractor"}
        return f"{target.name}: {words}" if of_part and target.name else words

    def _words(self, target: Target, name: str, value: Any) -> str:
        return in_words(target.kind, name, value, self.records.schools)

    def _operators(self) -> list[Target]:
        return [one for one in (*self.records.operators.values(), *self.new_operators.values()) if one.exists]

    def _products(self) -> list[tuple[Target, Target]]:
        found = (*self.records.products.values(), *self.new_products.values())
        return [(one, self.owners[id(one)]) for one in found if one.exists and id(one) in self.owners]


def _same(there: Any, said: Any) -> bool:
    """Whether a value says nothing new: line ends and blanks around a text are lost in spreadsheets."""
    return plain(there) == said if isinstance(there, str) and isinstance(said, str) else there == said
