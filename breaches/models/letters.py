"""What a breach letter says in the district's own words, and the addresses that it must give (E3, D6)."""

from django.conf import settings
from django.db import models

from district.history import tracked


class LetterLanguage(models.TextChoices):
    """The languages whose fixed words the product has. Families of other languages get the English letter."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Spanish"


class SourceKind(models.TextChoices):
    AGENCY = "agency", "consumer reporting agency"
    COMMISSION = "commission", "Federal Trade Commission"


@tracked()
class LetterSource(models.Model):
    """An agency that letters name, with its number and address: entered by a person, who says where it was read."""

    kind = models.CharField(max_length=10, choices=SourceKind.choices)
    name = models.CharField(max_length=120, unique=True)
    address = models.TextField(help_text="As it stands on a letter, one line a line.")
    telephone = models.CharField("toll-free number", max_length=40)
    website = models.CharField(max_length=120, blank=True, help_text="As people type it. The Commission's is required.")
    read_at = models.CharField("read where", max_length=300, help_text="Such as the address of the agency's own page.")
    read_on = models.DateField("read on")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    in_use = models.BooleanField(default=True, help_text="Letters name it.")

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="commission") | ~models.Q(website=""),
                name="breaches_commission_has_website",
                violation_error_message="Letters must give the Commission's website: write it.",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(kind="commission", in_use=True),
                name="breaches_one_commission",
                violation_error_message="There is one Federal Trade Commission: change the entry that is there.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class BreachLetter(models.Model):
    """The typed parts of the letter and the e-mail about one breach, in one language. Fixed words are in templates."""

    breach = models.ForeignKey("breaches.Breach", models.CASCADE, related_name="letters")
    language = models.CharField(max_length=2, choices=LetterLanguage.choices)
    dates = models.CharField(
        "date of the breach", max_length=200, blank=True, help_text="The day, or from when to when."
    )
    happened = models.TextField("what happened", blank=True)
    information = models.TextField("what information was involved", blank=True, help_text="One kind a line.")
    measures = models.TextField("what the district does", blank=True)
    advice = models.TextField(
        "passwords", blank=True, help_text="To change user name, password and security questions promptly."
    )
    operator_contact = models.TextField("how to reach the operator", blank=True, help_text="One line a line.")
    district_contact = models.TextField("how to reach the district", blank=True, help_text="One line a line.")
    more = models.TextField("further words", blank=True, help_text="Stand before the signature. May stay empty.")
    signer = models.TextField("signed by", blank=True, help_text="Name and office, one line a line.")
    email_subject = models.CharField("subject of the e-mail", max_length=200, blank=True)
    email_body = models.TextField(
        "text of the e-mail",
        blank=True,
        help_text="Empty: made from the parts above. {salutation} and {students} stand for the family's own words.",
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["breach", "language"]
        constraints = [models.UniqueConstraint(fields=["breach", "language"], name="breaches_letter_once_per_language")]

    def __str__(self) -> str:
        return f"{self.breach_id}: letter in {self.get_language_display()}"
