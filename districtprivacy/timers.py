"""Which service a clock wakes: by the start of its rule's id (the longest match), else by the alarm's kind, else `*`.

A service takes `firings` (deadlines.firing.Firing, all of one batch that are its own) and `now`, and writes in the
sweep's transaction under unique keys: it may be run again after a crash.
"""

from typing import Final

TIMERS: Final[dict[str, str]] = {
    "agreement.expiry": "contracts.services.terms.terms_announce",
    "conduct.answer": "inventory.conduct.services.notices_ring",
    "cure.term": "contracts.services.cure_terms.terms_ring",
    "il-soppa.correction.operator": "requests_portal.holders.services.tasks_ring",
    "inventory.leaving": "inventory.asking.services.asks_ring",
    "inventory.safeguard": "inventory.asking.services.asks_ring",
    "il-soppa.notice.school-year": "transparency.reporting.yearservices.year_notice_rings",
    "requests.operator": "requests_portal.holders.services.tasks_ring",
    "*": "notices.services.alarms_announce",
}
# What `manage.py tick` runs after the sweep.
SEND: Final = "notices.services.messages_send_due"
