"""What a file is, by its content, and whether it may be kept. Strangers send these files. No Django, no settings."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any, Final

import pikepdf
from PIL import Image
from pypdfium2 import PdfDocument, PdfiumError, raw

from contracts.clauses.document import MOST_PAGES, Unreadable
from contracts.clauses.reading_html import looks_like_html
from contracts.clauses.reading_text import CONTROLS, decode

OFFICE: Final = "application/vnd.openxmlformats-officedocument."
# A member that only this kind of file has → its media type.
PACKAGES: Final = {
    "word/document.xml": OFFICE + "wordprocessingml.document",
    "xl/workbook.xml": OFFICE + "spreadsheetml.sheet",
    "ppt/presentation.xml": OFFICE + "presentationml.presentation",
}
PICTURES: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
PROGRAM: Final = re.compile(
    r"\.(?:app|bat|chm|cmd|com|cpl|dll|exe|hta|jar|js|jse|lnk|msi|ps1|reg|scr|sh|url|vbe|vbs|wsf)$", re.IGNORECASE
)
PROGRAM_STARTS: Final = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
ARCHIVE_STARTS: Final = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
MOST_UNPACKED: Final = 400_000_000
MOST_MEMBERS: Final = 5_000
MOST_TIMES: Final = 200  # larger than packed: above this a file is made to burst
MOST_OBJECTS: Final = 300_000
MOST_PIXELS: Final = 120_000_000
ACTIVE_KEYS: Final = frozenset({"/JavaScript", "/JS", "/EmbeddedFile", "/EmbeddedFiles", "/RichMediaContent", "/XFA"})
ACTIVE_ACTIONS: Final = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"})
SAMPLE: Final = 20_000


class Refused(Exception):
    """The file is not kept; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of(source: bytes, name: str) -> dict[str, Any]:
    """{"media_type", "pages": number or None}. Raises Refused."""
    if not source.strip(b"\x00 \t\r\n"):
        raise Refused("empty")
    if source.startswith(PROGRAM_STARTS) or PROGRAM.search(name):
        raise Refused("program")
    if source.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise Refused("old_office")
    if source.startswith(ARCHIVE_STARTS):
        raise Refused("archive")
    if b"%PDF-" in source[:1024]:
        return {"media_type": "application/pdf", "pages": _pdf_pages(source)}
    if source.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return {"media_type": _package(source), "pages": None}
    if picture := _picture(source):
        return {"media_type": picture, "pages": 1}
    return {"media_type": _text(source, name), "pages": None}


def _pdf_pages(source: bytes) -> int:
    try:
        with PdfDocument(source) as pdf:
            count = len(pdf)
            if count:
                pdf[0].close()
    except PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower()
        raise Refused("locked" if locked else "damaged") from error
    if not count:
        raise Refused("damaged")
    if count > MOST_PAGES:
        raise Refused("too_many_pages")
    _pdf_is_still(source)
    return count


def _pdf_is_still(source: bytes) -> None:
    """Refuse PDFs that run something or carry files within them."""
    try:
        with pikepdf.open(BytesIO(source)) as pdf:
            if pdf.is_encrypted:
                raise Refused("locked")
            for number, thing in enumerate(pdf.objects):
                if number > MOST_OBJECTS:
                    raise Refused("too_many_pages")
                if _acts(thing):
                    raise Refused("active")
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (pikepdf.PdfError, ValueError) as error:
        raise Refused("damaged") from error


def _acts(thing: Any, depth: int = 0) -> bool:
    """Whether an object runs something; what stands within it by value is looked at too, a few levels deep."""
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if isinstance(thing, pikepdf.Array):
        return depth < 4 and any(_acts(part, depth + 1) for part in thing if _is_direct(part))
    if not isinstance(thing, pikepdf.Dictionary):
        return False
    if ACTIVE_KEYS & set(thing.keys()):
        return True
    if str(thing.get("/S", "")) in ACTIVE_ACTIONS and "/Type" not in thing:
        return True
    if str(thing.get("/S", "")) in ACTIVE_ACTIONS and str(thing.get("/Type", "")) == "/Action":
        return True
    return depth < 4 and any(_acts(part, depth + 1) for part in thing.values() if _is_direct(part))


def _is_direct(part: Any) -> bool:
    """Objects of their own are looked at in their turn."""
    return isinstance(part, pikepdf.Object) and not part.is_indirect


def _package(source: bytes) -> str:
    """An office file, or an archive that unpacks to something reasonable, whole and without programs."""
    try:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            members = archive.infolist()
            _members_checked(members, len(source))
            _unpacks(archive, members)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise Refused("damaged") from error
    names = {member.filename for member in members}
    found = next((media for member, media in PACKAGES.items() if member in names), "")
    if found and any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("macros")
    if not found and any(PROGRAM.search(name) for name in names):
        raise Refused("program")
    return found or "application/zip"


def _members_checked(members: list[zipfile.ZipInfo], size: int) -> None:
    if not members:
        raise Refused("empty")
    if any(member.flag_bits & 1 for member in members):
        raise Refused("locked")
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > max(size, 50_000) * MOST_TIMES:
        raise Refused("bursts")
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or member.filename.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", member.filename):
            raise Refused("damaged")


def _unpacks(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Read every member to its end: sizes that were declared may lie, and what is damaged is said now."""
    for member in members:
        with archive.open(member) as stream:
            while stream.read(1 << 20):
                pass


def _picture(source: bytes) -> str:
    if source[4:8] == b"ftyp" and source[8:12] in {b"heic", b"heix", b"mif1", b"heim", b"heis"}:
        return "image/heic"
    if not source.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")):
        return ""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(BytesIO(source), formats=list(PICTURES)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("bursts")
            picture.verify()
            return PICTURES[str(picture.format)]
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("bursts") from error
    except Exception as error:  # Pillow's readers raise whatever they meet
        raise Refused("damaged") from error


def _text(source: bytes, name: str) -> str:
    try:
        text = decode(source)
    except Unreadable as error:
        raise Refused("unknown") from error
    sample = text[:SAMPLE]
    if len(CONTROLS.findall(sample)) * 50 > len(sample) or sample.count("\ufffd") * 5 > len(sample):
        raise Refused("unknown")
    if looks_like_html(text):
        raise Refused("web_page")
    if sample.lstrip().startswith(("<?xml", "<svg")):
        raise Refused("web_page")
    ending = name.rpartition(".")[2].lower()
    return {"csv": "text/csv", "json": "application/json"}.get(ending, "text/plain")
