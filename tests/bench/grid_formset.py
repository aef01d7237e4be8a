"""The baseline of the entry grid: the same cells as a Django formset, a form for every grade, a field for every column.

Each field remembers what was stored (`show_hidden_initial`), as the grid does, and tells its label and last year's
number.
"""

from __future__ import annotations

from django import forms
from django.forms.formsets import BaseFormSet

from monitoring.pages.form import FormPage


def formset_of(page: FormPage) -> BaseFormSet:
    fields = {
        head.column: forms.IntegerField(
            required=False, label=head.label, show_hidden_initial=True,
            widget=forms.NumberInput(attrs={"class": "entry-cell__input num"}),
        )
        for head in page.heads
    }  # fmt: skip
    grade = type("GradeForm", (forms.Form,), fields)
    initial = [{cell.column: cell.text for cell in row.cells} for row in page.rows]
    formset = forms.formset_factory(grade, extra=0)(initial=initial)
    for form, row in zip(formset, page.rows, strict=True):
        for cell in row.cells:
            field = form.fields[cell.column]
            field.help_text = cell.last
            field.widget.attrs["aria-label"] = cell.label
            field.disabled = not cell.applicable
    return formset


def as_html(page: FormPage) -> str:
    """The table Django prints for it."""
    return formset_of(page).as_table()
