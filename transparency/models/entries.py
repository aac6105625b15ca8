"""What the public sees: entries built from the other apps' records when somebody publishes, kept with their dates.

There is no second visibility switch: an entry exists because a signed agreement does, and what was public on any day
is the set of entries whose span holds that day (F4).
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from district.history import tracked


@tracked()
class Snapshot(models.Model):
    """One act of publishing: when, by whom, and the hash over every entry that was public from then on."""

    taken_at = models.DateTimeField()
    published_by = models.CharField(max_length=254)
    sha256 = models.CharField(max_length=64)
    entries = models.PositiveIntegerField(help_text="Apps that were public from then on.")
    breaches = models.PositiveIntegerField(default=0, help_text="Breaches that were listed from then on.")
    difference = models.JSONField(
        help_text='{"added": [...], "changed": [...], "removed": [...]}: names and what changed, in sentences.'
    )
    facets = models.JSONField(
        default=dict, blank=True, help_text="What the list can be narrowed by: {facet: [[value, entries], ...]}."
    )

    class Meta:
        ordering = ["-taken_at", "-pk"]
        verbose_name = "publication"

    def __str__(self) -> str:
        return f"Published {self.taken_at:%-d %B %Y}"


class PublicEntry(models.Model):
    """One product as the public saw it from `shown_from` until `shown_until` (null: still)."""

    key = models.CharField(max_length=240, help_text="The product's permanent slug.")
    content = models.JSONField(help_text="Everything the product's page says.")
    sha256 = models.CharField(max_length=64)
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField(null=True, blank=True)
    first_snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="first_entries")
    # Repeated from the content, so that lists filter and sort in the database and read little.
    name = models.CharField(max_length=200)
    name_sorted = models.CharField(max_length=240, default="", help_text="Lower case, without accents.")
    operator_name = models.CharField(max_length=200)
    operator_sorted = models.CharField(max_length=240, default="")
    operator_slug = models.CharField(max_length=240)
    content_area = models.CharField(max_length=80, blank=True)
    element_count = models.PositiveIntegerField(default=0)
    grades = ArrayField(models.CharField(max_length=4), default=list)
    schools = ArrayField(models.CharField(max_length=200), default=list, help_text="Empty: all schools.")
    elements = ArrayField(models.CharField(max_length=120), default=list)
    element_codes = ArrayField(
        models.CharField(max_length=80), default=list, help_text="Permanent keys of its kinds of information."
    )
    documents = ArrayField(models.CharField(max_length=64), default=list, help_text="SHA-256 of the posted copies.")
    posted_on = models.DateField(null=True, blank=True, help_text="The newest posting of its agreements.")
    row = models.JSONField(default=dict, help_text="What the list shows of it, as presenters.row_make gives it.")
    search_text = models.TextField()

    class Meta:
        ordering = ["name_sorted", "key"]
        verbose_name_plural = "public entries"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(shown_until=None), name="transparency_one_current"
            ),
            models.CheckConstraint(
                condition=models.Q(shown_until=None) | models.Q(shown_until__gte=models.F("shown_from")),
                name="transparency_shown_until_after_from",
            ),
        ]
        indexes = [
            models.Index(
                fields=["name_sorted", "key"], condition=models.Q(shown_until=None), name="transparency_by_name"
            ),
            models.Index(
                fields=["operator_sorted", "name_sorted", "key"],
                condition=models.Q(shown_until=None),
                name="transparency_by_operator",
            ),
            models.Index(
                fields=["operator_slug"], condition=models.Q(shown_until=None), name="transparency_of_operator"
            ),
            models.Index(fields=["shown_from", "shown_until"], name="transparency_span"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="transparency_search"),
            GinIndex(fields=["documents"], name="transparency_documents"),
            GinIndex(fields=["element_codes"], name="transparency_information"),
        ]

    def __str__(self) -> str:
        return self.name
