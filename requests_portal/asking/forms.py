"""The questions that every kind of request shares, one form a page. What a form gives is kept as JSON.

`of(asked)` of each class answers the page's title; hints under a choice say what a family needs in order to choose.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from district.grades import GRADES
from district.statenames import STATE_NAMES
from requests_portal.asking.asked import Asked
from requests_portal.asking.terms import form_asks_address
from requests_portal.asking.widgets import DayField, GroupedChecks, MailField, choice, grouped
from requests_portal.models import RequestKind
from roster.families import OF_AGE

NAME_LENGTH = 120
WORDS_LENGTH = 4000
RELATIONSHIPS = ("parent", "guardian", "student", "other")


class Question(forms.Form):
    """One page. `single`: its one field asks what the title says, so that its own label is for screen readers alone."""

    single: ClassVar[bool] = False
    template: ClassVar[str] = "portal/question.html"

    def __init__(self, *args: Any, asked: Asked, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the answers so far."""

    def title(self) -> str:
        """The question, in a few words."""
        raise NotImplementedError

    def intro(self) -> str:
        """A sentence under the title; empty for none."""
        return ""

    def answers(self) -> dict[str, Any]:
        """What is kept of a valid form."""
        return dict(self.cleaned_data)

    @classmethod
    def stands(cls, given: dict[str, Any], asked: Asked) -> bool:
        """Whether what was answered before is still an answer, after others were changed."""
        return bool(given)


def kind_choices() -> list[tuple[str, Any]]:
    """The kinds with what each means, in the order in which families ask them."""
    return [
        (RequestKind.COPY, choice(_("Get a copy"), _("Of what the school and its apps hold about your child."))),
        (RequestKind.INSPECT, choice(_("See the records"), _("Look at them at school, or have them shown to you."))),
        (RequestKind.CORRECT, choice(_("Correct something wrong"), _("Such as a wrong name, date or mark."))),
        (RequestKind.DELETE, choice(_("Delete information"), _("From an app that your child uses or used."))),
        (
            RequestKind.CONTENT,
            choice(_("Take my child’s own work along"), _("Writing, pictures or projects that your child made.")),
        ),
        (
            RequestKind.DIRECTORY,
            choice(_("Directory information"), _("Anybody may ask for it; say what it is for.")),
        ),
    ]


class WhatForm(Question):
    single = True
    kind = forms.ChoiceField(
        label=lazy("What do you want to ask for?"),
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose what you want to ask for.")},
    )

    def prepare(self) -> None:
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]

    def title(self) -> str:
        return _("What do you want to ask for?")


class WhoForm(Question):
    single = True
    relationship = forms.ChoiceField(
        label=lazy("Who are you?"),
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose who you are.")},
    )
    other = forms.CharField(
        label=lazy("If somebody else: who are you to the child?"),
        max_length=NAME_LENGTH,
        required=False,
    )

    def prepare(self) -> None:
        self.fields["relationship"].choices = [  # type: ignore[attr-defined]
            ("parent", choice(_("A parent"))),
            ("guardian", choice(_("A legal guardian"))),
            ("student", choice(_("The student, and I am %(age)s or older") % {"age": OF_AGE})),
            ("other", choice(_("Somebody else"), _("You will be asked at school to show that you may ask."))),
        ]

    def title(self) -> str:
        return _("Who are you?")

    def intro(self) -> str:
        return _(
            "Parents who do not live with the child may ask too. When a student turns %(age)s, these rights pass "
            "to the student."
        ) % {"age": OF_AGE}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("relationship") == "other" and not given.get("other"):
            self.add_error("other", lazy("Say who you are to the child, such as foster parent."))
        return given


class ChildForm(Question):
    student_name = forms.CharField(
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": lazy("Give the first and the last name.")},
    )
    birth_date = DayField(help_text=lazy("Or the student number below."))
    student_number = forms.CharField(
        label=lazy("Student number"),
        max_length=40,
        required=False,
        help_text=lazy("On report cards and school mail. Leave it empty if you do not have it."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def prepare(self) -> None:
        name, born = self.fields["student_name"], self.fields["birth_date"]
        name.label = (
            _("Your first and last name, as the school knows it")
            if self.asked.own
            else _("The child’s first and last name, as the school knows it")
        )
        born.label = _("Your birth date") if self.asked.own else _("The child’s birth date")

    def title(self) -> str:
        return _("Which student are you?") if self.asked.own else _("Which child is it about?")

    def intro(self) -> str:
        return _("One child a request. We need the birth date or the student number, so that nobody is mixed up.")

    def clean_birth_date(self) -> str:
        born = str(self.cleaned_data.get("birth_date") or "")
        if born and born > self.asked.day.isoformat():
            raise forms.ValidationError(lazy("This day lies in the future."), code="future")
        return born

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "birth_date" in given and not given["birth_date"] and not given.get("student_number"):
            self.add_error("birth_date", lazy("Give the birth date, or the student number below."))
        return given


def grade_words(grade: str) -> str:
    """A grade in the active language."""
    if grade == "PK":
        return _("Pre-kindergarten")
    if grade == "K":
        return _("Kindergarten")
    return _("Grade %(number)s") % {"number": grade}


class SchoolForm(Question):
    NONE = "none"
    school = forms.ChoiceField(
        label=lazy("School"),
        error_messages={"required": lazy("Choose a school, or that you are not sure.")},
    )
    grade = forms.ChoiceField(
        label=lazy("Grade"),
        error_messages={"required": lazy("Choose a grade, or that you are not sure.")},
    )

    def prepare(self) -> None:
        unsure = _("I am not sure, or no longer at school here")
        schools = [(str(school.pk), school.name) for school in self.asked.schools]
        grades = [(grade, grade_words(grade)) for grade in GRADES]
        self.fields["school"].choices = [("", _("Choose")), *schools, (self.NONE, unsure)]  # type: ignore[attr-defined]
        self.fields["grade"].choices = [("", _("Choose")), *grades, (self.NONE, unsure)]  # type: ignore[attr-defined]

    def title(self) -> str:
        return _("Which school and grade?")

    def intro(self) -> str:
        return _("We show you the apps that this school and grade use. An older school or grade is fine too.")


class ScopeForm(Question):
    single = True
    scope = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": lazy("Choose one.")})

    def prepare(self) -> None:
        self.fields["scope"].label = self.title()
        self.fields["scope"].choices = list(self._choices())  # type: ignore[attr-defined]

    def _choices(self) -> Iterable[tuple[str, Any]]:
        yield "all", choice(_("Everything"), _("What the school holds, and every app of this school and grade."))
        if self.asked.apps:
            yield "apps", choice(_("Certain apps"), _("You choose from a list on the next page."))
        if self.asked.kind != RequestKind.CONTENT and self.asked.elements:
            yield "elements", choice(_("Certain information"), _("Such as the address, or marks, wherever it is held."))

    def title(self) -> str:
        if self.asked.kind == RequestKind.CORRECT:
            return _("Where is the mistake?")
        return _("What is it about?")

    @classmethod
    def stands(cls, given: dict[str, Any], asked: Asked) -> bool:
        return given.get("scope") in {value for value, _label in cls(asked=asked)._choices()}


class ListForm(Question):
    """Several of a list that depends on the answers so far."""

    single = True

    @classmethod
    def stands(cls, given: dict[str, Any], asked: Asked) -> bool:
        form = cls(given, asked=asked)
        return form.is_valid()


class AppsForm(ListForm):
    apps = forms.MultipleChoiceField(
        widget=GroupedChecks, error_messages={"required": lazy("Choose at least one app.")}
    )

    def prepare(self) -> None:
        by = _("by %(company)s")
        rows = [(app.area, str(app.pk), choice(app.name, by % {"company": app.operator})) for app in self.asked.apps]
        self.fields["apps"].label = self.title()
        self.fields["apps"].choices = grouped(rows)  # type: ignore[attr-defined]

    def title(self) -> str:
        return _("Which apps?")

    def intro(self) -> str:
        return _("These hold information on students of this school and grade.")


class ElementsForm(ListForm):
    elements = forms.MultipleChoiceField(
        widget=GroupedChecks, error_messages={"required": lazy("Choose at least one.")}
    )

    def prepare(self) -> None:
        rows = [(row.group, str(row.pk), choice(row.name, row.explanation)) for row in self.asked.elements]
        self.fields["elements"].label = self.title()
        self.fields["elements"].choices = grouped(rows)  # type: ignore[attr-defined]

    def title(self) -> str:
        return _("Which information?")


class YouForm(Question):
    name = forms.CharField(
        label=lazy("Your first and last name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": lazy("Give your first and last name.")},
    )
    email = MailField(
        label=lazy("E-mail address"),
        max_length=254,
        help_text=lazy("We send you a code and a link there. Nobody else needs to know this address."),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": lazy("Give an e-mail address, or ask by telephone or on paper."),
        },
    )
    telephone = forms.CharField(label=lazy("Telephone"), max_length=40, widget=forms.TelInput({"autocomplete": "tel"}))

    def prepare(self) -> None:
        if self.asked.own and not self.initial.get("name"):
            self.initial["name"] = self.asked.given("child").get("student_name", "")
        self.fields["telephone"].required = needs_address(self.asked)
        self.fields["telephone"].error_messages["required"] = _("Give a telephone number: the rules for copies ask it.")

    def title(self) -> str:
        return _("How do we reach you?")

    def clean_telephone(self) -> str:
        telephone = str(self.cleaned_data["telephone"])
        if telephone and sum(mark.isdecimal() for mark in telephone) < 7:
            raise forms.ValidationError(lazy("This number is too short."), code="short")
        return telephone

    @classmethod
    def stands(cls, given: dict[str, Any], asked: Asked) -> bool:
        return bool(given) and (bool(given.get("telephone")) or not needs_address(asked))


def needs_address(asked: Asked) -> bool:
    """Whether a postal address and a telephone number are needed: what the adopted packs ask of requests for copies."""
    return asked.kind == RequestKind.COPY and (asked.on_paper or form_asks_address(asked.packs))


class AddressForm(Question):
    street = forms.CharField(
        label=lazy("Street and number"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "address-line1"}),
        error_messages={"required": lazy("Give the street and number.")},
    )
    apartment = forms.CharField(
        label=lazy("Apartment"),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput({"autocomplete": "address-line2"}),
    )
    city = forms.CharField(
        label=lazy("City"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "address-level2"}),
        error_messages={"required": lazy("Give the city.")},
    )
    state = forms.ChoiceField(label=lazy("State"), widget=forms.Select({"autocomplete": "address-level1"}))
    postal_code = forms.RegexField(
        r"^\d{5}(-\d{4})?$",
        label=lazy("ZIP code"),
        max_length=10,
        widget=forms.TextInput({"autocomplete": "postal-code", "inputmode": "numeric"}),
        error_messages={
            "required": lazy("Give the ZIP code."),
            "invalid": lazy("A ZIP code has five digits."),
        },
    )

    def prepare(self) -> None:
        self.fields["state"].choices = sorted(STATE_NAMES.items(), key=lambda row: row[1])  # type: ignore[attr-defined]
        if self.asked.district is not None:
            self.initial.setdefault("state", self.asked.district.state)

    def title(self) -> str:
        return _("What is your address?")

    def intro(self) -> str:
        return _("The state’s rules for copies ask for it. It also helps us to see that you are who you say.")
