"""The registers of the campaign under way: invented agreements, events and responsible persons of the demonstration.

Each school that has said how many agreements it has gets exactly so many, so that the figure of its report is the one
the register counts; one has recorded another since its report was accepted. The school with the doubtful figure has
recorded none. Dates count from the day of the first run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from config.demo import current
from monitoring.registers.kinds import AGREEMENTS, HELD_EVENTS, RESPONSIBLE, Around, around
from monitoring.registers.loading import load
from monitoring.registers.reading import Line
from schools.models import Municipality, User

DOUBTFUL = "kmo-11"
SIGNED_SINCE = "kmo-05"
PARTNERS = (
    ("ООО «Разрез Прибрежный»", "экскурсии на производство"),
    ("Среднереченский горный техникум", "профессиональные пробы"),
    ("ООО «Заря-Агро»", "летняя практика и экскурсии"),
    ("Институт экономики и права «Перспектива»", "открытые лекции, помощь проектам"),
    ("Центр занятости населения Среднереченска", "тестирование и консультации"),
    ("АО «Завод “Точмаш-Север”»", "наставничество инженеров"),
    ("Среднереченский медицинский колледж", "профессиональные пробы"),
    ("Пожарно-спасательная часть № 90", "встречи с людьми профессии"),
)
EVENTS = (  # days from the first run, last day, title, level, state, school, organiser, participants
    (-52, None, "День профориентации «Шаг в профессию»", "муниципальный", "проведено", "",
     "Центр развития образования", 412),
    (-38, -36, "Неделя открытых уроков о рабочих профессиях", "муниципальный", "проведено", "", "", 655),
    (-24, None, "Экскурсия на разрез «Прибрежный»", "школьный", "проведено", "kmo-01", "ООО «Разрез Прибрежный»", 27),
    (-19, None, "Родительское собрание «Куда пойти учиться»", "школьный", "отменено", "kmo-03", "", None),
    (-6, None, "Встреча с выпускниками горного техникума", "школьный", "запланировано", "kmo-01",
     "Среднереченский горный техникум", None),
    (12, 14, "Ярмарка учебных мест", "муниципальный", "запланировано", "", "Центр занятости населения", None),
    (33, None, "Муниципальный этап конкурса «Лучший по профессии»", "муниципальный", "запланировано", "",
     "Центр развития образования", None),
    (75, 77, "Региональная олимпиада школьников по экономике региона", "региональный", "запланировано", "", "", None),
)  # fmt: skip
PERSONS = (
    "Агапова Вера Ильинична", "Бурцев Олег Семёнович", "Вострикова Алла Игоревна", "Горчакова Инна Львовна",
    "Дёмина Зоя Павловна", "Ершов Артём Кириллович", "Жарикова Лидия Марковна", "Зимина Раиса Олеговна",
    "Ильясова Нина Борисовна", "Кочеткова Яна Юрьевна", "Лебяжина Майя Фёдоровна", "Мохов Денис Андреевич",
    "Нестерова Клара Ивановна", "Орешкина Юлия Глебовна", "Панкратова Ася Михайловна", "Рыжова Тамара Ефимовна",
    "Савушкина Галина Петровна", "Тихова Елена Родионовна", "Уварова Дина Сергеевна",
)  # fmt: skip
POSTS = (
    "заместитель директора по воспитательной работе",
    "советник директора по воспитанию",
    "педагог-психолог",
)
UNNAMED = ("kmo-16", "kmo-do-01")


def load_registers(municipality: Municipality, *, officer: User, today: dt.date, year: int) -> None:
    places = around(municipality, None)
    for register, lines in (
        (AGREEMENTS, _agreements(year, today)),
        (HELD_EVENTS, _events(year, today)),
        (RESPONSIBLE, _responsible(places)),
    ):
        numbered = [Line(number, cells) for number, cells in enumerate(lines, start=2)]
        load(register=register, lines=numbered, places=places, person=officer)


def _agreements(year: int, today: dt.date) -> Iterable[dict[str, str]]:
    figures = {
        fact.school: int(fact.value)
        for report in current.reports(year)
        for fact in report.facts
        if fact.code == "contracts" and fact.school != DOUBTFUL
    }
    figures[SIGNED_SINCE] += 1
    for place, (school, number) in enumerate(sorted(figures.items())):
        for count in range(number):
            partner, subject = PARTNERS[(place + count) % len(PARTNERS)]
            yield {
                "school": school, "partner": partner, "number": f"{place + 1:02}-{count + 1}", "subject": subject,
                "signed": f"{dt.date(year - 1, 9 + count % 3, 3 + place):%d.%m.%Y}",
                "valid_until": _until(place + count, year, today),
            }  # fmt: skip


def _until(turn: int, year: int, today: dt.date) -> str:
    """Of five agreements one ends soon, one has ended this autumn, the others go on; all count for the year."""
    first = dt.date(year, 9, 1)
    ends = (
        dt.date(year + 2, 8, 31), None, max(today + dt.timedelta(40), first), dt.date(year + 1, 8, 31),
        max(today - dt.timedelta(50), first),
    )[turn % 5]  # fmt: skip
    return f"{ends:%d.%m.%Y}" if ends else ""


def _events(year: int, today: dt.date) -> Iterable[dict[str, str]]:
    def day(offset: int) -> dt.date:
        return max(today + dt.timedelta(offset), dt.date(year, 9, 1))

    for starts, ends, title, level, state, school, organiser, participants in EVENTS:
        happened = state == "проведено" and day(starts) <= min(today, timezone.localdate())
        yield {
            "title": title, "level": level, "school": school, "organiser": organiser,
            "starts": f"{day(starts):%d.%m.%Y}", "ends": f"{day(ends):%d.%m.%Y}" if ends else "",
            "state": state if happened or state != "проведено" else "запланировано",
            "participants": str(participants) if happened and participants else "",
        }  # fmt: skip


def _responsible(places: Around) -> Iterable[dict[str, str]]:
    codes = sorted({school.code for school in places.schools.values()} - set(UNNAMED))
    for number, (code, name) in enumerate(zip(codes, PERSONS, strict=False)):
        yield {
            "school": code, "name": name, "post": POSTS[number % len(POSTS)],
            "phone": f"8 (38400) 0-{number + 1:02}-00", "email": f"{code}@okrug.example",
        }  # fmt: skip
