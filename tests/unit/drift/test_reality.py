"""What NetBox would have to hold for a drift to be intended, proven by rendering the device from it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from altyapi import connection, intent, platforms
from altyapi.drift import reality
from altyapi.drift.compare import compare
from altyapi.drift.reality import DeviceReality, OtherLinesDiffer
from altyapi.plan.build import Candidate
from altyapi.render import Renderer, for_platform
from altyapi.secrets import SecretLedger, SecretStore, materialise
from lab.bench.drifted import store
from lab.bench.render import municipality
from netbox_sync.model import Snapshot


@pytest.fixture(scope="module")
def town() -> tuple[Snapshot, str]:
    snapshot, names = municipality(1)
    return snapshot, names[0]


def of(town: tuple[Snapshot, str], tmp_path: Path, *edits: tuple[str, str]) -> DeviceReality:
    """What is proposed where the device's running config was edited so."""
    snapshot, name = town
    platform, secrets = platforms.load("cisco_ios"), store()
    renderer = for_platform(platform)
    text = renderer.render(intent.build(snapshot, name))
    running = "\n".join(materialise(line, secrets) for line in text.split("\n"))
    for old, new in edits:
        assert old in running
        running = running.replace(old, new, 1)
    device = snapshot.device_by_name[name]
    candidate = Candidate(
        device=device,
        platform=platform,
        connection=connection.of(device),
        management=None,
        intended=text,
        running=running,
    )
    ledger = _ledger(tmp_path, text, name, secrets)
    drift = compare(candidate, secrets, ledger)
    made = reality.propose([(candidate, drift)], snapshot, lambda wanted, _: renderer.render(wanted), secrets, ledger)
    return made[0]


def _ledger(folder: Path, text: str, name: str, secrets: SecretStore) -> SecretLedger:
    ledger = SecretLedger(folder / "ledger.json")
    for line in text.split("\n"):
        if line.startswith("snmp-server user "):
            ledger.record(name, line, secrets)
    return ledger


def port(town: tuple[Snapshot, str]) -> tuple[str, str]:
    """An access port in use with a description: its name, and its block's first lines."""
    snapshot, name = town
    text = for_platform(platforms.load("cisco_ios")).render(intent.build(snapshot, name))
    for block in text.split("\ninterface ")[1:]:
        lines = block.split("\n!")[0].split("\n")
        if " switchport mode access" in lines and " shutdown" not in lines and " switchport access vlan 30" in lines:
            return lines[0], f"interface {lines[0]}\n"
    raise AssertionError("no such port")


def fields(found: DeviceReality) -> dict[str, tuple[str, str]]:
    return {field.name: (field.shown_before, field.shown_after) for field in found.fields}


def test_a_description_and_a_vlan_of_a_port_are_mapped_and_nothing_is_left(
    town: tuple[Snapshot, str], tmp_path: Path
) -> None:
    name, head = port(town)
    text = for_platform(platforms.load("cisco_ios")).render(intent.build(*town))
    block = text.split(head)[1].split("\n!")[0]
    new = "\n".join(
        " description Danisma" if line.startswith(" description ") else line.replace("access vlan 30", "access vlan 50")
        for line in block.split("\n")
    )
    found = of(town, tmp_path, (head + block, head + new))
    told = fields(found)
    assert told[f"untagged_vlan@{name}"] == ("30", "50")
    assert told[f"description@{name}"][1] == "Danisma"
    assert found.unmapped == ()


def test_a_line_that_netbox_has_no_place_for_is_named_and_the_others_are_mapped(
    town: tuple[Snapshot, str], tmp_path: Path
) -> None:
    found = of(town, tmp_path, ("ntp server 10.64.0.5", "ntp server 10.60.0.5"))
    assert found.fields == ()
    assert set(found.unmapped) == {"- ntp server 10.60.0.5", "+ ntp server 10.64.0.5"}


def test_a_vlan_that_the_site_does_not_have_in_netbox_is_told_and_never_made(
    town: tuple[Snapshot, str], tmp_path: Path
) -> None:
    name, _ = port(town)
    head = f"interface {name}\n"
    gone = (" switchport access vlan 30\n", "")
    found = of(town, tmp_path, (head, f"{head} switchport access vlan 666\n"), gone)
    assert not any(field.startswith("untagged_vlan@") for field in fields(found))
    assert any("VLAN 666 stands in NetBox 0 times" in why for why in found.why)
    assert any("vlan 666" in line for line in found.unmapped)


def test_a_port_that_somebody_shut_is_mapped(town: tuple[Snapshot, str], tmp_path: Path) -> None:
    name, head = port(town)
    found = of(town, tmp_path, (head, f"{head} shutdown\n"))
    assert fields(found)[f"enabled@{name}"] == ("true", "false")


def test_the_name_of_a_vlan_is_mapped_to_the_vlan_of_the_site(town: tuple[Snapshot, str], tmp_path: Path) -> None:
    found = of(town, tmp_path, (" name KAMERA\n", " name CCTV\n"))
    assert [shown for name, shown in fields(found).items() if name.startswith("name@vlan:")] == [
        ("VLAN 50 KAMERA", "VLAN 50 CCTV")
    ]
    assert found.unmapped == ()


def test_what_would_change_other_lines_too_is_not_proposed(
    town: tuple[Snapshot, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a template does that writes a line of its own for each VLAN by its name."""
    more = "ntp server 192.0.2.99"
    rendered = Renderer.render

    def with_another_line(self: Renderer, wanted: Any) -> str:
        text = rendered(self, wanted)
        return f"{more}\n{text}" if " name CCTV\n" in text else text

    monkeypatch.setattr(Renderer, "render", with_another_line)
    found = of(town, tmp_path, (" name KAMERA\n", " name CCTV\n"))
    assert found.fields == ()
    assert OtherLinesDiffer.en.format(lines=f"+ {more}") in " ".join(found.why)
