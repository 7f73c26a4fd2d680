"""What the shared suite asks every driver, asked of cameras where it fits: they have no terminal, no candidate and no timer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from altyapi import platforms, remediation
from altyapi.camera.soap import AnswerUnusable
from altyapi.device import connect, hostkeys, shown_key
from altyapi.device.contract import Target
from altyapi.device.errors import (
    CommandRefused,
    CommandTimeout,
    DeviceError,
    HostKeyChanged,
    LineRejected,
    LoginRefused,
    NoHostKey,
    UnknownHostKey,
    Unreachable,
)
from lab.devices.onvif import RunningCamera, running_cameras

Start = Callable[..., tuple[RunningCamera, Target]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:
        yield partial(_started, stack, tmp_path / "known_hosts")


def _started(
    stack: ExitStack, hosts: Path, spec: dict[str, Any] | None = None, **target: Any
) -> tuple[RunningCamera, Target]:
    camera = stack.enter_context(running_cameras([{"name": "kam1", **(spec or {})}]))["kam1"]
    hosts.write_text(camera.known_hosts_line)
    values = {
        "name": "kam1", "host": camera.host, "port": camera.port, "platform": "onvif", "username": "admin",
        "password": "admin", "known_hosts": hosts, "command_timeout_s": 5, "connect_timeout_s": 5,
    }  # fmt: skip
    return camera, Target.model_validate({**values, **target})


@pytest.mark.parametrize("auth", ["ws", "digest", "both"])
@pytest.mark.parametrize("skew_s", [0, -90_000, 4000])
def test_the_settings_are_read_whichever_login_and_clock_the_camera_has(start: Start, auth: str, skew_s: int) -> None:
    camera, target = start({"knobs": {"auth": auth, "skew_s": skew_s}})
    with connect(target) as session:
        text = session.running_config()
    assert platforms.load("onvif").complete(text)
    assert "stream 1 codec H264 size 1920x1080 frames 25 rate 8192\n" in text
    assert camera.failed_logins == 0


def test_a_clock_behind_a_login_is_reached_by_http_digest(start: Start) -> None:
    camera, target = start({"knobs": {"auth": "digest", "clock_needs_login": True}})
    with connect(target) as session:
        assert session.running_config()
    assert camera.failed_logins == 0


def test_facts_and_inventory_are_the_cameras_own(start: Start) -> None:
    _, target = start({"serial": "SN-7", "firmware": "1.2.3", "hostname": "kam-x"})
    with connect(target) as session:
        told = session.inventory()
        assert session.command("tds:GetHostname").count("kam-x") == 1
        with pytest.raises(CommandRefused):
            session.command("tds:SystemReboot")
    assert (told.facts.hostname, told.facts.version, told.facts.serial) == ("kam-x", "1.2.3", "SN-7")
    assert told.macs == {"eth0": "00:1A:2B:00:00:01"}


@pytest.mark.parametrize("auth", ["ws", "digest"])
def test_a_wrong_password_is_one_refused_login_and_is_never_told(start: Start, auth: str) -> None:
    camera, target = start({"knobs": {"auth": auth}}, password="yanlis-parola")
    with pytest.raises(LoginRefused) as caught, connect(target):
        pass
    assert camera.failed_logins == 1
    assert "yanlis-parola" not in str(caught.value)
    assert "yanlis-parola" not in f"{target} {target!r}"


def test_a_user_that_is_no_administrator_is_refused(start: Start) -> None:
    users = {"admin": ("admin", "Administrator"), "izle": ("izle", "User")}
    _, target = start({"users": users}, username="izle", password="izle")
    with pytest.raises(LoginRefused, match="Administrator"), connect(target):
        pass


def test_over_tls_the_key_on_record_counts_and_is_checked_before_the_login(start: Start) -> None:
    camera, target = start({"tls": True}, options={"tls": "true"})
    with connect(target) as session:
        assert session.running_config()
    hostkeys.check(target, shown_key(target))
    asked = len(camera.log)
    recorded = target.known_hosts.read_text()
    target.known_hosts.write_text("")
    with pytest.raises(UnknownHostKey), connect(target):
        pass
    name, kind, blob = recorded.split()
    target.known_hosts.write_text(f"{name} {kind} {blob[:-8]}AAAAAAA=\n")
    with pytest.raises(HostKeyChanged), connect(target):
        pass
    assert len(camera.log) == asked, "nothing was sent"


def test_plain_http_shows_no_key(start: Start) -> None:
    with pytest.raises(NoHostKey):
        shown_key(start()[1])


BAD = {
    "an XML bomb": ({"bomb": True}, AnswerUnusable, "entity|document type"),
    "an endless answer": ({"endless": "fast"}, AnswerUnusable, "longer than"),
    "an answer that trickles": ({"endless": "slow"}, CommandTimeout, "0.5 s"),
    "no XML": ({"garbage": True}, AnswerUnusable, "no XML"),
    "words for numbers": ({"lies": ["types"]}, AnswerUnusable, "no number"),
    "another answer": ({"lies": ["other"]}, AnswerUnusable, "GetScopesResponse"),
    "silence": ({"hangs": True}, CommandTimeout, "0.5 s"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_answers_are_one_clear_error_each(start: Start, what: str) -> None:
    knobs, error, told = BAD[what]
    _, target = start({"knobs": knobs}, command_timeout_s=0.5)
    with pytest.raises(error, match=told), connect(target) as session:
        session.running_config()


def test_a_camera_that_names_another_host_gets_its_requests_all_the_same(start: Start) -> None:
    camera, target = start({"knobs": {"lies": ["host"]}})
    with connect(target) as session:
        assert "stream 1" in session.running_config()
    assert "GetVideoEncoderConfigurations" in camera.log


def test_what_a_camera_does_not_offer_has_no_line(start: Start) -> None:
    _, target = start({"knobs": {"broken": ["GetOSDs", "GetDNS", "GetDiscoveryMode"]}})
    with connect(target) as session:
        text = session.running_config()
    assert "stream 2" in text
    assert not [word for word in ("osd", "dns", "discovery") if f"\n{word} " in text]


def test_a_push_stops_at_the_first_refused_line(start: Start) -> None:
    camera, target = start()
    sent: list[int] = []
    lines = ["hostname kam7", "stream 9 codec H264 size 1280x720 frames 5 rate 512", "discovery off"]
    with connect(target) as session, pytest.raises(LineRejected) as caught:
        session.push(lines, lambda index, _line: sent.append(index))
    assert (sent, caught.value.fields["index"]) == ([0], 1)
    assert (camera.held.hostname, camera.held.discoverable) == ("kam7", True)


def test_the_user_that_is_logged_in_is_neither_removed_nor_degraded(start: Start) -> None:
    camera, target = start()
    for line in ("no user admin", "user admin User"):
        with connect(target) as session, pytest.raises(LineRejected, match="logged in"):
            session.push([line], lambda _index, _line: None)
    assert camera.held.users["admin"][1] == "Administrator"


@pytest.mark.parametrize(
    "text", ["Otogar  Peron \\ 3", " İĞÜŞÖÇ ığüşöç ", "iki\nsatır", "<b>&amp;</b>", "", "-", "\\u002d"]
)
def test_any_text_in_the_picture_reads_and_writes_back(start: Start, text: str) -> None:
    camera, target = start({"osds": {"osd0": {"position": "UpperLeft", "text": text}}})
    with connect(target) as session:
        line = next(line for line in session.running_config().splitlines() if line.startswith("osd upper-left"))
        session.push(["osd upper-left text x", line], lambda _index, _line: None)
    assert camera.held.osds["osd0"].text == text.strip("\n ") or camera.held.osds["osd0"].text == text


MAKERS = {
    "AXIS": ("setting ssh on", "setting ssh off", "root.Network.SSH.Enabled", "no"),
    "Hikvision": (
        "setting ssh on",
        "setting ssh off",
        "/ISAPI/System/Network/ssh",
        "<enabled>false</enabled><port>22</port>",
    ),
    "Dahua": ("setting telnet on", "setting telnet off", "Telnet.Enable", "false"),
}


@pytest.mark.parametrize("maker", MAKERS)
def test_a_makers_own_services_are_read_and_turned_off(start: Start, maker: str) -> None:
    on, off, name, value = MAKERS[maker]
    camera, target = start({"manufacturer": maker})
    with connect(target) as session:
        before = session.running_config()
        assert f"{on}\n" in before
        way = remediation.remediate(before, before.replace(on, off), "onvif")
        session.push(way.commands, lambda _index, _line: None)
        assert remediation.same_config(session.running_config(), way.predicted, "onvif")
        with pytest.raises(LineRejected, match="no such setting"):
            session.push(["setting yok off"], lambda _index, _line: None)
    assert value in camera.held.settings[name]


def test_a_camera_that_is_off_is_not_reachable(start: Start) -> None:
    _, target = start()
    with pytest.raises(Unreachable), connect(target.model_copy(update={"port": 1})):
        pass
    with pytest.raises(DeviceError), connect(target.model_copy(update={"host": "kamera.invalid"})):
        pass
