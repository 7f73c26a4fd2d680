"""Whose day is today: the institution's, also where the server keeps another zone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from altyapi.cli import auditing, frame
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
