"""HTML to text by one pass of a scanner that never looks back, so that hostile markup cannot make it slow."""

import html
import re

from contracts.clauses.document import Document, assemble

OPENING = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|h[1-6]|ul|ol|table|section|article)\b", re.I)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "thead",
        "tr",
        "ul",
        "title",
        "caption",
    ]
)
SILENT = frozenset(["script", "style", "noscript", "template", "svg", "head", "iframe", "object"])
SPACES = re.compile(r"[ \t\r\n\u00a0]+")
LINES = re.compile(r" ?\n[ \n]*")


def looks_like_html(text: str) -> bool:
    head = text[:3_000]
    return head.lstrip().startswith("<") and OPENING.search(head) is not None


def read_html(source: bytes, text: str, name: str) -> Document:
    return assemble(name, "html", source, [html_text(text)])


def html_text(markup: str) -> str:
    """The words of a page, one block a line, list items marked with a dash, table cells parted by bars."""
    parts: list[str] = []
    position, size = 0, len(markup)
    while position < size:
        opening = markup.find("<", position)
        if opening < 0:
            opening = size
        if opening > position:
            parts.append(SPACES.sub(" ", html.unescape(markup[position:opening])))
        if opening == size:
            break
        position = after_tag(markup, opening, parts)
    return LINES.sub("\n", "".join(parts)).strip() + "\n"


def after_tag(markup: str, opening: int, parts: list[str]) -> int:
    """Deal with the tag, comment or stray bracket at `opening`; give the position after it."""
    if markup.startswith("<!--", opening):
        return found_or_end(markup, "-->", opening + 4)
    tag = TAG.match(markup, opening)
    if tag is None:
        if markup[opening + 1 : opening + 2] in "!?/":
            return found_or_end(markup, ">", opening)
        parts.append("<")
        return opening + 1
    closing, element = tag[1], tag[2].lower()
    if not closing and element in SILENT:
        return after_silent(markup, element, tag.end())
    parts.append(mark_for(element, bool(closing)))
    return found_or_end(markup, ">", tag.end())


def mark_for(element: str, closing: bool) -> str:
    if element == "li":
        return "\n" if closing else "\n- "
    if element in ("td", "th"):
        return " | " if closing else ""
    return "\n" if element in BLOCKS else ""


def after_silent(markup: str, element: str, position: int) -> int:
    """Skip what is never shown. Unclosed, the rest of the page is not shown either, except for a head."""
    ending = re.compile(rf"</{element}\b[^>]{{0,200}}>", re.I).search(markup, position)
    if ending is not None:
        return ending.end()
    return found_or_end(markup, ">", position) if element == "head" else len(markup)


def found_or_end(markup: str, what: str, position: int) -> int:
    found = markup.find(what, position)
    return len(markup) if found < 0 else found + len(what)
