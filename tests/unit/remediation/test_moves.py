"""Ordered tables whose entries are moved by name: after every single command, what both tables agree on is treated so."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from altyapi.remediation.moves import Moves, Op, operations

PACKETS = range(6)
Entry = tuple[frozenset[int], bool]
"""The packets that it matches, and whether it lets them pass."""

SETTINGS = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def table(draw: st.DrawFn) -> dict[str, Entry]:
    names = draw(st.lists(st.sampled_from("12345678"), unique=True, max_size=6))
    entry = st.tuples(st.frozensets(st.sampled_from(PACKETS), min_size=1), st.booleans())
    return {name: draw(entry) for name in names}


@st.composite
def pair(draw: st.DrawFn) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Two tables that have most of their entries in common, some of them changed."""
    old = draw(table())
    fresh = draw(table())
    pool = {**fresh, **{name: entry for name, entry in old.items() if draw(st.integers(0, 3))}}
    return old, {name: pool[name] for name in draw(st.permutations(sorted(pool)))}


def passes(rows: dict[str, Entry], packet: int) -> bool:
    return next((allowed for packets, allowed in rows.values() if packet in packets), False)


def after(rows: dict[str, Entry], new: dict[str, Entry], op: Op) -> dict[str, Entry]:
    """What the device holds after one command; an entry that is edited changes at once."""
    if op.what == "spare":
        return {**rows, op.name: rows[op.other]}
    if op.what in {"put", "edit"}:
        return {**rows, op.name: new[op.name]}
    left = {name: entry for name, entry in rows.items() if name != op.name}
    if op.what == "take":
        return left
    names = list(left)
    names.insert(names.index(op.other) + (op.what == "after"), op.name)
    return {name: rows[name] for name in names}


@SETTINGS
@given(pair())
def test_no_command_opens_or_cuts_what_both_tables_agree_on(tables: tuple[dict[str, Entry], dict[str, Entry]]) -> None:
    old, new = tables
    deciding = [name for name in new if name in old and old[name] != new[name]]
    rows = old
    for op in operations(list(old), list(new), deciding, [f"s{name}" for name in old]):
        rows = after(rows, new, op)
        for packet in PACKETS:
            if passes(old, packet) == passes(new, packet):
                assert passes(rows, packet) == passes(old, packet), f"{packet} after {op}"
    assert list(rows.items()) == list(new.items())


@SETTINGS
@given(pair())
def test_a_table_that_is_as_wanted_gets_no_command(tables: tuple[dict[str, Entry], dict[str, Entry]]) -> None:
    assert operations(list(tables[0]), list(tables[0]), [], []) == []


def test_one_changed_entry_is_changed_where_it_stands() -> None:
    assert operations(["1", "2", "3"], ["1", "2", "3"], ["2"], ["s"] * 3) == [Op("edit", "2")]


def test_one_moved_entry_is_moved_by_one_command() -> None:
    assert operations(["1", "2", "3"], ["3", "1", "2"], [], ["s"] * 3) == [Op("before", "3", "1")]


def test_commands_of_a_table_are_read_back() -> None:
    moves = Moves(clone="clone {name} to {other}")
    assert moves.read("move 5 before 3") == ("before", "5", "3")
    assert moves.read("clone 5 to 9") == ("clone", "5", "9")
    assert moves.read("edit 5") is None
