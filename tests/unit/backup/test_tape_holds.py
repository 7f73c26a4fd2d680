"""A cartridge under a legal hold is not destroyed, whatever is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from altyapi.backup.point import Point
from altyapi.backup.tape import Event, Tapes
from altyapi.cli.backup import taped
from altyapi.cli.backup.taped import HeldByDocument
from altyapi.settings import Settings
from altyapi.view.output import Output

BARCODE = "OBB001L8"


def _desk(folder: Path, released: str | None) -> Settings:
    hold = {"systems": ["vt"], "evrak": "E-1-640-7", "reason": "dava", "released": released}
    (folder / "backup.yml").write_text(json.dumps({"holds": [hold]}), "utf-8")
    point = Point(system="vt", time="2026-03-31T23:00:00+03:00", kind="files", id="1", place="merkez")
    tapes = Tapes.of(folder)
    made = {"time": "2026-04-01T09:00:00+03:00", "barcode": BARCODE, "by": "yedek"}
    tapes.add(Event.model_validate({**made, "happening": "enrolled", "location": "Kasa 2"}))
    tapes.add(Event.model_validate({**made, "happening": "written", "points": [point]}))
    return Settings(root=folder, state_dir=folder, policy_dir=folder)


def _destroy(desk: Settings) -> int:
    fields = {"evrak": "E-99999999-640.99-16", "method": "parçalama", "reason": "ömrü doldu", "witness": "mudur"}
    return taped.destroy(Output("text", "tr"), desk, BARCODE, early=True, **fields)


@pytest.mark.parametrize("released", [None, "2026-04-01"])
def test_a_hold_is_not_overridden(tmp_path: Path, released: str | None) -> None:
    """Also where it is released on a day that nothing on tape has reached."""
    with pytest.raises(HeldByDocument, match="E-1-640-7"):
        _destroy(_desk(tmp_path, released))
    assert Tapes.of(tmp_path).get(BARCODE).state == "written"


def test_one_that_was_released_is(tmp_path: Path) -> None:
    assert _destroy(_desk(tmp_path, "2026-03-31")) == 0
