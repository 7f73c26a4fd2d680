"""Interface names and number lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.devices.commandline.numbers import format_numbers, parse_numbers
from lab.devices.ios.names import expand_interface_range, interface_name, short_interface


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("gi1/0/1", "GigabitEthernet1/0/1"),
        ("Gig 1/0/1", "GigabitEthernet1/0/1"),
        ("te1/1/1", "TenGigabitEthernet1/1/1"),
        ("po12", "Port-channel12"),
        ("vl10", "Vlan10"),
        ("lo0", "Loopback0"),
        ("fa0/1.100", "FastEthernet0/1.100"),
        ("xyz1", None),
        ("gi", None),
    ],
)
def test_interface_names_take_any_spelling(typed: str, name: str | None) -> None:
    assert interface_name(typed) == name


def test_short_names_are_those_of_status_tables() -> None:
    assert [short_interface(name) for name in ("GigabitEthernet1/0/1", "Port-channel3", "TwentyFiveGigE1/0/2")] == [
        "Gi1/0/1",
        "Po3",
        "Twe1/0/2",
    ]


def test_ranges_expand_with_either_form_of_their_end() -> None:
    assert expand_interface_range("gi1/0/1 - 3") == [f"GigabitEthernet1/0/{n}" for n in (1, 2, 3)]
    assert expand_interface_range("gi1/0/1-gi1/0/2, po1 - 2") == [
        "GigabitEthernet1/0/1", "GigabitEthernet1/0/2", "Port-channel1", "Port-channel2",
    ]  # fmt: skip
    assert expand_interface_range("gi1/0/5 - 2") is None


@given(st.sets(st.integers(1, 4094)))
def test_a_list_reads_back_as_the_same_numbers(numbers: set[int]) -> None:
    shown = format_numbers(numbers)
    assert (parse_numbers(shown) if shown else set()) == numbers


def test_two_neighbours_are_a_pair_and_three_a_range() -> None:
    assert format_numbers([1, 2, 4, 5, 6, 4094]) == "1,2,4-6,4094"
    assert parse_numbers("0") is None
    assert parse_numbers("5-3") is None
    assert parse_numbers("1,,2") is None
