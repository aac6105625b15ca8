"""A breach as the public saw it, frozen with each publication like the apps."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from district.history import tracked


@tracked()
class PublicBreach(models.Model):
    """One breach as the public saw it from `shown_from` until `shown_until` (null: still). Drills are never here."""

    key = models.CharField(max_length=130, help_text='"breaches/" and the key of the entry.')
    content = models.JSONField(help_text="Everything the list of breaches says of it; see transparency/breaches.")
    sha256 = models.CharField(max_length=64)
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField(null=True, blank=True)
    first_snapshot = models.ForeignKey("transparency.Snapshot", models.PROTECT, related_name="first_breaches")
    # Repeated from the content, so that pages of apps and operators find theirs.
    happened_from = models.DateField()
    operator_slug = models.CharField(max_length=240, blank=True, help_text="Empty: the district's own systems.")
    products = ArrayField(models.CharField(max_length=240), default=list, blank=True)

    class Meta:
        ordering = ["-happened_from", "key"]
        verbose_name = "breach as published"
        verbose_name_plural = "breaches as published"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(shown_until=None), name="transparency_one_current_breach"
            ),
            models.CheckConstraint(
                condition=models.Q(shown_until=None) | models.Q(shown_until__gte=models.F("shown_from")),
                name="transparency_breach_until_after_from",
            ),
        ]
        indexes = [models.Index(fields=["shown_from", "shown_until"], name="transparency_breach_span")]

    def __str__(self) -> str:
        return self.key
