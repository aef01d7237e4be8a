"""Goals, indicators with their formulas, and targets of the catalogue file.

Needed when a row is new: code, topic and text of a goal; code, name and numerator of an indicator. An update without
a side leaves that side of the formula as it is. A changed formula counts as a changed indicator.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from indicators.catalogue_terms import SIDES, Draft, faults, read_term
from indicators.models import Goal, Indicator, Term, Topic
from indicators.targets import Plan, set_targets
from monitoring.models import Event, Metric
from schools.catalogue_parts import Book, Part
from schools.catalogue_reading import ABSENT, Item, give
from schools.catalogue_rows import BATCH, Tally
from schools.models import Municipality, School, User

_MOST = 32767
Formulas = dict[str, dict[str, list[Draft]]]


class Goals(Part):
    name, title, model = "goals", "Цели", Goal
    keys = ("code", "municipality", "topic", "text", "position")

    def fill(self, item: Item, row: Any, book: Book) -> None:
        give(
            row,
            topic=item.choice("topic", Topic.values, needed=True),
            text=item.text("text", needed=True),
            position=item.whole("position", 0, _MOST),
        )


class Indicators(Part):
    name, title, model, link = "indicators", "Показатели", Indicator, "predecessor"
    keys = (
        "code", "municipality", "goal", "name", "short_name", "unit", "decimals", "better", "years", "predecessor",
        "comparable", "label", "level", "judged_at", "min_denominator", "outcome", "source", "method", "basis",
        "responsible", "position", "numerator", "denominator",
    )  # fmt: skip

    def __init__(self, formulas: Formulas | None = None) -> None:
        self.formulas: Formulas = formulas or {}
        self.stored: Formulas = {}

    def fill(self, item: Item, row: Any, book: Book) -> None:
        first, last = item.years("years")
        give(
            row,
            name=item.text("name", needed=True),
            unit=item.choice("unit", Indicator.Unit.values),
            decimals=item.whole("decimals", 0, 4),
            better=item.choice("better", Indicator.Better.values),
            label=item.choice("label", Indicator.Label.values),
            level=item.choice("level", Indicator.Level.values),
            judged_at=item.choice("judged_at", Indicator.Level.values),
            first_year=first,
            last_year=last,
            comparable=item.flag("comparable"),
            outcome=item.flag("outcome"),
            min_denominator=item.whole("min_denominator", 0, 10**9),
            position=item.whole("position", 0, _MOST),
            goal=book.find(item, "goal", Goal, owner=row.municipality),
            predecessor=book.find(item, "predecessor", Indicator, owner=row.municipality),
        )
        give(
            row, **{key: item.text(key) for key in ("short_name", "source", "method", "basis", "responsible")}
        )

    def read(self, book: Book) -> None:
        super().read(book)
        self.stored = _stored_formulas(book)
        for code, (item, row) in book.shelf(Indicator).named.items():
            sides = dict(self.stored[code])
            for side in SIDES:
                items = item.items(side)
                if items is not None:
                    drafts = [read_term(each, book, row.municipality) for each in items]
                    sides[side] = [draft for draft in drafts if draft is not None]
            self.formulas[code] = sides
        for item, row in book.shelf(Indicator).unnamed:
            for term in [term for side in SIDES for term in item.items(side) or []]:
                read_term(term, book, row.municipality)
        self._refuse_nonsense(book)

    def _refuse_nonsense(self, book: Book) -> None:
        """Indicators of the file, and others whose event or metric the file changes."""
        shelf = book.shelf(Indicator)
        for code, sides in {**self.stored, **self.formulas}.items():
            for key, sentence, about in faults(shelf.rows[code].unit, sides):
                if code in shelf.named:
                    item = shelf.named[code][0]
                    if not any(path.startswith(item.at(key)) for path, _ in item.problems.found):
                        item.refuse(key, sentence)
                elif about is not None and about.code in book.shelf(type(about)).named:
                    item = book.shelf(type(about)).named[about.code][0]
                    item.refuse("", f"показатель «{code}», {key}: {sentence}")

    def save(self, book: Book, person: User | None) -> Tally:
        shelf = book.shelf(Indicator)
        changed = [code for code in self.formulas if self.formulas[code] != self.stored[code]]
        shelf.marked.update(changed)
        tally = super().save(book, person)
        rows = {code: shelf.rows[code] for code in changed}
        Term.objects.filter(indicator__in=rows.values()).delete()
        Term.objects.bulk_create(
            [
                draft.row(row, side, place)
                for code, row in rows.items()
                for side in SIDES
                for place, draft in enumerate(self.formulas[code][side])
            ],
            batch_size=BATCH,
        )
        return tally


def _stored_formulas(book: Book) -> Formulas:
    by_key = {
        model: {row.pk: row for row in book.shelf(model).rows.values() if row.pk}
        for model in (Indicator, Event, Metric)
    }
    formulas: Formulas = defaultdict(lambda: {side: [] for side in SIDES})
    for term in Term.objects.order_by("indicator", "side", "position"):
        formulas[by_key[Indicator][term.indicator_id].code][term.side].append(
            Draft(
                term.kind,
                by_key[Event].get(term.event_id),
                by_key[Metric].get(term.metric_id),
                term.grades,
                term.counts_schools,
            )
        )
    return formulas


class Targets(Part):
    """Targets have no code: indicator, year and place are their key."""

    name, title = "targets", "Плановые значения"
    keys = ("indicator", "year", "municipality", "school", "value", "basis", "reason")

    def __init__(self) -> None:
        self.plans: dict[Any, tuple[Item, dict[str, Any]]] = {}

    def declare(self, book: Book) -> None:
        for item in book.items(self.name):
            item.is_new = True
            item.know(self.keys)

    def settle(self, book: Book) -> None:
        """Targets belong to their place."""

    def read(self, book: Book) -> None:
        for item in book.items(self.name):
            item.is_new = True
            self._read_one(item, book)

    def _read_one(self, item: Item, book: Book) -> None:
        place, where = self._place(item, book)
        owner = getattr(place, "municipality", None) if isinstance(place, School) else place
        plan = {
            "indicator": book.find(item, "indicator", Indicator, owner=owner or None, needed=True),
            "year": item.year("year"),
            "value": item.number("value"),
            "basis": item.text("basis") if "basis" in item else None,
            "reason": item.text("reason") or "",
            where: place,
        }
        for key, most in (("basis", 300), ("reason", 500)):
            if len(plan[key] or "") > most:
                item.refuse(key, f"не больше {most} знаков, сейчас {len(plan[key])}")
        if ABSENT in plan.values():
            return
        same = (plan["indicator"].code, plan["year"], where, place.code)
        if same in self.plans:
            item.refuse("", f"этот план уже есть в {self.plans[same][0].path}; оставьте один из них")
        self.plans[same] = (item, plan)

    def _place(self, item: Item, book: Book) -> tuple[Any, str]:
        given = [key for key in ("municipality", "school") if item.data.get(key) is not None]
        if len(given) != 1:
            item.refuse("", "план задаётся ровно одному месту: укажите либо municipality, либо school")
            return ABSENT, "municipality"
        return book.find(item, given[0], Municipality if given[0] == "municipality" else School), given[0]

    def save(self, book: Book, person: User | None) -> Tally:
        changes = set_targets(plans=[Plan(**plan) for _, plan in self.plans.values()], person=person)
        return Tally(len(changes.created), len(changes.updated), len(changes.unchanged))


def parts() -> tuple[Part, ...]:
    return Goals(), Indicators(), Targets()
