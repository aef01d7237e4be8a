"""Plans as grids: indicators × years of a municipality, and organisations × one indicator and year.

A cell knows its target, what it was, and a proposal: last year's value and n more, or a share of the municipal plan.
What was typed is read back by the same cells, so that a grid can be shown again with everything in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django import forms

from indicators.analysis import unit_name_of
from indicators.forms import read_plan
from indicators.models import Indicator, Target
from indicators.targets import Key, Plan
from schools.models import Municipality, School
from schools.numbers import format_number, format_plan


@dataclass(frozen=True)
class PlanCell:
    """`school` None = the municipality's plan; `proposal` fills an empty field and is saved like anything typed."""

    indicator: Indicator
    year: int
    municipality: Municipality
    label: str
    school: School | None = None
    target: Target | None = None
    proposal: Decimal | None = None
    typed: str | None = None
    error: str = ""

    @property
    def name(self) -> str:
        return f"plan.{self.school.code if self.school else self.indicator.code}.{self.year}"

    @property
    def key(self) -> Key:
        place = (None, self.school.pk) if self.school else (self.municipality.pk, None)
        return (self.indicator.pk, self.year, *place)

    @property
    def stored(self) -> str:
        return format_number(self.target.value) if self.target else ""

    @property
    def version(self) -> int:
        return self.target.version if self.target else 0

    @property
    def is_proposed(self) -> bool:
        return self.typed is None and self.target is None and self.proposal is not None

    @property
    def text(self) -> str:
        if self.typed is not None:
            return self.typed
        return format_number(self.proposal) if self.is_proposed else self.stored

    @property
    def row(self) -> str:
        return self.school.code if self.school else self.indicator.code


@dataclass
class TypedPlans:
    """What a grid brought back: plans to set, the cells as typed, whether a plan that stood is changed."""

    plans: list[Plan] = field(default_factory=list)
    cells: dict[str, PlanCell] = field(default_factory=dict)
    changes_stored: bool = False

    @property
    def errors(self) -> list[dict[str, str]]:
        """For components/error_summary.html."""
        wrong = [cell for cell in self.cells.values() if cell.error]
        return [{"text": f"{cell.label}: {cell.error}", "id": cell.name} for cell in wrong]

    def refuse(self, stands: Mapping[Key, Target]) -> None:
        """Somebody was faster: their plan is said at the cell, and the next saving goes over it."""
        for name, cell in self.cells.items():
            if (there := stands.get(cell.key)) is not None:
                was = format_plan(there.value, cell.indicator.unit, unit_name_of(cell.indicator))
                error = f"пока вы писали, здесь записали {was}; сохраните ещё раз, если нужно ваше число."
                self.cells[name] = replace(cell, target=there, error=error)


def read_plans(cells: Iterable[PlanCell], posted: Mapping[str, str]) -> TypedPlans:
    """Fields that differ from what stood when the page was made; an emptied plan is refused, not forgotten."""
    found = TypedPlans()
    for cell in cells:
        text = posted.get(cell.name)
        if text is None:
            continue
        text, was = text.strip(), posted.get(f"was.{cell.name}", "").strip()
        typed = replace(cell, typed=text)
        if text == was:
            found.cells[cell.name] = typed
            continue
        found.cells[cell.name] = _read(typed, text, posted, found)
    return found


def _read(cell: PlanCell, text: str, posted: Mapping[str, str], found: TypedPlans) -> PlanCell:
    if not text:
        return replace(cell, error="план не стирается: напишите новое число.")
    try:
        value = read_plan(text, cell.indicator)
    except forms.ValidationError as wrong:
        return replace(cell, error=f"{wrong.messages[0][:1].lower()}{wrong.messages[0][1:]}")
    seen = posted.get(f"seen.{cell.name}", "")
    found.changes_stored |= seen not in ("", "0")
    found.plans.append(
        Plan(
            cell.indicator,
            cell.year,
            value,
            municipality=None if cell.school else cell.municipality,
            school=cell.school,
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
        )
    )
    return cell
