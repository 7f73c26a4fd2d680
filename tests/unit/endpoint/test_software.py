"""Software that departments need: what counts as being there, and how long a report tells anything."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from altyapi.audit.estate import Estate
from altyapi.audit.thing import Scope
from altyapi.endpoint import software
from altyapi.endpoint.software import Package

DAYS_MAX = 14


@pytest.mark.parametrize(
    ("own", "complies"),
    [
        ({"installed": "3.10"}, True),
        ({"installed": ""}, False),
        ({"installed": "3.22-1", "version": "3.22*"}, True),
        ({"installed": "3.10-4", "version": "3.22*"}, False),
        ({"installed": "3.22-1", "version": "3.22"}, False),
        ({"installed": "3.10", "wanted": "absent"}, False),
        ({"installed": "", "wanted": "absent", "version": "3.22*"}, True),
    ],
)
def test_a_package_is_there_in_the_version_that_apt_was_asked_for(own: dict[str, Any], complies: bool) -> None:
    assert Package.model_validate({"name": "gimp", **own}).complies is complies


def test_a_report_that_is_too_old_tells_nothing_any_more(town: Estate, tmp_path: Path) -> None:
    wanted: dict[str, Any] = {"software": {"packages": {"libreoffice": {}}}}
    names = [one.name for one in town.in_roles(town.policy.roles.computers)][:2]
    devices = (
        one.model_copy(update={"config_context": wanted}) if one.name in names else one
        for one in town.snapshot.tables.devices
    )
    over = replace(town, snapshot=town.snapshot.holding(devices=tuple(devices)))
    for name, age in zip(names, (DAYS_MAX, DAYS_MAX + 1), strict=True):
        made = f"{town.day - timedelta(days=age)}T09:00:00+03:00"
        told = {"format": 1, "host": name, "made": made, "ring": "genis", "packages": []}
        (tmp_path / f"{name}.json").write_text(json.dumps(told), "utf-8")
    found = software.computers(over, software.read(tmp_path), Scope(), DAYS_MAX)
    assert {one.device.name: one.complies for one in found} == dict(zip(names, (True, False), strict=True))
    assert software.total(found).unknown == 1
