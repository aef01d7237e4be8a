"""«Отчёты и выгрузка»: saved selections on top, then what to take and of what; the lists of other pages at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from reports.choice import Choice
from reports.forms import ChoiceForm
from reports.models import Selection
from reports.selecting import may_keep
from reports.tables.exports import EXPORTS, Export
from reports.taking import years_label
from schools.models import User
from schools.place import Place

FILTERS = ("kind", "locality", "level", "topic", "whose", "area")
LISTS = (
    ("Мероприятия", "reports:register_xlsx", "held-events"),
    ("Договоры", "reports:register_xlsx", "agreements"),
    ("Ответственные", "reports:register_xlsx", "responsible"),
    ("Рекомендации", "reports:recommendations_xlsx", ""),
    ("Дорожная карта", "reports:roadmap_xlsx", ""),
)
"""Title, route, register: what has a page of its own is taken as it is there without filters."""


@dataclass(frozen=True)
class SelectionView:
    selection: Selection
    person: User

    @property
    def choice(self) -> Choice:
        return Choice.of(self.selection.words)

    @property
    def export(self) -> Export | None:
        return EXPORTS.get(self.choice.what)

    @property
    def words(self) -> str:
        """«Сравнение лет, 2019/2020–2021/2022; показателей 3»."""
        choice = self.choice
        title = self.export.title if self.export else "Такой таблицы больше нет"
        parts = [f"{title}, {years_label(choice.years)}"]
        parts += [f"показателей {len(choice.indicators)}"] if choice.indicators else []
        parts += [f"организаций {len(choice.schools)}"] if choice.schools else []
        parts += [choice.asked.words] if choice.asked.words else []
        return "; ".join(parts)

    @property
    def forms(self) -> tuple[str, ...]:
        """The form it was saved in first: that is the one click."""
        forms = self.export.forms if self.export else ()
        return tuple(sorted(forms, key=lambda form: form != self.choice.form))

    @property
    def may_keep(self) -> bool:
        return may_keep(self.person, self.selection)


@dataclass(frozen=True)
class ExportsPage:
    form: ChoiceForm
    place: Place
    selections: list[SelectionView]

    @property
    def kinds(self) -> Iterator[tuple[Any, Export]]:
        """The radio buttons of «Что взять», each with what it stands for."""
        for option in self.form["what"]:
            yield option, EXPORTS[option.data["value"]]

    @property
    def filters(self) -> list[BoundField]:
        return [self.form[name] for name in FILTERS if name in self.form.fields]

    @property
    def boxes(self) -> list[tuple[BoundField, int]]:
        """The long lists: the field and how many of it are chosen."""
        return [(self.form[name], len(self.form[name].value() or ())) for name in ("indicators", "schools")]

    @property
    def lists(self) -> list[tuple[str, str, str]]:
        return list(LISTS)


def exports_page(place: Place, form: ChoiceForm) -> ExportsPage:
    """One query here; the form costs two."""
    found = Selection.objects.visible_to(place.person).filter(municipality=place.municipality)
    views = [SelectionView(selection, place.person) for selection in found.select_related("owner")]
    return ExportsPage(form, place, sorted(views, key=lambda view: not view.may_keep))
