"""A clock is a row: its due instant is stored and indexed, its reasons are kept, its alarms are rows of their own."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from district.history import tracked


class DeadlineState(models.TextChoices):
    OPEN = "open", "open"
    MET = "met", "met"
    WITHDRAWN = "withdrawn", "withdrawn"


@tracked()
class Deadline(models.Model):
    """One duty of one rule towards one subject, counted from one event (duty, source, subject, instant)."""

    rule = models.CharField(max_length=120, help_text="Id of the duty, such as il-soppa.agreement.post.")
    source = models.CharField(max_length=20, help_text="policy or statute: the text that the term stands in.")
    title = models.CharField(max_length=300)
    subject_type = models.ForeignKey(ContentType, models.PROTECT)
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_name = models.CharField(max_length=300, help_text="As lists show it, without a query per row.")
    event = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="The first instant at which the duty is late.")
    last_day = models.DateField(help_text="What letters say.")
    role = models.CharField(max_length=40, help_text="Role that answers for it.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="deadlines"
    )
    state = models.CharField(max_length=10, choices=DeadlineState.choices, default=DeadlineState.OPEN)
    held = models.BooleanField(default=False, help_text="A hold with a document is in force: alarms are quiet.")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=254, blank=True)
    closed_reason = models.TextField(blank=True)
    verified = models.BooleanField(default=True, help_text="Whether the rule's text was seen, or is marked unverified.")
    # Defaults of the database too: clocks are also copied in by the thousand, by column.
    drill = models.BooleanField(
        default=False, db_default=False, help_text="Of a drill: rings nobody, and is shown only where the drill is."
    )
    may_return = models.BooleanField(
        default=False, db_default=False, help_text="Closed by what was known, not by a person: it may open again."
    )
    # An extension that the rule allows. Counting anew needs its length; once one is given there is no second.
    extension = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="Such as 5 business days; empty: not extended."
    )
    extended_because = models.CharField(max_length=300, blank=True, default="", db_default="")
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.CharField(max_length=254, blank=True, default="", db_default="")

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = "clock"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "source", "subject_type", "subject_id", "started_at"], name="deadlines_once_per_event"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | ~models.Q(state="open") & models.Q(closed_at__isnull=False),
                name="deadlines_closed_at_when_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(extension="", extended_at=None)
                | (~models.Q(extension="") & ~models.Q(extended_because="") & models.Q(extended_at__isnull=False)),
                name="deadlines_extended_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="open"), name="deadlines_open_by_due"),
            models.Index(fields=["subject_type", "subject_id"], name="deadlines_by_subject"),
            models.Index(fields=["owner", "due_at"], condition=models.Q(state="open"), name="deadlines_open_by_owner"),
            models.Index(fields=["role", "due_at"], condition=models.Q(state="open"), name="deadlines_open_by_role"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.subject_name}"


@tracked()
class Reckoning(models.Model):
    """How a deadline's date was reached. Recomputing adds a row; none is ever changed."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="reckonings")
    made_at = models.DateTimeField()
    because = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    last_day = models.DateField()
    steps = models.JSONField(help_text="Sentences, in order.")
    citation = models.TextField()
    term = models.CharField(max_length=80, blank=True, help_text="How long the text gives, such as 30 calendar days.")
    pack_version = models.CharField(max_length=80)

    class Meta:
        ordering = ["made_at", "pk"]


@tracked()
class Hold(models.Model):
    """A written request to wait. The deadline keeps its date; only its alarms go quiet."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="holds")
    document_name = models.CharField(max_length=255)
    document_sha256 = models.CharField(max_length=64)
    requested_by = models.CharField(max_length=200, help_text="The agency that asked in writing.")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    ask_again_at = models.DateTimeField(help_text="When to ask whether the hold is still in force.")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["placed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=models.Q(lifted_at=None), name="deadlines_one_hold_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(document_sha256=""), name="deadlines_hold_needs_document"),
        ]


class AlarmKind(models.TextChoices):
    OPENED = "opened", "opened"
    REMINDER = "reminder", "reminder"
    DUE = "due", "due"
    LATE = "late", "late"
    MOVED = "moved", "date changed"
    HOLD_CHECK = "hold_check", "hold still in force?"


class AlarmState(models.TextChoices):
    PENDING = "pending", "pending"
    FIRED = "fired", "fired"
    DROPPED = "dropped", "dropped"
    FAILING = "failing", "failing"


class AlarmOutcome(models.TextChoices):
    """What became of an alarm when its moment came: every row is accounted for, told or not."""

    TOLD = "told", "told"
    TOLD_LATE = "told_late", "told late"
    FOLDED = "folded", "told by a more urgent alarm of the same clock"
    CLOSED = "closed", "not told: the clock was closed"
    HELD = "held", "not told: the clock was held"
    LIFTED = "lifted", "not told: the hold was lifted"
    RELAID = "relaid", "not told: another date, other alarms"


class Alarm(models.Model):
    """One moment at which somebody is told. Fires once: `fires_at <= now`, without a lower bound."""

    # No index of its own: the unique constraint below begins with it, and each index is paid for at every ringing.
    # No constraint either: clocks are never deleted, and checking each row that is laid would double its price.
    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="alarms", db_index=False, db_constraint=False)
    kind = models.CharField(max_length=12, choices=AlarmKind.choices)
    step = models.PositiveIntegerField(default=0, help_text="Which reminder, or which day of being late.")
    fires_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=AlarmState.choices, default=AlarmState.PENDING)
    fired_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=AlarmOutcome.choices, blank=True, default="", db_default="")
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    retry_at = models.DateTimeField(null=True, blank=True, help_text="When a failing alarm is tried again.")

    class Meta:
        ordering = ["fires_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "kind", "step", "fires_at"], name="deadlines_alarm_once"),
        ]
        indexes = [
            models.Index(fields=["fires_at"], condition=models.Q(state="pending"), name="deadlines_alarm_pending"),
            models.Index(fields=["retry_at"], condition=models.Q(state="failing"), name="deadlines_alarm_failing"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.step} of clock {self.deadline_id}"


class Heartbeat(models.Model):
    """The last sign of life of a component: `beat`, `worker`, `tick`, `send`."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
