"""Who promises, how firmly, whether it is denied, and by when: the small frames that every rule shares."""
# Word lists and expressions stand on one line each: cut over lines they are harder to read.
# ruff: noqa: E501

import re
from dataclasses import dataclass

NEGATORS = re.compile(
    r"\b(?:not|never|no|nor|neither|without|cannot|can't|won't|don't|doesn't|isn't|aren't|refrain\w*|prohibit\w*|forbid\w*|forbidden|barred|bar on|bars? against|ban|bans|banned|declines?|preclude[ds]?|restrict(?:s|ed)? .{0,20}from)\b"
)
NOT_DENYING = re.compile(
    r"\b(?:not only|no later|not later|no less|not less|no more than|not limited to|without limit\w*|whether or not|no longer|without (?:undue|unreasonable) delay"
    r"|not (?:apply|prevent|prohibit|preclude|restrict|affect|constitute|be deemed|be construed|directly)|nothing (?:herein|in this)|no event|not (?:be )?(?:prohibited|barred|restricted|precluded|forbidden|prevented|prohibit)|not to exceed|without (?:first|your|permission|authori[sz]ation|the prior|prior|express|written|such|parental|regard|further|charge|cost))\b"
)
SCOPE_END = re.compile(
    r"[.;](?=\s)(?! (?:or |and |nor |and/or )?\(?[a-z0-9]{1,3}\) )|\b(?:but|however|unless|except|provided that|although|acknowledges? that|whereas)\b"
)
FORBIDDEN_AFTER = re.compile(
    r"\b(?:is|are|be|shall be|will be) (?:\w+ ){0,2}(?:prohibited|forbidden|not (?:allowed|permitted|authori[sz]ed))|(?<!someone )(?<!anyone )(?<!persons )(?<!people )(?<!those )\bnot (?:be )?(?:allowed|permitted)\b"
)
FORBIDDING_HEADING = re.compile(
    r"\b(?:prohibit\w+|forbidden|will not|do not|don't|never|restrictions on|not do|no sale|no advertis\w+|no profil\w+|won't)\b"
)

SOFT = re.compile(
    r"\b(may|might|could|can|should|recommend\w*|encourag\w*|urge|reserves? the right|reserved the right|at (?:its|our) (?:sole )?(?:discretion|option)|shall|will|must|agrees?|does|do)\b"
)
SOFT_ONLY = frozenset(("may", "might", "could", "can", "should"))

OPERATOR_NAMES = (
    r"(?:we|us|provider|contractor|vendor|company|operator|processor|supplier|licensor|consultant|publisher)"
)
TAKES_BACK = (  # a later clause that overrules earlier ones: what follows is allowed although they bar it
    rf"(?:(?:notwithstanding|despite|regardless of|in spite of) .{{0,120}}?\b{OPERATOR_NAMES} (?:may|can|reserves? the right|is (?:permitted|entitled|allowed))"
    rf"|nothing (?:in|herein|contained)\b.{{0,80}}?\b(?:prevents?|prohibits?|restricts?|limits?|precludes?|prevent|prohibit|restrict|limit|preclude)\b .{{0,30}}?\b{OPERATOR_NAMES}"
    rf"|\b(?:sections?|clauses?|articles?|paragraphs?|restrictions?|limitations?|prohibitions?)\b.{{0,60}}?\b(?:do|does|shall|will) not (?:apply to|prevent|prohibit|restrict|limit) .{{0,30}}?\b{OPERATOR_NAMES}(?:'s)?\b)"
)

OTHERS = (
    r"you|users?|students?|pupils?|parents?|guardians?|teachers?|educators?|instructors?|customers?|districts?|schools?|leas?|boards?|clients?|institutions?|licensees?"
    r"|subscribers?|administrators?|members?|data exporter|controllers?|organi[sz]ations?|staff|employees|(?:service |third[- ]party )?providers|vendors|contractors|sub-?processors?|sub-?contractors?|suppliers|partners|researchers|they|superintendent|education partners?|libraries|visitors?"
)
OPERATORS = r"we|provider|contractor|vendor|company|operator|processor|supplier|licensor|service provider|third part(?:y|ies)|consultant|publisher|us"
NOT_SUBJECTS = r"and|or|but|that|which|who|also|not|then|hereby|they|it|this|these|such|nor|information|data|as|if|so|only|there|records?|terms|agreement"
SUBJECT = re.compile(
    rf"\b(?:(?<!about a )(?<!about any )(?<!about )(?<!of a )(?<!of any )(?<!from a )(?P<other>{OTHERS})(?! (?:[\w-]+ )?(?:data|records?|information|content|pii|work)\b)(?: (?:or|and|of|the|in|its|their|on|at|hereby|also|\w+ly))?(?: \w+)?"
    rf"|(?P<operator>{OPERATORS})(?: (?:\w+ly|hereby|also))?|(?!(?:{NOT_SUBJECTS})\b)[a-z][\w.'-]{{2,30}}) "
    r"(?:shall|will|must|may|should|can|agrees?|represents?|warrants?|acknowledges?|undertakes?|are responsible|is responsible|(?:is|are) (?:\w+ly )?(?:bound|obligated|obliged|contractually)"
    r"|is solely|are solely|understands?|needs? to|(?:is|are) (?:\w+ly )?required|cannot|do not|does not)\b"
)

OPERATOR_SUBJECT = re.compile(rf"\b{OPERATOR_NAMES}\b")
ADVICE_HEADING = re.compile(  # what stands under it tells the reader what to do
    r"\b(?:your (?:\w+ ){0,2}(?:responsibilit\w+|obligations|duties|role\b)|best practices|(?:users?'?|schools?'?|districts?'?|customers?'?|teachers?'?|educators?'?) (?:responsibilities|obligations)"
    r"|(?:responsibilities|obligations) of (?:the )?(?:users?|schools?|districts?|customers?|teachers?|educators?))"
)

IMPERATIVE = re.compile(  # an order to the reader, where no operator stands before it
    r"(?:please |always |never )?(?:do not|use|protect|keep|ensure|limit|share|store|access|follow|verify|report|contact|review|notify|delete|encrypt|obtain|complete|document|monitor|refer|rely on|consult|designate|establish|change"
    r"|train|make sure|avoid|remember|remove|confirm|maintain|destroy|inform|ask|restrict|choose|collect|disclose|sell|retain|return|log) (?!of\b|is\b|are\b|and |to\b|by\b|with\b|(?:[\w-]+ ){1,3}(?:is|are|will|shall|may|must|have|has|can)\b)"
)
PLEDGING_HEADING = re.compile(
    r"\b(?:we|our|us|pledges?|commit\w*|promises?|shall|will|provider|contractor|vendor|company|operator|processor|supplier|consultant|requirements|prohibit\w*|restrictions|obligations|terms)\b"
)

GUTS = re.compile(  # conditions that leave it to the operator whether it keeps its word
    r"\b(?:unless|except (?:where|when|as|if)|if|where|when|as|to the extent(?: that)?) (?:provider|we|it|contractor|vendor|company|operator|processor|supplier|licensor) (?:\w+ ){0,3}?(?:deems?|decides?|chooses?|elects?|considers?|sees? fit|wish(?:es)?|finds? it|prefers?|determines? (?:otherwise|in its)|has a (?:\w+ )?(?:business|commercial) (?:need|reason|interest))"
    r"|\b(?:unless|except (?:where|when|as|if)|if|where|when) (?:it is |this is |commercially |technically ){0,2}(?:convenient|commercially (?:reasonable|practicable|viable))\b|to the extent (?:commercially )?(?:convenient|commercially (?:reasonable|practicable))\b"
    r"|\b(?:in|at) (?:its|our|provider's) (?:sole |absolute |own )+discretion\b|\bbut (?:is|are|shall be) (?:not|under no) (?:obligat\w+|obliged|required|bound)\b|subject to (?:its|our|provider's) (?:own )?(?:business|commercial) (?:needs|interests|judgment)"
)
AIMS = re.compile(
    r"\b(?:(?:do|does) (?:our|its) (?:very )?best|aims?|hopes?|striv(?:e|es|ing)|tr(?:y|ies)|seeks?|intends?|endeavou?rs?|attempts?|aspires?|(?:our|its|the) (?:goal|aim|ambition|intention) is)(?: \w+){0,3}?(?: not| never)? to (?:\w+ ){0,2}$"
)

NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fourteen": 14,
    "fifteen": 15, "twenty": 20, "twenty-four": 24, "twenty four": 24, "thirty": 30, "forty": 40, "forty-five": 45, "forty five": 45, "forty-eight": 48, "forty eight": 48,
    "sixty": 60, "seventy-two": 72, "seventy two": 72, "ninety": 90, "one hundred twenty": 120, "one hundred eighty": 180, "a": 1, "an": 1,
}  # fmt: skip
WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
PERIOD = re.compile(
    rf"(?<![\w.$])(?:(\d{{1,4}})|\b({WORDS}))\s?(?:\(\s?[\w -]{{1,15}}\s?\))?[ -]{{0,2}}(?:(?:business|working|calendar|consecutive|school|full|additional) ){{0,2}}(hour|hr|day|week|month|year)s?\b"
)
HOURS = {"hour": 1, "hr": 1, "day": 24, "week": 168, "month": 720, "year": 8760}
BLANK = r"(?:\[[^\]]{0,60}\]|_{2,}|\bxx+\b|<[^>]{0,40}>|\{[^}]{0,40}\}|\bn\b)"
OPEN_PERIOD = re.compile(
    rf"(?:{BLANK}|\(\s*\)) {{0,3}}\)? {{0,3}}(?:business |calendar |working )?(?:hours?|days?|weeks?|months?)\b|\s{{5,}}(?:hours|days)\b"
)
BLANK_MARKS = ("[", "___", "tbd", "(insert")  # without one of them, the next expression finds nothing
PLACEHOLDER = re.compile(r"\[[a-z][^\]]{2,80}\]|_{4,}|\[\s*[_x•]*\s*\]|\btbd\b|\[insert|\(insert")


@dataclass(frozen=True, slots=True)
class Period:
    """A stated time in hours; `stated` is False where the number was left open."""

    hours: int
    stated: bool = True


def periods(text: str) -> list[Period]:
    """Every stated time in a text, and one open Period for each blank left in place of a number."""
    found = [Period(int(digits or NUMBER_WORDS[word]) * HOURS[unit]) for digits, word, unit in PERIOD.findall(text)]
    return found + [Period(0, stated=False) for _ in OPEN_PERIOD.findall(text)]


def denied(text: str, start: int, end: int, heading: str = "") -> bool:
    """Whether the words at start:end are said to be something that does not or must not happen."""
    before = text[max(0, start - 170) : end]
    offset = end - len(before)
    for stop in SCOPE_END.finditer(before, 0, max(0, start - offset)):
        before = " " * stop.end() + before[stop.end() :]
    passed_over = NOT_DENYING.sub(lambda found: " " * len(found[0]), before)
    count = len(NEGATORS.findall(passed_over[: max(0, start - offset)])) + len(
        NEGATORS.findall(passed_over[max(0, start - offset) :])
    )
    if count:
        return True
    return FORBIDDEN_AFTER.search(text, end, end + 120) is not None or FORBIDDING_HEADING.search(heading) is not None


def firm(text: str, start: int) -> bool:
    """Whether the last modal before `start` binds: "may delete", "should delete" and "reserves the right" do not."""
    last = ""
    for found in SOFT.finditer(text, max(0, start - 90), start):
        last = found[1]
    return not (last in SOFT_ONLY or last.startswith(("recommend", "encourag", "urge", "reserve", "at ")))


def promised_by_other(text: str, start: int, heading: str = "") -> bool:
    """Whether the nearest subject before `start` is the district, a user or a parent rather than the operator.

    Without a subject, words under a heading such as "Your responsibilities" are the reader's.
    """
    other = advises(text, start, heading)
    for found in SUBJECT.finditer(text, max(0, start - 450), start + 1):
        other = found["other"] is not None
    return other


def gutted(text: str) -> bool:
    """Whether a condition leaves it to the operator whether the promise is kept."""
    return GUTS.search(text) is not None


def only_aimed_at(text: str, start: int) -> bool:
    """Whether the words before the verb at `start` make it an aim: "we strive to", "our goal is never to"."""
    return AIMS.search(text[max(0, start - 60) : start]) is not None


def advises(text: str, start: int, heading: str) -> bool:
    """Whether words without a subject are said to the reader: by their heading, or as an order under no pledge."""
    if OPERATOR_SUBJECT.search(text, 0, start + 1) is not None:
        return False
    if ADVICE_HEADING.search(heading) is not None:
        return True
    return IMPERATIVE.match(text) is not None and PLEDGING_HEADING.search(heading) is None
