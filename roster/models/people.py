"""Pupils, the households they live in, and who answers for them.

Names and ways of reaching people are sealed; the keys beside them are keyed hashes, made in roster/keys.py. None of
these tables is tracked: history would keep what retention must remove (ADR on students' data). What staff do with
people is told by `PersonAct`, without a name.
"""

from django.conf import settings
from django.db import models

from district.grades import CHOICES
from district.models import School
from district.sealedfield import SealedField

KEY_BYTES = 16


class Household(models.Model):
    """One postal address and the language that is read there."""

    source_key = models.CharField(max_length=255, unique=True, help_text="What the roster file knows it by.")
    # {lines: [...], city, state, postal_code, country}
    sealed = SealedField()
    address_key = models.BinaryField(max_length=KEY_BYTES)
    language = models.CharField(max_length=16, blank=True)
    seen_in = models.ForeignKey(
        "roster.RosterImport", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["address_key"], name="roster_household_address")]

    def __str__(self) -> str:
        return f"household {self.pk}"


class Student(models.Model):
    """A pupil. Inactive once the roster no longer names the pupil, until retention removes the row."""

    source_id = models.CharField(max_length=255, unique=True, help_text="The roster's own id; never shown to families.")
    school = models.ForeignKey(School, models.PROTECT, related_name="students")
    grade = models.CharField(max_length=4, choices=CHOICES, blank=True)
    # {number, given_name, family_name, birth_date (ISO or ""), email, language}
    sealed = SealedField()
    number_key = models.BinaryField(max_length=KEY_BYTES)
    name_key = models.BinaryField(max_length=KEY_BYTES)
    family_key = models.BinaryField(max_length=KEY_BYTES)
    birth_key = models.BinaryField(max_length=KEY_BYTES)
    name_birth_key = models.BinaryField(max_length=KEY_BYTES)
    language = models.CharField(max_length=16, blank=True)
    # Where a pupil of 18 or older is written to; empty: the guardians' household, where there is only one.
    household = models.ForeignKey(Household, models.SET_NULL, null=True, blank=True, related_name="students")
    active = models.BooleanField(default=True)
    entered_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    seen_in = models.ForeignKey(
        "roster.RosterImport", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["number_key"], name="roster_student_number"),
            models.Index(fields=["name_key"], name="roster_student_name"),
            models.Index(fields=["family_key"], name="roster_student_family"),
            models.Index(fields=["birth_key"], name="roster_student_birth"),
            models.Index(fields=["name_birth_key"], name="roster_student_name_birth"),
            models.Index(fields=["left_on"], name="roster_student_left", condition=models.Q(active=False)),
        ]

    def __str__(self) -> str:
        return f"student {self.pk}"


class Guardian(models.Model):
    """A parent or another adult who answers for pupils."""

    source_id = models.CharField(max_length=255, unique=True)
    household = models.ForeignKey(Household, models.SET_NULL, null=True, blank=True, related_name="guardians")
    # {given_name, family_name, email, phone, salutation}
    sealed = SealedField()
    name_key = models.BinaryField(max_length=KEY_BYTES)
    family_key = models.BinaryField(max_length=KEY_BYTES)
    email_key = models.BinaryField(max_length=KEY_BYTES)
    phone_key = models.BinaryField(max_length=KEY_BYTES)
    language = models.CharField(max_length=16, blank=True)
    # Staff set and lift it; an import may set it and never lifts it. The note: {reason}.
    do_not_contact = models.BooleanField(default=False)
    do_not_contact_note = SealedField(null=True, blank=True)
    do_not_contact_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    do_not_contact_at = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField(default=True)
    seen_in = models.ForeignKey(
        "roster.RosterImport", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["name_key"], name="roster_guardian_name"),
            models.Index(fields=["family_key"], name="roster_guardian_family"),
            models.Index(fields=["email_key"], name="roster_guardian_email"),
            models.Index(fields=["phone_key"], name="roster_guardian_phone"),
        ]

    def __str__(self) -> str:
        return f"guardian {self.pk}"


class Guardianship(models.Model):
    """That a guardian answers for a pupil.

    Inactive: the roster still names the pupil, but no longer this tie. The ties of a pupil who left stay as they were,
    so that the family can be written to about what happened before.
    """

    student = models.ForeignKey(Student, models.CASCADE, related_name="guardianships")
    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="guardianships")
    relationship = models.CharField(max_length=40, blank=True, help_text="Such as mother, father or grandparent.")
    # No letters about this pupil, no access. Staff set and lift it; an import may set it and never lifts it.
    court_order = models.BooleanField(default=False)
    court_order_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    court_order_at = models.DateTimeField(null=True, blank=True)
    # {reason}: what the order says and where it lies.
    note = SealedField(null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["student", "guardian"], name="roster_guardianship_once")]

    def __str__(self) -> str:
        return f"guardianship {self.pk}"
