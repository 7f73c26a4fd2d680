"""What cuts cameras off is found by NetBox's cables, and only what did not answer is named."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from altyapi.audit.policy import AuditPolicy
from altyapi.camera.causes import Cause, Ways, reachable
from altyapi.camera.policy import CameraPolicy
from netbox_sync.model import Circuit, CircuitTermination, Device, Endpoint, Interface, Snapshot, Source, Tables
from tests.unit.camera.cameras import camera

ROLES = {
    "yon01": "router",
    "omr01": "core-switch",
    "dgt01": "distribution-switch",
    "ers01": "access-switch",
    "kam01": "camera",
}
CHAIN = ("yon01", "omr01", "dgt01", "ers01", "kam01")


def town() -> Snapshot:
    """A router, three switches behind it one after the other, a camera on the last; and a second line between two of them."""
    devices = tuple(
        Device(
            id=number, name=name, status="active", site="sah-ot01", role=ROLES[name], device_type="t", manufacturer="m",
            primary_ip4=f"10.0.0.{number}/24",
        )
        for number, name in enumerate(CHAIN, 1)
    )  # fmt: skip
    cables = [*itertools.pairwise(CHAIN), ("omr01", "dgt01")]
    ports: list[Interface] = []
    for number, (near, far) in enumerate(cables):
        for here, there in ((near, far), (far, near)):
            name, other = f"{there}-{number}", f"{here}-{number}"
            ports.append(
                Interface(
                    id=len(ports) + 1, device=here, name=name, type="1000base-t", enabled=True,
                    connected=Endpoint(device=there, interface=other),
                )
            )  # fmt: skip
    tables = Tables(
        devices=devices,
        interfaces=tuple(ports),
        circuits=(
            Circuit(id=1, cid="A-MPLS-0007", provider="a", type="mpls", status="active"),
            Circuit(id=2, cid="B-ESKI-0001", provider="b", type="mpls", status="decommissioned"),
        ),
        circuit_terminations=tuple(CircuitTermination(id=n, circuit=n, side="Z", site="sah-ot01") for n in (1, 2)),
    )
    source = Source(url="http://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+03:00", duration_ms=1)
    return Snapshot(source=source, digest="0" * 64, tables=tables)


@pytest.fixture
def ways() -> Ways:
    return Ways(town(), CameraPolicy(), AuditPolicy())


def test_the_way_leads_from_the_camera_s_switch_to_the_gateway(ways: Ways) -> None:
    way = ways.way(camera("kam01", switch="ers01"))
    assert way == ("ers01", "dgt01", "omr01", "yon01")
    assert ways.places(way)["dgt01"] == ("10.0.0.3", 22)
    assert ways.way(camera("kam01", switch=None)) == ()


@pytest.mark.parametrize(
    ("silent", "cause"),
    [
        ((), None),
        (("ers01",), Cause("ers01", "device")),
        (("ers01", "dgt01"), Cause("dgt01", "device")),
        (("ers01", "omr01"), Cause("ers01", "device")),  # what answers in between proves that the way so far is whole
        (("dgt01", "omr01"), None),  # its own switch answers: it is the camera
        (("ers01", "dgt01", "omr01", "yon01"), Cause("yon01", "line", ("A-MPLS-0007",))),
    ],
)
def test_the_one_nearest_to_the_gateway_is_the_cause(ways: Ways, silent: tuple[str, ...], cause: Cause | None) -> None:
    way = ("ers01", "dgt01", "omr01", "yon01")
    assert ways.cause(way, {name: name not in silent for name in way}) == cause


def test_a_device_that_could_not_be_asked_is_never_a_cause(ways: Ways) -> None:
    assert ways.cause(("ers01", "dgt01"), {"ers01": False}) == Cause("ers01", "device")
    assert ways.cause(("ers01", "dgt01"), {}) is None


@contextmanager
def silent_listener() -> Iterator[tuple[str, int]]:
    """A place that answers no new connection: its queue is full."""
    with ExitStack() as kept:
        listener = kept.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        place = listener.getsockname()
        for _ in range(4):
            caller = kept.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(place)
        yield place


def test_a_refusal_is_an_answer_and_silence_is_none() -> None:
    with silent_listener() as silent, socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound, and not listening
        places = {"silent": silent, "listening": listening.getsockname(), "closed": closed.getsockname()}
        assert reachable(places, 1.0) == {"silent": False, "listening": True, "closed": True}
