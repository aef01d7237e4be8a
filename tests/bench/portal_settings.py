"""The settings of the portal in use, with uploads and static files in the folder of the measurement."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403 – settings are collected by star imports
from config.settings import STORAGES

FOLDER = Path(os.environ["ORIENTIR_TEST_FOLDER"])
STATIC_ROOT = FOLDER / "static"
MEDIA_ROOT = FOLDER / "media"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
