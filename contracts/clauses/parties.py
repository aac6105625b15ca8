"""What a text calls its parties: "Northgate Charter Network ("Network")" makes "network" a word for the district.

Rules speak of "the district" and "provider"; a text's own names are put into these words before any rule is tried.
"""
# ruff: noqa: E501, SIM905 - a list of words or an expression is one line

import re
from collections import Counter

OPENING = 12_000  # characters in which parties are introduced
NAMING = re.compile(r"\(([^()]{2,120})\)")
BEFORE = 110  # characters before the bracket in which the party itself is named
QUOTED = re.compile(r"[\"“”]([A-Za-z][\w.&' -]{1,38}?)[,.]?[\"“”]")
DISTRICT = re.compile(
    r"\b(?:schools?|district|academy|academies|charter|county|board of education|education(?:al)? agency|trust|council|diocese)\b"
    r"[\w.,'#& -]{0,40}$",
    re.I,
)
OPERATOR = re.compile(
    r"\b(?:inc|llc|l\.l\.c|ltd|limited|corp|corporation|company|gmbh|plc|pbc|co|lp|llp|oy|as|bv|pty|foundation|institute|association|consortium|technologies|software|solutions|labs?|studios?|publishing|interactive|d/b/a|dba)\b\.?[\s,*_]*(?:and its affiliates)?\s*$",
    re.I,
)
NO_PARTY = re.compile(
    r"\b(?:information|data|records?|officials?|personnel|users?|use|students?|pupils?|administrators?|plans?|services?|content)\b"
)
DOING = re.compile(
    r"\b([A-Z][A-Za-z0-9]{3,24})(?:[®™])? (?:will|shall|may|does|do|collects|uses|agrees|respects|takes|reserves|never|stores|shares|provides|complies|retains|maintains|requires|receives) "
)
ROLES = ("supplier", "licensor", "consultant", "researcher")  # words for an operator that few rules know
OFTEN = 3  # times that a name acts, before it is taken for the operator's
NO_NAMES = frozenset(
    "this that these those there they them parents parent teachers teacher schools educators children child guardians google facebook apple"
    " microsoft amazon youtube twitter ferpa coppa sopipa gdpr ccpa applicable nothing section information subscriber customer customers"
    " districts members member visitors organization organizations institution institutions researcher researchers provision clause law laws"
    " cookies congress state states california illinois connecticut nebraska montana employees personnel staff administrators each both either"
    " neither everyone anyone nobody what which when where licensor licensee subcontractor subcontractors agency board author authors".split()
)
OURSELVES = frozenset(("we", "us", "our", "ours"))
KNOWN = frozenset(
    "we us our ours you your provider vendor contractor company operator processor supplier consultant district school schools lea"
    " board customer client controller subscriber licensee institution agency user users services service site website app agreement"
    " dpa addendum terms policy parties party platform product products software content data effective date act ferpa coppa student"
    " students student data personal information personal data we, third party".split()
) | {"student data", "personal information", "personal data", "effective date", "privacy policy", "terms of service"}
BLANK = re.compile(r"_{3,}(?:\s{0,3}_{3,})*")
CONTRACTIONS = (
    ("won't", "will not"),
    ("can't", "cannot"),
    ("n't", " not"),
    ("'ll ", " will "),
    ("'re ", " are "),
    ("'ve ", " have "),
)


class Plain:
    """Puts folded words into the rules' own: parties by their roles, contractions written out, single spaces."""

    def __init__(self, text: str) -> None:
        districts, operators = names_in(text[:OPENING])
        operators |= doer_named(text[:OPENING]) - districts
        operators |= {role for role in ROLES if text.count(role) + text.count(role.capitalize()) > 1}
        self.district_names, self.operator_names = tuple(districts), tuple(operators)
        self.districts = either(districts)
        self.operators = either(operators)

    def __call__(self, low: str) -> str:
        if "_" in low:
            low = BLANK.sub(" [blank] ", low).replace("_", " ")
        low = " ".join(low.split())
        if "'" in low:
            for short, long in CONTRACTIONS:
                low = low.replace(short, long)
        if self.operators is not None and any(name in low for name in self.operator_names):
            low = self.operators.sub("provider", low)
        if self.districts is not None and any(name in low for name in self.district_names):
            low = self.districts.sub("the district", low)
        return low


def doer_named(opening: str) -> set[str]:
    """The one name that an opening makes promise and act most often, as in "Maple Reader does not sell": the operator's."""
    counted = Counter(found[1] for found in DOING.finditer(opening))
    for name, count in counted.most_common(1):
        folded = name.lower()
        known = folded in KNOWN or folded in NO_NAMES or NO_PARTY.search(folded) or DISTRICT.search(folded)
        if count >= OFTEN and not known and opening.count(name) >= 2 * OFTEN:
            return {folded}
    return set()


def names_in(text: str) -> tuple[set[str], set[str]]:
    """(names of the district, names of the operator), folded."""
    districts: set[str] = set()
    operators: set[str] = set()
    for naming in NAMING.finditer(text):
        quoted = {name.strip().lower() for name in QUOTED.findall(naming[1])}
        names = {name for name in quoted if name not in KNOWN and len(name) > 2}
        if not quoted:
            continue
        before = (
            text[max(0, naming.start() - BEFORE) : naming.start()].rsplit("\n", 1)[-1].rsplit(")", 1)[-1].rstrip(" ,*_")
        )
        if quoted & OURSELVES or OPERATOR.search(before):
            operators |= names
        elif DISTRICT.search(before[-70:]):
            districts |= {name for name in names if NO_PARTY.search(name) is None}
    return districts - operators, operators


def either(names: set[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    return re.compile(rf"\b(?:the )?(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})\b")
