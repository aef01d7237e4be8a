"""The three accepted years of the demonstration: tidy facts whose sums are Kemerovo's published figures.

Only the totals are published; how they fall on the nineteen schools is invented («распределение по школам условное»).
Each cell stands within its pupils, and within the population of its indicator. What the report names without figures
gets no facts, except the kindergarten and the supplementary organisation, which would otherwise have an empty page.
"""

from collections.abc import Iterable, Mapping

from config.demo import cohort
from config.demo.cohort import Figures, per_school
from config.demo.facts import BySchool, Cells, Fact, cell_facts, metric_facts
from config.demo.profile import BILET_ABSENT, BILET_LEANING, CENTER, CODES, GENERAL, PRESCHOOL, SUPPLEMENTARY
from config.demo.published import YEARS, read_published
from config.demo.split import leaning
from indicators.splitting import split

BILET_GRADES = range(6, 12)
# Figures that stand in the report's text: visits of six universities' open days, and participants of «АгроНТИ».
OPEN_DAYS = {2021: 150 + 132 + 39 + 27 + 150 + 35}
AGRONTI = {2021: 70}
# Invented: kindergarten (children, with ОВЗ, covered) and supplementary organisation (pupils, covered, mentored).
KINDERGARTEN = {2019: (142, 9, 54), 2020: (138, 8, 61), 2021: (131, 8, 57)}
SUPPLEMENTARY_TOTALS = {2019: (612, 231, 55), 2020: (598, 262, 93), 2021: (640, 281, 122)}


def facts(years: Iterable[int] = YEARS) -> list[Fact]:
    """All accepted facts of the given years, in a fixed order; the same on every machine."""
    figures = read_published()
    return [fact for year in years for fact in _year(year, figures)]


def _year(year: int, figures: Figures) -> list[Fact]:
    children = cohort.pupils(year, cohort.grade_totals(year, figures))
    with_disabilities = cohort.disabled(year, children, cohort.DISABLED[year])
    rows = cell_facts(year, "pupils", "", children)
    rows += cell_facts(year, "pupils_with_disabilities", "", with_disabilities)
    rows += _graduates(year, figures, children)
    rows += cell_facts(year, "event", "bilet", _bilet(year, figures, children))
    rows += _populations(year, figures, children)
    rows += _abilimpix(year, figures, with_disabilities)
    rows += metric_facts(year, "interaction", dict.fromkeys(CODES, 1))
    rows += _from_text(year, children)
    return rows + _other_organisations(year, figures)


def share(total: int, name: str, year: int, base: Mapping[str, int], ceiling: Mapping[str, int]) -> BySchool:
    """Split a municipal total over schools by `base`; a school's leaning lasts, with some movement year by year."""
    schools = list(base)
    weights = [
        base[school] * leaning(name, school) * leaning(name, school, year, low=80, high=120)
        for school in schools
    ]
    return dict(zip(schools, split(total, weights, [ceiling[school] for school in schools]), strict=True))


def to_grades(name: str, year: int, totals: BySchool, grades: Iterable[int], room: Cells) -> Cells:
    """Split each school's total over its grades; every taught grade gets a cell, a zero included."""
    wanted = set(grades)
    cells: Cells = {}
    for school, total in totals.items():
        keys = [key for key in room if key[0] == school and key[1] in wanted]
        weights = [room[key] * leaning(name, *key, year) for key in keys]
        cells |= dict(zip(keys, split(total, weights, [room[key] for key in keys]), strict=True))
    return cells


def _graduates(year: int, figures: Figures, children: Cells) -> list[Fact]:
    """Tables 1–3: graduates are fewer than September's grade 9 and 11, and nobody is admitted twice."""
    ninth, last = per_school(children, [9]), _seniors(per_school(children, [11]))
    graduates_9 = _exactly(figures["1", year].denominator, ninth)
    graduates_11 = _exactly(figures["2", year].denominator, last)
    poo_9 = share(figures["1", year].numerator, "poo_9", year, graduates_9, graduates_9)
    poo_11 = share(figures["2", year].numerator, "poo_11", year, graduates_11, graduates_11)
    left = {school: graduates_11[school] - poo_11[school] for school in graduates_11}
    vo_11 = share(figures["3", year].numerator, "vo_11", year, left, left)
    both = {school: graduates_9[school] + graduates_11.get(school, 0) for school in CODES}
    room = {school: ninth[school] + last.get(school, 0) for school in CODES}
    counted = _exactly(figures["11", year].denominator, both if _fits(figures, year, both) else room)
    helped = share(figures["11", year].numerator, "parents", year, counted, counted)
    columns = {
        "graduates_9": graduates_9, "admitted_9_poo": poo_9, "graduates_11": graduates_11, "admitted_11_poo": poo_11,
        "admitted_11_vo": vo_11, "graduates_9_and_11": counted, "parents_helped": helped,
    }  # fmt: skip
    return [fact for code, values in columns.items() for fact in metric_facts(year, code, values)]


def _seniors(values: BySchool) -> BySchool:
    return {school.code: values[school.code] for school in GENERAL if school.senior}


def _exactly(total: int | None, room: BySchool) -> BySchool:
    """A published population as close to its natural size in each school as the total allows."""
    assert total is not None, "the table has no denominator"
    return dict(zip(room, split(total, list(room.values()), list(room.values())), strict=True))


def _fits(figures: Figures, year: int, both: BySchool) -> bool:
    """Table 11's «9 и 11» equals the graduates of tables 1 and 2 in one year of three; in 2020/2021 it exceeds them."""
    return (figures["11", year].denominator or 0) <= sum(both.values())


def _bilet(year: int, figures: Figures, children: Cells) -> Cells:
    """Tables 6 and 7. The project begins in grade 6, so table 6's participants stand in grades 6–9."""
    cells: Cells = {}
    for table, grades in (("6", range(6, 10)), ("7", range(10, 12))):
        room = per_school(children, grades)
        room = {school: 0 if school in BILET_ABSENT[year] else size for school, size in room.items()}
        base = {school: size * BILET_LEANING[school] for school, size in room.items()}
        weights = [base[school] * leaning("bilet", school, year, low=85, high=115) for school in CODES]
        parts = split(figures[table, year].numerator, weights, list(room.values()))
        cells |= to_grades("bilet", year, dict(zip(CODES, parts, strict=True)), grades, children)
    return dict(sorted(cells.items()))


def _populations(year: int, figures: Figures, children: Cells) -> list[Fact]:
    """Tables 4 and 9: both name «9–11 кл.», each with a population of its own that is smaller than the contingent."""
    grades = range(9, 12)
    contingent = per_school(children, grades)
    rows: list[Fact] = []
    for table, event, metric in (("4", "juniors", "juniors_population"), ("9", "testing", "contingent_9_11")):
        population = _exactly(figures[table, year].denominator, contingent)
        people = share(figures[table, year].numerator, event, year, population, population)
        rows += metric_facts(year, metric, population)
        rows += cell_facts(year, "event", event, to_grades(event, year, people, grades, children))
    return rows


def _abilimpix(year: int, figures: Figures, with_disabilities: Cells) -> list[Fact]:
    """Table 5: grades 5–9 only; the older ones report zero."""
    population = _exactly(figures["5", year].denominator, per_school(with_disabilities, range(5, 10)))
    people = share(figures["5", year].numerator, "abilimpix", year, population, population)
    cells = to_grades("abilimpix", year, people, range(5, 10), with_disabilities)
    cells |= {key: 0 for key in with_disabilities if key[1] > 9}
    return metric_facts(year, "disabled_5_9", population) + cell_facts(
        year, "event", "abilimpix", dict(sorted(cells.items()))
    )


def _from_text(year: int, children: Cells) -> list[Fact]:
    rows: list[Fact] = []
    for code, totals, grades in (("open_days", OPEN_DAYS, range(9, 12)), ("agronti", AGRONTI, range(5, 12))):
        if year in totals:
            room = per_school(children, grades)
            people = share(totals[year], code, year, room, room)
            rows += cell_facts(year, "event", code, to_grades(code, year, people, grades, children))
    return rows


def _other_organisations(year: int, figures: Figures) -> list[Fact]:
    """The kindergarten, the supplementary organisation, and the centre that counts workplaces (table 10)."""
    children, with_disabilities, covered = KINDERGARTEN[year]
    rows = [
        Fact(PRESCHOOL, year, "pupils", "", 0, children),
        Fact(PRESCHOOL, year, "pupils_with_disabilities", "", 0, with_disabilities),
        Fact(PRESCHOOL, year, "event", "support", 0, covered),
    ]
    for code, total in zip(
        ("do_pupils", "do_covered", "do_mentored"), SUPPLEMENTARY_TOTALS[year], strict=True
    ):
        rows.append(Fact(SUPPLEMENTARY, year, "metric", code, None, total))
    return [*rows, Fact(CENTER, year, "metric", "workplaces", None, figures["10", year].numerator)]
