"""What is asked before a block is pasted: its text, where it begins, what its first column is."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from monitoring.models import CellKind
from monitoring.sheet import Ref
from monitoring.typed import Entered, cell_name, read_typed
from schools.grades import UNGRADED

FIRST = (
    ("auto", "определить"),
    ("labels", "классы или названия"),
    ("numbers", "числа, без заголовка"),
)
LONGEST_PROMISE = 1_000_000


class PasteForm(forms.Form):
    """`cells` is what a preview promised, as a JSON list of [name, shown, text]."""

    text = forms.CharField(
        label="Скопированные ячейки",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "wrap": "off", "spellcheck": "false"}),
        help_text="Выделите ячейки в Excel или LibreOffice, скопируйте и вставьте сюда. Можно вместе с классами, "
        "заголовками и итогами.",
        error_messages={"required": "Вставьте сюда скопированные ячейки."},
    )
    first = forms.ChoiceField(label="Первый столбец в скопированном", choices=FIRST, required=False)
    cells = forms.CharField(required=False, max_length=LONGEST_PROMISE, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, columns: list[tuple[str, str]], grades: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="paste-%s")
        self.fields["column"] = forms.ChoiceField(label="Начать с графы", choices=columns, required=False)
        if grades:
            self.fields["grade"] = forms.ChoiceField(label="Начать с класса", choices=grades, required=False)

    @property
    def start(self) -> Ref:
        """The cell under the upper left number; a column without grades has just one."""
        kind, _, code = self.cleaned_data.get("column", "").partition(".")
        grade = int(self.cleaned_data.get("grade") or UNGRADED)
        return Ref(kind, code, UNGRADED if kind == CellKind.METRIC else grade)

    def promised(self) -> dict[Ref, Entered]:
        """What the preview showed; a forged promise is no promise."""
        try:
            rows = json.loads(self.cleaned_data["cells"] or "[]")
            posted = {name: text for name, _, text in rows} | {
                f"was.{name}": shown for name, shown, _ in rows
            }
            return dict(read_typed({str(name): str(text) for name, text in posted.items()}).cells)
        except (TypeError, ValueError):
            return {}


def promise(cells: list[tuple[Ref, str, str]]) -> str:
    """(cell, what stands there, what is written) as the hidden field holds it."""
    return json.dumps([[cell_name(ref), shown, text] for ref, shown, text in cells], ensure_ascii=False)
