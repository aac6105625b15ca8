"""How the committee judges a request: evaluations, declared interests, meetings and votes (B2)."""

from typing import Final

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from district.history import tracked
from inventory.models.committee import AppRequest
from inventory.models.rubrics import Criterion


class Advice(models.TextChoices):
    NONE = "", "none yet"
    APPROVE = "approve", "approve"
    CONDITIONS = "conditions", "approve with conditions"
    REFUSE = "refuse", "refuse"


@tracked()
class Evaluation(models.Model):
    """One member's judgement of one request, by its version of the rubric. A draft until it is handed in."""

    request = models.ForeignKey(AppRequest, models.CASCADE, related_name="evaluations")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="evaluations")
    advice = models.CharField(max_length=10, choices=Advice.choices, default=Advice.NONE, blank=True)
    comment = models.TextField(blank=True)
    written_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "member"], name="inventory_evaluation_once"),
            models.CheckConstraint(
                condition=models.Q(handed_in_at=None) | ~models.Q(advice=""), name="inventory_evaluation_advises"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} on {self.request.number}"


@tracked()
class EvaluationScore(models.Model):
    """One member's score for one criterion. No score: the member cannot say."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["criterion__position", "criterion_id"]
        verbose_name = "score"
        constraints = [models.UniqueConstraint(fields=["evaluation", "criterion"], name="inventory_score_once")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score or 'cannot say'}"


@tracked()
class ConflictDeclared(models.Model):
    """A member says that they have an interest: they neither evaluate nor vote, unless it was lifted."""

    request = models.ForeignKey(AppRequest, models.CASCADE, related_name="conflicts")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    interest = models.TextField(help_text="What the interest is.")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.TextField(blank=True)

    class Meta:
        ordering = ["declared_at", "pk"]
        verbose_name = "declared conflict of interest"
        verbose_name_plural = "declared conflicts of interest"
        constraints = [
            models.UniqueConstraint(
                fields=["request", "member"], condition=models.Q(lifted_at=None), name="inventory_conflict_once"
            ),
            models.CheckConstraint(condition=~models.Q(interest=""), name="inventory_conflict_says_what"),
            models.CheckConstraint(
                condition=models.Q(lifted_at=None) | ~models.Q(lifted_because=""),
                name="inventory_conflict_lifted_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} on {self.request.number}"


class MeetingState(models.TextChoices):
    PLANNED = "planned", "planned"
    HELD = "held", "held"
    CANCELLED = "cancelled", "cancelled"


@tracked()
class Meeting(models.Model):
    """A meeting of the committee: who came, what was on the table, what was said."""

    held_on = models.DateField("day")
    starts_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, help_text="A room, or the address of a call.")
    state = models.CharField(max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    agenda = models.TextField(blank=True, help_text="Besides the requests.")
    minutes = models.TextField(blank=True)
    minutes_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "meeting of the committee"
        verbose_name_plural = "meetings of the committee"

    def __str__(self) -> str:
        return f"Meeting of {self.held_on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("committee:meeting", args=[self.pk])


class Presence(models.TextChoices):
    PRESENT = "present", "present"
    EXCUSED = "excused", "excused"
    ABSENT = "absent", "absent"


@tracked()
class MeetingAttendance(models.Model):
    """Whether one person was at a meeting. Guests have a name and no account."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    guest_name = models.CharField(max_length=200, blank=True)
    presence = models.CharField(max_length=7, choices=Presence.choices, default=Presence.PRESENT)

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = "attendance"
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"], condition=models.Q(member__isnull=False), name="inventory_attends_once"
            ),
            models.CheckConstraint(
                condition=models.Q(member__isnull=False) | ~models.Q(guest_name=""), name="inventory_attendance_of_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member or self.guest_name}: {self.get_presence_display()}"


@tracked()
class MeetingItem(models.Model):
    """A request on a meeting's agenda, with what the minutes say of it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    request = models.ForeignKey(AppRequest, models.PROTECT, related_name="meeting_items")
    position = models.PositiveSmallIntegerField(default=0)
    minutes = models.TextField(blank=True)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = "item of a meeting"
        verbose_name_plural = "items of meetings"
        constraints = [models.UniqueConstraint(fields=["meeting", "request"], name="inventory_item_once")]

    def __str__(self) -> str:
        return f"{self.request.number} in {self.meeting}"


# Begins `set_aside_because` of a vote that was written down and, as a correction says, never cast.
NOT_CAST: Final = "not cast: "


class Choice(models.TextChoices):
    APPROVE = "approve", "approve"
    CONDITIONS = "conditions", "approve with conditions"
    REFUSE = "refuse", "refuse"
    ABSTAIN = "abstain", "abstain"


@tracked()
class Vote(models.Model):
    """One member's vote in one round. It may be changed while the vote is open; one set aside does not count."""

    request = models.ForeignKey(AppRequest, models.CASCADE, related_name="votes")
    round = models.PositiveSmallIntegerField(default=1)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice.choices)
    reason = models.TextField(blank=True)
    cast_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="votes")
    set_aside_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["request", "round", "cast_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["request", "round", "member"], name="inventory_vote_once")]

    def __str__(self) -> str:
        return f"{self.member} on {self.request.number}"

    @property
    def not_cast(self) -> bool:
        """Whether a correction says that the member did not vote: it proves nothing then, not even that they came."""
        return self.set_aside_because.startswith(NOT_CAST)
