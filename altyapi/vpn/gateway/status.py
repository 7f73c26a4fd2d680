"""Who is connected, and what stands on the gateways that NetBox does not know, or the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from altyapi.device import connect
from altyapi.device.contract import Target
from altyapi.device.errors import CommandRefused
from altyapi.platforms.linux_gateway.driver import Driver
from altyapi.vpn.gateway.faults import NotATunnel
from altyapi.vpn.gateway.tunnels import admitted
from altyapi.vpn.peer import Peer, Provider
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.model import Frozen

CONNECTED: Final = timedelta(minutes=3)
"""WireGuard makes a new handshake every two minutes while packets go (its white paper, section 6.2); who is connected by OpenVPN was
heard of just now."""

State = Literal["connected", "seen", "dormant", "never"]
Kind = Literal["unknown-peer", "missing-peer", "other-addresses", "other-key", "unusable", "dormant"]
URGENT: Final[frozenset[Kind]] = frozenset({"unknown-peer", "other-addresses", "other-key"})


class Connection(Frozen):
    """A peer as a gateway has it. Where it comes from is not asked."""

    device: str
    interface: str
    public_key: str
    address: str  # all that it may send from, joined by commas
    handshake: datetime | None = None  # UTC; none since the tunnel came up
    received: int = 0  # octets, by the gateway
    sent: int = 0


class Gateway(Frozen):
    """What one device told: its tunnels' public keys by name (OpenVPN: SHA-256 of the authority's certificate), and their peers."""

    device: str
    keys: dict[str, str]
    peers: tuple[Connection, ...]


class Row(Frozen):
    """A grant that stands, over all its gateways."""

    peer: Peer
    state: State
    handshake: datetime | None
    received: int
    sent: int


class Finding(Frozen):
    kind: Kind
    device: str
    interface: str
    public_key: str
    address: str = ""
    person: str = ""
    days: int = 0  # without a handshake


class Status(Frozen):
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def read(target: Target, providers: Iterable[Provider] = ("wireguard",)) -> Gateway:
    """What ends there of these. Raises what a login raises, NotATunnel, CommandRefused."""
    with connect(target) as session:
        if not isinstance(session, Driver):
            raise NotATunnel(device=target.name)
        told = [row for one in sorted(set(providers)) for row in session.tunnels("status", one)]
    keys: dict[str, str] = {}
    peers: list[Connection] = []
    for words in (row.split() for row in told):
        if words[:1] == ["tunnel"] and len(words) == 3:
            keys[words[1]] = words[2]
        elif words[:1] == ["peer"] and len(words) == 7:
            peers.append(_connection(target.name, words))
        elif words:
            raise CommandRefused(device=target.name, command="status", answer=" ".join(words)[:200])
    return Gateway(device=target.name, keys=keys, peers=tuple(peers))


def _connection(device: str, words: Sequence[str]) -> Connection:
    _, interface, key, addresses, seen, received, sent = words
    return Connection(
        device=device,
        interface=interface,
        public_key=key,
        address="" if addresses == "(none)" else addresses,
        handshake=datetime.fromtimestamp(int(seen), UTC) if seen != "0" else None,
        received=int(received),
        sent=int(sent),
    )


def judge(
    policy: VpnPolicy,
    held: Sequence[Peer],
    gateways: Iterable[Gateway],
    seen: Mapping[tuple[str, str], datetime],
    now: datetime,
) -> Status:
    """`held`: the grants that stand; `seen`: device and key to the last handshake that was ever recorded, as a gateway forgets its
    own when it restarts."""
    told = {one.device: one for one in gateways}
    day = now.astimezone(policy.zone).date()
    rows: list[Row] = []
    findings: list[Finding] = []
    for name, gateway in policy.gateways.items():
        profiles = policy.profiles_of(name)
        mine = [one for one in held if one.profile in profiles and one.provider == gateway.provider]
        wanted = {one.public_key: one for one in admitted(mine, day)}
        mine_told = [told[device] for device in gateway.devices if device in told]
        for one in mine_told:
            findings += _compared(one, gateway.interface, gateway.public_key, wanted)
        devices = [one.device for one in mine_told]
        for peer in mine:
            if peer.public_key not in wanted and not peer.over(day):
                findings.append(_finding("unusable", "", gateway.interface, peer))
            row = _row(peer, mine_told, seen, policy, now)
            rows.append(row)
            if row.state == "dormant" and devices:
                days = (now - row.handshake).days if row.handshake else 0
                findings.append(_finding("dormant", "", gateway.interface, peer, days))
    return Status(rows=tuple(rows), findings=tuple(findings))


def _compared(told: Gateway, interface: str, key: str, wanted: Mapping[str, Peer]) -> Iterator[Finding]:
    """What differs between a device and NetBox."""
    own = told.keys.get(interface, "")
    if key and own and own != key:
        yield Finding(kind="other-key", device=told.device, interface=interface, public_key=own)
    there = {one.public_key: one for one in told.peers if one.interface == interface}
    for public, one in there.items():
        grant = wanted.get(public)
        if grant is None:
            yield Finding(
                kind="unknown-peer", device=told.device, interface=interface, public_key=public, address=one.address
            )
        elif one.address != grant.address:
            yield _finding("other-addresses", told.device, interface, grant).model_copy(update={"address": one.address})
    for public, grant in wanted.items():
        if public not in there:
            yield _finding("missing-peer", told.device, interface, grant)


def _finding(kind: Kind, device: str, interface: str, peer: Peer, days: int = 0) -> Finding:
    return Finding(
        kind=kind, device=device, interface=interface, public_key=peer.public_key, address=peer.address,
        person=peer.person_id, days=days,
    )  # fmt: skip


def _row(
    peer: Peer, told: Sequence[Gateway], seen: Mapping[tuple[str, str], datetime], policy: VpnPolicy, now: datetime
) -> Row:
    live = [one for gateway in told for one in gateway.peers if one.public_key == peer.public_key]
    moments = [one.handshake for one in live if one.handshake is not None]
    moments += [moment for (_, key), moment in seen.items() if key == peer.public_key]
    last = max(moments, default=None)
    return Row(
        peer=peer,
        state=_state(last, policy.profiles[peer.profile].dormant_days, now),
        handshake=last,
        received=sum(one.received for one in live),
        sent=sum(one.sent for one in live),
    )


def _state(last: datetime | None, dormant_days: int, now: datetime) -> State:
    if last is None:
        return "never"
    if now - last <= CONNECTED:
        return "connected"
    return "dormant" if now - last > timedelta(days=dormant_days) else "seen"
