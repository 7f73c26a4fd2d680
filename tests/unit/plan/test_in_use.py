"""What a plan would remove, were it not in use, stays and is told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from altyapi import connection, intent, platforms
from altyapi.drift.compare import compare
from altyapi.plan import build
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak
from altyapi.render import for_platform
from altyapi.secrets import SecretLedger, materialise
from altyapi.view import plans
from altyapi.view.output import Output
from lab.bench.drifted import store
from lab.bench.render import municipality

NOW = datetime.fromisoformat("2026-04-20T09:00:00+03:00")


@pytest.fixture
def candidate() -> build.Candidate:
    """A switch on which someone made a VLAN and put a port into it, and the port is in nobody's hands."""
    snapshot, names = municipality(1)
    device, platform = snapshot.device_by_name[names[0]], platforms.load("cisco_ios")
    intended = for_platform(platform).render(intent.build(snapshot, device.name))
    running = "\n".join(materialise(line, store()) for line in intended.split("\n"))
    end = running.rindex("\nend")
    added = "\nvlan 777\n name ELLE\n!\ninterface GigabitEthernet9/0/1\n switchport access vlan 777\n!"
    others = "interface GigabitEthernet"
    intended = "\n!\n".join(block for block in intended.split("\n!\n") if not block.startswith((others, "interface ")))
    return build.Candidate(
        device=device,
        platform=platform,
        connection=connection.of(device),
        management=None,
        intended=intended,
        running=running[:end] + added + running[end:],
    )


def planned(candidate: build.Candidate, folder: Path) -> Plan:
    snapshot, _ = municipality(1)
    material = build.Material(
        snapshot=snapshot,
        policy=ChangePolicy(evrak=Evrak(required=False)),
        store=store(),
        ledger=SecretLedger(folder / "ledger.json"),
        templates_digest="1" * 64,
    )
    order = build.Order(author="planlayan", reason="test", evrak="", limit="all")
    return build.build(order, [candidate], [], material, NOW)


def test_it_is_no_command_and_the_plan_names_its_user(
    candidate: build.Candidate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = planned(candidate, tmp_path)
    told = [line for one in plan.devices for line in one.held] + [line for one in plan.standing for line in one.held]
    assert told == ["vlan 777 < interface GigabitEthernet9/0/1 / switchport access vlan 777"]
    assert all("777" not in line for one in plan.devices for line in one.commands)
    plans.show(Output("text", "en"), plan, tmp_path / "plan.json", (), ())
    assert "vlan 777 < interface GigabitEthernet9/0/1" in capsys.readouterr().out


def test_it_stands_unmanaged_where_drift_is_told(candidate: build.Candidate, tmp_path: Path) -> None:
    found = compare(candidate, store(), SecretLedger(tmp_path / "ledger.json"))
    assert "vlan 777" in [line.text for line in found.unmanaged]
    assert all("777" not in line.text for line in found.managed)
