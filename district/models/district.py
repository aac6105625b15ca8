"""The district itself. One installation serves one district, so there is one row."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from district.history import tracked, tracked_links
from district.statenames import STATE_NAMES
from rulebook.calendars import STATES as CALENDAR_STATES

# Every state whose holidays the rulebook knows, by name; its uninhabited islands have no school district.
STATES = sorted(((code, STATE_NAMES[code]) for code in CALENDAR_STATES if code in STATE_NAMES), key=lambda row: row[1])


def known_time_zone(name: str) -> None:
    """Validator: a name of the time zone database."""
    if name not in available_timezones():
        raise ValidationError(f"{name} is not a time zone. Write it like America/Chicago.")


@tracked()
class District(models.Model):
    """Name, place and size of the district; the time zone in which its days begin and end."""

    singleton = models.BooleanField(default=True, editable=False, unique=True)
    name = models.CharField(max_length=200)
    board_name = models.CharField(max_length=200, default="Board of Education")
    address = models.TextField(help_text="As it stands on letters, one line a line.")
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("public e-mail address", blank=True)
    website = models.URLField(blank=True, help_text="Empty: agreements are open for inspection at the office instead.")
    state = models.CharField(max_length=2, choices=STATES)
    time_zone = models.CharField(max_length=64, help_text="Such as America/Chicago.", validators=[known_time_zone])
    enrolment = models.PositiveIntegerField(help_text="Pupils enrolled.", validators=[MinValueValidator(1)])
    school_year_starts_on = models.DateField(null=True, blank=True)
    letterhead = models.TextField(blank=True)
    digest_hour = models.PositiveSmallIntegerField(default=7, help_text="Local hour at which the daily digest is sent.")
    counsel_reviews_all = models.BooleanField(
        "counsel reviews every agreement", default=False, help_text="Before it is signed, whatever the packs ask."
    )

    signers = models.ManyToManyField(
        "district.User",
        blank=True,
        related_name="+",
        verbose_name="people who may sign agreements",
        help_text="For the district. None chosen: everyone whose role records signings.",
    )

    class Meta:
        verbose_name_plural = "district"
        constraints = [
            models.CheckConstraint(condition=models.Q(singleton=True), name="district_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(digest_hour__lte=23),
                name="district_digest_hour_of_day",
                violation_error_message="The hour of the digest is a number from 0 to 23.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked_links
class DistrictSigner(District.signers.through):  # type: ignore[name-defined]
    """Who may sign agreements for the district: tracked, so that the trail says since when."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "person who may sign"
        verbose_name_plural = "people who may sign"


@tracked()
class School(models.Model):
    """A school of the district."""

    name = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=20, unique=True, validators=[RegexValidator(r"^[A-Za-z0-9-]+$")])
    lowest_grade = models.CharField(max_length=4, help_text="Such as PK, K or 6.")
    highest_grade = models.CharField(max_length=4)
    enrolment = models.PositiveIntegerField(default=0)
    principal_email = models.EmailField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class AdoptedPack(models.Model):
    """A rule pack that the board works under, from a day on. The law itself stays in rulebook/."""

    pack = models.CharField(max_length=60, unique=True, help_text="Id of a rule pack, such as il-soppa.")
    adopted_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    policy = models.CharField(max_length=200, blank=True, help_text="The board's own policy number.")

    class Meta:
        ordering = ["pack"]
        verbose_name = "adopted rule pack"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("adopted_on")),
                name="district_pack_ends_after_adoption",
                violation_error_message="A pack cannot end before the day on which it was adopted.",
            )
        ]

    def __str__(self) -> str:
        return self.pack
