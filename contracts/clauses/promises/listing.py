"""The list of data kinds: counted rather than worded, since every agreement lists in its own way."""
# One wording a line, however long: a wording cut over lines is harder to read.
# ruff: noqa: E501
# fmt: off

import re

from contracts.clauses.lexicon import BITS, pieces
from contracts.clauses.promises.rule import Hit, Strength
from contracts.clauses.structure import Unit

KINDS = re.compile(
    r"\b(?:(?:first|last|full|middle|user|student|student's|child's)? ?names?|usernames?|e-?mail(?: address(?:es)?)?|(?:phone|telephone|mobile) (?:numbers?)?|(?:home|mailing|postal|street|physical|ip|internet protocol) address(?:es)?|address(?:es)?"
    r"|date of birth|birth ?dates?|birthdays?|age|gender|sex|grade(?: level)?s?|(?:test|quiz|assessment|behavior)? ?scores?|(?:test|quiz|exam|assessment) results?|transcripts?|attendance|enrol?lment|schedules?|courses?|(?:student|state|local|school)[- ]?(?:id|identification|identifier)s?(?: numbers?)?|id numbers?"
    r"|social security|photos?|photographs?|images?|videos?|voice|audio|recordings?|location|geo-?location|ip|browser(?: type)?|device (?:type|id\w*|information|info)|operating system|log-?in(?: times)?|passwords?|ethnicity|race|language|nationality"
    r"|disability|disabilities|health|medical|iep|special education|free (?:or|and) reduced|lunch|discipline|disciplinary|behaviou?r(?:al)?|homework|assignments?|essays?|responses?|answers|grades?|performance|progress|usage|cookies?|metadata|class(?:es|room)?|teacher(?: name)?s?"
    r"|parent(?: or guardian)?(?:'s)? names?|demographics?|biometric|fingerprints?|profile|school(?: name)?|domain names?|interests|assessments?|lessons?|messages|chat|credit card|payment|job title|pages? (?:visited|viewed)|referring|isp|internet service provider|time spent|clickstream)\b",
    re.ASCII,
)
COLLECTING = re.compile(
    r"\b(?:collect\w*|gather\w*|receiv\w*|provid\w*|submit\w*|enter\w*|stor(?:e|es|ed|ing)|process\w*|includ\w*|such as|categor\w+|types? of|kinds? of|data elements?|consist\w*|contain\w*|asks?|request\w*|obtain\w*|record\w*|access\w*|share\w*|log|require\w*|list\w*)\b"
)
OF_DATA = re.compile(r"\b(?:personal(?:ly)?|students?|pupils?|learners?|users?|child(?:ren)?(?:'s)?|education(?:al)?|data|information|records?|pii|account|register\w*|sign up|learner|we collect|collects?|identif\w+)\b")
HEADS = re.compile(r"\b(?:data|information|records?|pii)\b.{0,60}(?:collect|element|categor|type|process|provided|schedule|listing)|(?:collect|categor|types?|elements?|schedule|kinds?|what).{0,60}\b(?:data|information|records|pii)\b|schedule of data|data we|what (?:\w+ ){0,2}(?:collects?|gathers?|receives?)\b|(?:we|provider) collects?|exhibit .{0,12}data")
ELSEWHERE = re.compile(r"(?:(?:categor\w+|types?|kinds?|elements|listing|schedule) of (?:\w+ ){0,4}(?:data|information|records)|data (?:elements|fields|categories|types|items))\b.{0,120}(?:exhibit|schedule|appendix|annex|attachment|attached|set (?:forth|out)|described|specified|listed|order form|documentation)|\b(?:data|information|records) (?:\w+ ){0,2}(?:named|listed|described|specified|identified|set (?:out|forth)) in (?:the )?(?:attached )?(?:exhibit|schedule|appendix|annex|attachment)|(?:exhibit|schedule|appendix|annex|attachment) .{0,60}(?:lists?|listing|data elements|categor)")
NOT_A_LIST = re.compile(
    r"\b(?:signature|executed|in witness|designated admin|your contact information|governing|warrant|license|logo|trademark|copyright|payment|billing|invoice|job applica|contractor logos|re-?disclos\w*|discriminat\w*|race, color|not collect|n't collect|do not ask|never ask|copyright agent|dispute|arbitrat\w+|publicly? (?:forum|available)|public forum|likeness|in no (?:event|circumstance)|infring\w+|notice[s]? (?:must|shall)|correspondence"
    r"|nature (?:and scope )?of the (?:breach|incident)|number of (?:students|affected))\b"
)
LABELLED = re.compile(r"[^:]{2,60}: \S")
PARTED = re.compile(r",|\band\b|\bor\b|:|;|/")  # without any of these, a sentence lists nothing
SOME = 3  # kinds named in one sentence that make it a list
FEW = 2  # enough where the sentence says that it is about what is collected
ELSEWHERE_PIECES = pieces(ELSEWHERE)
KIND = BITS["kind"]
MAY_BE_KIND = KIND | BITS["kindpart"]  # without any of these words, `KINDS` finds nothing


def data_lists(units: list[Unit]) -> list[Hit]:
    """Passages that name the kinds of data, best first; a reference to an attached list is a hit for a person."""
    found: list[Hit] = []
    runs: dict[str, tuple[int, Unit]] = {}
    for unit in units:
        if unit.kind in ("contents", "signature", "recital") or (unit.kind == "heading" and not unit.lead):
            continue
        if not unit.mask & KIND or (unit.kind == "sentence" and not unit.lead and not PARTED.search(unit.low)):
            continue
        kinds = set(KINDS.findall(unit.low)) if unit.own & MAY_BE_KIND else set()
        if not kinds or (len(kinds) < FEW and not in_a_list_of_its_own(unit)) or NOT_A_LIST.search(unit.full):
            continue
        if (len(kinds) >= SOME and lists_data(unit)) or (len(kinds) >= FEW and says_collected(unit)):
            found.append(Hit("data-categories-listed", Strength.FULL, unit, f"Names kinds of data: {', '.join(sorted(k.strip() for k in kinds)[:5])}."))
        elif len(kinds) >= FEW and LABELLED.match(unit.low) and HEADS.search(unit.heading):
            found.append(Hit("data-categories-listed", Strength.FULL, unit, "Names kinds of data under its heading."))
        elif in_a_list_of_its_own(unit) and in_list(unit):
            count, first = runs.get(unit.lead + unit.heading, (0, unit))
            runs[unit.lead + unit.heading] = (count + len(kinds), first)
    found += [Hit("data-categories-listed", Strength.FULL, unit, "A list of the kinds of data.") for count, unit in runs.values() if count >= SOME]
    return found or elsewhere(units)


def in_a_list_of_its_own(unit: Unit) -> bool:
    return unit.kind in ("row", "item") or bool(unit.lead)


def lists_data(unit: Unit) -> bool:
    if unit.kind == "row":
        return HEADS.search(unit.heading) is not None
    return COLLECTING.search(unit.full) is not None and OF_DATA.search(unit.full) is not None


def says_collected(unit: Unit) -> bool:
    return SAID.search(unit.full) is not None


SAID = re.compile(
    r"(?:collect\w*|stor(?:e|es)|gather\w*|receiv\w*|ask (?:\w+ )?for|asks for|records?|log|logs|personally identifiable information|personal (?:information|data)|student (?:data|information))\b.{0,160}(?:such as|includ\w*|like|\(|:|e\.g|may be|could|consist|typically|usually|your|their|the student|only|a student's|students')|categories of|(?:such as|including) your"
)


def in_list(unit: Unit) -> bool:
    return HEADS.search(unit.heading) is not None or HEADS.search(unit.lead) is not None or re.search(r"collect|following (?:data|information)|include", unit.lead) is not None


def elsewhere(units: list[Unit]) -> list[Hit]:
    for unit in units:
        if unit.said & ELSEWHERE_PIECES != ELSEWHERE_PIECES:
            continue
        if unit.kind in ("sentence", "item", "definition") and ELSEWHERE.search(unit.full):
            return [Hit("data-categories-listed", Strength.OPEN, unit, "The list of data is left to another place.")]
    return []
