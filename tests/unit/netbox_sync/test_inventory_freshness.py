"""A snapshot is pulled when it is due, once, and NetBox being down leaves the last one standing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netbox_sync import faults, snapshot
from netbox_sync.client import NetBox
from netbox_sync.inventory import freshness
from netbox_sync.model import Snapshot
from tests.unit.netbox_sync.netbox_ground import Server

YEARS_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def old(tmp_path: Path, taken: Snapshot) -> Path:
    """A snapshot of years ago, of the same NetBox."""
    source = taken.source.model_copy(update={"taken": YEARS_AGO.isoformat()})
    snapshot.save(taken.model_copy(update={"source": source}), tmp_path / "snapshot.json")
    return tmp_path / "snapshot.json"


def never() -> NetBox:
    raise AssertionError("NetBox was asked")


@pytest.fixture
def connect(server: Server) -> Callable[[], NetBox]:
    return lambda: NetBox(server.url, server.token)


@pytest.fixture
def down() -> Callable[[], NetBox]:
    """Nothing listens at port 9 (discard) of this machine."""
    return lambda: NetBox("http://127.0.0.1:9", "t", attempts=1)


def test_netbox_is_not_asked_while_the_snapshot_is_young_enough_or_no_age_was_named(old: Path) -> None:
    assert freshness.fresh(old, never).header.taken == YEARS_AGO
    young = freshness.fresh(old, never, max_age_s=60, clock=lambda: YEARS_AGO + timedelta(seconds=59))
    assert (young.pulled, young.warning) == (False, None)


def test_an_old_snapshot_is_replaced_and_so_is_one_that_is_to_be_refreshed(
    old: Path, connect: Callable[[], NetBox], taken: Snapshot
) -> None:
    found = freshness.fresh(old, connect, max_age_s=60)
    assert found.pulled
    assert found.header.taken > YEARS_AGO
    assert snapshot.load(old).digest == found.header.digest == taken.digest
    assert freshness.fresh(old, connect, refresh=True).pulled
    assert not freshness.fresh(old, never, max_age_s=3600).pulled


def test_of_an_old_snapshot_only_what_has_changed_is_read(old: Path, connect: Callable[[], NetBox]) -> None:
    freshness.fresh(old, connect, refresh=True)
    freshness.fresh(old, connect, refresh=True)
    assert snapshot.load(old).source.tier == "changes"


def test_a_snapshot_of_the_future_is_replaced(old: Path, connect: Callable[[], NetBox]) -> None:
    def before() -> datetime:
        return YEARS_AGO - timedelta(days=3)

    assert freshness.fresh(old, connect, max_age_s=3600, clock=before).pulled
    slightly = freshness.header(old).taken - timedelta(seconds=5)
    assert not freshness.fresh(old, never, max_age_s=3600, clock=lambda: slightly).pulled


def test_a_snapshot_that_is_not_there_is_pulled_where_an_age_was_named(
    tmp_path: Path, connect: Callable[[], NetBox]
) -> None:
    with pytest.raises(faults.SnapshotMissing):
        freshness.fresh(tmp_path / "none.json", never)
    assert freshness.fresh(tmp_path / "new" / "one.json", connect, max_age_s=60).pulled


def test_netbox_down_leaves_the_last_snapshot_and_a_warning_with_its_age(
    old: Path, server: Server, down: Callable[[], NetBox]
) -> None:
    content = old.read_bytes().replace(server.url.encode(), b"http://127.0.0.1:9", 1)  # of the one that is down
    old.write_bytes(content)
    found = freshness.fresh(old, down, max_age_s=60, clock=lambda: YEARS_AGO + timedelta(days=2, hours=3))
    assert found.header.taken == YEARS_AGO
    assert isinstance(found.warning, faults.SnapshotStale)
    assert "2 days, 3:00:00 old" in found.warning.message("en")
    assert "127.0.0.1:9" in found.warning.message("tr")
    assert old.read_bytes() == content


def test_netbox_down_without_any_snapshot_is_an_error(tmp_path: Path, down: Callable[[], NetBox]) -> None:
    with pytest.raises(faults.NetBoxUnreachable):
        freshness.fresh(tmp_path / "none.json", down, max_age_s=60)


def test_what_a_person_has_to_mend_is_an_error_though_there_is_a_snapshot(old: Path, server: Server) -> None:
    with pytest.raises(faults.TokenRefused):
        freshness.fresh(old, lambda: NetBox(server.url, "0" * 40), max_age_s=60)


def test_of_many_that_find_it_due_one_pulls(old: Path, server: Server) -> None:
    asked: list[str] = []
    found: list[freshness.Fresh] = []
    together = threading.Barrier(5)

    def connect() -> NetBox:
        asked.append(threading.current_thread().name)
        return NetBox(server.url, server.token)

    def one() -> None:
        together.wait(timeout=30)
        found.append(freshness.fresh(old, connect, max_age_s=3600))

    threads = [threading.Thread(target=one) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(asked) == 1
    assert len(found) == 5
    assert len({each.header for each in found}) == 1


@pytest.mark.parametrize(
    ("text", "wanted"), [("90", 90), (90, 90), ("90s", 90), ("15m", 900), ("2 h", 7200), ("1d", 86400), ("0.5h", 1800)]
)
def test_an_age_is_told_in_units(text: str | int, wanted: float) -> None:
    assert freshness.seconds(text) == wanted


@pytest.mark.parametrize("text", ["", "soon", "-1", "5 weeks", "1h30m"])
def test_an_age_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(faults.InventoryMisconfigured, match="max_age"):
        freshness.seconds(text)


@pytest.mark.parametrize("content", [b"", b"{}\n", b"no json\n", b'{"digest": "x", "source": {"url": 1}}\n'])
def test_a_file_that_is_no_snapshot_is_told_and_replaced_where_an_age_was_named(
    tmp_path: Path, content: bytes, connect: Callable[[], NetBox]
) -> None:
    path = tmp_path / "snapshot.json"
    path.write_bytes(content)
    with pytest.raises(faults.SnapshotDamaged):
        freshness.fresh(path, never)
    assert freshness.fresh(path, connect, max_age_s=60).pulled
