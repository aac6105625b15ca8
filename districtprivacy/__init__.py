"""District Privacy: how a school district governs the operators that hold its pupils' data."""

from districtprivacy.celery import app as celery_app

__all__ = ["celery_app"]
