"""The demonstration's rows against the published report, evaluated here in plain Python and not by the portal.

The oracle knows only the rules of docs/contracts.md («When a school has a value»), the catalogue file and the rows.
"""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
import yaml

from config.demo import current
from config.demo.facts import COLUMNS, columns_of, write_csv
from config.demo.figures import facts
from config.demo.profile import GENERAL
from config.demo.published import YEARS, read_published
from indicators.splitting import split

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CATALOGUE = yaml.safe_load((FIXTURES / "kemerovo.yaml").read_text(encoding="utf-8"))
INDICATORS = {item["code"]: item for item in CATALOGUE["indicators"]}
EVENTS = {item["code"]: item for item in CATALOGUE["events"]}
METRICS = {item["code"]: item for item in CATALOGUE["metrics"]}
SCHOOLS = {item["code"]: item for item in CATALOGUE["schools"]}
TABLES = {
    "1": "poo_9", "2": "poo_11", "3": "vo_11", "4": "juniors_9_11", "5": "abilimpix_5_9", "6": "bilet_5_9",
    "7": "bilet_10_11", "9": "testing_9_11", "10": "workplaces_total", "11": "parents_help",
    "text": "interaction_share",
}  # fmt: skip
NO_DATA, NOT_APPLICABLE = "no data", "not applicable"


def grades_of(text):
    """«5-9,11» → {5, 6, 7, 8, 9, 11}."""
    found = set()
    for part in str(text).split(","):
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def taught(school):
    return grades_of(SCHOOLS[school]["grades"]) if "grades" in SCHOOLS[school] else set()


def rows_of(year, source=None):
    return {
        (fact.school, fact.kind, fact.code, fact.grade): fact.value
        for fact in (facts([year]) if source is None else source)
        if fact.year == year
    }


def term_value(school, term, rows):
    if "metric" in term:
        if SCHOOLS[school]["kind"] not in METRICS[term["metric"]]["kinds"]:
            return NOT_APPLICABLE
        value = rows.get((school, "metric", term["metric"], None), NO_DATA)
        return int(bool(value)) if term.get("count") == "schools" and value != NO_DATA else value
    if "schools" in term:
        return 1
    kind, code = ("event", term["event"]) if "event" in term else (next(iter(term)), "")
    wanted = grades_of(term["grades"] if code else term[kind]) & taught(school)
    if code:
        wanted &= grades_of(EVENTS[code]["grades"])
    if not wanted:
        return NOT_APPLICABLE
    total = 0
    for grade in wanted:
        empty = code and rows.get((school, "pupils", "", grade)) == 0
        value = 0 if empty else rows.get((school, kind, code, grade), NO_DATA)
        if value == NO_DATA:
            return NO_DATA
        total += value
    return total


def side(school, terms, rows):
    values = [value for term in terms if (value := term_value(school, term, rows)) != NOT_APPLICABLE]
    if not values:
        return NOT_APPLICABLE
    return NO_DATA if NO_DATA in values else sum(values)


def municipal(indicator, rows):
    """Σ numerators, Σ denominators, organisations that reported, organisations expected."""
    above = below = reported = expected = 0
    for school in SCHOOLS:
        parts = [
            side(school, indicator[name], rows) for name in ("numerator", "denominator") if name in indicator
        ]
        if NOT_APPLICABLE in parts:
            continue
        expected += 1
        if NO_DATA not in parts:
            reported += 1
            above += parts[0]
            below += parts[1] if len(parts) > 1 else 0
    return above, below if "denominator" in indicator else None, reported, expected


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("table", TABLES)
def test_the_published_numerator_and_denominator_are_sums_of_the_schools(table, year):
    above, below, reported, expected = municipal(INDICATORS[TABLES[table]], rows_of(year))
    assert (above, below) == tuple(read_published()[table, year])
    assert reported == expected > 0


def test_every_line_of_the_published_file_is_reproduced():
    assert {(table, year) for table, year in read_published()} == {
        (table, year) for table in TABLES for year in YEARS
    }


@pytest.mark.parametrize("year", YEARS)
def test_indicators_without_published_figures_have_no_data(year):
    shown = set(TABLES.values()) | {"bilet_6_11", "open_days_total", "agronti_total"}
    shown |= {
        "support_preschool",
        "support_do",
        "mentoring_do",
    }  # so that every kind of organisation has a page
    rows = rows_of(year)
    for code, indicator in INDICATORS.items():
        first, last = indicator["years"]
        if code not in shown and first <= year <= (last or year):
            assert municipal(indicator, rows)[2] == 0, code


@pytest.mark.parametrize("year", [*YEARS, current.YEAR])
def test_no_cell_exceeds_its_pupils(year):
    rows = rows_of(
        year, None if year in YEARS else [fact for report in current.reports() for fact in report.facts]
    )
    for (school, kind, code, grade), value in rows.items():
        if kind == "pupils":
            continue
        if kind == "pupils_with_disabilities":
            assert 0 <= value <= rows[school, "pupils", "", grade]
        elif kind == "event":
            population = (
                "pupils_with_disabilities" if EVENTS[code]["audience"] == "disabilities" else "pupils"
            )
            assert 0 <= value <= rows[school, population, "", grade], (school, code, grade)
            assert grade in grades_of(EVENTS[code]["grades"]) & taught(school)


@pytest.mark.parametrize("year", YEARS)
def test_no_school_exceeds_the_population_of_its_indicator(year):
    rows = rows_of(year)
    for code in TABLES.values():
        indicator = INDICATORS[code]
        for school in SCHOOLS:
            parts = [
                side(school, indicator[name], rows)
                for name in ("numerator", "denominator")
                if name in indicator
            ]
            if len(parts) == 2 and NOT_APPLICABLE not in parts:
                assert parts[0] <= parts[1], (code, school)


@pytest.mark.parametrize("year", YEARS)
def test_nobody_is_admitted_twice_and_graduates_are_pupils_of_the_year(year):
    rows = rows_of(year)
    for school in GENERAL:
        value = {code: rows.get((school.code, "metric", code, None), 0) for code in METRICS}
        assert value["admitted_11_poo"] + value["admitted_11_vo"] <= value["graduates_11"]
        assert value["graduates_9"] <= rows[school.code, "pupils", "", 9]
        assert value["graduates_11"] <= rows.get((school.code, "pupils", "", 11), 0)
        assert value["disabled_5_9"] <= sum(
            rows[school.code, "pupils_with_disabilities", "", g] for g in range(5, 10)
        )


def test_rows_are_the_same_every_time_and_name_each_cell_once():
    rows = facts()
    assert rows == facts()
    assert len({fact[:5] for fact in rows}) == len(rows)
    assert all(fact.school in SCHOOLS for fact in rows)


def test_some_schools_reach_the_plan_of_bilet_some_miss_it_and_six_have_nobody():
    rows = rows_of(2021)
    shares = defaultdict(list)
    for school in GENERAL:
        above, below = (
            side(school.code, INDICATORS["bilet_6_11"][name], rows) for name in ("numerator", "denominator")
        )
        verdict = "nobody" if not above else "reached" if 100 * above >= 40 * below else "missed"
        shares[verdict].append(school.code)
    assert len(shares["nobody"]) == 6
    assert len(shares["reached"]) >= 5
    assert len(shares["missed"]) >= 4


def test_forty_more_participants_lift_the_largest_misser_over_its_plan():
    rows = rows_of(2021)
    above, below = (
        side("kmo-01", INDICATORS["bilet_6_11"][name], rows) for name in ("numerator", "denominator")
    )
    assert 100 * above < 40 * below <= 100 * (above + 40)
    room = sum(rows["kmo-01", "pupils", "", g] - rows["kmo-01", "event", "bilet", g] for g in range(6, 12))
    assert room >= 40


def test_the_campaign_under_way_shows_every_state():
    reports = current.reports()
    assert {report.school for report in reports} == set(SCHOOLS)
    assert {report.state for report in reports} == {
        "accepted",
        "submitted",
        "returned",
        "draft",
        "not_started",
    }
    assert all(not report.facts for report in reports if report.state == "not_started")
    assert all(report.facts for report in reports if report.state != "not_started")
    for report in reports:
        keys = {(fact.kind, fact.code, fact.grade) for fact in report.facts}
        assert bool(report.remarks) == (report.state == "returned")
        assert {(remark.kind, remark.code, remark.grade) for remark in report.remarks} <= keys


def test_accepted_schools_of_the_campaign_have_every_value_but_the_admissions():
    rows = rows_of(current.YEAR, [fact for report in current.reports() for fact in report.facts])
    accepted = [report.school for report in current.reports() if report.state == "accepted"]
    late = {"profile_admission", "poo_9_profile", "poo_9", "poo_11", "vo_11", "exam_profile_11"}
    for code, indicator in INDICATORS.items():
        first, last = indicator["years"]
        if code in late or not first <= current.YEAR <= (last or current.YEAR):
            continue
        for school in accepted:
            parts = [
                side(school, indicator[name], rows)
                for name in ("numerator", "denominator")
                if name in indicator
            ]
            assert NO_DATA not in parts or NOT_APPLICABLE in parts, (code, school)


def test_events_and_metrics_of_the_campaign_are_active_in_its_year():
    rows = [fact for report in current.reports() for fact in report.facts]
    for kind, code in columns_of(rows):
        if kind == "event":
            first, last = EVENTS[code]["active"]
            assert first <= current.YEAR <= (last or current.YEAR)
        if kind == "metric":
            assert code in METRICS
    assert {current.wave_of(fact) for fact in rows} == {"contingent", "participation"}


def test_dates_of_the_campaign_count_from_the_first_run():
    contingent, participation, admissions = current.waves(date(2026, 11, 21))
    assert contingent.due < date(2026, 11, 21) < participation.due
    assert admissions.opens.year == current.YEAR + 1
    assert all(wave.opens < wave.due for wave in (contingent, participation, admissions))


def test_facts_are_written_as_tidy_csv(tmp_path):
    file = tmp_path / "facts.csv"
    write_csv(facts([2021]), file)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert "kmo-center,2021,metric,workplaces,,23" in lines
    assert len(lines) == len(facts([2021])) + 1


@pytest.mark.parametrize(
    ("total", "weights", "ceilings", "parts"),
    [
        (10, [1, 1, 1], [10, 10, 10], [4, 3, 3]),
        (10, [8, 1, 1], [3, 10, 10], [3, 4, 3]),
        (0, [1, 2], [5, 5], [0, 0]),
        (7, [0, 1], [5, 4], [3, 4]),
        (3, [0, 0], [2, 2], [2, 1]),
    ],
)
def test_a_total_is_split_by_the_largest_remainder_under_ceilings(total, weights, ceilings, parts):
    assert split(total, weights, ceilings) == parts


def test_a_total_above_its_ceilings_is_refused():
    with pytest.raises(ValueError, match="нельзя разложить"):
        split(5, [1, 1], [2, 2])
