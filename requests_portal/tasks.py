"""What the portal does by itself. Celery finds the tasks of every part through this module."""

from requests_portal.identity import tasks as identity_tasks  # noqa: F401
