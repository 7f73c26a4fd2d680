"""What is kept of checks: whole or not at all, one check at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from altyapi.camera.availability import availability
from altyapi.camera.faults import CheckRunning, HistoryBroken, StateUnreadable
from altyapi.camera.standing import Standing
from altyapi.camera.state import Kept, Run

TIME = "2026-04-20T09:00:00+03:00"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_a_standing_is_read_as_it_was_kept(tmp_path: Path) -> None:
    kept = Kept.of(tmp_path)
    assert kept.standings() == {}
    with kept.checking():
        kept.keep({"kam01": Standing(state="down", since=TIME, seen=TIME, failures=3, drift_s=1.5)})
    assert kept.standings()["kam01"].drift_s == 1.5
    assert kept.file.stat().st_mode & 0o077 == 0


def test_two_checks_at_once_are_refused(tmp_path: Path) -> None:
    kept = Kept.of(tmp_path)
    with kept.checking(), pytest.raises(CheckRunning), Kept.of(tmp_path).checking():
        pass
    with kept.checking():
        pass


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"schema_version": 9, "cameras": {}}', '{"schema_version": 1, "cameras": {"a": 3}}']
)
def test_a_state_that_is_none_is_told(tmp_path: Path, content: str) -> None:
    kept = Kept.of(tmp_path)
    kept.folder.mkdir()
    kept.file.write_text(content, "utf-8")
    with pytest.raises(StateUnreadable):
        kept.standings()


def test_a_line_that_a_crash_cut_short_was_never_there(tmp_path: Path) -> None:
    kept = Kept.of(tmp_path)
    for number in range(3):
        kept.add(Run(time=f"2026-04-2{number}T09:00:00+03:00", checked=1), 400)
    (file,) = (tmp_path / "camera" / "history").iterdir()
    whole = file.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for cut in range(last, len(whole)):
        file.write_bytes(whole[:cut])
        assert [run.time[:10] for run in kept.runs(LONG_AGO)] == ["2026-04-20", "2026-04-21"]
    kept.add(Run(time="2026-04-25T09:00:00+03:00", checked=1), 400)
    assert [run.time[:10] for run in kept.runs(LONG_AGO)] == ["2026-04-20", "2026-04-21", "2026-04-25"]


def test_a_changed_line_is_told(tmp_path: Path) -> None:
    kept = Kept.of(tmp_path)
    for number in range(2):
        kept.add(Run(time=f"2026-04-2{number}T09:00:00+03:00", checked=5), 400)
    (file,) = (tmp_path / "camera" / "history").iterdir()
    file.write_bytes(file.read_bytes().replace(b'"checked":5', b'"checked":6', 1))
    with pytest.raises(HistoryBroken):
        list(kept.runs(LONG_AGO))


def test_months_that_are_over_are_forgotten(tmp_path: Path) -> None:
    kept = Kept.of(tmp_path)
    kept.add(Run(time="2025-01-10T09:00:00+03:00", checked=1), 60)
    kept.add(Run(time="2026-04-10T09:00:00+03:00", checked=1), 60)
    assert [run.time[:7] for run in kept.runs(LONG_AGO)] == ["2026-04"]


def test_availability_is_the_share_of_looks_that_were_answered() -> None:
    start = datetime(2026, 4, 20, 9, tzinfo=UTC)
    runs = [
        Run(time=start.isoformat(), checked=2, failed=("a",)),
        Run(time=(start + timedelta(hours=1)).isoformat(), checked=1, names=("a",)),
        Run(time=(start + timedelta(days=1)).isoformat(), checked=2, failed=("a", "b")),
    ]
    over = availability(runs, ["a", "b"], UTC)
    assert over.of(["a"]) == pytest.approx(1 / 3)
    assert over.of(["b"]) == pytest.approx(1 / 2)
    assert over.of(["c"]) is None
    assert over.of_day(date(2026, 4, 20)) == pytest.approx(2 / 3)
    assert over.of_day(date(2026, 4, 21)) == 0
    assert over.of_day(date(2026, 4, 22)) is None
