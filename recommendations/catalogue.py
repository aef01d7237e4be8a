"""Rules of the catalogue file.

Needed when a rule is new: code, trigger, text, and an indicator or a topic unless the trigger is `always` or `late`.
Placeholders and terms are checked as in the form; a changed rule gets its next version.
"""

from __future__ import annotations

from typing import Any

from indicators.models import Indicator, Topic
from recommendations.deadlines import check_due
from recommendations.models import Audience, Priority, Rule, Section
from recommendations.rulebook import record_versions
from recommendations.wording import check_text
from schools.catalogue_parts import Book, Part
from schools.catalogue_reading import ABSENT, Item, give
from schools.catalogue_rows import Tally
from schools.models import Kind, Locality, User

PRIORITIES = {priority.name.lower(): priority.value for priority in Priority}
WITHOUT_INDICATOR = (Rule.Trigger.ALWAYS.value, Rule.Trigger.LATE.value)


class Rules(Part):
    name, title, model = "rules", "Правила", Rule
    keys = (
        "code", "municipality", "section", "trigger", "scope", "indicator", "topic", "margin", "priority", "audience",
        "kinds", "locality", "text", "due", "active", "position",
    )  # fmt: skip

    def fill(self, item: Item, row: Any, book: Book) -> None:
        give(
            row,
            section=item.choice("section", Section.values),
            trigger=item.choice("trigger", Rule.Trigger.values, needed=True),
            scope=item.choice("scope", Rule.Scope.values),
            indicator=book.find(item, "indicator", Indicator, owner=row.municipality),
            topic=item.choice("topic", Topic.values),
            priority=PRIORITIES.get(item.choice("priority", PRIORITIES), ABSENT),
            margin=item.number("margin") if "margin" in item else ABSENT,
            audience=item.choice("audience", Audience.values),
            kinds=item.choices("kinds", Kind.values),
            locality=item.choice("locality", Locality.values),
            text=_checked(item, "text", check_text, needed=True),
            due=_checked(item, "due", check_due),
            active=item.flag("active"),
            position=item.whole("position", 0, 32767),
        )
        on_values = row.trigger and row.trigger not in WITHOUT_INDICATOR
        faulty = item.problems.at(item.at("indicator")) or item.problems.at(item.at("topic"))
        if on_values and row.indicator is None and not row.topic and not faulty:
            item.refuse("indicator", f"для условия «{row.trigger}» укажите показатель или тему (topic)")
        if row.topic and (row.indicator is not None or not on_values):
            item.refuse("topic", "тема бывает у условий о значениях и вместо показателя")

    def save(self, book: Book, person: User | None) -> Tally:
        tally = super().save(book, person)
        record_versions(rules=[row for _, row in book.shelf(Rule).named.values()], person=person)
        return tally


def _checked(item: Item, key: str, check: Any, *, needed: bool = False) -> Any:
    text = item.text(key, needed=needed)
    problems = [] if text is ABSENT else check(text)
    for problem in problems:
        item.refuse(key, problem.rstrip("."))
    return ABSENT if problems else text


PARTS: tuple[Part, ...] = (Rules(),)
