"""Cuts that are owed, tried again: by `vpn.status` and `vpn.expire --apply`, which run from timers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import groupby
from typing import Final

from altyapi.account import operator
from altyapi.cli import evidencing
from altyapi.cli.frame import now
from altyapi.device.contract import Target
from altyapi.device.errors import CommandRefused
from altyapi.errors import ToolkitError
from altyapi.evidence.access import Cut
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view import vpn_owed as view
from altyapi.view.output import Output
from altyapi.vpn import recording
from altyapi.vpn.gateway import cutting, withheld
from altyapi.vpn.gateway.faults import NotATunnel
from altyapi.vpn.owed import Owed, OwedCut
from altyapi.vpn.peer import peers
from altyapi.vpn.pending import Pending, read
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.model import Snapshot

IN_USE: Final = "active"
"""Status of a device."""

Tried = Mapping[OwedCut, Cut | ToolkitError]


def due(configured: Settings) -> tuple[OwedCut, ...]:
    """What should be done by now. Raises PendingUnreadable."""
    moment = now()
    found = tuple(one for one in Owed(configured.state_dir).read() if one.is_due(moment))
    if all(one.at_once for one in found):
        return found
    # a new key that NetBox could not be told of yet: the old one is good until it is
    steps = map(read, Pending(configured.state_dir).files())
    old = {held.was_key for step in steps if step.action == "rotate" and not step.cut for held in step.grants}
    return tuple(one for one in found if one.at_once or one.public_key not in old)


def tell(out: Output, configured: Settings) -> bool:
    """Whether anything is owed that should be done by now; all of it is told."""
    left = due(configured)
    view.left(out, left)
    return bool(left)


def again(out: Output, configured: Settings, rules: VpnPolicy, taken: Snapshot) -> tuple[OwedCut, ...]:
    """Try again what is due; each proof goes into the evidence with the document of the step that it is owed for. What is still owed
    then. Raises PendingUnreadable, ChainBroken, OSError."""
    owed = Owed(configured.state_dir)
    wanted = due(configured)
    if not wanted:
        return ()
    gone = [one for one in wanted if _gone(one, rules, taken)]
    # somebody decided otherwise since, in NetBox
    void = [one for one in wanted if one not in gone and one.public_key in _standing(configured, taken, one)]
    owed.strike([one.place for one in (*gone, *void)])
    view.void(out, gone, void)
    wanted = tuple(one for one in wanted if one not in gone and one not in void)
    targets = cutting.reach(taken, {one.device for one in wanted}, SecretStore.from_settings(configured), configured)
    tried = _tried([one for one in wanted if one.what == "cut"], targets)
    proofs = {one: came for one, came in tried.items() if isinstance(came, Cut)}
    for (reason, evrak), some in groupby(sorted(proofs, key=_why), _why):
        cuts = [proofs[one] for one in some]
        file, later = evidencing.chain_file(configured), recording.later_than(now(), configured.snapshot)
        cutting.record(file, cuts, later, by=operator(), reason=reason, evrak=evrak)
    owed.strike([one.place for one in proofs])
    faults = {one.device: came for one, came in tried.items() if isinstance(came, ToolkitError)}
    faults |= _lists(configured, rules, [one for one in wanted if one.what == "list"], targets, faults)
    owed.met({device: fault.code for device, fault in faults.items()})
    left = due(configured)
    view.done(out, [one for one in wanted if one not in left])
    for fault in faults.values():
        out.fault(fault)
    return left


def _gone(one: OwedCut, rules: VpnPolicy, taken: Snapshot) -> bool:
    """Whether nobody can be connected there: no gateway of the policy, and for a cut not in use by NetBox either. The policy alone may be
    a file that is missing or half written, and somebody may still be in the tunnel of a gateway that it has dropped."""
    if one.device in {device for gateway in rules.gateways.values() for device in gateway.devices}:
        return False
    device = taken.device_by_name.get(one.device)
    return one.what == "list" or device is None or device.status != IN_USE


def _why(one: OwedCut) -> tuple[str, str]:
    return one.reason, one.evrak


def _standing(configured: Settings, taken: Snapshot, one: OwedCut) -> frozenset[str]:
    """The keys that NetBox lets in by a snapshot that is newer than the cut, and that were not taken away since."""
    stamp, moment = datetime.fromisoformat(taken.source.taken), now()
    if not datetime.fromisoformat(one.since) < stamp <= moment:
        return frozenset()
    away = withheld.taken_away(configured.state_dir, evidencing.chain_file(configured), stamp, moment)
    return frozenset(held.public_key for held in peers(taken)) - away


def _tried(wanted: Sequence[OwedCut], targets: Mapping[str, Target | ToolkitError]) -> Tried:
    """All devices at once, one after the other on each; where one can't be logged in to, the rest of it is not tried."""
    by_device: dict[str, list[OwedCut]] = {}
    for one in wanted:
        by_device.setdefault(one.device, []).append(one)

    def attempt(device: str) -> dict[OwedCut, Cut | ToolkitError]:
        return dict(_on(targets.get(device, NotATunnel(device=device)), by_device[device]))

    with ThreadPoolExecutor(max_workers=max(1, len(by_device))) as pool:
        return {one: came for found in pool.map(attempt, by_device) for one, came in found.items()}


def _on(target: Target | ToolkitError, wanted: Iterable[OwedCut]) -> Iterator[tuple[OwedCut, Cut | ToolkitError]]:
    for one in wanted:
        if isinstance(target, ToolkitError):
            yield one, target
            return
        try:
            yield one, cutting.cut(target, one.interface, one.public_key, one.provider)
        except CommandRefused as error:
            yield one, error
        except ToolkitError as error:
            yield one, error
            return


def _lists(
    configured: Settings,
    rules: VpnPolicy,
    wanted: Sequence[OwedCut],
    targets: Mapping[str, Target | ToolkitError],
    faults: Mapping[str, ToolkitError],
) -> dict[str, ToolkitError]:
    """OpenVPN's certificates are taken back, also where no device answers, and those that do are given the new list; where that failed."""
    reached: dict[str, dict[str, Target | ToolkitError]] = {}
    now_of = {device: name for name, gateway in rules.gateways.items() for device in gateway.devices}
    for one in wanted:
        if one.device not in faults and one.device in now_of:  # the gateway may have another name by now
            reached.setdefault(now_of[one.device], {})[one.device] = targets.get(
                one.device, NotATunnel(device=one.device)
            )
    if not wanted:
        return {}
    devices = [device for some in reached.values() for device in some]
    from altyapi.cli.vpn import certifying

    keys = sorted({one.public_key for one in wanted})
    try:
        met = certifying.renewed(configured, rules, keys, reached)
    except ToolkitError as error:
        return dict.fromkeys(devices or {one.device for one in wanted} - faults.keys(), error)
    brought = set(devices) - met.keys()
    Owed(configured.state_dir).strike([one.place for one in wanted if one.device in brought])
    return met
