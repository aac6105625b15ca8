"""How single sentences are weighed: who, how firmly, denied or not, by when, and with what left open."""

import pytest

from tests.clauses.checks import finding_in, verdict_of

ADS, SALE, PROFILES, DISCLOSURE = (f"operator-conduct.{number}" for number in (1, 2, 3, 4))
ON_REQUEST, NOTICE, NOTICE_30, PURPOSE = (
    "operator-conduct.6",
    "ct-student-data.6",
    "ct-student-data.12",
    "ct-student-data.3",
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Provider shall not sell student data.", "found"),
        ("We never sell, rent or trade your students' information.", "found"),
        ("Under no circumstances will Vendor sell pupil records.", "found"),
        ("Provider shall:\n- sell student data to data brokers.", "not_found"),
        ("Provider may sell student data to its partners.", "contradicted"),
        ("Nothing in this agreement prohibits Provider from selling de-identified statistics.", "not_found"),
        ("Customer shall not sell, rent or lease the Service.", "not_found"),
        ("You agree not to sell other users' information.", "not_found"),
    ],
)
def test_a_bar_on_sale_must_be_the_operators_own_and_a_denial(text, verdict):
    assert verdict_of(text, SALE) == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Contractor shall delete student data upon the District's request.", "found"),
        ("Contractor may delete student data upon the District's request.", "weaker"),
        ("At the written instruction of the LEA, Operator will purge the pupil's records.", "found"),
        ("A parent may ask us to delete the child's information.", "weaker"),
        ("The District should delete student data it no longer needs.", "not_found"),
    ],
)
def test_may_is_weaker_than_shall_and_advice_is_nothing(text, verdict):
    assert verdict_of(text, ON_REQUEST) == verdict


@pytest.mark.parametrize(
    ("within", "any_time", "thirty_days"),
    [
        ("within 72 hours", "found", "found"),
        ("within seventy-two (72) hours", "found", "found"),
        ("no later than thirty calendar days", "found", "found"),
        ("within five business days", "found", "found"),
        ("within one month", "found", "found"),
        ("within 45 days", "found", "weaker"),
        ("within two months", "found", "weaker"),
        ("without undue delay", "weaker", "weaker"),
        ("promptly", "weaker", "weaker"),
        ("within [NUMBER] hours", "needs_person", "needs_person"),
        ("within ____ days", "needs_person", "needs_person"),
    ],
)
def test_times_are_read_in_words_and_digits_and_no_number_is_weaker(within, any_time, thirty_days):
    text = f"Provider shall notify the District of any data breach {within} of discovering it."

    assert (verdict_of(text, NOTICE), verdict_of(text, NOTICE_30)) == (any_time, thirty_days)


@pytest.mark.parametrize(
    "text",
    [
        "Customer shall notify Provider within 24 hours of any security breach.",
        "You must notify us immediately of any unauthorized use of your account.",
        "If you breach this agreement we may terminate it 30 days after notice of the breach.",
        "If a person under 13 is found to have an account, we will notify the school within 2 days.",
    ],
)
def test_notice_owed_by_the_customer_or_of_something_else_is_not_breach_notice(text):
    assert verdict_of(text, NOTICE) == "not_found"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Provider shall use student data only to provide the services to the District.", "found"),
        ("Learner records are used for no purpose other than those this contract authorizes.", "found"),
        ("Processor shall process personal data only on the Controller's documented instructions.", "found"),
        ("Our service providers may use the data only to provide services to us.", "not_found"),
        ("You may use the Service only for your personal, non-commercial use.", "not_found"),
        ("We use cookies only for signing in to the service.", "not_found"),
        ("We may use student data for any purpose.", "contradicted"),
    ],
)
def test_a_limit_of_purpose_binds_the_operator_and_concerns_the_data(text, verdict):
    assert verdict_of(text, PURPOSE) == verdict


def test_a_heading_a_definition_a_recital_and_a_table_of_contents_are_no_promises():
    text = (
        "Deletion of Student Data on the District's Request ........ 7\n\n"
        "WHEREAS, Provider shall delete student data upon the District's request;\n\n"
        "Deletion of Student Data upon the District's Request\n\n"
        '"Deletion" means that Provider deletes student data upon the District\'s request.\n'
    )

    assert verdict_of(text, ON_REQUEST) == "not_found"


def test_a_list_item_is_read_with_the_words_that_open_its_list():
    text = (
        "The Operator shall not:\n\n(a) sell student data;\n"
        "(b) amass a profile of a student except for school purposes.\n"
    )

    assert [verdict_of(text, provision) for provision in (SALE, PROFILES)] == ["found", "found"]
    assert finding_in(text, SALE).quotes[0].text == "sell student data;"


def test_a_list_that_closes_does_not_lead_the_paragraph_after_it():
    text = "We will never:\n- show ads to students\n\nWe sell student data to schools' partners.\n"

    assert verdict_of(text, SALE) == "contradicted"


def test_a_blank_where_the_content_should_stand_needs_a_person():
    text = "Parents may review and correct their child's records by the following procedure:\n\n[INSERT PROCEDURE]\n"

    assert verdict_of(text, "mt-pupil-data.4") == "needs_person"


def test_a_list_of_data_that_is_left_to_an_exhibit_needs_a_person_until_the_exhibit_is_there():
    text = "The categories of Student Data are listed in Exhibit B.\n"
    exhibit = "\nEXHIBIT B: DATA ELEMENTS\n\n| Category | Elements |\n| Identity | Name, date of birth, grade level |\n"

    assert verdict_of(text, "il-soppa.a") == "needs_person"
    assert verdict_of(text + exhibit, "il-soppa.a") == "found"


@pytest.mark.parametrize(
    ("clause", "verdict"),
    [
        ("This Agreement is governed by the laws of the State of Connecticut.", "found"),
        ("Montana law governs this contract.", "found"),
        ("This Agreement is governed by the laws of [STATE].", "needs_person"),
        ("This Agreement is governed by the laws of Ireland.", "weaker"),
        ("California law requires operators to post a privacy policy.", "not_found"),
    ],
)
def test_governing_law_names_a_state(clause, verdict):
    assert verdict_of(clause, "ct-student-data.9") == verdict


def test_the_law_of_another_state_is_named_as_a_conflict():
    finding = finding_in("This Agreement is governed by the laws of the State of Ohio.", "ct-student-data.9")

    assert "Ohio" in finding.conflicts[0].text


@pytest.mark.parametrize(
    "clause",
    [
        "If any provision is held invalid, the others remain in effect.",
        "The invalidity of one part of this contract leaves the rest untouched.",
        "The provisions of this agreement are severable.",
        "Should any term be unenforceable, the remaining terms are not affected by it.",
    ],
)
def test_severability_goes_by_many_words(clause):
    assert verdict_of(clause, "ct-student-data.10") == "found"


def test_property_without_control_is_weaker_and_the_negative_form_of_both_is_enough():
    assert verdict_of("Pupil records remain the property of the District.", "mt-pupil-data.1") == "weaker"
    assert (
        verdict_of("Pupil records are not the property of or under the control of Contractor.", "mt-pupil-data.1")
        == "found"
    )


def test_the_opposite_of_a_promise_is_quoted_beside_the_promise():
    text = (
        "We never sell student data.\n\n"
        "We may keep student information indefinitely, even after the account is closed.\n"
    )
    finding = finding_in(text, "ct-student-data.7")

    assert finding.verdict == "contradicted"
    assert "indefinitely" in finding.conflicts[0].text


def test_a_school_official_statement_with_a_limb_missing_is_weaker():
    declared = "Provider is a school official with a legitimate educational interest under FERPA.\n"
    limbs = (
        "Provider performs an institutional service for which the District would otherwise use employees.\n"
        "Provider is under the direct control of the District in its use of education records.\n"
        "Provider uses student data only for purposes that the District authorizes.\n"
        "Provider shall not disclose student data to third parties without the District's consent.\n"
    )

    assert verdict_of(declared, "il-soppa.c") == "weaker"
    assert verdict_of(declared + limbs, "il-soppa.c") == "found"
    assert len(finding_in(declared + limbs, "il-soppa.c").quotes) >= 4
    assert verdict_of("Records may be disclosed to school officials with an interest.", "il-soppa.c") == "not_found"


@pytest.mark.parametrize(
    "noun",
    [
        "Scholar records",
        "Learner information",
        "Customer content",
        "Child user data",
        "Covered information",
        "Pupil PII",
    ],
)
def test_students_data_go_by_many_names(noun):
    text = f"Provider shall not disclose {noun} to any third party without the District's written consent."

    assert verdict_of(text, DISCLOSURE) == "found"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("All data are encrypted with 256-bit AES.", "found"),
        ("All data are encrypted with AES-256.", "found"),
        ("All data are encrypted in transit.", "weaker"),
        ("Data at rest are encrypted with 256-bit keys and data in transit with 128-bit keys.", "weaker"),
        ("We recommend that schools use HTTPS.", "not_found"),
    ],
)
def test_encryption_is_measured_in_bits(text, verdict):
    assert verdict_of(text, "ne-hosted-service.5") == verdict


def test_targeted_advertising_is_barred_in_many_words():
    for text in (
        "Operator shall refrain from targeted advertising to students.",
        "There are no ads in the app, and we do not use student information for marketing.",
        "Vendor is prohibited from using pupil records to target advertisements.",
    ):
        assert verdict_of(text, ADS) == "found", text


@pytest.mark.parametrize(
    ("provision", "text"),
    [
        ("operator-conduct.2", "Notwithstanding section 4, Operator may sell student data."),
        (
            "operator-conduct.2",
            "Nothing in this agreement prevents Provider from selling student data to third parties.",
        ),
        ("operator-conduct.1", "Section 4 does not apply to Provider's use of student data for advertising."),
        ("operator-conduct.4", "Despite the above, Provider may share student data with its partners."),
        ("ct-student-data.3", "Nothing herein restricts the Company from using student data for its own purposes."),
        ("ct-student-data.7", "Notwithstanding the foregoing, the Company may retain student data."),
    ],
)
def test_a_later_clause_that_takes_back_an_earlier_one_is_said_beside_it(provision, text):
    conflicts = finding_in(text, provision).conflicts

    assert [quote.text for quote in conflicts] == [text]


@pytest.mark.parametrize(
    ("provision", "text"),
    [
        ("operator-conduct.4", "Notwithstanding section 4, Provider may disclose student data as required by law."),
        ("ct-student-data.7", "Notwithstanding section 4, Provider may retain de-identified data."),
        (
            "ct-student-data.7",
            "Notwithstanding section 4, Provider may keep backup copies of student data for 30 days.",
        ),
        ("operator-conduct.2", "Notwithstanding section 4, Provider shall not sell student data."),
        ("operator-conduct.1", "Nothing in this section prevents Provider from marketing its products to parents."),
        ("operator-conduct.1", "Notwithstanding section 4, the District may send advertising to its students."),
    ],
)
def test_an_exception_that_the_law_knows_takes_nothing_back(provision, text):
    assert finding_in(text, provision).conflicts == ()
