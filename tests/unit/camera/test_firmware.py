"""Firmware of cameras: who is behind, in which waves, and what becomes of each."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from altyapi.camera import firmware, login
from altyapi.camera.faults import FirmwareFile
from altyapi.camera.firmware import Fleet, Outcome, Standing, waves
from altyapi.camera.keeping import Firmware, version_key
from altyapi.camera.ring import Login
from lab.devices.onvif import firmware as emulated
from lab.devices.onvif import running_cameras
from tests.unit.camera.rotating import SHARED, Place

GOOD = b"firmware OK-2143 5.7.9\n"


class Ground:
    def __init__(self, place: Place, content: bytes, **rules: Any) -> None:
        self.place = place
        folder = place.settings.root / "firmware"
        folder.mkdir(exist_ok=True)
        (folder / "ok.bin").write_bytes(content)
        release = {"models": ["ok-*"], "version": "5.7.9", "file": "ok.bin", "sha256": hashlib.sha256(GOOD).hexdigest()}
        self.rules = Firmware.model_validate({"releases": [release], "restart_s": 60, **rules})
        self.fleet = Fleet(self.rules, place.settings, place.devices, lambda _camera: Login("admin", SHARED))
        self.rows = {one.name: one for one in place.rows}

    def gaps(self) -> tuple[Standing, ...]:
        return asyncio.run(self.fleet.gaps(self.place.rows, 8, lambda _one: None))

    def update(self) -> dict[str, Outcome]:
        found = self.gaps()
        work = self.fleet.update(
            waves(found, self.rules.wave_sizes), self.rows, self.fleet.files(found),
            holder="kul0001", now=lambda: "2026-11-22T12:00:00+00:00", done=lambda _one: None,
        )  # fmt: skip
        return {one.camera: one for one in asyncio.run(work)}


Start = Callable[..., Ground]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    monkeypatch.setattr(firmware, "POLL_S", 0.02)
    monkeypatch.setattr(login, "POLL_S", 0.02)
    with ExitStack() as stack:
        yield partial(_started, stack, tmp_path)


def _started(
    stack: ExitStack, folder: Path, specs: dict[str, dict[str, Any]], content: bytes = GOOD, **rules: Any
) -> Ground:
    full = [{"name": name, "users": {"admin": (SHARED, "Administrator")}, **spec} for name, spec in specs.items()]
    return Ground(Place(folder, stack.enter_context(running_cameras(full))), content, **rules)


def test_the_gap_of_each_camera_is_told(start: Start) -> None:
    ground = start(
        {
            "kam1": {},
            "kam2": {"firmware": "V5.7.9"},
            "kam3": {"firmware": "5.10.0"},
            "kam4": {"model": "XX-1"},
            "kam5": {"users": {"admin": ("baska", "Administrator")}},
        }
    )
    found = {one.camera: one.gap for one in ground.gaps()}
    assert found == {"kam1": "behind", "kam2": "current", "kam3": "ahead", "kam4": "no-release", "kam5": "no-login"}


def test_cameras_are_updated_one_first_and_keep_their_settings(start: Start) -> None:
    ground = start({f"kam{number}": {} for number in range(4)}, wave_sizes=[1, 2])
    results = ground.update()
    assert {one.state for one in results.values()} == {"updated"}
    assert sorted(one.wave for one in results.values()) == [1, 2, 2, 3]
    assert {one.gap for one in ground.gaps()} == {"current"}
    assert all(camera.restarts == 1 for camera in ground.place.cameras.values())


def test_a_recorder_without_a_media_service_is_updated_like_a_camera(start: Start) -> None:
    ground = start({"nvr01": {"media": (), "recordings": ()}})
    assert [one.state for one in ground.update().values()] == ["updated"]


def test_a_recorder_is_never_at_work_with_a_camera_of_its_own() -> None:
    standings = [
        Standing(camera=name, id=number, model=model, group="nvr01", gap="behind")
        for number, (name, model) in enumerate({"kam01": "C", "kam02": "C", "nvr01": "N"}.items())
    ]
    assert [len(wave) for wave in waves(standings, (5,))] == [1, 1, 1]


def test_after_a_failure_nothing_more_is_begun(start: Start) -> None:
    ground = start({"kam0": {"knobs": {"bad_upgrade": True}}, "kam1": {}, "kam2": {}}, restart_s=1)
    results = ground.update()
    assert (results["kam0"].state, results["kam1"].state, results["kam2"].state) == (
        "kept-old",
        "not-begun",
        "not-begun",
    )
    assert ground.place.cameras["kam1"].restarts == 0


def test_a_camera_that_comes_back_without_its_users_is_not_locked_by_the_proof(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = emulated.upload

    def reset(camera: Any, *given: Any) -> Any:
        """As a release that takes the camera back to its factory settings."""
        answer = upload(camera, *given)
        if answer.status == 200:
            camera.held.users["admin"] = ("fabrika-cikisi", "Administrator")
        return answer

    monkeypatch.setattr(emulated, "upload", reset)
    ground = start({"kam1": {"knobs": {"lock_after": 5, "lock_s": 1800}}}, restart_s=10)
    result = ground.update()["kam1"]
    assert (result.state, result.after) == ("failed", "")
    assert "admin" in result.detail
    assert ground.place.cameras["kam1"].failed_logins == 1
    assert ground.place.opens("kam1", "admin", "fabrika-cikisi")


def test_a_camera_that_does_not_come_back_has_failed_and_not_kept_its_version(start: Start) -> None:
    ground = start({"kam1": {"knobs": {"bad_upgrade": True, "downtime_s": 60}}}, restart_s=0.5)
    result = ground.update()["kam1"]
    assert (result.state, result.after, result.detail) == ("failed", "", "not back in time")


def test_a_file_that_is_not_the_approved_one_is_never_sent(start: Start) -> None:
    ground = start({"kam1": {}}, content=b"something else")
    with pytest.raises(FirmwareFile, match="SHA-256"):
        ground.update()
    assert "StartFirmwareUpgrade" not in ground.place.cameras["kam1"].log


def standing(number: int, group: str, model: str = "OK-1") -> Standing:
    return Standing(camera=f"kam{number:02d}", id=number, group=group, gap="behind", model=model)


def test_never_two_cameras_of_one_recorder_are_at_work_at_once() -> None:
    fleet = [standing(number, f"nvr{number % 3}") for number in range(12)]
    placed = waves(fleet, (1, 5, 20))
    assert len(placed[0]) == 1
    assert all(len({one.group for one in wave}) == len(wave) for wave in placed)
    assert sorted(one.camera for wave in placed for one in wave) == sorted(one.camera for one in fleet)


def test_of_a_model_that_none_has_tried_only_one_is_in_a_wave() -> None:
    fleet = [standing(number, f"g{number}", f"M{number % 2}") for number in range(8)]
    first, second, *_ = waves(fleet, (5, 5))
    assert sorted(one.model for one in first) == ["M0", "M1"]
    assert len(second) == 5


def test_versions_are_compared_by_their_numbers() -> None:
    ordered = ["5.4.9", "V5.7.3", "5.7.3 build 220112", "5.7.10", "10.0"]
    assert sorted(set(ordered), key=version_key) == ordered
