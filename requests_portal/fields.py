"""Fields that several forms of the portal and the desk share."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as lazy


class CodeField(forms.CharField):
    """The six digits of a mail. A phone offers its numbers, and fills in what just arrived."""

    def __init__(self, **options: Any) -> None:
        attrs = {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "class": "portal-code",
            "maxlength": "12",
            "spellcheck": "false",
        }
        options.setdefault("label", lazy("Code"))
        options.setdefault("help_text", lazy("Six digits, from the newest e-mail."))
        options.setdefault("error_messages", {"required": lazy("Type the code from the e-mail.")})
        super().__init__(max_length=32, widget=forms.TextInput(attrs=attrs), **options)


class ManyFilesInput(forms.ClearableFileInput):
    """One field that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of files, at most `most`; empty where none was chosen and none is required.

    Each is what Django takes for a file (`allow_empty_file` as there). `too_many` takes %(most)d.
    """

    widget = ManyFilesInput

    def __init__(self, *, most: int, too_many: Any, **options: Any) -> None:
        super().__init__(**options)
        self.most, self.too_many = most, too_many

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        given = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(given) > self.most:
            raise forms.ValidationError(self.too_many, code="many", params={"most": self.most})
        return [super(ManyFilesField, self).clean(file) for file in given]
