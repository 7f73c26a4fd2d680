"""Tunnels between sites, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from altyapi.view.output import Colour, Output
from altyapi.vpn.gateway.links import End, Link
from altyapi.vpn.gateway.status import CONNECTED, Gateway
from netbox_sync.model import Frozen

COLOURS: dict[str, Colour | None] = {"up": "green", "down": "red", "absent": "yellow", "unasked": None}
State = Literal["up", "down", "absent", "unasked"]


class Row(Frozen):
    """What one end says of another."""

    tunnel: str
    device: str
    far: str
    handshake: datetime | None = None
    state: State


def rows(some: Iterable[Link], told: Iterable[Gateway], moment: datetime) -> tuple[Row, ...]:
    by = {one.device: one for one in told}
    return tuple(
        _row(link, end, far, by.get(end.device), moment)
        for link in some
        if link.whole
        for end in link.ends
        for far in link.far(end)
    )


def _row(link: Link, end: End, far: End, told: Gateway | None, moment: datetime) -> Row:
    made = Row(tunnel=link.name, device=end.device, far=far.device, state="unasked")
    if told is None:
        return made
    peers = [one for one in told.peers if (one.interface, one.public_key) == (end.interface, far.public_key)]
    if not peers:
        return made.model_copy(update={"state": "absent"})
    last = peers[0].handshake
    up = last is not None and moment - last <= CONNECTED
    return made.model_copy(update={"state": "up" if up else "down", "handshake": last})


def show(out: Output, some: Sequence[Link], found: Sequence[Row]) -> None:
    out.data({
        "tunnels": [one.model_dump(mode="json") for one in some],
        "ends": [one.model_dump(mode="json") for one in found],
    })  # fmt: skip
    if found:
        out.table(
            [out.say(f"vpn.links.{name}") for name in ("tunnel", "end", "far", "last", "state")],
            [
                [
                    one.tunnel,
                    one.device,
                    one.far,
                    out.minute(one.handshake.isoformat()) if one.handshake else "-",
                    out.say(f"vpn.links.{one.state}"),
                ]
                for one in found
            ],
            [COLOURS[one.state] for one in found],
        )
    for link in some:
        for lacks, device in link.lacks:
            out.line(out.say(f"vpn.links.lacks-{lacks}", tunnel=link.name, device=device or "-"), "yellow")
    up = sum(all(row.state == "up" for row in found if row.tunnel == one.name) for one in some if one.whole)
    out.line(out.say("vpn.links.count", up=up, count=len(some)))


def ends(out: Output, some: Sequence[tuple[Link, End]]) -> None:
    """Those that a key is made for."""
    out.data({"ends": [{"tunnel": link.name, "device": end.device, "interface": end.interface} for link, end in some]})
    for link, end in some:
        out.line(out.say("vpn.links.key", tunnel=link.name, device=end.device, interface=end.interface))
    if not some:
        out.line(out.say("vpn.links.no-key"), "green")


def prepared(out: Output, link: Link, end: End, public: str) -> None:
    out.line(out.say("vpn.links.prepared", tunnel=link.name, device=end.device, public=public), "green")
