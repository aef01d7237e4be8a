#!/usr/bin/env python
"""Commands of the portal: `python manage.py help`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Не найден Django: запустите make run или включите окружение (.venv/bin/python manage.py …)."
        )
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
