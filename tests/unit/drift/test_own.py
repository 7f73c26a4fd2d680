"""A difference that a run of this toolkit left is told with that run."""

from __future__ import annotations

from datetime import datetime

import pytest

from altyapi.drift.model import DeviceDrift, Line, Who
from altyapi.drift.own import Done, attribute

BEFORE, SEEN = "2026-11-22T06:00:00+03:00", "2026-11-22T07:00:00+03:00"
NOBODY = Who()
MISSING = Line(sign="+", text="ntp server 10.0.0.5", since=SEEN, after=BEFORE)


def drifted(who: Who = NOBODY) -> DeviceDrift:
    return DeviceDrift(
        device="sw1", netbox_id=1, site="mrk-ahb01", role="access-switch", platform="cisco_ios", diff="",
        managed=(MISSING,), who=who,
    )  # fmt: skip


def did(clock: str, run: str, *, back: bool = False, left: str = "+ ntp server 10.0.0.5", device: str = "sw1") -> Done:
    at = datetime.fromisoformat(f"2026-11-22T{clock}+03:00")
    return Done(at, device, run, back, "kul0001", frozenset({left}))


def who(*done: Done, told: Who = NOBODY) -> Who:
    return attribute([drifted(told)], done)[0].who


def test_the_run_that_took_the_line_back_is_named_with_who_started_it() -> None:
    found = who(did("06:10:00", "r1"), did("06:30:00", "r2-back", back=True))
    assert (found.certainty, found.source, found.users) == ("rollback", "r2-back", ("kul0001",))
    assert found.at == "2026-11-22T06:30:00+03:00"


@pytest.mark.parametrize(
    "done",
    [
        did("05:59:59", "r1"),  # before the last reading, which had no difference
        did("06:30:00", "r1", left="- ntp server 10.0.0.5"),
        did("06:30:00", "r1", device="sw2"),
    ],
)
def test_a_run_that_did_not_leave_the_line_so_is_not_named(done: Done) -> None:
    assert who(done) == NOBODY


def test_somebody_who_typed_the_line_after_the_run_goes_before_it_and_the_log_of_the_run_itself_does_not() -> None:
    typed = Who(certainty="typed", users=("kul0002",), at="2026-11-22T06:30:00+03:00")
    assert who(did("06:20:00", "r1"), told=typed) == typed
    assert who(did("06:30:05", "r1"), told=typed).source == "r1"
