"""The checker of published tables: every planted fault is found, and nothing else; nobody's figures are recognised."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.published.columns import propose_all
from indicators.published.reading import read_file
from indicators.published.rows import restored, rows_of, stored
from indicators.published_checks import KINDS, check_published, is_right
from indicators.published_denominators import covers
from indicators.published_rows import COLUMNS, grades_named, read_published, school_year_meant
from schools.numbers import round_half_up

ROOT = Path(__file__).resolve().parents[2]
YEARS = (2019, 2020, 2021)


def read(rows):
    text = "\n".join([",".join(COLUMNS), *(",".join(f'"{cell}"' for cell in row) for row in rows)])
    return read_published(text.encode())


def sound_tables(rng, tables=6):
    """Tables without a fault: «5-9 кл.» is the sum of its grades, steady from year to year, rounded half up."""
    grades = {year: {grade: rng.randint(300, 400) for grade in range(5, 12)} for year in YEARS}
    names = [("9 кл.", [9]), ("10-11 кл.", [10, 11]), ("9-11 кл.", [9, 10, 11]), ("5-9 кл.", range(5, 10)),
             ("6–11 классов", range(6, 12)), ("11 классов", [11])]  # fmt: skip
    rows = []
    for number, (words, wanted) in enumerate(names[:tables], start=1):
        decimals = rng.choice([0, 1, 2])
        for year in YEARS:
            denominator = sum(grades[year][grade] for grade in wanted)
            numerator = (
                10 * rng.randint(0, denominator // 10 - 1) + number
            )  # no two tables are alike by chance
            percent = round_half_up(_share(numerator, denominator), decimals)
            name = f"доля обучающихся {words}, участие {number}"
            rows.append([number, name, f"{year}-{year + 1}", numerator, denominator, str(percent)])
    return rows


def _share(numerator, denominator):
    from fractions import Fraction

    return Fraction(100 * numerator, denominator)


def kinds(rows):
    return [(finding.kind, finding.table, finding.period) for finding in check_published(read(rows))]


randoms = st.randoms(use_true_random=False)


@settings(max_examples=40, deadline=None)
@given(randoms)
def test_it_is_silent_on_sound_tables(rng):
    rows = sound_tables(rng)
    assert kinds(rows) == []
    assert [is_right(row) for row in read(rows)] == [True] * len(rows)


def table_of_schools(rng, number, names, words, decimals=1):
    """One table by schools with «Итого»: every line is right, the schools are of all sizes."""
    denominators = [10 * rng.randint(1, 40) + number for _ in names]  # no two tables are alike by chance
    numerators = [rng.randint(1, denominator - 1) for denominator in denominators]
    lines = list(zip([*names, "Итого по округу"], [*numerators, sum(numerators)], [*denominators, sum(denominators)],
                     strict=True))  # fmt: skip
    return [
        [number, words, "2020-2021", n, d, str(round_half_up(_share(n, d), decimals)), school]
        for school, n, d in lines
    ]


def by_schools(rows):
    text = "\n".join(
        [",".join((*COLUMNS, "school")), *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    )
    return [
        (one.kind, one.table, one.school, one.detail)
        for one in check_published(read_published(text.encode()))
    ]


SCHOOLS = ["СОШ № 1", "СОШ № 2", "Лицей", "Гимназия"]


@settings(max_examples=25, deadline=None)
@given(randoms)
def test_it_is_silent_on_sound_tables_by_schools(rng):
    first = table_of_schools(rng, 1, SCHOOLS, "охват 6–11 классов проектом")
    second = table_of_schools(rng, 2, SCHOOLS, "доля выпускников 9 классов, поступивших в ПОО")
    assert by_schools(first + second) == []
    unnamed = [[*row[:6], ""] for row in first]
    assert by_schools(unnamed) == [], "lines that nothing tells apart contradict nothing"


@settings(max_examples=10, deadline=None)
@given(randoms)
def test_faults_among_schools_are_found_and_name_the_school(rng):
    rows = table_of_schools(rng, 1, SCHOOLS, "охват 6–11 классов проектом")
    other = [[2, "доля 6–11 классов, прошедших пробы", *row[2:3], 1, row[4], "", row[6]] for row in rows]
    other[1][4] += 3
    rows[2][5] = "99.9" if 2 * rows[2][3] < rows[2][4] else "0.1"
    found = by_schools(rows + other)
    assert [(kind, table, school) for kind, table, school, _ in found] == [
        ("denominator_conflict", "1", "СОШ № 2"), ("percent_mismatch", "1", "Лицей"),
        ("denominator_conflict", "2", "СОШ № 2"), ("denominator_sum", "2", "Итого по округу"),
        ("numerator_sum", "2", "Итого по округу"),
    ]  # fmt: skip
    assert all(detail.startswith(f"{school}: ") for _, _, school, detail in found)
    copy = [[3, "доля родителей", *row[2:]] for row in rows]
    assert ("repeated_table", "3") in [one[:2] for one in by_schools(rows + copy)]


def test_nobody_and_everybody_throughout_are_no_copy_and_a_longer_dash_is_no_other_name():
    tables = ((1, "-", 19), (2, "–", 19), (3, " - ", 0), (4, "-", 0))
    rows = [
        [table, f"доля ОО {table}", f"{year}{dash}{year + 1}", number, number or 19, ""]
        for table, dash, number in tables
        for year in YEARS
    ]
    assert kinds(rows) == []


def planted_truncation(rows):
    rows[0][3:] = [2, 3, 66]
    for row in rows[1:3]:  # the same small school in the other years, so that nothing else jumps
        row[3:] = [1, 3, 33]
    return rows[:3]


def planted_mismatch(rows):
    rows[4][5] = "99.9" if 2 * rows[4][3] < rows[4][4] else "0.1"
    return rows


def planted_conflict(rows):
    # a seventh table of the same grades as the fourth, one year of which counts other pupils
    extra = [[7, "доля обучающихся 5-9 кл., охват", row[2], 1, row[4], ""] for row in rows[9:12]]
    extra[1][4] += 7
    return list(rows[9:12]) + extra


def planted_sum(rows):
    rows[7][4] += 5
    rows[7][5] = ""
    return rows[:9]


def planted_jump(rows):
    rows[1][3:] = [1, rows[0][4] * 2, ""]
    rows[2][3:] = [1, rows[0][4] * 2, ""]
    return rows[:3]


def planted_repetition(rows):
    return rows[:3] + [[2, "доля родителей, получивших помощь", *row[2:]] for row in rows[:3]]


def planted_gap(rows):
    return [row for row in rows if row[0] not in (2, 3)]


def planted_names(rows):
    rows[5][2] = "2022"
    return rows[:6]


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (planted_truncation, [("rounding", "1", "2019-2020")]),
        (planted_mismatch, [("percent_mismatch", "2", "2020-2021")]),
        (
            planted_conflict,
            [("denominator_conflict", "4", "2020-2021"), ("denominator_conflict", "7", "2020-2021")],
        ),
        (planted_sum, [("denominator_sum", "3", "2020-2021")]),
        (planted_jump, [("denominator_jump", "1", "2020-2021")]),
        (planted_repetition, [("repeated_table", "2", "2019-2020")]),
        (planted_names, [("period_names", "2", "2022")]),
    ],
)
@settings(max_examples=15, deadline=None)
@given(rng=randoms)
def test_a_planted_fault_is_found_and_nothing_else(plant, expected, rng):
    found = [finding for finding in kinds(plant(sound_tables(rng))) if finding[0] != "numbering_gap"]
    assert found == expected


@settings(max_examples=10, deadline=None)
@given(randoms)
def test_missing_numbers_of_tables_are_told_once_a_gap(rng):
    found = check_published(read(planted_gap(sound_tables(rng))))
    assert [(f.kind, f.detail) for f in found] == [
        ("numbering_gap", "Таблиц 2–3 нет, а таблица 4 есть. Проверьте нумерацию."),
    ]


def test_a_code_or_a_year_in_the_place_of_a_number_opens_no_gap():
    rows = [
        [number, f"показатель {place}", "2021-2022", 1, 2, "50"]
        for place, number in enumerate((1, 3, " 7 ", "7а", 2021, 3262200020, "9" * 5000))
    ]
    assert [(one.table, one.detail) for one in check_published(read(rows))] == [
        ("3", "Таблицы 2 нет, а таблица 3 есть. Проверьте нумерацию."),
        (" 7 ", "Таблиц 4–6 нет, а таблица 7 есть. Проверьте нумерацию."),
    ]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(1, 127), max_size=14), st.integers(1, 127))
def test_ways_to_put_grades_together_are_those_of_all_combinations(masks, whole):
    masks = [mask for mask in masks if mask & ~whole == 0]
    expected = {
        frozenset(parts)
        for size in range(1, 5)
        for parts in combinations(masks, size)
        if sum(parts) == whole and not any(a & b for a, b in combinations(parts, 2))
    }
    found = list(covers(whole, masks, 4))
    assert (set(map(frozenset, found)), len(found)) == (expected, len(expected))


OF_KEMEROVO = [
    ("2", "2020", "period_names"), ("2", "2021", "period_names"), ("2", "2022", "period_names"),
    ("3", "2022", "rounding"),
    ("4", "2019-2020", "denominator_sum"), ("4", "2020-2021", "denominator_conflict"),
    ("4", "2020-2021", "denominator_sum"), ("4", "2021-2022", "denominator_sum"),
    # those of «Абилимпикс» are named by the same grades as all pupils
    ("5", "2020", "percent_mismatch"), ("5", "2020", "denominator_conflict"), ("5", "2021", "denominator_conflict"),
    ("5", "2021", "denominator_jump"), ("5", "2022", "denominator_conflict"), ("6", "2020", "denominator_conflict"),
    ("6", "2021", "denominator_conflict"), ("6", "2022", "denominator_conflict"),
    ("7", "2022", "rounding"),
    ("9", "2019-2020", "denominator_sum"), ("9", "2019-2020", "numbering_gap"),
    ("9", "2020-2021", "denominator_conflict"), ("9", "2020-2021", "denominator_sum"),
    ("9", "2021-2022", "denominator_sum"),
    ("11", "2020", "repeated_table"), ("11", "2021", "denominator_conflict"),
]  # fmt: skip
"""Faults of a report that was printed so: 25 of its 28 percentages are right, and nothing is said of them."""


def test_the_findings_of_kemerovo_are_these_and_no_others():
    rows = read_published((ROOT / "fixtures" / "kemerovo_published.csv").read_bytes())
    found = check_published(rows)
    assert [(one.table, one.period, one.kind) for one in found] == OF_KEMEROVO
    verdicts = [verdict for row in rows if (verdict := is_right(row)) is not None]
    assert (len(verdicts), sum(verdicts)) == (28, 25)
    words = " ".join(one.detail for one in found).replace("\u00a0", " ")
    for part in (
        "46 из 80 = 57,50 %: по правилам математики 58 %, напечатано 57 % – так выходит, если отбросить дробную часть.",
        "4 из 105 = 3,810 %, напечатано 4,2 %: ни одно правило округления такого не даёт.",
        "417, а сумма частей 426 (в таблице 1) + 176 (в таблице 7) = 602.",
        "Столько дают вместе 9 класс и 11 класс: возможно, считали их.",
        "105 → 26", "Таблицы 8 нет",
    ):  # fmt: skip
        assert part in words


@pytest.mark.parametrize(
    ("text", "year"),
    [("2019-2020", 2019), ("2019–2020", 2019), ("2019/20", 2019), ("2020", 2019), ("2020 г.", 2019),
     ("2020-2022", "2020-2022"), ("I полугодие", "I полугодие")],
)  # fmt: skip
def test_periods_are_put_on_one_axis_where_they_are_years(text, year):
    assert school_year_meant(text) == year


@pytest.mark.parametrize(
    ("name", "grades"),
    [("доля обучающихся 9-11 кл., участие", "9-11"), ("выпускников 9 классов", "9"), ("6–11 классов", "6-11"),
     ("выпускники 9 и 11 классов", "9,11"), ("доля 11-х классов", "11"), ("доля родителей", "")],
)  # fmt: skip
def test_grades_are_those_the_name_speaks_of(name, grades):
    assert str(grades_named(name)) == grades


def test_a_file_of_tables_gives_on_the_page_what_the_command_says():
    content = (ROOT / "fixtures" / "kemerovo_published.csv").read_bytes()
    tables = read_file(content, "kemerovo.csv")
    rows, wrong = rows_of(tables[0], propose_all(tables)[0])
    assert wrong == []
    assert check_published(restored(stored(rows))) == check_published(read_published(content))


class TestTheCommand:
    def test_findings_are_printed_and_written_with_the_free_texts_as_they_came_in(self, tmp_path, capsys):
        file, output = tmp_path / "in.csv", tmp_path / "out.csv"
        file.write_text(",".join(COLUMNS) + "\n Прил. 1 ,Доля,  осень ,1,8,12\n", encoding="utf-8")
        call_command("check_published", file, output=output)
        rows = list(csv.DictReader(output.open(encoding="utf-8", newline="")))
        assert [(r["table"], r["period"], r["kind"]) for r in rows] == [(" Прил. 1 ", "  осень ", "rounding")]
        assert "по правилам математики 13" in capsys.readouterr().out

    def test_nothing_found_is_said_too(self, tmp_path, capsys):
        file = tmp_path / "in.csv"
        file.write_text(",".join(COLUMNS) + "\n1,Доля,2020,1,8,12.5\n", encoding="utf-8")
        call_command("check_published", file)
        assert "замечаний нет" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "Не хватает"),
            (b"table,indicator\n1,2\n", "Не хватает: period"),
            (",".join(COLUMNS).encode(), "нет ни одной строки"),
            ((",".join(COLUMNS) + "\n1,x,2020,abc,8,12\n").encode(), "Строка 2, столбец numerator, «abc»"),
            (b"\x00\x01\x02\xff", "не таблица"),
        ],
    )
    def test_what_cannot_be_read_is_refused_in_words(self, content, message, tmp_path):
        file = tmp_path / "in.csv"
        file.write_bytes(content)
        with pytest.raises(CommandError, match=message):
            call_command("check_published", file)

    def test_a_missing_file_is_said(self, tmp_path):
        with pytest.raises(CommandError, match="такого пути нет"):
            call_command("check_published", tmp_path / "no.csv")

    def test_every_kind_has_its_name(self):
        assert KINDS == (
            "rounding", "percent_mismatch", "denominator_conflict", "denominator_sum", "numerator_sum",
            "denominator_jump", "repeated_table", "numbering_gap", "period_names",
        )  # fmt: skip
