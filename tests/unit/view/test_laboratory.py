"""What the lab tells: enough to look at a switch by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from altyapi.view import laboratory
from altyapi.view.output import Output
from altyapi.view.texts import TEXTS
from lab.orneksehir import drift, handwork
from lab.orneksehir.contexts import CREDENTIALS
from lab.status import DeviceStatus, LabRecord, LabStatus

SWITCH = DeviceStatus(name="obb-x", platform="cisco_ios", site="x", role="access-switch", host="127.64.0.11", port=2022)
LOGIN = CREDENTIALS["network"]


def _told(language: Literal["en", "tr"], tmp_path: Path, *kinds: str) -> None:
    record = LabRecord(
        profile="tiny", started="2026-11-22T00:00:00+03:00", netbox_url="http://127.0.0.1:1", netbox_version="4.4.10",
        control_socket=tmp_path / "s", devices=1, interfaces=1, username=LOGIN["username"],
        emulated=(SWITCH.model_copy(update={"drift": kinds}),),
    )  # fmt: skip
    status = LabStatus(
        state_dir=tmp_path, running=True, record=record, env_file=tmp_path / "env", known_hosts=tmp_path / "hosts"
    )
    laboratory.show(Output("text", language), status)


@pytest.mark.parametrize("language", ["en", "tr"])
def test_what_to_log_in_with_stands_below_the_ssh_line(
    language: Literal["en", "tr"], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _told(language, tmp_path)
    lines = capsys.readouterr().out.splitlines()
    look = next(number for number, line in enumerate(lines) if f"{LOGIN['username']}@127.64.0.11" in line)
    assert LOGIN["username"] in lines[look + 1]
    assert LOGIN["password"] in lines[look + 1]


def test_every_kind_of_drift_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kinds = {drift.MISSING_USER, *drift.EDITS, *(kind for edits in handwork.EDITS.values() for kind in edits)}
    assert {key.removeprefix("lab.drift.") for key in TEXTS if key.startswith("lab.drift.")} == kinds
    _told("tr", tmp_path, "snmp-user", "open-port")
    assert "SNMP kullanıcısı eksik, boştaki port açık" in capsys.readouterr().out
