"""What config.verify shows: a difference with its legend, and of what is cut where the whole stands."""

from __future__ import annotations

import pytest

from altyapi.verify import Result
from altyapi.view import verification
from altyapi.view.output import Output

LONG = "DEV-003  " + "no answer from the device within the time that it was given, " * 2


def failed(observed: str) -> Result:
    return Result(kind="config", expected="as intended", observed=observed, passed=False)


def test_a_difference_is_counted_in_the_table_and_told_whole_below_with_its_legend(
    capsys: pytest.CaptureFixture[str],
) -> None:
    diff = " interface GigabitEthernet1/0/7\n- switchport access vlan 50\n+ switchport access vlan 30\n+vlan 110\n"
    verification.show(Output("text", "en"), "all", {"sw1": failed(diff)}, differing=["sw1"])
    told = capsys.readouterr().out
    assert "✗ differs: +2 -1, shown below" in told
    assert told.index("- runs and is not intended") < told.index("- switchport access vlan 50")
    assert "+vlan 110" in told


def test_what_is_cut_says_so_and_the_whole_of_it_stands_below(capsys: pytest.CaptureFixture[str]) -> None:
    verification.show(Output("text", "en"), "all", {"sw1": failed(LONG)})
    row, below = capsys.readouterr().out.split("\nsw1\n")
    assert "… (whole: below)" in row
    assert LONG not in row
    assert LONG in below
    assert "not intended" not in row + below


def test_a_config_known_by_its_hash_alone_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    verification.show(Output("text", "tr"), "run", {"sw1": failed("0" * 64)}, unlike=["sw1"])
    told = capsys.readouterr().out
    assert "çalıştırmanın bıraktığından farklı" in told
    assert "0" * 60 not in told
