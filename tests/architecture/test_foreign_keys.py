"""Foreign keys point the way the pipeline imports: to one's own room or to a room further left."""

import pytest
from django.apps import apps
from django.db import models

ROOMS = ["schools", "monitoring", "indicators", "recommendations", "roadmap", "reports"]


def relations() -> list[models.Field]:
    found = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return [
        field
        for model in found
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation and field.related_model._meta.app_label in ROOMS
    ]


def room_of(model: type[models.Model]) -> int:
    return ROOMS.index(model._meta.app_label)


@pytest.mark.once
def test_no_relation_points_to_a_room_further_right():
    assert [str(field) for field in relations() if room_of(field.related_model) > room_of(field.model)] == []


@pytest.mark.once
def test_a_relation_between_rooms_leaves_no_name_in_the_other_room():
    """Who reads backwards from a school to its submissions would make schools know monitoring."""
    between = [field for field in relations() if room_of(field.related_model) != room_of(field.model)]
    assert [
        str(field) for field in between if not (field.remote_field.related_name or "").endswith("+")
    ] == []
