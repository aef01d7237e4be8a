"""What the writer of a file made in the background is given, and how it says that it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any

from schools.models import Municipality, School, User


class JobRefused(Exception):
    """The file cannot be made; the message is one Russian sentence that says what to do."""


@dataclass(frozen=True)
class Work:
    """`file` is empty, binary and may be read back; `progress` takes whole percents."""

    parameters: Mapping[str, Any]
    owner: User
    municipality: Municipality | None
    school: School | None
    file: IO[bytes]
    progress: Callable[[int], None]
