"""Why a device ended as it did, in the one line that a table has room for."""

from __future__ import annotations

from typing import cast

import pytest

from altyapi.apply.journal import Event
from altyapi.apply.run import Run
from altyapi.view.output import Output
from altyapi.view.runs import _first_line, follow


@pytest.mark.parametrize(
    ("method", "told"),
    [("taken-back", "NO timer: taken back by this tool"), ("reload-in", "timed revert: reload-in, 5 min")],
)
def test_no_timer_is_announced_where_the_device_has_none(
    method: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    event = Event(
        time="2026-04-20T10:00:00+03:00", name="arming", device="kam01", detail={"method": method, "minutes": 5}
    )
    follow(Output("text", "en"), cast(Run, None), event)
    assert told in capsys.readouterr().err


def test_a_config_other_than_predicted_is_told_by_the_first_line_that_differs() -> None:
    difference = (
        "config: --- predicted\n+++ running\n@@ -94 +94 @@\n-    vlan trunk allowed 10,110\n+    vlan trunk allowed 10"
    )
    assert _first_line(difference) == "config: - vlan trunk allowed 10,110 …"


def test_a_line_that_only_stands_elsewhere_is_not_told_before_one_that_differs() -> None:
    difference = (
        "config: --- predicted\n+++ running\n@@ -9 @@\n+ntp server a\n@@ -11 @@\n-ntp server a\n@@ -94 @@\n-vlan 110"
    )
    assert _first_line(difference) == "config: - vlan 110 …"


def test_every_other_reason_is_told_by_its_first_line() -> None:
    assert _first_line("no answer\nin 60 s") == "no answer"
    assert _first_line("") == ""
