"""DATABASE_URL in, the parts Django wants out.

sqlite:///relative/to/the/project.sqlite3 | sqlite:////absolute/path | sqlite://:memory:
postgres://user:password@host:5432/name?sslmode=require | postgres://user@/name?host=/socket/folder
Reserved characters in user, password and name are percent-encoded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

POSTGRES_SCHEMES = {"postgres", "postgresql"}
POSTGRES_OPTIONS = {
    "host",
    "port",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "connect_timeout",
    "application_name",
}
HINT = "укажите sqlite:///файл.sqlite3 или postgres://пользователь:пароль@узел:5432/база."


@dataclass(frozen=True)
class Database:
    engine: str
    """sqlite or postgresql"""
    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: str = ""
    options: dict[str, str] = field(default_factory=dict)


def parse_database_url(url: str, base_dir: Path) -> Database:
    """Raises ValueError with a Russian explanation that never shows the password."""
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        return _sqlite(rest, base_dir)
    if separator and scheme in POSTGRES_SCHEMES:
        return _postgres(url)
    raise ValueError(f"неизвестный вид базы «{scheme}»; {HINT}")


def _sqlite(rest: str, base_dir: Path) -> Database:
    if rest == ":memory:":
        return Database("sqlite", ":memory:")
    if not rest.startswith("/") or rest in {"/", "//"}:
        raise ValueError(f"в адресе SQLite нет имени файла после sqlite:///; {HINT}")
    path = base_dir / unquote(rest[1:])  # an absolute path wins over base_dir
    if path.is_dir():
        raise ValueError(f"«{path}» – папка, а нужен файл базы; {HINT}")
    return Database("sqlite", str(path))


def _postgres(url: str) -> Database:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"не разобран адрес PostgreSQL (узел или порт); {HINT}") from error
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError(f"в адресе PostgreSQL нет имени базы; {HINT}")
    options = dict(parse_qsl(parts.query))
    unknown = sorted(set(options) - POSTGRES_OPTIONS)
    if unknown:
        raise ValueError(
            f"неизвестный параметр «{unknown[0]}» после «?»; можно: {', '.join(sorted(POSTGRES_OPTIONS))}."
        )
    return Database(
        "postgresql",
        name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=options.pop("host", "") or unquote(parts.hostname or ""),
        port=options.pop("port", "") or (str(port) if port else ""),
        options=options,
    )
