"""The staff form for requests that came on paper, by telephone, in person or by mail, one kind at a time."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from district.models import School
from inventory.models import DataElement
from requests_portal.models import Channel, RequestKind
from requests_portal.models.requests import LANGUAGES
from vendors.models import Product

LONGEST_WORDS: Final = 4000
LONGEST_NAME: Final = 120
OLDEST_DAYS: Final = 731
MOMENT_FORMATS: Final = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
CHANNELS: Final = [(channel.value, channel.label) for channel in Channel if channel != Channel.PORTAL]
RELATIONSHIPS: Final = [
    ("parent", "A parent"),
    ("guardian", "A legal guardian"),
    ("student", "The student, of 18 or older"),
    ("other", "Somebody else"),
]
ASKER: Final = ("name", "email", "telephone", "city", "state", "postal_code", "relationship", "other", "signature")
SAID: Final = ("student_name", "student_number")
# Kind → the fields of `details` that its form has.
DETAILS: Final[dict[str, tuple[str, ...]]] = {
    RequestKind.INSPECT: ("what",),
    RequestKind.COPY: ("what", "form", "waiver"),
    RequestKind.CORRECT: ("wrong", "right"),
    RequestKind.DELETE: ("what",),
    RequestKind.CONTENT: ("what", "keep", "account"),
    RequestKind.DIRECTORY: ("what", "purpose", "recipient"),
}
EVERY_DETAIL: Final = ("what", "wrong", "right", "form", "waiver", "keep", "account", "purpose", "recipient")


def _words(label: str, *, required: bool = False, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3}),
    )


def _line(label: str, *, required: bool = False, hint: str = "", longest: int = LONGEST_NAME) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=longest,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class EntryForm(forms.Form):
    """What stands on the paper, or what was said. Groups of fields are those of GROUPS."""

    channel = forms.ChoiceField(
        label="How it came",
        choices=CHANNELS,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it came."},
    )
    asked_at = forms.DateTimeField(
        label="When it reached the district",
        help_text="Whoever took it in, and wherever: the clocks count from here. In the district’s time.",
        input_formats=MOMENT_FORMATS,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Enter when it reached the district: the clocks count from that moment.",
            "invalid": "Enter a day and a time, such as 2026-11-20 17:40.",
        },
    )
    language = forms.ChoiceField(label="Language of the family", choices=LANGUAGES, initial="en")

    name = _line("Name of who asks", required=True)
    relationship = forms.ChoiceField(
        label="Who they are to the pupil",
        choices=RELATIONSHIPS,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who they are."},
    )
    other = _line("If somebody else: who")
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="Without one the answer goes by letter, and nothing can be followed on the page.",
    )
    telephone = _line("Telephone", longest=40)
    lines = forms.CharField(
        label="Street and number",
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )
    city = _line("City")
    state = _line("State", hint="Two letters.", longest=2)
    postal_code = _line("ZIP code", longest=10)
    signature = _line("Signed as", hint="The name under the form, if it is signed.")

    student_name = _line("Name of the pupil", required=True)
    student_number = _line("Number of the pupil", longest=40)
    birth_date = forms.DateField(
        label="Birth date of the pupil",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    school = forms.ModelChoiceField(
        label="School", queryset=School.objects.none(), required=False, empty_label="Not known"
    )

    what = _words("What they ask for", hint="In their words.")
    wrong = _words("What is wrong", required=True)
    right = _words("What would be right", required=True)
    form = forms.ChoiceField(
        label="How they want it", choices=[("electronic", "Electronic"), ("paper", "On paper")], initial="electronic"
    )
    waiver = forms.BooleanField(
        label="They say that they cannot pay for paper",
        required=False,
        help_text="That is enough: no proof is asked for.",
    )
    keep = forms.ChoiceField(
        label="How they want to keep it",
        choices=[("download", "As files to download"), ("transfer", "Moved to an account of theirs")],
        initial="download",
    )
    account = _line("Which account, if it is moved")
    purpose = _words("What it is for", required=True)
    recipient = _line("Who will have it", required=True)
    all_products = forms.BooleanField(
        label="Everything that the district and its operators hold", required=False, initial=True
    )
    products = forms.ModelMultipleChoiceField(
        label="Or these products",
        queryset=Product.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    elements = forms.ModelMultipleChoiceField(
        label="Or these kinds of information",
        queryset=DataElement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    another = forms.BooleanField(label="I looked: this is another request", required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kind: str,
        today: date,
        schools: QuerySet[School],
        products: QuerySet[Product],
        elements: QuerySet[DataElement],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.today = kind, today
        querysets = {"school": schools, "products": products, "elements": elements}
        for name, rows in querysets.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name in set(EVERY_DETAIL) - set(DETAILS[kind]):
            del self.fields[name]
        if kind == RequestKind.DIRECTORY:
            self._without_pupil()

    def _without_pupil(self) -> None:
        """Anybody may ask for directory information, of whomever: there need be no pupil and no product."""
        for name in ("student_number", "birth_date", "all_products", "products", "elements"):
            del self.fields[name]
        self.fields["student_name"].required = False
        self.fields["student_name"].label = "Pupils, if they name any"
        self.fields["relationship"].initial = "other"

    def ask_twice(self) -> None:
        """Show the box by which a person says that it is another request."""
        self.fields["another"].widget = forms.CheckboxInput()

    def clean_asked_at(self) -> datetime:
        """Not so long ago that it must be a slip of the pen: the year is mistyped more often than two years pass."""
        moment: datetime = self.cleaned_data["asked_at"]
        if (self.today - moment.date()).days > OLDEST_DAYS:
            raise forms.ValidationError("This lies more than two years back. Look at the year again.")
        return moment

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born and born > self.today:
            raise forms.ValidationError("This day lies in the future.")
        return born

    def clean_state(self) -> str:
        return str(self.cleaned_data["state"]).upper()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(name) for name in ("email", "telephone", "lines")) and "email" not in self.errors:
            self.add_error("email", "Enter one way to reach them: e-mail, telephone or an address.")
        chosen = any(given.get(name) for name in ("all_products", "products", "elements", "what", "wrong", "purpose"))
        if not chosen and not self.errors:
            self.add_error(None, "Say what it is about: everything, products, kinds of information, or in words.")
        if given.get("keep") == "transfer" and not given.get("account"):
            self.add_error("account", "Say to which account it is moved.")
        return given

    def asker(self) -> dict[str, Any]:
        """As `PrivacyRequest.asker` keeps it."""
        lines = [line.strip() for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        return {**{name: self.cleaned_data[name] for name in ASKER}, "lines": lines}

    def said(self) -> dict[str, Any]:
        """As `PrivacyRequest.said` keeps it."""
        born = self.cleaned_data.get("birth_date")
        said = {name: self.cleaned_data.get(name, "") for name in SAID}
        return {**said, "birth_date": born.isoformat() if born else ""}

    def details(self) -> dict[str, Any]:
        """As `PrivacyRequest.details` keeps it."""
        return {name: self.cleaned_data[name] for name in DETAILS[self.kind]}

    def asked(self) -> dict[str, Any]:
        """What `request_enter` takes, but for channel, moment and actor."""
        values = self.cleaned_data
        everything = bool(values.get("all_products")) and not (values.get("products") or values.get("elements"))
        return {
            "kind": self.kind,
            "language": values["language"],
            "asker": self.asker(),
            "said": self.said(),
            "details": self.details(),
            "school": values["school"],
            "products": values.get("products") or (),
            "elements": values.get("elements") or (),
            "all_products": everything,
        }

    def folded(self) -> list[forms.BoundField]:
        """Long lists, shown behind a disclosure: those that this kind has and that hold something to choose."""
        return [self[name] for name in FOLDED if name in self.fields and self[name].field.queryset.exists()]  # type: ignore[attr-defined]

    def unfolded(self) -> bool:
        """Whether something was chosen there, or is wrong with it."""
        return any(field.errors or field.data for field in self.folded())

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Fields under their headings, those that this kind has."""
        for title, names in GROUPS:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield title, fields


GROUPS: Final[tuple[tuple[str, Iterable[str]], ...]] = (
    ("How it came", ("channel", "asked_at", "language")),
    (
        "Who asks",
        ("name", "relationship", "other", "email", "telephone", "lines", "city", "state", "postal_code", "signature"),
    ),
    ("About whom", ("student_name", "student_number", "birth_date", "school")),
    ("What they ask for", (*EVERY_DETAIL, "all_products")),
)
FOLDED: Final = ("products", "elements")


def moment_initial(now: datetime) -> dict[str, datetime]:
    """The form opens with this very moment: most requests are entered while somebody waits."""
    return {"asked_at": now}
