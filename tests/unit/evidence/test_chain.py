"""The chain shows where it was tampered with, and loses nothing to crashes or to others who write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from altyapi.evidence import chain
from altyapi.evidence.chain import ChainBroken
from netbox_sync.canonical import canonical_line
from tests.support.evidence import device, record
from tests.support.processes import FORKED


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A chain of three records."""
    path = tmp_path / "evidence" / "chain.jsonl"
    for number in range(3):
        chain.append(path, record(run=f"run-{number}", journal_sha256=str(number) * 64))
    return path


def _broken(file: Path, *, line: int, problem: str) -> None:
    with pytest.raises(ChainBroken) as caught:
        chain.verify(file)
    assert (caught.value.fields["line"], caught.value.fields["problem"]) == (line, problem)
    with pytest.raises(ChainBroken):
        chain.append(file, record(run="another"))


def test_records_come_back_as_they_were_written(file: Path) -> None:
    entries = chain.verify(file)
    assert [entry.link.record.run for entry in entries] == ["run-0", "run-1", "run-2"]
    assert [entry.link.previous_sha256 for entry in entries] == [chain.FIRST, entries[0].sha256, entries[1].sha256]


def test_no_file_is_an_empty_chain(tmp_path: Path) -> None:
    assert chain.verify(tmp_path / "chain.jsonl") == []


def test_a_changed_record_breaks_the_line_after_it(file: Path) -> None:
    lines = file.read_bytes().split(b"\n")
    lines[1] = lines[1].replace("NTP sunucuları taşındı".encode(), b"something else")
    file.write_bytes(b"\n".join(lines))
    _broken(file, line=3, problem="does not follow the line before it")


def test_a_changed_last_record_gives_another_head(file: Path) -> None:
    head = chain.verify(file)[-1].sha256
    content = file.read_bytes()
    at = content.rfind(b"kul0001")
    file.write_bytes(content[:at] + b"kul0002" + content[at + 7 :])
    assert chain.verify(file)[-1].sha256 != head


def test_a_dropped_line_is_found(file: Path) -> None:
    lines = file.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join([lines[0], *lines[2:]]))
    _broken(file, line=2, problem="does not follow the line before it")


def test_reordered_lines_are_found(file: Path) -> None:
    lines = file.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join([lines[1], lines[0], *lines[2:]]))
    _broken(file, line=1, problem="does not follow the line before it")


def test_another_spelling_of_the_same_record_is_found(file: Path) -> None:
    lines = file.read_bytes().split(b"\n")
    lines[2] = json.dumps(json.loads(lines[2])).encode()
    file.write_bytes(b"\n".join(lines))
    _broken(file, line=3, problem="not canonical")


def test_a_line_that_is_no_record_is_found(file: Path) -> None:
    lines = file.read_bytes().split(b"\n")
    lines[1] = canonical_line({"number": 2})
    file.write_bytes(b"\n".join(lines))
    _broken(file, line=2, problem="not a record")


def test_a_torn_last_line_is_told_and_the_next_record_takes_its_place(file: Path) -> None:
    with file.open("ab") as stream:
        stream.write(b'{"number":4,"previous_sha2')
    with pytest.raises(ChainBroken) as caught:
        chain.verify(file)
    assert caught.value.fields["problem"] == "cut short"
    entry = chain.append(file, record(run="after-the-crash"))
    assert entry.link.number == 4
    assert chain.verify(file)[-1] == entry


def test_the_same_state_of_a_run_is_recorded_once(file: Path) -> None:
    again = chain.append(file, record(run="run-1", journal_sha256="1" * 64))
    assert again.link.number == 2
    assert len(chain.verify(file)) == 3
    chain.append(file, record(run="run-1", journal_sha256="9" * 64))
    assert len(chain.verify(file)) == 4


def _append(file: Path, writer: int) -> None:
    for number in range(5):
        chain.append(file, record(device(f"sw{writer}"), run=f"run-{writer}-{number}"))


def test_parallel_writers_make_one_chain(tmp_path: Path) -> None:
    file = tmp_path / "chain.jsonl"
    writers = [FORKED.Process(target=_append, args=(file, n)) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    runs = [entry.link.record.run for entry in chain.verify(file)]
    assert sorted(runs) == sorted(f"run-{writer}-{number}" for writer in range(3) for number in range(5))
