"""The log of exports: chained, so that a line that was changed or taken out is seen."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from altyapi.audit import export_log
from altyapi.audit.export_log import Export, LogBroken
from netbox_sync.canonical import sha256


def one(number: int) -> Export:
    return Export(
        made="2026-04-20T09:00:00+03:00", by="kul0001", view="donanim", filter="", day="2026-04-20", rows=number,
        masked=True, evrak="", file=f"/x/{number}.csv", bytes=3, sha256="a", content_sha256="b", snapshot_digest="c",
    )  # fmt: skip


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "evidence" / "exports.jsonl"
    assert [export_log.append(file, one(number)) for number in (1, 2, 3)] == [1, 2, 3]
    return file


def test_each_line_carries_the_hash_of_the_one_before_it(log: Path) -> None:
    lines = log.read_bytes().splitlines()
    for before, line in pairwise(lines):
        assert f'"previous_sha256":"{sha256(before)}"'.encode() in line
    assert [export.rows for export in export_log.read(log)] == [1, 2, 3]


@pytest.mark.parametrize("spoil", ["change", "remove", "spaces", "garbage"])
def test_a_spoilt_log_takes_no_more_exports(log: Path, spoil: str) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    spoilt = {
        "change": [lines[0].replace(b'"rows":1', b'"rows":9'), *lines[1:]],
        "remove": [lines[0], lines[2]],
        "spaces": [lines[0].replace(b":", b": ", 1), *lines[1:]],
        "garbage": [lines[0], b"{}\n", *lines[2:]],
    }[spoil]
    log.write_bytes(b"".join(spoilt))
    with pytest.raises(LogBroken):
        export_log.append(log, one(4))
    with pytest.raises(LogBroken):
        export_log.read(log)


def test_a_line_that_a_crash_cut_short_is_written_over(log: Path) -> None:
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"export":{"by"')
    assert export_log.append(log, one(4)) == 4
    assert log.read_bytes().startswith(whole)
    assert len(export_log.read(log)) == 4


def test_no_log_is_an_empty_one(tmp_path: Path) -> None:
    assert export_log.read(tmp_path / "none.jsonl") == []
