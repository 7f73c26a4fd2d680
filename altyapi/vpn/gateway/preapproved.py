"""Plans that need no second person: nothing in them but peers that come and go as NetBox says, few at a time.

A plan says that it is one (`Plan.preapproved`); whether it is, is judged again from its content by whoever applies it: every line
it would send, on its way there and back, against the policy and the snapshot of that moment. Nothing in a plan is believed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network
from pathlib import Path
from typing import Final

from altyapi.apply import runs
from altyapi.apply.head import head_of, known
from altyapi.apply.run import Run
from altyapi.errors import ToolkitError
from altyapi.plan import identity
from altyapi.plan.model import DevicePlan, Plan
from altyapi.vpn.gateway import tunnels
from altyapi.vpn.gateway.pools import prefix_of
from altyapi.vpn.peer import Peer, grants, peers
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.ipam.faults import PoolMissing
from netbox_sync.model import Snapshot

CLASS: Final = "vpn-peers"
DAY: Final = timedelta(hours=24)
_TUNNEL = re.compile(r"(?:wireguard|openvpn) (?P<name>\S+)")
_KEY = r"(?P<key>[A-Za-z0-9+/]{43}=|[0-9a-f]{64})"
_PEER = re.compile(rf" peer {_KEY} (?P<rest>\S.*)")
_GONE = re.compile(rf" no peer {_KEY}")


def problems(plan: Plan, policy: VpnPolicy, snapshot: Snapshot, now: datetime) -> tuple[str, ...]:
    """Why a plan is not of this class; nothing where it is."""
    found = [*_whole(plan), *(one for entry in plan.devices for one in _entry(entry, policy, snapshot, now))]
    count = len(touched(plan))
    if count > policy.preapproved.peers_max:
        found.append(f"{count} peers, allowed {policy.preapproved.peers_max}")
    return tuple(found)


def foreign(plan: Plan) -> tuple[str, ...]:
    """The lines of a plan, there and back, that are about no peer."""
    return tuple(
        f"{entry.device}: another line: {line.strip()[:60]}"
        for entry in plan.devices
        for line in (*_Lines(entry.commands).other, *_Lines(entry.rollback).other)
    )


def touched(plan: Plan) -> frozenset[str]:
    """The keys of the peers that a plan is about; each once, on however many gateways."""
    lines = (line for entry in plan.devices for line in (*entry.commands, *entry.rollback))
    return frozenset(found["key"] for line in lines if (found := _PEER.fullmatch(line) or _GONE.fullmatch(line)))


def coming(plan: Plan, *, back: bool = False) -> dict[str, str]:
    """The people that a plan, or its way back, lets in or keeps with other words: their keys, and the first end that it sets (UTC).
    A peer without an end is another gateway."""
    lines = (line for entry in plan.devices for line in (entry.rollback if back else entry.commands))
    found: dict[str, str] = {}
    for one in filter(None, map(_PEER.fullmatch, lines)):
        words = one["rest"].split()
        until = dict(zip(words[::2], words[1::2], strict=False)).get("until", "")
        if until:
            found[one["key"]] = min(until, found.get(one["key"], until))
    return found


def over_a_day(plan: Plan, state_dir: Path, policy: VpnPolicy, now: datetime) -> tuple[str, ...]:
    """Whether this plan, with all that were begun without a second person in the last 24 hours, is more than a day's; where a run
    can't be read, nobody knows."""
    folder = runs.runs_folder(state_dir)
    earlier: set[str] = set(touched(plan))
    for name in known(folder):
        try:
            head = head_of(folder / name)
            if head.plan_id == plan.id or now - datetime.fromisoformat(head.started) > DAY:
                continue
            begun = Run(folder / name).plan
        except (ToolkitError, TypeError, ValueError):  # also a time without its offset
            return (f"what run {name} did can't be read",)
        if begun.preapproved:
            earlier |= touched(begun)
    if len(earlier) > policy.preapproved.per_day:
        return (f"{len(earlier)} peers in 24 hours, allowed {policy.preapproved.per_day}",)
    return ()


def _whole(plan: Plan) -> Iterator[str]:
    if not plan.devices:
        yield "nothing changes"
    if plan.strict:
        yield "strict: unmanaged lines would go too"


def _entry(entry: DevicePlan, policy: VpnPolicy, snapshot: Snapshot, now: datetime) -> Iterator[str]:
    wanted = {one.name: one.peers for one in tunnels.of_devices(snapshot, policy, now).get(entry.device, ())}
    other = sorted({flag.kind for flag in entry.flags} - {"deletion"})
    if entry.platform != "linux_gateway" or not wanted:
        yield f"{entry.device}: no WireGuard gateway of the policy"
        return
    yield from identity.differences(entry, snapshot)
    if not entry.serial:
        yield f"{entry.device}: no serial number to know it by"
    if other or entry.secrets:
        yield f"{entry.device}: {', '.join([*other, *(['secrets'] if entry.secrets else [])])}"
    forward, back = _Lines(entry.commands), _Lines(entry.rollback)
    for line in (*forward.other, *back.other):
        yield f"{entry.device}: another line: {line.strip()[:60]}"
    for tunnel in sorted({*forward.tunnels, *back.tunnels} - wanted.keys()):
        yield f"{entry.device}: not a tunnel of the policy: {tunnel}"
    asked = {(tunnel, one.public_key): one.words for tunnel, listed in wanted.items() for one in listed}
    pools = _pools(policy, snapshot)
    let_in = {
        (gateway.interface, one.public_key): one
        for name, gateway in policy.gateways.items()
        if entry.device in gateway.devices
        for one in tunnels.let_in(name, peers(snapshot), policy, now)
    }
    known = {one.address for one in grants(snapshot) if _in_pool(one, pools)}
    for one in (*_there(forward, asked, let_in, pools), *_back(forward, back, known)):
        yield f"{entry.device}: {one}"


def _pools(policy: VpnPolicy, snapshot: Snapshot) -> dict[str, IPv4Network | IPv6Network]:
    """The pool of each profile of this class, where NetBox has it."""
    found: dict[str, IPv4Network | IPv6Network] = {}
    for profile in policy.profiles.keys() & set(policy.preapproved.profiles):
        with suppress(PoolMissing):
            found[profile] = ip_network(prefix_of(policy, profile, snapshot))
    return found


def _in_pool(one: Peer, pools: Mapping[str, IPv4Network | IPv6Network]) -> bool:
    """Whether a grant is one of this class, at an address that the rules of its profile are for."""
    return one.profile in pools and ip_interface(one.address).ip in pools[one.profile]


def _there(
    forward: _Lines,
    asked: Mapping[tuple[str, str], str],
    let_in: Mapping[tuple[str, str], Peer],
    pools: Mapping[str, IPv4Network | IPv6Network],
) -> Iterator[str]:
    """Who comes is a grant of NetBox of this class, to the letter; who goes is none any more."""
    for place, words in forward.set.items():
        if asked.get(place) != words:
            yield f"not as NetBox has it: peer {place[1]}"
        elif let_in[place].profile not in pools:
            yield f"profile {let_in[place].profile}: peer {place[1]}"
        elif not _in_pool(let_in[place], pools):
            yield f"outside the pool of {let_in[place].profile}: peer {place[1]}"
    yield from (f"NetBox still has it: peer {place[1]}" for place in sorted(forward.gone & asked.keys()))


def _back(forward: _Lines, back: _Lines, known: Container[str]) -> Iterator[str]:
    """The way back may only undo the way there; `known` are the addresses of this class's grants, also of those taken back."""
    yield from (f"the way back takes out: peer {key}" for _, key in sorted(back.gone - forward.set.keys()))
    for place, words in back.set.items():
        if place not in forward.gone and place not in forward.set:
            yield f"the way back lets in: peer {place[1]}"
        elif not _bounded(words, known):
            yield f"the way back lets in more than a person: peer {place[1]}"


class _Lines:
    """The lines of a change, by what they say; `other` are those that are about no peer."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.tunnels: set[str] = set()
        self.set: dict[tuple[str, str], str] = {}
        self.gone: set[tuple[str, str]] = set()
        self.other: list[str] = []
        tunnel = ""
        for line in lines:
            head, peer, gone = _TUNNEL.fullmatch(line), _PEER.fullmatch(line), _GONE.fullmatch(line)
            if head:
                tunnel = head["name"]
                self.tunnels.add(tunnel)
            elif (peer or gone) and not tunnel:
                self.other.append(line)
            elif (found := peer or gone) and (tunnel, found["key"]) in {*self.set, *self.gone}:
                self.other.append(line)  # twice: only one of them would be looked at
            elif peer:
                self.set[tunnel, peer["key"]] = peer["rest"]
            elif gone:
                self.gone.add((tunnel, gone["key"]))
            elif line.strip() == "exit":
                tunnel = ""
            else:
                self.other.append(line)


def _bounded(rest: str, known: Container[str]) -> bool:
    """Whether a peer's words are one person's of a profile of this class: one address that NetBox knows, or knew, as such a grant,
    and an end."""
    words = rest.split()
    has = dict(zip(words[::2], words[1::2], strict=False))
    return has.keys() <= {"address", "until", "name", "profile"} and "until" in has and has.get("address") in known
