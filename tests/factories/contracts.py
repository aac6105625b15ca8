"""Agreements, files, checks and findings; and small files of every kind, made here."""

import hashlib
import io
import zipfile
from datetime import UTC, date, datetime

import factory

from contracts.models import (
    Agreement,
    AgreementState,
    Check,
    Decision,
    DecisionKind,
    Document,
    DocumentState,
    Finding,
)
from tests.factories.vendors import OperatorFactory, ProductFactory

MARCH = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)

AGREEMENT_TEXT = """Data agreement with Maple Reader Fictional, Inc.

1. Services. Maple Reader provides the product Maple Reader, an online reading service.
2. Data. The Provider collects the student's name, grade and reading scores.
3. Ownership. Student data remains the property of and under the control of the School District.
4. Use. The Provider shall not sell student data and shall not use it for targeted advertising.
5. Deletion. Upon termination the Provider shall delete all student data within sixty (60) days.
6. Breach. The Provider shall notify the District of a breach within 72 hours of its discovery.
7. Costs. The Provider shall pay the costs of remediating a breach.
"""


class AgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agreement
        skip_postgeneration_save = True

    operator = factory.SubFactory(OperatorFactory)
    title = factory.Sequence(lambda n: f"Maple Reader data agreement {n}")
    starts_on = date(2026, 3, 1)
    ends_on = date(2027, 6, 30)

    @factory.post_generation
    def products(self: Agreement, create: bool, extracted: object, **kwargs: object) -> None:
        if create:
            self.products.set(extracted if isinstance(extracted, list) else [ProductFactory(operator=self.operator)])


class SignedAgreementFactory(AgreementFactory):
    state = AgreementState.SIGNED
    signed_at = MARCH


class DocumentFactory(factory.django.DjangoModelFactory):
    """A document that was read, without its file."""

    class Meta:
        model = Document

    agreement = factory.SubFactory(AgreementFactory)
    version = 1
    name = "agreement.pdf"
    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    media_type = "application/pdf"
    size = 1000
    uploaded_at = MARCH
    uploaded_by = "dana@prairie-lantern.example"
    state = DocumentState.READ
    text = AGREEMENT_TEXT
    pages = factory.LazyAttribute(lambda document: [[0, len(document.text)]])
    words = factory.LazyAttribute(lambda document: len(document.text.split()))


class CheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Check

    document = factory.SubFactory(DocumentFactory)
    document_sha256 = factory.SelfAttribute("document.sha256")
    checker_version = "2026.4"
    packs = factory.LazyFunction(lambda: {"il-soppa": "2026.1"})
    ran_at = MARCH


class FindingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Finding

    review_check = factory.SubFactory(CheckFactory)
    provision = "il-soppa.e"
    position = factory.Sequence(lambda n: n + 1)
    verdict = "found"
    why = "The operator promises to delete, with a period."


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    finding = factory.SubFactory(FindingFactory)
    kind = DecisionKind.CONFIRM
    verdict = "found"
    decided_at = MARCH


def quote_of(text: str, words: str) -> dict[str, object]:
    """A quote as the checker gives it, for words that stand in the text."""
    start = text.index(words)
    return {"text": words, "page": 1, "start": start, "end": start + len(words)}


def pdf_bytes(*pages: str) -> bytes:
    """A small PDF with these pages of text, one line a line."""
    contents = [_page_stream(page) for page in pages]
    count = len(contents)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(contents):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * number} 0 R "
        objects.append(f"{page}/Resources << /Font << /F1 3 0 R >> >> >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _pdf_file(objects)


def _page_stream(text: str) -> bytes:
    lines = [line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in text.split("\n")]
    shown = "".join(f"({line}) Tj T* " for line in lines)
    return f"BT /F1 10 Tf 14 TL 50 740 Td {shown}ET".encode("latin-1", "replace")


def _pdf_file(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def docx_bytes(text: str) -> bytes:
    """A Word file with these lines as paragraphs."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    return zip_bytes({"word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>'})


def zip_bytes(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
