"""Pages that stay as they are, without anything that is not drawn: annotations, marks in the content, hidden layers.

Annotations and form fields that show on the page are first drawn into it: a filled-in schedule is part of an agreement.
"""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, Object, Page, Pdf, Stream

from contracts.clauses.document import Unreadable

# What a page keeps besides its contents and resources.
KEPT = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
# Kinds of resources of which only what the content names is kept.
NAMED_BY = {"Do": "/XObject", "Tf": "/Font", "gs": "/ExtGState", "scn": "/Pattern", "SCN": "/Pattern", "sh": "/Shading"}
MARKING = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})
# What streams and typed dictionaries may carry that is not drawn.
NOT_DRAWN = (
    "/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents", "/OPI", "/Alternates", "/Ref",
    "/OC", "/Measure", "/PtData", "/Thumb", "/AF", "/Name",
)  # fmt: skip
DEEPEST = 12  # forms within forms


class NotPlain(Exception):
    """A page that cannot be kept as it is: it has hidden layers, or content that cannot be taken apart."""


def opened(source: bytes) -> Pdf:
    """The PDF, parsed by qpdf. Raises Unreadable, with a sentence."""
    try:
        return Pdf.open(BytesIO(source), attempt_recovery=True)
    except pikepdf.PasswordError as error:
        raise Unreadable("The PDF is locked with a password. Save a copy without one.") from error
    except pikepdf.PdfError as error:
        raise Unreadable(
            "The PDF is damaged and cannot be rewritten. Print it to a new PDF, and upload that."
        ) from error


def flattened(source: bytes) -> bytes:
    """The PDF with what its annotations and form fields show drawn into the pages, and without them."""
    with opened(source) as pdf:
        form = pdf.Root.get("/AcroForm")
        if isinstance(form, Dictionary) and form.get("/Fields") is not None:
            pdf.generate_appearance_streams()
        if any(page.obj.get("/Annots") is not None for page in pdf.pages):
            pdf.flatten_annotations("screen")
        out = BytesIO()
        pdf.save(out, encryption=False)
    return out.getvalue()


def page_stripped(pdf: Pdf, page: Page, done: set[tuple[int, int]]) -> None:
    """Leave in the page only what it draws. `done`: objects that were cleaned for another page. Raises NotPlain."""
    held = {key: value for key in INHERITED if (value := _inherited(page.obj, key)) is not None}
    if _has_layers(held.get("/Resources"), set()):
        raise NotPlain
    content, names = _unmarked(page.obj)
    resources = _resources_named(held.get("/Resources"), names)
    for form in _forms(resources):
        _form_cleaned(form, done, DEEPEST)
    for key in list(page.obj.keys()):
        if key not in (*KEPT, "/Type", "/Parent"):
            del page.obj[key]
    for key in ("/MediaBox", "/CropBox", "/Rotate"):
        if key in held:
            page.obj[key] = held[key]
    page.obj["/Resources"] = resources
    page.obj["/Contents"] = pdf.make_indirect(Stream(pdf, content))


def undrawn_removed(pdf: Pdf) -> None:
    """Take out of every object that is written what is not drawn."""
    for item in pdf.objects:
        if isinstance(item, Stream) or (isinstance(item, Dictionary) and item.get("/Type") is not None):
            for key in NOT_DRAWN:
                if key in item and not (key == "/Name" and item.get("/Type") == Name.Font):
                    del item[key]


def _inherited(page: Object, key: str) -> Object | None:
    at: Object | None = page
    for _ in range(60):  # a tree of pages may be a ring in a damaged file
        if not isinstance(at, Dictionary):
            return None
        if key in at:
            return at[key]
        at = at.get("/Parent")
    return None


def _unmarked(content: Object) -> tuple[bytes, dict[str, set[str]]]:
    """A content without its marks, and the resources that it names: {kind: names}."""
    kept, names = [], {kind: set[str]() for kind in NAMED_BY.values()}
    try:
        instructions = pikepdf.parse_content_stream(content)
        for instruction in instructions:
            operator = str(instruction.operator)
            if operator in MARKING:
                continue
            if kind := NAMED_BY.get(operator):
                names[kind].update(str(operand) for operand in instruction.operands if isinstance(operand, Name))
            kept.append(instruction)
        return pikepdf.unparse_content_stream(kept), names
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise NotPlain from error


def _resources_named(resources: Object | None, names: dict[str, set[str]]) -> Dictionary:
    """The resources without those that nothing names: they may hold what stood on another page."""
    kept = Dictionary()
    if not isinstance(resources, Dictionary):
        return kept
    for kind, held in resources.items():
        if kind == "/Properties":
            continue
        if kind not in names or not isinstance(held, Dictionary):
            kept[kind] = held
            continue
        kept[kind] = Dictionary({name: value for name, value in held.items() if name in names[kind]})
    return kept


def _forms(resources: Object | None) -> Iterator[Stream]:
    """Contents within the resources: forms, patterns, and the forms of soft masks."""
    if not isinstance(resources, Dictionary):
        return
    for held in (resources.get("/XObject"), resources.get("/Pattern")):
        if isinstance(held, Dictionary):
            yield from (
                value for _, value in held.items() if isinstance(value, Stream) and value.get("/Subtype") != Name.Image
            )
    states = resources.get("/ExtGState")
    for _, state in states.items() if isinstance(states, Dictionary) else ():
        mask = state.get("/SMask") if isinstance(state, Dictionary) else None
        if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
            yield mask["/G"]  # type: ignore[misc]


def _form_cleaned(form: Stream, done: set[tuple[int, int]], left: int) -> None:
    if form.objgen in done:
        return
    if left == 0:
        raise NotPlain
    done.add(form.objgen)
    content, names = _unmarked(form)
    form.write(content)
    if (resources := form.get("/Resources")) is not None:
        form["/Resources"] = _resources_named(resources, names)
        for inner in _forms(form["/Resources"]):
            _form_cleaned(inner, done, left - 1)


def _has_layers(resources: Object | None, seen: set[tuple[int, int]]) -> bool:
    """Whether something here belongs to a layer that can be switched off."""
    if not isinstance(resources, Dictionary):
        return False
    properties = resources.get("/Properties")
    if isinstance(properties, Dictionary) and any(
        isinstance(value, Dictionary) and value.get("/Type") in (Name.OCG, Name.OCMD) for _, value in properties.items()
    ):
        return True
    drawn = resources.get("/XObject")
    if isinstance(drawn, Dictionary) and any(
        isinstance(value, Stream) and "/OC" in value for _, value in drawn.items()
    ):
        return True
    for form in _forms(resources):
        if form.objgen not in seen:
            seen.add(form.objgen)
            if _has_layers(form.get("/Resources"), seen):
                return True
    return False
