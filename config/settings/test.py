"""Settings of the test suite.

The database is DATABASE_URL when given (`make test` gives first a SQLite file, then a PostgreSQL), else a SQLite
file in a temporary folder. The broker's socket lies in the same folder: nobody listens there (a broker that is
absent) until a test asks for the fixture `valkey`.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _make_folder() -> str:
    """One per test process, removed with it; a worker started by a test gets the folder of its test."""
    folder = tempfile.mkdtemp(prefix="orientir-test-")
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


TEST_FOLDER = Path(os.environ.get("ORIENTIR_TEST_FOLDER") or _make_folder())

os.environ["SECRET_KEY"] = "only-for-tests-" + "0123456789abcdef" * 3
os.environ["DEBUG"] = "0"
os.environ["SITE_URL"] = "http://localhost:8000"
for _name in ("ALLOWED_HOSTS", "EMAIL_HOST"):
    os.environ.pop(_name, None)
os.environ["CELERY_BROKER_URL"] = f"redis+socket://{TEST_FOLDER / 'valkey.sock'}"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{TEST_FOLDER / 'unused.sqlite3'}")

from config.settings import *
from config.settings import DATABASES, STORAGES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that a live server and a worker see the same database; not synced, since it is thrown away.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_FOLDER / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
# Made of the models, which takes a tenth of the time; tests/architecture/test_migrations.py holds the migrations to it.
DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False  # its own tests switch it on
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = TEST_FOLDER / "media"
STATIC_ROOT = TEST_FOLDER / "static"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
