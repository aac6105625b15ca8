"""The demonstration's agreements: our own wording, clause by clause, so that some are whole and some have gaps.

Only for demonstrations and tests. These are not model clauses: a district's counsel writes or releases those.
"""

from collections.abc import Collection
from dataclasses import dataclass

# (key, heading, wording). {operator}, {products}, {data}, {state}, {district} and {days} are filled in.
CLAUSES: tuple[tuple[str, str, str], ...] = (
    (
        "service",
        "Services",
        "The Operator shall provide to the District the following online services, and nothing else under this "
        "Agreement: {products}, used for K-12 school purposes by pupils and staff of the District.",
    ),
    (
        "data",
        "Covered information",
        "The categories of covered information to be provided to the Operator are: {data}. The Operator shall not ask "
        "for any other category.",
    ),
    (
        "school_official",
        "School official",
        "Under the Family Educational Rights and Privacy Act, the Operator acts as a school official with a legitimate "
        "educational interest; performs an institutional service or function for which the District would otherwise "
        "use employees; is under the direct control of the District with respect to the use and maintenance of covered "
        "information; shall use covered information only for the purposes authorized by this Agreement; and shall not "
        "re-disclose covered information to third parties without the District's permission or pursuant to a court "
        "order.",
    ),
    (
        "property",
        "Property and control",
        "Student records, student information and student-generated content remain the property of and under the "
        "control of the District. The Operator gains no ownership in them.",
    ),
    (
        "content",
        "Student-generated content",
        "A student, or the parent of a student, may keep possession and control of student-generated content by "
        "downloading it from the account page at any time, or may transfer it to a personal electronic mail account "
        "with the export button on that page.",
    ),
    (
        "purpose",
        "Use",
        "The Operator shall not use student records, student information or student-generated content for any purpose "
        "other than those authorized by this Agreement, and shall not use personally identifiable information for "
        "advertising or for any other purpose not authorized here.",
    ),
    (
        "conduct",
        "What the Operator does not do",
        "The Operator shall not engage in targeted advertising; shall not sell or rent student information; shall not "
        "use student information to build a profile of a student except in furtherance of K-12 school purposes; and "
        "shall not disclose student information to third parties except as needed to provide the services, as the law "
        "requires, or with the District's written permission.",
    ),
    (
        "review",
        "Review and correction",
        "A parent, legal guardian or eligible student may review personally identifiable information in the student's "
        "records and correct erroneous information by writing to the District, which passes the request to the "
        "Operator; the Operator shall make the data available and enter corrections within ten days of that notice.",
    ),
    (
        "security",
        "Security",
        "The Operator shall maintain reasonable administrative, technical and physical safeguards designed to ensure "
        "the security and confidentiality of student records. The Operator has designated an information security "
        "officer as the responsible individual and shall train every employee with access to student records each "
        "year. Data at rest and in transit are encrypted with keys of at least 256 bits.",
    ),
    (
        "breach",
        "Breach",
        "The Operator shall notify the District of any unauthorized access, or suspected unauthorized access, to "
        "student records within forty-eight (48) hours after it becomes aware of it, and in no case later than thirty "
        "(30) days after discovering it, and shall notify affected parents, legal guardians and eligible students in "
        "writing in the form that the District approves.",
    ),
    (
        "costs",
        "Costs of a breach",
        "If a breach is attributed to the Operator, the Operator shall pay the costs and expenses that the District "
        "incurs in investigating and remediating the breach, including notification, credit monitoring, legal fees, "
        "audit costs and fines.",
    ),
    (
        "deletion",
        "Deletion or transfer",
        "When covered information is no longer needed for the purposes of this Agreement, the Operator shall delete it "
        "or transfer it to the District within {days} days after the District makes the Operator aware of that. The "
        "Operator shall delete covered information at any time within thirty (30) days of the District's request.",
    ),
    (
        "retention",
        "After the services end",
        "The Operator certifies that student records shall not be retained by or available to the Operator upon "
        "completion of the services, except where a student keeps an account to store student-generated content, and "
        "shall give the District a signed statement that all known copies have been destroyed.",
    ),
    (
        "publication",
        "Publication",
        "The parties acknowledge that the District must publish this Agreement on its website.",
    ),
    (
        "ferpa",
        "Compliance with FERPA",
        "The Operator and the District shall each ensure compliance with the Family Educational Rights and Privacy "
        "Act, 20 U.S.C. 1232g: the District keeps its annual notice current, and the Operator limits access to staff "
        "who need it and gives the District an access report each year.",
    ),
    (
        "law",
        "Governing law",
        "The laws of the State of {state} govern the rights and duties of the parties under this Agreement.",
    ),
    (
        "severability",
        "Severability",
        "If a court of competent jurisdiction holds a provision of this Agreement invalid, the invalidity does not "
        "affect the other provisions, which can be given effect without the invalid one.",
    ),
)
# What an agreement may say instead: weaker, or the opposite.
WEAKER = {
    "breach": "The Operator shall notify the District of a breach without undue delay.",
    "deletion": "The Operator may delete covered information when it is no longer useful to the Operator.",
    "costs": "Each party shall bear its own costs.",
    "property": "The District keeps ownership of its records.",
}
OPPOSITE = {
    "conduct": "The Operator may use student information to show advertisements that match a student's interests and "
    "may sell student information to selected partners.",
    "retention": "The Operator may retain student records indefinitely after this Agreement ends.",
}


@dataclass(frozen=True, slots=True)
class AgreementText:
    """A title and numbered clauses, ready to be laid out."""

    title: str
    preamble: str
    clauses: tuple[tuple[str, str], ...]


def compose(
    *,
    operator: str,
    district: str,
    state: str,
    products: Collection[str],
    data: Collection[str],
    days: int = 60,
    left_out: Collection[str] = (),
    weaker: Collection[str] = (),
    opposite: Collection[str] = (),
) -> AgreementText:
    """An agreement between a district and an operator, whole but for the clauses that are named otherwise."""
    fields = {
        "operator": operator,
        "district": district,
        "state": state,
        "products": ", ".join(products),
        "data": "; ".join(data),
        "days": days,
    }
    clauses = []
    for key, heading, wording in CLAUSES:
        if key in left_out:
            continue
        text = WEAKER[key] if key in weaker else OPPOSITE[key] if key in opposite else wording
        clauses.append((heading, text.format(**fields)))
    return AgreementText(
        title=f"Data agreement for {', '.join(products)}",
        preamble=f"This Agreement is made between {district} (the “District”) and {operator} (the “Operator”).",
        clauses=tuple(clauses),
    )
