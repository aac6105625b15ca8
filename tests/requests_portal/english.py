"""Finds English on a page that is said to be in another language: words that Spanish does not have.

What stands under `lang="en"` may be English: quoted laws, the switch to English. So may what people typed and names,
which the caller lists.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Final

WORDS: Final = frozenset(
    re.findall(
        r"\S+",
        """the and you your yours of to is are was were we our us it its this that with for by not have had will would
        what who when which from if or be been at about they their them there then after before until please request
        requests school student students records record child answer answers law day days page code mail link email
        file files message messages month year date name address street parent guardian none other choose continue
        back grade help new send sent write written asked ask copy copies delete deleted correct nothing something
        somebody nobody everything again open press type choice page here how why where look looked more less than can
        cannot may must should could needs need get give given got make made want wants work works time today
        yesterday hour hours week only also same any each every both few many much one two three first last next best
        good right wrong yes free cost paper download upload confirm confirmed withdraw withdrawn received deadline
        district state information data app apps device browser office people person""",
    )
)
VOID: Final = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
READ: Final = {"title", "aria-label", "placeholder", "alt", "data-label"}
MARKS: Final = re.compile(r"\[\[private link [^\]]*\]\]|https?://\S+|\S+@\S+|\{\S+\}")


class _Texts(HTMLParser):
    """Every text and readable attribute, outside of scripts and of what is marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        english = (self.open[-1][1] if self.open else False) or tag in ("script", "style")
        if given.get("lang"):
            english = given["lang"] == "en"
        if not english:
            self.texts += [value for name, value in attrs if name in READ and value]
            if tag == "input" and given.get("type") in ("submit", "button") and given.get("value"):
                self.texts.append(str(given["value"]))
        if tag not in VOID:
            self.open.append((tag, english))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][1]):
            self.texts.append(data)


def english_in(text: str, names: Iterable[str] = ()) -> list[str]:
    """The English words of a plain text, such as a mail."""
    for name in names:
        text = text.replace(name, " ")
    found = re.findall(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ’']+", MARKS.sub(" ", text))
    return [word for word in found if word.lower() in WORDS]


def english_on(page: str, names: Iterable[str] = ()) -> list[str]:
    """The texts of a page that hold English words, each with its words."""
    parser = _Texts()
    parser.feed(page)
    names = list(names)
    return [
        f"{' '.join(text.split())[:160]!r}: {', '.join(words)}"
        for text in dict.fromkeys(parser.texts)
        if (words := english_in(text, names))
    ]
