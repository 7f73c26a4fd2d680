"""Whole changes of a camera's settings over ONVIF: planned, applied; they end in the old settings or the new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from altyapi.apply import recovery
from altyapi.apply.device import apply_device
from altyapi.apply.work import Work
from altyapi.device import connect
from altyapi.device.contract import Target
from altyapi.evidence import words
from lab.devices.onvif import RunningCamera, running_cameras
from lab.devices.process import RunningDevice
from tests.e2e.loop.case import Case
from tests.e2e.loop.ground import PASSWORD, USER, Ground
from tests.e2e.loop.trouble import at_steps, kill_at
from tests.support.plans import People, people

pytestmark = pytest.mark.e2e

INTENDED = """\
hostname {name}
clock source ntp
clock zone <+03>-3
ntp server 10.64.0.5
dns server 10.64.0.6
discovery off
stream 1 codec H264 size 1920x1080 frames 15 rate 4096
osd upper-left text Otogar Peron 3 İĞŞ
password izleme <<secret:local/izle>>
user altyapi Administrator
user izleme User
service https off port 443
network gateway 192.168.1.254
end
"""
CASE = Case(
    platform="onvif",
    row={"manufacturer": "ornek", "device_type": "ok-2143", "platform": "onvif", "role": "camera"},
    running="",
    intended=INTENDED,
    revert="taken-back",
    shown=lambda device: device.running(),
    after="osd upper-left text Otogar Peron 3 İĞŞ",
)
WRITES = ("SetSystemDateAndTime", "SetOSD", "CreateUsers")


class Emulated:
    """A camera as the ground of the loop's tests asks for devices."""

    def __init__(self, camera: RunningCamera, folder: Path) -> None:
        self.camera = camera
        self.host, self.port = camera.host, camera.port
        self._hosts = folder / f"{camera.name}.known_hosts"
        self._hosts.write_text(self.known_hosts_line)

    @property
    def known_hosts_line(self) -> str:
        return self.camera.known_hosts_line

    def running(self) -> str:
        target = Target(
            name=self.camera.name, host=self.host, port=self.port, platform="onvif", username=USER, password=PASSWORD,
            known_hosts=self._hosts,
        )  # fmt: skip
        with connect(target) as session:
            return session.running_config()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "POLL_S", 0.05)


@pytest.fixture(scope="module")
def who(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


Start = Callable[..., Ground]


@pytest.fixture
def ground(tmp_path: Path, who: People) -> Iterator[Start]:
    with ExitStack() as stack:
        yield partial(_started, stack, tmp_path, who)


def _started(
    stack: ExitStack, folder: Path, who: People, spec: dict[str, Any] | None = None, **knobs: dict[str, Any]
) -> Ground:
    users = {USER: (PASSWORD, "Administrator"), "gecici": ("gecici", "Operator")}
    specs = [
        {"name": name, "users": users, "knobs": {"skew_s": -4000, **each}, **(spec or {})}
        for name, each in knobs.items()
    ]
    cameras = stack.enter_context(running_cameras(specs))
    devices = {name: cast(RunningDevice, Emulated(camera, folder)) for name, camera in cameras.items()}
    place = Ground(CASE, folder / "project", who, devices)
    place.rotate("credentials/camera/username", USER)
    place.rotate("credentials/camera/password", PASSWORD)
    return place


def camera_of(place: Ground, name: str = "kam1") -> RunningCamera:
    return cast(Emulated, place.devices[name]).camera


def test_a_change_is_applied_and_proven_by_a_new_login(ground: Start) -> None:
    place = ground(kam1={})
    plan = place.plan()
    entry = plan.devices[0]
    assert entry.revert_method == "taken-back"
    assert "no timed revert" in entry.revert_note
    assert entry.commands[-2:] == ("no user gecici", "network gateway 192.168.1.254") or entry.commands[-1].startswith(
        "no user"
    )
    assert not [line for line in entry.commands if "Ornek-Izle-01" in line]
    fate = apply_device(place.begin(plan), "kam1", place.services)
    assert fate.state == "applied", fate.why
    held = camera_of(place).held
    assert held.hostname == "kam1"
    assert held.users["izleme"] == ("Ornek-Izle-01", "User")
    assert "gecici" not in held.users
    assert (held.streams[0].frames, held.streams[0].rate, held.streams[0].gop) == (15, 4096, 50)
    assert held.osds["osd0"].text == "Otogar Peron 3 İĞŞ"
    assert place.plan().devices == ()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_that_breaks_at_any_write_leaves_the_old_settings_or_the_new(ground: Start, when: str) -> None:
    knobs = {f"kam{number}": {"drop_at": write, "drop_when": when} for number, write in enumerate(WRITES)}
    place = ground(**knobs)
    run = place.begin(place.plan())
    for name in knobs:
        camera = camera_of(place, name)
        camera.call(_once)
        fate = apply_device(run, name, place.services)
        assert fate.state in {"applied", "reverted"}, f"{name}: {fate}"
        assert place.is_old(name) if fate.state == "reverted" else place.is_new(run, name), f"{name}: {fate.why}"


def _once(camera: Any) -> None:
    """The connection breaks at the first of these requests alone."""

    class Log(list[str]):
        def append(self, name: str) -> None:
            super().append(name)
            if self.count(camera.knobs.drop_at) == 2:
                camera.knobs.drop_at = ""

    camera.log = Log()


@pytest.mark.parametrize("line", [1, 12])
def test_a_run_that_died_at_any_line_is_settled_by_the_next(ground: Start, line: int) -> None:
    place = ground(kam1={})
    plan = place.plan()
    run = place.begin(plan)
    if line > len(plan.devices[0].commands):
        pytest.fail("fewer lines than expected")
    again = kill_at(place, run, "kam1", "line", line)
    fate = apply_device(again, "kam1", place.services)
    assert fate.state == "applied", fate
    assert place.is_new(again, "kam1")


@pytest.mark.parametrize("step", ["pushed"])
def test_a_run_that_died_at_a_step_is_finished_by_the_next(ground: Start, step: str) -> None:
    place = ground(kam1={})
    run = kill_at(place, place.begin(place.plan()), "kam1", step)
    fate = apply_device(run, "kam1", place.services)
    assert fate.state == "applied", fate
    assert place.is_new(run, "kam1")


def test_a_refused_setting_takes_the_whole_change_back(ground: Start) -> None:
    place = ground(kam1={})
    run = place.begin(place.plan(intended=INTENDED.replace("frames 15", "frames 60")))
    fate = apply_device(run, "kam1", place.services)
    assert fate.state == "reverted", fate
    assert "stream 1" in fate.why
    assert place.is_old("kam1")


BARE = {"hostname": "", "zone": "", "gateway": "", "osds": {"osd0": {"position": "UpperLeft", "text": ""}}}


@pytest.mark.parametrize("takes_nothing", [True, False])
def test_a_camera_that_had_no_name_zone_gateway_or_text_is_taken_back_as_far_as_it_lets_itself(
    ground: Start, takes_nothing: bool
) -> None:
    place = ground(BARE, kam1={"takes_nothing": takes_nothing})
    before = place.devices["kam1"].running()
    refused = INTENDED.replace("service https off", "service telnet off")
    fate = apply_device(place.begin(place.plan(intended=refused)), "kam1", place.services)
    assert fate.state == ("reverted" if takes_nothing else "diverged"), fate
    assert place.is_old("kam1") == takes_nothing
    left = set(place.devices["kam1"].running().splitlines()) - set(before.splitlines())
    assert left == (set() if takes_nothing else {"hostname kam1", "clock zone <+03>-3"})


@pytest.mark.parametrize("takes_nothing", [True, False])
def test_a_rollback_to_no_name_zone_gateway_or_text_is_carried_out_or_refused_openly(
    ground: Start, takes_nothing: bool
) -> None:
    from altyapi.apply.source import open_back  # noqa: PLC0415

    place = ground(BARE, kam1={"takes_nothing": takes_nothing})
    run = place.begin(place.plan())
    assert apply_device(run, "kam1", place.services).state == "applied"
    assert run.entry("kam1").rollback[-3:] == ("network gateway -", "hostname -", "clock zone -")
    back = open_back(run, place.services, reason="test", evrak="")
    assert back is not None
    fate = apply_device(back, "kam1", place.services)
    assert fate.state == ("applied" if takes_nothing else "reverted"), fate
    assert place.is_old("kam1") if takes_nothing else place.is_new(run, "kam1")
    assert takes_nothing or "network gateway -" in fate.why


def test_a_setting_of_the_makers_that_wants_a_restart_is_proven_after_it(ground: Start) -> None:
    place = ground({"manufacturer": "Hikvision"}, kam1={"settings_after_restart": True})
    run = place.begin(place.plan(intended="hostname yeni\nsetting ssh off\nend\n"))
    fate = apply_device(run, "kam1", place.services)
    assert fate.state == "applied", fate
    assert camera_of(place).restarts == 1
    assert place.is_new(run, "kam1")


def test_a_camera_that_says_yes_and_keeps_nothing_is_found_out(ground: Start) -> None:
    place = ground(kam1={"lies": ["ignores"]})
    fate = apply_device(place.begin(place.plan(intended="hostname baska\nend\n")), "kam1", place.services)
    assert fate.state == "reverted", fate
    assert place.is_old("kam1")


def test_a_rollback_brings_the_old_settings_back(ground: Start) -> None:
    from altyapi.apply.source import open_back  # noqa: PLC0415

    place = ground(kam1={})
    run = place.begin(
        place.plan(intended=INTENDED.replace("user izleme User\n", "user izleme User\nuser gecici Operator\n"))
    )
    assert apply_device(run, "kam1", place.services).state == "applied"
    back = open_back(run, place.services, reason="test", evrak="")
    assert back is not None
    fate = apply_device(back, "kam1", place.services)
    assert fate.state == "applied", fate
    assert place.is_old("kam1")


def test_a_camera_that_is_cut_off_is_to_be_looked_at_as_no_timer_brings_it_back_and_the_next_start_settles_it(
    ground: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ground(kam1={"downtime_s": 3600.0})
    run = place.begin(place.plan())
    camera = camera_of(place)
    with monkeypatch.context() as patch:
        patch.setattr(Work, "grace", lambda _self: timedelta(minutes=-200))
        with at_steps(run, {"proving": lambda _name: camera.call(lambda _camera: camera._host.restart())}):
            fate = apply_device(run, "kam1", place.services)
        assert fate.state == "diverged", fate
        assert "does not go back by itself" in fate.why
        assert camera.host in fate.why
        told = words.told(fate.why, "tr")
        assert "kendiliğinden eski hâline dönmez" in told
        assert fate.event is not None
        why = fate.event.detail["cause"]
        assert apply_device(run, "kam1", place.services).state == "diverged"

    camera._loop.run(camera._host.open())
    fate = apply_device(run, "kam1", place.services)
    assert fate.state == "applied", fate
    assert place.is_new(run, "kam1")
    reverted = [event.detail["why"] for event in run.journal.events("kam1") if event.name == "reverted"]
    assert reverted == [why]


H264 = "stream 1 codec H264 size 1920x1080 frames 25 rate 8192\n"
CODECS = {
    "no group any more": (("trt",), "H264", "stream 1 codec JPEG size 1280x720 frames 5 rate 8192\n"),
    "no group any more, by the second service": (
        ("trt", "tr2"), "H264", "stream 1 codec JPEG size 1280x720 frames 5 rate 8192\n"
    ),
    "a group of its own choice": (("trt",), "JPEG", H264),
    "a group that is asked for": (("trt",), "JPEG", f"{H264}stream 1 gop 30\n"),
    "left to the camera": (("trt", "tr2"), "H264", H264.replace("H264", "H265")),
    "asked for as it was": (("tr2",), "H264", f"{H264.replace('H264', 'H265')}stream 1 gop 50\n"),
    "asked for anew": (("tr2",), "H264", f"{H264.replace('H264', 'H265')}stream 1 gop 12\n"),
}  # fmt: skip


@pytest.mark.parametrize("own", [0, 25])
@pytest.mark.parametrize("case", CODECS)
def test_another_codec_comes_with_the_picture_group_that_is_asked_for_or_the_cameras_own_and_goes_back(
    ground: Start, case: str, own: int
) -> None:
    from altyapi.apply.source import open_back  # noqa: PLC0415

    media, codec, wanted = CODECS[case]
    spec = {"media": media, "streams": [{"token": "enc0", "encoding": codec}]}
    place = ground(spec, kam1={"own_gop": own})
    run = place.begin(place.plan(intended=f"{wanted}end\n"))
    fate = apply_device(run, "kam1", place.services)
    assert fate.state == "applied", fate
    held = camera_of(place).held.streams[0]
    asked = [line.split()[-1] for line in wanted.splitlines() if " gop " in line]
    assert held.encoding in wanted
    assert not asked or held.gop == int(asked[0])
    assert place.plan(intended=f"{wanted}end\n").devices == ()
    back = open_back(run, place.services, reason="test", evrak="")
    assert back is not None
    fate = apply_device(back, "kam1", place.services)
    assert fate.state == "applied", fate
    assert place.is_old("kam1")
    assert camera_of(place).held.streams[0].encoding == codec


@pytest.mark.parametrize("line", [1, 2])
@pytest.mark.parametrize("own", [0, 25])
def test_a_run_that_died_between_codec_and_picture_group_is_settled_by_the_next(
    ground: Start, own: int, line: int
) -> None:
    place = ground({"media": ("tr2",), "streams": [{"token": "enc0"}]}, kam1={"own_gop": own})
    plan = place.plan(intended=f"{H264.replace('H264', 'H265')}stream 1 gop 12\nend\n")
    assert len(plan.devices[0].commands) == 2
    run = place.begin(plan)
    again = kill_at(place, run, "kam1", "line", line)
    fate = apply_device(again, "kam1", place.services)
    assert fate.state in {"applied", "reverted"}, fate
    assert place.is_new(again, "kam1") if fate.state == "applied" else place.is_old("kam1")


def test_a_rollback_that_leaves_the_picture_group_to_the_camera_is_refused_and_nothing_is_sent(ground: Start) -> None:
    place = ground({"media": ("tr2",), "streams": [{"token": "enc0"}]}, kam1={})
    plan = place.plan(intended=f"{H264.replace('H264', 'H265')}end\n")
    entry = plan.devices[0]
    assert entry.rollback[-1] == "stream 1 gop 50"
    forged = entry.model_copy(update={"rollback": entry.rollback[:-1]})
    fate = apply_device(place.begin(plan.model_copy(update={"devices": (forged,)})), "kam1", place.services)
    assert fate.state == "untouched"
    assert "does not lead back" in fate.why
    assert camera_of(place).held.streams[0].encoding == "H264"


def test_a_strict_plan_takes_away_what_a_camera_can_be_without_and_is_carried_out(ground: Start) -> None:
    place = ground(kam1={})
    plan = place.plan(intended="hostname yeni\nuser altyapi Administrator\nend\n", strict=True)
    entry = plan.devices[0]
    assert "no user gecici" in entry.commands
    assert "stream 1 gop 50" in entry.unmanaged
    run = place.begin(plan)
    fate = apply_device(run, "kam1", place.services)
    assert fate.state == "applied", fate.why
    assert place.is_new(run, "kam1")
