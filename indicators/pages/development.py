"""One sentence of what an indicator did over the years: a series in, Russian words out.

«За три года доля выросла с 15,2 % до 22,4 % (+7,2 п.п.), план 30 % не достигнут». It says what changed and never why.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from indicators.analysis import unit_name_of
from indicators.models import Indicator
from indicators.pages.series import Change, Series, Step
from schools.numbers import MOST_EXTRA_DECIMALS, NBSP, counted, format_value

SPANS = ("два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять")
VERBS = {
    Indicator.Unit.PERCENT: ("доля", "выросла", "снизилась", "не изменилась"),
    Indicator.Unit.COUNT: ("количество", "выросло", "снизилось", "не изменилось"),
    Indicator.Unit.RATIO: ("отношение", "выросло", "снизилось", "не изменилось"),
    Indicator.Unit.MONEY: ("сумма", "выросла", "снизилась", "не изменилась"),
}


def development(series: Series) -> str:
    """Ends with a full stop. A year without data, and a change of definition, are said."""
    known = series.known
    if not known:
        return f"Данных {_of_years(series.steps)} нет."
    change = series.change
    said = _moved(change, known) if change else f"За {_year(known[-1])} – {_text(known[-1])}"
    sentences = [f"{said}{_plan(known[-1])}".rstrip(".") + "."]
    if known[-1] is not series.steps[-1]:
        sentences.append(f"За {_year(series.steps[-1])} данных нет.")
    if known[-1].partial:
        sentences.append(f"Данные за {_year(known[-1])} неполные: {known[-1].partial}.")
    if (before := series.parted_after) is not None:
        sentences.append(
            f"По {_year(before)} показатель считался иначе: с нынешними значениями не сопоставимо."
        )
    elif change is None and known[-1] is series.steps[-1] and len(series.steps) > 1:
        sentences.append("Сравнить не с чем: за другие выбранные годы данных нет.")
    return " ".join(sentences)


def moved(gains: Sequence[Fraction]) -> str:
    """«стало лучше по 11 показателям из 15, хуже – по 3»."""
    better, worse = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    words = counted(better, "показателю", "показателям", "показателям")
    tail = f"хуже{NBSP}– по{NBSP}{worse}" if worse else f"хуже{NBSP}– ни по одному"
    if not better:
        return f"лучше не стало ни по одному показателю из{NBSP}{len(gains)}, {tail}"
    return f"стало лучше по{NBSP}{words} из{NBSP}{len(gains)}, {tail}"


def _moved(change: Change, known: Sequence[Step]) -> str:
    noun, rose, fell, stayed = VERBS[Indicator.Unit(change.after.indicator.unit)]
    when = f"{_span(change, known)} {noun}"
    if not change.difference:
        return f"{when} {stayed}: {_text(change.after)}"
    verb = rose if change.difference > 0 else fell
    before, after = _apart(change)
    return f"{when} {verb} с{NBSP}{before} до{NBSP}{after} ({change.text})"


def _apart(change: Change) -> tuple[str, str]:
    """Both values printed; with more decimals where they would look alike though they differ."""
    before, after, places = _text(change.before), _text(change.after), change.after.indicator.decimals
    while before == after and places < change.after.indicator.decimals + MOST_EXTRA_DECIMALS:
        places += 1
        before, after = (_with(step, places) for step in (change.before, change.after))
    return before, after


def _with(step: Step, places: int) -> str:
    return format_value(step.value, step.indicator.unit, places, unit_name_of(step.indicator))


def _span(change: Change, known: Sequence[Step]) -> str:
    """«За три года» where each of the years is known, else from when to when."""
    first, last = change.before, change.after
    length = last.year - first.year + 1
    if length == sum(first.year <= step.year <= last.year for step in known) and length - 2 < len(SPANS):
        return f"За {SPANS[length - 2]} {'года' if length < 5 else 'лет'}"
    return f"С{NBSP}{first.label} по{NBSP}{_year(last)}"


def _plan(step: Step) -> str:
    if step.line is None or step.line.point.plan is None:
        return ", план не задан"
    verdict = {"achieved": "достигнут", "missed": "не достигнут"}.get(step.line.status)
    return f", план {step.line.plan} {verdict}" if verdict else f", план {step.line.plan}"


def _text(step: Step) -> str:
    """A published figure may have been printed without its sign."""
    assert step.line is not None
    text = step.line.text
    if step.line.document and step.indicator.is_percent and not text.endswith("%"):
        return f"{text}{NBSP}%"
    return text


def _year(step: Step) -> str:
    """«2021/2022 учебный год», «2022 календарный год»."""
    return f"{step.label} {'календарный' if step.label.isdecimal() else 'учебный'} год"


def _of_years(steps: tuple[Step, ...]) -> str:
    first, last = steps[0], steps[-1]
    return f"за {_year(last)}" if first is last else f"за {first.label}–{last.label} годы"
