"""Papers about the whole of the data: the yearly notice to parents (E2) with its proof, and reports to the board."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from district.history import tracked

USER = settings.AUTH_USER_MODEL
HASH_LENGTH = 64


class GivenHow(models.TextChoices):
    MAILING = "mailing", "sent to families from here"
    HANDBOOK = "handbook", "in the school handbook"
    HANDED = "handed", "handed out on paper"
    OTHERWISE = "otherwise", "another way that the school generally uses"


@tracked()
class YearNotice(models.Model):
    """The notice to parents about educational technology vendors of one school year (E2).

    It may be written anew until it is first given, and never after. `contents` is what the law's sources name for it:
    [{"id", "title", "words"}], as the text was checked then.
    """

    school_year = models.CharField(max_length=9, unique=True, help_text="Such as 2026-2027.")
    starts_on = models.DateField(help_text="The first day of school: the notice is due at the beginning of the year.")
    title = models.CharField(max_length=200)
    title_es = models.CharField(max_length=200, blank=True)
    text = models.TextField("text in English")
    text_es = models.TextField("text in Spanish", blank=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    mailing = models.ForeignKey("notices.Mailing", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = "yearly notice to parents"
        verbose_name_plural = "yearly notices to parents"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(title=""), name="transparency_year_notice_says_something"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="transparency_year_notice_approved_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Notice to parents {self.school_year}"


@tracked()
class YearNoticeGiven(models.Model):
    """How and when the families of one school, or of all, were given the notice, and what proves it."""

    notice = models.ForeignKey(YearNotice, models.PROTECT, related_name="given")
    school = models.ForeignKey(
        "district.School", models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: every school."
    )
    how = models.CharField(max_length=10, choices=GivenHow.choices)
    given_on = models.DateField()
    families = models.PositiveIntegerField(null=True, blank=True, help_text="How many, where it is known.")
    evidence = models.TextField(help_text="Who gave it how: what a person could check.")
    file_sha256 = models.CharField(max_length=HASH_LENGTH, blank=True, help_text="The file kept as proof.")
    file_name = models.CharField(max_length=200, blank=True)
    recorded_by = models.CharField(max_length=254)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["given_on", "pk"]
        verbose_name = "giving of a yearly notice"
        verbose_name_plural = "givings of yearly notices"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "school", "how", "given_on"],
                name="transparency_notice_given_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="transparency_notice_given_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.get_how_display()}, {self.given_on}"


@tracked()
class BoardReport(models.Model):
    """A report on students' data to the board, its numbers frozen when it was made.

    `numbers`: as transparency/reporting/board gives them. `words` are a person's own.
    """

    from_day = models.DateField()
    to_day = models.DateField()
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True, help_text="What the superintendent or the officer says to the board.")
    numbers = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-to_day", "-pk"]
        verbose_name = "report to the board"
        verbose_name_plural = "reports to the board"
        constraints = [
            models.CheckConstraint(condition=Q(to_day__gte=F("from_day")), name="transparency_board_report_days")
        ]

    def __str__(self) -> str:
        return self.title
