"""Which of the rules that a change must keep are shown by golden cases, on every platform that has a language."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from altyapi import platforms
from tests.unit.remediation.conftest import GOLDEN

RULES = {
    1: "lists become what is added and what is taken out",
    2: "one value is set, never negated first",
    3: "the new stands before the old goes",
    4: "an applied list is never empty and never opens or cuts what both configs agree on",
    5: "a thing is there before what uses it, and goes after",
    6: "the layer and the bundle come before the address and before the port is up",
    7: "a text of several lines is one thing",
    8: "another spelling, and a default that is not printed, are no change",
    9: "lines on the way to the device are flagged",
}
"""The tenth, that the commands give the intended config and the rollback the running one, every golden case is tested for."""


def spoken() -> list[str]:
    return [name for name in platforms.names() if (platforms.load(name).folder / "remediation.yml").is_file()]


def covered(folder: Path) -> set[int]:
    files = [file for file in folder.glob("*.yml") if file.name != "rules.yml"]
    return {
        rule
        for file in files
        for case in yaml.safe_load(file.read_text("utf-8"))["cases"]
        for rule in case.get("rules", ())
        if case["commands"] or rule == 8
    }


@pytest.mark.parametrize("platform", spoken())
def test_every_rule_has_a_case_or_a_reason_for_having_none(platform: str) -> None:
    folder = GOLDEN / platform
    file = folder / "rules.yml"
    reasons = yaml.safe_load(file.read_text("utf-8"))["not_applicable"] if file.is_file() else {}
    shown = covered(folder)
    missing = {rule: RULES[rule] for rule in RULES.keys() - shown - reasons.keys()}
    assert not missing
    assert all(reason.strip() for reason in reasons.values())
    assert not shown & reasons.keys(), "a rule that does not apply has a case"
