"""Measures, decisions and held events of the demonstration, out of their documents in fixtures/.

Krasnodar's roadmap is shown under the okrug's own bodies: as it was for 2023, and once more for the school year of
the campaign under way, because most of its measures recur every year.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import yaml
from django.conf import settings

from monitoring.registers.held_events_file import load_held_events
from roadmap.decisions import load_decisions
from roadmap.marking import mark_done
from roadmap.models import Measure, Roadmap
from roadmap.plan import load_roadmap
from schools.calendar import year_label
from schools.models import Municipality, User

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
HELD_IN = 2021
# Done in September of the year under way: (section, number, what proves it).
DONE = (
    (1, 2, "Список ответственных уточнён, размещён на сайте Центра развития образования."),
    (1, 3, "График мероприятий направлен в организации письмом."),
)


def load_measures(municipality: Municipality, *, officer: User, year: int, today: dt.date) -> None:
    document = yaml.safe_load((FIXTURES / "krasnodar_roadmap.yaml").read_text(encoding="utf-8"))
    demo = document["demo"]
    bodies = demo["responsible"]
    load_roadmap(
        municipality=municipality, document=document, person=officer, title=demo["title"], responsible=bodies
    )
    current = load_roadmap(
        municipality=municipality,
        document=document,
        person=officer,
        title=(
            "Дорожная карта по самоопределению и профессиональной ориентации обучающихся "
            f"{municipality.name_genitive} на {year_label(year)} учебный год"
        ),
        starts=dt.date(year, 9, 1),
        ends=dt.date(year + 1, 8, 31),
        responsible=bodies,
    )
    _mark(current, officer, dt.date(year, 9, 25), today)
    decisions = yaml.safe_load((FIXTURES / "decisions.yaml").read_text(encoding="utf-8"))
    load_decisions(municipality=municipality, document=decisions, person=officer)
    load_held_events(
        municipality=municipality, content=(FIXTURES / "held_events.csv").read_bytes(), year=HELD_IN
    )


def _mark(roadmap: Roadmap, officer: User, done_on: dt.date, today: dt.date) -> None:
    if done_on > today:
        return
    for section, number, text in DONE:
        measure = Measure.objects.get(section__roadmap=roadmap, section__number=section, number=number)
        mark_done(measure=measure, person=officer, done_on=done_on, today=today, text=text)
