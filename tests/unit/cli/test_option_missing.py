"""A missing option is told with the command as it was typed, the option added; or with the command's own example."""

from __future__ import annotations

import pytest

from altyapi.cli import config, firewall, frame, namespace

COMMANDS = namespace()


@pytest.mark.parametrize("name", sorted(COMMANDS.task_names))
def test_the_example_of_every_command_is_of_that_command(name: str) -> None:
    function = COMMANDS[name].body.__wrapped__
    assert frame._once_more(function, {}, []).startswith(f"./inv {name}")


def test_the_command_is_told_as_it_was_typed_with_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ALTYAPI_STATE_DIR", raising=False)
    monkeypatch.setenv("ALTYAPI_LANG", "tr")
    for task, values, told in (
        (firewall.unblock, {"address": "203.0.113.7", "reason": None}, './inv firewall.unblock 203.0.113.7 --reason "…"'),
        (config.plan, {"limit": "site:x", "reason": " ", "strict": True}, './inv config.plan --limit site:x --strict --reason "…"'),
        (config.plan, {"limit": None, "reason": None}, "./inv config.plan --limit site:mrk-ahb01 --reason"),
    ):  # fmt: skip
        assert frame.run(task.body.__wrapped__, **values) == frame.ERROR
        assert told in capsys.readouterr().err
