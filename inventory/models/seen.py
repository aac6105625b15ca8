"""Apps that an export of a sign-on portal or a web filter says are in use, against what the district approved (A5)."""

from django.conf import settings
from django.db import models

from district.history import tracked
from inventory.models.imports import InventoryImport


class SeenMatch(models.TextChoices):
    NONE = "", "unknown"
    EXACT = "exact", "by its name"
    OTHER_NAME = "other_name", "by another of its names"
    PERSON = "person", "a person said so"


class SeenState(models.TextChoices):
    OPEN = "open", "to decide"
    ASKED = "asked", "asked for"
    BLOCKED = "blocked", "to be blocked"
    GENERAL = "general", "made for everyone"
    NOT_AN_APP = "not_an_app", "no app"


REASONED = (SeenState.BLOCKED, SeenState.GENERAL, SeenState.NOT_AN_APP)


@tracked()
class SeenApp(models.Model):
    """One app by the name under which exports write it: which product it is, or what a person decided about it."""

    name_key = models.CharField(max_length=250, unique=True, help_text="The name without case and punctuation.")
    written = models.CharField(max_length=250)
    website = models.CharField(max_length=250, blank=True)
    product = models.ForeignKey("vendors.Product", models.SET_NULL, null=True, blank=True, related_name="seen_as")
    matched = models.CharField(max_length=10, choices=SeenMatch.choices, blank=True)
    # [{pk, name, score}] of products with nearly this name, nearest first
    near = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=SeenState.choices, default=SeenState.OPEN)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    users = models.PositiveIntegerField(null=True, blank=True, help_text="In the newest export that counts them.")
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()

    class Meta:
        ordering = ["written"]
        verbose_name = "app seen in use"
        verbose_name_plural = "apps seen in use"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=REASONED) | ~models.Q(reason=""), name="inventory_seen_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(product=None) | ~models.Q(matched=""), name="inventory_seen_says_how_matched"
            ),
        ]

    def __str__(self) -> str:
        return self.written


@tracked()
class Sighting(models.Model):
    """One line of one export: the app, by how many people and when it was last used."""

    app = models.ForeignKey(SeenApp, models.CASCADE, related_name="sightings")
    batch = models.ForeignKey(InventoryImport, models.PROTECT, related_name="sightings", db_index=False)
    source = models.CharField(max_length=120)
    users = models.PositiveIntegerField(null=True, blank=True)
    seen_on = models.DateField(help_text="The last day of use that the export gives, else the day of the export.")

    class Meta:
        ordering = ["-seen_on", "app"]
        constraints = [models.UniqueConstraint(fields=["batch", "app"], name="inventory_sighting_once_per_file")]

    def __str__(self) -> str:
        return f"{self.app} in {self.source}"
