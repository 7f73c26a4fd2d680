"""Streams by the second media service (Profile T), which alone knows H.265, and by the first where a camera has no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from altyapi import remediation
from altyapi.device import connect
from altyapi.device.contract import Session, Target
from altyapi.device.errors import CommandRefused, LineRejected
from lab.devices.onvif import RunningCamera, running_cameras

Start = Callable[[dict[str, Any]], tuple[RunningCamera, Target]]
H265 = {"token": "enc0", "encoding": "H265", "rate": 4096, "gop": 60}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:
        yield partial(_started, stack, tmp_path / "known_hosts")


def _started(stack: ExitStack, hosts: Path, spec: dict[str, Any]) -> tuple[RunningCamera, Target]:
    camera = stack.enter_context(running_cameras([{"name": "kam1", **spec}]))["kam1"]
    return camera, Target(
        name="kam1", host=camera.host, port=camera.port, platform="onvif", username="admin", password="admin",
        known_hosts=hosts, command_timeout_s=5, connect_timeout_s=5,
    )  # fmt: skip


def push(session: Session, *lines: str) -> None:
    session.push(lines, lambda _index, _line: None)


@pytest.mark.parametrize("media", [("tr2",), ("trt", "tr2")])
def test_an_h265_stream_is_read_by_the_service_that_knows_it(start: Start, media: tuple[str, ...]) -> None:
    _, target = start({"media": media, "streams": (H265,)})
    with connect(target) as session:
        text = session.running_config()
        seen = session.observe()
        asked = session.command("media:GetProfiles")
    assert "stream 1 codec H265 size 1920x1080 frames 25 rate 4096\nstream 1 gop 60\n" in text
    assert seen.interfaces_up == ("profile profile0",)
    assert 'token="profile0"' in asked


@pytest.mark.parametrize("media", [("tr2",), ("trt", "tr2")])
def test_a_change_to_h265_is_what_was_meant_and_its_rollback_leads_back(start: Start, media: tuple[str, ...]) -> None:
    camera, target = start({"media": media})
    wanted = (
        "stream 1 codec H265 size 1280x720 frames 15 rate 2048\nstream 1 gop 30\nosd upper-left text Otogar\n"
        "osd lower-left date-and-time\nend\n"
    )
    with connect(target) as session:
        before = session.running_config()
        change = remediation.remediate(before, wanted, "onvif")
        push(session, *change.commands)
        after = session.running_config()
        held = camera.held
        push(session, *remediation.remediate(before, wanted, "onvif").rollback)
        assert session.running_config() == before
    predicted = remediation.predict(before, change.commands, "onvif").splitlines()
    assert sorted(predicted) == sorted(line for line in after.splitlines() if not line.startswith("!"))
    first = held.streams[0]
    assert (first.encoding, first.width, first.frames, first.rate, first.gop) == ("H265", 1280, 15, 2048, 30)
    assert {osd.position for osd in held.osds.values()} == {"UpperLeft", "LowerLeft"}


def test_the_length_of_a_picture_group_is_set_by_the_first_service_too(start: Start) -> None:
    camera, target = start({})
    with connect(target) as session:
        push(session, "stream 2 gop 12")
        assert "stream 2 gop 12\n" in session.running_config()
    assert [stream.gop for stream in camera.held.streams] == [50, 12]


def test_h265_on_a_camera_without_the_second_service_is_refused_before_anything_is_sent(start: Start) -> None:
    camera, target = start({})
    with connect(target) as session, pytest.raises(LineRejected, match="second media service"):
        push(session, "stream 1 codec H265 size 1920x1080 frames 25 rate 4096")
    assert "SetVideoEncoderConfiguration" not in camera.log


def test_a_second_service_that_is_only_named_leaves_the_first(start: Start) -> None:
    camera, target = start(
        {
            "media": ("trt", "tr2"),
            "knobs": {"broken": ["tr2:GetVideoEncoderConfigurations", "tr2:GetOSDs", "tr2:GetProfiles"]},
        }
    )
    with connect(target) as session:
        push(session, "stream 1 codec H264 size 1280x720 frames 5 rate 512", "osd upper-left text Kapi 2")
        text = session.running_config()
        assert session.observe().interfaces_up == ("profile profile0", "profile profile1")
    assert "stream 1 codec H264 size 1280x720 frames 5 rate 512\n" in text
    assert "osd upper-left text Kapi 2\n" in text
    assert camera.held.streams[0].rate == 512


def test_a_codec_that_the_camera_has_not_is_its_refusal(start: Start) -> None:
    camera, target = start({"media": ("tr2",)})
    with connect(target) as session:
        with pytest.raises(LineRejected, match="ConfigModify"):
            push(session, "stream 1 codec MPEG4 size 1920x1080 frames 25 rate 4096")
        with pytest.raises(CommandRefused, match="no such media service"):
            session.command("trt:GetProfiles")
    assert camera.held.streams[0].encoding == "H264"
