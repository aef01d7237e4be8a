"""A small catalogue that is right in every line, for tests that break one line of it."""

from __future__ import annotations

import copy
from typing import Any

import yaml

GOOD: dict[str, Any] = {
    "municipalities": [
        {
            "code": "100",
            "region": {"code": "42", "name": "Кузбасс"},
            "name": "Речной округ",
            "name_genitive": "Речного округа",
            "name_prepositional": "Речном округе",
            "authority": "Управление образования",
            "time_zone": "Asia/Novokuznetsk",
        },
        {"code": "200", "region": {"code": "42", "name": "Кузбасс"}, "name": "Горный округ"},
    ],
    "schools": [
        {"code": "r-01", "municipality": "100", "short_name": "Ёлкинская СОШ", "kind": "secondary"},
        {
            "code": "r-02",
            "municipality": "100",
            "short_name": "Школа 2",
            "full_name": "Основная школа № 2",
            "kind": "basic",
            "grades": "1-9",
            "locality": "urban",
            "email": "two@example.invalid",
            "opened": "1990-09-01",
            "closed": "2020-09-01",
            "successor": "r-01",
        },
        {"code": "g-01", "municipality": "200", "short_name": "Дом творчества", "kind": "supplementary"},
    ],
    "events": [
        {"code": "juniors", "name": "Юниоры", "grades": "9-11", "active": [2014, 2021], "successor": "pro"},
        {"code": "pro", "name": "Профессионалы", "short_name": "Профи", "grades": "8-11", "active": [2022, None]},
        {"code": "visits", "name": "Дни открытых дверей", "counts": "attendances", "audience": "all"},
        {"code": "own", "municipality": "100", "name": "Своё мероприятие", "grades": 9},
    ],
    "metrics": [
        {"code": "places", "name": "Места", "type": "number", "unit": "шт.", "decimals": 0, "kinds": ["basic"]},
        {"code": "page", "name": "Страница", "type": "link"},
        {"code": "talks", "name": "Взаимодействие", "type": "yes_no"},
    ],
    "goals": [{"code": "g1", "topic": "early_guidance", "text": "Знакомить с профессиями."}],
    "indicators": [
        {
            "code": "pro_9_11",
            "goal": "g1",
            "name": "Доля участников",
            "unit": "percent",
            "decimals": 1,
            "better": "higher",
            "years": [2019, None],
            "predecessor": "jun_9_11",
            "comparable": False,
            "label": "school_year",
            "level": "school",
            "judged_at": "school",
            "min_denominator": 5,
            "outcome": False,
            "source": "Отчёты",
            "numerator": [{"event": "pro", "grades": "9-11"}, {"event_with_disabilities": "juniors"}],
            "denominator": [{"pupils": 9}, {"pupils": 11}, {"pupils_with_disabilities": "5-8"}, {"metric": "places"}],
        },
        {
            "code": "jun_9_11",
            "name": "Доля юниоров",
            "numerator": [{"event": "juniors"}],
            "denominator": [{"pupils": "all"}],
        },
        {
            "code": "talking",
            "name": "Доля организаций",
            "numerator": [{"metric": "talks", "count": "schools"}],
            "denominator": [{"schools": "all"}],
        },
        {"code": "visits_total", "name": "Посещения", "unit": "count", "numerator": [{"event": "visits"}]},
    ],
    "targets": [
        {"indicator": "pro_9_11", "year": 2021, "municipality": "100", "value": 30},
        {"indicator": "pro_9_11", "year": 2021, "school": "r-01", "value": "25,5", "basis": "Приказ № 1",
         "reason": "мало"},
    ],
    "rules": [
        {
            "code": "r1",
            "section": "I",
            "trigger": "below_target",
            "scope": "school",
            "indicator": "pro_9_11",
            "audience": "heads",
            "kinds": ["secondary", "basic"],
            "text": "Вовлечь ещё {не_хватает} до {срок}.",
            "due": "05-15",
        },
        {"code": "r2", "trigger": "always", "text": "Готовить план.", "due": "+30"},
    ],
}  # fmt: skip


def good() -> dict[str, Any]:
    return copy.deepcopy(GOOD)


def as_file(data: Any) -> bytes:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()
