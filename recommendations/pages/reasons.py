"""A rule in words, for the page that says why a recommendation was received: its definition in, a few sentences out.

The definition is that of the version the recommendation was made by; no query.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicators.models import Topic
from recommendations.deadlines import due_words
from recommendations.models import Rule
from schools.models import KIND_PLURALS, Locality
from schools.numbers import NBSP

Trigger = Rule.Trigger
LOCALITIES = {Locality.URBAN.value: "городские", Locality.RURAL.value: "сельские"}
OF_SCHOOL = {
    Trigger.BELOW_TARGET: "если значение организации не достигает плана",
    Trigger.ZERO: "если значение организации равно нулю",
    Trigger.FALLING: "если значение организации ухудшается второй год подряд",
    Trigger.BELOW_MUNICIPALITY: "если значение организации хуже муниципального",
    Trigger.NO_DATA: "если отчёты приняты, а данных организации для показателя нет",
    Trigger.LATE: "если отчёт не сдан в срок",
    Trigger.ALWAYS: "без условий: она не зависит от показателей",
    Trigger.BEST_PRACTICE: "если план достигнут и значение – лучшее среди организаций",
}
OF_MUNICIPALITY = {
    Trigger.BELOW_TARGET: "если значение муниципалитета в целом не достигает плана",
    Trigger.ZERO: "если значение муниципалитета в целом равно нулю",
    Trigger.FALLING: "если значение муниципалитета в целом ухудшается второй год подряд",
    Trigger.NO_DATA: "если данных муниципалитета для показателя нет",
}


def rule_in_words(said: Mapping[str, Any], *, unit: str = "") -> str:
    """«Её получают основные и средние школы, если значение организации не достигает плана на 5 п.п. и больше.»"""
    trigger = said.get("trigger", "")
    words = OF_SCHOOL.get(trigger, "")
    if said.get("scope") == Rule.Scope.MUNICIPALITY:
        words = OF_MUNICIPALITY.get(trigger, words)
    if not words:
        return ""
    if margin := said.get("margin"):
        words += f" на {margin}{NBSP}{unit or 'п.п.'} и{NBSP}больше"
    sentences = [f"Её получают {_whom(said)}, {words}."]
    if topic := said.get("topic"):
        label = dict(Topic.choices).get(topic, topic)
        sentences.append(
            f"Сравниваются все показатели темы «{label}», рекомендация – о том, что дальше всего от плана."
        )
    if due := due_words(said.get("due", "")):
        sentences.append(f"Срок по правилу – {due}{' после направления' if due.startswith('через') else ''}.")
    return " ".join(sentences)


def _whom(said: Mapping[str, Any]) -> str:
    kinds = [str(KIND_PLURALS[kind]) for kind in KIND_PLURALS if kind in said.get("kinds", ())]
    locality = LOCALITIES.get(said.get("locality", ""), "")
    named = " и ".join(filter(None, [", ".join(kinds[:-1]), *kinds[-1:]])) or (
        "организации" if locality else "все организации"
    )
    return f"{locality} {named}".strip()
