"""Thousands of rows for measuring, by set-based inserts in the database itself."""

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from deadlines.models import Alarm, Deadline
from district.audit import SystemActor, audited
from districtprivacy.demo.inventory import read
from districtprivacy.demo.roster import pupils_make
from inventory.models import DataElement, ElementUse, ProductUse
from vendors.models import Operator, Product

MEASURE = SystemActor("command:loaddemo")
ROWS_AT_ONCE = 2_000


def scale_up(*, operators: int, students: int, deadlines: int, now: datetime) -> str:
    """Add so many operators (each with a product in use), pupils with guardians, and open clocks. A line of counts."""
    with audited(actor=MEASURE, reason="Rows to measure with"):
        if operators:
            operators_add(operators)
        if students:
            pupils_make(students, now=now)
        if deadlines:
            deadlines_add(deadlines, now=now)
    return f"Added {operators} operators and {deadlines} clocks; enrolment {students or 'as it was'}."


def operators_add(count: int) -> None:
    """Operators with one product each, in use, with the kinds of information of the set “learner”."""
    first = Operator.objects.count()
    made = Operator.objects.bulk_create(
        (
            Operator(
                name=f"Sample Operator {number} Fictional",
                slug=f"sample-operator-{number}",
                business_address=f"{number} Sample Street\nSampleton, IL 60099",
            )
            for number in range(first, first + count)
        ),
        batch_size=ROWS_AT_ONCE,
    )
    products = Product.objects.bulk_create(
        (
            Product(operator=operator, name=f"Sample App {operator.slug[16:]}", slug=f"sample-app-{operator.slug[16:]}")
            for operator in made
        ),
        batch_size=ROWS_AT_ONCE,
    )
    uses = ProductUse.objects.bulk_create(
        (
            ProductUse(product=product, purpose="Practice", content_area="Reading", lowest_grade="K", highest_grade="5")
            for product in products
        ),
        batch_size=ROWS_AT_ONCE,
    )
    elements = {element.code: element for element in DataElement.objects.exclude(code=None)}
    wordings = [(elements[code], *words) for code, words in read("elements.yaml")["learner"].items()]
    ElementUse.objects.bulk_create(
        (
            ElementUse(use=use, element=element, how_used=how_used, purpose=why)
            for use in uses
            for element, how_used, why in wordings
        ),
        batch_size=ROWS_AT_ONCE,
    )


def deadlines_add(count: int, *, now: datetime) -> None:
    """Open clocks that fall due over the next year, each with its alarms for being due and late."""
    subject = ContentType.objects.get_for_model(Operator)
    names = {"deadline": Deadline._meta.db_table, "alarm": Alarm._meta.db_table}
    first_id, subject_name = Operator.objects.values_list("pk", "name").order_by("pk").first() or (0, "Sample")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO {deadline} (rule, source, title, subject_type_id, subject_id, subject_name, event, started_at,
                                    due_at, last_day, role, state, held, closed_by, closed_reason, verified)
            SELECT 'il-soppa.correction.district', 'policy', 'Sample clock', %(type)s, %(subject)s, %(name)s,
                   'sample', %(now)s - make_interval(secs => n),
                   %(now)s + make_interval(mins => n %% 525600),
                   (%(now)s + make_interval(mins => n %% 525600))::date, 'records_custodian', 'open', false, '', '',
                   true
            FROM generate_series(1, %(count)s) AS n
            """.format(**names),  # noqa: S608 - table names only
            {"type": subject.pk, "subject": first_id, "name": subject_name, "now": now, "count": count},
        )
        cursor.execute(
            """
            INSERT INTO {alarm} (deadline_id, kind, step, fires_at, state, failures, last_error)
            SELECT id, alarm.kind, alarm.step, due_at + alarm.later, 'pending', 0, ''
            FROM {deadline},
                 (VALUES ('due', 0, interval '0'), ('late', 1, interval '1 day')) AS alarm(kind, step, later)
            WHERE event = 'sample' AND started_at >= %(from)s
            ON CONFLICT DO NOTHING
            """.format(**names),  # noqa: S608 - table names only
            {"from": now - timedelta(seconds=count)},
        )
