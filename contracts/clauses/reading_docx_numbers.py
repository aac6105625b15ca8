"""The numbers that a word processor writes before paragraphs and never into the file: rendered from its lists."""

from dataclasses import dataclass, field

DEEPEST_LEVEL = 9
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
BULLET = "-"


@dataclass(slots=True)
class Level:
    """One level of a list: how its numbers look, as `%1.%2` of the levels' numbers."""

    form: str = "decimal"
    shape: str = ""
    first: int = 1


@dataclass(slots=True)
class Numbering:
    """Lists, styles that number, and how far each list has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # of each abstract list
    lists: dict[str, str] = field(default_factory=dict)  # the abstract list of each list
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)  # (list, level) -> first number
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)  # style -> (list, level)
    based_on: dict[str, str] = field(default_factory=dict)
    counted: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def of_style(self, style: str) -> tuple[str, int] | None:
        """The list and level that a paragraph has by its style, or by one that the style is based on."""
        for _ in range(DEEPEST_LEVEL):
            if style in self.styles:
                return self.styles[style]
            style = self.based_on.get(style, "")
        return None

    def next(self, list_id: str, level: int) -> str:
        """The mark before the next paragraph of a list: a number, a dash for a bullet, or nothing."""
        abstract = self.lists.get(list_id)
        if abstract is None:
            return BULLET
        known = self.levels.get(abstract, {})
        looks = known.get(level, Level())
        self._count(list_id, abstract, level, known)
        if looks.form == "bullet":
            return BULLET
        return "" if looks.form == "none" else self._written(abstract, level, looks, known)

    def _count(self, list_id: str, abstract: str, level: int, known: dict[int, Level]) -> None:
        counters = self.counted.setdefault(abstract, [None] * DEEPEST_LEVEL)
        restart = self.restarts.get((list_id, level))
        before = counters[level]
        if restart is not None and (list_id, level) not in self.begun:
            counters[level] = restart
        else:
            counters[level] = known.get(level, Level()).first if before is None else before + 1
        self.begun.add((list_id, level))
        counters[level + 1 :] = [None] * (DEEPEST_LEVEL - level - 1)

    def _written(self, abstract: str, level: int, looks: Level, known: dict[int, Level]) -> str:
        counters = self.counted[abstract]
        mark = looks.shape or f"%{level + 1}."
        for at in range(DEEPEST_LEVEL):
            if f"%{at + 1}" in mark:
                above = known.get(at, Level())
                number = counters[at]
                mark = mark.replace(f"%{at + 1}", shown(above.first if number is None else number, above.form))
        return mark.strip()


def shown(number: int, form: str) -> str:
    """A number as the list writes it: 3, 03, c, C, iii, III."""
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (number - 1) % 26) * min(1 + (number - 1) // 26, 4)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4_000:
        return roman(number).upper() if form == "upperRoman" else roman(number)
    return f"{number:02}" if form == "decimalZero" else str(number)


def roman(number: int) -> str:
    parts = []
    for value, letters in ROMAN:
        many, number = divmod(number, value)
        parts.append(letters * many)
    return "".join(parts)


class NumberingReader:
    """Takes in the elements of numbering.xml and styles.xml as they stream by."""

    def __init__(self) -> None:
        self.numbering = Numbering()
        self.abstract = self.list_id = self.style = ""
        self.level = 0
        self.style_level = 0

    def opened(self, element: str, attributes: dict[str, str]) -> None:
        value = attributes.get("w:val", "")
        match element:
            case "w:abstractNum":
                self.abstract, self.list_id = attributes.get("w:abstractNumId", ""), ""
            case "w:num":
                self.list_id = attributes.get("w:numId", "")
            case "w:abstractNumId":
                self.numbering.lists[self.list_id] = value
            case "w:lvl" | "w:lvlOverride":
                self.level = bounded_level(attributes.get("w:ilvl", "0"))
            case "w:start" | "w:numFmt" | "w:lvlText" if not self.list_id:
                self._level_says(element, value)
            case "w:startOverride" if value.isdecimal():
                self.numbering.restarts[self.list_id, self.level] = int(value[:6])
            case _:
                self._style_says(element, value, attributes)

    def _style_says(self, element: str, value: str, attributes: dict[str, str]) -> None:
        if element == "w:style":
            self.style, self.style_level = attributes.get("w:styleId", ""), 0
        elif element == "w:basedOn":
            self.numbering.based_on[self.style] = value
        elif element == "w:ilvl":
            self.style_level = bounded_level(value)
        elif element == "w:numId" and self.style:
            self.numbering.styles[self.style] = (value, self.style_level)

    def _level_says(self, element: str, value: str) -> None:
        level = self.numbering.levels.setdefault(self.abstract, {}).setdefault(self.level, Level())
        if element == "w:start":
            level.first = int(value[:6]) if value.isdecimal() else 1
        elif element == "w:numFmt":
            level.form = value
        else:
            level.shape = value[:40]


def bounded_level(value: str) -> int:
    return min(int(value[:2]), DEEPEST_LEVEL - 1) if value.isdecimal() else 0
