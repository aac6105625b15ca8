"""How far a file that somebody handed in has come: the same words for every kind of import."""

from django.db import models


class ImportState(models.TextChoices):
    MAPPING = "mapping", "waiting for its columns"
    READING = "reading", "being read"
    PLANNED = "planned", "read, waiting for a decision"
    COMMITTING = "committing", "being taken over"
    COMMITTED = "committed", "taken over"
    REFUSED = "refused", "refused"
    DROPPED = "dropped", "dropped"
