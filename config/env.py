"""The one reader of environment variables (docs/contracts.md, "Environment"; the table is in README.md).

Environment in, frozen `Environment` out. An empty variable counts as unset (compose files pass such).
All wrong values are collected and refused together by `WrongEnvironment`, each with its variable's name
and what is expected instead; the text is meant for the person who starts the portal.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.broker import default_broker_url
from config.database_url import Database, parse_database_url

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

TRUE_WORDS = {"1", "true"}
FALSE_WORDS = {"0", "false"}
BROKER_SCHEMES = {"redis", "rediss", "redis+socket", "unix", "amqp", "amqps", "memory"}


class WrongEnvironment(Exception):
    """One or more variables cannot be used; the message lists all of them."""


@dataclass(frozen=True)
class Mail:
    host: str
    port: int
    user: str
    password: str
    use_tls: bool
    use_ssl: bool
    sender: str


@dataclass(frozen=True)
class Environment:
    debug: bool
    secret_key: str
    database: Database
    broker_url: str
    allowed_hosts: list[str]
    port: int
    site_url: str
    mail: Mail

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")


def read_environment(
    environ: Mapping[str, str] | None = None, *, base_dir: Path = BASE_DIR, var_dir: Path = VAR_DIR
) -> Environment:
    """Read and check everything; raises WrongEnvironment naming every variable that is wrong."""
    reader = _Reader(os.environ if environ is None else environ)
    port = reader.read("PORT", "8000", _port)
    site_url = reader.read("SITE_URL", f"http://localhost:{port or 8000}", _site_url)
    host = urlsplit(site_url or "").hostname or "localhost"
    debug = reader.read("DEBUG", "0", _yes_no)
    default_hosts = ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", host]))
    hosts = reader.read("ALLOWED_HOSTS", default_hosts, _hosts)
    database = reader.read(
        "DATABASE_URL",
        f"sqlite:///{var_dir / 'orientir.sqlite3'}",
        lambda url: parse_database_url(url, base_dir),
    )
    broker_url = reader.read("CELERY_BROKER_URL", default_broker_url(var_dir), _broker_url)
    mail = Mail(
        host=reader.text("EMAIL_HOST"),
        port=reader.read("EMAIL_PORT", "25", _port),
        user=reader.text("EMAIL_HOST_USER"),
        password=reader.text("EMAIL_HOST_PASSWORD"),
        use_tls=reader.read("EMAIL_USE_TLS", "0", _yes_no),
        use_ssl=reader.read("EMAIL_USE_SSL", "0", _yes_no),
        sender=reader.read("DEFAULT_FROM_EMAIL", f"orientir@{host}", _address),
    )
    if mail.use_tls and mail.use_ssl:
        reader.problems.append("EMAIL_USE_SSL: включено вместе с EMAIL_USE_TLS; оставьте что-то одно.")
    secret_key = reader.text("SECRET_KEY")
    if not secret_key and not reader.problems:
        secret_key = reader.catch("SECRET_KEY", lambda: read_or_write_key(var_dir / "secret_key"))
    if reader.problems:
        raise WrongEnvironment("\n".join(reader.problems))
    return Environment(
        debug=debug,
        secret_key=secret_key,
        database=database,
        broker_url=broker_url,
        allowed_hosts=hosts,
        port=port,
        site_url=site_url.rstrip("/"),
        mail=mail,
    )


def read_or_write_key(path: Path) -> str:
    """The installation's own key; written once, readable by its owner only."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{path.name}.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50) + "\n", encoding="ascii")
            try:
                os.link(draft, path)  # of two processes starting together the first one's key stays
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(
            f"не задан, а файл {path} не читается и не создаётся ({error}); задайте переменную."
        ) from error
    if not key:
        raise ValueError(f"не задан, а файл {path} пуст; задайте переменную или удалите файл.")
    return key


class _Reader:
    """Reads variables one by one and keeps the problems instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(name, "").strip() or default

    def read(self, name: str, default: str, parse: Callable[[str], Any]) -> Any:
        return self.catch(name, lambda: parse(self.text(name, default)))

    def catch(self, name: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except ValueError as error:
            self.problems.append(f"{name}: {error}")
            return None


def _yes_no(text: str) -> bool:
    word = text.lower()
    if word in TRUE_WORDS or word in FALSE_WORDS:
        return word in TRUE_WORDS
    raise ValueError(f"непонятное значение «{text}»; укажите 1, 0, true или false.")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise ValueError(f"непонятное значение «{text}»; укажите номер порта от 1 до 65535.")


def _site_url(text: str) -> str:
    hint = "укажите адрес портала без пути, например https://orientir.example.ru."
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError as error:
        raise ValueError(f"непонятный адрес «{text}»; {hint}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in parts.netloc:
        raise ValueError(f"непонятный адрес «{text}»; {hint}")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username:
        raise ValueError(f"в адресе «{text}» лишняя часть; {hint}")
    return text


def _hosts(text: str) -> list[str]:
    hosts = [host.strip() for host in text.split(",") if host.strip()]
    for host in hosts:
        if "/" in host or " " in host:
            raise ValueError(
                f"непонятное имя «{host}»; укажите через запятую имена узлов без http:// и пути."
            )
    if not hosts:
        raise ValueError("нет ни одного имени; укажите имена узлов через запятую.")
    return hosts


def _broker_url(text: str) -> str:
    scheme = text.partition("://")[0]
    if "://" not in text or scheme not in BROKER_SCHEMES:
        raise ValueError(
            f"непонятный адрес «{text}»; укажите, например, redis://host:6379/0 или redis+socket:///путь/к/сокету."
        )
    return text


def _address(text: str) -> str:
    if "@" not in parseaddr(text)[1]:
        raise ValueError(f"«{text}» не похоже на адрес почты; укажите, например, portal@example.ru.")
    return text
