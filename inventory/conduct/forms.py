"""Forms of a case against an operator."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from contracts.models import Agreement
from district.filefields import ManyFilesField
from district.models import User
from inventory.conduct.restrictions import Forbidden
from inventory.conduct.services.answering import MOST_FILES
from inventory.conduct.services.cases import ENDS, MOST_WORDS
from inventory.models import Authority, ConductOutcome
from inventory.products.forms import short
from vendors.models import Contact, Product

if TYPE_CHECKING:
    AuthorityModelForm = forms.ModelForm[Authority]
else:  # Django's own class takes no parameter at run time
    AuthorityModelForm = forms.ModelForm


def day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def words(label: str, rows: int = 4, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=MOST_WORDS, widget=short(rows), help_text=help_text)


class OpenForm(forms.Form):
    """A suspicion: against which rule, about which product, and who looks after it."""

    title = forms.CharField(label="What it is about, in a few words", max_length=200)
    restriction = forms.ChoiceField(label="What is forbidden", required=False, widget=forms.RadioSelect)
    suspicion = words("What is suspected", help_text="Who saw what, where and when. Name no pupil.")
    noticed_on = day("When it was noticed")
    product = forms.ModelChoiceField(
        label="Which product", queryset=Product.objects.none(), required=False, empty_label="all of its products"
    )
    agreement = forms.ModelChoiceField(
        label="Which agreement", queryset=Agreement.objects.none(), required=False, empty_label="none in particular"
    )
    owner = forms.ModelChoiceField(
        label="Who looks after it", queryset=User.objects.none(), required=False, empty_label="nobody yet"
    )

    def __init__(
        self, *args: Any, rules: list[Forbidden], products: Any, agreements: Any, people: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.rule.id, f"{one.rule.title}: {one.rule.must} ({one.rule.cite.at})") for one in rules]
        self.fields["restriction"].choices = [*choices, ("", "Something else")]  # type: ignore[attr-defined]
        self.fields["product"].queryset = products  # type: ignore[attr-defined]
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """A file that shows it."""

    file = forms.FileField(label="File", help_text="A picture, PDF, text or mail. It is stored sealed.")
    shows = forms.CharField(label="What it shows", max_length=300, required=False)


class NoticeForm(forms.Form):
    """What the operator is written."""

    contact = forms.ModelChoiceField(label="To whom", queryset=Contact.objects.none(), empty_label=None)
    words = words("What it is written", rows=14)
    answer_by = day("Answer by", "Proposed. No adopted text names a number of days.")

    def __init__(self, *args: Any, contacts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
        self.fields["contact"].label_from_instance = contact_in_words  # type: ignore[attr-defined]


def contact_in_words(contact: Contact) -> str:
    duty = ", answers for breaches" if contact.for_breaches else ""
    return f"{contact.name} ({contact.email}){duty}"


class AnswerForm(forms.Form):
    """An answer that came in otherwise."""

    by = forms.CharField(label="Who answers", max_length=200)
    words = words("What it answers", rows=8)


class OperatorAnswerForm(AnswerForm):
    """The operator's own answer, with files."""

    by = forms.CharField(label="Your name and position", max_length=200)
    words = words("Your answer", rows=10)
    attached = ManyFilesField(
        most=MOST_FILES,
        too_many="Send %(most)d files at most.",
        label="Files",
        required=False,
        help_text=f"PDF, pictures, text or mail; {MOST_FILES} at most.",
    )


class EndForm(forms.Form):
    """The end of the operator's services."""

    ended_on = day("Last day of use")
    agreements = forms.BooleanField(
        label="End its signed agreements too",
        required=False,
        initial=True,
        help_text="Then the return and the deletion of the data begin.",
    )
    because = words("Why")


class ReportForm(forms.Form):
    """The report to an authority."""

    authority = forms.ModelChoiceField(label="To which authority", queryset=Authority.objects.none(), empty_label=None)
    words = words("What is reported", rows=14)

    def __init__(self, *args: Any, authorities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = authorities  # type: ignore[attr-defined]


class SentForm(forms.Form):
    """When and how a report was sent."""

    sent_on = day("Sent on")
    how = forms.CharField(label="How it was sent", max_length=300, help_text="Such as By registered mail.")


class AuthorityForm(AuthorityModelForm):
    class Meta:
        model = Authority
        fields = ["name", "matter", "address", "email", "source"]
        widgets = {"address": short(4)}


class NoteForm(forms.Form):
    words = words("Note", rows=3)


class CloseForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label="What came of it",
        widget=forms.RadioSelect,
        choices=[(outcome, ConductOutcome(outcome).label.capitalize()) for outcome in ENDS],
    )
    because = words("How it came to this")


class ReopenForm(forms.Form):
    because = words("Why it is opened again", rows=3)


def days_later(start: date, days: int) -> date:
    return date.fromordinal(start.toordinal() + days)
