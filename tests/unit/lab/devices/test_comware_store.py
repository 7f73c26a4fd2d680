"""The golden changes on the emulated device's own store, which keeps a config by the device's rules and not by the engine's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from altyapi.remediation import remediate, same_config
from lab.devices.comware.config import ComwareConfig

ROOT = Path(__file__).parents[3]
CASES = {
    f"{file.stem}-{case['name']}": case
    for file in sorted((ROOT / "golden" / "remediation" / "hpe_comware").glob("*.yml"))
    if file.name != "rules.yml"
    for case in yaml.safe_load(file.read_text("utf-8"))["cases"]
}
SECRET = re.compile(r"\b(simple|cipher|hash) (authentication-mode \S+ )?\S+( privacy-mode \S+ \S+)?")


def device(case: dict[str, Any]) -> ComwareConfig:
    """A device with the case's config, and every port and access VLAN that either config speaks of and none makes."""
    both = case["running"] + case["intended"]
    vlans = [] if "\nvlan " in both else sorted(set(re.findall(r"port access vlan (\d+)", both)))
    ports = set(re.findall(r"(?m)^interface ((?:Ten-)?GigabitEthernet\S+)", case["intended"]))
    missing = ports - set(re.findall(r"(?m)^interface (\S+)", case["running"]))
    extra = "".join(f"#\ninterface {name}\n port link-mode bridge\n" for name in sorted(missing))
    extra += "".join(f"#\nvlan {number}\n" for number in vlans)
    return ComwareConfig(case["running"].removesuffix("#\nreturn\n") + extra + "#\nreturn\n")


def feed(store: ComwareConfig, commands: tuple[str, ...]) -> list[str]:
    """Type the commands; what the device refused, and lines that left system view."""
    session, refused = store.session(), []
    for command in commands:
        for line in command.split("\n"):
            reply = session.enter(line)
            if not reply.ok or reply.left:
                refused.append(f"{line}: {reply.text or 'left system view'}")
    assert not session.frames[1:], "the commands end inside a view"
    return refused


def without_secrets(text: str) -> str:
    return SECRET.sub("SECRET", text)


@pytest.mark.parametrize("name", CASES)
def test_a_comware_device_takes_the_commands_ends_as_predicted_and_comes_back(name: str) -> None:
    case = CASES[name]
    if case.get("device"):
        pytest.skip(case["device"])
    store = device(case)
    before = store.text()
    found = remediate(before, case["intended"], "hpe_comware", strict=case.get("strict", False))
    assert feed(store, found.commands) == []
    shown = without_secrets(store.text())
    assert same_config(shown, without_secrets(found.predicted), "hpe_comware"), remediate(
        shown, without_secrets(found.predicted), "hpe_comware", strict=True
    ).diff
    assert feed(store, found.rollback) == []
    assert same_config(without_secrets(store.text()), without_secrets(before), "hpe_comware"), remediate(
        store.text(), before, "hpe_comware", strict=True
    ).diff
