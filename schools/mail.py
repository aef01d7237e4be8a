"""E-mail as the whole portal sends it: whether it sends any at all, and one connection for the mails of one pass.

Whoever has mails to send claims each row by a conditional update at that moment, so that of two workers one gets it; a
row whose worker was killed is claimed for good, and `UNKNOWN_AFTER` its claim nobody knows whether its mail went out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

UNKNOWN_AFTER = dt.timedelta(minutes=15)
FAILURES_IN_A_ROW = 3
FOR_GOOD = 500
"""Answers of a server from here on are said for good, lower ones for the moment (RFC 5321)."""


def mail_goes_out() -> bool:
    """Without EMAIL_HOST mails are only written to a log: nobody would get them."""
    return not settings.EMAIL_BACKEND.endswith("console.EmailBackend")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a mail did not go out; `of_server`: the server is away or lets nobody in, this mail has no fault."""

    problem: str
    of_server: bool


class Outbox:
    """An open connection; a server that is away for three mails in a row is left alone (`is_given_up`).

    A mail it refuses for good (no such mailbox) has had its answer: the server is well, and the next one may pass.
    """

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
            self._close()  # the next mail begins anew
            of_mail = isinstance(error, ValueError | SMTPRecipientsRefused | SMTPDataError)
            self._failures = 0 if of_mail and _is_for_good(error) else self._failures + 1
            return Refusal(f"Почтовый сервер не принял письмо: {_words(error)}"[:500], of_server=not of_mail)
        self._failures = 0
        return None

    def _close(self) -> None:
        with suppress(OSError):
            self._connection.close()


def _answers(error: Exception) -> list[tuple[str, int, bytes | str]]:
    """What the server said, to whom: code and words; nothing where it was not the server."""
    if isinstance(error, SMTPRecipientsRefused):
        return [(to, code, words) for to, (code, words) in error.recipients.items()]
    if isinstance(error, SMTPResponseException):
        return [("", error.smtp_code, error.smtp_error)]
    return []


def _is_for_good(error: Exception) -> bool:
    return all(code >= FOR_GOOD for _, code, _ in _answers(error))


def _words(error: Exception) -> str:
    """«head@school.example – 550 No such user»."""
    said = [
        f"{to} – {code} {text}".removeprefix(" – ").strip()
        for to, code, words in _answers(error)
        for text in (words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words),)
    ]
    return "; ".join(said) or str(error)
