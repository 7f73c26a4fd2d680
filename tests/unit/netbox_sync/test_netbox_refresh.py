"""A snapshot file brought up to date: the same as one read whole, or read whole with the reason."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from netbox_sync import faults, snapshot
from netbox_sync.client import NetBox
from netbox_sync.pull import changelog, feed, rowstore, tiers
from netbox_sync.pull.refresh import ReadWhole, Refreshed, refresh
from tests.unit.netbox_sync.netbox_front import Front, front
from tests.unit.netbox_sync.netbox_ground import Ground, Yard, plant

ENDS = "vpn/tunnel-terminations"


@pytest.fixture(scope="module")
def own() -> Iterator[tuple[NetBox, Ground]]:
    """A NetBox that no other test reads, as these change what stands in it."""
    from lab.netbox import running  # noqa: PLC0415  # tests that need no NetBox don't wait for it

    with running() as stand_in, NetBox(stand_in.url, stand_in.token, backoff_s=0.0) as netbox:
        yield netbox, plant(Yard(netbox))


@pytest.fixture
def way(own: tuple[NetBox, Ground]) -> Iterator[tuple[NetBox, Front]]:
    """To that NetBox, over a line that can be made bad."""
    token = own[0]._http.headers["Authorization"].partition(" ")[2]
    with front(own[0].url) as line, NetBox(line.url, token, backoff_s=0.0, threads=1) as netbox:
        yield netbox, line


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "snapshot.json"


def told(done: Refreshed) -> str:
    return " ".join(note.message("en") for note in done.notes)


def of(netbox: NetBox, where: str) -> list[dict[str, Any]]:
    return netbox.page(where, {"ordering": "id", "limit": 1000})[1]


class Turmoil:
    """Random changes of the kinds that NetBox's users make. `logged`: none that NetBox keeps out of its log, as it does where a
    write says what is there already and gets a new time."""

    def __init__(self, netbox: NetBox, ground: Ground, seed: int, *, logged: bool = False) -> None:
        self.logged = logged
        self.netbox, self.ground = netbox, ground
        self.dice = random.Random(seed)
        self.serial = seed * 1000

    def name(self) -> str:
        self.serial += 1
        return f"t{self.serial}"

    def any(self, where: str) -> dict[str, Any] | None:
        rows = of(self.netbox, where)
        return self.dice.choice(rows) if rows else None

    def change(self) -> None:
        deeds: list[Callable[[], object]] = [
            lambda: self.set("dcim/devices", name=self.name()),
            lambda: self.set("dcim/devices", serial=self.name()),
            lambda: self.set("dcim/sites", slug=self.name()),
            lambda: self.set("dcim/sites", region=self.dice.choice([None, self.ground.inner["id"]])),
            lambda: self.set("extras/tags", slug=self.name()),
            lambda: self.set("dcim/interfaces", description=self.name()),
            lambda: self.set("dcim/interfaces", name=self.name()),
            lambda: self.set("ipam/vlans", name=self.name()),
            lambda: self.set("vpn/tunnels", name=self.name(), status=self.dice.choice(["active", "planned"])),
            lambda: self.set(ENDS, role=self.dice.choice(["peer", "hub", "spoke"])),
            lambda: self.set("ipam/ip-addresses", dns_name=f"{self.name()}.example"),
            lambda: self.set("extras/config-contexts", data={self.name(): True}),
            lambda: self.netbox.create("dcim/devices", {**self.ground.kind, "name": self.name()}),
            lambda: self.netbox.create("dcim/devices", self.ground.kind),
            self.port,
            self.cable,
            lambda: self.drop("dcim/cables"),
            lambda: self.drop("ipam/ip-addresses"),
            lambda: self.drop("dcim/interfaces"),
            lambda: self.drop("extras/config-contexts") if self.dice.random() < 0.2 else None,
            lambda: self.drop("dcim/devices") if self.dice.random() < 0.3 else None,
        ]
        self.dice.choice(deeds)()

    def set(self, where: str, **fields: Any) -> None:
        row = self.any(where)
        if row is not None and not (self.logged and all(_bare(row[name]) == value for name, value in fields.items())):
            self.netbox.update(where, row["id"], fields)

    def drop(self, where: str) -> None:
        row = self.any(where)
        if row is not None and len(of(self.netbox, where)) > 1:  # a kind that is gone as a whole is refused
            if where == "ipam/ip-addresses" and self.netbox.page(ENDS, {"outside_ip_id": row["id"]})[0]:
                return  # a tunnel ends there: NetBox keeps it
            self.netbox.delete(where, row["id"])

    def port(self) -> None:
        device = self.any("dcim/devices")
        assert device is not None
        self.netbox.create("dcim/interfaces", {"device": device["id"], "name": self.name(), "type": "1000base-t"})

    def cable(self) -> None:
        free = [
            row for row in of(self.netbox, "dcim/interfaces") if not row["cable"] and row["type"]["value"][0] == "1"
        ]
        if len(free) > 1:
            ends = [[{"object_type": "dcim.interface", "object_id": row["id"]}] for row in self.dice.sample(free, 2)]
            self.netbox.create("dcim/cables", {"a_terminations": ends[0], "b_terminations": ends[1]})


def _bare(value: Any) -> Any:
    return value.get("value", value.get("id")) if isinstance(value, dict) else value


@pytest.fixture
def fed(own: tuple[NetBox, Ground]) -> Iterator[None]:
    """The feed is installed."""
    yard = Yard(own[0])
    for each in feed.templates():
        yard.make(each.endpoint, **each.key, **each.body)
    yield
    yard.clear()


@pytest.mark.parametrize("seed", [0, 100])
def test_after_any_changes_the_file_is_as_if_read_whole(own: tuple[NetBox, Ground], path: Path, seed: int) -> None:
    is_as_if_read_whole(own, path, seed)


@pytest.mark.usefixtures("fed")
@pytest.mark.parametrize("seed", range(2, 4))
def test_so_it_is_where_rows_are_read_before_the_log_names_them(
    own: tuple[NetBox, Ground], path: Path, seed: int
) -> None:
    is_as_if_read_whole(own, path, seed)


def is_as_if_read_whole(own: tuple[NetBox, Ground], path: Path, seed: int) -> None:
    netbox, ground = own
    turmoil = Turmoil(netbox, ground, seed + 1)
    refresh(netbox, path)
    ways = set()
    for _ in range(6):
        for _ in range(turmoil.dice.randint(1, 5)):
            turmoil.change()
        try:
            done = refresh(netbox, path)
        except faults.SuddenlyEmpty as error:  # the last of a kind went with what it stood on
            told = str(error.fields["tables"])
            now, before = snapshot.pull(netbox, tier="pages").tables, snapshot.load(path).tables
            gone = {name for name in type(now).model_fields if getattr(before, name) and not getattr(now, name)}
            if not gone or gone != {word.split()[0] for word in told.split(", ")}:
                raise
            path.unlink()  # as a person does who knows that it is so
            done = refresh(netbox, path)
        ways.add(done.source.tier)
        whole, held = snapshot.pull(netbox, tier="pages"), snapshot.load(path)
        assert held.tables == whole.tables
        assert held.digest == done.digest == whole.digest
        assert held.source.unnamed_devices == whole.source.unnamed_devices
        assert done.counts == {name: len(getattr(whole.tables, name)) for name in done.counts}
    assert "changes" in ways


@pytest.mark.usefixtures("fed")
def test_what_has_changed_is_asked_for_once_and_held_to_the_logs_end(way: tuple[NetBox, Front], path: Path) -> None:
    netbox, line = way
    refresh(netbox, path)
    some = of(netbox, "dcim/devices")[:2]
    netbox.update_many("dcim/devices", [{"id": row["id"], "description": "told"} for row in some])
    line.seen.clear()
    done = refresh(netbox, path)
    assert (done.source.tier, done.changed) == ("changes", len(some))
    asked = [each.partition("/api/")[2].partition("/?")[0].strip("/") for each in line.seen]
    assert sorted(asked) == ["core/object-changes", "dcim/devices", "extras/tags", "extras/tags", "status"]
    assert {
        device.description for device in snapshot.load(path).tables.devices if device.id in {row["id"] for row in some}
    } == {"told"}


def test_without_changes_nothing_is_read_again(way: tuple[NetBox, Front], path: Path) -> None:
    netbox, line = way
    first = refresh(netbox, path)
    line.seen.clear()
    done = refresh(netbox, path)
    assert (done.source.tier, done.changed, done.digest) == ("changes", 0, first.digest)
    assert len(line.seen) < 12


def test_a_log_that_holds_nothing_yet_is_gone_on_from(path: Path) -> None:
    from lab.netbox import running  # noqa: PLC0415  # tests that need no NetBox don't wait for it

    with running() as stand_in, NetBox(stand_in.url, stand_in.token) as netbox:
        assert netbox.page("core/object-changes", {"limit": 1})[0] == 0
        refresh(netbox, path)
        assert (refresh(netbox, path).changed, refresh(netbox, path).source.tier) == (0, "changes")
        for number in (1, 2):
            Yard(netbox).named("dcim/device-roles", f"-{number}", color="aa1409")
            done = refresh(netbox, path)
            assert (done.changed, done.source.tier, done.digest) == (1, "changes", snapshot.pull(netbox).digest)


def test_a_list_that_changed_just_before_the_log_was_read_is_looked_at_again(
    way: tuple[NetBox, Front], own: tuple[NetBox, Ground], path: Path
) -> None:
    netbox, line = way
    refresh(netbox, path)
    device = of(own[0], "dcim/devices")[0]["id"]
    # the change reaches neither the first reading of the log nor the rows, and the look alone shows it
    line.on(
        "dcim/devices.*ordering=-last_updated",
        before=lambda: own[0].update("dcim/devices", device, {"serial": "between"}),
    )
    done = refresh(netbox, path)
    assert (done.source.tier, done.changed, done.digest) == ("changes", 1, snapshot.pull(netbox).digest)


def test_what_changes_while_changes_are_read_is_in_it(
    own: tuple[NetBox, Ground], way: tuple[NetBox, Front], path: Path
) -> None:
    (direct, _), (netbox, line) = own, way
    refresh(netbox, path)
    vlan = of(direct, "ipam/vlans")[0]["id"]
    direct.update("ipam/vlans", vlan, {"description": "first"})
    line.on("ipam/vlans/.*id=", before=lambda: None)
    line.on("dcim/devices.*ordering=-last", before=lambda: direct.update("ipam/vlans", vlan, {"description": "second"}))
    done = refresh(netbox, path)
    assert done.source.tier == "changes"
    assert snapshot.load(path).vlan_by_id[vlan].description == "second"


def test_a_custom_field_makes_it_read_everything(own: tuple[NetBox, Ground], path: Path) -> None:
    netbox, _ = own
    refresh(netbox, path)
    made = netbox.create("extras/custom-fields", {"name": "late", "type": "text", "object_types": ["dcim.site"]})
    try:
        done = refresh(netbox, path)
        assert "a custom field" in told(done)
        assert "late" in snapshot.load(path).tables.sites[0].custom_fields
    finally:
        netbox.delete("extras/custom-fields", made["id"])


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda file: file.unlink(), "kept nothing to go on from"),
        (lambda file: file.write_bytes(b"SQLite format 3\0 but not"), "can't be used"),
        (lambda file: _exchange(file.with_name("snapshot.json"), b"-sw", b"-SW"), "digest"),
        (lambda file: _sql(file, "UPDATE layouts SET sizes = zeroblob(length(sizes))"), "where pieces lie is damaged"),
        (lambda file: _sql(file, "DELETE FROM layouts WHERE kind = 'sites'"), "do not fit"),
        (lambda file: _sql(file, "UPDATE told SET value = '\"0\"' WHERE key = 'made_of'"), "another version"),
        (
            lambda file: _sql(file, "UPDATE told SET value = '[99999999, 99999999, \"2020\", 1]' WHERE key = 'mark'"),
            "change log",
        ),
        (
            lambda file: _sql(file, "UPDATE told SET value = '\"2020-01-01T00:00:00+00:00\"' WHERE key = 'whole_at'"),
            "24 hours",
        ),
    ],
    ids=[
        "gone",
        "no database",
        "a byte changed",
        "damaged",
        "other pieces",
        "another version",
        "another NetBox's log",
        "long ago",
    ],
)
def test_where_changes_prove_nothing_everything_is_read_and_the_reason_told(
    own: tuple[NetBox, Ground], path: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    netbox, _ = own
    refresh(netbox, path)
    spoil(rowstore.path_beside(path))
    done = refresh(netbox, path)
    assert done.changed is None
    assert any(isinstance(note, ReadWhole) for note in done.notes)
    assert reason in told(done)
    assert refresh(netbox, path).source.tier == "changes"


def _exchange(file: Path, old: bytes, new: bytes) -> None:
    file.write_bytes(file.read_bytes().replace(old, new))


def _sql(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_damaged_row_is_not_built_on(own: tuple[NetBox, Ground], path: Path) -> None:
    netbox, _ = own
    refresh(netbox, path)
    _sql(rowstore.path_beside(path), "UPDATE rows SET lean = replace(lean, 'active', 'planned') WHERE kind = 'devices'")
    device = of(netbox, "dcim/devices")[0]
    netbox.update("dcim/devices", device["id"], {"serial": "after"})
    done = refresh(netbox, path)
    assert "checksum" in told(done)
    assert snapshot.load(path).tables == snapshot.pull(netbox).tables


def test_an_interface_loses_its_address_with_the_mac_that_is_deleted(own: tuple[NetBox, Ground], path: Path) -> None:
    netbox, _ = own
    port = of(netbox, "dcim/interfaces")[0]["id"]
    at = {"assigned_object_type": "dcim.interface", "assigned_object_id": port}
    mac = netbox.create("dcim/mac-addresses", {"mac_address": "02:00:00:00:00:77", **at})["id"]
    netbox.update("dcim/interfaces", port, {"primary_mac_address": mac})
    refresh(netbox, path)
    netbox.delete("dcim/mac-addresses", mac)
    assert refresh(netbox, path).digest == snapshot.pull(netbox).digest


def test_a_file_of_rows_that_is_damaged_anywhere_is_read_anew(own: tuple[NetBox, Ground], path: Path) -> None:
    netbox, _ = own
    digest = refresh(netbox, path).digest
    beside = rowstore.path_beside(path)
    whole = beside.read_bytes()
    page = 4096
    for at in range(0, len(whole), max(page, len(whole) // 12 // page * page)):
        for damage in (bytes(page), b"\xfe" * 100):
            beside.write_bytes(whole[:at] + damage + whole[at + len(damage) :])
            assert refresh(netbox, path).digest == digest == snapshot.load(path).digest
    for statement in ("UPDATE rows SET updated = 'then'", "UPDATE told SET value = '?' WHERE key = 'mark'"):
        refresh(netbox, path, full=True)
        _sql(beside, statement)
        assert refresh(netbox, path).digest == digest


def test_a_kind_that_is_suddenly_empty_is_an_error_and_the_file_stays(own: tuple[NetBox, Ground], path: Path) -> None:
    netbox, _ = own
    made = netbox.create("ipam/vrfs", {"name": "only"})
    others = [row for row in of(netbox, "ipam/vrfs") if row["id"] != made["id"]]
    for row in others:
        netbox.delete("ipam/vrfs", row["id"])
    refresh(netbox, path)
    before = path.read_bytes()
    netbox.delete("ipam/vrfs", made["id"])
    for full in (False, True):
        with pytest.raises(faults.SuddenlyEmpty, match=r"vrfs \(1\)"):
            refresh(netbox, path, full=full)
        assert path.read_bytes() == before
    assert refresh(netbox, path, fresh=True).counts["vrfs"] == 0


def test_a_snapshot_of_another_netbox_is_replaced_only_where_that_is_asked_for(
    own: tuple[NetBox, Ground], way: tuple[NetBox, Front], path: Path
) -> None:
    refresh(own[0], path)
    before = path.read_bytes()
    other, line = way
    for full in (False, True):
        with pytest.raises(faults.OtherNetBox) as refused:
            refresh(other, path, full=full)
        assert path.read_bytes() == before
    assert own[0].url in str(refused.value)
    assert line.url in str(refused.value)
    done = refresh(other, path, fresh=True)
    assert done.source.url == line.url
    assert f"the last snapshot was of another NetBox, {own[0].url}" in told(done)
    assert refresh(other, path).changed == 0


def test_a_token_that_may_not_see_the_log_reads_everything(way: tuple[NetBox, Front], path: Path) -> None:
    netbox, line = way
    refused = {"detail": "You do not have permission to perform this action."}
    line.fails("core/object-changes", 403, times=None, body=refused)
    assert refresh(netbox, path).changed is None
    assert refresh(netbox, path).changed is None
    assert not rowstore.path_beside(path).exists()


def test_changes_of_a_long_transaction_that_appear_late_are_not_passed_over(way: tuple[NetBox, Front]) -> None:
    """What the log will hold is known; those with even ids appear only after the mark was taken, as of a transaction that
    ended late, and more than the usual number of others were made meanwhile."""
    netbox, line = way
    log: list[dict[str, Any]] = [
        {
            "id": number,
            "time": f"2026-04-20T09:{number // 60:02}:{number % 60:02}Z",
            "action": {"value": "update"},
            "changed_object_type": "ipam.vlan",
            "changed_object_id": number,
        }
        for number in range(1, 1801)
    ]
    shown = {row["id"] for row in log if row["id"] < 600 or row["id"] % 2}

    def answer(path: str) -> bytes:
        where = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        rows = [row for row in log if row["id"] in shown]
        rows = [row for row in rows if int(where.get("id__gte", 0)) <= row["id"] <= int(where.get("id__lte", 9999))]
        if "time_before" in where:
            until = datetime.fromisoformat(where["time_before"])
            rows = [row for row in rows if datetime.fromisoformat(row["time"]) <= until]
        rows.sort(key=lambda row: row["id"], reverse=where["ordering"] == "-id")
        begin = int(where.get("offset", 0))
        page = rows[begin : begin + int(where["limit"])]
        return json.dumps({"count": len(rows), "next": None, "previous": None, "results": page}).encode()

    asked: list[str] = []

    def seen(url: str) -> str:
        asked.append(url)
        return url

    line.on(
        "GET /api/core/object-changes/",
        times=None,
        url=seen,
        after=lambda _: answer(asked[-1]),
    )
    mark = changelog.mark(netbox)
    shown |= set(range(600, 1801))
    with pytest.raises(changelog.LogUnusable):  # everything is read instead
        changelog.since(netbox, mark)


@pytest.mark.usefixtures("fed")
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("tier", ["feed", "pages"])
def test_beside_others_who_go_on_writing_everything_is_read_all_the_same(
    own: tuple[NetBox, Ground], way: tuple[NetBox, Front], path: Path, tier: tiers.Name, seed: int
) -> None:
    netbox, line = way
    turmoil = Turmoil(own[0], own[1], 500 + 10 * len(tier) + seed, logged=True)
    line.on("GET /api/(?!status|core)", times=150, before=turmoil.change)
    done = refresh(netbox, path, full=True, tier=tier)
    assert snapshot.load(path).digest == done.digest
    line.rules.clear()
    again = refresh(netbox, path)  # what was written after it, by what was kept beside it
    whole = refresh(own[0], path.with_name("whole.json"), full=True)
    assert again.digest == whole.digest
    assert again.source.unnamed_devices == whole.source.unnamed_devices


def test_where_the_log_is_not_shown_a_netbox_that_never_holds_still_is_an_error(
    way: tuple[NetBox, Front], own: tuple[NetBox, Ground], path: Path
) -> None:
    netbox, line = way
    site, numbers = own[1].site["id"], iter(range(100))
    body = {"detail": "You do not have permission to perform this action."}
    line.fails("GET /api/core/object-changes/", 403, times=None, body=body)

    def write() -> None:
        own[0].update("dcim/sites", site, {"description": str(next(numbers))})

    line.on("GET /api/dcim/sites/.*ordering=-last_updated", times=None, before=write)
    with pytest.raises(faults.KeepsChanging):
        refresh(netbox, path, full=True)
    assert not path.exists()
