"""The day that an audit is for, as people type it."""

from __future__ import annotations

from datetime import date

import pytest

from altyapi.cli.auditing import DayUnreadable, day_of


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("2026-04-20", date(2026, 4, 20)),
        ("20.04.2026", date(2026, 4, 20)),
        ("1.4.2026", date(2026, 4, 1)),
        (" 29.02.2028 ", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_in_both_forms(typed: str, wanted: date) -> None:
    assert day_of(typed) == wanted


@pytest.mark.parametrize(
    "typed",
    [
        "29.02.2026",
        "31.04.2026",
        "2026-13-01",
        "20.04.26",
        "0001-01-01",
        "9999-12-31",
        "yarın",
        "20/04/2026",
        "1.2.3.4",
        "99999999999999999999.1.2026",
        "1.1.99999999999999999999",
        "..",
        "-",
    ],
)
def test_what_is_no_day_of_ours_is_refused(typed: str) -> None:
    with pytest.raises(DayUnreadable):
        day_of(typed)
