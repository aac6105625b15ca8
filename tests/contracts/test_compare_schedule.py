"""An agreement's schedule of data matched to everyday kinds of information: measured on schedules written for it.

Each schedule says which kinds a careful reader finds named and which stay open; every other kind is not named.
"""

from dataclasses import dataclass
from functools import cache

import pytest

from contracts.comparing.schedule import Kind, Schedule, listings_of, plain_words, rows_of, schedule_read
from inventory.taxonomy import elements_listed


@dataclass(frozen=True, slots=True)
class Written:
    text: str
    named: frozenset[str]
    unclear: frozenset[str] = frozenset()


def kinds() -> list[Kind]:
    return [Kind(element.code, (element.name, *element.also), element.perhaps) for element in elements_listed()]


def written(text: str, named: str, unclear: str = "") -> Written:
    return Written(text, frozenset(named.split()), frozenset(unclear.split()))


SCHEDULES = {
    "boxes before their labels": written(
        """Data agreement. Maple Reader Fictional, Inc., 12 Sugarbush Lane, Maplewood Falls. Printed name: ______
Exhibit B: Schedule of Data
Tick every kind that the service holds.
Identifiers
☒ First and last name   ☐ Date of birth   ☒ Student ID number
☐ Social Security number
☒ Grade level
☐ Race or ethnicity  ☐ Home language
☒ Test scores
☐ Photograph
Technology
☒ IP addresses   ☒ Use of cookies
Exhibit C: Destruction
The Provider shall destroy addresses, attendance and photographs.
""",
        "name student-number grade-level test-scores device cookies",
    ),
    "boxes after their labels": written(
        """SCHEDULE 1 - DATA ELEMENTS
Student name [x]
Home address [ ]
Student e-mail address [x]
Attendance [ ]
Teacher name [X]
Course grades [x]
Health information [ ]
ARTICLE 5: Term
The parties meet at their business address.
""",
        "name student-email homeroom grades",
    ),
    "a table with an X in its last cell": written(
        """Appendix A
Categories of Data Collected
Category        Element                        Used
Contact         Email address                  X
Contact         Telephone number
Demographics    Gender
Enrollment      Grade level                    X
Work            Essays and projects            X
Transportation  Bus stop
Appendix B
Sub-processors: company name, business address.
""",
        "student-email grade-level student-work",
        "telephone gender bus-route",
    ),
    "a table of yes and no": written(
        """Schedule of Data
| Kind | Collected |
| Username | Yes |
| Password | Yes |
| Birthday | No |
| Attendance | No |
| Answers to exercises | Yes |
| Device type | Yes |

Schedule 2: Fees
Credit card numbers are never asked for.
""",
        "user-name password practice-results device",
    ),
    "a bulleted list under a clause": written(
        """3. Categories of covered information to be provided:
• students' names and user names
• the grade each student is in
• reading scores and time spent
• recordings of students' voices
4. Security. The Provider encrypts passwords, e-mail addresses and location data in transit.
""",
        "name user-name grade-level test-scores usage recording",
    ),
    "a sentence in the agreement's text": written(
        """1. Services. The Provider provides an online reading service. Its company name is Maple Reader.
2. The Provider collects the student's first name, class roster, quiz scores and log files. It does not collect
birth dates, home addresses or biometric data.
3. Costs. The Provider pays with its bank account.
""",
        "name courses test-scores usage",
        "birth-date home-address biometrics",
    ),
    "wider words only": written(
        """EXHIBIT A - DESCRIPTION OF STUDENT DATA
The data consist of demographic information, contact information and academic performance.
EXHIBIT B - PRICES
Name of product: Maple Reader.
""",
        "",
        "birth-date birth-place gender race-ethnicity home-language home-address student-email telephone grades "
        "test-scores",
    ),
    "special programs and families": written(
        """Annex 2. Types of information received
- parent or guardian name and phone number
- emergency contacts
- IEP and 504 plans
- English language learner status
- free or reduced-price lunch eligibility
- immunization records and allergies
- discipline records
Annex 3
""",
        "family-contact telephone emergency-contact special-education english-learner family-income health conduct",
    ),
    "numbered parts of a notice": written(
        """5. Data We Collect From Schools
5.1 Roster data: students' full names, school-issued email addresses, classes, teachers and grade levels.
5.2 Device data: IP address, browser and operating system, and cookies.
We never collect Social Security numbers, health records or precise location.
6. Data Retention. We keep parent names for one year.
""",
        "name student-email courses homeroom grade-level device cookies",
        "social-security-number health location",
    ),
    "a form whose first column names groups": written(
        """Exhibit 2
Schedule of Data
Assessment                 Standardized test scores         ☐
Attendance                 Student daily attendance         ☑
Enrollment                 Student grade level              ☑
Photographs                Photo of the student             ☑
Exhibit 3
""",
        "attendance grade-level photograph",
    ),
    "no schedule at all": written(
        "The Provider keeps student data secure. Notices go to the home address and e-mail of the District's office.",
        "",
    ),
}
QUOTES = {"a sentence in the agreement's text": "The Provider collects the student's first name"}


def read(name: str) -> Schedule:
    one = SCHEDULES[name]
    quotes = []
    if words := QUOTES.get(name):
        start = one.text.index(words)
        quotes = [(start, one.text.index("biometric data.") + 15)]
    return schedule_read(one.text, [(0, len(one.text))], quotes, kinds())


@cache
def answers(name: str) -> dict[str, str]:
    return {match.key: match.answer for match in read(name).matches}


def expected(name: str) -> dict[str, str]:
    one = SCHEDULES[name]
    return {
        kind.key: "named" if kind.key in one.named else "unclear" if kind.key in one.unclear else "not_named"
        for kind in kinds()
    }


def wrong(name: str) -> list[str]:
    right = expected(name)
    return [f"{name}: {key} {right[key]} read as {said}" for key, said in answers(name).items() if said != right[key]]


@pytest.mark.parametrize("name", SCHEDULES)
def test_each_schedule_is_read_as_a_careful_reader_reads_it(name: str) -> None:
    assert wrong(name) == []


def test_a_quote_is_the_agreements_own_words_with_its_page() -> None:
    text = "Cover page\nExhibit B: Schedule of Data\n☒ First name   ☐ Date of birth\n"
    schedule = schedule_read(text, [(0, 11), (11, len(text))], [], kinds())
    match = next(match for match in schedule.matches if match.key == "name")
    assert (text[match.start : match.end], match.page) == (match.quote, 2)
    assert match.why == "Ticked."


def test_nothing_found_says_that_there_is_no_schedule() -> None:
    schedule = read("no schedule at all")
    assert not schedule.found
    assert {match.why for match in schedule.matches} == {"No schedule was found."}


def test_a_list_of_rows_is_cut_at_its_boxes() -> None:
    text = "☒ Name ☐ Attendance"
    assert [(row.words.strip(), row.state) for row in rows_of(text, 0, len(text))] == [
        ("☒ Name", "ticked"),
        ("☐ Attendance", "unticked"),
    ]


def test_words_are_compared_in_the_singular_and_without_case() -> None:
    assert plain_words("Students’ E-Mail Addresses") == ["student", "email", "address"]


def test_listings_that_overlap_are_one() -> None:
    text = "Schedule of Data\nName, grade.\n"
    assert len(listings_of(text, [(17, 22), (17, len(text))])) == 1


@pytest.mark.parametrize("text", ["", "\n" * 5, "☒" * 20_000, "Schedule of Data\n" * 3_000, "a " * 400_000])
def test_odd_texts_neither_fail_nor_hang(text: str) -> None:
    assert len(schedule_read(text, [(0, len(text))], [(0, len(text))], kinds()).matches) == len(kinds())
