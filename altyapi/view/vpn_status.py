"""Who is connected, on a terminal. Where from is told nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from altyapi.view import vpn_owed
from altyapi.view.output import Colour, Output
from altyapi.view.times import minute
from altyapi.vpn.gateway.status import URGENT, Finding, Row, Status
from altyapi.vpn.owed import OwedCut
from netbox_sync.text import sort_key

COLOURS: dict[str, Colour | None] = {"connected": "green", "dormant": "yellow", "seen": None, "never": None}
SHORT = 12
"""Characters of a public key that are enough to find it."""


def show(
    out: Output, found: Status, asked: Sequence[str], recorded: int, zone: ZoneInfo, owed: Sequence[OwedCut] = ()
) -> None:
    out.data(
        {
            "grants": [_row(one) for one in found.rows],
            "findings": [one.model_dump(mode="json") for one in found.findings],
            "gateways": list(asked),
            "recorded": recorded,
            "owed": vpn_owed.rows(owed),
        }
    )
    head = [out.say(f"vpn.{name}") for name in ("person", "address", "last", "in", "out", "state")]
    rows = sorted(found.rows, key=lambda one: (sort_key(one.peer.person_id), one.peer.host))
    out.table(
        head,
        [
            [
                one.peer.person_id or "-",
                one.peer.host,
                minute(one.handshake.isoformat(), zone) if one.handshake else "-",
                _size(one.received),
                _size(one.sent),
                out.say(f"vpn.state.{one.state}"),
            ]
            for one in rows
        ],
        [COLOURS[one.state] for one in rows],
    )
    for finding in found.findings:
        out.line(_told(out, finding), "red" if finding.kind in URGENT else "yellow")
    vpn_owed.left(out, owed)
    connected = sum(one.state == "connected" for one in found.rows)
    out.line(
        out.say(
            "vpn.status.end", connected=connected, count=len(found.rows), asked=len(asked),
            findings=len(found.findings) + len(owed), recorded=recorded,
        )
    )  # fmt: skip


def _told(out: Output, one: Finding) -> str:
    return out.say(
        f"vpn.status.{one.kind}", device=one.device, interface=one.interface, public=f"{one.public_key[:SHORT]}…",
        address=one.address or "-", person=one.person or "-", days=one.days,
    )  # fmt: skip


def _row(one: Row) -> dict[str, object]:
    return {
        "person": one.peer.person_id,
        "profile": one.peer.profile,
        "address": one.peer.address,
        "public_key": one.peer.public_key,
        "state": one.state,
        "handshake": one.handshake.isoformat() if one.handshake else "",
        "received": one.received,
        "sent": one.sent,
    }


def _size(octets: int) -> str:
    for unit in ("B", "KiB", "MiB"):
        if octets < 10_240:
            return f"{octets} {unit}"
        octets //= 1024
    return f"{octets} GiB"
