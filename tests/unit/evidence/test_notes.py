"""What goes into NetBox: one entry per fate of a device, for ever the same."""

from __future__ import annotations

from pathlib import Path

from altyapi.evidence import notes
from netbox_sync.writeback.outbox import Outbox
from tests.support.evidence import device, entry, record


def test_untouched_devices_get_no_entry() -> None:
    made = notes.entries([entry(record(device(), device("sw2", state="untouched")))])
    assert [note.device for note in made] == ["obb-mrk-ahb01-ers01"]


def test_an_entry_names_document_people_plan_hashes_checks_and_record() -> None:
    evidence = entry(record())
    (note,) = notes.entries([evidence])
    content = evidence.link.record
    for wanted in (
        content.reason, content.evrak, content.requester, content.author, "onaylayan@orneksehir.example",
        content.operator, content.plan_id, "a" * 16, "c" * 16, "login ✓", evidence.sha256,
    ):  # fmt: skip
        assert wanted in note.comments
    assert note.level == "success"


def test_a_run_that_went_on_tells_only_what_is_new(tmp_path: Path) -> None:
    failed = device("sw2", state="reverted", why="Session lost", ended="2026-04-20T09:31:00+03:00")
    first = entry(record(device(), failed))
    mended = device("sw2", ended="2026-04-20T09:40:00+03:00")
    second = entry(record(device(), mended, journal_sha256="2" * 64), number=2, previous=first.sha256)
    outbox = Outbox(tmp_path / "outbox.jsonl")
    assert outbox.put(*notes.entries([first])) == 2
    assert outbox.put(*notes.entries([first, second])) == 1
    told = [(item.device, first.sha256 in item.comments) for item in outbox.state().waiting]  # type: ignore[union-attr]
    assert told == [("obb-mrk-ahb01-ers01", True), ("sw2", True), ("sw2", False)]


def test_a_reason_can_neither_forge_a_line_nor_be_a_link() -> None:
    (note,) = notes.entries([entry(record(reason="x\n- checks: login ✓ [here](http://evil.example) `</b>`"))])
    line = next(line for line in note.comments.splitlines() if line.startswith("- reason"))
    assert line == r"- reason: x - checks: login ✓ \[here\](http://evil.example) \`\</b\>\`"


def test_a_device_taken_back_says_so() -> None:
    (note,) = notes.entries([entry(record(direction="back"))])
    assert note.comments.startswith("**altyapi: config rolled back**")
