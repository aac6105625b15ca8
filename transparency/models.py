"""What the public sees: entries built from the other apps' records when somebody publishes, kept with their dates.

There is no second visibility switch: an entry exists because a signed agreement does, and what was public on any day
is the set of entries whose span holds that day (F4).
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from district.history import tracked


@tracked()
class Snapshot(models.Model):
    """One act of publishing: when, by whom, and the hash over every entry that was public from then on."""

    taken_at = models.DateTimeField()
    published_by = models.CharField(max_length=254)
    sha256 = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()
    difference = models.JSONField(
        help_text='{"added": [...], "changed": [...], "removed": [...]}: names and what changed.'
    )

    class Meta:
        ordering = ["-taken_at", "-pk"]

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
    # Repeated from the content, so that lists filter and sort in the database.
    name = models.CharField(max_length=200)
    operator_name = models.CharField(max_length=200)
    operator_slug = models.CharField(max_length=240)
    content_area = models.CharField(max_length=80, blank=True)
    element_count = models.PositiveIntegerField(default=0)
    search_text = models.TextField()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "public entries"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(shown_until=None), name="transparency_one_current"
            ),
        ]
        indexes = [
            models.Index(fields=["name"], condition=models.Q(shown_until=None), name="transparency_current_by_name"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="transparency_search"),
        ]

    def __str__(self) -> str:
        return self.name
