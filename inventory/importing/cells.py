"""Single cells of an inventory's spreadsheet, as facts. A value that cannot be read raises NotRead with a sentence."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from district.csvwriting import FORMULA_STARTS
from district.grades import GRADES, GradeUnknown, grades_between
from district.tables.sheetxml import FORMULA
from inventory.importing.names import name_key
from inventory.models.uses import UnderThirteen
from roster.importing.values import NO, YES, NotRead, date_read, grade_read
from vendors.models import OperatorKind, ProductKind, SignIn

LONG: Final = 30_000  # characters of a text: what a cell of a spreadsheet can hold
UNPRINTED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LIST_SIGNS: Final = re.compile(r"[;\n|•]+")
LIST_COMMAS: Final = re.compile(r"[;,\n|•]+")
RANGE: Final = re.compile(r"^(.+?)\s*(?:-|–|—|to|through|thru|bis)\s*(.+)$", re.IGNORECASE)
ALL_GRADES: Final = frozenset({"all", "all grades", "district", "district wide", "districtwide", "pk 12", "prek 12"})
WEB: Final = URLValidator(schemes=["http", "https"])
SAYINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "sign_in": {
        "sso": SignIn.DISTRICT, "single sign on": SignIn.DISTRICT, "rostered": SignIn.DISTRICT, "none": SignIn.NONE,
        "no": SignIn.NONE, "no account": SignIn.NONE, "own account": SignIn.OWN, "account": SignIn.OWN,
        "username and password": SignIn.OWN, "both": SignIn.BOTH,
    },
    "users_under_13": {"yes": UnderThirteen.YES, "no": UnderThirteen.NO, "y": UnderThirteen.YES, "n": UnderThirteen.NO},
    "product_kind": {
        "app": ProductKind.ONLINE_APPLICATION, "web app": ProductKind.ONLINE_APPLICATION, "site": ProductKind.WEBSITE,
        "web": ProductKind.WEBSITE, "web site": ProductKind.WEBSITE, "mobile": ProductKind.MOBILE_APPLICATION,
        "mobile app": ProductKind.MOBILE_APPLICATION, "ios": ProductKind.MOBILE_APPLICATION,
        "android": ProductKind.MOBILE_APPLICATION, "software": ProductKind.ONLINE_APPLICATION,
        "service": ProductKind.ONLINE_SERVICE, "saas": ProductKind.ONLINE_SERVICE,
    },
    "operator_kind": {"vendor": OperatorKind.OPERATOR, "third-party": OperatorKind.THIRD_PARTY},
}  # fmt: skip


def plain(text: str) -> str:
    """A text as spreadsheets keep it: line ends of one kind, nothing that cannot be printed, no blanks around it."""
    return UNPRINTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def text_read(written: str, most: int = LONG) -> str:
    """A text as it is, without what cannot be printed and without the sign that keeps formulas from running."""
    if FORMULA in written:
        raise NotRead("The cell is a formula without a value: paste its value, and save the file again.")
    text = plain(written)
    if text.startswith("'") and text[1:].startswith(FORMULA_STARTS):
        text = text[1:]
    if "�" in text:
        raise NotRead(f"“{text[:40]}” holds letters that cannot be read: save the file as UTF-8.")
    if len(text) > most:
        raise NotRead(f"“{text[:30]}…” has {len(text):,} characters: at most {most:,} fit.")
    return text


def web_read(written: str) -> str:
    """A web address; https where the cell says none."""
    text = text_read(written, 200)
    address = text if "://" in text else f"https://{text}"
    try:
        WEB(address)
    except ValidationError:
        raise NotRead(f"“{text[:60]}” is no web address.") from None
    return address


def email_read(written: str) -> str:
    text = text_read(written, 254).removeprefix("mailto:")
    try:
        validate_email(text)
    except ValidationError:
        raise NotRead(f"“{text[:60]}” is no e-mail address.") from None
    return text


def flag_read(written: str) -> bool:
    text = text_read(written).lower()
    if text in YES or text in {"✓", "✔", "☑"}:
        return True
    if text in NO or text in {"☐", "-", "–", "n/a"}:
        return False
    raise NotRead(f"“{text[:40]}” is neither yes nor no.")


def day_read(written: str) -> str:
    return date_read(text_read(written))


def choice_read(field: str, choices: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    """Reads a choice by its key, by its words or by a common saying."""
    by_key = {name_key(word): key for key, words in choices if key for word in (key, words)}
    by_key |= {name_key(word): str(key) for word, key in SAYINGS.get(field, {}).items()}

    def read(written: str) -> str:
        text = text_read(written)
        if (found := by_key.get(name_key(text))) is not None:
            return found
        offered = ", ".join(f"“{words}”" for key, words in choices if key)
        raise NotRead(f"“{text[:40]}” is none of {offered}.")

    return read


def one_grade(written: str) -> str:
    """Raises NotRead, and says so where the spreadsheet made a date of grades such as 3-5."""
    text = text_read(written)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise NotRead(f"“{text}” is a date: the spreadsheet made one of grades such as 3-5. Format it as text.")
    grade = grade_read(text)
    if not grade:
        raise NotRead(f"“{text[:40]}” is no grade: PK, K or 1 to 12 are wanted.")
    return grade


def grades_read(written: str) -> tuple[str, str]:
    """Lowest and highest of "K-5", "Kindergarten to grade 2", "9, 10, 11, 12", "8" or "All grades"."""
    text = text_read(written)
    if name_key(text) in ALL_GRADES:
        return GRADES[0], GRADES[-1]
    plain = re.sub(r"(?i)\bgrades?\b|\bgr\.?\s", " ", re.sub(r"(?i)pre-k(?:indergarten)?", "PK", text)).strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", plain):
        one_grade(plain)
    found = RANGE.match(plain)
    parts = list(found.groups()) if found else [part for part in re.split(r"[,;/&]|\band\b", plain) if part.strip()]
    grades = [one_grade(part) for piece in parts for part in re.split(r"[,;/&]", piece) if part.strip()]
    if not grades:
        raise NotRead(f"“{text[:40]}” names no grade: PK, K or 1 to 12 are wanted.")
    lowest, highest = (grades[0], grades[-1]) if found else _ends(grades)
    try:
        grades_between(lowest, highest)
    except GradeUnknown as why:
        raise NotRead(str(why)) from None
    return lowest, highest


def _ends(grades: list[str]) -> tuple[str, str]:
    places = sorted(GRADES.index(grade) for grade in grades)
    return GRADES[places[0]], GRADES[places[-1]]


def listed(written: str, known: Mapping[str, int]) -> list[int]:
    """Numbers of what a list names. Where no name is known by semicolons alone, commas part the names too."""
    text = text_read(written)
    for signs in (LIST_SIGNS, LIST_COMMAS):
        names = [name.strip() for name in signs.split(text) if name.strip()]
        unknown = [name for name in names if name_key(name) not in known]
        if not unknown:
            return sorted({known[name_key(name)] for name in names})
    named = ", ".join(f"“{name[:40]}”" for name in unknown[:3])
    raise NotRead(f"{named} {'is' if len(unknown) == 1 else 'are'} not known here.")


READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "operator": lambda written: text_read(written, 200),
    "operator_kind": choice_read("operator_kind", OperatorKind.choices),
    "operator_website": web_read,
    "subcontractors_url": web_read,
    "contact_name": lambda written: text_read(written, 200),
    "contact_position": lambda written: text_read(written, 200),
    "contact_email": email_read,
    "contact_telephone": lambda written: text_read(written, 40),
    "contact_breaches": flag_read,
    "subcontractor": lambda written: text_read(written, 200),
    "subcontractor_purpose": lambda written: text_read(written, 300),
    "product": lambda written: text_read(written, 200),
    "product_kind": choice_read("product_kind", ProductKind.choices),
    "product_website": web_read,
    "general_audience": flag_read,
    "sign_in": choice_read("sign_in", SignIn.choices),
    "data_location": lambda written: text_read(written, 300),
    "data_location_es": lambda written: text_read(written, 300),
    "content_area": lambda written: text_read(written, 80),
    "lowest_grade": one_grade,
    "highest_grade": one_grade,
    "in_use_since": day_read,
    "ended_on": day_read,
    "users_under_13": choice_read("users_under_13", UnderThirteen.choices),
    "collected": flag_read,
    "maintained": flag_read,
    "disclosed": flag_read,
    "app": lambda written: text_read(written, 200),
    "website": lambda written: text_read(written, 250),
    "seen_on": day_read,
}
