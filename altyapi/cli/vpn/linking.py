"""The steps of vpn.links: what NetBox says of tunnels between sites, what the gateways say, and keys for their ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from altyapi import connection
from altyapi.cli import snapshots
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.cli.vpn import asking
from altyapi.device.contract import Target
from altyapi.errors import ToolkitError
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view import vpn_links as view
from altyapi.view.output import Output
from altyapi.view.steps import typed
from altyapi.vpn import policy, recording
from altyapi.vpn.gateway import keying
from altyapi.vpn.gateway import links as standing
from altyapi.vpn.gateway.faults import LinkUnknown, NotATunnel
from altyapi.vpn.gateway.links import Link
from altyapi.vpn.peer import KEY, Provider
from netbox_sync.importer.nearest import nearest
from netbox_sync.model import Snapshot

TERMINATIONS: Final = "vpn/tunnel-terminations"
PROVIDERS: Final[tuple[Provider, ...]] = ("wireguard",)


def show(out: Output, configured: Settings, name: str) -> int:
    """Raises LinkUnknown, PolicyFileInvalid, SnapshotError."""
    taken = snapshots.load(out, configured)
    some = _some(configured, taken, name)
    reached = _reached(configured, taken, dict.fromkeys(end.device for one in some if one.whole for end in one.ends))
    told, faults = asking.asked(out, reached, dict.fromkeys(reached, PROVIDERS), configured.workers)
    rows = view.rows(some, told, now())
    view.show(out, some, rows)
    for error in faults:
        out.fault(error)
    whole = all(one.whole for one in some) and all(row.state == "up" for row in rows)
    return ERROR if faults else DONE if whole else PENDING


def prepare(out: Output, configured: Settings, name: str, rotate: str, reason: str, evrak: str, *, apply: bool) -> int:
    """Keys for the ends that have none, or another for one; each on its own gateway, which it never leaves. Raises LinkUnknown and
    what the client and a login raise; what was done by then is done, and the same command goes on with the rest."""
    taken = snapshots.load(out, configured)
    some = _some(configured, taken, name)
    ends = [(one, end) for one in some for end in one.ends if (end.device == rotate if rotate else not end.public_key)]
    if rotate and not ends:
        held = sorted({end.device for one in some for end in one.ends})
        raise LinkUnknown(name=rotate, near=nearest(rotate, held) or "-")
    view.ends(out, ends)
    if not ends:
        return DONE
    if not apply:
        out.line(out.say("vpn.dry-change"))
        return PENDING
    reached = _reached(configured, taken, dict.fromkeys(end.device for _, end in ends))
    said = recording.message("rotate" if rotate else "grant", reason, evrak)
    with snapshots.netbox(configured) as netbox:
        for link, end in ends:
            target = reached[end.device]
            if isinstance(target, ToolkitError):
                raise target
            public = keying.prepared(target, end.interface, another=bool(rotate))
            netbox.update(TERMINATIONS, end.netbox_id, {"custom_fields": {KEY: public}, "changelog_message": said})
            view.prepared(out, link, end, public)
    devices = ",".join(dict.fromkeys(end.device for link, _ in ends for end in link.ends))
    out.next(typed("netbox.pull"))
    out.next(typed("config.plan", "--limit", devices, "--reason", reason, *(("--evrak", evrak) if evrak else ())))
    return DONE


def _some(configured: Settings, taken: Snapshot, name: str) -> Sequence[Link]:
    found = standing.links(taken, policy.load(configured.policy_dir).links)
    some = [one for one in found if name in ("", one.name)]
    if name and not some:
        raise LinkUnknown(name=name, near=nearest(name, [one.name for one in found]) or "-")
    return some


def _reached(configured: Settings, taken: Snapshot, devices: dict[str, None]) -> dict[str, Target | ToolkitError]:
    """How each is logged in to, or why it can't be."""
    store = SecretStore.from_settings(configured)
    found: dict[str, Target | ToolkitError] = {}
    for name in devices:
        device = taken.device_by_name[name]
        try:
            if device.platform is None:
                raise NotATunnel(device=name)
            found[name] = connection.target(name, device.platform, connection.of(device), store, configured)
        except ToolkitError as error:
            found[name] = error
    return found
