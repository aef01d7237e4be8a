"""The content of one cell: a number, a mark or a text; how it is read from what people write, how it is printed.

Reading never guesses: whatever is no allowed value of that kind of cell raises `ValueRefused` with a code and
one Russian sentence. Numbers of people are whole and at most a million; a metric has at most its own decimals and
stays far below what the database column holds.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from monitoring.models import Mark, Metric
from schools.numbers import ParsedNumber, counted, parse_number
from schools.parsing import is_storable

MOST_PEOPLE = 1_000_000
LARGEST_METRIC = Decimal(10) ** 12
LONGEST_TEXT = 2000
_YES_NO = {"да": Decimal(1), "нет": Decimal(0), "yes": Decimal(1), "no": Decimal(0)}
_MARKS = {"no_data": Mark.NO_DATA, "not_applicable": Mark.NOT_APPLICABLE}
_check_link = URLValidator(schemes=["http", "https"])


class CellValue(NamedTuple):
    """What stands in a cell; `EMPTY` = nothing entered."""

    number: Decimal | int | None = None
    mark: str = Mark.NONE.value
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return self == EMPTY

    def __str__(self) -> str:
        """How history and previews print it: 25, 17,8, н/д, x, a text; nothing when empty."""
        if self.mark:
            return Mark(self.mark).label
        if self.number is None:
            return self.text
        plain = f"{self.number:f}"
        return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")


EMPTY = CellValue()


class ValueRefused(ValueError):
    """`code` for programs; the message is one Russian sentence that says what to write instead."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def read_people(raw: object) -> CellValue:
    """A number of people or «н/д»; empty text gives EMPTY."""
    parsed = parse_number(raw)
    if parsed.kind == "not_applicable":
        raise ValueRefused(
            "mark_not_allowed", "«x» пишут только для показателей; поставьте число, 0 или н/д."
        )
    if parsed.kind != "number":
        return _without_number(parsed, raw, example="25")
    number = parsed.value
    assert number is not None
    if parsed.is_percent:
        raise ValueRefused("not_a_number", "нужно число человек, а не процент.")
    if number < 0:
        raise ValueRefused("negative", "число человек не может быть отрицательным: напишите 0 или больше.")
    if number > MOST_PEOPLE:
        raise ValueRefused(
            "too_large", "больше миллиона человек не бывает: проверьте, не слиплись ли два числа."
        )
    if number != number.to_integral_value():
        raise ValueRefused("not_whole", "людей считают целыми числами: уберите дробную часть.")
    return CellValue(int(number))


def printed(value: CellValue, metric: Metric | None) -> str:
    """What a field shows: a yes or no in words, else as history prints it."""
    if metric is not None and metric.type == Metric.Type.YES_NO and value.number is not None:
        return "да" if value.number else "нет"
    return str(value)


def is_shown_as(value: CellValue, shown: str, metric: Metric | None) -> bool:
    """Whether a form that showed this text showed this value."""
    try:
        return value == (read_people(shown) if metric is None else read_metric(metric, shown))
    except ValueRefused:
        return False


def read_metric(metric: Metric, raw: object) -> CellValue:
    """The answer to a metric of any type, «н/д» or «x»; empty text gives EMPTY."""
    if isinstance(raw, bool):
        raw = "да" if raw else "нет"
    if metric.is_number:
        return _read_metric_number(metric, raw)
    parsed = parse_number(raw)
    if parsed.kind in ("no_data", "not_applicable", "empty"):
        return _without_number(parsed, raw, example="25")
    return CellValue(text=_read_text(metric, raw))


def _read_metric_number(metric: Metric, raw: object) -> CellValue:
    if metric.type == Metric.Type.YES_NO and isinstance(raw, str) and raw.strip().lower() in _YES_NO:
        return CellValue(_YES_NO[raw.strip().lower()])
    parsed = parse_number(raw)
    if parsed.kind != "number":
        return _without_number(parsed, raw, example="25, 17,8" if metric.decimals else "25")
    number = parsed.value
    assert number is not None
    if parsed.is_percent and metric.unit != "%":
        raise ValueRefused("not_a_number", f"нужно число{_unit(metric)}, а не процент.")
    if metric.type == Metric.Type.YES_NO and number not in (0, 1):
        raise ValueRefused("not_yes_no", "ответ – да или нет (1 или 0).")
    if number < 0:
        raise ValueRefused("negative", "значение не может быть отрицательным: напишите 0 или больше.")
    if number >= LARGEST_METRIC:
        raise ValueRefused("too_large", "слишком большое число: проверьте, не слиплись ли два числа.")
    if round(number, metric.decimals) != number:
        raise ValueRefused("not_whole", _decimals_message(metric))
    return CellValue(number)


def _decimals_message(metric: Metric) -> str:
    if not metric.decimals:
        return "здесь нужно целое число."
    return f"не больше чем {counted(metric.decimals, 'знак', 'знака', 'знаков')} после запятой: округлите."


def _unit(metric: Metric) -> str:
    return f" ({metric.unit})" if metric.unit else ""


def _without_number(parsed: ParsedNumber, raw: object, *, example: str) -> CellValue:
    """`example` is a number that would be read here: nobody is offered what is refused next."""
    if parsed.kind == "empty":
        return EMPTY
    if parsed.kind in _MARKS:
        return CellValue(mark=_MARKS[parsed.kind].value)
    if not isinstance(raw, str | int | float | Decimal) or isinstance(raw, bool):
        raise ValueRefused(
            "not_a_number", "в ячейке дата или логическое значение: задайте ей числовой формат."
        )
    raise ValueRefused("not_a_number", f"это не число: напишите, например, {example} или н/д.")


def _read_text(metric: Metric, raw: object) -> str:
    if isinstance(raw, str):
        text = "\n".join(raw.strip().splitlines())
    elif isinstance(raw, int | float | Decimal):
        text = f"{raw:f}".rstrip("0").rstrip(".") if isinstance(raw, float) else str(raw)
    else:
        raise ValueRefused("not_a_text", "здесь нужен текст: задайте ячейке текстовый формат.")
    if len(text) > LONGEST_TEXT:
        raise ValueRefused("too_long", f"текст длиннее {LONGEST_TEXT} знаков: сократите его.")
    if not is_storable(text):
        raise ValueRefused("not_a_text", "в тексте служебные знаки: наберите его заново.")
    if metric.type == Metric.Type.LINK:
        try:
            _check_link(text)
        except ValidationError:
            raise ValueRefused(
                "not_a_link", "это не ссылка: она начинается с https:// или http://."
            ) from None
    return text
