"""Settings as a process of its own sees them: refusals without a traceback, and security under https."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.once


def manage(*words, **variables):
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "s3cret-" * 10,
        "DATABASE_URL": "sqlite://:memory:",
        "LANG": "C.UTF-8",
        **variables,
    }
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *words],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_wrong_variable_ends_manage_py_with_its_name_and_no_traceback():
    done = manage("check", DEBUG="может быть", PORT="80a")
    assert done.returncode == 1
    assert "DEBUG: " in done.stderr
    assert "PORT: " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_deployment_check_is_clean_behind_https():
    done = manage("check", "--deploy", "--fail-level", "WARNING", SITE_URL="https://orientir.example.ru")
    assert (done.returncode, done.stderr.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    ) or (done.returncode == 0 and "no issues" in done.stdout), done.stderr


SHOW = """
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0,
      s.CSRF_TRUSTED_ORIGINS, s.DEBUG, s.PASSWORD_HASHERS[0].rsplit(".")[-1])
"""


@pytest.mark.parametrize(
    ("site_url", "expected"),
    [
        (
            "https://orientir.example.ru",
            "True True True True ['https://orientir.example.ru'] False Argon2PasswordHasher",
        ),
        (
            "http://school.local:8080",
            "False False False False ['http://school.local:8080'] False Argon2PasswordHasher",
        ),
    ],
)
def test_https_switches_secure_cookies_redirect_and_hsts(site_url, expected):
    done = manage("shell", "--no-imports", "-c", SHOW, SITE_URL=site_url)
    assert done.stdout.strip() == expected, done.stderr


def test_sqlite_is_set_up_for_many_readers_and_one_writer(tmp_path):
    show = (
        "from django.db import connection as c; q = c.cursor();"
        "print([q.execute('PRAGMA ' + p).fetchone()[0] for p in ('journal_mode', 'foreign_keys', 'synchronous')],"
        " c.transaction_mode, c.settings_dict['OPTIONS']['timeout'])"
    )
    done = manage("shell", "--no-imports", "-c", show, DATABASE_URL=f"sqlite:///{tmp_path / 'a.sqlite3'}")
    assert done.stdout.strip() == "['wal', 1, 1] IMMEDIATE 20", done.stderr
