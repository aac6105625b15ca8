"""Text within XML: what XML cannot hold at all is left out, everything else is escaped."""

import re
from xml.sax.saxutils import escape

# All that is no Char of XML 1.0 (section 2.2): most control characters, halves of pairs, and two that are no character.
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """For the inside of an element."""
    return escape(UNFIT.sub("", text))


def xml_quoted(text: str) -> str:
    """For an attribute in double quotes."""
    return escape(UNFIT.sub("", text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
