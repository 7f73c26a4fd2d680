"""Whose day is today: the institution's, also where the server keeps another zone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from altyapi.cli import auditing, frame
from altyapi.drift.model import DeviceDrift, Line
from altyapi.settings import Settings
from altyapi.view.output import Output

FAR = ("Pacific/Kiritimati", "Etc/GMT+12")
"""14 hours ahead of UTC and 12 behind: at any moment one of them has another day than a server that keeps UTC."""


@pytest.mark.parametrize("name", FAR)
def test_a_command_has_the_day_of_the_change_policys_zone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "change.yml").write_text(f"calendar: {{timezone: {name}}}\n")
    monkeypatch.setenv("ALTYAPI_POLICY_DIR", str(tmp_path))
    monkeypatch.setattr(frame._Clock, "zone_of", staticmethod(lambda: None))
    seen: list[tuple[datetime, date]] = []

    def command(_out: Output, _configured: Settings) -> int:
        seen.append((frame.now(), auditing.day_of("")))
        return frame.DONE

    before = datetime.now(ZoneInfo(name)).date()
    assert frame.run(command) == frame.DONE
    after = datetime.now(ZoneInfo(name)).date()
    ((moment, day),) = seen
    assert before <= day <= after
    assert moment.utcoffset() == datetime.now(ZoneInfo(name)).utcoffset()


def test_a_span_from_now_on_is_as_long_as_it_says_also_over_a_change_of_the_clocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(frame._clock, "zone_of", lambda: ZoneInfo("Europe/Berlin"))
    moment = frame.now()
    for span in map(timedelta, (91, 182, 273)):
        assert (moment + span).astimezone(UTC) - moment.astimezone(UTC) == span


def test_a_difference_that_was_seen_at_night_is_of_the_day_that_it_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame._clock, "zone_of", lambda: ZoneInfo("Europe/Istanbul"))
    seen = "2026-11-22T22:30:00+00:00"
    readings = {"sw1": {"read": seen, "since": seen, "managed": ["+ ntp server 10.0.0.5"]}}
    (tmp_path / "drift").mkdir()
    (tmp_path / "drift" / "readings.json").write_text(json.dumps({"devices": readings}))
    compared = auditing._compared(Settings(root=tmp_path, state_dir=tmp_path))
    assert compared["sw1"] is not None
    assert compared["sw1"][0] == date(2026, 11, 23)


def test_the_older_of_two_differences_is_the_older_one_whatever_zone_they_were_seen_in() -> None:
    older, newer = "2026-11-23T00:30:00+03:00", "2026-11-22T22:00:00+00:00"
    lines = tuple(Line(sign="+", text=text, since=text) for text in (newer, older))
    drift = DeviceDrift(device="sw1", netbox_id=1, site="a", role="b", platform="cisco_ios", diff="", managed=lines)
    assert drift.since == older
