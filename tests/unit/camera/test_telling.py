"""What NetBox is told of cameras."""

from __future__ import annotations

from pathlib import Path

from altyapi.camera import telling
from altyapi.camera.standing import Change, Standing
from netbox_sync.writeback.journal import JournalEntry
from netbox_sync.writeback.outbox import Outbox
from tests.unit.facts.facts_ground import device, snapshot

MOMENT = "2026-04-20T09:00:00+03:00"


def entry(number: int, seen: str = MOMENT) -> JournalEntry:
    stands = Standing(state="down", since=MOMENT, seen=seen)
    change = Change(camera="kam01", before="up", after="down")
    ground = snapshot(device(number, "kam01", role="camera"))
    (made,) = telling.entries([change], {"kam01": stands}, ground)
    return made


def test_the_same_news_in_a_netbox_that_was_made_anew_is_another_entry(tmp_path: Path) -> None:
    """Its device has another id: under one key these would be two facts, which no outbox takes."""
    box = Outbox(tmp_path / "outbox.jsonl")
    assert [box.put(entry(31)), box.put(entry(32)), box.put(entry(31))] == [1, 1, 0]


def test_the_same_trouble_at_another_time_is_another_entry() -> None:
    assert entry(31).key != entry(31, "2026-04-20T09:05:00+03:00").key
