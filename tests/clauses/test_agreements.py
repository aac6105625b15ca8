"""Agreements of many kinds, in our own words, with the verdicts that a careful person gives.

Each NAME.txt in agreements/ has a NAME.json beside it: provision -> verdict, for the provisions worth asking about.
"""

import json
from pathlib import Path

import pytest

from contracts.clauses.checking import check
from contracts.clauses.reading import read_document
from tests.clauses.checks import packs, stands

AGREEMENTS = sorted((Path(__file__).parent / "agreements").glob("*.txt"))


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.stem)
def test_an_agreement_gets_the_verdicts_of_a_careful_person(path):
    result = check(read_document(path), packs())
    given = {one.provision: one.verdict for one in result.findings}
    wanted = json.loads(path.with_suffix(".json").read_text())

    assert {provision: given[provision] for provision in wanted} == wanted


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.stem)
def test_every_quote_stands_and_every_verdict_but_not_found_has_one(path):
    document = read_document(path)
    result = check(document, packs())

    assert stands(document, result)
    for one in result.findings:
        evidence = one.conflicts if one.verdict == "contradicted" else one.quotes
        assert bool(evidence) is (one.verdict != "not_found"), one
        assert one.why


def test_there_are_a_dozen_agreements_of_different_kinds():
    assert len(AGREEMENTS) >= 12
