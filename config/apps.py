from importlib.util import find_spec

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Портал"

    def ready(self) -> None:
        """Bind tasks to our Celery application; hand the pipeline's timetable to beat."""
        from config.celery import app

        if find_spec("config.pipeline"):
            from config.pipeline import BEAT_SCHEDULE

            app.conf.beat_schedule = BEAT_SCHEDULE
