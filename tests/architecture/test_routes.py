"""Every address for every role: the permission walk.

ROUTES says, for each route of the portal, how it is asked and who is answered what. A route that is not in the table
fails the walk: whoever adds a page decides here who may open it. People see tests/cast.py; «stranger» is an officer of
another municipality, so pages of one's own place open for them and pages that name a foreign place are not found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from indicators.models import Indicator, Term
from schools.models import AccessCode, Membership

PEOPLE = ("region", "officer", "head", "second_head", "analyst", "stranger", "admin")
WHOLE_PLACE = ("region", "officer", "analyst", "stranger", "admin")  # read all of their municipality
OFFICERS = ("officer", "stranger", "admin")
KEEPERS = ("head", "second_head", *OFFICERS)  # of the registers


@dataclass(frozen=True)
class Route:
    """How a route is asked and what it answers: `ok` to `allowed`, else the person's own status, else 403."""

    allowed: tuple[str, ...] = PEOPLE
    ok: int = 200
    refused: int = 403
    anonymous: int = 302
    method: str = "get"
    kwargs: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    other: dict[str, int] = field(default_factory=dict)  # person → status, where it is neither of the two

    def expected(self) -> dict[str, int]:
        found = {name: self.ok if name in self.allowed else self.refused for name in PEOPLE}
        return {**found, **self.other, "anonymous": self.anonymous}


def of_school(
    allowed: tuple[str, ...] = ("region", "officer", "head", "analyst", "admin"), **words: Any
) -> Route:
    """A page that names the school «okr-01»: for others of its municipality's outside it does not exist."""
    kwargs = {"school": "okr-01", **words.pop("kwargs", {})}
    missing = {"second_head": 404, "stranger": 404}
    return Route(allowed=allowed, kwargs=kwargs, other={**missing, **words.pop("other", {})}, **words)


API_LISTS = (
    "schools", "events", "metrics", "facts", "submissions", "indicators", "targets", "values", "recommendations",
    "measures",
)  # fmt: skip

COVERED = {"year": 2021, "indicator": "covered"}

ROUTES: dict[str, Route] = {
    "home": Route(ok=302),
    "login": Route(ok=302, anonymous=200),
    "logout": Route(ok=302, method="post"),
    "code": Route(anonymous=200),
    "password_change": Route(),
    "password_change_done": Route(),
    "notifications": Route(),
    "health": Route(anonymous=200),
    "start": Route(OFFICERS),
    # the catalogue is shared: an officer loads it only where there is none; then they are sent back
    "start_catalogue": Route(OFFICERS, method="post", ok=302),
    "start_campaign": Route(OFFICERS),
    "schools:municipality": Route(OFFICERS),
    "schools:municipality_new": Route(("admin",)),
    "schools:add": Route(OFFICERS),
    "schools:add_template": Route(OFFICERS),
    "schools:list": Route(WHOLE_PLACE),
    "schools:detail": of_school(),
    "schools:codes": Route(OFFICERS),
    "schools:codes_issue": Route(OFFICERS, method="post", data={"school": "okr-01"}, other={"stranger": 404}),
    "schools:codes_reset": Route(OFFICERS, method="post", kwargs={"role": "head's"}, other={"stranger": 404}),
    "monitoring:board": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    "monitoring:open": Route(OFFICERS, method="post", ok=422, kwargs={"year": 2021}),
    "monitoring:accept": Route(OFFICERS, kwargs={"year": 2021}),
    "monitoring:close": Route(OFFICERS, ok=404, kwargs={"year": 2021}),  # there is no campaign here
    "monitoring:reopen": Route(OFFICERS, ok=404, kwargs={"year": 2021}),
    # who keeps a campaign: tests/monitoring/views/test_campaign.py; here there is none
    "monitoring:campaign": Route(WHOLE_PLACE, ok=404, kwargs={"year": 2021}),
    **{
        f"monitoring:{name}": Route(OFFICERS, ok=404, kwargs={"year": 2021})
        for name in ("settings", "participants", "wave_new", "rollover")
    },
    **{
        f"monitoring:{name}": Route(OFFICERS, ok=404, kwargs={"year": 2021, "pk": 0})
        for name in ("wave", "wave_delete")
    },
    "monitoring:wave_move": Route(OFFICERS, method="post", ok=404, kwargs={"year": 2021, "pk": 0}),
    **{f"indicators:{name}": Route(WHOLE_PLACE, kwargs={"year": 2021}) for name in ("unasked", "ending")},
    "indicators:published": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    **{f"indicators:published_{name}": Route(OFFICERS, kwargs={"year": 2021}) for name in ("new", "value")},
    "indicators:published_remove": Route(OFFICERS, ok=404, kwargs={"year": 2021}),  # no values are named
    # there is no document here: tests/indicators/views/test_published.py
    **{
        f"indicators:published_{name}": Route(OFFICERS, ok=404, kwargs={"year": 2021, "pk": 0})
        for name in ("columns", "erase", "record")
    },
    "indicators:published_document": Route(WHOLE_PLACE, ok=404, kwargs={"year": 2021, "pk": 0}),
    **{
        f"reports:published_{name}": Route(ok=404, kwargs={"year": 2021, "pk": 0}) for name in ("xlsx", "csv")
    },
    "monitoring:matrix": Route(WHOLE_PLACE, ok=302, kwargs={"year": 2021}),  # no campaign here: to the board
    "monitoring:extend": Route(OFFICERS, ok=404, kwargs={"year": 2021}),
    "monitoring:reminders": Route(OFFICERS, ok=302, kwargs={"year": 2021}),
    "monitoring:remind_now": Route(OFFICERS, ok=404, kwargs={"year": 2021}),
    "monitoring:remind_again": Route(OFFICERS, method="post", ok=404, kwargs={"year": 2021}),
    **{
        f"monitoring:{name}": Route(kwargs={"year": 2021})
        for name in ("held_events", "agreements", "responsible")
    },
    **{
        f"monitoring:register_{name}": Route(KEEPERS, kwargs={"year": 2021, "register": "agreements"})
        for name in ("new", "file")
    },
    # who may keep which row: tests/monitoring/views/test_registers.py; here there is none
    **{
        f"monitoring:register_{name}": Route(ok=404, kwargs={"year": 2021, "register": "agreements", "pk": 0})
        for name in ("row", "erase")
    },
    "monitoring:held_event_step": Route(ok=404, kwargs={"year": 2021, "pk": 0, "step": "hold"}),
    "monitoring:take_over_count": of_school(("officer", "admin"), kwargs={"year": 2021}),
    "monitoring:form": of_school(kwargs={"year": 2021}),
    "monitoring:books": Route(OFFICERS, kwargs={"year": 2021}),
    # there is no campaign here: they lead to where it is opened
    "monitoring:book_file": Route(OFFICERS, ok=302, kwargs={"year": 2021}),
    "monitoring:school_book": of_school(("officer", "head", "admin"), kwargs={"year": 2021}),
    "monitoring:school_book_file": of_school(("officer", "head", "admin"), ok=302, kwargs={"year": 2021}),
    # who may handle which upload: tests/monitoring/views/test_uploads.py; here there is none
    **{
        f"monitoring:{name}": Route(ok=404, kwargs={"year": 2021, "pk": 0})
        for name in ("upload", "upload_state", "upload_marked")
    },
    **{
        f"monitoring:{name}": Route(ok=404, method="post", kwargs={"year": 2021, "pk": 0})
        for name in ("upload_apply", "upload_withdraw")
    },
    "monitoring:paste": of_school(("officer", "head", "admin"), kwargs={"year": 2021}),
    "monitoring:autosave": of_school(ok=404, refused=404, kwargs={"year": 2021}),  # there is no campaign here
    "monitoring:cell": of_school(kwargs={"year": 2021}),
    "monitoring:cell_history": of_school(kwargs={"year": 2021}),
    # there is no campaign here; who reads them: tests/monitoring/views/test_review.py
    **{f"monitoring:{name}": of_school(ok=404, kwargs={"year": 2021}) for name in ("changes", "receipt")},
    "recommendations:list": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    "recommendations:progress": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    "recommendations:remind": Route(OFFICERS, ok=302, method="post", kwargs={"year": 2021}),
    # others are sent to the list
    "recommendations:mine": Route(("head", "second_head"), refused=302, kwargs={"year": 2021}),
    "recommendations:school": of_school(kwargs={"year": 2021}),
    "recommendations:letters": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    "recommendations:letter_new": Route(OFFICERS, kwargs={"year": 2021}),
    # others are sent to the register
    "recommendations:letters_mine": Route(("head", "second_head"), refused=302, kwargs={"year": 2021}),
    # who reads and acknowledges which letter: tests/recommendations/views/test_letters.py; here there is none
    "recommendations:letter_edit": Route(OFFICERS, ok=404, kwargs={"year": 2021, "pk": 0}),
    "recommendations:letter_step": Route(OFFICERS, ok=404, kwargs={"year": 2021, "pk": 0, "step": "send"}),
    "recommendations:letter_batch": Route(WHOLE_PLACE, ok=404, kwargs={"year": 2021, "batch": "none"}),
    # nothing is drafted there: the page is asked for anew
    "recommendations:letter_batch_state": Route(WHOLE_PLACE, kwargs={"year": 2021, "batch": "none"}),
    "recommendations:letter_batch_edit": Route(OFFICERS, ok=404, kwargs={"year": 2021, "batch": "none"}),
    "recommendations:letter_batch_redraft": Route(
        OFFICERS, ok=404, method="post", kwargs={"year": 2021, "batch": "none"}
    ),
    "recommendations:letter_batch_stop": Route(OFFICERS, ok=404, kwargs={"year": 2021, "batch": "none"}),
    "recommendations:letter_batch_step": Route(
        OFFICERS, ok=404, kwargs={"year": 2021, "batch": "none", "step": "send"}
    ),
    "recommendations:letter_acknowledge": Route(ok=404, method="post", kwargs={"year": 2021, "pk": 0}),
    "reports:letter": Route(ok=404, kwargs={"year": 2021, "pk": 0}),
    "reports:letter_file": Route(ok=404, kwargs={"year": 2021, "pk": 0, "kind": "pdf"}),
    "reports:letter_sheet": Route(WHOLE_PLACE, ok=404, kwargs={"year": 2021, "pk": 0, "kind": "pdf"}),
    "reports:letter_preview": Route(OFFICERS, ok=404, method="post", kwargs={"year": 2021}),
    "reports:letter_archive": Route(OFFICERS, ok=404, method="post", kwargs={"year": 2021, "batch": "none"}),
    "recommendations:write": Route(OFFICERS, kwargs={"year": 2021}),
    "recommendations:rules": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    "recommendations:rule_new": Route(("region", *OFFICERS), kwargs={"year": 2021}),
    # who may write which rule: tests/recommendations/views/test_rules.py; here there is none
    "recommendations:rule": Route(ok=404, kwargs={"year": 2021, "rule": "nothing"}),
    "recommendations:batch": Route(
        OFFICERS, method="post", ok=302, kwargs={"year": 2021}, data={"do": "recall:0"}
    ),
    "recommendations:take_up_general": of_school(("head",), method="post", ok=302, kwargs={"year": 2021}),
    # who may read and act on one: tests/recommendations/views; here there is none
    "recommendations:detail": Route(ok=404, kwargs={"year": 2021, "pk": 0}),
    **{
        f"recommendations:{name}": Route(ok=404, kwargs={"year": 2021, "pk": 0})
        for name in ("others", "leaflet")
    },
    "recommendations:people": of_school(ok=302, kwargs={"year": 2021}),
    "recommendations:reword": Route(ok=404, kwargs={"year": 2021, "pk": 0}),
    **{
        f"recommendations:{name}": Route(ok=404, method="post", kwargs={"year": 2021, "pk": 0})
        for name in ("check", "take_up", "answer", "dispute")
    },
    "recommendations:erase_file": Route(ok=404, method="post", kwargs={"pk": 0}),
    # who may open an answer's file: tests/recommendations/views/test_files.py; here there is none
    "recommendations:answer_file": Route(ok=404, kwargs={"pk": 0}),
    **{
        f"indicators:{name}": Route(kwargs={"year": 2021})
        for name in ("goals", "catalogue", "declared", "methods")
    },
    **{
        f"indicators:{name}": Route(WHOLE_PLACE, kwargs={"year": 2021})
        for name in ("heatmap", "dynamics", "comparison")
    },
    "indicators:indicator_dynamics": Route(WHOLE_PLACE, kwargs=COVERED),
    "indicators:school_dynamics": of_school(kwargs={"year": 2021}),
    "indicators:region": Route(("region", "admin"), kwargs={"year": 2021}),
    "indicators:recount": Route(kwargs={"year": 2021}),
    "indicators:region_recount": Route(("region", "admin"), kwargs={"year": 2021}),
    "indicators:indicator": Route(kwargs=COVERED),
    "indicators:what_if": Route(WHOLE_PLACE, kwargs=COVERED),
    "indicators:people": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    "indicators:own_people": of_school(kwargs={"year": 2021}),
    "reports:indicator_uses": Route(WHOLE_PLACE, kwargs=COVERED),
    "indicators:plans": Route(("region", *OFFICERS), kwargs={"year": 2021}),
    "indicators:school_plans": Route(("region", *OFFICERS), kwargs=COVERED),
    "indicators:new": Route(("region", *OFFICERS), kwargs={"year": 2021}),
    # shared indicators are written by the region; who may write own ones: tests/indicators/views/test_define.py
    "indicators:edit": Route(("region", "admin"), kwargs=COVERED),
    "reports:indicator_delete": Route(("region", "admin"), kwargs=COVERED),
    "indicators:target": Route(("region", *OFFICERS), kwargs=COVERED),
    "indicators:passport": of_school(kwargs={"year": 2021}),
    "indicators:live": of_school(kwargs={"year": 2021}),
    "indicators:trace": of_school(kwargs=COVERED),
    "indicators:school_target": of_school(("region", "officer", "admin"), kwargs=COVERED),
    "roadmap:roadmap": Route(kwargs={"year": 2021}),
    # who may mark which measure: tests/roadmap/test_pages.py; here there is none
    "roadmap:measure": Route(ok=404, kwargs={"year": 2021, "measure": 0}),
    "roadmap:take_back": Route(ok=404, method="post", kwargs={"year": 2021, "measure": 0, "mark": 0}),
    "roadmap:decisions": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    "roadmap:effect": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    **{
        f"reports:{name}": Route(WHOLE_PLACE, kwargs={"year": 2021})
        for name in ("home", "exports", "values_xlsx", "values_csv")
    },
    "reports:table": Route(WHOLE_PLACE, kwargs={"year": 2021, "table": "heatmap"}),
    "reports:indicator_table": Route(WHOLE_PLACE, kwargs={**COVERED, "table": "ranking"}),
    "reports:school_table": of_school(kwargs={"year": 2021, "table": "passport"}),
    "reports:number_table": of_school(kwargs={**COVERED, "table": "trace"}),
    "reports:board_xlsx": Route(WHOLE_PLACE, ok=404, kwargs={"year": 2021}),  # there is no campaign here
    "reports:recommendation_document": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    # nothing has been sent here
    "reports:recommendation_document_file": Route(WHOLE_PLACE, ok=404, kwargs={"year": 2021, "kind": "docx"}),
    "reports:recommendations_xlsx": Route(WHOLE_PLACE, kwargs={"year": 2021}),
    "reports:roadmap_xlsx": Route(kwargs={"year": 2021}),
    # who may change which selection: tests/reports/views/test_taking.py; here there is none
    **{
        f"reports:{name}": Route(WHOLE_PLACE, ok=404, kwargs={"year": 2021, "pk": 0})
        for name in ("selection", "selection_delete")
    },
    "reports:selection_take": Route(WHOLE_PLACE, ok=404, method="post", kwargs={"year": 2021, "pk": 0}),
    "reports:files": Route(),
    # everybody's own only: tests/reports/views/test_files.py; here there is none
    **{
        f"reports:{name}": Route(ok=404, kwargs={"pk": 0}) for name in ("file", "file_state", "file_download")
    },
    **{
        f"reports:{name}": Route(ok=404, method="post", kwargs={"pk": 0})
        for name in ("file_again", "file_erase")
    },
    **{
        f"reports:register_{name}": Route(kwargs={"year": 2021, "register": "responsible"})
        for name in ("xlsx", "csv")
    },
    "reports:register_template": Route(KEEPERS, kwargs={"year": 2021, "register": "responsible"}),
    **{f"api-{name}": Route(anonymous=401) for name in API_LISTS},
    "api-unknown": Route(ok=404, anonymous=404),
    "api-schema": Route(anonymous=200),
    "api-docs": Route(anonymous=200),
}

# Django's own administration: staff only, everybody else is sent to its log in.
ADMINISTRATION = "admin:"


def walk(patterns: list[URLPattern | URLResolver], namespace: str = "") -> list[str]:
    """The names of all routes; a route without a name is reported by its pattern."""
    names = []
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            names += walk(entry.url_patterns, inner)
        else:
            names.append(f"{namespace}{entry.name or entry.pattern}")
    return names


def own_routes() -> list[str]:
    return [name for name in walk(get_resolver().url_patterns) if not name.startswith(ADMINISTRATION)]


@pytest.fixture
def world(people, year, kindergarten, neighbour_school, faraway_school):
    indicator = Indicator.objects.create(code="covered", name="Охват")
    Term.objects.create(indicator=indicator, side=Term.Side.NUMERATOR, kind=Term.Kind.PUPILS)
    return people


@pytest.fixture
def browse(client_of, world):
    """A browser by the name of the person; the administrator has chosen the municipality of the officer."""

    def open_browser(name):
        browser = client_of(world[name] if name else None)
        if name == "admin":
            browser.get("/?municipality=32622000")
        return browser

    return open_browser


def ask(browser, name: str, route: Route):
    kwargs = {key: _meant(value) for key, value in route.kwargs.items()}
    return getattr(browser, route.method)(reverse(name, kwargs=kwargs), route.data)


def _meant(value: Any) -> Any:
    return Membership.objects.get(user__username="head").pk if value == "head's" else value


@pytest.mark.once
def test_every_route_is_in_the_table_and_every_line_of_the_table_is_a_route():
    assert sorted(set(own_routes()) ^ set(ROUTES)) == []


@pytest.mark.parametrize("name", ROUTES)
def test_a_route_answers_everybody_as_the_table_says(name, browse):
    route = ROUTES[name]
    answers = {person: ask(browse(person), name, route).status_code for person in PEOPLE}
    answers["anonymous"] = ask(browse(None), name, route).status_code
    assert answers == route.expected()


@pytest.mark.once
def test_pages_without_an_account_lead_to_the_log_in(browse):
    for name, route in ROUTES.items():
        if route.anonymous == 302:
            answer = ask(browse(None), name, route)
            assert re.match(r"/login/(\?next=|$)", answer.url), name


@pytest.mark.once
def test_asking_in_the_wrong_way_changes_nothing(browse):
    """A route that is posted to refuses to be read, and the walk of refusals has issued no code."""
    for name, route in ROUTES.items():
        if route.method == "post":
            kwargs = {key: _meant(value) for key, value in route.kwargs.items()}
            assert browse("officer").get(reverse(name, kwargs=kwargs)).status_code == 405, name
    for person in ("region", "head", "second_head", "analyst", "stranger"):
        ask(browse(person), "schools:codes_issue", ROUTES["schools:codes_issue"])
    assert AccessCode.objects.filter(school__code="okr-01").count() == 0


@pytest.mark.once
def test_the_administration_is_for_staff_only(browse):
    """Each address is asked by a stranger to the portal, a head and one of the others in turn: one gate guards all."""
    names = [name for name in walk(get_resolver().url_patterns) if name.startswith(ADMINISTRATION)]
    addresses = []
    for name in names:
        try:
            addresses.append(reverse(name))
        except Exception:  # noqa: BLE001 - pages of one object take its number; lists and forms suffice
            continue
    public = {reverse("admin:login"), reverse("admin:logout")}
    assert len(addresses) > 10
    guarded = [address for address in addresses if address not in public]
    others = [name for name in PEOPLE if name not in ("admin", "head")]
    turns = [(None, guarded), ("head", guarded)]
    turns += [(name, guarded[turn :: len(others)]) for turn, name in enumerate(others)]
    for person, asked in turns:
        browser = browse(person)
        answers = {address: browser.get(address).status_code for address in asked}
        assert {address: status for address, status in answers.items() if status not in (302, 403)} == {}
