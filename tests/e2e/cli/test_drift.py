"""Drift as a person meets it: somebody types on a switch, config.drift tells what, since when and who, and both ways out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from netmiko import ConnectHandler

from lab.faults import set_knobs
from lab.orneksehir.contexts import CREDENTIALS
from tests.e2e.cli.town import EVRAK, Town

PAIR = ("obb-ili-hb01-ers01", "obb-sah-ot01-ers02")
PORT = "GigabitEthernet1/0/2"


def type_on(town: Town, device: str, lines: Sequence[str]) -> None:
    """What a person with a terminal does."""
    switch = next(switch for switch in town.record.emulated if switch.name == device)
    login = CREDENTIALS["network"]
    with ConnectHandler(
        device_type="cisco_ios",
        host=switch.host,
        port=switch.port,
        username=login["username"],
        password=login["password"],
    ) as session:
        session.send_config_set(list(lines))


@pytest.fixture(scope="module")
def log(town: Town) -> Path:
    """A syslog file that began before anything happened."""
    file = town.state / "devices.log"
    file.write_text("2020-01-01T00:00:00+03:00 10.0.0.1 begins\n")
    return file


def note(file: Path, device: str, user: str) -> None:
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    with file.open("a") as stream:
        stream.write(f"{now} {device} 77: %SYS-5-CONFIG_I: Configured from console by {user} on vty0 (10.64.0.50)\n")


def test_the_same_change_on_two_switches_is_told_once_with_its_author_and_a_plan_brings_both_back(
    town: Town, log: Path
) -> None:
    limit = ("--limit", ",".join(PAIR))
    assert town.inv("config.drift", *limit).code == 0  # the reading before
    for device in PAIR:
        type_on(town, device, ["ntp server 10.9.9.9", "cdp timer 45"])
    note(log, PAIR[0], "kul0001")
    words = ("--plan", "back.json", "--reason", "istenene dönüş", "--evrak", EVRAK)
    told = town.inv("config.drift", *limit, *words, ALTYAPI_LOG_FILES=f"{log},yok.log", COLUMNS="80")
    assert told.code == 2, told
    assert "yok.log (setting log_files)" in " ".join(told.err.split())
    assert f"The same drift on 2 devices: {PAIR[0]}, {PAIR[1]}" in told.out
    assert told.out.count("-ntp server 10.9.9.9") == 2  # once as drift, once in the plan back, with the same sign
    assert f"{PAIR[0]}: first seen" in told.out
    assert "changed by kul0001 (10.64.0.50)" in told.out
    assert "the logs tell of no change of this device in that time" in told.out
    assert "cdp timer 45" in told.out.split("1 line is not managed here")[1]

    approved = town.inv("config.approve", "back.json")
    assert approved.code == 0, approved
    assert town.inv("config.apply", "back.json").code == 0
    again = town.inv("config.drift", *limit, "--format", "json")
    assert again.code == 0  # what nobody manages is no drift
    assert again.data["drifted"] == []
    assert [one["unmanaged"][0]["text"] for one in again.data["devices"]] == ["cdp timer 45", "cdp timer 45"]
    assert town.inv("config.drift", *limit, "--strict").code == 2

    assert town.inv("config.rollback", "latest", "--reason", "deneme").code == 0
    back = town.inv("config.drift", *limit, COLUMNS="200")
    assert back.code == 2
    assert back.out.count("taken back so by this toolkit's run") == len(PAIR)
    shown = town.inv("config.show", "back.json", COLUMNS="200")
    assert "Applied by " in shown.out
    assert shown.out.count("2 taken back") == 2  # what became of the run, and the run that took it back
    assert [one["direction"] for one in town.inv("config.show", "back.json", "--format", "json").data["runs"]] == [
        "forward",
        "back",
    ]


def test_what_runs_is_accepted_into_netbox_field_by_field_and_what_has_no_place_there_is_named(town: Town) -> None:
    device = "obb-mrk-ahb01-ers01"
    type_on(
        town,
        device,
        [f"interface {PORT}", "description Danisma", "switchport access vlan 50", "exit", "ip name-server 10.9.9.9"],
    )
    told = town.inv("config.drift", "--limit", device, "--accept", "netbox.json")
    assert told.code == 2, told
    assert f"{device}:description@{PORT}" in told.out
    assert f"{device}:untagged_vlan@{PORT}" in told.out
    typo = town.inv("config.accept", "netbox.json", "--accept", f"{device}:mtu@{PORT}", "--reason", "taşındı")
    assert (typo.code, "DRF-004" in typo.err) == (1, True)
    accepted = town.inv(
        "config.accept", "netbox.json", "--accept", device, "--reason", "Yardım masası taşıdı", "--evrak", EVRAK
    )
    assert accepted.code == 0, accepted
    assert "Written to NetBox: 2 fields." in accepted.out
    for reason in ("Yardım masası taşıdı", "Bir daha"):
        again = town.inv("config.accept", "netbox.json", "--accept", device, "--reason", reason, "--evrak", EVRAK)
        assert (again.code, "Nothing to write" in again.out, "Written" in again.out) == (0, True, False)
    assert town.inv("netbox.pull").code == 0
    after = town.inv("config.drift", "--limit", device)
    assert after.code == 0, after
    assert "1 line is not managed here" in after.out


def test_a_device_that_does_not_answer_is_told_and_the_others_are_compared(town: Town) -> None:
    set_knobs(town.state, PAIR[0], {"slow_banner_s": 30.0})
    try:
        told = town.inv("config.drift", "--limit", ",".join(PAIR[:2]), ALTYAPI_CONNECT_TIMEOUT_S="1")
    finally:
        set_knobs(town.state, PAIR[0], {"slow_banner_s": 0.0})
    assert told.code == 1
    assert "Not compared" in told.out
    assert "Traceback" not in told.err


def test_a_config_that_came_in_part_is_no_drift_and_no_reading(town: Town) -> None:
    device = PAIR[0]
    limit = ("--limit", device, "--format", "json")
    before = town.inv("config.drift", *limit).data["devices"]
    set_knobs(town.state, device, {"truncate_running": len(town.running(device)) // 2})
    told = town.inv("config.drift", *limit)
    set_knobs(town.state, device, {"truncate_running": None})
    assert told.code == 1
    assert [(one["device"], one["code"]) for one in told.data["refused"]] == [(device, "DEV-014")]
    assert told.data["drifted"] == []
    after = town.inv("config.drift", *limit).data["devices"]
    assert [one["managed"] for one in after] == [one["managed"] for one in before]
