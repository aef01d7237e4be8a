"""The campaign under way: what each organisation has entered so far, and in which state its report stands.

Input: the starting year and the day on which `demo` first ran. All of it is invented and resembles 2021/2022; there
are no published figures to meet. Admissions of graduates are not there: they are known only in the following autumn.
"""

from datetime import date, timedelta
from typing import Literal, NamedTuple

from config.demo import cohort
from config.demo.cohort import per_school
from config.demo.facts import BySchool, Cells, Fact, cell_facts, metric_facts
from config.demo.figures import to_grades
from config.demo.profile import BILET_ABSENT, BILET_LEANING, CENTER, CODES, GENERAL, PRESCHOOL, SUPPLEMENTARY
from config.demo.split import leaning

YEAR = 2026
State = Literal["accepted", "submitted", "returned", "draft", "not_started"]
OUTCOME_METRICS = frozenset({
    "graduates_9", "graduates_11", "graduates_total", "admitted_9_poo", "admitted_9_poo_profile", "admitted_11_poo",
    "admitted_11_vo", "admitted_9_11_profile", "exam_by_profile_11",
})  # fmt: skip
GRADES = {1: 418, 2: 427, 3: 431, 4: 436, 5: 409, 6: 402, 7: 411, 8: 398, 9: 421, 10: 104, 11: 92}
DISABLED = (90, 108, 7)
# Share of the pupils of a grade, per cent, before a school's leaning: (event, grades, per cent).
COVERAGE = (
    ("professionals", range(8, 12), 8), ("testing", range(9, 12), 68), ("diagnostics", range(1, 12), 57),
    ("municipal_contests", range(1, 12), 24), ("profprob", range(6, 10), 24), ("profprob", range(10, 12), 41),
    ("mentoring", range(5, 12), 14), ("proektoria", range(8, 12), 58), ("show_professij", range(6, 12), 44),
    ("bolshaya_peremena", range(1, 11), 11), ("support", range(1, 5), 70), ("support", range(5, 10), 79),
    ("support", range(10, 12), 86),
)  # fmt: skip
# «Сопровождение» counts everybody once: it is never less than any event of the same grade that belongs to it.
WITHIN_SUPPORT = ("bilet", "testing", "diagnostics", "profprob", "mentoring")
STATES: dict[str, State] = {
    **dict.fromkeys(CODES, "accepted"),
    **dict.fromkeys(("kmo-04", "kmo-07", "kmo-13", "kmo-19", SUPPLEMENTARY), "submitted"),
    "kmo-11": "returned",
    **dict.fromkeys(("kmo-02", "kmo-09", "kmo-17", CENTER), "draft"),
    **dict.fromkeys(("kmo-06", "kmo-14", "kmo-16"), "not_started"),
    PRESCHOOL: "accepted",
}
# What a draft contains so far: everything of these kinds and codes.
DRAFTED = {
    "kmo-02": ("pupils", "pupils_with_disabilities", "bilet", "testing"),
    "kmo-09": ("pupils", "pupils_with_disabilities", "diagnostics", "contracts"),
    "kmo-17": ("pupils",),
    CENTER: ("workplaces",),
}


class Remark(NamedTuple):
    """The officer's remark on one cell of a returned report."""

    kind: str
    code: str
    grade: int | None
    text: str


REMARKS = {
    "kmo-11": (
        Remark(
            "metric", "contracts", None, "Указан 41 договор – в разы больше, чем у других. Проверьте число."
        ),
        Remark("event", "testing", 9, "Сверьте число прошедших тестирование с отчётом педагога-психолога."),
    )
}


class Report(NamedTuple):
    school: str
    state: State
    facts: tuple[Fact, ...]
    remarks: tuple[Remark, ...]


class Wave(NamedTuple):
    code: str  # contingent | participation | admissions
    name: str
    opens: date
    due: date


def wave_of(fact: Fact) -> str:
    if fact.kind in {"pupils", "pupils_with_disabilities"}:
        return "contingent"
    return "admissions" if fact.code in OUTCOME_METRICS else "participation"


def waves(today: date, year: int = YEAR) -> tuple[Wave, ...]:
    """Dates count from the day of the first run: the contingent is overdue, participation is due in three weeks."""
    return (
        Wave("contingent", "Контингент на 20 сентября", today - timedelta(30), today - timedelta(5)),
        Wave("participation", "Участие в мероприятиях", today - timedelta(14), today + timedelta(21)),
        Wave("admissions", "Поступление выпускников", date(year + 1, 9, 15), date(year + 1, 10, 31)),
    )


def reports(year: int = YEAR) -> list[Report]:
    """One report per organisation, in the order of the catalogue; not started ones have no facts."""
    everything = _all_facts(year)
    return [
        Report(school, state, tuple(_entered(school, state, everything)), REMARKS.get(school, ()))
        for school, state in STATES.items()
    ]


def _entered(school: str, state: State, everything: list[Fact]) -> list[Fact]:
    own = [fact for fact in everything if fact.school == school]
    if state == "not_started":
        return []
    if state == "draft":
        return [fact for fact in own if (fact.code or fact.kind) in DRAFTED[school]]
    return own


def _all_facts(year: int) -> list[Fact]:
    children = cohort.pupils(year, GRADES)
    with_disabilities = cohort.disabled(year, children, DISABLED)
    rows = cell_facts(year, "pupils", "", children)
    rows += cell_facts(year, "pupils_with_disabilities", "", with_disabilities)
    for code, cells in _participation(year, children, with_disabilities).items():
        rows += cell_facts(year, "event", code, cells)
    return rows + _metrics(year, children) + _other_organisations(year)


def _participation(year: int, children: Cells, with_disabilities: Cells) -> dict[str, Cells]:
    events: dict[str, Cells] = {"bilet": _bilet(year, children)}
    for code, grades, percent in COVERAGE:
        events.setdefault(code, {}).update(_covered(code, year, percent, grades, children))
    for code in ("abilimpix", "abilimpix_masterclasses"):
        percent = 16 if code == "abilimpix" else 22
        people = {
            school: size * percent * leaning(code, school) // 10_000
            for school, size in per_school(with_disabilities, range(5, 12)).items()
        }
        events[code] = to_grades(code, year, people, range(5, 12), with_disabilities)
    for key, covered in events["support"].items():
        events["support"][key] = max(covered, *(events[code].get(key, 0) for code in WITHIN_SUPPORT))
    return events


def _covered(code: str, year: int, percent: int, grades: range, children: Cells) -> Cells:
    """A school's coverage moves around the okrug's, at most the whole grade."""
    return {
        (school, grade): min(size, size * percent * leaning(code, school, year, low=65, high=135) // 10_000)
        for (school, grade), size in children.items()
        if grade in grades
    }


def _bilet(year: int, children: Cells) -> Cells:
    absent = BILET_ABSENT[YEAR]
    cells = {}
    for (school, grade), size in children.items():
        if grade > 5:
            percent = 46 * BILET_LEANING[school] * leaning("bilet", school, grade, low=85, high=115)
            cells[school, grade] = 0 if school in absent else min(size, size * percent // 1_000_000)
    return cells


def _metrics(year: int, children: Cells) -> list[Fact]:
    ninth_and_last, everybody = per_school(children, [9, 11]), per_school(children, range(1, 12))
    senior = per_school(children, [10, 11])
    columns: dict[str, BySchool] = {"interaction": dict.fromkeys(CODES, 1)}
    for school in CODES:
        pupils = everybody[school]
        cells = {
            "parents_helped": ninth_and_last[school] * 58 * leaning("parents", school) // 10_000,
            "contracts": 41 if school == "kmo-11" else leaning("contracts", school, low=0, high=5),
            "extra_education_pupils": pupils * 74 * leaning("extra", school, low=80, high=120) // 10_000,
            "profile_pupils": senior[school] + pupils * leaning("profile", school, low=2, high=18) // 100,
        }
        for code, value in cells.items():
            columns.setdefault(code, {})[school] = value
    return [fact for code, values in columns.items() for fact in metric_facts(year, code, values)]


def _other_organisations(year: int) -> list[Fact]:
    totals = {"do_pupils": 655, "do_covered": 318, "do_mentored": 141}
    return [
        Fact(PRESCHOOL, year, "pupils", "", 0, 127),
        Fact(PRESCHOOL, year, "pupils_with_disabilities", "", 0, 9),
        Fact(PRESCHOOL, year, "event", "support", 0, 71),
        *(Fact(SUPPLEMENTARY, year, "metric", code, None, total) for code, total in totals.items()),
        Fact(CENTER, year, "metric", "workplaces", None, 26),
    ]


assert set(STATES) == {*(school.code for school in GENERAL), PRESCHOOL, SUPPLEMENTARY, CENTER}
