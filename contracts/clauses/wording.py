"""How lines and sentences look: markers, headings, definitions, sentence ends. Expressions only, all of them linear."""
# ruff: noqa: E501 - a list of words or an expression is one line

import re

LONGEST = 600  # characters of one unit; longer sentences are parted, so that every later step stays linear

FOLD = (
    *((mark, '"') for mark in "“”„"),
    *((mark, "'") for mark in "‘’‚"),
    *((mark, "-") for mark in "–—‑‐"),
    *((mark, " ") for mark in "\u00a0\n\r\t\f\v*`•"),
)

MARKER = re.compile(
    r"\s{0,40}(?P<mark>[-*+•●○▪◦·■➢✓✔✅❌□☐\uf0b7]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]|[A-Z][.)]|\((?:\d{1,2}|[A-Z])\))"
    r"(?:\s+|$)"
)
NUMBERED = re.compile(
    r"\s{0,20}(?:(?:article|section|exhibit|schedule|appendix|annex|part)\s+[\dA-Z]{1,5}\b|\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s)",
    re.I,
)
LEVEL = re.compile(r"(?:article|section)?\s*(\d{1,2}(?:\.\d{1,2}){0,3})", re.I)
SECTION = re.compile(r"(?:section |article )?(\d{1,2}(?:\.\d{1,2}){0,3})(?:[.):]|\s|$)", re.I)
SUBSECTION = re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2}){0,2}\.?\s+[A-Z\"“]")
BOUNDARY = re.compile(r"[.!?](?:[\"”’)*_]{0,3}(?P<space>\s+)(?=[\"“‘(\[*_#-]{0,3}[A-Z0-9])|(?=[A-Z][a-z]+\s))")
CLOSERS = frozenset(')]%"”’')  # beside small letters and digits, what a sentence may end with before its full stop
ABBREVIATED = re.compile(
    r"(?:\b(?:inc|ltd|corp|co|no|nos|sec|art|ch|stat|gen|ann|rev|pub|mr|mrs|ms|dr|st|vs?|e\.g|i\.e|etc|cf|al|u\.s|d\.c|a\.m"
    r"|p\.m|bus|prof|ed|cal|conn|neb|mont|ill|para|fed|reg|approx|dept|univ)|\b[a-z]|(?:^|\s)\(?\d{1,2}|§\s?\d{1,5})"
    r"\.[\"”’)*]{0,3}$",
    re.I,
)
DEFINITION = re.compile(
    r"^(?:[\s\d.()-]|the |an? |[a-z][.)] ){0,8}[\"'][^\"']{2,80}[\"']?.{0,60}?\b(?:means?|shall mean|refers? to|is defined|are defined"
    r"|has the meaning|have the meaning|include[sd]?\b)"
    r"|^[^.:]{2,60}\b(?:(?<!the )(?<!by )means\b(?! (?:by|of|to|that|through))|shall mean\b|has the (?:same )?meaning\b)"
    r"|^for (?:the )?purposes of this (?:section|agreement|addendum|policy|dpa|exhibit)[^.]{0,40},"
)
RECITAL = re.compile(r"^(?:\(?[a-z0-9]{1,2}[.)] )?whereas\b")
DOTTED = re.compile(r"\.{4,}\s*\d{1,4}\s*$|(?:\. ){4,}\s*\d{1,4}\s*$")
SIGNATURE = re.compile(
    r"^\s*(?:by|name|title|date|signature|signed|printed name|print name|email|phone|address|contact person)\s*:?\s*[_.\s]*$",
    re.I,
)
BLANK_ONLY = re.compile(r"\[[^\]]{0,120}\]\.?|_{3,}[_ ]*|\(\s*insert[^)]{0,120}\)|\[\s*\]|tbd\.?")
LOWER_ENDING = re.compile(
    r"\b(?:and|or|of|the|to|for|in|a|by|with|that|any|our|your|an|on|as|from|is|are|be|not|shall|will)$"
)
MODAL = re.compile(r"\b(?:shall|will|must|agrees?|may|should|can|is|are|does|do|not|never|has|have)\b", re.I)
QUESTION = re.compile(r"(?:(?:our|your|how|what|why|who|when)\b|.*\?$)", re.I)
GOES_ON = re.compile(
    r"(?:to|with|for|by|when|where|as|in response to|not|use|sell|rent|share|disclose|delete|notify|provide) "
)
SERIES = re.compile(r"^(.{8,240}?)(?:,| )\(?(?:a|i|1)[.)] ")
SERIES_MARKS = ("a) ", "i) ", "1) ", "a. ", "i. ", "1. ")
DANGLING = tuple(
    f" {word}{stop}"
    for word in ("for", "to", "of", "by", "that", "not", "following", "including")
    for stop in ("", ".", ";")
)
SERIES_ITEM = re.compile(r"(?:and |or )?\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)|[a-z]{3,}")
ENDINGS = (".", ":", ";", "!", "?", ".”", '."')


def fold(text: str) -> str:
    """Lower case, quote marks and white space made plain, length kept."""
    for mark, plain in FOLD:
        text = text.replace(mark, plain)
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(one if len(one) == 1 else char for char, one in ((char, char.lower()) for char in text))


def indent_of(raw: str) -> int:
    expanded = raw.expandtabs(4) if "\t" in raw else raw
    return len(expanded) - len(expanded.lstrip())


def heading_like(last: str, following: str) -> bool:
    """Whether a line reads as a title of its own, the next line beginning something new."""
    bare = last.strip()
    short = len(bare) <= 75 and len(bare.split()) <= 10 and not bare.endswith((",", "-", "("))
    return short and following[:1].isupper() and (bare[:1].isupper() or bare[:1].isdigit())


def is_heading(words: str) -> bool:
    """Short, begins like a title, and does not end like a sentence."""
    if len(words) > 110 or ("\n" in words.strip() and len(words) > 80):
        return False
    bare = words.strip(" *_#")
    if not bare or bare[-1] in ".;,!" or not (bare[0].isupper() or bare[0].isdigit() or bare[0] in '"“['):
        return False
    most = 3 if bare.endswith(":") else 12
    return len(bare.split()) <= most and MODAL.search(bare) is None


def heading_level(raw: str) -> int:
    """How deep a heading stands: Markdown's signs, or its number; without either, deepest."""
    raw = raw.strip()
    if raw.startswith("#"):
        return len(raw) - len(raw.lstrip("#"))
    number = LEVEL.match(raw)
    if number is not None:
        return 10 + number[1].count(".")
    return 10 if raw.isupper() else 20
