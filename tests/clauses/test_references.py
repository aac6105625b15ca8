"""What is left to another paper or taken back by another clause: exhibits, references, precedence, exceptions."""

import pytest

from contracts.clauses.structure import units_of
from tests.clauses.checks import finding_in, verdict_of

SALE, ADS, DISCLOSURE, ON_REQUEST = (f"operator-conduct.{number}" for number in (2, 1, 4, 6))
SECURITY, REVIEW, KEPT, OFFICIAL = "ct-student-data.5", "mt-pupil-data.4", "ct-student-data.7", "il-soppa.c"


@pytest.mark.parametrize(
    ("provision", "promise", "taken_back_by"),
    [
        (SALE, "Provider shall not sell student data.", "Notwithstanding section 1, Provider may sell student data."),
        (
            DISCLOSURE,
            "Provider shall not disclose student data to third parties without consent.",
            "Nothing in these terms prevents Provider from sharing student data with its affiliates.",
        ),
        (
            KEPT,
            "Provider shall delete all student data when this agreement ends.",
            "The above restrictions do not apply to Provider's training sets, and it may keep student data there.",
        ),
        (
            "mt-pupil-data.3",
            "Provider shall use pupil records only to provide the services to the District.",
            "Despite anything above, Provider may use pupil records for its own commercial purposes.",
        ),
    ],
)
def test_a_promise_that_another_clause_takes_back_is_weaker_and_both_are_quoted(provision, promise, taken_back_by):
    assert verdict_of(promise, provision) == "found"

    finding = finding_in(f"1. {promise}\n\n2. {taken_back_by}\n", provision)

    assert finding.verdict == "weaker"
    assert [quote.text for quote in finding.quotes] == [f"{promise}"]
    assert finding.conflicts[0].text == taken_back_by
    assert "Another clause takes it back" in finding.why


def test_what_is_taken_back_without_having_been_promised_is_contradicted():
    text = "Notwithstanding any policy of the District, Provider may sell student data."

    assert verdict_of(text, SALE) == "contradicted"


def test_an_exception_that_the_law_knows_leaves_the_promise_whole():
    text = (
        "Provider shall not disclose student data to third parties.\n\n"
        "Notwithstanding the above, Provider may disclose student data where a court orders it.\n"
    )

    assert verdict_of(text, DISCLOSURE) == "found"


def test_a_reference_to_another_section_is_followed_to_what_it_allows():
    text = (
        "1. Subject to section 3, Provider shall not sell student data.\n\n"
        "2. The term is one year.\n\n"
        "3. Exceptions\n\n3.1 Provider may sell student data to publishers of textbooks.\n"
    )
    finding = finding_in(text, SALE)

    assert finding.verdict == "weaker"
    assert "publishers" in finding.conflicts[0].text


def test_a_reference_to_a_section_that_allows_nothing_leaves_the_promise_whole():
    text = "1. Subject to section 2, Provider shall not sell student data.\n\n2. The term is one year.\n"

    assert verdict_of(text, SALE) == "found"


def test_a_reference_to_a_section_that_is_not_there_is_said():
    finding = finding_in("1. Subject to section 14, Provider shall not sell student data.\n", SALE)

    assert (finding.verdict, "section 14, which is not in this document" in finding.why) == ("found", True)


EXHIBIT = "\n\nEXHIBIT C: SECURITY\n\nAll student data are encrypted at rest.\n"


@pytest.mark.parametrize(
    ("provision", "text"),
    [
        (SECURITY, "Provider shall maintain the security measures set forth in Exhibit C."),
        (REVIEW, "Parents may review and correct the pupil's records by the procedure in Exhibit C."),
        ("il-soppa.a", "The data elements provided are those listed in Exhibit C."),
    ],
)
def test_what_is_left_to_an_exhibit_that_is_not_attached_needs_a_person(provision, text):
    finding = finding_in(text, provision)

    assert finding.verdict == "needs_person"
    assert "exhibit" in finding.why.lower() or "another place" in finding.why


def test_an_exhibit_that_is_attached_is_used():
    text = "Provider shall maintain the security measures set forth in Exhibit C." + EXHIBIT

    assert verdict_of(text, SECURITY) == "found"


def test_a_bar_stands_by_itself_though_it_names_an_exhibit_that_is_missing():
    text = "Student data shall be used for no purpose other than the services outlined in Exhibit A."

    assert verdict_of(text, "ct-student-data.3") == "found"


def test_what_may_stand_in_a_paper_taken_in_by_reference_is_said_to_be_elsewhere():
    finding = finding_in("Our Privacy Policy is incorporated into these Terms by reference.", SALE)

    assert finding.verdict == "not_found"
    assert '"our privacy policy", which is not here' in finding.why


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("If this Addendum and the Terms of Service conflict, the Terms of Service prevail.", True),
        ("In case of inconsistency, the Operator's master agreement shall control.", True),
        ("In the event of a conflict, this Addendum prevails over the Terms of Service.", False),
        ("If they conflict, the terms of this Agreement take precedence.", False),
    ],
)
def test_it_is_said_when_another_paper_prevails(clause, said):
    finding = finding_in(f"Provider shall not sell student data. {clause}", SALE)

    assert ("another paper prevails" in finding.why, finding.verdict) == (said, "found")


LIMBS = (
    "Provider is a school official with a legitimate educational interest.\n\n",
    "It performs an institutional function for which the District would otherwise use its own employees.\n\n",
    "It is under the direct control of the District in the use of education records.\n\n",
    "Provider shall use student data only for the purposes that the District authorizes.\n\n",
    "Provider shall not disclose student data to any other party without consent.\n\n",
)


def test_each_of_the_five_limbs_of_a_school_official_has_its_own_quote():
    finding = finding_in("".join(LIMBS), OFFICIAL)

    assert finding.verdict == "found"
    assert [limb.verdict for limb in finding.limbs] == ["found"] * 5
    assert [limb.quote and limb.quote.text for limb in finding.limbs] == [limb.strip() for limb in LIMBS]
    assert {limb.strip() for limb in LIMBS} <= {quote.text for quote in finding.quotes}


@pytest.mark.parametrize("left_out", range(1, 5))
def test_a_limb_that_is_missing_is_named(left_out):
    finding = finding_in("".join(limb for at, limb in enumerate(LIMBS) if at != left_out), OFFICIAL)

    assert finding.verdict == "weaker"
    assert [at for at, limb in enumerate(finding.limbs) if limb.quote is None] == [left_out]
    assert f"Missing: {finding.limbs[left_out].name}." in finding.why


@pytest.mark.parametrize(
    ("provision", "text"),
    [
        (ON_REQUEST, "We strive to delete student data on the District's request."),
        (DISCLOSURE, "Provider shall not disclose student data to third parties unless it deems this useful."),
        (ON_REQUEST, "Where commercially reasonable, Provider shall delete student data on the District's request."),
        (KEPT, "Provider shall, if it so chooses, delete student data when this agreement ends."),
    ],
)
def test_an_aim_or_a_condition_that_the_operator_decides_is_weaker(provision, text):
    assert verdict_of(text, provision) == "weaker"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("It is not the case that Provider is free: Provider shall not sell student data.", "found"),
        ("Provider shall neither sell nor rent student data.", "found"),
        ("Nothing in this section shall be read to allow Provider to sell student data.", "not_found"),
        ("Provider is not prohibited from selling student data.", "not_found"),
    ],
)
def test_denials_of_denials_are_read(text, verdict):
    assert verdict_of(text, SALE) == verdict


def test_numbered_headings_right_below_an_unnumbered_one_stand_under_it():
    text = (
        "Your responsibilities\n\n1. Keeping data safe\n\nEncrypt student data with 256-bit keys.\n\n"
        "2. Sharing\n\nNever sell student data.\n\nHow Maple Reader treats data\n\nWe never rent student data.\n"
    )
    units = {unit.low: unit.heading for unit in units_of(text, comments=False) if unit.kind == "sentence"}

    assert units["never sell student data."] == "your responsibilities > sharing"
    assert units["we never rent student data."] == "how maple reader treats data"
    assert (verdict_of(text, SALE), verdict_of(text, "ne-hosted-service.5")) == ("found", "not_found")
    assert finding_in(text, SALE).quotes[0].text == "We never rent student data."


def test_clauses_know_their_number():
    text = "2 Data\n2.1 Provider keeps data safe.\n2.2 Provider sells none.\n\n3. Term\n\nOne year.\n"
    units = [(unit.section, unit.low) for unit in units_of(text, comments=False) if unit.kind != "heading"]

    assert units == [("2.1", "2.1 provider keeps data safe."), ("2.2", "2.2 provider sells none."), ("3", "one year.")]
