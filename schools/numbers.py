"""Numbers of the portal: exact arithmetic and its Russian print, for every page, file and document.

Rules (docs/contracts.md, "Numbers"): numerator and denominator are the truth, a percentage is computed from
them and rounded once, half up, on the exact fraction; a zero denominator or a missing part is no
value; plans are compared with the exact value. Floats are refused, so nothing is rounded twice.
Reading numbers from people's text is `parse_number`, from `schools.parsing`.
"""

from decimal import Context, Decimal
from fractions import Fraction
from math import ceil, floor

from schools.parsing import ParsedNumber, parse_number

__all__ = [
    "ParsedNumber",
    "counted",
    "decimals_against_plan",
    "exact",
    "format_against_plan",
    "format_number",
    "format_plan",
    "format_points",
    "format_signed",
    "format_value",
    "numerator_on_plan",
    "parse_number",
    "people_short",
    "percent",
    "plural",
    "reaches",
    "round_half_up",
    "shortfall",
    "value_of",
]

Exact = int | Decimal | Fraction
_EXACT = (int, Decimal, Fraction)
Unit = str  # percent | count | ratio | money
Better = str  # higher | lower

NBSP = "\u00a0"
MINUS = "\u2212"
NO_VALUE = "–"
MONEY_UNIT = "тыс. руб."
_WIDE = Context(prec=200)
# A missed value may need more decimals than its indicator has; the search ends here.
MOST_EXTRA_DECIMALS = 6


def exact(value: Exact) -> Fraction:
    """The value as a fraction; floats are refused, because they have lost the number already."""
    return value if type(value) is Fraction else Fraction(*_ratio(value))


def _ratio(value: Exact) -> tuple[int, int]:
    """Numerator and denominator in lowest terms: whole numbers, with which sums of thousands of values stay quick."""
    if type(value) not in _EXACT and (isinstance(value, bool) or not isinstance(value, _EXACT)):
        raise TypeError(f"an exact number is needed, not {type(value).__name__}")
    return value.as_integer_ratio()


def round_half_up(value: Exact, decimals: int = 0) -> Decimal:
    """Round by the school rule: 0.5 goes away from zero. The result has exactly `decimals` places."""
    numerator, denominator = _ratio(value)
    whole = (2 * abs(numerator) * 10**decimals + denominator) // (2 * denominator)
    return Decimal(-whole if numerator < 0 else whole).scaleb(-decimals, _WIDE)


def value_of(numerator: Exact | None, denominator: Exact | None, unit: Unit) -> Fraction | None:
    """The exact value of an indicator: percent 100·N/D; ratio and money N/D; count N.

    For ratio and money `denominator=None` means a formula without a denominator (N itself).
    """
    if numerator is None:
        return None
    if unit == "count" or (denominator is None and unit != "percent"):
        return exact(numerator)
    if not denominator:
        return None
    (over, over_whole), (under, under_whole) = _ratio(numerator), _ratio(denominator)
    return Fraction((100 if unit == "percent" else 1) * over * under_whole, over_whole * under)


def percent(numerator: Exact | None, denominator: Exact | None, decimals: int = 1) -> Decimal | None:
    """100·N/D rounded once, half up; `None` if a part is missing or the denominator is zero."""
    value = value_of(numerator, denominator, "percent")
    return None if value is None else round_half_up(value, decimals)


def reaches(value: Exact, target: Exact, better: Better = "higher") -> bool:
    """Whether the exact value meets the plan; exactly on the plan is achieved."""
    (over, under), (plan_over, plan_under) = _ratio(value), _ratio(target)
    if better == "higher":
        return over * plan_under >= plan_over * under
    return over * plan_under <= plan_over * under


def people_short(
    numerator: Exact | None,
    denominator: Exact | None,
    target_percent: Exact | None,
    better: Better = "higher",
) -> int | None:
    """The smallest whole k with (N+k)/D on the plan, 0 if it is reached, `None` without a value or plan.

    For `better="lower"` it is the number of people too many: the smallest k with (N−k)/D on the plan.
    """
    if numerator is None or not denominator or target_percent is None:
        return None
    (plan, plan_whole), (pupils, pupils_whole), (took_part, took_part_whole) = map(
        _ratio, (target_percent, denominator, numerator)
    )
    gap = plan * pupils * took_part_whole - 100 * took_part * plan_whole * pupils_whole
    one_person = 100 * plan_whole * pupils_whole * took_part_whole
    return max(0, -((-gap if better == "higher" else gap) // one_person))


def numerator_on_plan(
    denominator: Exact | None, target: Exact, unit: Unit, better: Better = "higher", decimals: int = 0
) -> Decimal | None:
    """The smallest numerator that is on the plan; for `better="lower"` the largest. `None` without a denominator.

    In whole people; `decimals` allows parts where the numerator is measured, not counted. For whole numerators
    it is the numerator and `people_short` together.
    """
    goal = exact(target)
    if unit == "percent" or (unit != "count" and denominator is not None):
        if not denominator:
            return None
        goal = goal * exact(denominator) / (100 if unit == "percent" else 1)
    steps = goal * 10**decimals
    whole = ceil(steps) if better == "higher" else floor(steps)
    return Decimal(whole).scaleb(-decimals, Context(prec=200))


def shortfall(
    numerator: Exact | None,
    denominator: Exact | None,
    target: Exact | None,
    unit: Unit,
    better: Better = "higher",
) -> Fraction | None:
    """The gap to the plan in the indicator's own unit, 0 if reached; for a percent, in п.п."""
    value = value_of(numerator, denominator, unit)
    if value is None or target is None:
        return None
    gap = exact(target) - value
    return max(Fraction(0), gap if better == "higher" else -gap)


def format_number(value: Exact | None, decimals: int | None = None) -> str:
    """Print with decimal comma and non-breaking thousands; without `decimals`, as short as is exact.

    A fraction that never ends is then printed with one decimal. `None` prints a dash.
    """
    if value is None:
        return NO_VALUE
    shortest = decimals is None
    whole, parts = _ratio(value)
    if shortest and parts == 1:  # people, schools: by far the most
        text = f"{abs(whole):,}".replace(",", NBSP)
        return f"{MINUS}{text}" if whole < 0 else text
    if decimals is None:
        decimals = next((n for n in range(7) if round_half_up(value, n) == exact(value)), 1)
    rounded = round_half_up(value, decimals)
    text = f"{abs(rounded):,f}".replace(",", NBSP).replace(".", ",")
    if shortest and "," in text:
        text = text.rstrip("0").rstrip(",")
    return f"{MINUS}{text}" if rounded < 0 else text


def format_signed(value: Exact | None, decimals: int | None = None) -> str:
    """A difference with its sign, +3,2 or −1; a difference that rounds to nothing prints as 0."""
    text = format_number(value, decimals)
    if value is None or text.startswith(MINUS) or not text.strip("0,"):
        return text
    return f"+{text}"


def format_points(value: Exact | None, decimals: int = 1) -> str:
    """A difference of percentages in percentage points: «+3,2 п.п.»."""
    return NO_VALUE if value is None else f"{format_signed(value, decimals)}{NBSP}п.п."


def format_value(
    value: Exact | None, unit: Unit, decimals: int | None = 1, unit_name: str = "", empty: str = NO_VALUE
) -> str:
    """An indicator's value with its unit glued on: «22,4 %», «11 шт.», «236,0 тыс. руб.», «1,25».

    `unit_name` names the unit of counts (and of ratios, where there is one).
    """
    if value is None:
        return empty
    name = {"percent": "%", "money": unit_name or MONEY_UNIT}.get(unit, unit_name)
    text = format_number(value, decimals)
    return f"{text}{NBSP}{name.replace(' ', NBSP)}" if name else text


def format_plan(target: Exact | None, unit: Unit, unit_name: str = "", empty: str = NO_VALUE) -> str:
    """A plan as it was set, never rounded: «30 %», «37,5 %»."""
    return format_value(target, unit, None, unit_name, empty)


def decimals_against_plan(
    value: Exact, target: Exact | None, decimals: int, better: Better = "higher"
) -> int:
    """As many decimals as a missed value needs so as not to look like a met plan (39,96 at plan 40)."""
    if target is None or reaches(value, target, better):
        return decimals
    for places in range(decimals, decimals + MOST_EXTRA_DECIMALS):
        if not reaches(round_half_up(value, places), target, better):
            return places
    return decimals + MOST_EXTRA_DECIMALS


def format_against_plan(
    value: Exact | None,
    target: Exact | None,
    unit: Unit,
    decimals: int = 1,
    better: Better = "higher",
    unit_name: str = "",
    empty: str = NO_VALUE,
) -> str:
    """`format_value`, with one more decimal where rounding would print a missed value as the plan."""
    if value is None:
        return empty
    return format_value(value, unit, decimals_against_plan(value, target, decimals, better), unit_name)


def plural(number: Exact, one: str, few: str, many: str) -> str:
    """The Russian form after a number: 1 школа, 2 школы, 5 школ; after a fraction «1,5 школы»."""
    amount = abs(exact(number))
    if amount.denominator != 1:
        return few
    last, tens = amount.numerator % 10, amount.numerator % 100
    if last == 1 and tens != 11:
        return one
    return few if last in (2, 3, 4) and tens not in (12, 13, 14) else many


def counted(number: Exact, one: str, few: str, many: str) -> str:
    """The number and its noun, never parted: «5 школ»."""
    return f"{format_number(number)}{NBSP}{plural(number, one, few, many)}"
