"""Benches do what they say they measure; how long it takes is nobody's assertion."""

from __future__ import annotations

import json

import pytest

from altyapi.view import figures
from altyapi.view.output import Output
from lab import bench
from lab.bench import Machine, Row, Subject

PLACE = Machine(cores=2, python="3.11.7", system="Linux x86_64", load=0.5, date="2026-04-20T09:00:00+03:00")
SUBJECT = Subject(
    title="Fetching",
    unit="device",
    rows=(Row(name="theirs", count=10, wall_s=4.0, cpu_s=2.0), Row(name="ours", count=20, wall_s=2.0, cpu_s=2.0)),
    peer="theirs",
    goal="soon",
)


def test_every_subject_is_measured_with_its_peers_in_one_run() -> None:
    told: list[str] = []
    subjects = bench.run(3, told.append, switches=3)
    assert len(subjects) == len(told) == 3
    counts = {row.name: row.count for subject in subjects for row in subject.rows}
    assert counts == dict.fromkeys(counts, 3)
    assert [subject.peer for subject in subjects] == [
        "",
        "hier_config, remediation and rollback",
        "fetch, default netmiko",
    ]
    assert all(row.wall_s > 0 and row.cpu_s > 0 for subject in subjects for row in subject.rows)


def test_rows_are_compared_per_unit() -> None:
    theirs, ours = SUBJECT.rows
    assert SUBJECT.ratios(ours) == (0.25, 0.5)
    assert SUBJECT.ratios(theirs) is None


def test_the_page_has_a_table_per_subject_and_says_where_it_was_measured() -> None:
    lines = figures.page(PLACE, [SUBJECT]).splitlines()
    assert "| ours | 20 | 2.00 | 2.00 | 100.00 | 0.25 / 0.50 |" in lines
    assert "| theirs | 10 | 4.00 | 2.00 | 200.00 | peer |" in lines
    assert "Goal: soon." in lines
    assert any("2 cores" in line and "2026-04-20" in line for line in lines)


def test_json_holds_the_figures_and_the_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    figures.show(Output("json", "en"), PLACE, [SUBJECT])
    shown = json.loads(capsys.readouterr().out)
    assert shown["machine"]["cores"] == 2
    assert shown["subjects"][0]["rows"][1]["wall_of_peer"] == 0.25
