"""Other districts whose public files this one reads: who they are, what their last good file said, what was adopted."""

from django.db import models
from django.db.models import Q

from district.history import tracked


@tracked()
class FollowedDistrict(models.Model):
    """A district that publishes its apps as a file of the documented shape (docs/public-data.md).

    Its apps and breaches are those of the last good file. They stay when a later one cannot be read; `problem` says so.
    """

    address = models.URLField("address of its file", max_length=500, unique=True)
    name = models.CharField(max_length=300, blank=True, help_text="As its file says it.")
    state = models.CharField(max_length=2, blank=True)
    page = models.URLField("public page", max_length=500, blank=True)
    followed_at = models.DateTimeField()
    followed_by = models.CharField(max_length=254)
    stopped_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When its file was last asked for.")
    good_at = models.DateTimeField(null=True, blank=True, help_text="When a good file was last read.")
    problem = models.TextField(blank=True, help_text="Why the last file could not be read.")
    etag = models.CharField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the last good file.")
    published_at = models.DateTimeField(null=True, blank=True, help_text="When it published what the file says.")
    apps = models.PositiveIntegerField(default=0)
    breaches = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name", "address"]
        verbose_name = "followed district"

    def __str__(self) -> str:
        return self.name or self.address


class FollowedApp(models.Model):
    """One app as another district publishes it. Not tracked: it is theirs, and each file replaces them all."""

    district = models.ForeignKey(FollowedDistrict, models.CASCADE, related_name="app_rows")
    key = models.CharField(max_length=240)
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, help_text="For comparing, as federation/matching.py makes it.")
    operator_name = models.CharField(max_length=300)
    operator_key = models.CharField(max_length=300)
    site = models.CharField(max_length=253, blank=True, help_text="Host of its website, without www.")
    page = models.URLField(max_length=2000)
    agreements = models.JSONField(help_text="[{title, kind, signed_on, ends_on, standing, file, sha256, name, offer}]")
    elements = models.JSONField(help_text="Names of the kinds of information.")
    offered_until = models.DateField(null=True, blank=True, help_text="Of an offer that anybody may still accept.")

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "app of another district"
        verbose_name_plural = "apps of other districts"
        constraints = [models.UniqueConstraint(fields=["district", "key"], name="transparency_followed_app_once")]
        indexes = [
            models.Index(fields=["name_key"], name="transparency_followed_name"),
            models.Index(fields=["site"], condition=~Q(site=""), name="transparency_followed_site"),
            models.Index(
                fields=["offered_until"], condition=~Q(offered_until=None), name="transparency_followed_offer"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FollowedBreach(models.Model):
    """One breach as another district publishes it. Not tracked, like the apps."""

    district = models.ForeignKey(FollowedDistrict, models.CASCADE, related_name="breach_rows")
    key = models.CharField(max_length=130)
    operator_name = models.CharField(max_length=300, blank=True, help_text="Empty: its own systems.")
    operator_key = models.CharField(max_length=300, blank=True)
    products = models.JSONField(help_text="Names of the apps.")
    happened_from = models.DateField(null=True, blank=True)
    happened_until = models.DateField(null=True, blank=True)
    students = models.PositiveIntegerField(null=True, blank=True)
    withheld = models.BooleanField(default=False, help_text="A law keeps the number back there.")
    posted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-happened_from", "key"]
        verbose_name = "breach of another district"
        verbose_name_plural = "breaches of other districts"
        constraints = [models.UniqueConstraint(fields=["district", "key"], name="transparency_followed_breach_once")]
        indexes = [models.Index(fields=["operator_key"], name="transparency_followed_operator")]

    def __str__(self) -> str:
        return f"{self.operator_name or self.district}, {self.happened_from or 'without a day'}"


class FileState(models.TextChoices):
    WAITING = "waiting", "being fetched"
    TAKEN = "taken", "fetched"
    FAILED = "failed", "not to be had"


@tracked()
class AdoptedOffer(models.Model):
    """An offer that was found in another district's file and entered here: where its agreement's copy comes from."""

    offer = models.OneToOneField("contracts.GeneralOffer", models.CASCADE, related_name="found_at")
    district = models.ForeignKey(FollowedDistrict, models.PROTECT, related_name="adopted")
    address = models.URLField("address of the copy", max_length=2000)
    sha256 = models.CharField(max_length=64, help_text="Of the copy, as the other district's file says it.")
    file_name = models.CharField(max_length=300)
    state = models.CharField(max_length=7, choices=FileState.choices, default=FileState.WAITING)
    problem = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "offer found at another district"
        verbose_name_plural = "offers found at other districts"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="transparency_copy_failed_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.offer} ({self.get_state_display()})"
