"""What staff ask the ed-tech committee for, how far each request is, and the rules that the district set (B1, B2)."""

from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from district.grades import CHOICES, grades_in_words
from district.history import tracked, tracked_links
from inventory.models.elements import DataElement
from inventory.models.rubrics import RubricVersion


class QuorumKind(models.TextChoices):
    MAJORITY = "majority", "more than half of the members"
    TWO_THIRDS = "two_thirds", "two thirds of the members"
    NUMBER = "number", "a number of members"


class VotingRule(models.TextChoices):
    CAST = "cast", "more votes for than against"
    MEMBERS = "members", "more than half of all members are for it"
    UNANIMOUS = "unanimous", "nobody votes against"


class TieRule(models.TextChoices):
    AGAIN = "again", "the committee votes again"
    CHAIR = "chair", "the chair’s vote decides"
    FAILS = "fails", "it is not approved"


@tracked()
class CommitteeSettings(models.Model):
    """What the district sets for its committee. One row; no law names these."""

    singleton = models.BooleanField(default=True, editable=False, unique=True)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    quorum_kind = models.CharField("quorum", max_length=10, choices=QuorumKind.choices, default=QuorumKind.MAJORITY)
    quorum_number = models.PositiveSmallIntegerField(
        "how many, where it is a number", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    recused_count = models.BooleanField(
        "who may not vote counts as a member still",
        default=True,
        help_text="For the size of the committee, where quorum and majority are reckoned from it.",
    )
    voting_rule = models.CharField(max_length=9, choices=VotingRule.choices, default=VotingRule.CAST)
    tie_rule = models.CharField("at a tie", max_length=5, choices=TieRule.choices, default=TieRule.AGAIN)
    evaluations_needed = models.PositiveSmallIntegerField(
        "evaluations before a vote", default=2, validators=[MaxValueValidator(20)]
    )
    vote_days = models.PositiveSmallIntegerField(
        "days that a vote without a meeting stays open",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    validity_months = models.PositiveSmallIntegerField(
        "months that an approval holds",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text="Proposed with each decision. Empty: an approval holds until it is ended.",
    )
    review_days = models.PositiveSmallIntegerField(
        "days before its end that a review begins",
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )

    class Meta:
        verbose_name = "settings of the committee"
        verbose_name_plural = "settings of the committee"
        constraints = [
            models.CheckConstraint(condition=models.Q(singleton=True), name="inventory_committee_settings_one_row"),
            models.CheckConstraint(
                condition=~models.Q(quorum_kind="number") | models.Q(quorum_number__isnull=False, quorum_number__gte=1),
                name="inventory_quorum_says_how_many",
                violation_error_message="Say how many members make the quorum.",
            ),
        ]

    def __str__(self) -> str:
        return "Settings of the committee"

    def clean(self) -> None:
        """A quorum by number needs its number."""
        if self.quorum_kind == QuorumKind.NUMBER and not self.quorum_number:
            raise ValidationError({"quorum_number": "Say how many members make the quorum."})


class AppRequestState(models.TextChoices):
    """Where a request stands. `inventory/committee/states.py` says which may follow which."""

    ASKED = "asked", "asked"
    EVALUATING = "evaluating", "being evaluated"
    VOTING = "voting", "being voted on"
    DECIDED = "decided", "decided"
    WITHDRAWN = "withdrawn", "withdrawn"
    JOINED = "joined", "joined to another"
    ANSWERED = "answered", "answered without a vote"


OPEN_REQUESTS: Final = (AppRequestState.ASKED, AppRequestState.EVALUATING, AppRequestState.VOTING)


class UnderThirteen(models.TextChoices):
    YES = "yes", "yes"
    NO = "no", "no"
    UNKNOWN = "unknown", "not known"


class VotingWay(models.TextChoices):
    NONE = "", "not opened"
    MEETING = "meeting", "in a meeting"
    APART = "apart", "without a meeting"


@tracked()
class AppRequest(models.Model):
    """A member of staff asks for an app, or a review of one falls due (then nobody asked). Its number is A-1."""

    number = models.CharField(max_length=12, unique=True, editable=False)
    ordinal = models.PositiveIntegerField(unique=True, editable=False)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="app_requests"
    )
    product = models.ForeignKey("vendors.Product", models.PROTECT, null=True, blank=True, related_name="app_requests")
    product_name = models.CharField("name of the app", max_length=200)
    operator_name = models.CharField("who makes it", max_length=200, blank=True)
    website = models.URLField(blank=True)
    purpose = models.TextField(help_text="What it is wanted for, in plain words.")
    content_area = models.CharField(max_length=80, blank=True)
    lowest_grade = models.CharField(max_length=4, choices=CHOICES)
    highest_grade = models.CharField(max_length=4, choices=CHOICES)
    school = models.ForeignKey("district.School", models.PROTECT, null=True, blank=True, related_name="+")
    under_13 = models.CharField(
        "pupils under 13 will use it", max_length=7, choices=UnderThirteen.choices, default=UnderThirteen.UNKNOWN
    )
    elements = models.ManyToManyField(DataElement, blank=True, related_name="app_requests")
    data_note = models.TextField("what else it asks of pupils", blank=True)
    need_by = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AppRequestState.choices, default=AppRequestState.ASKED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who looks after it.",
    )
    rubric_version = models.ForeignKey(RubricVersion, models.PROTECT, null=True, blank=True, related_name="+")
    voting_way = models.CharField(max_length=7, choices=VotingWay.choices, default=VotingWay.NONE, blank=True)
    voting_round = models.PositiveSmallIntegerField(default=0, help_text="0: no vote was opened yet.")
    voting_opened_at = models.DateTimeField(null=True, blank=True)
    voting_closes_at = models.DateTimeField(null=True, blank=True)
    reviews = models.ForeignKey(
        "inventory.CommitteeDecision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_by",
        help_text="The approval that is looked at again.",
    )
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    answer = models.TextField(blank=True, help_text="What the requester was told, where no vote was needed.")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-ordinal"]
        verbose_name = "request for an app"
        verbose_name_plural = "requests for apps"
        permissions = [("run_committee", "May triage requests for apps, open votes and write decisions")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(requester__isnull=False) | models.Q(reviews__isnull=False),
                name="inventory_app_request_has_requester",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "evaluating", "voting"]) | models.Q(closed_at__isnull=False),
                name="inventory_app_request_closed_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="joined") | models.Q(joined_to__isnull=False),
                name="inventory_app_request_joined_to",
            ),
            models.UniqueConstraint(
                fields=["reviews"],
                condition=models.Q(reviews__isnull=False, state__in=["asked", "evaluating", "voting"]),
                name="inventory_one_open_review",
            ),
        ]
        indexes = [
            models.Index(
                fields=["need_by", "asked_at"],
                condition=models.Q(state__in=["asked", "evaluating", "voting"]),
                name="inventory_app_request_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.product_name}"

    def get_absolute_url(self) -> str:
        """Its item on the committee's desk."""
        return reverse("committee:item", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REQUESTS

    @property
    def grades(self) -> str:
        """The grades in words."""
        return grades_in_words(self.lowest_grade, self.highest_grade)


@tracked_links
class AppRequestElement(AppRequest.elements.through):  # type: ignore[name-defined]
    """Which kinds of information a request names: tracked, so that the trail says when one was added."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "kind of information of a request"
        verbose_name_plural = "kinds of information of requests"


@tracked()
class AppRequestNote(models.Model):
    """A word on a request: among the committee, to the requester, or the requester's answer."""

    request = models.ForeignKey(AppRequest, models.CASCADE, related_name="notes")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    text = models.TextField()
    shown = models.BooleanField(default=False, help_text="The requester reads it.")

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = "note on a request for an app"
        verbose_name_plural = "notes on requests for apps"
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="inventory_app_note_has_text")]

    def __str__(self) -> str:
        return f"Note on {self.request.number}"
