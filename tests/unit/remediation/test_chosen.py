"""What a device has of its own choice: streams of cameras, of which another codec has another picture group, or none."""

from __future__ import annotations

import random
import re

import pytest

from altyapi.remediation import Remediation, predict, remediate, same_config

P = "onvif"
H264 = "stream 1 codec H264 size 1920x1080 frames 25 rate 8192\n"
GOP = "stream 1 gop 50\n"
NUMBERS = ("1", "2", "10", "11")
"""Streams whose number begins as another's."""


class Camera:
    """A camera's streams. With another codec it takes the group `own` (0: one that it does not tell), JPEG has none; a line that
    takes a stream or a group away it knows not."""

    def __init__(self, text: str, own: int) -> None:
        self.codec: dict[str, str] = {}
        self.gop: dict[str, str] = {}
        self.own = 0
        for line in text.splitlines()[:-1]:
            self.give(line)
        self.own = own

    def give(self, line: str) -> None:
        found = re.fullmatch(r"stream (\d+) (?:gop (\d+)|codec (\S+) .*)", line)
        assert found is not None, line
        number, length, codec = found.groups()
        if length:
            assert " JPEG " not in self.codec[number]
            self.gop[number] = length
            return
        if number not in self.codec or self.codec[number].split()[3] != codec:
            self.gop.pop(number, None)
            if codec != "JPEG" and self.own:
                self.gop[number] = str(self.own)
        self.codec[number] = line

    def text(self) -> str:
        lines = [
            line
            for number, codec in self.codec.items()
            for line in (codec, *([f"stream {number} gop {self.gop[number]}"] if number in self.gop else ()))
        ]
        return "\n".join([*lines, "end", ""])


def _config(chance: random.Random, *, whole: bool) -> str:
    lines = []
    for number in NUMBERS:
        if not whole and chance.random() < 0.3:
            continue
        codec = chance.choice(["H264", "H265", "JPEG"])
        lines.append(f"stream {number} codec {codec} size 704x576 frames 5 rate {chance.choice([64, 128])}")
        if codec != "JPEG" and (whole or chance.random() < 0.5):
            lines.append(f"stream {number} gop {chance.choice([12, 50])}")
    return "\n".join([*lines, "end", ""])


def _given(camera: Camera, lines: tuple[str, ...]) -> str:
    for line in lines:
        camera.give(line)
    return camera.text()


@pytest.mark.parametrize("strict", [False, True])
def test_streams_come_to_what_was_asked_for_and_go_back_from_any_line_on(strict: bool) -> None:
    chance = random.Random(20261122)
    for _ in range(60):
        running, intended, own = _config(chance, whole=True), _config(chance, whole=False), chance.choice([0, 25])
        way = remediate(running, intended, P, strict=strict)
        held = _given(Camera(running, own), way.commands)
        assert set(intended.splitlines()) <= set(held.splitlines())
        assert same_config(way.predicted, held, P)
        assert not remediate(held, intended, P, strict=strict).changed
        assert _given(Camera(held, own), way.rollback) == running
        for count in range(len(way.commands)):
            part = _given(Camera(running, own), way.commands[:count])
            assert same_config(predict(running, way.commands[:count], P), part, P)
            assert not same_config(way.predicted, part, P), (way.commands, part)
            assert _given(Camera(part, own), remediate(part, running, P, strict=True).commands) == running
        told = {line for line in running.splitlines() if line not in held.splitlines()}
        assert not told & set(way.unmanaged)


def test_a_group_that_is_asked_for_and_not_there_is_a_difference_and_one_of_the_cameras_own_is_none() -> None:
    assert not same_config(f"{H264}{GOP}end\n", f"{H264}end\n", P)
    assert not same_config(f"{H264}{GOP}end\n", f"{H264}stream 1 gop 25\nend\n", P)
    assert same_config(f"{H264}end\n", f"{H264}{GOP}end\n", P)


def test_what_every_camera_has_stays_in_a_strict_plan_and_is_told() -> None:
    others = "hostname a\nclock source ntp\nsetting X 1\nservice http on port 80\nnetwork gateway 10.0.0.1\n"
    way = remediate(f"{others}{H264}{GOP}osd upper-left text x\nuser b User\nend\n", f"{H264}end\n", P, strict=True)
    assert way.commands == ("no osd upper-left", "no user b")
    assert way.unmanaged == (*others.splitlines(), GOP.strip())


def test_a_group_that_goes_with_its_codec_is_not_told_as_left_alone() -> None:
    way: Remediation = remediate(f"{H264}{GOP}end\n", f"{H264.replace('H264', 'H265')}end\n", P)
    assert way.unmanaged == ()
    assert "gop 50" in way.diff
