"""What people write for an organisation → the organisations it may mean: code, short, full or former name.

Case, ё, quotes and blanks aside. A name written without its legal form («Ветродольская СОШ» for «МБОУ «Ветродольская
СОШ»») is understood, too, unless it is somebody's name to the letter; another legal form is another organisation.
Whoever asks refuses what means none or several.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from schools.models import School
from schools.models.fields import name_key

_QUOTES = re.compile(r"[«»\"'“”„]")
_LEGAL_FORM = re.compile(
    r"^(?:(?:м|г|фг|кг|ог)(?:б|а|к)?(?:д|п)?о?у(?:до)?|ч(?:д|п)?оу|ноу|ано|аноо|анпоо)(?: (?:до|спо|впо|во))? (?=.)"
)


class Naming:
    """The names of these organisations; `former` are old ones."""

    def __init__(self, schools: Iterable[School], former: Iterable[tuple[str, School]] = ()) -> None:
        schools = list(schools)
        self._codes = {_key(school.code): school for school in schools}
        self._whole: dict[str, set[School]] = defaultdict(set)
        self._bare: dict[str, set[School]] = defaultdict(set)
        named = [(name, school) for school in schools for name in (school.short_name, school.full_name)]
        for name, school in (*named, *former):
            key = _key(name)
            self._whole[key].add(school)
            self._bare[_LEGAL_FORM.sub("", key)].add(school)

    def meant(self, text: str) -> frozenset[School]:
        key = _key(text)
        if not key:
            return frozenset()
        if key in self._codes:
            return frozenset({self._codes[key]})
        return frozenset(self._whole.get(key) or self._bare.get(key) or ())

    def only(self, text: str) -> School | None:
        """The organisation that is meant without doubt."""
        found = self.meant(text)
        return next(iter(found)) if len(found) == 1 else None


def _key(name: str) -> str:
    return " ".join(_QUOTES.sub("", name_key(name)).split())
