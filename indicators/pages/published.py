"""Published values of a municipality by document, each beside the portal's own of the same year; documents read.

Four queries: documents, values, the portal's values, its plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.models import MunicipalityValue, PublishedDocument, PublishedValue, Target
from indicators.published.difference import Difference, difference_of
from indicators.published.planning import in_words
from indicators.queries import Plans, judge_municipality_value
from schools.models import Municipality
from schools.numbers import counted


@dataclass(frozen=True)
class ValueLine:
    value: PublishedValue
    label: str
    words: str
    difference: Difference | None


@dataclass(frozen=True)
class DocumentValues:
    """All values recorded from one document, whatever files they came from."""

    name: str
    lines: list[ValueLine]

    @property
    def different(self) -> int:
        return sum(line.difference is not None and not line.difference.same for line in self.lines)


@dataclass(frozen=True)
class PublishedPage:
    documents: list[PublishedDocument]
    groups: list[DocumentValues]

    @property
    def values(self) -> int:
        return sum(len(group.lines) for group in self.groups)

    @property
    def heading(self) -> str:
        if not self.values:
            return "Опубликованные значения"
        return f"Опубликованные значения: {counted(self.values, 'число', 'числа', 'чисел')} из документов"

    @property
    def lead(self) -> str:
        different = sum(group.different for group in self.groups)
        if not different:
            return "Числа прошлых отчётов стоят в рядах показателей с пометкой, не суммируются и не пересчитываются."
        return f"{counted(different, 'число расходится', 'числа расходятся', 'чисел расходятся')} с данными портала."


def published_page(municipality: Municipality) -> PublishedPage:
    documents = PublishedDocument.objects.filter(municipality=municipality).defer("tables", "layouts", "rows")
    values = list(
        PublishedValue.objects.filter(municipality=municipality)
        .select_related("indicator", "person")
        .order_by("document", "indicator__position", "indicator__code", "year")
    )
    differences = _differences(municipality, values)
    groups: dict[str, list[ValueLine]] = {}
    for value in values:
        line = ValueLine(
            value, value.indicator.year_label(value.year), in_words(value), differences.get(value.pk)
        )
        groups.setdefault(value.document, []).append(line)
    return PublishedPage(
        list(documents.select_related("person")),
        [DocumentValues(name, lines) for name, lines in groups.items()],
    )


def _differences(municipality: Municipality, values: Sequence[PublishedValue]) -> dict[int, Difference]:
    years = {value.year for value in values}
    ids = {value.indicator_id for value in values}
    of_place = {"municipality": municipality, "year__in": years, "indicator__in": ids}
    own = {(row.indicator_id, row.year): row for row in MunicipalityValue.objects.filter(**of_place)}
    targets = {(target.indicator_id, target.year_id): target for target in Target.objects.filter(**of_place)}
    found = {}
    for value in values:
        key = (value.indicator_id, value.year)
        if (row := own.get(key)) is not None:
            plans = Plans(municipal={value.indicator_id: targets[key]} if key in targets else {})
            difference = difference_of(value, judge_municipality_value(row, value.indicator, plans))
            if difference is not None:
                found[value.pk] = difference
    return found
