"""Many cameras read in one event loop, beside devices that have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.device import Fetched, Target, connect, fetch_many
from altyapi.device.errors import LoginRefused, Unreachable
from altyapi.errors import ToolkitError
from lab.devices.onvif.server import RunningCamera, running_cameras


def _target(camera: RunningCamera, tmp_path: Path, **own: object) -> Target:
    given = {"username": "admin", "password": "admin", "platform": "onvif", "command_timeout_s": 5, **own}
    return Target(name=camera.name, host=camera.host, port=camera.port, known_hosts=tmp_path / "known", **given)


def test_many_cameras_are_read_as_one_is_and_one_fault_stops_no_other(tmp_path: Path) -> None:
    specs = [{"name": f"kam{number}", "serial": f"OK-{number}"} for number in range(7)]
    with running_cameras(specs) as cameras:
        cameras["kam4"].set(hangs=True)
        targets = {name: _target(one, tmp_path) for name, one in cameras.items()}
        targets["kam4"] = _target(cameras["kam4"], tmp_path, command_timeout_s=0.5)
        cameras["kam6"].set(lies=frozenset({"address"}))
        targets["kam5"] = _target(cameras["kam5"], tmp_path, password="yanlis")
        strange = targets["kam0"].model_copy(update={"name": "strange", "platform": "no-such"})
        dead = targets["kam0"].model_copy(update={"name": "dead", "platform": "cisco_ios", "port": 1})
        told: list[str] = []
        found = fetch_many(
            [*targets.values(), strange, dead],
            workers=2,
            identify=True,
            on_result=lambda name, _result: told.append(name),
        )
        with connect(targets["kam1"]) as session:
            alone = session.running_config()
    assert sorted(told) == sorted(found)
    read = {name: one for name, one in found.items() if isinstance(one, Fetched)}
    assert sorted(read) == ["kam0", "kam1", "kam2", "kam3"]
    assert read["kam1"].text == alone
    assert [one.serial for _, one in sorted(read.items())] == ["OK-0", "OK-1", "OK-2", "OK-3"]
    assert isinstance(found["kam5"], LoginRefused)
    assert isinstance(found["dead"], Unreachable)
    assert all(isinstance(found[name], ToolkitError) for name in ("kam4", "kam6", "strange"))


def test_an_interrupt_while_cameras_are_read_reaches_the_caller_at_once(tmp_path: Path) -> None:
    def interrupt(_name: str, _result: object) -> None:
        raise KeyboardInterrupt

    with running_cameras([{"name": f"kam{number}"} for number in range(3)]) as cameras:
        targets = [_target(one, tmp_path) for one in cameras.values()]
        with pytest.raises(KeyboardInterrupt):
            fetch_many(targets, workers=1, on_result=interrupt)
