"""The command `import_facts` from a file on disk to its exit code."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from monitoring.models import CellChange, Cohort, Event, MetricValue, Participation, Submission
from schools.grades import Grades
from schools.models import DEFAULT_GRADES, Kind, School
from tests.monitoring.world import make_catalogue

pytestmark = pytest.mark.django_db
HEADER = ["school", "year", "kind", "code", "grade", "value"]


@pytest.fixture(autouse=True)
def catalogue(db):
    make_catalogue()


@pytest.fixture
def write(tmp_path):
    def to_file(*rows):
        path = tmp_path / "facts.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows])
        return path

    return to_file


def test_it_says_what_was_read_and_changed(school, write, capsys):
    path = write(
        ["okr-01", "2021/2022", "pupils", "", "6", "25"], ["okr-01", 2021, "metric", "money", "", "17,8"]
    )
    call_command("import_facts", path, "--dry-run")
    call_command("import_facts", path)
    call_command("import_facts", path, "--accept")
    call_command("import_facts", path, "--accept")
    assert capsys.readouterr().out.replace("\u00a0", " ").splitlines() == [
        "Пробный запуск, ничего не сохранено. Прочитано: 2 строки; новых ячеек 2, изменено 0, без изменений 0.",
        "Прочитано: 2 строки; новых ячеек 2, изменено 0, без изменений 0.",
        "Прочитано: 2 строки; новых ячеек 0, изменено 0, без изменений 2, принято ячеек 2, отчётов 1.",
        "Прочитано: 2 строки; изменений нет.",
    ]
    assert (Cohort.objects.get().accepted, MetricValue.objects.get().accepted) == (25, Decimal("17.8"))


def test_it_tells_every_bad_row_and_saves_nothing(school, write):
    path = write(
        ["okr-01", 2021, "pupils", "", 6, 25],
        ["okr-01", 2021, "pupils", "", 6, 25],
        ["okr-01", 2021, "pupils", "", 7, "двадцать"],
        ["okr-1", 2021, "pupils", "", 7, 3],
    )
    with pytest.raises(CommandError) as caught:
        call_command("import_facts", path)
    assert str(caught.value).replace("\u00a0", " ").splitlines() == [
        "строка 3, столбец value, «25»: эта ячейка уже есть в строке 2: оставьте одну из двух строк.",
        "строка 4, столбец value, «двадцать»: это не число: напишите, например, 25 или н/д.",
        (
            "строка 5, столбец school, «okr-1»: неизвестный код организации. Ближайший известный – «okr-01». "
            "Коды – в списке организаций."
        ),
        "Ничего не сохранено: 3 ошибки.",
    ]
    assert not Cohort.objects.exists()


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(CommandError, match="Это не таблица"):
        call_command("import_facts", path)


def test_thousands_of_good_rows_are_written_and_as_many_bad_ones_told(okrug, write):
    """More schools and cells than any one statement takes."""
    School.objects.bulk_create(
        School(municipality=okrug, code=f"s-{n}", short_name=f"Школа {n}", name_key=f"школа {n}", kind=Kind.SECONDARY,
               grades=DEFAULT_GRADES[Kind.SECONDARY])
        for n in range(510)
    )  # fmt: skip
    events = [f"e-{n}" for n in range(1)]
    Event.objects.bulk_create(
        Event(code=code, name=code, name_key=code, grades=Grades.parse("1-11")) for code in events
    )
    grades = range(1, 4)
    rows = [[f"s-{n}", 2021, "pupils", "", g, 30] for n in range(510) for g in grades]
    rows += [
        [f"s-{n}", 2021, "event", code, g, (n + g + at) % 31]
        for n in range(510)
        for at, code in enumerate(events)
        for g in grades
    ]
    assert len(rows) == 3_060
    call_command("import_facts", write(*rows), "--accept")
    assert (Cohort.objects.count(), Participation.objects.count()) == (1_530, 1_530)
    assert CellChange.objects.count() == 3_060
    assert Submission.objects.filter(state="accepted").count() == 510

    bad = [[school, year, kind, f"{code}?", grade, -1] for school, year, kind, code, grade, _ in rows]
    with pytest.raises(CommandError) as caught:
        call_command("import_facts", write(*bad))
    lines = str(caught.value).replace("\u00a0", " ").splitlines()
    assert len(lines) == 102
    assert lines[0].startswith("строка 2, столбец code, «?»: для обучающихся код не нужен")
    assert lines[-2:] == ["… и ещё 4 490 ошибок", "Ничего не сохранено: 4 590 ошибок."]
