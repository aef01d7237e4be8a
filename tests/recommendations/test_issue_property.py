"""Whatever is corrected, answered and run in whatever order: one live recommendation, and no answer lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.models import Goal, Indicator, Target, Term
from recommendations import handling
from recommendations.batch import take_back
from recommendations.models import Answer, Recommendation
from schools.grades import Grades
from schools.models import Transition
from schools.workflow import StepRefused
from tests.recommendations.world import YEAR, World

ACTIONS = st.one_of(
    st.tuples(st.just("accept"), st.sampled_from([None, 0, 10, 22, 30, 45])),
    st.tuples(st.just("plan"), st.sampled_from([None, 20, 30, 40])),
    st.tuples(st.just("switch"), st.booleans()),
    st.tuples(st.just("approval"), st.booleans()),
    st.tuples(st.sampled_from(["approve", "acknowledge", "start", "confirm"]), st.none()),
    st.tuples(st.sampled_from(["decline", "recall", "send_back", "answer", "dispute"]), st.none()),
    st.tuples(st.sampled_from(["uphold", "take_back"]), st.none()),
    st.tuples(st.just("run"), st.none()),
)
REASONED = {
    "decline": "reason", "recall": "reason", "take_back": "reason", "send_back": "note", "uphold": "note",
}  # fmt: skip


def act(world: World, school, people: dict, name: str, value) -> int:
    """Do one thing; returns how many answers it added."""
    if name == "accept":
        world.accept(school, value)
    elif name == "plan":
        world.plan(value)
    elif name == "switch":
        world_rule = Recommendation.rule.field.related_model.objects.get()
        world_rule.active = value
        world_rule.save()
    elif name == "approval":
        type(world.municipality).objects.update(needs_approval=value)
    elif name == "run":
        world.issue()
    else:
        return step(people, name)
    return 0


def step(people: dict, name: str) -> int:
    row = Recommendation.objects.order_by("-pk").first()
    if row is None:
        return 0
    person = people["head" if name in ("acknowledge", "start", "answer", "dispute") else "officer"]
    try:
        if name in ("answer", "dispute"):
            handling.answer(
                recommendation=row, person=person, text="Ответ", disputes_number=name == "dispute"
            )
            return 1
        reason = {REASONED[name]: "Причина"} if name in REASONED else {}
        verb = take_back if name == "take_back" else getattr(handling, name)
        verb(recommendation=row, person=person, **reason)
    except StepRefused:
        pass
    return 0


@pytest.mark.slow
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=st.lists(ACTIONS, min_size=3, max_size=14), on_topic=st.booleans())
def test_one_live_recommendation_and_no_answer_lost(okrug, school, head, officer, actions, on_topic):
    with transaction.atomic():
        _play(okrug, school, {"head": head, "officer": officer}, actions, on_topic=on_topic)
        transaction.set_rollback(True)


def topic_of(world: World, school) -> str:
    """A second indicator of the same topic: the number of participants, planned for the school."""
    goal = Goal.objects.create(code="early", topic="early_guidance", text="Ранняя профориентация")
    count = Indicator.objects.create(code="count", name="Участники", unit="count", goal=goal)
    Term.objects.create(
        indicator=count, side="numerator", kind="event", event=world.event, grades=Grades.parse("9")
    )
    Target.objects.create(indicator=count, year_id=YEAR, school=school, value=Decimal(25))
    Indicator.objects.filter(pk=world.indicator.pk).update(goal=goal)
    return goal.topic


def _play(okrug, school, people, actions, *, on_topic: bool) -> None:
    world = World(okrug, school)
    world.rule(**({"indicator": None, "topic": topic_of(world, school)} if on_topic else {}))
    answers, confirmed = 0, set()
    for name, value in actions:
        answers += act(world, school, people, name, value)
        rows = Recommendation.objects.all()
        assert rows.live().count() <= 1
        assert Answer.objects.count() == answers
        kept = set(rows.filter(state="confirmed").values_list("pk", flat=True))
        assert confirmed <= kept
        confirmed = kept
    world.issue()
    before = list(Recommendation.objects.order_by("pk").values())
    logged = Transition.objects.count()
    world.issue(force=True)
    assert list(Recommendation.objects.order_by("pk").values()) == before
    assert Transition.objects.count() == logged
