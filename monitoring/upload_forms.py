"""The form of an upload: what is no workbook at all is refused at once, beside the field."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from monitoring.models import Upload
from monitoring.unreadable import FactsUnreadable
from monitoring.workbook.envelope import LARGEST_FILE, MEGABYTE, check_size, check_workbook

BOOK, CONTINGENT = Upload.Kind.WORKBOOK.value, Upload.Kind.CONTINGENT.value
LABELS = {BOOK: "Заполненная книга, .xlsx", CONTINGENT: "Файл контингента, .xlsx или .csv"}
TYPES = {BOOK: ".xlsx", CONTINGENT: ".xlsx,.csv"}
MOST = f"Не больше {LARGEST_FILE // MEGABYTE} МБ."


class UploadForm(forms.Form):
    """One file of one kind; the prefix of its fields is the kind."""

    file = forms.FileField(
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст: сохраните его заново."}
    )

    def __init__(self, data: Any = None, files: Any = None, *, kind: str) -> None:
        super().__init__(data, files, prefix=kind)
        self.kind = kind
        field = self.fields["file"]
        field.label, field.help_text = LABELS[kind], MOST
        field.widget.attrs["accept"] = TYPES[kind]

    def clean_file(self) -> UploadedFile:
        """Only the outside is looked at: what is in the file is read in the background."""
        file = self.cleaned_data["file"]
        try:
            check_size(file.size)
            if self.kind == BOOK or file.read(4).startswith((b"PK", b"\xd0\xcf\x11\xe0")):
                check_workbook(file, file.size)
            file.seek(0)
        except FactsUnreadable as why:
            raise forms.ValidationError(str(why)) from None
        return file

    @property
    def name(self) -> str:
        """The file's own name, without folders and signs that cannot be printed."""
        name = PurePath(str(self.cleaned_data["file"].name).replace("\\", "/")).name
        return "".join(sign for sign in name if sign.isprintable())[:255] or "файл"
