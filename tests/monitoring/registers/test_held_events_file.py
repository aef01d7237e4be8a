"""Loading the register of held events."""

import datetime as dt
from pathlib import Path

import pytest

from monitoring.models import Event, HeldEvent
from monitoring.registers.held_events_file import Loaded, RegisterRefused, load_held_events

FIXTURE = (Path(__file__).resolve().parents[3] / "fixtures/held_events.csv").read_bytes()
CODES = ("agronti", "bilet", "abilimpix", "juniors", "municipal_contests")


@pytest.fixture
def events(db):
    return {code: Event.objects.create(code=code, name=code) for code in CODES}


def load(okrug, text, **options):
    return load_held_events(municipality=okrug, content=text.encode(), **options)


def test_the_register_of_the_fixture_is_loaded_once(okrug, events):
    assert load_held_events(municipality=okrug, content=FIXTURE, year=2021) == Loaded(created=32)
    assert load_held_events(municipality=okrug, content=FIXTURE, year=2021) == Loaded(unchanged=32)
    final = HeldEvent.objects.get(title__contains="АгроНТИ – 2022")
    assert (final.starts, final.ends, final.level, final.event, final.year_id) == (
        dt.date(2022, 11, 21), dt.date(2022, 11, 22), "national", events["agronti"], 2021,
    )  # fmt: skip


def test_without_a_year_each_event_belongs_to_the_year_of_its_date_and_a_change_is_written(okrug):
    assert load(okrug, "title;date\nФорум;31.08.2022\nЯрмарка;2022-09-01\n") == Loaded(created=2)
    assert sorted(HeldEvent.objects.values_list("title", "year")) == [("Форум", 2021), ("Ярмарка", 2022)]
    changed = "title,date,note\nФорум,2022-08-31,перенесён\nЯрмарка,2022-09-01,\n"
    assert load(okrug, changed) == Loaded(updated=1, unchanged=1)
    assert HeldEvent.objects.get(title="Форум").note == "перенесён"


def test_every_fault_is_named_with_its_line_and_nothing_is_saved(okrug):
    text = (
        "title,date,date_to,level,event,link\n"
        "Форум,2022-04-31,,городской,bilet,ftp://где-то\n"
        ",2022-04-30,2022-04-01,,,\n"
        "Ярмарка,2022-09-01\nЯрмарка,2022-09-01\n"
    )
    with pytest.raises(RegisterRefused) as caught:
        load(okrug, text)
    assert caught.value.problems == [
        "Строка 2, столбец date, «2022-04-31»: нужна дата вида 2022-04-28 или 28.04.2022.",
        "Строка 2, столбец level, «городской»: бывает: school, municipal, regional, national.",
        "Строка 2, столбец event, «bilet»: такого кода мероприятия нет в справочнике; исправьте или оставьте пустым.",
        "Строка 2, столбец link, «ftp://где-то»: нужен адрес, начинающийся с http:// или https://.",
        "Строка 3, столбец title, «»: укажите название мероприятия.",
        "Строка 3, столбец date_to, «2022-04-01»: нужна дата окончания не раньше начала, вида 2022-04-29.",
        "Строка 5: «Ярмарка» на эту дату уже записано выше, уберите повтор.",
    ]
    assert not HeldEvent.objects.exists()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "Строка 1: нет столбца «title»."),
        (b"title,when\n", "Строка 1: нет столбца «date»."),
        (b"PK\x03\x04\x00\x00", "Это не текстовый файл CSV: сохраните таблицу как «CSV UTF-8»."),
    ],
)
def test_a_file_that_is_no_register_is_refused(okrug, content, problem):
    with pytest.raises(RegisterRefused) as caught:
        load_held_events(municipality=okrug, content=content)
    assert caught.value.problems[0] == problem
