"""Suspected violations of what an operator must never do, as cases (A4): evidence, notice, end of services, report."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from district.history import tracked
from district.sealedfield import SealedField

USER = settings.AUTH_USER_MODEL


class ConductState(models.TextChoices):
    SUSPECTED = "suspected", "suspected"
    ASKED = "asked", "the operator is asked"
    ANSWERED = "answered", "the operator answered"
    CLOSED = "closed", "closed"


class ConductOutcome(models.TextChoices):
    OPEN = "", "open"
    UNFOUNDED = "unfounded", "no violation was found"
    REMEDIED = "remedied", "the operator put it right"
    ENDED = "ended", "its services ended"
    REPORTED = "reported", "left with the authorities"
    OTHER = "other", "closed otherwise"


@tracked()
class ConductCase(models.Model):
    """One suspicion against one operator. Its number is "V-" and its key.

    `restriction` is the rule's id in the packs; its title, words and citation are frozen as they stood when the case
    was opened. `origin` names the record that it comes from ("R-203"), `origin_path` where that stands in the office.
    """

    operator = models.ForeignKey("vendors.Operator", models.PROTECT, related_name="conduct_cases")
    product = models.ForeignKey("vendors.Product", models.PROTECT, null=True, blank=True, related_name="conduct_cases")
    agreement = models.ForeignKey(
        "contracts.Agreement", models.PROTECT, null=True, blank=True, related_name="conduct_cases"
    )
    title = models.CharField(max_length=200, help_text="Such as Advertising beside reading exercises.")
    restriction = models.CharField("what is forbidden", max_length=120, blank=True)
    restriction_title = models.CharField(max_length=300, blank=True)
    restriction_text = models.TextField(blank=True)
    restriction_cite = models.CharField(max_length=300, blank=True)
    suspicion = models.TextField("what is suspected", help_text="Who saw what, where and when. No pupil by name.")
    noticed_on = models.DateField("noticed on")
    origin = models.CharField(max_length=60, blank=True)
    origin_path = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=ConductState.choices, default=ConductState.SUSPECTED)
    owner = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=254)
    services_ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=ConductOutcome.choices, blank=True)
    outcome_because = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = "case against an operator"
        verbose_name_plural = "cases against operators"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="") & ~Q(outcome_because="")
                | ~Q(state="closed") & Q(closed_at=None, outcome=""),
                name="inventory_conduct_closed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="inventory_conduct_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """How people name it."""
        return f"V-{self.pk}"


class ConductStepKind(models.TextChoices):
    OPENED = "opened", "opened"
    EVIDENCE = "evidence", "evidence kept"
    ASKED = "asked", "the operator was written to"
    REMINDED = "reminded", "the operator was reminded"
    SILENT = "silent", "the operator's time is over"
    ANSWERED = "answered", "the operator answered"
    ENDED = "ended", "services ended"
    REPORTED = "reported", "reported to an authority"
    NOTE = "note", "note"
    CLOSED = "closed", "closed"
    REOPENED = "reopened", "opened again"


@tracked()
class ConductStep(models.Model):
    """What happened in a case, and who did it: never changed, only added to."""

    case = models.ForeignKey(ConductCase, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=9, choices=ConductStepKind.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "step of a case"
        verbose_name_plural = "steps of cases"

    def __str__(self) -> str:
        return f"V-{self.case_id}: {self.get_kind_display()}"


@tracked()
class ConductNotice(models.Model):
    """What the operator was written, to whom, and until when it is to answer; and its answer.

    The answer may name pupils: it is read by those who may read the case's files, and not in the audit trail.
    """

    TRAIL_HIDES = ("answer",)

    case = models.ForeignKey(ConductCase, models.CASCADE, related_name="notices")
    contact_name = models.CharField(max_length=200)
    contact_email = models.EmailField()
    words = models.TextField(help_text="What the operator is written.")
    answer_by = models.DateField("answer by")
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=254)
    letter_sha256 = models.CharField(max_length=64)
    reminded_at = models.DateTimeField(null=True, blank=True)
    silent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=254, blank=True, help_text="The name that the operator gave.")

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = "notice to an operator"
        verbose_name_plural = "notices to operators"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer=""), name="inventory_conduct_answer_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"V-{self.case_id}: to {self.contact_name}"


@tracked()
class Authority(models.Model):
    """Where a violation can be reported, as a person of the district entered it."""

    name = models.CharField(max_length=200, unique=True)
    address = models.TextField(help_text="One line a line, as on an envelope.")
    email = models.EmailField(blank=True)
    matter = models.CharField("for what", max_length=300, help_text="Such as Consumer protection in this state.")
    source = models.CharField(
        "where the address was found", max_length=300, help_text="A page or a letter, and the day on which it was read."
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "authority"
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name


@tracked()
class AuthorityReport(models.Model):
    """A report about a case to an authority, with the letter as it was made. A person sends it and says how.

    Its words quote the operator's answers, and are read by those who may read these.
    """

    TRAIL_HIDES = ("words",)

    case = models.ForeignKey(ConductCase, models.CASCADE, related_name="reports")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="reports")
    authority_name = models.CharField(max_length=200)
    authority_address = models.TextField()
    words = models.TextField()
    letter_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    sent_on = models.DateField(null=True, blank=True)
    sent_how = models.CharField("how it was sent", max_length=300, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "report to an authority"
        verbose_name_plural = "reports to authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_on=None) | ~Q(sent_how=""), name="inventory_conduct_report_says_how"
            ),
        ]

    def __str__(self) -> str:
        return f"V-{self.case_id}: report to {self.authority_name}"


class ConductFile(models.Model):
    """Evidence or an answer's file, sealed by its own key in the store: pictures of screens may show pupils.

    Not tracked: names of files may name pupils. That one was kept or taken back is a step of the case.
    """

    case = models.ForeignKey(ConductCase, models.CASCADE, related_name="files")
    notice = models.ForeignKey(ConductNotice, models.CASCADE, null=True, blank=True, related_name="files")
    sealed = SealedField(help_text="name: as it was sent; shows: what it shows.")
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=64, db_index=True)
    file_key = SealedField()
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "file of a case"
        verbose_name_plural = "files of cases"

    def __str__(self) -> str:
        return f"File {self.pk} of V-{self.case_id}"

    @property
    def name(self) -> str:
        return str((self.sealed or {}).get("name", "")) or f"file-{self.pk}"

    @property
    def shows(self) -> str:
        return str((self.sealed or {}).get("shows", ""))
