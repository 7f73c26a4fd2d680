"""What a newcomer lacks is told at once, before any device is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.cli.town import EVRAK, Town


@pytest.fixture
def empty(tmp_path: Path) -> str:
    """A secrets file that holds nothing."""
    file = tmp_path / "secrets.yml"
    file.touch(0o600)
    return str(file)


def test_a_plan_tells_every_missing_secret_and_asks_no_device(town: Town, empty: str) -> None:
    device = town.record.emulated[0].name
    before = town.typed(device)
    words = ("config.plan", "--limit", device, "--reason", "x", "--evrak", EVRAK)
    told = town.inv(*words, ALTYAPI_SECRETS_FILE=empty)
    assert told.code == 1
    assert told.err.count("SEC-001") == 1
    for name in ("altyapi/digest-key", "credentials/network/password", "tacacs/key", "snmp/izleme/auth"):
        assert name in told.err
    assert town.typed(device) == before


def test_the_doctor_tells_the_same(town: Town, empty: str) -> None:
    told = town.inv("doctor", "--format", "json", ALTYAPI_SECRETS_FILE=empty)
    assert told.code == 1
    (found,) = [one for one in told.data if one["topic"] == "secrets" and one["severity"] == "error"]
    for name in ("altyapi/digest-key", "credentials/network/password", "tacacs/key", "snmp/izleme/auth"):
        assert name in found["en"]


def test_host_keys_of_a_whole_site_are_shown_without_any_secret(town: Town, empty: str) -> None:
    site = town.record.emulated[0].site
    told = town.inv("device.trust", "--limit", f"site:{site}", "--format", "json", ALTYAPI_SECRETS_FILE=empty)
    assert told.code == 0, told
    assert {one["device"] for one in told.data} == {one.name for one in town.record.emulated if one.site == site}
    assert {one["state"] for one in told.data} == {"known"}
    assert "left out" in told.err


def test_a_changed_host_key_is_told_and_the_other_devices_are_read_all_the_same(town: Town, tmp_path: Path) -> None:
    first, second = town.record.emulated[:2]
    foreign = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0mRmDOWzBJ0eT1Vj4DYWc3PzYCU5oWnPQqNnXoqkkO"
    hosts = tmp_path / "known_hosts"
    hosts.write_text(f"[{first.host}]:{first.port} {foreign}\n", "utf-8")
    told = town.inv("device.trust", "--limit", f"{first.name},{second.name}", "--record", "--format", "json",
                    ALTYAPI_KNOWN_HOSTS=str(hosts))  # fmt: skip
    assert told.code == 1
    assert {one["device"]: one["state"] for one in told.data} == {first.name: "failed", second.name: "recorded"}
    assert hosts.read_text("utf-8").count(foreign) == 1
    assert f"[{first.host}]:{first.port} {foreign}" in hosts.read_text("utf-8")
