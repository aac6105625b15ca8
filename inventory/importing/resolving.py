"""Which operator and which product a row means: by name, by another name, as a person decided, or none yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from inventory.importing.known import Names
from inventory.importing.names import name_key, near_names
from inventory.importing.reading import Facts
from inventory.models import DoubleDecision, InventoryDouble, NameKind


@dataclass(frozen=True, slots=True)
class Meant:
    """An answer: a record's number, a new record's key, or neither and why."""

    pk: int | None = None
    key: str = ""
    double: bool = False
    left_out: bool = False
    why: str = ""


@dataclass
class Double:
    """A name that nearly is another, for a person to decide."""

    kind: str
    name_key: str
    operator_key: str
    written: str
    operator_written: str
    first_line: int
    near: list[dict[str, object]]
    rows: int = 0


@dataclass
class Resolver:
    """Answers for one file. Every name is asked about once, however many rows use it."""

    names: Names
    decided: dict[tuple[str, str, str], InventoryDouble] = field(default_factory=dict)
    doubles: dict[tuple[str, str, str], Double] = field(default_factory=dict)
    operators: dict[str, Meant] = field(default_factory=dict)
    products: dict[tuple[str, str], Meant] = field(default_factory=dict)
    new_products: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # of an operator: key and as written

    def operators_resolve(self, rows: Iterable[Facts]) -> None:
        """Answer for all operators of the file at once: likeness is reckoned for many names together."""
        first: dict[str, tuple[str, int]] = {}
        for row in rows:
            if name := row.said.get("operator"):
                first.setdefault(name_key(name), (name, row.line))
        for key in first:
            self.operators[key] = self._operator_known(key, first[key][0])
        fresh = [key for key, meant in self.operators.items() if meant.key]
        there = list(self.names.operators)
        to_known, to_file = near_names(fresh, there), near_names(fresh, fresh)
        for place, key in enumerate(fresh):
            near = [
                _near(pk, self.names.operator_names[pk], score)
                for at, score in to_known[place]
                for pk in self.names.operators[there[at]]
            ]
            near += [_near(None, first[fresh[at]][0], score) for at, score in to_file[place] if at < place]
            if near:
                name, line = first[key]
                self._ask(Double(NameKind.OPERATOR, key, "", name, "", line, near))
        for key in fresh:
            if (found := self._decision(NameKind.OPERATOR, "", key, self.operators[key])) is not None:
                self.operators[key] = found

    def operator(self, name: str) -> Meant:
        key = name_key(name)
        if len(self.names.operators.get(key, ())) > 1:  # which of them is meant, each row says by its own spelling
            return self._operator_known(key, name)
        return self._counted((NameKind.OPERATOR, "", key), self.operators[key])

    def product(self, row: Facts, operator: Meant | None) -> Meant:
        """The product of a row whose operator is known or new; `operator` None where the row names none."""
        name = row.said["product"]
        key = name_key(name)
        if operator is None:
            return self._anywhere(key, name)
        owner = f"#{operator.pk}" if operator.pk else operator.key
        if (owner, key) not in self.products:
            self.products[owner, key] = self._product(row, owner, operator, key)
        asked = (NameKind.PRODUCT, owner, key)
        return self._counted(asked, self.products[owner, key])

    def _counted(self, asked: tuple[str, str, str], meant: Meant) -> Meant:
        if asked in self.doubles:
            self.doubles[asked].rows += 1
        return meant

    def _operator_known(self, key: str, name: str) -> Meant:
        if found := self.names.operators.get(key):
            return _one(found, name, self.names.operator_names, "operators")
        if (pk := self.names.other_operators.get(key)) is not None:
            return Meant(pk)
        return Meant(key=key)

    def _anywhere(self, key: str, name: str) -> Meant:
        if found := self.names.products.get(key):
            return _one(found, name, self.names.product_names, "apps")
        if (pk := self.names.other_products.get(("", key))) is not None:
            return Meant(pk)
        if len(known := self.names.known_as.get(key, set())) == 1:
            return Meant(next(iter(known)))
        return Meant(why="The row names no operator, and no app of this name is here: say whose app it is.")

    def _product(self, row: Facts, owner: str, operator: Meant, key: str) -> Meant:
        name: str = row.said["product"]
        siblings = self.names.products_of.get(operator.pk or 0, [])
        by_key = [pk for pk in self.names.products.get(key, ()) if pk in siblings]
        if by_key:
            return _one(by_key, name, self.names.product_names, "apps of the operator")
        known = self.names.known_as.get(key, set()).intersection(siblings)  # whatever its operator was called then
        if len(known) == 1:
            return Meant(known.pop())
        for asked in (name_key(row.said["operator"]), ""):
            if (pk := self.names.other_products.get((asked, key))) is not None:
                return Meant(pk)
        near = self._products_near(key, siblings, owner)
        self.new_products.setdefault(owner, []).append((key, name))
        meant = Meant(key=f"{owner}\x1f{key}")
        if near:
            self._ask(Double(NameKind.PRODUCT, key, owner, name, row.said["operator"], row.line, near))
        return self._decision(NameKind.PRODUCT, owner, key, meant) or meant

    def _products_near(self, key: str, siblings: Sequence[int], owner: str) -> list[dict[str, object]]:
        elsewhere = self.names.products.get(key, ()) if len(key) > 3 else ()
        near = [_near(pk, self._with_operator(pk), 100) for pk in elsewhere if pk not in siblings]
        titles = [self.names.product_names[pk] for pk in siblings]
        near += [
            _near(siblings[at], titles[at], score)
            for at, score in near_names([key], [name_key(one) for one in titles])[0]
        ]
        earlier = self.new_products.get(owner, [])
        near += [_near(None, earlier[at][1], score) for at, score in near_names([key], [one for one, _ in earlier])[0]]
        return near

    def _with_operator(self, pk: int) -> str:
        return f"{self.names.product_names[pk]} ({self.names.operator_names[self.names.operator_of[pk]]})"

    def _ask(self, double: Double) -> None:
        self.doubles[double.kind, double.operator_key, double.name_key] = double

    def _decision(self, kind: str, owner: str, key: str, new: Meant) -> Meant | None:
        """What a person decided of a doubtful name; None where it is not doubtful."""
        if (kind, owner, key) not in self.doubles:
            return None
        decided = self.decided.get((kind, owner, key))
        if decided is None or decided.decision == DoubleDecision.OPEN:
            return Meant(double=True, why=self._looks_like(self.doubles[kind, owner, key]))
        if decided.decision == DoubleDecision.LEAVE_OUT:
            return Meant(left_out=True, why="It was decided to leave it out.")
        if decided.decision == DoubleDecision.ANOTHER:
            return new
        return self._same(kind, owner, decided)

    def _same(self, kind: str, owner: str, decided: InventoryDouble) -> Meant:
        there = self.names.operator_names if kind == NameKind.OPERATOR else self.names.product_names
        if decided.same_as is not None:
            if decided.same_as in there:
                return Meant(decided.same_as)
            return Meant(double=True, why="What it was said to be the same as is not there any more.")
        key = name_key(decided.same_as_name)
        found = self.operators.get(key) if kind == NameKind.OPERATOR else self.products.get((owner, key))
        return found or Meant(double=True, why="What it was said to be the same as is not in the file any more.")

    @staticmethod
    def _looks_like(double: Double) -> str:
        nearest = double.near[0]
        where = "" if nearest["pk"] else " of this file"
        what = "operator" if double.kind == NameKind.OPERATOR else "app"
        return f"The {what} “{double.written}” looks like “{nearest['name']}”{where}: are they the same?"


def _one(found: Sequence[int], name: str, names: dict[int, str], what: str) -> Meant:
    """The only record, or the one whose name is written the same. Of two that are alike none is guessed."""
    if len(found) == 1:
        return Meant(found[0])
    same = [pk for pk in found if names[pk].casefold() == name.casefold()]
    if len(same) == 1:
        return Meant(same[0])
    listed = ", ".join(f"“{names[pk]}”" for pk in found[:3])
    return Meant(
        why=f"There are {len(found)} {what} of this name ({listed}): merge them, or write the name as it stands."
    )


def _near(pk: int | None, name: str, score: int) -> dict[str, object]:
    return {"pk": pk, "name": name, "score": score}
