"""Times as people read them: one form, one zone, always with the offset."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from altyapi.camera.standing import Standing
from altyapi.cli import frame
from altyapi.settings import Settings
from altyapi.view import camera_check, times
from altyapi.view.output import Output
from tests.unit.camera.cameras import camera

ZONE = ZoneInfo("Europe/Istanbul")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-04-20T06:00:05Z", "2026-04-20 09:00:05 +03:00"),
        ("2026-04-20T06:00:05.123+00:00", "2026-04-20 09:00:05 +03:00"),
        ("2026-04-20T09:00+03:00", "2026-04-20 09:00 +03:00"),
        ("2026-04-20T22:30:00+00:00 to 2026-04-21T00:00:00+03:00", "2026-04-21 01:30:00 +03:00 to 2026-04-21 00:00:00 +03:00"),
        ("--until 2026-12-03T18:00", "--until 2026-12-03T18:00"),
        ("20260420T060005123456", "20260420T060005123456"),
        ("2026-02-31T06:00:05Z", "2026-02-31T06:00:05Z"),
    ],
)  # fmt: skip
def test_every_moment_with_an_offset_is_told_by_the_same_clock(written: str, told: str) -> None:
    assert times.told(written, ZONE) == told


def test_a_table_has_no_seconds_and_still_the_offset() -> None:
    assert times.minute("2026-04-20T06:00:05Z", ZONE) == "2026-04-20 09:00 +03:00"
    assert times.minute("2026-04-20T06:00:05Z", None) == "2026-04-20 06:00 +00:00"


def test_sentences_tables_and_errors_of_a_command_tell_times_by_the_policys_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy"
    policy.mkdir()
    (policy / "change.yml").write_text("calendar: {timezone: Asia/Tokyo}\n", "utf-8")
    monkeypatch.setenv("ALTYAPI_POLICY_DIR", str(policy))

    def function(out: Output, configured: Settings) -> int:
        del configured
        out.line(out.say("plan.created", created="2026-04-20T06:00:00Z", expires="2026-04-23T09:00:00+03:00"))
        out.table(["a"], [["2026-04-20T06:00:00Z"]])
        out.data({"at": "2026-04-20T06:00:00Z"})
        return frame.DONE

    assert frame.run(function) == frame.DONE
    told = capsys.readouterr().out
    assert told.count("2026-04-20 15:00:00 +09:00") == 2
    assert "2026-04-23 15:00:00 +09:00" in told


def test_a_camera_is_down_since_a_time_of_the_policys_zone(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output("text", "tr")
    out.zone_of = lambda: ZONE
    since, seen = "2026-04-20T22:30:00+00:00", "2026-04-20T22:35:00+00:00"
    camera_check.check(out, [camera()], {"kam01": Standing(state="down", since=since, seen=seen, failures=2)}, [])
    assert "2026-04-21 01:30 +03:00" in capsys.readouterr().out
