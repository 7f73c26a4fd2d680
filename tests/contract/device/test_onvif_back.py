"""The way back of a camera's settings: each line of it can be sent, and what the lines do not name is as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from altyapi import remediation
from altyapi.device import connect
from altyapi.device.contract import Session, Target
from altyapi.device.errors import LineRejected
from altyapi.platforms.onvif import writing
from lab.devices.onvif import RunningCamera, running_cameras

Start = Callable[..., tuple[RunningCamera, Target]]
WANTED = """\
hostname kam1
clock source ntp
clock zone <+03>-3
ntp server 10.64.0.5
dns server 10.64.0.6
dns domain ornek.bel.tr
discovery off
stream 1 codec H265 size 1280x720 frames 15 rate 2048
stream 1 gop 30
osd lower-right date-and-time
osd upper-left text Otogar
user admin Administrator
user izleme User
service https on port 443
network gateway 192.168.1.254
network address 192.168.1.65/24
end
"""
BARE = {"hostname": "", "zone": "", "gateway": "", "osds": {"osd0": {"position": "UpperLeft", "text": ""}}}
HELD = {
    "nothing": {**BARE, "media": ("tr2",)},
    "much": {
        "hostname": "on kamera", "dns": ("10.9.9.9",), "domain": "a.bel.tr b.bel.tr", "ntp": ("10.9.9.8",), "media": ("trt", "tr2"),
        "osds": {"osd0": {"position": "UpperLeft", "kind": "DateAndTime"}, "osd1": {"position": "LowerRight", "text": "-"}},
    },
    "another codec": {"media": ("tr2",), "streams": ({"token": "enc0", "encoding": "JPEG"},)},
}  # fmt: skip


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:
        yield partial(_started, stack, tmp_path / "known_hosts")


def _started(stack: ExitStack, hosts: Path, spec: dict[str, Any], **knobs: Any) -> tuple[RunningCamera, Target]:
    camera = stack.enter_context(running_cameras([{"name": "kam1", "knobs": knobs, **spec}]))["kam1"]
    return camera, Target(
        name="kam1", host=camera.host, port=camera.port, platform="onvif", username="admin", password="admin",
        known_hosts=hosts, command_timeout_s=5, connect_timeout_s=5,
    )  # fmt: skip


def push(session: Session, *lines: str) -> None:
    session.push(lines, lambda _index, _line: None)


def config(target: Target) -> str:
    with connect(target) as session:
        return session.running_config()


def with_line(text: str, pattern: str, line: str) -> str:
    found = re.sub(rf"(?m)^{pattern}.*$", line, text)
    assert found != text
    return found


@pytest.mark.parametrize("what", HELD)
@pytest.mark.parametrize("strict", [False, True])
def test_each_line_of_a_plan_and_of_its_way_back_is_one_that_can_be_sent(start: Start, what: str, strict: bool) -> None:
    before = config(start(HELD[what])[1])
    change = remediation.remediate(before, WANTED, "onvif", strict=strict)
    taken_back = remediation.remediate(change.predicted, before, "onvif", strict=True)
    assert change.rollback
    for line in (*change.commands, *change.rollback, *taken_back.commands):
        assert any(pattern.fullmatch(line) for pattern, _ in writing._WRITES), line


@pytest.mark.parametrize("taking", ["rollback", "take-back"])
def test_a_camera_that_takes_nothing_for_none_has_no_name_zone_gateway_or_text_again(start: Start, taking: str) -> None:
    camera, target = start(BARE, takes_nothing=True)
    wanted = "".join(f"{line}\n" for line in WANTED.splitlines() if not line.startswith("stream"))
    with connect(target) as session:
        before = session.running_config()
        assert "hostname -\n" in before
        assert "osd upper-left text -\n" in before
        change = remediation.remediate(before, wanted, "onvif")
        push(session, *change.commands)
        after = session.running_config()
        assert remediation.same_config(after, change.predicted, "onvif")
        back = remediation.remediate(after, before, "onvif", strict=True).commands
        push(session, *(change.rollback if taking == "rollback" else back))
        assert remediation.same_config(session.running_config(), before, "onvif")
    held = camera.held
    assert (held.hostname, held.zone, held.gateway, held.osds["osd0"].text) == ("", "", "", "")


def test_what_a_camera_refuses_to_be_without_is_asked_when_all_else_is_back(start: Start) -> None:
    camera, target = start(BARE)
    with connect(target) as session:
        before = session.running_config()
        users = "user admin Administrator\nuser izleme User\n"
        wanted = f"hostname kam1\nntp server 10.64.0.5\nosd upper-left text Otogar\n{users}end\n"
        change = remediation.remediate(before, wanted, "onvif")
        push(session, *change.commands)
        with pytest.raises(LineRejected, match="InvalidHostname"):
            push(session, *change.rollback)
        after = session.running_config()
    assert after == before.replace("hostname -\n", "hostname kam1\n")
    assert (camera.held.ntp, list(camera.held.users)) == ((), ["admin"])


def test_another_source_of_the_clock_gives_no_zone_to_a_camera_that_has_none(start: Start) -> None:
    camera, target = start({"zone": "", "ntp": ("10.64.0.5",)})
    with connect(target) as session:
        push(session, "clock source ntp")
        assert "clock zone -\n" in session.running_config()
    assert (camera.held.clock, camera.held.zone) == ("NTP", "")


def test_a_picture_group_that_the_camera_did_not_tell_is_left_to_it_again(start: Start) -> None:
    camera, target = start({"media": ("tr2",), "streams": ({"token": "enc0", "gop": 30},)})
    with connect(target) as session:
        push(session, "no stream 1 gop 30")
    assert camera.held.streams[0].gop == 50


@pytest.mark.parametrize("line", ["dns server 10.64.0.6", "dns domain ornek.bel.tr", "no dns domain"])
def test_every_search_domain_is_told_kept_and_comes_back(start: Start, line: str) -> None:
    camera, target = start({"dns": ("10.9.9.9",), "domain": "a.bel.tr b.bel.tr"})
    with connect(target) as session:
        before = session.running_config()
        assert "dns domain a.bel.tr b.bel.tr\n" in before
        push(session, line)
        assert ("a.bel.tr b.bel.tr" in camera.held.domain) == line.startswith("dns server")
        way = remediation.remediate(session.running_config(), before, "onvif", strict=True)
        push(session, *way.commands)
        assert session.running_config() == before
    assert (camera.held.dns, camera.held.domain) == (("10.9.9.9",), "a.bel.tr b.bel.tr")


@pytest.mark.parametrize("media", [("trt",), ("tr2",)])
@pytest.mark.parametrize("kind", ["Plain", "DateAndTime"])
@pytest.mark.parametrize("line", ["osd upper-left text Otogar", "osd upper-left date-and-time"])
def test_a_text_keeps_its_font_and_its_date_format(start: Start, media: tuple[str], kind: str, line: str) -> None:
    text = "Kapi" if kind == "Plain" else ""
    held = {"position": "UpperLeft", "kind": kind, "text": text, "date_format": "dd/MM/yyyy", "font_size": 48}
    camera, target = start({"media": media, "osds": {"osd7": held}})
    with connect(target) as session:
        old = next(one for one in session.running_config().splitlines() if one.startswith("osd"))
        push(session, line)
        assert f"{line}\n" in session.running_config()
        changed = camera.held.osds["osd7"]
        push(session, old)
    assert (changed.date_format, changed.font_size) == ("dd/MM/yyyy", 48)
    assert camera.held.osds["osd7"].model_dump() == held


@pytest.mark.parametrize("line", ["osd upper-left text Otogar", "osd upper-left date-and-time", "no osd upper-left"])
def test_a_place_with_two_texts_is_told_whole_and_left_alone(start: Start, line: str) -> None:
    two = {f"osd{number}": {"position": "UpperLeft", "text": text} for number, text in enumerate(("iki", "bir"))}
    camera, target = start({"osds": {**two, "osd2": {"position": "LowerLeft", "text": "Kapi"}}})
    with connect(target) as session:
        before = session.running_config()
        assert "! osd upper-left text bir\n! osd upper-left text iki\n" in before
        with pytest.raises(LineRejected, match="2 texts there"):
            push(session, line)
        change = remediation.remediate(before, "hostname kam1\nosd lower-left text Otogar\nend\n", "onvif")
        assert change.commands == ("hostname kam1", "osd lower-left text Otogar")
        push(session, *change.commands)
        assert remediation.same_config(session.running_config(), change.predicted, "onvif")
    assert [camera.held.osds[one].text for one in ("osd0", "osd1", "osd2")] == ["iki", "bir", "Otogar"]
    assert not {"SetOSD", "DeleteOSD"}.intersection(camera.log[: camera.log.index("SetHostname")])


def test_a_setting_that_holds_after_a_restart_gets_one_at_the_end(start: Start) -> None:
    camera, target = start({"manufacturer": "Hikvision"}, settings_after_restart=True)
    with connect(target) as session:
        before = session.running_config()
        push(session, "setting ssh off", "setting upnp off", "hostname kam1")
        assert camera.restarts == 1
        after = session.running_config()
    wanted = with_line(with_line(with_line(before, "setting ssh", "setting ssh off"), "setting upnp", "setting upnp off"),
                       "hostname", "hostname kam1")  # fmt: skip
    assert after == wanted


def test_a_setting_that_holds_after_a_restart_is_seen_by_whoever_takes_a_refused_change_back(start: Start) -> None:
    camera, target = start({"manufacturer": "Hikvision"}, settings_after_restart=True)
    with connect(target) as session:
        with pytest.raises(LineRejected, match="no setting of a camera"):
            push(session, "setting ssh off", "yok")
        assert camera.restarts == 1
        assert "setting ssh off\n" in session.running_config()


def test_a_setting_that_holds_at_once_needs_no_restart(start: Start) -> None:
    camera, target = start({"manufacturer": "Hikvision"})
    with connect(target) as session:
        push(session, "setting ssh off")
        assert "setting ssh off\n" in session.running_config()
    assert camera.restarts == 0
