"""A copy that was asked for, with files in it; steps towards giving it. Everybody is invented."""

from datetime import datetime
from io import BytesIO

import pikepdf
from pypdfium2 import PdfDocument

from district.models import User
from requests_portal.copies.delivering import link_give
from requests_portal.copies.redacting import file_check, redaction_begin, redaction_claim, redaction_make
from requests_portal.copies.tasks import REDACTOR
from requests_portal.models import Delivery, FileRedaction, IdentityState, PrivacyRequest, RequestFile
from requests_portal.services.files import file_keep
from tests.factories.contracts import pdf_bytes
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import MONDAY, request_received
from tests.factories.roster import StudentFactory

CLASS_LIST = """Reading group of March
Ana Fictional reads at level 5.
Ben Otherchild reads at level 2, and Otherchild, Ben sits beside Ana.
Cleo de la Ensample, number 100777, was absent.
The group read to Ben's parents."""
SECOND = "Second page\nScores of Ana Fictional alone: 5, 5, 6."
CSV = "Name,Number,Level\nAna Fictional,100234,5\nBen Otherchild,100555,2\nCleo de la Ensample,100777,3\n"
PACKS = ("il-soppa", "il-school-records", "us-ferpa")


def packs_adopted() -> None:
    for pack in PACKS:
        AdoptedPackFactory(pack=pack)


def pupils() -> None:
    """Ben and Cleo, who are other people's children, beside Ana, who is asked about."""
    StudentFactory(given_name="Ben", family_name="Otherchild", number="100555")
    StudentFactory(given_name="Cleo", family_name="de la Ensample", number="100777")


def asked(kind: str = "copy", *, now: datetime = MONDAY, identified: bool = True, **values: object) -> PrivacyRequest:
    """Asked, confirmed, and it is settled who asks; the pupil is on the roster."""
    request = request_received(now, kind=kind, **values)
    request.student = StudentFactory(given_name="Ana", family_name="Fictional", number="100234")
    request.identity = IdentityState.IN_PERSON if identified else IdentityState.PENDING
    request.identified_at = now if identified else None
    request.save(update_fields=["student", "identity", "identified_at"])
    return request


def gathered(
    request: PrivacyRequest, actor: User, content: bytes = b"", name: str = "group.pdf", *, now: datetime = MONDAY
) -> RequestFile:
    whole = content or pdf_bytes(CLASS_LIST, SECOND)
    return file_keep(request=request, content=whole, name=name, purpose="gathered", actor=actor, now=now)


def checked(request: PrivacyRequest, actor: User, content: bytes = b"", name: str = "scores.pdf") -> RequestFile:
    file = gathered(request, actor, content or pdf_bytes(SECOND), name)
    return file_check(file=file, actor=actor, now=MONDAY)


def copy_made_of(file: RequestFile, actor: User, now: datetime = MONDAY) -> FileRedaction:
    """As the worker makes it."""
    redaction = redaction_begin(file=file, actor=actor, now=now)
    claimed = redaction_claim(redaction_id=redaction.pk, now=now)
    assert claimed is not None
    return redaction_make(redaction=claimed, actor=REDACTOR, now=now)


def given(request: PrivacyRequest, actor: User, *files: RequestFile, now: datetime = MONDAY) -> Delivery:
    """To download; it answers the request."""
    return link_give(request=request, files=files or [checked(request, actor)], outcome="granted", actor=actor, now=now)


def pdf_text(content: bytes) -> str:
    """All words of a PDF, as a reader extracts them."""
    with PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def pdf_raw(content: bytes) -> bytes:
    """Every stream of a PDF, unpacked, and everything else as it stands."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
    return out.getvalue()
