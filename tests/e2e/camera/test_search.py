"""A search over real sockets: who is asked, how fast, who is found, and who is sent a login."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from pathlib import Path

import pytest

from altyapi.camera import identify, probe
from altyapi.camera.identify import Asked
from altyapi.camera.model import Camera
from altyapi.camera.policy import CameraPolicy, Ports, Probing
from altyapi.camera.probe import Answered
from altyapi.camera.soap import AnswerUnusable
from altyapi.device.errors import LoginRefused
from lab.cameras.endpoint import Endpoint
from lab.cameras.field import running
from tests.unit.camera.cameras import at, login
from tests.unit.camera.test_finding import world

pytestmark = pytest.mark.e2e
NETWORK = IPv4Network("127.33.0.0/28")
MAC = "9C:8E:CD:00:00:{:02X}"


@pytest.fixture(scope="module")
def field() -> Iterator[tuple[list[Endpoint], int]]:
    """Known ones, a stranger, one whose WS-Discovery is off, one outside the searched network; and the port of the probes."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, socket.socket() as other:
        one.bind(("127.33.0.1", 0))
        other.bind(("127.33.0.1", 0))
        probes, http = one.getsockname()[1], other.getsockname()[1]
    names = ("known", "other-serial", "no-login", "stranger", "hidden", "bomb", "outside")
    endpoints = [
        Endpoint(name=name, host=f"127.33.0.{number}", onvif_port=http, serial=f"SN{number}", mac=MAC.format(number))
        for number, name in enumerate(names, 1)
    ]
    of = {one.name: one for one in endpoints}
    of["hidden"].behaviour = "closing"  # on which the emulator answers no probe; its ONVIF service does
    of["bomb"].document = "bomb"
    of["outside"].host = "127.33.1.1"
    of["no-login"].password = "lab-Other-1"
    with running(endpoints, probes=probes):
        yield endpoints, probes


@pytest.fixture(scope="module")
def policy(field: tuple[list[Endpoint], int]) -> CameraPolicy:
    ports = Ports(onvif=field[0][0].onvif_port)
    return CameraPolicy(ports=ports, probing=Probing(allowed=(ip_network("127.33.0.0/16"),), per_second=200, wait_s=1))


@pytest.fixture(scope="module")
def answered(field: tuple[list[Endpoint], int], policy: CameraPolicy) -> tuple[Answered, ...]:
    started = time.monotonic()
    found = probe.search([NETWORK], policy, port=field[1], multicast=False)
    assert time.monotonic() - started > 2 * 14 / 200  # 14 addresses, no faster than the policy says
    return found


def test_who_answers_is_found_with_and_without_ws_discovery(answered: tuple[Answered, ...]) -> None:
    assert [one.address for one in answered] == [f"127.33.0.{number}" for number in range(1, 7)]
    told = {one.address: one for one in answered}
    assert told["127.33.0.4"].mac == MAC.format(4)
    assert told["127.33.0.4"].model == "DS-2CD2143G2"
    assert told["127.33.0.5"].mac == ""  # found by its ONVIF service alone


def test_nobody_outside_the_searched_network_is_asked(
    field: tuple[list[Endpoint], int], answered: tuple[Answered, ...]
) -> None:
    del answered
    assert {one.name for one in field[0] if not one.asked} == {"outside"}


@pytest.fixture(scope="module")
def asked(field: tuple[list[Endpoint], int], policy: CameraPolicy, answered: tuple[Answered, ...]) -> Asked:
    cameras = known(field[0])
    pairs = [(cameras[one.address], one) for one in answered if one.address in cameras]
    of = {one.name: one for one in field[0]}
    default = Endpoint(name="", host="")
    return identify.ask(
        pairs,
        policy,
        Path("known_hosts"),
        lambda camera: login(default if camera.name == "no-login" else of[camera.name]),
    )


def known(endpoints: list[Endpoint]) -> dict[str, Camera]:
    """All but the stranger, as NetBox has them; one with another serial number."""
    found = [at(one, serial=one.serial, mac=one.mac, interface="eth0") for one in endpoints if one.name != "stranger"]
    replaced = [one.model_copy(update={"serial": "OLD1"}) if one.name == "other-serial" else one for one in found]
    return {str(one.address): one for one in replaced}


def test_known_cameras_say_who_they_are_and_the_others_why_not(asked: Asked) -> None:
    assert asked.told["known"].facts.serial == "SN1"
    assert asked.told["known"].macs == {"eth0": MAC.format(1)}
    assert {name: type(error) for name, error in asked.silent.items()} == {
        "no-login": LoginRefused,
        "bomb": AnswerUnusable,
    }


def test_a_login_that_was_refused_is_not_tried_again(field: tuple[list[Endpoint], int], asked: Asked) -> None:
    del asked
    assert {one.name: one.logins_refused for one in field[0] if one.logins_refused} == {"no-login": 1}


def test_the_differences_are_those_and_no_others(
    field: tuple[list[Endpoint], int], answered: tuple[Answered, ...], asked: Asked
) -> None:
    found = identify.findings(answered, tuple(known(field[0]).values()), asked.told, world())
    assert [(one.kind, one.address, one.camera, one.netbox, one.seen) for one in found] == [
        ("replaced", "127.33.0.2", "other-serial", "OLD1", "SN2"),
        ("unknown", "127.33.0.4", "", "", ""),
    ]
