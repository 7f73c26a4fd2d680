"""Emulated switches over real SSH beside the lab's NetBox: what was planted is proposed, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from lab.faults import set_knobs
from netbox_sync.writeback.fieldchange import mac, native
from tests.e2e.cli.town import Told, Town
from tests.e2e.facts.planting import VERSION, Planter, planter

pytestmark = pytest.mark.e2e

SERIAL = native("serial")
DOWN = {"NETBOX_URL": "http://127.0.0.1:1", "NETBOX_TOKEN": "0123456789"}
SWITCHES = "role:access-switch,role:poe-switch,role:distribution-switch,role:core-switch"


def read(town: Town, limit: str, file: str, code: int = 2) -> dict[str, Any]:
    """The proposal of a fresh snapshot."""
    assert town.inv("netbox.pull").code == 0
    told = town.inv("netbox.facts", "--limit", limit, "--out", file, "--format", "json")
    assert told.code == code, told
    found: dict[str, Any] = told.data["proposal"]
    return found


def fields(proposal: dict[str, Any], *kinds: str) -> set[tuple[str, str]]:
    return {
        (device["device"], field["name"])
        for device in proposal["devices"]
        for field in device["fields"]
        if field["kind"] in kinds
    }


def findings(proposal: dict[str, Any]) -> set[tuple[str, str, str, str, str]]:
    return {
        (device["device"], each["interface"], each["kind"], each["seen"], each["netbox"])
        for device in proposal["devices"]
        for each in device["neighbours"]
        if each["kind"] != "matches"
    }


def macs(person: Planter, names: Iterable[str]) -> set[tuple[str, str]]:
    """The MAC address of every port: NetBox holds none, and the switches have no LAG."""
    return {
        (name, mac(port["name"])) for name in names for port in person.ports(name) if port["type"]["value"] != "lag"
    }


def apply(town: Town, file: str, *words: str, **variables: str) -> Told:
    reason = ("--reason", "Etiketler sayıldı", "--evrak", "2026/118", "--format", "json")
    return town.inv("netbox.facts", "--apply", file, *words, *reason, **variables)


def test_what_was_planted_is_proposed_written_as_accepted_and_nothing_else(town: Town) -> None:
    names = [switch.name for switch in town.record.emulated]
    core = "obb-mrk-ahb01-omr01"
    near = "obb-mrk-ahb01-dgt01"
    wrong, empty, replaced, silent, deaf = [name for name in names if name not in (core, near)][:5]
    with planter(town) as person:
        person.version_field()
        true_serial = person.device(replaced)["serial"]
        person.set(wrong, serial="YANLIS-YAZILDI")
        person.set(empty, serial="")
        other_type = person.another_type(replaced)
        person.set(replaced, serial="ESKI-CIHAZ", device_type=other_type)
        here, former, now = person.move_cable(near, core)
        set_knobs(town.state, silent, {"refuse_logins": True})
        set_knobs(town.state, deaf, {"errors": [{"pattern": "^show (lldp|cdp|inventory)"}]})
        typed = {name: len(town.typed(name)) for name in names}

        made = read(town, SWITCHES, "facts.json", code=1)
        assert [entry["device"] for entry in made["unread"]] == [silent]
        told = set(names) - {silent}
        assert {device["device"] for device in made["devices"]} == told
        assert fields(made, "fill") == {(empty, SERIAL), *((name, VERSION) for name in told), *macs(person, told)}
        assert fields(made, "differs") == {(wrong, SERIAL), (replaced, SERIAL)}
        assert fields(made, "ours") == set()
        models = {device["device"]: device["model"] for device in made["devices"] if device["model"]}
        assert set(models) == {replaced}
        assert findings(made) == {
            (near, here, "other-end", f"{core} {former}", f"{core} {now}"),
            (core, former, "no-cable", f"{near} {here}", ""),
        }
        assert not any(device["misnamed"] for device in made["devices"])
        for name in told:  # one session of five questions each, and nothing else
            lines = town.typed(name)[typed[name] :]
            assert len([line for line in lines if line.startswith("show ")]) == 5, lines
            assert town.changes(name, typed[name]) == []

        # a person types a serial number between the reading and the writing
        person.set(empty, serial="ELLE-YAZILDI")
        written = apply(town, "facts.json", "--accept-all-fills", "--accept", f"{replaced}:serial")
        assert written.code == 2, written
        (conflict,) = written.data["conflicts"]
        assert (conflict["item"]["device"], conflict["faults"][0]["found"]) == (empty, "ELLE-YAZILDI")
        assert person.device(empty)["custom_fields"][VERSION] is None  # nothing of it
        assert person.device(replaced)["serial"] == true_serial
        assert person.device(replaced)["device_type"]["id"] == other_type
        assert person.device(wrong)["serial"] == "YANLIS-YAZILDI"
        assert all(
            port["mac_address"] for name in told for port in person.ports(name) if port["type"]["value"] != "lag"
        )

        shown = town.inv("netbox.outbox")
        assert shown.code == 2
        assert "ELLE-YAZILDI" in shown.out
        (edit,) = town.inv("netbox.outbox", "--format", "json").data["conflicts"][0]["edits"].values()
        assert edit["by"]
        settled = town.inv("netbox.outbox", "--settle", empty, "--keep", "ours", "--reason", "etikete bakıldı")
        assert settled.code == 0, settled
        assert person.device(empty)["custom_fields"][VERSION]

        again = read(town, SWITCHES, "again.json", code=1)
        assert fields(again, "fill", "ours") == set()
        assert fields(again, "differs") == {(wrong, SERIAL)}


def test_with_netbox_down_what_was_accepted_waits_and_is_delivered_once(town: Town) -> None:
    name = town.record.emulated[-1].name
    with planter(town) as person:
        person.set(name, asset_tag="D-77", serial="")
        read(town, name, "down.json")
        own = {"ALTYAPI_STATE_DIR": str(town.state)}
        elsewhere = apply(town, "down.json", "--accept", f"{name}:serial", **DOWN, **own)
        assert elsewhere.code == 1
        assert "FCT-006" in elsewhere.err  # made for another NetBox: refused before anything is put into the outbox
        before = len(person.netbox.page("core/object-changes", {"changed_object_id": person.device(name)["id"]})[1])
        token = {"NETBOX_TOKEN": "0" * 40}
        refused = apply(town, "down.json", "--accept", f"{name}:serial", **token)
        assert refused.code == 2
        assert "NBX-003" in refused.err
        assert town.inv("netbox.outbox", "--format", "json").data["waiting"][0]["device"] == name
        for _ in range(2):
            assert apply(town, "down.json", "--accept", f"{name}:serial").code == 0
        changes = person.netbox.page("core/object-changes", {"changed_object_id": person.device(name)["id"]})[1]
        assert len(changes) == before + 1
        assert town.inv("netbox.outbox").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "FCT-007"),
        (("--limit", "role:access-switch", "--apply", "x.json"), "FCT-007"),
        (("--apply", "x.json"), "CLI-004"),
        (("--apply", "x.json", "--reason", "x"), "FCT-001"),
        (("--limit", "role:camera"), "FCT-004"),
        (("--limit", "role:access-switch", "--out", "/dev/null"), "FCT-003"),
    ],
)
def test_a_call_that_can_not_be_meant_is_told(town: Town, words: tuple[str, ...], code: str) -> None:
    told = town.inv("netbox.facts", *words)
    assert told.code == 1
    assert code in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--settle", "nothing", "--keep", "ours", "--reason", "x"), "NBX-062"),
        (("--settle", "nothing", "--keep", "both", "--reason", "x"), "CLI-018"),
        (("--settle", "nothing", "--keep", "ours"), "CLI-004"),
    ],
)
def test_a_settlement_that_can_not_be_meant_is_told(town: Town, words: tuple[str, ...], code: str) -> None:
    told = town.inv("netbox.outbox", *words)
    assert (told.code, code in told.err) == (1, True)
