"""Chained logs: what is not a line of theirs is told, and a disk that fills up takes nothing."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from altyapi.backup.tape import TapesBroken
from altyapi.chained import Log
from netbox_sync.model import Frozen


class Word(Frozen):
    said: str


@pytest.fixture
def log(tmp_path: Path) -> Log[Word]:
    made = Log(tmp_path / "words.jsonl", Word, "word", TapesBroken)
    made.append(Word(said="bir"), Word(said="iki"))
    return made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"number":2', b'"number":2.0'),
        (b'"number":2', b'"number": 2'),
        (b'{"number":2', b'{"a":0,"number":2'),
        (b'{"number":2', b'["number",2'),
        (b"iki", b"\\ud800"),
        (b'"number":2', b'"number":1,"number":2'),
    ],
)
def test_a_line_that_is_spelt_otherwise_breaks_it(log: Log[Word], old: bytes, new: bytes) -> None:
    log.file.write_bytes(log.file.read_bytes().replace(old, new))
    with pytest.raises(TapesBroken):
        log.read()
    with pytest.raises(TapesBroken):
        log.append(Word(said="uc"))


def test_a_disk_that_is_full_takes_all_or_nothing(log: Log[Word], monkeypatch: pytest.MonkeyPatch) -> None:
    before = log.file.read_bytes()
    real = os.write

    def short(descriptor: int, content: bytes) -> int:
        if len(content) < 100:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, content[: len(content) // 2])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", short)
        with pytest.raises(OSError, match="No space left") as told:
            log.append(Word(said="uc"), Word(said="dort"))
    assert told.value.filename == str(log.file)
    assert log.file.read_bytes() == before
    assert log.append(Word(said="uc")) == 3


def test_one_goes_on_from_another(log: Log[Word], tmp_path: Path) -> None:
    second = Log(tmp_path / "next.jsonl", Word, "word", TapesBroken, log.last_sha256(), long=True)
    assert (second.append(Word(said="uc")), second.append(Word(said="dort"))) == (1, 2)
    assert [word.said for word in second.read()] == ["uc", "dort"]
    alone = Log(second.file, Word, "word", TapesBroken)
    with pytest.raises(TapesBroken, match="does not follow"):
        alone.read()
