"""The door of the web server: `gunicorn config.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()


def settle() -> None:
    """What stands for good is never looked through for garbage: that would stop every few requests for 0.1 s and more.

    The addresses are read first, and with them all views and forms. Large pages make some ten thousand objects that
    live until they are sent: rubbish is looked for less often than Python does by itself.
    """
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


settle()
