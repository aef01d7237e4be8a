"""The choice of a table on the page of exports, and the name of a saved one."""

from __future__ import annotations

from typing import Any

from django import forms

from indicators.models import Indicator
from indicators.pages.filters import LABELS
from reports.choice import CSV, OF_MUNICIPALITY, OF_REGION, XLSX, Choice, reads_region
from reports.tables.exports import EXPORTS
from reports.value_rows import LEVELS
from schools.calendar import year_label
from schools.models import School
from schools.place import Place

FORMS = ((XLSX, "Excel (XLSX)"), (CSV, "CSV, для программ"))
WHOSE = (("", "все"), ("school", "организации"), ("municipality", "муниципалитет"), ("region", "регион"))
LONGEST_NAME = 120


class NameForm(forms.Form):
    name = forms.CharField(
        label="Название", max_length=LONGEST_NAME,
        error_messages={
            "required": "Назовите выборку, например «К отчёту за год».",
            "max_length": f"Не длиннее {LONGEST_NAME} знаков.",
        },
    )  # fmt: skip


def _select(label: str, choices: Any = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices)


class ChoiceForm(forms.Form):
    """Bound to what was asked for; `whole=True` also wants a name, to save the choice under it."""

    what = forms.ChoiceField(
        label="Что взять", widget=forms.RadioSelect, choices=[(e.name, e.title) for e in EXPORTS.values()],
        initial="values", error_messages={"required": "Выберите, что взять."},
    )  # fmt: skip
    years = forms.TypedMultipleChoiceField(
        label="Учебные годы", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы один учебный год."},
    )  # fmt: skip
    indicators = forms.MultipleChoiceField(
        label="Показатели", required=False, widget=forms.CheckboxSelectMultiple
    )
    topic = _select(LABELS["topic"][0], [("", LABELS["topic"][1]), *LABELS["topic"][2]])
    schools = forms.MultipleChoiceField(
        label="Организации", required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = _select(LABELS["kind"][0], [("", LABELS["kind"][1]), *LABELS["kind"][2]])
    locality = _select(LABELS["locality"][0], [("", LABELS["locality"][1]), *LABELS["locality"][2]])
    level = _select(LABELS["level"][0], [("", LABELS["level"][1]), *LABELS["level"][2]])
    whose = _select("Чьи значения", WHOSE)
    area = _select("Территория")
    form = forms.ChoiceField(
        label="В каком виде", widget=forms.RadioSelect, choices=FORMS, initial=XLSX, required=False
    )
    name = forms.CharField(label="Название выборки", required=False, max_length=LONGEST_NAME)

    def __init__(self, data: Any = None, *, place: Place, initial: Any = None) -> None:
        super().__init__(data, initial={"years": [place.year], **(initial or {})})
        fields: dict[str, Any] = self.fields
        fields["years"].choices = [(year, year_label(year)) for year in place.years]
        municipality = place.municipality
        indicators = Indicator.objects.available_to(municipality).order_by("position", "code")
        fields["indicators"].choices = [(i.code, i.heading) for i in indicators]
        schools = School.objects.filter(municipality=municipality).order_by("name_key", "code")
        fields["schools"].choices = [(school.code, school.short_name) for school in schools]
        if reads_region(place.person, municipality):
            region = f"весь регион: {municipality.region.name}"
            fields["area"].choices = [(OF_MUNICIPALITY, municipality.name), (OF_REGION, region)]
        else:
            del self.fields["area"]
            fields["whose"].choices = WHOSE[:-1]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        export = EXPORTS.get(cleaned.get("what", ""))
        if export is None:
            return cleaned
        if len(cleaned.get("years", ())) < export.fewest_years and "years" not in self.errors:
            self.add_error("years", f"«{export.title}»: отметьте хотя бы два года.")
        if cleaned.get("form") == CSV and CSV not in export.forms:
            self.add_error("form", f"«{export.title}» бывает только книгой Excel: выберите XLSX.")
        if cleaned.get("whose") == LEVELS[-1] and cleaned.get("area") != OF_REGION:
            self.add_error("whose", "Для значений региона выберите территорию «весь регион».")
        return cleaned

    @property
    def choice(self) -> Choice:
        found = self.cleaned_data
        return Choice(
            what=found["what"], years=tuple(sorted(found["years"])), form=found["form"] or XLSX,
            area=found.get("area") or OF_MUNICIPALITY,
            **{name: tuple(found[name]) for name in ("indicators", "schools")},
            **{name: found[name] for name in ("topic", "kind", "locality", "level", "whose")},
        )  # fmt: skip
