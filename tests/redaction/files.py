"""PDFs with everything in them that must not come along, made here with pikepdf."""

from collections.abc import Sequence
from io import BytesIO

from pikepdf import Array, Dictionary, Name, OutlineItem, Page, Pdf, Stream, String
from PIL import Image, ImageDraw
from pypdfium2 import PdfDocument

from contracts.pages.locate import Box, boxes
from contracts.redaction.rebuilding import Redacted, redact
from contracts.redaction.verification import verified

TITLE = "Agreement, copy of 2 March 2026"
SECRET = "Zanzibar4711"


def lines_drawn(lines: Sequence[str], *, mode: int = 0, left: int = 50, top: int = 740) -> bytes:
    shown = "".join(f"({line}) Tj T* " for line in lines)
    return f"BT /F1 10 Tf {mode} Tr 14 TL {left} {top} Td {shown}ET\n".encode()


def page_of(
    pdf: Pdf, content: bytes, *, media: Sequence[float] = (0, 0, 612, 792), font: Dictionary | None = None
) -> Page:
    font = font or Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    resources = Dictionary({"/Font": Dictionary({"/F1": font})})
    pdf.pages.append(
        Page(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array(list(media)),
                Resources=resources,
                Contents=pdf.make_indirect(Stream(pdf, content)),
            )
        )
    )
    return pdf.pages[-1]


def saved(pdf: Pdf) -> bytes:
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def simple(*pages: Sequence[str]) -> bytes:
    with Pdf.new() as pdf:
        for lines in pages:
            page_of(pdf, lines_drawn(lines))
        return saved(pdf)


def loaded() -> bytes:
    """Two pages, the first with a secret, which stands in every other corner of the file as well."""
    with Pdf.new() as pdf:
        first = page_of(pdf, lines_drawn([f"The price is {SECRET} dollars a year.", "The records stay here."]))
        second = page_of(
            pdf, b"/Span << /ActualText (" + SECRET.encode() + b") >> BDC " + lines_drawn(["Second"]) + b" EMC"
        )
        _annotated(pdf, first, second)
        _rooted(pdf)
        shared = pdf.make_indirect(_form(pdf, lines_drawn([f"Unused {SECRET}"])))
        second.obj["/Resources"]["/XObject"] = Dictionary({"/Unused": shared})
        second.obj["/PieceInfo"] = Dictionary({"/App": Dictionary(Private=String(SECRET))})
        second.obj["/Metadata"] = pdf.make_indirect(Stream(pdf, f"<x>{SECRET}</x>".encode()))
        with pdf.open_outline() as outline:
            outline.root.append(OutlineItem(f"Price {SECRET}", 0))
        pdf.docinfo["/Title"] = f"{SECRET} offer"
        with pdf.open_metadata(set_pikepdf_as_editor=False) as data:
            data["dc:title"] = f"{SECRET} offer"
        pdf.attachments[f"{SECRET}.txt"] = SECRET.encode()
        return with_history(saved(pdf))


def _annotated(pdf: Pdf, first: Page, second: Page) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 10, 30, 30]), Contents=String(SECRET))
    action = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([50, 700, 90, 720]), A=action)
    launch = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(S=Name.Launch))
    first.obj["/Annots"] = Array([pdf.make_indirect(note), pdf.make_indirect(link)])
    second.obj["/Annots"] = Array([pdf.make_indirect(launch)])
    second.obj["/AA"] = Dictionary(O=action)
    second.obj["/Thumb"] = pdf.make_indirect(Stream(pdf, SECRET.encode()))


def _rooted(pdf: Pdf) -> None:
    element = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.P, ActualText=String(SECRET), Alt=String(SECRET))
    )
    pdf.Root["/StructTreeRoot"] = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=element))
    pdf.Root["/MarkInfo"] = Dictionary(Marked=True)
    pdf.Root["/OpenAction"] = Dictionary(S=Name.JavaScript, JS=String(SECRET))
    pdf.Root["/PageLabels"] = Dictionary(Nums=Array([0, Dictionary(P=String(SECRET))]))
    pdf.Root["/Lang"] = String("en-GB")


def _form(pdf: Pdf, content: bytes) -> Stream:
    form = Stream(pdf, content)
    form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
    form["/BBox"] = Array([0, 0, 612, 792])
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    form["/Resources"] = Dictionary({"/Font": Dictionary({"/F1": font})})
    return form


def with_history(pdf: bytes) -> bytes:
    """The file with an object added after its end, as editors do: what was there before stays in the bytes."""
    start = pdf.rindex(b"startxref")
    table = int(pdf[start:].split()[1])
    with Pdf.open(BytesIO(pdf)) as opened:
        size, root = len(opened.objects) + 1, opened.Root.objgen
    body = pdf + b"\n%d 0 obj\n(%s earlier)\nendobj\n" % (size, SECRET.encode())
    at = len(pdf) + 1
    rows = b"xref\n%d 1\n%010d 00000 n \n" % (size, at)
    trailer = b"trailer << /Size %d /Root %d %d R /Prev %d >>\n" % (size + 1, *root, table)
    return body + rows + trailer + b"startxref\n%d\n%%%%EOF\n" % len(body)


def filled_form(value: str) -> bytes:
    """A page whose blank is a form field with a value and no appearance."""
    with Pdf.new() as pdf:
        page = page_of(pdf, lines_drawn(["Retention period:"]))
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String("period"),
                V=String(value),
                DA=String("/Helv 10 Tf 0 g"),
                Rect=Array([150, 730, 400, 750]),
                F=4,
                P=page.obj,
            )
        )
        page.obj["/Annots"] = Array([field])
        pdf.Root["/AcroForm"] = Dictionary(
            Fields=Array([field]),
            NeedAppearances=True,
            DA=String("/Helv 10 Tf 0 g"),
            DR=Dictionary(Font=Dictionary(Helv=font)),
        )
        return saved(pdf)


def layered() -> bytes:
    """A page with a layer that is switched off, and says a secret."""
    with Pdf.new() as pdf:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(SECRET)))
        content = (
            lines_drawn(["Seen by all"]) + b"/OC /L1 BDC " + lines_drawn([f"Not seen {SECRET}"], top=600) + b" EMC"
        )
        page = page_of(pdf, content)
        page.obj["/Resources"]["/Properties"] = Dictionary({"/L1": group})
        pdf.Root["/OCProperties"] = Dictionary(
            OCGs=Array([group]), D=Dictionary(OFF=Array([group]), Order=Array([group]))
        )
        page_of(pdf, lines_drawn(["Page two with a number 123456"]))
        return saved(pdf)


def scanned(lines: Sequence[str]) -> bytes:
    """A scan: a picture of the lines, and the same lines unseen over it, as text recognition leaves them."""
    with PdfDocument(simple(lines)) as drawn:
        picture = drawn[0].render(scale=150 / 72).to_pil().convert("L")
    with Pdf.new() as pdf:
        page = page_of(pdf, b"q 612 0 0 792 0 0 cm /Scan Do Q\n" + lines_drawn(lines, mode=3))
        image = Stream(pdf, picture.tobytes())
        image["/Type"], image["/Subtype"], image["/ColorSpace"] = Name.XObject, Name.Image, Name.DeviceGray
        image["/Width"], image["/Height"], image["/BitsPerComponent"] = picture.width, picture.height, 8
        page.obj["/Resources"]["/XObject"] = Dictionary({"/Scan": pdf.make_indirect(image)})
        return saved(pdf)


def badly_hidden() -> bytes:
    """Somebody drew a black bar over words and took it for a redaction."""
    with Pdf.new() as pdf:
        page_of(pdf, lines_drawn([f"Fee {SECRET} due", "Other words"]) + b"0 g 66 735 90 14 re f\n")
        return saved(pdf)


def odd_font() -> tuple[bytes, str]:
    """A font whose codes mean other letters: what stands in the file is not what is read."""
    with Pdf.new() as pdf:
        rows = b"\n".join(b"<%02X> <%04X>" % (code, code + 1) for code in range(65, 91))
        table = (
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF>\n"
            b"endcodespacerange 26 beginbfchar\n" + rows + b"\nendbfchar endcmap end end"
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            ToUnicode=pdf.make_indirect(Stream(pdf, table)),
        )
        page_of(pdf, lines_drawn(["SECRETS", "OPENING"]), font=font)
        return saved(pdf), "TFDSFUT"


def photographed() -> bytes:
    """A page in colour: JPEG is smaller there."""
    picture = Image.effect_noise((1200, 1200), 90).convert("RGB")
    ImageDraw.Draw(picture).rectangle((0, 0, 600, 600), fill=(200, 30, 30))
    with Pdf.new() as pdf:
        page = page_of(pdf, b"q 500 0 0 500 50 100 cm /Im Do Q\n" + lines_drawn(["A caption here"]))
        image = Stream(pdf, picture.tobytes())
        image["/Type"], image["/Subtype"], image["/ColorSpace"] = Name.XObject, Name.Image, Name.DeviceRGB
        image["/Width"], image["/Height"], image["/BitsPerComponent"] = picture.width, picture.height, 8
        page.obj["/Resources"]["/XObject"] = Dictionary({"/Im": pdf.make_indirect(image)})
        return saved(pdf)


def where(pdf: bytes, words: str, page: int = 1) -> list[Box]:
    """The boxes of words on a page, found in the page's own text."""
    text = texts(pdf)[page - 1]
    start = text.index(words)
    before = [0] * (page - 1)
    spans = [*[(0, 0) for _ in before], (0, len(text))]
    found = boxes(pdf, text, spans, [(start, start + len(words))])[0]
    assert found, words
    return found


def texts(pdf: bytes) -> list[str]:
    with PdfDocument(pdf) as opened:
        read = []
        for page in opened:
            text_page = page.get_textpage()
            read.append(text_page.get_text_bounded().replace("\r", ""))
            text_page.close()
            page.close()
        return read


def hidden(source: bytes, places: Sequence[Box]) -> Redacted:
    """The file without what stands at the places, compared with the original."""
    done = redact(source, places, TITLE)
    assert verified(done).problems == ()
    return done
