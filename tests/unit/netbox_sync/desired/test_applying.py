"""An import over a bad line, on a bad day, beside somebody else: every object is written once, or told why it was not."""

from __future__ import annotations

import json
import os
import signal
import threading
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from lab.netbox import Running, running
from netbox_sync import faults
from netbox_sync.client import NetBox
from netbox_sync.desired import Outcome, Wanted, apply, compare
from netbox_sync.desired.faults import ApplyBusy, ProgressDamaged
from netbox_sync.desired.journal import Journal
from tests.unit.netbox_sync.desired.conftest import (
    SITE,
    bring,
    contents,
    device,
    ground,
    held,
    interface,
    network,
    one,
)
from tests.unit.netbox_sync.netbox_front import Front, front

WRITES = r"(POST|PATCH) /api/(?!status)"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What the network is when nothing goes wrong."""
    with running() as stand_in, NetBox(stand_in.url, stand_in.token) as netbox:
        assert apply(netbox, compare(netbox, network()), journal=tmp_path_factory.mktemp("whole") / "journal").whole
        return contents(netbox)


def logged(netbox: NetBox, action: str) -> int:
    return sum(what["value"] == action for what in held(netbox, "core/object-changes", "action"))


@pytest.mark.parametrize("nth", [4, 9, 14, 20])
@pytest.mark.parametrize("kind", ["early", "late"])
def test_an_answer_that_is_lost_writes_nothing_twice(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path, whole: dict[str, Any], kind: str, nth: int
) -> None:
    seen = 0

    def drop_the_nth() -> None:
        nonlocal seen
        seen += 1
        if seen == nth:
            line.on(WRITES, drop=kind)

    line.on("POST", times=nth, before=drop_the_nth)
    outcome = bring(netbox, network(), journal)
    assert outcome.whole
    assert contents(direct) == whole
    assert compare(direct, network()).empty


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_proxy_that_fails_for_a_moment_is_waited_for(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path, whole: dict[str, Any], status: int
) -> None:
    line.fails(r"POST /api/ipam/ip-addresses/", status, times=2)
    assert bring(netbox, network(), journal).whole
    assert contents(direct) == whole


@pytest.mark.parametrize(
    "mangled",
    [lambda _: b"<html>Oturum a\xc3\xa7\xc4\xb1n</html>", lambda whole: whole[:40]],
    ids=["a login page", "cut"],
)
def test_what_is_no_answer_of_netbox_says_nothing_of_a_write_so_netbox_is_asked(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path, whole: dict[str, Any], mangled: Any
) -> None:
    line.on(r"POST /api/ipam/(vlans|prefixes)/", times=2, after=mangled)
    outcome = bring(netbox, network(), journal)
    assert outcome.whole
    assert contents(direct) == whole
    assert '"op":"lost"' in journal.read_text("utf-8").replace(" ", "")


def test_a_netbox_that_stays_away_stops_the_run_and_the_next_goes_on(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path, whole: dict[str, Any]
) -> None:
    line.fails(r"POST /api/dcim/interfaces/", 502, times=None)
    outcome = bring(netbox, network(), journal)
    assert isinstance(outcome.stopped, faults.NetBoxFailing)
    assert (outcome.created["dcim/devices"], outcome.created.get("dcim/interfaces")) == (12, None)
    assert outcome.untried > 0
    assert held(direct, "dcim/interfaces", "name") == []
    line.rules.clear()
    assert bring(netbox, network(), journal).whole
    assert contents(direct) == whole


def test_an_error_inside_netbox_leaves_out_nothing_but_its_cause(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path, whole: dict[str, Any]
) -> None:
    line.fails(r"POST /api/dcim/devices/", 500, times=3, body={"error": "deadlock detected"})
    assert bring(netbox, network(), journal).whole
    assert contents(direct) == whole


def test_the_one_object_that_netbox_can_t_take_is_named_and_the_others_go_on(direct: NetBox, journal: Path) -> None:
    bring(direct, [one("dcim/sites", SITE, name="Merkez")], journal)
    bad = one("dcim/sites", {"slug": "mrk-2"}, row=17, name="Merkez", status="active")  # a name that is taken
    sites = [one("dcim/sites", {"slug": f"s{n}"}, name=f"S{n}") for n in range(6)]
    outcome = bring(direct, [*sites[:3], bad, *sites[3:]], journal, chunk=20)
    (refusal,) = outcome.refusals
    assert (refusal.why, refusal.label, refusal.origin and refusal.origin.row) == ("refused", "mrk-2", 17)
    assert "name" in refusal.detail
    assert outcome.created == {"dcim/sites": 6}


def test_what_needs_a_refused_object_is_not_tried(direct: NetBox, journal: Path) -> None:
    wrong = device("sw99", position=3, rack=None, serial="x" * 80)  # longer than NetBox takes
    wanted = [*network(2), wrong, interface("sw99", "Gi1/0/1")]
    outcome = bring(direct, wanted, journal)
    assert [(one.why, one.label) for one in outcome.refusals] == [("refused", "sw99"), ("prerequisite", "sw99 Gi1/0/1")]
    assert "serial" in outcome.refusals[0].detail
    assert outcome.refusals[1].detail == "dcim/devices: sw99"
    assert sorted(held(direct, "dcim/devices", "name")) == ["sw01", "sw02"]
    assert outcome.untried == 0


def test_a_token_that_ends_half_way_stops_with_what_was_written(
    server: Running, line: Front, direct: NetBox, journal: Path, whole: dict[str, Any]
) -> None:
    user = direct.page("users/users", {"limit": 1})[1][0]
    token = direct.create("users/tokens", {"user": user["id"], "key": "f" * 40})

    def end_it() -> None:
        direct.delete("users/tokens", token["id"])

    line.on(r"POST /api/dcim/interfaces/", before=end_it)
    with NetBox(line.url, "f" * 40, threads=1, backoff_s=0.0) as netbox:
        outcome = bring(netbox, network(), journal)
    assert isinstance(outcome.stopped, faults.TokenRefused)
    assert outcome.created["dcim/devices"] == 12
    assert not outcome.refusals
    assert outcome.untried + sum(outcome.created.values()) == len(network())
    assert bring(direct, network(), journal).whole
    assert contents(direct) == whole


def test_a_permission_that_is_missing_is_told_before_anything_is_written(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path
) -> None:
    line.on(r"OPTIONS /api/ipam/ip-addresses/", answer=(200, {"Content-Type": "application/json"}, b'{"actions": {}}'))
    with pytest.raises(faults.PermissionMissing) as caught:
        bring(netbox, network(), journal)
    assert caught.value.fields == {"action": "add", "object_type": "ipam.ipaddress"}
    assert held(direct, "dcim/sites", "slug") == []


def test_what_a_person_changes_after_the_look_is_a_conflict_and_stays(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path
) -> None:
    bring(direct, network(3), journal)
    rows = {row["name"]: row["id"] for row in direct.page("dcim/devices", {})[1]}
    wanted = [device(name, serial=f"NEW-{name}", primary_ip4=None) for name in ("sw01", "sw02", "sw03")]
    difference = compare(netbox, wanted)
    direct.update("dcim/devices", rows["sw02"], {"serial": "ELLE"})
    direct.delete("dcim/devices", rows["sw03"])
    outcome = apply(netbox, difference, journal=journal)
    assert {one.label: one.why for one in outcome.refusals} == {"sw02": "conflict", "sw03": "gone"}
    assert "ELLE" in outcome.refusals[0].detail
    assert held(direct, "dcim/devices", "name", "serial") == [("sw01", "NEW-sw01"), ("sw02", "ELLE")]


def test_what_somebody_else_wrote_alike_is_no_conflict_and_is_not_written_again(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path
) -> None:
    bring(direct, network(2), journal)
    difference = compare(netbox, [device("sw01", serial="NEW"), device("sw09"), ground()[0]])
    bring(direct, [device("sw01", serial="NEW"), device("sw09")], journal.with_name("other.jsonl"))
    line.seen.clear()
    outcome = apply(netbox, difference, journal=journal)
    assert (outcome.whole, outcome.already) == (True, 2)
    assert line.count("PATCH") == 0
    assert held(direct, "dcim/devices", "name").count("sw09") == 1


def test_of_two_imports_on_one_machine_the_second_is_told(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path
) -> None:
    told: list[Exception] = []

    def second() -> None:
        try:
            bring(direct, network(), journal)
        except ApplyBusy as error:
            told.append(error)

    line.on(r"POST /api/dcim/devices/", before=second)
    assert bring(netbox, network(), journal).whole
    assert len(told) == 1


def test_two_imports_from_two_machines_make_each_object_once(
    server: Running, direct: NetBox, tmp_path: Path, whole: dict[str, Any]
) -> None:
    begun = threading.Barrier(2)
    outcomes: list[Any] = []

    def machine(name: str) -> None:
        with NetBox(server.url, server.token, backoff_s=0.0) as netbox:
            difference = compare(netbox, network())
            begun.wait(30)
            outcomes.append(apply(netbox, difference, journal=tmp_path / name, chunk=3, settle_s=0.0))

    threads = [threading.Thread(target=machine, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for outcome in outcomes:
        assert outcome.stopped is None
    with NetBox(server.url, server.token) as netbox:
        assert bring(netbox, network(), tmp_path / "c").whole
    assert contents(direct) == whole


def vlans() -> list[Wanted]:
    """Of a site and of no group, so that NetBox takes any number of each; and of each a prefix."""
    found = [one("dcim/sites", SITE, name="Merkez", status="active")]
    for vid in range(10, 18):
        key = {"group": None, "site": SITE, "vid": vid}
        found.append(one("ipam/vlans", key, name=f"VLAN{vid}", status="active"))
        found.append(one("ipam/prefixes", {"vrf": None, "prefix": f"10.0.{vid}.0/24"}, status="active", vlan=key))
    return found


def test_what_netbox_takes_twice_two_imports_at_once_make_once(server: Running, direct: NetBox, tmp_path: Path) -> None:
    bring(direct, vlans()[:1], tmp_path / "site.jsonl")
    barrier = threading.Barrier(2, timeout=60)
    outcomes: dict[int, Outcome] = {}

    def work(number: int) -> None:
        with front(server.url) as line, NetBox(line.url, server.token, threads=1, backoff_s=0.0) as netbox:
            difference = compare(netbox, vlans())
            line.on(
                "POST /api/ipam/(vlans|prefixes)/", times=1, before=barrier.wait
            )  # both have looked, neither has written
            journal = tmp_path / f"{number}.jsonl"
            outcomes[number] = apply(netbox, difference, journal=journal, settle_s=0.0, threads=1)

    runs = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [outcomes[number].refusals for number in range(2)] == [(), ()]
    assert sorted(held(direct, "ipam/vlans", "vid")) == list(range(10, 18))
    assert sorted(held(direct, "ipam/prefixes", "prefix")) == sorted(f"10.0.{vid}.0/24" for vid in range(10, 18))
    assert compare(direct, vlans()).empty


def test_beside_one_who_does_not_look_an_import_takes_its_own_back(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path
) -> None:
    bring(direct, vlans()[:1], journal)
    site = held(direct, "dcim/sites", "id")[0]
    entered: list[int] = []

    def enter() -> None:
        entered.append(direct.create("ipam/vlans", {"vid": 12, "name": "VLAN12", "site": site})["id"])

    line.on("POST /api/ipam/vlans/", before=enter)
    assert bring(netbox, vlans(), journal).whole
    assert [number for number, vid in held(direct, "ipam/vlans", "id", "vid") if vid == 12] == entered
    assert compare(direct, vlans()).empty


def test_interfaces_that_a_device_type_brings_are_taken_over(direct: NetBox, journal: Path) -> None:
    bring(direct, ground(), journal)
    kind = direct.page("dcim/device-types", {})[1][0]["id"]
    template = {"device_type": kind, "name": "Gi1/0/1", "type": "1000base-t"}
    try:
        direct.create("dcim/interface-templates", template)
    except faults.NetBoxError:
        pytest.skip("this NetBox makes no interfaces by itself")
    wanted = network(2)
    outcome = bring(direct, wanted, journal)
    assert outcome.whole
    assert compare(direct, wanted).empty
    assert held(direct, "dcim/interfaces", "name").count("Gi1/0/1") == 2


def test_after_a_lost_answer_interfaces_of_the_type_are_taken_over_as_ever(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path
) -> None:
    bring(direct, ground(), journal)
    kind = direct.page("dcim/device-types", {})[1][0]["id"]
    direct.create("dcim/interface-templates", {"device_type": kind, "name": "Gi1/0/1", "type": "1000base-t"})
    line.on("POST /api/dcim/devices/", drop="late")
    assert bring(netbox, network(2), journal).refusals == ()
    assert compare(direct, network(2)).empty


def test_the_changelog_names_the_document_and_the_run(direct: NetBox, journal: Path) -> None:
    outcome = bring(direct, ground(), journal, message="Evrak E-2026/17 " + "uzun " * 60)
    messages = set(held(direct, "core/object-changes", "message"))
    (message,) = messages
    assert message.startswith("Evrak E-2026/17")
    assert message.endswith(f"altyapi {outcome.run}")
    assert len(message) <= 200


def test_a_long_reason_leaves_the_document_s_number_whole(direct: NetBox, journal: Path) -> None:
    number = "E-99999999-755.02-118"
    outcome = bring(direct, ground(), journal, message="şöğüçıİ " * 60, document=number)
    (message,) = set(held(direct, "core/object-changes", "message"))
    assert message.endswith(f"… ({number}); altyapi {outcome.run}")
    assert len(message) == 200


def test_what_the_token_may_see_but_not_change_is_told_and_the_run_ends(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path
) -> None:
    bring(direct, network(2), journal)
    line.on(r"PATCH /api/dcim/sites/", times=None, answer=(200, {"Content-Type": "application/json"}, b"[]"))
    outcome = bring(
        netbox, [*network(2), one("dcim/sites", SITE, facility="A1"), device("sw01", asset_tag="7")], journal
    )
    assert [(refusal.why, refusal.endpoint) for refusal in outcome.refusals] == [("refused", "dcim/sites")]
    assert outcome.updated == {"dcim/devices": 1}
    assert line.count("PATCH /api/dcim/sites/") <= 3


def test_the_journal_keeps_what_was_sent_and_what_came_back(direct: NetBox, journal: Path) -> None:
    outcome = bring(direct, network(2), journal)
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    assert {line["run"] for line in lines} == {outcome.run}
    assert [lines[0]["op"], lines[-1]["op"], lines[-1]["result"]] == ["begin", "end", "whole"]
    sent = {line["chunk"] for line in lines if line["op"] == "sent"}
    assert sent == {line["chunk"] for line in lines if line["op"] == "got"}
    assert (
        sum(len(line["ids"]) for line in lines if line["op"] == "got") == len(network(2)) + 2
    )  # two devices once more
    assert oct(journal.stat().st_mode)[-3:] == "600"


def test_a_journal_s_torn_line_is_cut_off_and_a_foreign_one_is_an_error(direct: NetBox, journal: Path) -> None:
    bring(direct, ground(), journal)
    with journal.open("a", encoding="utf-8") as stream:
        stream.write('{"op":"sent","chu')
    assert bring(direct, network(1), journal).whole
    with journal.open("a", encoding="utf-8") as stream:
        stream.write("not ours\n")
    with pytest.raises(ProgressDamaged):
        bring(direct, network(1), journal)


def test_an_unanswered_request_of_a_dead_process_is_known_to_the_next(journal: Path) -> None:
    with Journal(journal).running("r1", netbox="x") as written:
        first = written.sent("create", "ipam/prefixes", ["10.0.0.0/8"])
        written.got(first, [1])
        written.sent("create", "ipam/ip-addresses", ["10.0.0.1/8"])
    with Journal(journal).running("r2", netbox="x") as written:
        assert [one.endpoint for one in written.unanswered] == ["ipam/ip-addresses"]
    with Journal(journal).running("r3", netbox="x") as written:  # r2 died as well, perhaps while it waited
        assert [one.endpoint for one in written.unanswered] == ["ipam/ip-addresses"]
        written.got(written.sent("create", "dcim/sites", ["mrk"]), [1])
    with Journal(journal).running("r4", netbox="x") as written:
        assert written.unanswered == ()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
@pytest.mark.parametrize("number", [2, 9, 15, 23])
@pytest.mark.parametrize("arrives", [True, False])
def test_an_import_killed_at_any_moment_is_finished_by_the_next(
    server: Running, direct: NetBox, journal: Path, whole: dict[str, Any], number: int, *, arrives: bool
) -> None:
    """A real SIGKILL of a real process, at its n-th write."""
    came = 0
    context = get_context("fork")
    with front(server.url) as line:
        process = context.Process(target=_import, args=(line.url, server.token, journal))

        def kill() -> None:
            nonlocal came
            came += 1
            if came == number:
                assert process.pid is not None
                os.kill(process.pid, signal.SIGKILL)
                if not arrives:
                    raise ConnectionAbortedError

        line.on(WRITES, times=None, before=kill)
        with line.held:
            process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        line.rules.clear()
        with NetBox(line.url, server.token, backoff_s=0.0) as netbox:
            assert bring(netbox, network(), journal).whole
    assert contents(direct) == whole
    assert compare(direct, network()).empty


def _import(url: str, token: str, journal: Path) -> None:
    with NetBox(url, token, threads=1, backoff_s=0.0) as netbox:
        bring(netbox, network(), journal)
