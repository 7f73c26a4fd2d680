"""The exact search for rules that are never reached, against counting every point."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from altyapi.firewall.ranges import Ranges, complement, difference, holds, intersection, joined, union, within
from altyapi.firewall.shadows import shadows

TOP = 9
sets = st.lists(st.tuples(st.integers(0, TOP), st.integers(0, TOP)), min_size=1, max_size=3).map(
    lambda pairs: joined((min(pair), max(pair)) for pair in pairs)
)
products = st.lists(st.tuples(sets, sets, sets), min_size=1, max_size=7)


def points(one: Ranges) -> set[int]:
    return {place for place in range(TOP + 1) if holds(one, place)}


@given(sets, sets)
def test_sets_do_as_sets_of_points_do(one: Ranges, other: Ranges) -> None:
    assert points(union(one, other)) == points(one) | points(other)
    assert points(intersection(one, other)) == points(one) & points(other)
    assert points(difference(one, other)) == points(one) - points(other)
    assert points(complement(one, TOP)) == set(range(TOP + 1)) - points(one)
    assert within(one, other) == (points(one) <= points(other))
    assert joined([*one, *one]) == one


@settings(max_examples=150)
@given(products)
def test_a_rule_is_shadowed_when_no_point_reaches_it(rows: list[tuple[Ranges, Ranges, Ranges]]) -> None:
    reached: set[int] = set()
    for place in product(range(TOP + 1), repeat=3):
        first = next((n for n, row in enumerate(rows) if all(map(holds, row, place))), None)
        if first is not None:
            reached.add(first)
    assert {one.rule for one in shadows(rows)} == set(range(len(rows))) - reached


def test_the_rules_that_take_it_are_named() -> None:
    whole, low, high = ((0, 9),), ((0, 4),), ((5, 9),)
    rows = [(low, whole, whole), (((20, 30),), whole, whole), (high, whole, whole), (whole, whole, whole)]
    (found,) = shadows(rows)
    assert (found.rule, found.by, found.whole) == (3, (0, 2), False)
    (found,) = shadows([(whole, low, high), (whole, low, high)])
    assert (found.rule, found.by, found.whole) == (1, (0,), True)


def test_of_a_thousand_rules_none_or_all_are_shadowed() -> None:
    rows = [
        (((n % 50 * 256, n % 50 * 256 + 255),), ((n // 50 * 16, n // 50 * 16 + 15),), ((n % 7, n % 7 + 1),))
        for n in range(999)
    ]
    last = (((0, 1 << 20),), ((0, 1 << 20),), ((0, 9),))
    assert shadows([*rows, last]) == []
    covered = shadows([last, *rows])
    assert [one.rule for one in covered] == list(range(1, 1000))
