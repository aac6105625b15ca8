"""Files that the roster came from."""

from django.conf import settings
from django.db import models

from district.history import tracked
from district.importstates import ImportState


class ImportSource(models.TextChoices):
    ONEROSTER_11 = "oneroster-1.1", "OneRoster 1.1"
    ONEROSTER_12 = "oneroster-1.2", "OneRoster 1.2"
    CSV = "csv", "one CSV file"


@tracked(exclude=["progress"])  # it changes twenty times a file and says nothing afterwards
class RosterImport(models.Model):
    """One file, from its upload to the roster it became. Holds counts, never a pupil.

    The file itself lies sealed in the private store, and what was read of it in tables of its own (roster/importing/
    staging.py), both until it is taken over, dropped or left lying.
    """

    source = models.CharField(max_length=16, choices=ImportSource.choices)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64, blank=True)
    sealed_file = models.CharField(max_length=32, blank=True, help_text="Where the file lies until it is not needed.")
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.READING)
    counts = models.JSONField(default=dict, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent of the step at work.")
    problem = models.TextField(blank=True)
    columns = models.JSONField(default=dict, blank=True, help_text="Of a plain CSV file: column number by field.")
    notes = models.JSONField(default=list, blank=True, help_text="Sentences about the file as a whole.")
    planned_at = models.DateTimeField(null=True, blank=True)
    rests_on = models.BigIntegerField(null=True, blank=True, help_text="The import that was the last when planned.")
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


@tracked()
class SchoolAlias(models.Model):
    """How files of the roster write a school that the district knows by another name or code."""

    written = models.CharField(max_length=200, unique=True, help_text="Name, code or id, in small letters.")
    school = models.ForeignKey(
        "district.School",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: no school of this district, its pupils are left out.",
    )

    class Meta:
        ordering = ["written"]
        verbose_name = "name of a school in roster files"
        verbose_name_plural = "names of schools in roster files"

    def __str__(self) -> str:
        return self.written
