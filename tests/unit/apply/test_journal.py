"""A run's journal survives what kills a run."""

from __future__ import annotations

from pathlib import Path

from altyapi.apply.journal import Journal
from tests.support.processes import FORKED


def test_events_come_back_in_order_and_by_device(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "run" / "journal.jsonl")
    journal.append("run-started", operator="kul0001")
    journal.append("begun", "sw1", wave=0)
    journal.append("begun", "sw2", wave=0)
    assert [event.name for event in journal.events()] == ["run-started", "begun", "begun"]
    assert [event.device for event in journal.events("sw2")] == ["sw2"]


def test_a_torn_line_is_skipped_and_the_next_event_is_whole(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append("begun", "sw1")
    with journal.file.open("ab") as stream:
        stream.write(b'{"detail":{},"device":"sw1","na')
    journal.append("refused", "sw1", why="after a crash")
    assert [event.name for event in journal.events()] == ["begun", "refused"]


def test_what_is_new_is_told_once_and_only_whole(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append("begun", "sw1")
    events, offset = journal.since(0)
    assert [event.name for event in events] == ["begun"]
    with journal.file.open("ab") as stream:
        stream.write(b'{"half":')
    assert journal.since(offset) == ([], offset)


def _write(file: Path, device: str) -> None:
    journal = Journal(file)
    for number in range(25):
        journal.append("line", device, index=number)


def test_parallel_writers_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    writers = [FORKED.Process(target=_write, args=(file, f"sw{n}")) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    for number in range(3):
        assert [event.detail["index"] for event in Journal(file).events(f"sw{number}")] == list(range(25))
