"""Cutting people off on their gateways, at once: before NetBox, and whether or not it answers.

Whatever is loaded before a cut is time in which somebody is still connected: what only tells of it is loaded after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from altyapi.account import operator
from altyapi.cli.frame import now
from altyapi.device.contract import Target
from altyapi.errors import ToolkitError
from altyapi.evidence.access import Cut
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.vpn import policy
from altyapi.vpn.gateway import cutting
from altyapi.vpn.owed import Before, Owed, OwedCut, What
from altyapi.vpn.peer import Peer, Provider
from altyapi.vpn.pending import PendingUnreadable
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.model import Snapshot

Reached = Mapping[str, Mapping[str, Target | ToolkitError]]
"""Gateway of the policy to its devices, and how each is logged in to, or why it can't be."""

Places = Callable[[VpnPolicy, Peer], set[str]]
"""The gateways on which somebody is to be cut off."""


_WHATS: Final[Mapping[Provider, tuple[What, ...]]] = {"wireguard": ("cut",), "openvpn": ("cut", "list")}
"""What a gateway has to be told of somebody who is out."""


class Cutting(NamedTuple):
    """`whole`: each of them is out on every device of their gateway. `faults`: devices where it could not be done."""

    whole: bool
    cuts: tuple[Cut, ...] = ()
    faults: Mapping[str, ToolkitError] = {}
    certified: tuple[str, ...] = ()  # OpenVPN's among those that were cut: their certificates are to be taken back
    reached: Reached = {}
    unwritten: PendingUnreadable | OSError | None = None  # why it could not be written down as owed
    before: Before = {}  # what was owed at the same places
    nowhere: tuple[Peer, ...] = ()  # of a kind that no gateway of the policy is of any more

    @property
    def sure(self) -> bool:
        """Whether nobody of them can be connected any more."""
        return self.whole and not self.nowhere

    def and_(self, other: Cutting) -> Cutting:
        return Cutting(
            self.whole and other.whole,
            (*self.cuts, *other.cuts),
            {**self.faults, **other.faults},
            (*self.certified, *other.certified),
            {**self.reached, **other.reached},
            self.unwritten or other.unwritten,
            {**other.before, **self.before},
            (*self.nowhere, *other.nowhere),
        )


def at_once(
    configured: Settings, rules: VpnPolicy, some: Sequence[Peer], taken: Snapshot, *, reason: str, evrak: str
) -> Cutting:
    """Without a word; `tell` has them. What can't be done now is owed from here on, whatever becomes of this process."""
    owed = _owed(configured, rules, some, reason=reason, evrak=evrak)._replace(nowhere=_homeless(rules, some))
    done = _one_by_one(rules, some, _reached(configured, rules, some, taken))
    return owed.and_(done).and_(_elsewhere(configured, rules, some, taken, done, reason=reason, evrak=evrak))


def _elsewhere(
    configured: Settings,
    rules: VpnPolicy,
    some: Sequence[Peer],
    taken: Snapshot,
    done: Cutting,
    *,
    reason: str,
    evrak: str,
) -> Cutting:
    """Who stood on no device of their gateway may stand on another's: the policy may have given the profile another gateway, and no plan
    has brought that about yet."""
    found = {one.public_key for one in done.cuts if one.was_there}
    missed = [one for one in some if one.public_key and one.public_key not in found and _others(rules, one)]
    if not missed:
        return Cutting(whole=True)
    owed = _owed(configured, rules, missed, reason=reason, evrak=evrak, places=_others)
    reached = _reached(configured, rules, missed, taken, _others)
    # the certificates are among `done`'s already
    return owed.and_(_one_by_one(rules, missed, reached, _others)._replace(certified=()))


def _owed(
    configured: Settings,
    rules: VpnPolicy,
    some: Sequence[Peer],
    *,
    reason: str,
    evrak: str,
    places: Places | None = None,
) -> Cutting:
    """Nothing is cut yet. A damaged file or a full disk must keep nobody connected, and is told after the cut (`unwritten`)."""
    try:
        before = owe(configured, rules, some, reason=reason, evrak=evrak, places=places)
    except (PendingUnreadable, OSError) as error:
        return Cutting(True, unwritten=error)
    return Cutting(True, before=before)


def owe(
    configured: Settings,
    rules: VpnPolicy,
    some: Sequence[Peer],
    *,
    reason: str,
    evrak: str,
    after: timedelta = timedelta(),
    places: Places | None = None,
) -> Before:
    """Their keys have to be out of every device of their gateway, `after` so long at the latest. Raises PendingUnreadable."""
    places = places or _theirs
    moment = now()
    return Owed(configured.state_dir).owe(
        OwedCut(
            what=what,
            device=device,
            gateway=name,
            interface=rules.gateways[name].interface,
            provider=one.provider,
            public_key=one.public_key,
            address=one.address,
            since=moment.isoformat(timespec="seconds"),
            due=(moment + after).isoformat(timespec="seconds"),
            by=operator(),
            reason=reason,
            evrak=evrak,
        )
        for one in some
        if one.public_key
        for name in sorted(places(rules, one))
        for device in rules.gateways[name].devices
        for what in _WHATS[one.provider]
    )


def tell(out: Output, configured: Settings, done: Cutting, *, reason: str, evrak: str) -> None:
    """Device by device, and the proof in the evidence: what is proven is owed no more. Raises what kept it from being written down."""
    from altyapi.cli import evidencing
    from altyapi.view import vpn as view
    from altyapi.vpn import recording

    owed = Owed(configured.state_dir)
    if done.cuts:
        file, later = evidencing.chain_file(configured), recording.later_than(now(), configured.snapshot)
        cutting.record(file, done.cuts, later, by=operator(), reason=reason, evrak=evrak)
    _tell_homeless(out, done)
    if done.unwritten:
        view.cut_off(out, done.cuts, done.faults)
        raise done.unwritten
    if done.cuts:
        owed.strike([("cut", one.device, one.public_key) for one in done.cuts])
    owed.met({device: fault.code for device, fault in done.faults.items()})
    view.cut_off(out, done.cuts, done.faults)
    if done.certified:
        _take_back(out, configured, done)


def _tell_homeless(out: Output, done: Cutting) -> None:
    from altyapi.vpn.gateway.faults import NoGatewayOfKind

    by_kind: dict[Provider, list[str]] = {}
    for one in done.nowhere:
        by_kind.setdefault(one.provider, []).append(one.host)
    for provider, hosts in by_kind.items():
        out.fault(NoGatewayOfKind(provider=provider, addresses=", ".join(sorted(hosts))))


def _homeless(rules: VpnPolicy, some: Sequence[Peer]) -> tuple[Peer, ...]:
    """Who was let in by a kind of gateway that the policy has no more. Without any gateway nobody is connected yet."""
    return tuple(one for one in some if one.public_key and rules.gateways and not _of_kind(rules, one))


def _take_back(out: Output, configured: Settings, done: Cutting) -> None:
    """Nobody is connected any more: the certificates are the second bolt, and what fails here is told and done again later."""
    from altyapi.cli.vpn import certifying

    rules = policy.load(configured.policy_dir)
    mine = {name: devices for name, devices in done.reached.items() if rules.gateways[name].provider == "openvpn"}
    try:
        faults = certifying.renewed(configured, rules, done.certified, mine)
    except ToolkitError as error:
        faults = dict.fromkeys((device for devices in mine.values() for device in devices), error)
    brought = [device for devices in mine.values() for device in devices if device not in faults]
    Owed(configured.state_dir).strike([("list", device, key) for device in brought for key in done.certified])
    for device, fault in faults.items():
        out.note(out.say("vpn.not-renewed", device=device))
        out.fault(fault)


def cut(
    out: Output, configured: Settings, rules: VpnPolicy, some: Sequence[Peer], *, reason: str, evrak: str
) -> Cutting:
    """The same with its progress, for many. Where the policy names no gateway there is nothing to be cut off from."""
    from altyapi.cli import snapshots
    from altyapi.view.progress import Progress

    homeless = _homeless(rules, some)
    if not _gateways(rules, some):
        done = Cutting(whole=True, nowhere=homeless)
        _tell_homeless(out, done)
        return done
    done = _owed(configured, rules, some, reason=reason, evrak=evrak)._replace(nowhere=homeless)
    try:
        taken = snapshots.load(out, configured)
    except ToolkitError as error:
        out.fault(error)
        if done.unwritten:
            raise done.unwritten from error
        return Cutting(whole=False)
    reached = _reached(configured, rules, some, taken)
    mine = [one for one in some if _gateways(rules, [one])]
    with Progress(out, out.say("vpn.cutting"), len(mine)) as progress:
        for one in mine:
            each = _one_by_one(rules, [one], reached)
            each = each.and_(_elsewhere(configured, rules, [one], taken, each, reason=reason, evrak=evrak))
            progress.step(one.host, each.whole)
            done = done.and_(each)
    tell(out, configured, done, reason=reason, evrak=evrak)
    return done


def _one_by_one(rules: VpnPolicy, some: Sequence[Peer], reached: Reached, places: Places | None = None) -> Cutting:
    places = places or _theirs
    cuts: list[Cut] = []
    faults: dict[str, ToolkitError] = {}
    for one in some:
        for name in sorted(places(rules, one)) if one.public_key else ():
            done = cutting.cut_everywhere(one.public_key, rules.gateways[name], reached[name])
            cuts += [each for each in done.values() if isinstance(each, Cut)]
            faults |= {device: each for device, each in done.items() if not isinstance(each, Cut)}
    certified = tuple(one.public_key for one in some if one.provider == "openvpn" and one.public_key)
    return Cutting(not faults, tuple(cuts), faults, certified, reached)


def _gateways(rules: VpnPolicy, some: Sequence[Peer], places: Places | None = None) -> set[str]:
    """All that people can be cut off on."""
    places = places or _theirs
    return {name for one in some for name in places(rules, one)}


def _theirs(rules: VpnPolicy, one: Peer) -> set[str]:
    """The gateway of the profile. Where the policy has no such profile any more, or another kind of gateway for it by now, every one of
    the grant's kind: who was let in before may still be in the tunnel of any."""
    of_kind = _of_kind(rules, one)
    profile = rules.profiles.get(one.profile)
    return {profile.gateway} if profile is not None and profile.gateway in of_kind else of_kind


def _others(rules: VpnPolicy, one: Peer) -> set[str]:
    return _of_kind(rules, one) - _theirs(rules, one)


def _of_kind(rules: VpnPolicy, one: Peer) -> set[str]:
    return {name for name, gateway in rules.gateways.items() if gateway.provider == one.provider}


def _reached(
    configured: Settings, rules: VpnPolicy, some: Sequence[Peer], taken: Snapshot, places: Places | None = None
) -> Reached:
    store = SecretStore.from_settings(configured)
    return {name: cutting.targets(taken, rules, name, store, configured) for name in _gateways(rules, some, places)}
