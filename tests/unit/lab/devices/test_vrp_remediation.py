"""The golden changes of VRP on the lab's own store, which knows VRP from Huawei's documents and not from the engine."""

from __future__ import annotations

import re
from typing import Any

import pytest

from altyapi.remediation import remediate, same_config
from lab.devices.vrp.config import VrpConfig
from tests.unit.remediation.conftest import cases

PLATFORM = "huawei_vrp"


def send(store: VrpConfig, commands: tuple[str, ...]) -> list[str]:
    """Send the commands as a person would; gives the refusals."""
    refused = []
    for line in "\n".join(commands).split("\n"):
        reply = store.enter(line)
        if not reply.ok or reply.left:
            refused.append(f"{line!r}: {reply.text}")
    store.end()
    return refused


@pytest.mark.parametrize(("path", "golden"), cases({PLATFORM}))
def test_a_change_ends_up_as_intended_and_comes_back(path: Any, golden: dict[str, Any]) -> None:
    del path
    strict = golden.get("strict", False)
    store = VrpConfig(golden["running"])
    if "vlan batch" not in golden["running"] + golden["intended"]:
        # a case about ports says nothing of the VLANs that are there
        store.vlans |= set(range(2, 100))
    before = store.text()
    found = remediate(golden["running"], golden["intended"], PLATFORM, strict=strict)
    assert send(store, found.commands) == []
    # a device shows every banner between quotes
    assert not remediate(store.text(), re.sub(r"(?m)^(header .*)%$|^%$", r'\1"', golden["intended"]), PLATFORM).commands
    assert send(store, found.rollback) == []
    assert same_config(store.text(), before, PLATFORM)
