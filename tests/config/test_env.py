"""Every variable of docs/contracts.md: what is read, and that a wrong value is refused by its name."""

import stat

import pytest

from config.env import WrongEnvironment, read_environment, read_or_write_key


@pytest.fixture
def read(tmp_path):
    def read(**variables):
        return read_environment(
            {"SECRET_KEY": "key", **variables}, base_dir=tmp_path / "base", var_dir=tmp_path / "var"
        )

    return read


def test_an_empty_environment_is_a_portal_of_ones_own_machine(read, tmp_path):
    env = read()
    assert env.debug is False
    assert (env.port, env.site_url) == (8000, "http://localhost:8000")
    assert (env.database.engine, env.database.name) == ("sqlite", str(tmp_path / "var" / "orientir.sqlite3"))
    assert env.broker_url == f"redis+socket://{tmp_path / 'var' / 'valkey.sock'}"
    assert env.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert env.is_https is False


def test_an_empty_value_counts_as_unset(read):
    assert read(PORT="", DEBUG=" ", ALLOWED_HOSTS="", EMAIL_PORT="").port == 8000


@pytest.mark.parametrize(
    ("word", "meaning"), [("1", True), ("true", True), ("True", True), ("0", False), ("false", False)]
)
def test_debug_words(read, word, meaning):
    assert read(DEBUG=word).debug is meaning


def test_the_port_appears_in_the_default_address(read):
    assert read(PORT="8090").site_url == "http://localhost:8090"


def test_an_https_address_is_an_allowed_host_without_its_slash(read):
    env = read(SITE_URL="https://orientir.example.ru/")
    assert env.is_https
    assert env.site_url == "https://orientir.example.ru"
    assert "orientir.example.ru" in env.allowed_hosts


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "да"),
        ("PORT", "восемь"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("SITE_URL", "orientir.example.ru"),
        ("SITE_URL", "ftp://orientir.example.ru"),
        ("SITE_URL", "https://orientir.example.ru/portal"),
        ("SITE_URL", "https://orientir.example.ru:порт"),
        ("SITE_URL", "http://orientir example.ru"),
        ("ALLOWED_HOSTS", "https://orientir.example.ru"),
        ("ALLOWED_HOSTS", ", ,"),
        ("DATABASE_URL", "mysql://host/base"),
        ("CELERY_BROKER_URL", "localhost:6379"),
        ("CELERY_BROKER_URL", "http://localhost"),
        ("EMAIL_PORT", "smtp"),
        ("EMAIL_USE_TLS", "yes please"),
        ("DEFAULT_FROM_EMAIL", "портал"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(read, name, value):
    with pytest.raises(WrongEnvironment) as refused:
        read(**{name: value})
    lines = str(refused.value).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{name}: ")


def test_all_wrong_values_are_refused_together(read):
    with pytest.raises(WrongEnvironment) as refused:
        read(DEBUG="?", PORT="?", EMAIL_USE_TLS="1", EMAIL_USE_SSL="1")
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "PORT",
        "DEBUG",
        "EMAIL_USE_SSL",
    ]


def test_the_key_is_written_once_for_its_owner_only(tmp_path):
    path = tmp_path / "var" / "secret_key"
    key = read_or_write_key(path)
    assert len(key) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_or_write_key(path) == key
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_an_empty_key_file_is_refused_by_the_name_of_the_variable(tmp_path):
    (tmp_path / "secret_key").write_text("\n")
    with pytest.raises(WrongEnvironment, match=r"^SECRET_KEY: "):
        read_environment({}, base_dir=tmp_path, var_dir=tmp_path)


def test_a_bare_manage_py_reads_the_written_key(tmp_path):
    (tmp_path / "secret_key").write_text("written\n")
    assert read_environment({}, base_dir=tmp_path, var_dir=tmp_path).secret_key == "written"
