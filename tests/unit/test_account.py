"""The operator is whom the operating system says, whatever the environment claims."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from altyapi import account, settings
from altyapi.cli import planning


@pytest.fixture
def other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"):
        monkeypatch.setenv(variable, "baskan")


@pytest.mark.usefixtures("other_names")
def test_the_environment_cannot_name_another_operator(tmp_path: Path) -> None:
    name = pwd.getpwuid(os.getuid()).pw_name
    assert name != "baskan"
    assert account.operator() == name
    assert planning.author(settings.load({}, tmp_path)).startswith(f"{name}@")


def test_a_user_without_an_entry_is_named_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    unused = 3_999_999_999
    monkeypatch.setattr(os, "getuid", lambda: unused)
    assert account.operator() == f"uid-{unused}"
