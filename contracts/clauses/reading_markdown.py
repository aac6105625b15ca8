"""Markdown: its words without the marks of emphasis and links, so that "shall **not** sell" is read as it is meant.

Headings, lists and rows keep their marks, which say what they are.
"""

import re

from contracts.clauses.document import Document, assemble

HEADING = re.compile(r"^#{1,6} +\S", re.M)
COMMENTS = re.compile(r"(?:# [a-z]{1,20}: [^\n]*\n){2}")  # notes on a plain text, not its headings
EMPHASIS = re.compile(r"(?<![\\*_\w])(\*\*\*|\*\*|\*|___|__|_)(?=\S)([^\n*_]{1,400}?)(?<=\S)\1(?![\w*_])")
LINK = re.compile(r"!?\[([^\[\]\n]{0,400})\](?:\([^()\s]{0,800}(?: \"[^\"\n]{0,200}\")?\)|\[[^\[\]\n]{0,100}\])")
AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]{1,800})>")
RULED = re.compile(r"^ {0,3}\|?(?: *:?-{3,}:? *\|)+ *(?::?-{3,}:? *)?$")
UNDERLINE = re.compile(r"^ {0,3}(=+|-{2,}) *$")
LINE_ACROSS = re.compile(r"^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
QUOTED = re.compile(r"^ {0,3}(?:> ?)+")
DEFINED = re.compile(r"^ {0,3}\[[^\[\]\n]{1,100}\]: +\S")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
CODE = re.compile(r"(`{1,3})([^`\n]{1,400})\1")
STRUCK = re.compile(r"~~[^~\n]{1,400}~~")
BREAKS = re.compile(r"<br ?/?>", re.I)
INLINE_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,12}(?: [^<>\n]{0,200})?/?>")
FRONT = "---\n"
MOST_FRONT = 4_000  # characters of notes before the text, between lines of three dashes
SAMPLE = 200_000
STRUCK_OUT = "Words that are struck through were read as deleted."


def looks_like_markdown(text: str) -> bool:
    """Whether a text is marked up: by headings, or by a heading or rows of a table together with emphasis or links."""
    sample = text[:SAMPLE]
    if COMMENTS.match(sample):
        return False
    headings = len(HEADING.findall(sample))
    marked = sum(1 for found in (EMPHASIS.search(sample), LINK.search(sample)) if found)
    ruled = any(RULED.match(line) for line in sample.split("\n"))
    return headings >= 2 or (headings or ruled) + marked >= 2


def read_markdown(source: bytes, text: str, name: str) -> Document:
    warnings = (STRUCK_OUT,) if STRUCK.search(text) else ()
    return assemble(name, "markdown", source, markdown_text(text).split("\f"), warnings, separator="\f")


def markdown_text(text: str) -> str:
    text = without_comments(without_front(text.replace("\r\n", "\n")))
    lines: list[str] = []
    for line in text.split("\n"):
        shown = plain_line(line, lines)
        if shown is not None:
            lines.append(shown)
    return "\n".join(lines)


def without_front(text: str) -> str:
    """The text without the notes for programs that some files begin with."""
    if not text.startswith(FRONT):
        return text
    ending = text.find(f"\n{FRONT}", len(FRONT), MOST_FRONT)
    return text if ending < 0 else text[ending + len(FRONT) + 1 :]


def without_comments(text: str) -> str:
    """The text without what is commented out; a comment that never ends is none."""
    parts, position = [], 0
    while (opening := text.find("<!--", position)) >= 0 and (ending := text.find("-->", opening)) >= 0:
        parts.append(text[position:opening])
        position = ending + len("-->")
    return "".join([*parts, text[position:]])


def plain_line(line: str, before: list[str]) -> str | None:
    """A line without its marks; None where it is only a mark. An underlined line above becomes a heading."""
    if RULED.match(line) or FENCE.match(line) or DEFINED.match(line):
        return None
    underline = UNDERLINE.match(line)
    if underline and before and before[-1].strip() and not before[-1].startswith("#") and "|" not in before[-1]:
        before[-1] = f"{'#' if underline[1].startswith('=') else '##'} {before[-1].strip()}"
        return None
    if LINE_ACROSS.match(line):
        return ""
    line = QUOTED.sub("", line)
    if line.lstrip().startswith("|"):
        line = line.strip()[1:].strip()
    return without_marks(line)


def without_marks(line: str) -> str:
    line = STRUCK.sub("", line)
    line = LINK.sub(r"\1", line)
    line = AUTOLINK.sub(r"\1", line)
    for _ in range(3):  # emphasis within emphasis
        line = EMPHASIS.sub(r"\2", line)
    line = INLINE_TAG.sub("", BREAKS.sub("; ", CODE.sub(r"\2", line)))
    return ESCAPED.sub(r"\1", line)
