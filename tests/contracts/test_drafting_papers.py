"""Papers that the district drafts: every provision asked for stands in them, in Word and in PDF alike."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn
from pypdfium2 import PdfDocument

from contracts.clauses.checking import check
from contracts.clauses.reading import read_document
from contracts.drafting.acceptance import acceptance
from contracts.drafting.addendum import addendum
from contracts.drafting.facts import AgreementFacts, ElementLine, OfferFacts, ProductLine, Side, Superseded
from contracts.drafting.model import model_agreement
from contracts.drafting.paper import Paper, paper_kept, paper_of, paper_printable
from contracts.drafting.printed import pdf_file
from contracts.drafting.provisions import Asked, FieldsRefused, articles_for, fields_asked
from contracts.drafting.word import word_file
from district.models import District
from rulebook.loading import load_packs
from rulebook.model import Pack
from tests.clauses.test_drafted_words import ANSWERS

DISTRICT = Side("Prairie Lantern District 900", "1 Lantern Way\nPrairie Lantern, IL 60000")
OPERATOR = Side("Maple Reader Fictional, Inc.", "12 Maple Street\nFictional Falls, IL 60001")
AGREEMENT = AgreementFacts("Maple Reader terms", "from 1 July 2026", "terms.pdf", 2, "ab" * 32)
PACKS = [pack for pack in load_packs().packs.values() if pack.provisions]
ASKED = [Asked(pack, provision) for pack in PACKS for provision in pack.provisions]
CHOICES = {one.field.name: one.field.options[0] for one in fields_asked(ASKED) if one.field.kind == "choice"}
FULL = {**ANSWERS, **CHOICES}
SELLS = "The Provider may sell student data to third parties for advertising."


def asked(*ids: str) -> list[Asked]:
    return [one for one in ASKED if one.provision.id in ids]


def products(count: int = 1) -> list[ProductLine]:
    elements = tuple(
        ElementLine("Maple Reader", f"Fictional kind {number}", "Shown to the teacher.", "", ("collected",), "")
        for number in range(count)
    )
    return [ProductLine("Maple Reader", "A library of graded texts.", "", "Reading", "Grades 3 to 5", elements)]


def addendum_with(*ids: str, superseded: tuple[Superseded, ...] = (), **answers: str) -> Paper:
    return addendum(
        district=DISTRICT,
        operator=OPERATOR,
        agreement=AGREEMENT,
        asked=asked(*ids),
        superseded=superseded,
        answers={**FULL, **answers},
    )


def whole_agreement(count: int = 3) -> Paper:
    return model_agreement(
        district=DISTRICT,
        operator=OPERATOR,
        products=products(count),
        subcontractors=[("Cloud Fictional, Inc.", "hosting")],
        contacts=[("Mara Fictional", "mara@maple-reader.example")],
        begins="1 July 2026",
        ends="30 June 2027",
        asked=ASKED,
        answers=FULL,
    )


def verdicts(file: bytes, name: str) -> dict[str, str]:
    return {one.provision: one.verdict for one in check(read_document(file, name), PACKS).findings}


def words_in(paper: Paper) -> str:
    return read_document(word_file(paper), "paper.docx").text


def test_the_model_agreement_holds_every_provision_of_all_packs_in_word() -> None:
    found = verdicts(word_file(whole_agreement()), "model.docx")
    assert len(found) == len(ASKED)
    assert {one for one, verdict in found.items() if verdict != "found"} == set()


def test_the_model_agreement_holds_every_provision_of_all_packs_in_pdf(district: District) -> None:
    found = verdicts(pdf_file(whole_agreement()), "model.pdf")
    assert len(found) == len(ASKED)
    assert {one for one, verdict in found.items() if verdict != "found"} == set()


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_the_model_agreement_of_one_law_holds_that_law(pack: Pack) -> None:
    paper = replace(whole_agreement(), articles=articles_for([one for one in ASKED if one.pack == pack], FULL))
    found = verdicts(word_file(paper), "model.docx")
    assert {found[provision.id] for provision in pack.provisions} == {"found"}


def test_a_paper_says_only_what_was_chosen() -> None:
    paper = addendum_with("il-soppa.e", "ct-student-data.9")
    assert paper.provisions == ("ct-student-data.9", "il-soppa.e")
    assert [article.title for article in paper.articles[2:]] == ["Connecticut student data", "Illinois SOPPA"]
    assert "within 60 days after the Operator is made aware" in words_in(paper)


def test_each_law_keeps_its_words_and_all_of_them_are_said_to_mean_the_same_two() -> None:
    words = words_in(addendum_with("il-soppa.c", "ct-student-data.3", "mt-pupil-data.3", "ne-hosted-service.3"))
    assert "“Operator”, “Contractor”, “Provider” and “Service” all mean Maple Reader Fictional, Inc.\n" in words
    assert "“District”, “Board” and “School District” all mean Prairie Lantern District 900." in words
    assert "The Contractor shall not use student information" in words
    assert "“Operator” means" in words_in(addendum_with("il-soppa.c"))


def test_the_addendum_governs_and_quotes_what_it_supersedes() -> None:
    paper = addendum_with("operator-conduct.2", superseded=(Superseded(SELLS, 3),))
    words = words_in(paper)
    assert "this Addendum governs" in words
    assert f"Page 3: “{SELLS}”" in words
    assert "terms.pdf" in words
    assert "ab" * 32 in words
    assert "Words that are superseded" not in words_in(addendum_with("operator-conduct.2"))


def test_the_same_wording_of_two_laws_is_said_once_with_both_citations() -> None:
    first, second = asked("ct-student-data.9")[0], asked("ne-hosted-service.3")[0]
    same = replace(second, provision=replace(second.provision, drafting=first.provision.drafting))
    (article,) = articles_for([first, same], FULL)
    assert [clause.provisions for clause in article.clauses] == [("ct-student-data.9", "ne-hosted-service.3")]
    assert article.clauses[0].cites == (
        "Connecticut student data: policy 3520.13, contract item 9",
        "Nebraska hosted services: rule 7400.1, I.D",
    )


def test_a_field_of_several_laws_is_asked_once_for_all_of_them() -> None:
    fields = fields_asked(asked("ct-student-data.4", "mt-pupil-data.4"))
    assert [(one.field.name, len(one.for_laws)) for one in fields] == [("answer_days", 2)]


def test_every_answer_that_does_not_fit_is_named_at_once() -> None:
    with pytest.raises(FieldsRefused) as refused:
        addendum_with("il-soppa.a", "il-soppa.e", "il-soppa.d", deletion_days="soon", data_categories="")
    assert set(refused.value.problems) == {"deletion_days", "data_categories"}


def test_a_provision_without_wording_is_left_to_people() -> None:
    bare = replace(asked("il-soppa.b")[0].provision, drafting=None)
    assert articles_for([Asked(PACKS[0], bare)], {}) == ()


def test_a_paper_is_kept_and_read_back_as_it_was() -> None:
    paper = whole_agreement()
    assert paper_of(paper_kept(paper)) == paper


def test_word_has_real_headings_and_numbers() -> None:
    document = WordDocument(BytesIO(word_file(whole_agreement())))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles.count("Heading 1") == len(whole_agreement().articles)
    for style, level in (("Heading 1", "0"), ("Clause", "1")):
        numbered = document.styles[style].element.pPr.numPr
        assert numbered.numId.val == 41
        assert numbered.ilvl.val == int(level)
    numbering = document.part.numbering_part.element
    kinds = [child.tag.partition("}")[2] for child in numbering]
    assert kinds == sorted(kinds), "every list stands before the numbers that use one"


def test_word_says_on_every_page_what_it_is_and_which_page() -> None:
    document = WordDocument(BytesIO(word_file(whole_agreement())))
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "Draft for counsel"
    fields = [field.get(qn("w:instr")) for field in section.footer.paragraphs[0]._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert document.core_properties.title == whole_agreement().title


def test_word_has_the_schedule_of_data_as_a_table_with_a_repeated_head() -> None:
    document = WordDocument(BytesIO(word_file(whole_agreement(5))))
    data = document.tables[1]  # the first holds the signatures
    assert [cell.text for cell in data.rows[0].cells][:2] == ["Product", "Kind of information"]
    assert len(data.rows) == 6
    assert list(data.rows[0]._tr.iter(qn("w:tblHeader"))) != []


def test_a_schedule_without_rows_says_so() -> None:
    assert "None." in words_in(whole_agreement(0))


def test_the_pdf_is_tagged_and_bears_the_mark_on_every_page(district: District) -> None:
    with PdfDocument(pdf_file(whole_agreement())) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
        assert pdf.is_tagged()
    assert all("Draft for counsel" in page for page in pages)
    assert f"Page 2 / {len(pages)}" in pages[1]


def test_hostile_words_stay_words(district: District) -> None:
    nasty = '<script>alert(1)</script> "} </style> \x02\x00 & \\'
    paper = paper_printable(
        replace(
            addendum_with("il-soppa.b", superseded=(Superseded(nasty, 1),), services=nasty.replace("}", "")), head=nasty
        )
    )
    assert "<script>alert(1)</script>" in words_in(paper)
    with PdfDocument(pdf_file(paper)) as pdf:
        assert "<script>alert(1)</script>" in pdf[0].get_textpage().get_text_bounded()


def test_the_acceptance_is_one_page_and_names_the_file_and_no_other(district: District) -> None:
    offer = OfferFacts(
        "Lantern Valley District 1", "IL", "2.1", "1 May 2026", "30 April 2027", ("Maple Reader",), ("Name", "Grade")
    )
    paper = acceptance(
        district=DISTRICT,
        operator=OPERATOR,
        agreement=AGREEMENT,
        offer=offer,
        products=["Maple Reader"],
        exceptions=["Expiry: accepted by Dana Fictional on 2 March 2026."],
        packs=[],
    )
    with PdfDocument(pdf_file(paper)) as pdf:
        assert len(pdf) == 1
        words = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    assert "ab" * 32 in words.replace("\ufffe", "")
    assert "No other version is accepted." in words
    assert "accepted by Dana Fictional" in words
