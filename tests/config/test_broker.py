import os
import stat
from pathlib import Path

import pytest

from config.broker import default_broker_url, prepare_socket_folder, socket_path


def test_the_socket_lies_in_var():
    assert socket_path(Path("/srv/orientir/var")) == Path("/srv/orientir/var/valkey.sock")
    assert default_broker_url(Path("/srv/мой портал/var")).startswith("redis+socket:///srv/%D0%BC")


def test_a_var_too_deep_for_a_unix_socket_gets_a_private_temporary_folder(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    deep = Path("/srv") / ("очень-глубокая-папка" * 5) / "var"
    socket = socket_path(deep)
    assert socket == socket_path(deep)
    assert socket.is_relative_to(tmp_path)
    assert socket != socket_path(deep / "other")
    prepare_socket_folder(socket)
    prepare_socket_folder(socket)
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700


def test_a_folder_of_another_user_is_refused(monkeypatch, tmp_path):
    owner = os.getuid()
    monkeypatch.setattr("os.getuid", lambda: owner + 1)
    with pytest.raises(PermissionError, match="другому пользователю"):
        prepare_socket_folder(tmp_path / "valkey.sock")
