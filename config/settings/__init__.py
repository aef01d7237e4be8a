"""Django's settings, split by noun. DJANGO_SETTINGS_MODULE=config.settings.

A wrong environment ends the process here with its Russian message: every entry point (manage.py, web server,
worker) says the same, none with a traceback.
"""

from config.env import WrongEnvironment

try:
    import config.settings.environment  # noqa: F401 - read first, so that what is wrong is said as a sentence
except WrongEnvironment as wrong:
    raise SystemExit(f"Портал не запущен: исправьте переменные окружения.\n{wrong}") from None

from config.settings.api import *
from config.settings.base import *
from config.settings.celery import *
from config.settings.database import *
from config.settings.mail import *
from config.settings.security import *
from config.settings.static import *
