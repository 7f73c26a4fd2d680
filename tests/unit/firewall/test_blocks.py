"""The register of blocked addresses: what goes in, what never may, and that nothing in it is lost or changed unseen."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altyapi.firewall import blocks, ranges
from altyapi.firewall.blocks import (
    Block,
    BlockRefused,
    Known,
    ListUnreadable,
    NotBlocked,
    Register,
    RegisterBroken,
    RegisterCut,
)
from tests.support.processes import FORKED
from tests.unit.firewall import town

NOW = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)


def add(register: Register, *networks: str, hours: int = 24, now: datetime = NOW) -> None:
    register.block(networks, now=now, hours=hours, by="kul0001", reason="tarama", evrak="E-1", list_file=None)


def test_a_block_stands_until_its_end_and_goes_with_a_record(tmp_path: Path) -> None:
    register = Register(tmp_path)
    add(register, "192.0.2.7/32", hours=1)
    add(register, "198.51.100.0/24", hours=48)
    assert [one.network for one in blocks.effective(register.active().values(), NOW)] == [
        "192.0.2.7/32",
        "198.51.100.0/24",
    ]
    later = NOW + timedelta(hours=2)
    assert [one.network for one in blocks.effective(register.active().values(), later)] == ["198.51.100.0/24"]
    assert register.expire(now=NOW, by="zamanlayici") is None
    event = register.expire(now=later, by="zamanlayici")
    assert event is not None
    assert event.networks == ("192.0.2.7/32",)
    assert list(register.active()) == ["198.51.100.0/24"]
    register.unblock(["198.51.100.0/24"], now=later, by="kul0002", reason="yanlış alarm", evrak="")
    assert register.active() == {}
    assert [one.action for one in register.events()] == ["block", "block", "expire", "unblock"]
    with pytest.raises(NotBlocked, match="198"):
        register.unblock(["198.51.100.0/24"], now=later, by="x", reason="y", evrak="")


def test_a_second_block_of_the_same_address_gives_it_the_new_end(tmp_path: Path) -> None:
    register = Register(tmp_path)
    add(register, "192.0.2.7/32", hours=48)
    add(register, "192.0.2.7/32", hours=1, now=NOW + timedelta(minutes=1))
    assert register.active()["192.0.2.7/32"].until == "2026-04-20T10:01:00+00:00"


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_an_end_that_was_cut_off_is_found_by_what_was_recorded_of_it_and_nothing_is_written_after_it(
    tmp_path: Path, kept: int
) -> None:
    register = Register(tmp_path)
    for number in range(3):
        add(register, f"192.0.2.{number}/32")
    known = Known(3, register.heads()[-1])
    register.file.write_bytes(b"".join(register.file.read_bytes().splitlines(keepends=True)[:kept]))
    cut = Register(tmp_path, known)
    with pytest.raises(RegisterCut):
        cut.active()
    with pytest.raises(RegisterCut):
        add(cut, "192.0.2.9/32")
    assert len(register.heads()) == kept


def test_a_register_that_went_on_after_it_was_recorded_is_no_fault_and_another_one_is(tmp_path: Path) -> None:
    register, other = Register(tmp_path / "a"), Register(tmp_path / "b")
    for number in range(3):
        add(register, f"192.0.2.{number}/32")
        add(other, f"198.51.100.{number}/32")
    known = Known(2, register.heads()[1])
    assert len(Register(tmp_path / "a", known).active()) == 3
    with pytest.raises(RegisterCut):
        Register(tmp_path / "b", known).active()


@pytest.mark.parametrize("change", ["word", "gone", "swapped"])
def test_a_line_that_was_changed_or_taken_out_is_found(tmp_path: Path, change: str) -> None:
    register = Register(tmp_path)
    for number in range(4):
        add(register, f"192.0.2.{number}/32")
    lines = register.file.read_bytes().split(b"\n")
    if change == "word":
        lines[1] = lines[1].replace(b"tarama", b"Tarama")
    elif change == "gone":
        del lines[1]
    else:
        lines[1], lines[2] = lines[2], lines[1]
    register.file.write_bytes(b"\n".join(lines))
    before = register.file.read_bytes()
    with pytest.raises(RegisterBroken, match=r"line [23]\."):
        register.active()
    with pytest.raises(RegisterBroken):
        add(register, "192.0.2.9/32")
    assert register.file.read_bytes() == before


def test_a_line_that_a_crash_cut_short_is_no_line(tmp_path: Path) -> None:
    register = Register(tmp_path)
    add(register, "192.0.2.1/32")
    whole = register.file.read_bytes()
    register.file.write_bytes(whole + b'{"action":"block","at')
    assert list(register.active()) == ["192.0.2.1/32"]
    add(register, "192.0.2.2/32")
    assert list(register.active()) == ["192.0.2.1/32", "192.0.2.2/32"]
    assert register.file.read_bytes().startswith(whole)


def _many(folder: str, start: int) -> None:
    register = Register(Path(folder))
    for number in range(start, start + 10):
        add(register, f"192.0.2.{number}/32")


def test_parallel_runs_lose_nothing(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=FORKED) as pool:
        list(pool.map(_many, [str(tmp_path)] * 4, [0, 20, 40, 60]))
    assert len(Register(tmp_path).active()) == 40


@pytest.mark.parametrize(
    ("network", "why"),
    [
        ("10.0.20.10", "10.0.20.0/24"),  # inside an own range
        ("10.0.0.0/8", "NetBox"),  # around it
        ("0.0.0.0/0", ""),
        ("172.20.0.0/24", "NetBox"),  # the same, in a VRF
        ("10.0.10.4", "sicrama"),  # where the toolkit works from
        ("127.0.0.1", "127.0.0.0/8"),
        ("224.0.0.5", "224.0.0.0/3"),
        ("::1", "::/127"),
    ],
)
def test_what_is_ours_is_never_blocked_and_the_reason_is_told(network: str, why: str) -> None:
    (refused,) = blocks.own(town.resolved()).refusals(blocks.normal([(1, network)], "-")[:1])
    assert why in refused.why


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("::ffff:203.0.113.7", ("203.0.113.7/32",)),
        ("::ffff:203.0.113.0/120", ("203.0.113.0/24",)),
        ("::ffff:203.0.113.6-::ffff:203.0.113.7", ("203.0.113.6/31",)),
        ("2001:db8::/64", ("2001:db8::/64",)),
    ],
)
def test_an_ipv4_address_in_the_notation_of_ipv6_is_the_ipv4_address(given_: str, wanted: tuple[str, ...]) -> None:
    assert blocks.normal([(1, given_)], "-") == wanted


@pytest.mark.parametrize("network", ["::ffff:10.0.10.0/120", "::fffe:0:0/95", "::/0", "0.0.0.0/0", "10.0.0.0/7"])
def test_nothing_around_what_is_ours_is_blocked_in_any_notation(network: str) -> None:
    assert blocks.own(town.resolved()).refusals(blocks.normal([(1, network)], "-"))


@pytest.mark.parametrize(
    "change",
    [
        {"networks": ["nowhere"]},
        {"networks": []},
        {"until": None},
        {"until": "tomorrow"},
        {"until": "2026-04-21T09:00:00"},
        {"at": ""},
    ],
)
def test_a_line_that_means_nothing_is_told_though_its_chain_holds(tmp_path: Path, change: dict[str, object]) -> None:
    register = Register(tmp_path)
    add(register, "192.0.2.7/32")
    line = {**json.loads(register.file.read_bytes()), **change}
    register.file.write_text(json.dumps(line) + "\n", "utf-8")
    with pytest.raises(RegisterBroken, match="line 1"):
        register.active()


def test_what_is_not_ours_may_be_blocked() -> None:
    own = blocks.own(town.resolved())
    assert own.refusals(("192.0.2.7/32", "198.51.100.0/24", "2001:db8::/32")) == ()
    more = town.PLACES + "blocking: {never: [198.51.100.0/25], never_objects: [web]}\n"
    refused = blocks.own(town.resolved(places=more)).refusals(("192.0.2.7/32", "198.51.100.0/24"))
    assert [(one.network, one.why) for one in refused] == [("198.51.100.0/24", "blocking.never: 198.51.100.0/25")]
    assert "never" in str(BlockRefused(count=1, listing="x")) or "Never" in str(BlockRefused(count=1, listing="x"))


def test_a_list_is_read_whole_or_each_of_its_faults_is_told(tmp_path: Path) -> None:
    file = tmp_path / "liste.txt"
    file.write_text("192.0.2.1 # tarayıcı\n\n192.0.2.0/30\n192.0.2.1\n192.0.2.8-192.0.2.9\n2001:db8::1\n")
    assert blocks.read_list(file) == ("192.0.2.1/32", "192.0.2.0/30", "192.0.2.8/31", "2001:db8::1/128")
    file.write_text("192.0.2.1\nörnek.example\n192.0.2.300\n")
    with pytest.raises(ListUnreadable, match=r"faults: 2: 2: örnek.example; 3: 192.0.2.300"):
        blocks.read_list(file)


networks = st.tuples(st.integers(0, 255), st.integers(26, 32)).map(
    lambda pair: ranges.to_networks((ranges.of_network(f"192.0.2.{pair[0]}/{pair[1]}"),))[0]
)


@settings(max_examples=80)
@given(st.lists(st.tuples(networks, st.integers(-2, 5)), min_size=1, max_size=12))
def test_of_blocks_that_overlap_the_longer_one_counts_and_none_overlap_after(rows: list[tuple[str, int]]) -> None:
    made = {
        network: Block(network, (NOW + timedelta(hours=hours)).isoformat(), "", "", "", "") for network, hours in rows
    }
    found = blocks.effective(made.values(), NOW)
    spans = sorted(ranges.of_network(one.network) for one in found)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
    for place in range(ranges.number("192.0.2.0"), ranges.number("192.0.2.255") + 1):
        held = [
            block.until
            for block in made.values()
            if ranges.of_network(block.network)[0] <= place <= ranges.of_network(block.network)[1]
        ]
        lasting = [until for until in held if datetime.fromisoformat(until) > NOW]
        told = [
            one.until
            for one in found
            if ranges.of_network(one.network)[0] <= place <= ranges.of_network(one.network)[1]
        ]
        assert told == ([max(lasting, key=datetime.fromisoformat)] if lasting else [])


def test_fifty_thousand_ends_of_their_own_within_a_network_are_told_apart() -> None:
    """Going through all of them for each end would take this test ten minutes."""
    every = [f"198.18.{n // 256}.{n % 256}/32" for n in range(50_000)]
    held = [
        Block(one, (NOW + timedelta(hours=1, seconds=n)).isoformat(), "", "", "", "") for n, one in enumerate(every)
    ]
    whole = Block("198.18.0.0/16", (NOW + timedelta(hours=1, seconds=25_000)).isoformat(), "", "", "", "")
    found = {one.network: one.until for one in blocks.effective([*held, whole], NOW)}
    longer = set(every[25_001:])
    assert all(found[one.network] == one.until for one in held[25_001:])
    assert {until for network, until in found.items() if network not in longer} == {whole.until}
    assert sum(last - first + 1 for first, last in map(ranges.of_network, found)) == 65_536


def test_a_list_of_fifty_thousand_is_one_line_of_the_register(tmp_path: Path) -> None:
    many = [f"198.{18 + n // 65536}.{n // 256 % 256}.{n % 256}/32" for n in range(50_000)]
    register = Register(tmp_path)
    add(register, *many)
    assert register.file.read_bytes().count(b"\n") == 1
    assert len(blocks.effective(register.active().values(), NOW)) == 50_000
    assert json.loads(register.file.read_text())["previous"] == blocks.FIRST
