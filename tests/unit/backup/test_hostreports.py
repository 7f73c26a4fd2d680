"""Failed jobs of servers: each enters the register once, with its reason; what is no failure does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from altyapi.backup import hostreports
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Result
from altyapi.backup.systems import System

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
POLICY = BackupPolicy()
SYSTEMS = {"obb-fkm-ebys-vt01": System(name="obb-fkm-ebys-vt01", class_="A", netbox="machine")}


def job(run: str = "veritabani-1", *, ok: bool = False, **fields: Any) -> dict[str, Any]:
    times = {"started": "2026-04-20T01:00:00+00:00", "ended": "2026-04-20T01:05:00+00:00"}
    return {"run": run, "ok": ok, "problem": "" if ok else "pg_dump of ebys: broke off", **times, **fields}


def found(
    folder: Path, jobs: dict[str, Any], known: frozenset[tuple[str, str]] = frozenset(), **fields: Any
) -> list[Result]:
    reports = folder / hostreports.FOLDER
    reports.mkdir(parents=True, exist_ok=True)
    told = {
        "format": 1,
        "host": "vt01",
        "made": "2026-04-20T02:00:00+00:00",
        "system": "obb-fkm-ebys-vt01",
        "jobs": jobs,
    }
    (reports / "vt01.json").write_text(json.dumps(told | fields), "utf-8")
    made, unreadable = hostreports.failures(folder, POLICY, SYSTEMS, known, NOW, "yedek")
    assert unreadable == ()
    return made


def test_a_job_that_failed_is_entered_once(tmp_path: Path) -> None:
    (made,) = found(tmp_path, {"veritabani": job(), "sistem": job("sistem-1", ok=True)})
    assert (made.job, made.ok, made.system, made.place) == ("backup", False, "obb-fkm-ebys-vt01", "merkez")
    assert (made.task, made.problem) == ("veritabani", "veritabani: pg_dump of ebys: broke off")
    assert made.moment == datetime(2026, 4, 20, 1, 5, tzinfo=UTC)
    assert found(tmp_path, {"veritabani": job()}, frozenset({(made.system, made.run)})) == []


def test_one_that_was_killed_counts_from_its_start(tmp_path: Path) -> None:
    (made,) = found(tmp_path, {"veritabani": job(ended=None, problem="killed before its end")})
    assert made.moment == datetime(2026, 4, 20, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "told",
    [
        {"ok": False, "problem": "has not run yet", "every": "daily", "class": "A"},
        job(ended=None, problem="at work"),
        job(ok=True),
    ],
)
def test_what_is_at_work_or_never_ran_is_no_failure(tmp_path: Path, told: dict[str, Any]) -> None:
    assert found(tmp_path, {"veritabani": told}) == []


def test_a_host_whose_clock_runs_ahead_enters_nothing_in_days_to_come(tmp_path: Path) -> None:
    (made,) = found(tmp_path, {"veritabani": job(ended="2099-01-01T00:00:00+00:00")})
    assert made.moment == NOW


def test_a_system_that_the_plan_does_not_have_is_passed_over(tmp_path: Path) -> None:
    assert found(tmp_path, {"veritabani": job()}, system="yabanci") == []


def test_a_report_that_is_not_one_is_named_and_hides_no_other(tmp_path: Path) -> None:
    found(tmp_path, {"veritabani": job()})
    (tmp_path / hostreports.FOLDER / "bozuk.json").write_text("{")
    made, unreadable = hostreports.failures(tmp_path, POLICY, SYSTEMS, (), NOW, "yedek")
    assert len(made) == 1
    assert [file for file, _ in unreadable] == ["bozuk.json"]
    assert hostreports.failures(tmp_path / "yok", POLICY, SYSTEMS, (), NOW, "yedek") == ([], ())
