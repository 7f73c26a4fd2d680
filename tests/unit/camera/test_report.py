"""The list of cameras as a person reads it."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo

import pytest

from altyapi.audit.text import shown
from altyapi.camera import report
from altyapi.camera.availability import availability
from altyapi.camera.standing import Standing
from altyapi.errors import Language
from tests.unit.camera.cameras import camera

DOWN = Standing(state="down", since="2026-04-20T22:30:00+00:00", seen="2026-04-20T22:35:00+00:00")


@pytest.mark.parametrize(
    ("language", "zone", "told"),
    [
        ("tr", timezone(timedelta(hours=3)), "21.04.2026 01:30 +03:00"),
        ("en", timezone(timedelta(hours=3)), "2026-04-21 01:30 +03:00"),
        ("tr", None, "20.04.2026 22:30 +00:00"),
    ],
)
def test_since_is_told_by_the_policys_clock_with_its_offset(language: Language, zone: tzinfo | None, told: str) -> None:
    one = camera("kam01")
    table = report.table([one], {"kam01": DOWN}, availability([], ["kam01"], UTC), zone=zone)
    place = [heading.key for heading in table.headings].index("beri")
    assert shown(table.rows[0][place], language) == told
