"""What people read of backups says what is known, and no more."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from altyapi.backup.history import Version
from altyapi.view import backup
from altyapi.view.output import Output

ISTANBUL = ZoneInfo("Europe/Istanbul")
EARLIER = Version(
    device="sw1", site="mrk", commit="a" * 40, time="2026-04-19T22:00:00+00:00", author="yedek", subject="1 device", path="mrk/sw1.cfg"
)  # fmt: skip
LATER = EARLIER.model_copy(
    update={"commit": "b" * 40, "time": "2026-04-20T22:00:00+00:00", "author": "ayse", "trailers": ("Changed-by: sw1 typed",)}
)  # fmt: skip


def test_only_whom_a_log_names_stands_as_the_one_who_changed_it(capsys: pytest.CaptureFixture[str]) -> None:
    backup.versions(Output("text", "en"), "sw1", [LATER, EARLIER])
    said = capsys.readouterr().out
    assert "ayse" in said
    assert "yedek" not in said


def test_one_state_is_compared_with_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    backup.difference(Output("text", "en"), EARLIER, EARLIER, "a", "a", same=True, only=True, zone=ISTANBUL)
    assert "nothing to compare with" in capsys.readouterr().out


def test_a_difference_is_headed_by_times_of_the_institution(capsys: pytest.CaptureFixture[str]) -> None:
    backup.difference(Output("text", "tr"), EARLIER, LATER, "a", "b", same=False, only=False, zone=ISTANBUL)
    said = capsys.readouterr().out
    assert "--- 20.04.2026 01:00:00 +03:00" in said
    assert "+++ 21.04.2026 01:00:00 +03:00" in said
