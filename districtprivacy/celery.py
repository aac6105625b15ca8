"""The Celery application. Timers are rows in PostgreSQL: beat only wakes the sweep that asks what is due."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.local")

app = Celery("districtprivacy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
