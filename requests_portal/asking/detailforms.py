"""The question that each kind of request adds: how a copy comes, what is wrong, where the child's work goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from requests_portal.asking.forms import NAME_LENGTH, WORDS_LENGTH, Question
from requests_portal.asking.widgets import choice
from requests_portal.languages import language_current
from requests_portal.models import PortalSettings


def page_cents(settings: PortalSettings) -> int:
    """What a page on paper costs, in cents: the district's fee, never above the State Board's schedule. 0: free."""
    fee = settings.paper_cents_per_page or 0
    return min(fee, settings.most_cents_per_page) if settings.most_cents_per_page is not None else 0


def dollars(cents: int) -> str:
    return f"${cents // 100}.{cents % 100:02}"


def words_field(label: Any, *, required: Any = "", hint: Any = "", rows: int = 4) -> forms.CharField:
    """A text of some sentences. `required` is what is said where it is missing; empty: it may be left out."""
    return forms.CharField(
        label=label,
        max_length=WORDS_LENGTH,
        required=bool(required),
        help_text=hint,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": required} if required else {},
    )


class InspectForm(Question):
    what = words_field(
        lazy("Is there anything that you want to see above all, or days on which you can come?"),
        hint=lazy("You may leave this empty. You then see everything that you chose."),
    )

    def title(self) -> str:
        return _("Anything we should know?")

    @classmethod
    def stands(cls, given: dict[str, Any], asked: Any) -> bool:
        return "what" in given


class CopyForm(Question):
    single = True
    form = forms.ChoiceField(
        label=lazy("How do you want your copy?"),
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose how you want your copy.")},
    )
    waiver = forms.BooleanField(
        label=lazy("I cannot pay for paper. Please do not charge me."),
        help_text=lazy("Tick it and you pay nothing. We ask for no proof, and nobody is refused a copy for it."),
        required=False,
    )

    def prepare(self) -> None:
        cents = page_cents(self.asked.settings)
        paper = _("By mail or to pick up. It costs %(cost)s a page; we tell you the sum before we copy.")
        self.fields["form"].choices = [  # type: ignore[attr-defined]
            ("electronic", choice(_("Electronic"), _("Free. You get a link by e-mail and open it with a code."))),
            (
                "paper",
                choice(
                    _("On paper"),
                    paper % {"cost": dollars(cents)} if cents else _("By mail or to pick up. It costs nothing."),
                ),
            ),
        ]
        if not cents:
            del self.fields["waiver"]

    def title(self) -> str:
        return _("How do you want your copy?")

    def answers(self) -> dict[str, Any]:
        """The fee as it was shown goes along, so that nobody is charged more than was said."""
        paper = self.cleaned_data["form"] == "paper"
        return {
            "form": self.cleaned_data["form"],
            "waiver": paper and bool(self.cleaned_data.get("waiver")),
            "cents_shown": page_cents(self.asked.settings) if paper else 0,
        }


class CorrectForm(Question):
    wrong = words_field(
        lazy("What is wrong?"),
        required=lazy("Say what is wrong."),
        hint=lazy("Where you saw it, and what it says."),
    )
    right = words_field(lazy("What would be right?"), required=lazy("Say what would be right."))

    def title(self) -> str:
        return _("What is wrong, and what is right?")


class DeleteForm(Question):
    what = words_field(
        lazy("What should be deleted?"),
        hint=lazy("You may leave this empty. Then it is everything that you chose."),
    )

    template = "portal/question_delete.html"

    def title(self) -> str:
        return _("What should be deleted?")

    @classmethod
    def stands(cls, given: dict[str, Any], asked: Any) -> bool:
        return "what" in given


class ContentForm(Question):
    single = True
    keep = forms.ChoiceField(
        label=lazy("How do you want to keep it?"),
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose how you want to keep it.")},
    )
    account = forms.CharField(
        label=lazy("If to an account: which one?"),
        help_text=lazy("The e-mail address or the name of the account. Never give a password."),
        max_length=NAME_LENGTH,
        required=False,
    )

    def prepare(self) -> None:
        self.fields["keep"].choices = [  # type: ignore[attr-defined]
            ("download", choice(_("As files to download"), _("You get a link by e-mail and open it with a code."))),
            ("transfer", choice(_("Moved to an account of our own"), _("Where the app can do that."))),
        ]

    def title(self) -> str:
        return _("How do you want to keep it?")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("keep") == "transfer" and "account" in given and not given["account"]:
            self.add_error("account", lazy("Say to which account."))
        if given.get("keep") == "download":
            given["account"] = ""
        return given


class DirectoryForm(Question):
    what = words_field(
        lazy("Which information do you ask for?"), required=lazy("Say which information you ask for."), rows=3
    )
    purpose = words_field(
        lazy("What is it for?"),
        required=lazy("Say what it is for."),
        hint=lazy("The law allows it only for purposes of the school. This answer decides."),
        rows=3,
    )
    recipient = forms.CharField(
        label=lazy("Who will have it?"),
        help_text=lazy("Your own name, or that of the group or company that you ask for."),
        max_length=NAME_LENGTH,
        error_messages={"required": lazy("Say who will have it.")},
    )

    def title(self) -> str:
        return _("What do you ask for, and what for?")

    def intro(self) -> str:
        return self.asked.settings.text("directory", language_current())


class ProofForm(Question):
    proof = forms.FileField(
        label=lazy("A photo or file that shows it"),
        required=False,
        help_text=lazy("Such as a photo of a report card: a picture, a PDF or a Word file."),
    )
    template = "portal/question_proof.html"

    def title(self) -> str:
        return _("Can you show us that it is wrong?")

    def intro(self) -> str:
        return _("You need not. If you have something at hand, it makes our answer quicker.")

    def answers(self) -> dict[str, Any]:
        return {"seen": True}
