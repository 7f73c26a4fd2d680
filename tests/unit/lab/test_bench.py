"""Benches do what they say they measure; how long it takes is nobody's assertion."""

from __future__ import annotations

import json

import pytest

from altyapi.view import figures
from altyapi.view.output import Output
from lab import bench
from lab.bench import Machine, Order, Row, Subject, firewall, starting
from lab.bench.importing import NotEmpty
from lab.bench.place import place
from netbox_sync.client import NetBox
from netbox_sync.snapshot import pull

PLACE = Machine(cores=2, python="3.11.7", system="Linux x86_64", load=0.5, date="2026-04-20T09:00:00+03:00")
SUBJECT = Subject(
    title="Fetching",
    unit="device",
    rows=(Row(name="theirs", count=10, wall_s=4.0, cpu_s=2.0), Row(name="ours", count=20, wall_s=2.0, cpu_s=2.0)),
    peer="theirs",
    goal="soon",
)


@pytest.fixture(autouse=True)
def _no_netbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NETBOX_URL", raising=False)


def test_what_needs_no_netbox_is_measured_with_its_peers_in_one_run() -> None:
    told: list[str] = []
    names = ("render", "remediation", "planning", "facts")
    subjects = bench.run(Order(devices=3, switches=3), told.append, names)
    assert tuple(subject.name for subject in subjects) == names
    assert len(told) == 4
    counts = {row.name: row.count for subject in subjects for row in subject.rows}
    assert counts == dict.fromkeys(counts, 3)
    peers = ["", "hier_config, remediation and rollback", "fetch, default netmiko", "facts, default napalm"]
    assert [subject.peer for subject in subjects] == peers
    assert all(row.wall_s > 0 and row.cpu_s > 0 for subject in subjects for row in subject.rows)


def test_a_firewall_policy_and_a_list_of_addresses_are_measured() -> None:
    with place("tiny") as where, NetBox(where.url, where.token) as netbox:
        policy, listed = firewall.subjects(pull(netbox), 500)
    assert [row.name for row in policy.rows] == ["read", "resolved", "checked"]
    assert {row.count for row in listed.rows} == {500}


def test_starts_are_measured_beside_the_library_they_stand_on() -> None:
    started = starting.subject(1, warm=False)
    assert started.rows[0].name == started.peer == starting.INVOKE
    assert {"ansible --version", "./inv --list", "./inv --help"} < {row.name for row in started.rows}
    assert all(row.count == 1 and row.wall_s > 0 and row.cpu_s > 0 for row in started.rows)


def test_what_is_measured_on_a_netbox_says_on_which() -> None:
    subjects = bench.run(Order(profile="tiny"), lambda _: None, ("pull", "inventory", "importing"))
    assert {subject.name for subject in subjects} == {"pull", "inventory", "importing"}
    for subject in subjects:
        assert subject.place == "lab"
        assert "profile tiny" in subject.against
        assert all(row.wall_s > 0 and row.cpu_s > 0 for row in subject.rows)
    pulled = next(subject for subject in subjects if subject.name == "pull")
    assert all(row.server_cpu_s is not None for row in pulled.rows)
    assert [row.name for row in pulled.rows if "feed" in row.name or "after 10" in row.name] == [
        "altyapi, feed",
        "altyapi, after 10 changes",
    ]


def test_a_netbox_that_holds_something_is_not_filled() -> None:
    with place("tiny") as where:
        order = Order(profile="tiny", url=where.url, token=where.token, changes=True)
        with pytest.raises(NotEmpty):
            bench.run(order, lambda _: None, ["importing"])


def test_without_leave_to_change_it_a_given_netbox_is_only_read() -> None:
    with place("tiny") as where, NetBox(where.url, where.token) as netbox:
        before, _ = netbox.page("core/object-changes", {"limit": 1})
        order = Order(profile="tiny", url=where.url, token=where.token)
        (pulled,) = bench.run(order, lambda _: None, ["pull"])
        assert pulled.place == "netbox"
        assert netbox.page("core/object-changes", {"limit": 1})[0] == before


def test_a_name_that_is_no_bench_is_told_with_those_that_are() -> None:
    with pytest.raises(bench.UnknownSubject, match=r"rendering.*render, remediation"):
        bench.run(Order(), lambda _: None, ["rendering"])


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


def test_a_section_that_is_not_measured_anew_stays_on_the_page() -> None:
    lab = SUBJECT.model_copy(update={"name": "pull", "title": "Pull", "place": "lab", "against": "the lab's NetBox"})
    real = lab.model_copy(update={"place": "netbox", "against": "NetBox 4.4.10"})
    first = figures.page(PLACE, [lab, SUBJECT.model_copy(update={"name": "fetching"})])
    both = figures.page(PLACE, [real], first)
    assert both.count("## Pull\n") == 2
    again = figures.page(PLACE, [real.model_copy(update={"title": "Pull again"})], both)
    assert [line for line in again.splitlines() if line.startswith("## ")] == [
        "## Pull",
        "## Fetching",
        "## Pull again",
    ]
    assert figures.page(PLACE, [], again) == again
    assert "Against: the lab's NetBox." in again


def test_json_holds_the_figures_and_the_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    figures.show(Output("json", "en"), PLACE, [SUBJECT])
    shown = json.loads(capsys.readouterr().out)
    assert shown["machine"]["cores"] == 2
    assert shown["subjects"][0]["rows"][1]["wall_of_peer"] == 0.25
