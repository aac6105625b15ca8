from roster.services.acts import student_looked_at
from roster.services.enrolment import enrolment_count
from roster.services.flags import (
    court_order_lift,
    court_order_set,
    do_not_contact_lift,
    do_not_contact_set,
)

__all__ = [
    "court_order_lift",
    "court_order_set",
    "do_not_contact_lift",
    "do_not_contact_set",
    "enrolment_count",
    "student_looked_at",
]
