"""`manage.py import_catalogue`: what it prints, how it fails, and the catalogues of the repository."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.config.catalogue_file import as_file, good

pytestmark = pytest.mark.django_db


def run(file: Path) -> list[str]:
    out = StringIO()
    call_command("import_catalogue", str(file), stdout=out)
    return out.getvalue().splitlines()


def test_it_counts_what_it_did_and_says_when_there_was_nothing_to_do(tmp_path):
    file = tmp_path / "catalogue.yaml"
    file.write_bytes(as_file({name: good()[name] for name in ("municipalities", "events")}))
    assert run(file) == [
        "Регионы: добавлено 1, изменено 0, без изменений 0",
        "Муниципалитеты: добавлено 2, изменено 0, без изменений 0",
        "Мероприятия: добавлено 4, изменено 0, без изменений 0",
        "Каталог загружен.",
    ]
    assert run(file) == [
        "Регионы: добавлено 0, изменено 0, без изменений 1",
        "Муниципалитеты: добавлено 0, изменено 0, без изменений 2",
        "Мероприятия: добавлено 0, изменено 0, без изменений 4",
        "Каталог уже загружен, изменений нет.",
    ]


def test_faults_are_printed_one_a_line_up_to_a_hundred(tmp_path):
    file = tmp_path / "catalogue.yaml"
    file.write_bytes(as_file({"events": [{"code": f"e{n}"} for n in range(105)]}))
    with pytest.raises(CommandError) as refused:
        run(file)
    lines = str(refused.value).splitlines()
    assert lines[0] == f"Файл «{file}» не загружен, ничего не сохранено; найдено: 105\u00a0ошибок."
    assert lines[1] == "events[0].name: обязательное поле: укажите значение"
    assert lines[-1] == "… и ещё 5."
    assert len(lines) == 102


@pytest.mark.parametrize(
    ("name", "why"), [("absent.yaml", "такого пути нет, проверьте его"), (".", "это папка, укажите файл")]
)
def test_a_file_that_is_not_there_is_one_sentence(tmp_path, name, why):
    with pytest.raises(CommandError, match=why):
        run(tmp_path / name)


@pytest.mark.parametrize("name", ["kemerovo.yaml", "start.yaml"])
def test_the_catalogues_of_the_repository_load_and_load_again(name):
    file = settings.BASE_DIR / "fixtures" / name
    assert run(file)[-1] == "Каталог загружен."
    assert run(file)[-1] == "Каталог уже загружен, изменений нет."
