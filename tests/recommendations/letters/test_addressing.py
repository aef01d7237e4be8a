"""Whom a text is addressed to, and how it goes on after the colon."""

from __future__ import annotations

import pytest

from recommendations.letters.addressing import after_colon, whom
from recommendations.models import Audience, Recommendation
from schools.models import Kind, School

pytestmark = pytest.mark.once  # no database
SCHOOLS = [School(pk=n, short_name=f"СОШ № {n}", kind=Kind.SECONDARY) for n in (1, 2, 3)]


def asked(audience: Audience, schools: list[School], text: str) -> str:
    rows = [Recommendation(school=school, audience=audience) for school in schools]
    return f"{whom(rows, SCHOOLS, text)}: {after_colon(text)}"


@pytest.mark.parametrize(
    ("audience", "text", "says"),
    [
        (
            "heads",
            "Назначить ответственного.",
            "Руководителям образовательных организаций: назначить ответственного.",
        ),
        (
            "parents",
            "Родителям (законным представителям) участвовать в собраниях.",
            "Образовательным организациям: родителям (законным представителям) участвовать в собраниях.",
        ),
        (
            "pupils",
            "Обучающимся 6–11 классов пройти тестирование.",
            "Образовательным организациям: обучающимся 6–11 классов пройти тестирование.",
        ),
        (
            "teachers",
            "Классным руководителям 9 классов провести беседы.",
            "Образовательным организациям: классным руководителям 9 классов провести беседы.",
        ),
        (
            "teachers",
            "Педагога-психолога включить в работу.",
            "Педагогам образовательных организаций: педагога-психолога включить в работу.",
        ),
        (
            "heads",
            "Обучающую программу провести.",
            "Руководителям образовательных организаций: обучающую программу провести.",
        ),
        ("heads", "ПОО пригласить.", "Руководителям образовательных организаций: ПОО пригласить."),
        (
            "heads",
            "«Профориентир» посещать.",
            "Руководителям образовательных организаций: «Профориентир» посещать.",
        ),
    ],
)
def test_a_text_that_says_whom_it_asks_is_addressed_to_the_organisations(audience, text, says):
    assert asked(Audience(audience), SCHOOLS, text) == says


def test_one_organisation_is_named_with_its_type():
    text = "Педагогу-психологу провести тестирование."
    assert asked(Audience.TEACHERS, SCHOOLS[:1], text) == (
        "Общеобразовательной организации СОШ № 1: педагогу-психологу провести тестирование."
    )
