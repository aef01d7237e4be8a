"""The health check of the container: `python -m config.ask_health` ends with 0 when the portal answers well."""

import sys
import urllib.request
from urllib.parse import urlsplit

from config.env import read_environment


def main() -> int:
    host = urlsplit(read_environment().site_url).netloc
    # The port inside the container is always 8000; the name must be one the portal accepts.
    question = urllib.request.Request("http://127.0.0.1:8000/health/", headers={"Host": host})
    try:
        with urllib.request.urlopen(question, timeout=5) as answer:  # noqa: S310 - our own
            return 0 if answer.status == 200 else 1
    except OSError as error:
        print(error, file=sys.stderr)  # noqa: T201 - read in `docker inspect`
        return 1


if __name__ == "__main__":
    sys.exit(main())
