"""What schools on the plan did in the last accepted year: invented events of their own, and an experience told.

The head of the best organisation has answered one recommendation and taken up another; the officer has confirmed what
is told about «Билет в будущее», so that heads whose schools are below the plan read it beside their recommendation.
"""

from __future__ import annotations

from monitoring.registers.kinds import HELD_EVENTS, around
from monitoring.registers.loading import load
from monitoring.registers.reading import Line
from recommendations import handling
from recommendations.models import Recommendation
from schools.models import Municipality, User

YEAR = 2021
TELLS = "head-best"
HELD = (  # first day, last day, title, project, school, organiser, participants, page
    ("12.10.2021", "", "Профессиональные пробы «Билета в будущее» в горном техникуме", "bilet", "kmo-15",
     "Среднереченский горный техникум", 41, "proby-v-tehnikume"),
    ("25.11.2021", "", "Родительская встреча: что показало тестирование «Билета в будущее»", "bilet", "kmo-15", "",
     57, ""),
    ("07.02.2022", "11.02.2022", "Неделя профессиональных проб для 6–8 классов", "bilet", "kmo-15",
     "Среднереченский медицинский колледж", 64, "nedelya-prob"),
    ("19.11.2021", "", "День «Билета в будущее»: классные часы и регистрация всем классом", "bilet", "kmo-03", "",
     48, ""),
    ("15.03.2022", "", "Выезд на пробы в колледж, 9–11 классы", "bilet", "kmo-07",
     "Среднереченский медицинский колледж", 22, ""),
    ("20.10.2021", "22.10.2021", "Тестирование 9 классов с разбором результатов в тот же день", "testing", "kmo-11",
     "Центр занятости населения Среднереченска", 38, ""),
)  # fmt: skip
STORY = (
    "Регистрируем класс целиком на классном часе в сентябре, с согласиями родителей, собранными на первом собрании. "
    "За каждую параллель отвечает классный руководитель, сверка списка – раз в месяц. Пробы проводим одним выездом "
    "в техникум на параллель: транспорт заказываем вместе с соседней школой."
)


def load_experience(municipality: Municipality, *, officer: User) -> None:
    """After the recommendations of the year were sent."""
    lines = [
        Line(number, {
            "title": title, "starts": starts, "ends": ends, "event": project, "school": school, "level": "школьный",
            "organiser": organiser, "participants": str(participants), "state": "проведено",
            "link": f"https://{school}.okrug.example/news/{page}" if page else "",
        })
        for number, (starts, ends, title, project, school, organiser, participants, page) in enumerate(HELD, start=2)
    ]  # fmt: skip
    load(register=HELD_EVENTS, lines=lines, places=around(municipality, None), person=officer)
    head = User.objects.get(username=TELLS)
    own = Recommendation.objects.filter(year=YEAR, school__in=head.reach.schools).order_by("section", "pk")
    told = own.get(evidence__trigger="best_practice")
    handling.answer(
        recommendation=told,
        person=head,
        text=STORY,
        link="https://kmo-15.okrug.example/news/bilet-v-budushchee",
    )
    handling.confirm(recommendation=told, person=officer, note="Спасибо: покажем на муниципальном семинаре.")
    taken_up = own.filter(evidence__trigger="always").first()
    assert taken_up is not None  # rules for everybody are in the fixture
    handling.take_up(recommendation=taken_up, person=head)
