"""What the portal does by itself. Celery finds the tasks of every part through this module."""

from requests_portal.asking import tasks as asking_tasks  # noqa: F401
from requests_portal.copies import tasks as copies_tasks  # noqa: F401
from requests_portal.identity import tasks as identity_tasks  # noqa: F401
