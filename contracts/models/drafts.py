"""Papers that the district drafts itself: addenda, model agreements, the one page that accepts a general offer."""

from django.conf import settings
from django.db import models

from district.history import tracked, tracked_links


class DraftKind(models.TextChoices):
    ADDENDUM = "addendum", "addendum"
    MODEL = "model", "model agreement"
    ACCEPTANCE = "acceptance", "acceptance of a general offer"


@tracked(exclude=["content"])
class Draft(models.Model):
    """One generated paper with both its files, pinned to the packs and answers it was made from. Never changed.

    Counsel's release makes a new row that names the draft it releases in `releases`.
    """

    kind = models.CharField(max_length=10, choices=DraftKind.choices)
    title = models.CharField(max_length=300)
    operator = models.ForeignKey("vendors.Operator", models.PROTECT, related_name="drafts")
    agreement = models.ForeignKey("contracts.Agreement", models.CASCADE, null=True, blank=True, related_name="drafts")
    document = models.ForeignKey(
        "contracts.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        help_text="The version of the agreement that an addendum was made for.",
    )
    products = models.ManyToManyField("vendors.Product", blank=True, related_name="drafts")
    packs = models.JSONField(default=dict, help_text="{pack id: version}")
    provisions = models.JSONField(default=list, help_text="Ids of the provisions that it writes out.")
    fields = models.JSONField(default=dict, help_text="{field: what was entered}")
    content = models.JSONField(help_text="The paper itself, as contracts.drafting.paper.Paper.")
    verdicts = models.JSONField(
        default=dict, blank=True, help_text="{provision: verdict} of the checker; of an addendum, with the agreement."
    )
    checker_version = models.CharField(max_length=40, blank=True)
    docx_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    releases = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="release", help_text="The draft that is released."
    )
    opinion = models.TextField(blank=True, help_text="Counsel's words on releasing it.")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(releases=None, released_by=None, opinion="")
                | (models.Q(releases__isnull=False, released_by__isnull=False) & ~models.Q(opinion="")),
                name="contracts_release_has_counsel_and_words",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="addendum") | models.Q(agreement__isnull=False, document__isnull=False),
                name="contracts_addendum_amends_an_agreement",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def released(self) -> bool:
        return self.releases_id is not None


@tracked_links
class DraftProduct(Draft.products.through):  # type: ignore[name-defined]
    """Which products a draft was made for."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "product of a draft"
        verbose_name_plural = "products of drafts"
