"""A page as the picture that takes its place, with what is hidden painted over before anything is encoded."""

import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import PdfPage

from contracts.redaction.words import Rectangle

DOTS_PER_INCH = 200  # 8-point print stays clear at twice its size
MOST_PIXELS = 12_000_000
JPEG_QUALITY = 80
EDGE = 1  # pixels around a box: the grey of an edge would tell of what stood there
NO_COLOUR = 10  # difference between channels up to which a pixel counts as grey
PLAIN = 0.9  # from this share of nearly black and nearly white pixels on, 16 greys show what 256 do
FEW = 64  # colours of a picture that is nearly black and white
VISIBLE = 24  # steps of grey between the darkest and the lightest point of a word that can be seen


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as a PDF holds it: `data` under `filter`, with PNG's row predictor where `predictor`.

    `palette` holds three bytes for each colour where the samples are numbers of colours.
    """

    wide: int
    high: int
    data: bytes
    filter: str
    colours: int
    bits: int
    predictor: bool
    palette: bytes = b""


def page_picture(page: PdfPage) -> Image.Image:
    """The page as it is shown, cropped and turned, in grey or in colour."""
    wide, high = page.get_size()
    scale = DOTS_PER_INCH / 72
    scale = min(scale, math.sqrt(MOST_PIXELS / max(1.0, wide * high)))
    return without_colour(page.render(scale=scale).to_pil().convert("RGB"))


def without_colour(picture: Image.Image) -> Image.Image:
    """The picture in grey where it has no colour."""
    red, green, blue = picture.split()
    spread = max(ImageChops.difference(red, other).getextrema()[1] for other in (green, blue))
    return picture.convert("L") if spread <= NO_COLOUR else picture  # type: ignore[operator]


def paint(picture: Image.Image, rectangles: Iterable[Rectangle]) -> None:
    """Make the rectangles black, every pixel that they touch."""
    draw = ImageDraw.Draw(picture)
    wide, high = picture.size
    for x0, y0, x1, y1 in rectangles:
        left, top = math.floor(x0 * wide) - EDGE, math.floor(y0 * high) - EDGE
        draw.rectangle((left, top, math.ceil(x1 * wide) + EDGE, math.ceil(y1 * high) + EDGE), fill=0)


def can_be_seen(grey: Image.Image, rectangle: Rectangle) -> bool:
    """Whether anything but one even colour stands there: words under a cover or in the paper's colour cannot be."""
    wide, high = grey.size
    box = (
        max(0, math.floor(rectangle[0] * wide)),
        max(0, math.floor(rectangle[1] * high)),
        min(wide, math.ceil(rectangle[2] * wide)),
        min(high, math.ceil(rectangle[3] * high)),
    )
    if box[2] <= box[0] or box[3] <= box[1]:
        return False
    darkest, lightest = grey.crop(box).getextrema()
    return lightest - darkest >= VISIBLE  # type: ignore[operator]


def encoded(picture: Image.Image) -> Encoded:
    """The smaller of the lossless and the JPEG form."""
    lossless, jpeg = _lossless(picture), _jpeg(picture)
    return lossless if len(lossless.data) <= len(jpeg.data) else jpeg


def _jpeg(picture: Image.Image) -> Encoded:
    out = BytesIO()
    picture.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    colours = len(picture.getbands())
    return Encoded(*picture.size, out.getvalue(), "/DCTDecode", colours, 8, predictor=False)


def _lossless(picture: Image.Image) -> Encoded:
    bits = 8
    if picture.mode == "RGB" and _is_plain(picture.convert("L")):
        return _in_few_colours(picture)
    if picture.mode == "L" and _is_plain(picture):
        bits, picture = 4, _in_16_greys(picture)
    out = BytesIO()
    picture.save(out, "PNG", compress_level=7, **({"bits": 4} if bits == 4 else {}))
    colours = 3 if picture.mode == "RGB" else 1
    return Encoded(*picture.size, _rows(out.getvalue()), "/FlateDecode", colours, bits, predictor=True)


def _in_few_colours(picture: Image.Image) -> Encoded:
    """Print with a coloured heading or a logo: 64 colours show it."""
    few = picture.quantize(FEW, dither=Image.Dither.NONE)
    out = BytesIO()
    few.save(out, "PNG", compress_level=7, bits=8)
    palette = bytes(few.getpalette() or [])[: FEW * 3].ljust(FEW * 3, b"\0")
    return Encoded(*picture.size, _rows(out.getvalue()), "/FlateDecode", 1, 8, predictor=True, palette=palette)


def _is_plain(picture: Image.Image) -> bool:
    histogram = picture.histogram()
    return sum(histogram[:32]) + sum(histogram[224:]) > PLAIN * picture.width * picture.height


def _in_16_greys(picture: Image.Image) -> Image.Image:
    reduced = Image.frombytes("P", picture.size, picture.point([round(grey / 17) for grey in range(256)]).tobytes())
    reduced.putpalette([grey * 17 for grey in range(16) for _ in range(3)])
    return reduced


def _rows(png: bytes) -> bytes:
    """The compressed rows of a PNG: a PDF takes them as they are."""
    parts, at = [], 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if png[at + 4 : at + 8] == b"IDAT":
            parts.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(parts)
