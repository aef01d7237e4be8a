"""Pandoc and Typst, each with a limit of size and of time; what goes wrong is said in a sentence for people."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from pathlib import Path
from typing import TypeVar

log = logging.getLogger(__name__)

SECONDS = 60
LARGEST = 20 * 1024 * 1024  # bytes of HTML, pictures included
TOO_LARGE = "Документ слишком большой: разделите его на части или уберите часть рисунков."
TOO_SLOW = f"Документ не удалось сформировать за {SECONDS}\u00a0секунд: сократите его и повторите."
BROKEN = "Документ не удалось сформировать: повторите, а если не поможет, сообщите администратору портала."
FILTER = Path(__file__).with_name("styles.lua")

Made = TypeVar("Made")


class DocumentFailed(Exception):
    """A document could not be made; the message says, in Russian, why and what to do."""


def pandoc(html: str, *arguments: str) -> bytes:
    """HTML in, what pandoc writes to its output out. It reads nothing but its input (`--sandbox`) and our filter."""
    import pypandoc  # heavy, only where a document is made

    given = html.encode()
    if len(given) > LARGEST:
        raise DocumentFailed(TOO_LARGE)
    command: Sequence[str] = (
        pypandoc.get_pandoc_path(), "--sandbox", "--from=html", f"--lua-filter={FILTER}", *arguments,
    )  # fmt: skip
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=SECONDS, check=True)
    except subprocess.TimeoutExpired as error:
        raise DocumentFailed(TOO_SLOW) from error
    except (subprocess.CalledProcessError, OSError) as error:
        log.exception("pandoc: %s", getattr(error, "stderr", b"").decode(errors="replace"))
        raise DocumentFailed(BROKEN) from error
    return done.stdout


def within_time(make: Callable[[], Made]) -> Made:
    """Run Typst in a thread of its own (it lets the others run) and stop waiting for it after the limit."""
    import typst  # heavy, only where a document is made

    pool = ThreadPoolExecutor(max_workers=1)
    try:
        return pool.submit(make).result(timeout=SECONDS)
    except TooLong as error:
        raise DocumentFailed(TOO_SLOW) from error
    except (typst.TypstError, RuntimeError, ValueError) as error:
        log.exception("Typst")
        raise DocumentFailed(BROKEN) from error
    finally:
        pool.shutdown(wait=False)
