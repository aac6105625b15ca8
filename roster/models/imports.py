"""Files that the roster came from."""

from django.conf import settings
from django.db import models

from district.history import tracked


class ImportSource(models.TextChoices):
    ONEROSTER_11 = "oneroster-1.1", "OneRoster 1.1"
    ONEROSTER_12 = "oneroster-1.2", "OneRoster 1.2"
    CSV = "csv", "one CSV file"


class ImportState(models.TextChoices):
    READING = "reading", "being read"
    PLANNED = "planned", "read, waiting for a decision"
    COMMITTING = "committing", "being taken over"
    COMMITTED = "committed", "taken over"
    REFUSED = "refused", "refused"
    DROPPED = "dropped", "dropped"


@tracked()
class RosterImport(models.Model):
    """One file, from its upload to the roster it became. Holds counts, never a pupil."""

    source = models.CharField(max_length=16, choices=ImportSource.choices)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.READING)
    counts = models.JSONField(default=dict, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent of the step at work.")
    problem = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "roster import"

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.file_name}"


@tracked()
class ColumnMapping(models.Model):
    """Which column of a district's own CSV file is what, remembered by its headers."""

    name = models.CharField(max_length=120)
    headers_key = models.CharField(max_length=64, unique=True, help_text="SHA-256 over the headers in order.")
    columns = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]
        verbose_name = "column mapping"

    def __str__(self) -> str:
        return self.name
