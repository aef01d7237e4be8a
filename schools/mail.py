"""E-mail as the whole portal sends it: whether it sends any at all, and one connection for the mails of one pass.

Whoever has mails to send claims each row by a conditional update at that moment, so that of two workers one gets it; a
row whose worker was killed is claimed for good, and `UNKNOWN_AFTER` its claim nobody knows whether its mail went out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

UNKNOWN_AFTER = dt.timedelta(minutes=15)
FAILURES_IN_A_ROW = 3


def mail_goes_out() -> bool:
    """Without EMAIL_HOST mails are only written to a log: nobody would get them."""
    return not settings.EMAIL_BACKEND.endswith("console.EmailBackend")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a mail did not go out; `of_server`: the server is away or lets nobody in, this mail has no fault."""

    problem: str
    of_server: bool


class Outbox:
    """An open connection; a server that has refused three mails in a row is left alone (`is_given_up`)."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._failures = 0

    def __enter__(self) -> Self:
        with suppress(OSError):  # each mail says by itself what is wrong with the server
            self._connection.open()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @property
    def is_given_up(self) -> bool:
        return self._failures >= FAILURES_IN_A_ROW

    def send(self, subject: str, text: str, to: Sequence[str]) -> Refusal | None:
        """None where the server took it."""
        try:
            EmailMessage(subject, text, to=list(to), connection=self._connection).send()
        except (
            OSError,
            ValueError,
        ) as error:  # the server's and the network's refusals, an address that is none
            self._failures += 1
            self._close()  # the next mail begins anew
            of_mail = isinstance(error, ValueError | SMTPRecipientsRefused | SMTPDataError)
            return Refusal(f"Почтовый сервер не принял письмо: {error}"[:500], of_server=not of_mail)
        self._failures = 0
        return None

    def _close(self) -> None:
        with suppress(OSError):
            self._connection.close()
