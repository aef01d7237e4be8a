"""`make run`, inside the environment: database, demonstration, embedded broker, then web, worker and beat.

Ends on Ctrl-C, SIGTERM or a closed terminal with nothing of it left running. One portal per folder.
"""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from shlex import quote
from urllib.parse import urlsplit

from config.env import BASE_DIR, VAR_DIR, Environment, WrongEnvironment, read_environment
from config.start.embedded_valkey import embedded_valkey, is_embedded
from config.start.machine import Refusal
from config.start.port import check_port
from config.start.processes import Processes


def main() -> int:
    os.environ.setdefault("DEBUG", "1")  # the demonstration's passwords are for one's own machine only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["PYTHONUNBUFFERED"] = "1"
    try:
        env = read_environment()
    except WrongEnvironment as wrong:
        raise Refusal(f"Портал не запущен: исправьте переменные окружения.\n{wrong}") from None
    host = "127.0.0.1" if env.debug else "0.0.0.0"  # with DEBUG nobody else may come in
    with only_one_portal():
        check_port(host, env.port)
        words = prepare(env)
        with embedded_valkey(VAR_DIR, needed=is_embedded(env.broker_url, VAR_DIR)) as valkey:
            processes = Processes(commands(host, env.port))
            if valkey is not None:
                processes.end_with(valkey)
            announce_when_ready(env, words)
            return processes.run()


@contextmanager
def only_one_portal() -> Iterator[None]:
    VAR_DIR.mkdir(exist_ok=True)
    with (VAR_DIR / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(
                "Портал уже запущен из этой папки: остановите его клавишами Ctrl-C в его окне."
            ) from None
        yield


def prepare(env: Environment) -> str:
    """Database up to date, static files, demonstration; returns what the demonstration says (its logins)."""
    print("Готовлю базу данных…", flush=True)
    manage("migrate", "--verbosity", "0")
    if not env.debug:
        manage("collectstatic", "--noinput", "--verbosity", "0")
        return (
            "DEBUG выключен: демонстрация не загружается, учётную запись создаёт manage.py createsuperuser."
        )
    print("Готовлю демонстрацию (в первый раз до полуминуты)…", flush=True)
    return demonstration()


def manage(*words: str) -> None:
    command = [sys.executable, str(BASE_DIR / "manage.py"), *words]
    if subprocess.run(command, cwd=BASE_DIR, check=False).returncode != 0:
        raise Refusal(f"Команда manage.py {words[0]} не выполнена (вывод выше).")


def demonstration() -> str:
    """What `demo` prints: its logins. Refused by a database in real use; then the portal starts without it."""
    command = [sys.executable, str(BASE_DIR / "manage.py"), "demo"]
    done = subprocess.run(command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True, check=False)
    return (
        done.stdout.strip() if done.returncode == 0 else "Портал запускается без демонстрации (причина выше)."
    )


def commands(host: str, port: int) -> dict[str, str]:
    python = f"exec {quote(sys.executable)}"
    celery = "-m celery --quiet -A config.celery"
    # the warning about root says nothing new to somebody who runs the whole portal as root
    silent = quote("-Wignore:You're running the worker with superuser")
    return {
        "web": f"{python} -m gunicorn config.wsgi --bind {host}:{port} --worker-class gthread --workers 4"
        " --threads 2 --timeout 60 --graceful-timeout 3 --log-level warning --no-control-socket",
        "worker": f"{python} {silent} {celery} worker --concurrency 2 --loglevel WARNING"
        " --without-gossip --without-mingle",
        "beat": f"{python} {celery} beat --schedule {quote(str(VAR_DIR / 'celerybeat-schedule'))}"
        " --pidfile= --loglevel WARNING",
    }


def announce_when_ready(env: Environment, words: str) -> None:
    def wait() -> None:
        for _ in range(600):
            if answers(env):
                print(f"\n{words}\n\nПортал готов: {env.site_url}  (остановить: Ctrl-C)\n", flush=True)
                return
            time.sleep(0.1)

    threading.Thread(target=wait, daemon=True).start()


def answers(env: Environment) -> bool:
    """Any answer will do; asked directly, whatever proxy this machine uses for other addresses."""
    host = urlsplit(env.site_url).netloc
    question = urllib.request.Request(f"http://127.0.0.1:{env.port}/health/", headers={"Host": host})
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(question, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def ends_the_process(signum: int, frame: object) -> None:
    sys.exit(128 + signum)


if __name__ == "__main__":
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ends_the_process)
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
