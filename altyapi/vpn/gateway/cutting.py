"""Cutting somebody off at once: out of the live tunnel, with proof. Nothing of a plan is waited for; the plan that follows from
NetBox then finds the peer gone already."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from altyapi import connection
from altyapi.device import connect
from altyapi.device.contract import Target
from altyapi.device.errors import CommandRefused
from altyapi.errors import ToolkitError
from altyapi.evidence.access import Cut, CutRecord
from altyapi.platforms.linux_gateway.driver import Driver
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.vpn.gateway.faults import NotATunnel
from altyapi.vpn.peer import Provider
from altyapi.vpn.policy import Gateway, VpnPolicy
from netbox_sync.model import Snapshot

if TYPE_CHECKING:
    from altyapi.evidence.chain import Entry


def targets(
    snapshot: Snapshot, policy: VpnPolicy, gateway: str, store: SecretStore, settings: Settings
) -> dict[str, Target | ToolkitError]:
    """How each device of a gateway is logged in to, or why it can't be."""
    return reach(snapshot, policy.gateways[gateway].devices, store, settings)


def reach(
    snapshot: Snapshot, devices: Iterable[str], store: SecretStore, settings: Settings
) -> dict[str, Target | ToolkitError]:
    """The same of these devices, whatever the policy has them for."""
    found: dict[str, Target | ToolkitError] = {}
    for name in devices:
        device = snapshot.device_by_name.get(name)
        if device is None or device.platform is None:
            found[name] = NotATunnel(device=name)
            continue
        try:
            found[name] = connection.target(name, device.platform, connection.of(device), store, settings)
        except ToolkitError as error:
            found[name] = error
    return found


def cut_everywhere(
    key: str, gateway: Gateway, reached: Mapping[str, Target | ToolkitError]
) -> dict[str, Cut | ToolkitError]:
    """Cut a person off on every device of a gateway, all at once; each device's proof, or why it could not be done there."""

    def attempt(target: Target | ToolkitError) -> Cut | ToolkitError:
        if isinstance(target, ToolkitError):
            return target
        try:
            return cut(target, gateway.interface, key, gateway.provider)
        except ToolkitError as error:
            return error

    with ThreadPoolExecutor(max_workers=max(1, len(reached))) as pool:
        return dict(zip(reached, pool.map(attempt, reached.values()), strict=True))


def cut(target: Target, interface: str, key: str, provider: Provider = "wireguard") -> Cut:
    """Take a peer out of the live tunnel, and out of whatever could bring it back there: what boots, what a change would go back to.
    Its connections are forgotten. Raises what a login raises, NotATunnel, CommandRefused."""
    with connect(target) as session:
        if not isinstance(session, Driver):
            raise NotATunnel(device=target.name)
        # a key is what somebody typed into NetBox
        told = session.tunnels(f"cut {shlex.quote(interface)} {shlex.quote(key)}", provider)
    words = {row.split()[0]: row.split()[1:] for row in told if row.strip()}
    try:
        state, address = [*words["was"], ""][:2]
        seen, sessions = int(words["handshake"][0]), int(words["sessions"][0])
    except (KeyError, IndexError, ValueError) as error:
        raise CommandRefused(device=target.name, command="cut", answer=" ".join(told)[:200]) from error
    return Cut(
        device=target.name,
        interface=interface,
        public_key=key,
        address="" if address == "-" else address,
        was_there=state == "there",
        last_handshake=datetime.fromtimestamp(seen, UTC).isoformat() if seen else "",
        sessions=sessions,
        at=datetime.now().astimezone().isoformat(timespec="milliseconds"),
    )


def record(file: Path, cuts: Sequence[Cut], later: str, *, by: str, reason: str, evrak: str) -> Entry:
    """The proof in the chain. `later`: by recording.later_than. Raises ChainBroken and OSError."""
    from altyapi.evidence import chain  # noqa: PLC0415  all that a record may be of comes along, and the cut must not wait for it

    made = CutRecord(
        cuts=tuple(cuts),
        at=cuts[0].at,
        by=by,
        reason=reason,
        evrak=evrak,
        tool_version=version("altyapi"),
        later_than=later,
    )
    return chain.append(file, made)
