"""Prose and tables keep to a width; what is to be copied stays whole."""

from __future__ import annotations

import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altyapi.view import layout

WORDS = st.lists(st.text("abcçğışöü-.", min_size=1, max_size=12), min_size=1, max_size=60)


@given(WORDS, st.integers(20, 120), st.integers(0, 8))
def test_every_word_comes_back_in_its_order_and_no_line_is_too_long(words: list[str], width: int, indent: int) -> None:
    text = " " * indent + " ".join(words)
    lines = layout.wrapped(text, width)
    assert " ".join(lines).split() == words
    assert all(layout.columns(line) <= width or len(line.split()) == 1 for line in lines)
    assert lines[0].startswith(" " * indent)


@pytest.mark.parametrize(
    "command",
    [
        './inv config.plan --limit site:mrk-ahb01 --reason "NTP sunucuları taşındı" --evrak 2026/1 --out ntp.json',
        "ALTYAPI_STATE_DIR='/srv/durum klasörü' ./inv config.apply /var/lib/altyapi/plans/20261122T081535.json",
        "./inv config.approve FILE --key KEY",
        "./inv netbox.outbox --settle KEY --keep netbox --reason WHY",
        "./inv config.plan --limit obb-mrk-ahb01-ers01 --reason …",
        './inv vpn.add sicil-104523 --profile staff --until 31.12.2026 --evrak 2026/1 --reason "Uzaktan" --apply',
    ],
)
@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_command_stands_whole_on_a_line(command: str, width: int) -> None:
    assert shlex.split(command)
    told = f"Hiçbir şey gönderilmedi; zamanı gelince çalıştırılacak komut: {command}"
    (line,) = [line for line in layout.wrapped(told, width) if "./inv" in line]
    assert line.endswith(command)


def test_a_sentence_goes_on_after_a_command_that_stands_in_it() -> None:
    text = (
        "Make a new one with ./inv config.plan, have it approved, and then ./inv config.apply takes it to the devices."
    )
    lines = layout.wrapped(text, 44)
    assert max(map(len, lines)) <= 44
    assert any("./inv config.plan," in line for line in lines)


def test_what_fits_is_left_as_it_is() -> None:
    text = "Create: 1   update: 2   delete: 3"
    assert layout.wrapped(text, 80) == [text]


HEAD = ("Device", "State", "Why")
ROWS = [
    (
        "obb-mrk-ahb01-ers02",
        "reverted",
        "Session lost: obb-mrk-ahb01-ers02, after: name KURULUM. The device closed it.",
    ),
    ("obb-sah-hb01-ers01", "applied", ""),
]


def test_a_table_that_is_too_wide_wraps_its_widest_column_under_itself() -> None:
    head, first, second = layout.table(HEAD, ROWS, 80)
    assert head == ["Device               State     Why"]
    assert len(first) == 2
    assert first[1].startswith(" " * head[0].index("Why"))
    assert second == ["obb-sah-hb01-ers01   applied"]
    assert all(len(line) <= 80 for lines in (head, first, second) for line in lines)


def test_a_table_for_which_no_width_is_enough_is_a_list_of_its_rows() -> None:
    head, first, second = layout.table(HEAD, ROWS, 40)
    assert head == []
    assert first[0] == "obb-mrk-ahb01-ers02"
    assert first[1] == "  State: reverted"
    assert second == ["obb-sah-hb01-ers01", "  State: applied"]


def test_without_a_width_every_row_is_a_line() -> None:
    assert [len(lines) for lines in layout.table(HEAD, ROWS, None)] == [1, 1, 1]


def test_wide_and_combining_letters_are_counted_as_a_terminal_shows_them() -> None:
    assert layout.columns("ş") == 1
    assert layout.columns("s\u0327") == 1
    assert layout.columns("漢字") == 4
    assert re.sub(r"\s", "", layout.table(("a",), [("ş",)], 20)[1][0]) == "ş"


def test_a_moment_is_never_parted_from_its_offset_in_prose_and_may_be_in_a_table() -> None:
    text = "ilk görülme: 2026-11-22 17:31:32 +03:00, önceki okuma"
    assert layout.wrapped(text, 36) == ["ilk görülme:", "  2026-11-22 17:31:32 +03:00, önceki", "  okuma"]
    rows = layout.table(["Zaman", "Ne"], [["2026-11-22 17:31 +03:00", "x" * 20]], 40)
    assert rows[1] == [f"2026-11-22 17:31    {'x' * 20}", "+03:00"]
