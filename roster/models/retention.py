"""How long what is known of people is kept, and what was removed."""

from django.core.validators import MaxValueValidator
from django.db import models

from district.history import tracked


@tracked()
class RetentionRule(models.Model):
    """Days after which one kind of record is removed. Empty: kept until somebody sets a time."""

    what = models.CharField(max_length=40, unique=True)
    days = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(36_500)],
        help_text="Days after which the records are removed. Empty: they are kept.",
    )

    class Meta:
        ordering = ["what"]
        verbose_name = "retention rule"

    def __str__(self) -> str:
        return self.what


@tracked()
class PurgeRecord(models.Model):
    """One run that removed something: how many of what, under which rule. Counts, never names."""

    what = models.CharField(max_length=40)
    counts = models.JSONField(default=dict)
    before = models.DateField(help_text="Records that ended before this day were removed.")
    at = models.DateTimeField()
    rule = models.ForeignKey(RetentionRule, models.PROTECT, related_name="purges")
    days = models.PositiveIntegerField(help_text="As the rule stood then.")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "removal of records"
        verbose_name_plural = "removals of records"

    def __str__(self) -> str:
        return f"{self.what} removed on {self.at:%-d %B %Y}"
