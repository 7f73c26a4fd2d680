"""NetBox does not answer: work goes on from the snapshot, and what NetBox must be told waits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx

from altyapi import settings
from netbox_sync.writeback.journal import JournalEntry
from netbox_sync.writeback.outbox import Outbox
from tests.e2e.cli.town import Town

DEVICE = 6
DOWN = {"NETBOX_URL": "http://127.0.0.1:1", "NETBOX_TOKEN": "0123456789"}


def _journal(town: Town, device: str) -> list[str]:
    """The journal entries of the device, as NetBox has them."""
    url, token = settings.load(town.environment()).need_netbox()
    with httpx.Client(base_url=url, headers={"Authorization": f"Token {token}"}) as netbox:
        (found,) = netbox.get("/api/dcim/devices/", params={"name": device}).json()["results"]
        params = {"assigned_object_type": "dcim.device", "assigned_object_id": found["id"]}
        return [
            entry["comments"] for entry in netbox.get("/api/extras/journal-entries/", params=params).json()["results"]
        ]


def _missed_when_gone(town: Town) -> None:
    """A chain that is deleted with the outbox is missed by the runs' folders and by what was delivered to NetBox."""
    last = town.inv("audit.chain", "--netbox", "--format", "json").data["records"][-1]

    state = settings.load(town.environment()).state_dir
    kept = {path: path.read_bytes() for path in (state / "evidence" / "chain.jsonl", state / "outbox.jsonl")}
    try:
        for path in kept:
            path.unlink()
        gone = town.inv("audit.chain", "--netbox", "--format", "json")
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
    assert gone.code == 2
    gaps = gone.data["compared"]["gaps"]
    assert ("run-without-record", last["record"]["run"]) in {(gap["kind"], gap["run"]) for gap in gaps}
    (named,) = [gap for gap in gaps if gap["sha256"] == last["sha256"]]
    assert (named["kind"], named["number"]) == ("record-missing", last["number"])
    assert named["place"].startswith("NetBox extras.journalentry ")


def test_work_goes_on_from_the_snapshot_and_the_journal_is_delivered_once(town: Town) -> None:
    device = town.drifted(DEVICE)
    gaps = town.gaps("--netbox")
    told = town.inv("netbox.pull", **DOWN)
    assert told.code == 1
    assert "NBX-001" in told.err
    status = town.inv("netbox.status", "--format", "json", **DOWN)
    assert status.code == 1
    assert status.data["netbox"]["reachable"] is False
    assert status.data["snapshot"]["age_s"] >= 0

    planned = town.inv(
        "config.plan", "--limit", device, "--reason", "x", "--evrak", "2026/1", "--out", "down.json", **DOWN
    )
    assert planned.code == 2
    assert re.search(r"\d+ \w+ old, NetBox ", planned.err)
    assert town.inv("config.approve", "down.json", **DOWN).code == 0
    before = _journal(town, device)
    applied = town.inv("config.apply", "down.json", **DOWN)
    assert applied.code == 0, applied
    assert "NBX-001" in applied.err
    assert town.inv("netbox.status", "--format", "json", **DOWN).data["outbox_waiting"] == 1
    assert _journal(town, device) == before

    assert town.inv("audit.deliver", "--format", "json").data["waiting"] == 0
    assert town.inv("audit.deliver").code == 0
    (entry,) = [comments for comments in _journal(town, device) if comments not in before]
    assert "config applied" in entry
    assert town.gaps("--netbox") == gaps
    _missed_when_gone(town)


def test_what_can_not_be_delivered_stays_visible_with_its_reason(town: Town, tmp_path: Path) -> None:
    """The outbox of another NetBox, whose device is not in this one, where its id is another device's."""
    known = settings.load(town.environment())
    url, token = known.need_netbox()
    mine = {"ALTYAPI_STATE_DIR": str(tmp_path), "ALTYAPI_SNAPSHOT_FILE": str(known.snapshot), "NETBOX_URL": url,
            "NETBOX_TOKEN": token}  # fmt: skip
    entry = JournalEntry(key="altyapi:x:gone", device_id=1, device="obb-gone", level="info", comments="x")
    Outbox(tmp_path / "outbox.jsonl").put(entry)
    reason = "obb-gone (altyapi:x:gone): devices of this name in this NetBox: 0, exactly 1 is needed"
    for words in (("audit.deliver",), ("audit.deliver",), ("netbox.status",), ("audit.deliver", "--again")):
        told = town.inv(*words, **mine)
        assert told.code == 2, told
        assert "1 entry could not be delivered" in told.out
        assert reason in told.out
        (conflict,) = _conflicts(town.inv(*words, "--format", "json", **mine).data)
        assert (conflict["item"]["device"], conflict["faults"][0]["found"]) == ("obb-gone", [])


def _conflicts(data: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data["outbox_conflicts"] if "outbox_conflicts" in data else data["conflicts"]
    return found
