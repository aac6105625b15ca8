"""One promise goes by many words: single sentences of many kinds of document, each with the verdict it deserves.

wordings.json: [provision, verdict, the document's whole text].
"""

import json
from pathlib import Path

import pytest

from tests.clauses.checks import verdict_of

WORDINGS = json.loads((Path(__file__).parent / "wordings.json").read_text())


@pytest.mark.parametrize(("provision", "verdict", "text"), WORDINGS)
def test_a_wording_gets_the_verdict_it_deserves(provision, verdict, text):
    assert verdict_of(text, provision) == verdict
