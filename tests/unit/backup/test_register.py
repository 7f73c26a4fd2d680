"""The register of results: whole lines only, chained over the months, whatever happens while it is written."""

from __future__ import annotations

import errno
import hashlib
import json
import multiprocessing
import os
from contextlib import suppress
from pathlib import Path

import pytest

from altyapi.backup.register import Register, RegisterBroken, Result
from altyapi.chained import FIRST


def result(system: str, time: str = "2026-11-22T10:00:00+03:00") -> Result:
    return Result(time=time, job="backup", system=system, ok=True)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register.of(tmp_path)


def names(register: Register) -> list[str]:
    return [one.system for one in register.results()]


def test_results_come_back_in_order_over_the_months(register: Register) -> None:
    register.append([result("a"), result("b")])
    register.append([result("c", "2026-12-01T00:10:00+03:00")])
    assert names(register) == ["a", "b", "c"]
    assert [one.system for one in register.results(newest_first=True)] == ["c", "b", "a"]
    assert [file.name for file in register.files()] == ["2026-11.jsonl", "2026-12.jsonl"]


def test_a_clock_that_went_back_leaves_the_order_and_the_chain_whole(register: Register) -> None:
    register.append([result("a", "2026-12-01T00:10:00+03:00")])
    register.append([result("b", "2019-01-01T00:00:00+03:00")])
    register.append([result("c", "2026-12-02T00:10:00+03:00")])
    assert names(register) == ["a", "b", "c"]
    assert len(register.files()) == 1


def test_a_line_that_a_crash_tore_is_cut_away_by_the_next(register: Register) -> None:
    register.append([result("a"), result("b")])
    (file,) = register.files()
    whole = file.read_bytes()
    for length in range(whole.index(b"\n") + 2, len(whole), 37):
        file.write_bytes(whole[:length])
        assert names(register) == ["a"]
        register.append([result("c")])
        assert names(register) == ["a", "c"]


def test_the_first_line_of_a_month_torn_leaves_the_month_before(register: Register) -> None:
    register.append([result("a")])
    register.append([result("b", "2026-12-01T00:10:00+03:00")])
    file = register.files()[-1]
    file.write_bytes(file.read_bytes()[:40])
    assert names(register) == ["a"]
    register.append([result("c", "2026-12-01T00:11:00+03:00")])
    assert names(register) == ["a", "c"]


@pytest.mark.parametrize("place", [0, 1])
def test_a_line_that_was_changed_is_found(register: Register, place: int) -> None:
    register.append([result("a"), result("b")])
    register.append([result("c", "2026-12-01T00:10:00+03:00")])
    file = register.files()[0]
    lines = file.read_bytes().splitlines(keepends=True)
    lines[place] = lines[place].replace(b'"ok":true', b'"ok":false')
    file.write_bytes(b"".join(lines))
    with pytest.raises(RegisterBroken, match="does not follow"):
        names(register)


def test_a_line_that_was_dropped_is_found(register: Register) -> None:
    register.append([result("a"), result("b"), result("c")])
    (file,) = register.files()
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + lines[2])
    with pytest.raises(RegisterBroken):
        names(register)


def test_a_disk_that_is_full_takes_all_of_a_run_or_nothing(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    register.append([result("a")])
    (file,) = register.files()
    before = file.read_bytes()

    def short(descriptor: int, content: bytes) -> int:
        if len(content) < 100:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, content[: len(content) // 2])

    real = os.write
    monkeypatch.setattr(os, "write", short)
    with pytest.raises(OSError, match="No space left") as told:
        register.append([result(f"x{number}") for number in range(20)])
    assert told.value.filename == str(file)
    assert file.read_bytes() == before


@pytest.mark.root
def test_a_disk_that_is_really_full_keeps_what_was_told_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    register = Register.of(small_disk)
    register.append([result("a")])
    ballast = small_disk / "dolu"
    with suppress(OSError), ballast.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(4096))
    with pytest.raises(OSError, match="No space left"):
        register.append([result(f"x{number}" * 20) for number in range(200)])
    assert names(register) == ["a"]
    ballast.unlink()
    register.append([result("b")])
    assert names(register) == ["a", "b"]


def _many(folder: Path, name: str) -> None:
    for number in range(25):
        Register(folder).append([result(f"{name}{number}")])


def test_processes_that_write_at_once_leave_one_chain(register: Register) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_many, args=(register.folder, name)) for name in "abc"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(names(register)) == sorted(f"{name}{number}" for name in "abc" for number in range(25))


def test_it_is_checked_by_hand_as_every_chained_log(register: Register) -> None:
    register.append([result("a"), result("b")])
    register.append([result("c", "2026-12-01T00:10:00+03:00")])
    november, december = (file.read_bytes().splitlines() for file in register.files())
    first = [json.loads(line) for line in (*november, *december)]
    assert [one["number"] for one in first] == [1, 2, 1]
    assert [one["previous_sha256"] for one in first] == [
        FIRST, hashlib.sha256(november[0]).hexdigest(), hashlib.sha256(november[1]).hexdigest()
    ]  # fmt: skip


@pytest.mark.parametrize("tampered", [b'"number":1.5,', b'"zero":0,"number":1,', b'"number":,'])
def test_a_line_of_another_form_is_told_and_nothing_is_added_to_it(register: Register, tampered: bytes) -> None:
    register.append([result("a")])
    (file,) = register.files()
    file.write_bytes(file.read_bytes().replace(b'"number":1,', tampered))
    with pytest.raises(RegisterBroken):
        names(register)
    before = file.read_bytes()
    with pytest.raises(RegisterBroken):
        register.append([result("b")])
    assert file.read_bytes() == before
