import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.database_url import Database, parse_database_url

BASE = Path("/base")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///file.sqlite3", Database("sqlite", "/base/file.sqlite3")),
        ("sqlite:////srv/file.sqlite3", Database("sqlite", "/srv/file.sqlite3")),
        ("sqlite://:memory:", Database("sqlite", ":memory:")),
        (
            "postgres://ann:p%40ss@db:5433/portal?sslmode=require",
            Database("postgresql", "portal", "ann", "p@ss", "db", "5433", {"sslmode": "require"}),
        ),
        ("postgresql://db/portal", Database("postgresql", "portal", host="db")),
        ("postgres://ann@/portal?host=%2Frun%2Fpg", Database("postgresql", "portal", "ann", host="/run/pg")),
        ("postgres://%2Frun%2Fpg/portal", Database("postgresql", "portal", host="/run/pg")),
    ],
)
def test_addresses(url, expected):
    assert parse_database_url(url, BASE) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "orientir.sqlite3",
        "mysql://host/base",
        "sqlite://",
        "sqlite:///",
        "sqlite:////",
        "postgres://db",
        "postgres://db:port/base",
        "postgres://db:99999/base",
        "postgres://[db/base",
        "postgres://db/base?ssl=yes",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url):
    with pytest.raises(ValueError, match=r"укажите|можно"):
        parse_database_url(url, BASE)


def test_a_folder_is_not_a_database(tmp_path):
    with pytest.raises(ValueError, match="папка"):
        parse_database_url(f"sqlite:///{tmp_path}", BASE)


def test_a_refusal_and_a_printed_database_do_not_show_the_password():
    with pytest.raises(ValueError, match="укажите") as refused:
        parse_database_url("postgres://ann:topsecret@db:x/base", BASE)
    assert "topsecret" not in str(refused.value)
    assert "topsecret" not in repr(parse_database_url("postgres://ann:topsecret@db/base", BASE))


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_reader(text):
    for url in (text, f"postgres://{text}", f"sqlite:///{text}"):
        with contextlib.suppress(ValueError):
            parse_database_url(url, BASE)
