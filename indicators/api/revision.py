"""The state of everything a list of numbers shows, as an ETag: one query, whatever the list is long.

Another tag = a slice was computed, a plan set, an indicator changed, a place renamed or moved, or the caller may read
other places.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Aggregate, CharField, F, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from rest_framework.request import Request

from indicators.api.asked import readable_municipalities
from indicators.models import Indicator, Slice, Target
from schools.models import School, User


class Joined(Aggregate):
    """All rows as one text, in an order of its own."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f"STRING_AGG({sql}, '|' ORDER BY {sql})", (*params, *params)


def etag_of(request: Request, *, of_schools: bool) -> str:
    """Of places it holds what is shown of them and what they are filtered by; of schools only where asked for."""
    user = request.user
    assert isinstance(user, User)
    states = {
        "slices": _joined(Slice.objects.visible_to(user), "municipality_id", "year", "computed_at"),
        "targets": _joined(Target.objects.visible_to(user), "pk", "version", "basis"),
        "indicators": _joined(Indicator.objects.visible_to(user), "pk", "changed_at"),
        "municipalities": _joined(readable_municipalities(user), "pk", "code", "name", "region__code"),
    }
    if of_schools:
        states["schools"] = _joined(
            School.objects.visible_to(user), "pk", "code", "short_name", "kind", "locality", "municipality_id"
        )
    state = User.objects.filter(pk=user.pk).annotate(**states).values_list(*states).get()
    seen = (user.reach, request.accepted_renderer.format, request.get_full_path(), state)
    return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'


def _joined(rows: QuerySet[Any], *columns: str) -> Subquery:
    parts: list[Any] = []
    for column in columns:
        parts += [Value(" "), Cast(F(column), CharField())]
    text = Concat(*parts, output_field=TextField())
    return Subquery(rows.order_by().values(one=Value(1)).annotate(all=Joined(text)).values("all"))
