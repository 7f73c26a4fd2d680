"""Every golden case: the commands as reviewed, and what they do by the engine's own model and on the lab's IOS store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from altyapi.platforms import load
from altyapi.remediation import Remediation, astray, predict, remediate, rules_for, same_config
from altyapi.remediation.layout import render
from altyapi.remediation.prediction import run
from altyapi.remediation.state import build
from altyapi.remediation.tree import parse_with
from tests.unit.remediation.judge import apply, device
from tests.unit.remediation.stores import STORES


def remediation(path: Path, case: dict[str, Any]) -> Remediation:
    return remediate(case["running"], case["intended"], path.parent.name, strict=case.get("strict", False))


def text(commands: tuple[str, ...]) -> str:
    return "".join(f"{line}\n" for line in commands)


def flagged(found: Remediation) -> list[str]:
    return list(dict.fromkeys(flag.line for flag in found.flags if flag.kind == "management"))


def held(found: Remediation) -> list[str]:
    """What stays, and what uses it."""
    return [f"{one.line} < {one.user}" for one in found.held]


def test_gives_the_reviewed_commands(path: Path, golden: dict[str, Any], recorder: Callable[..., None] | None) -> None:
    found = remediation(path, golden)
    if recorder is not None:
        way = {"management": flagged(found)} if "management" in golden else {}
        way |= {"held": held(found)} if "held" in golden else {}
        recorder(path, golden["name"], commands=text(found.commands), rollback=text(found.rollback), **way)
        return
    assert text(found.commands) == golden["commands"]
    assert text(found.rollback) == golden["rollback"]
    if "management" in golden:
        assert flagged(found) == golden["management"]
    assert held(found) == golden.get("held", [])
    assert not [flag for flag in found.flags if flag.reason.startswith("abbreviated")]
    assert astray(found.commands, path.parent.name) == astray(found.rollback, path.parent.name) == ()


def test_predicts_the_intended_config_and_restores_the_running_one(path: Path, golden: dict[str, Any]) -> None:
    found = remediation(path, golden)
    platform = load(path.parent.name)
    assert found.restored == platform.normalise(golden["running"])
    assert not remediate(found.predicted, golden["intended"], platform, strict=golden.get("strict", False)).commands
    assert predict(golden["running"], found.commands, platform) == found.predicted or not found.changed
    assert same_config(predict(found.predicted, found.rollback, platform), golden["running"], platform)


def test_what_commands_are_tried_on_stays_as_it_was(path: Path, golden: dict[str, Any]) -> None:
    """The state after commands shares with the one before what they do not touch, and nothing else."""
    known = load(path.parent.name)
    rules = rules_for(known.name)
    before = build(rules, parse_with(rules, known, golden["running"]))
    text, found = render(before), remediation(path, golden)
    after = run(before, found.commands)
    then = render(after)
    run(after, found.rollback)
    assert render(before) == text
    assert render(after) == then


def test_ends_up_as_intended_and_comes_back_on_a_cisco_device(path: Path, golden: dict[str, Any]) -> None:
    if golden.get("device") is not None:
        pytest.skip(golden["device"])
    found = remediation(path, golden)
    store = device(golden["running"], golden["intended"])
    before = store.text()
    assert apply(store, found.commands) == []
    assert not remediate(store.text(), golden["intended"]).commands
    assert not found.changed or same_config(store.text(), found.predicted)
    assert apply(store, found.rollback) == []
    assert same_config(store.text(), before)


def test_ends_up_as_intended_and_comes_back_on_a_switch_or_firewall(path: Path, golden: dict[str, Any]) -> None:
    """A case whose lines the emulated device shows otherwise than they were typed (hashes) says so in `device`."""
    if golden.get("device") is not None:
        pytest.skip(golden["device"])
    platform, strict = path.parent.name, golden.get("strict", False)
    store = STORES[platform](golden["running"])
    before = store.text()
    found = remediate(before, golden["intended"], platform, strict=strict)
    assert store.send(found.commands) == []
    assert not remediate(store.text(), golden["intended"], platform, strict=strict).commands
    assert not found.changed or same_config(store.text(), found.predicted, platform)
    assert store.send(found.rollback) == []
    assert same_config(store.text(), before, platform)
