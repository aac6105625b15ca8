"""A field of a form that takes several files."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


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
