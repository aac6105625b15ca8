"""One promise goes by many words: single sentences of many kinds of document, each with the verdict it deserves.

wordings.json: [provision, verdict, the document's whole text]. conflicts.json: [provision, a sentence against it].
"""

import json
from pathlib import Path

import pytest

from tests.clauses.checks import finding_in, verdict_of

WORDINGS = json.loads((Path(__file__).parent / "wordings.json").read_text())
CONFLICTS = json.loads((Path(__file__).parent / "conflicts.json").read_text())


@pytest.mark.parametrize(("provision", "verdict", "text"), WORDINGS)
def test_a_wording_gets_the_verdict_it_deserves(provision, verdict, text):
    assert verdict_of(text, provision) == verdict


@pytest.mark.parametrize(("provision", "text"), CONFLICTS)
def test_what_says_the_opposite_of_a_provision_is_quoted_against_it(provision, text):
    assert text in [quote.text for quote in finding_in(text, provision).conflicts]
