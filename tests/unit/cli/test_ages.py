"""How old a snapshot is, in the words of the output's language."""

from __future__ import annotations

from datetime import timedelta

from altyapi.cli.snapshots import words


def test_an_age_is_told_in_its_two_largest_units_of_the_language() -> None:
    age = timedelta(minutes=9, seconds=9)
    assert (words(age), words(age, "tr")) == ("9 min 9 s", "9 dk 9 sn")
    assert words(timedelta(days=3, hours=4, minutes=5), "tr") == "3 gün 4 sa"
    assert words(timedelta(0), "tr") == "0 sn"
