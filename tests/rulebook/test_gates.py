"""What must be done before an app is approved: named by what a program looks at, and found by adopted pack."""

from pathlib import Path

import pytest

from rulebook.loading import PackError, load_packs
from rulebook.packreading import GATES

PACK = """\
pack: lantern
version: "1"
title: Prairie Lantern's own rule
short_title: Lantern
state: IL
authority: Prairie Lantern board rule 1
read: {on: 2026-11-21, by: nobody yet}
sources:
  - {id: rule, kind: policy, title: Rule 1}
gates:
  - id: lantern.gate.elements
    title: Data elements
    must: They are listed before an approval.
    asks: elements-complete
    cite: {in: rule, at: rule 1, quote: listed}
    verified: yes
"""


def test_every_gate_asks_what_a_program_can_look_at_and_has_its_citation() -> None:
    book = load_packs()
    gates = book.gates(list(book.packs))
    assert {gate.asks for gate in gates} == set(GATES)
    assert all(gate.cite.at and (gate.cite.quote or not gate.verified) for gate in gates)


def test_only_the_named_packs_ask_and_a_name_that_no_pack_has_asks_nothing() -> None:
    book = load_packs()
    assert [gate.id for gate in book.gates(["mt-pupil-data", "nowhere"])] == ["mt-pupil-data.gate.counsel"]
    assert book.gates([]) == []


def test_a_pack_of_ones_own_may_hold_gates(tmp_path: Path) -> None:
    (tmp_path / "lantern.yaml").write_text(PACK, encoding="utf-8")
    book = load_packs(tmp_path)
    assert book.rule("lantern.gate.elements").title == "Data elements"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("asks: elements-complete", "asks: everything"), ("    asks: elements-complete\n", ""), ("must:", "maybe:")],
)
def test_a_gate_that_is_wrong_is_refused_with_its_place(right: str, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "lantern.yaml").write_text(PACK.replace(right, wrong), encoding="utf-8")
    with pytest.raises(PackError, match=r"gates\[0\]"):
        load_packs(tmp_path)
