"""Cutting people off on their gateways, at once: before NetBox, and whether or not it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from altyapi.account import operator
from altyapi.cli import evidencing, snapshots
from altyapi.device.contract import Target
from altyapi.errors import ToolkitError
from altyapi.evidence.record import Cut
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view import vpn as view
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from altyapi.vpn.gateway import cutting
from altyapi.vpn.peer import Peer
from altyapi.vpn.policy import VpnPolicy


class Cutting(NamedTuple):
    """`whole`: each of them is out on every device of their gateway."""

    whole: bool
    cuts: tuple[Cut, ...] = ()


def cut(
    out: Output, configured: Settings, rules: VpnPolicy, some: Sequence[Peer], *, reason: str, evrak: str
) -> Cutting:
    """Told device by device, and the proof in the evidence. Where the policy names no gateway there is nothing to be cut off from."""
    reached = _reached(out, configured, rules, some)
    if reached is None:
        return Cutting(whole=False)
    cuts: list[Cut] = []
    faults: dict[str, ToolkitError] = {}
    mine = [one for one in some if one.provider == "wireguard" and _gateway(one, rules) in reached and one.public_key]
    with Progress(out, out.say("vpn.cutting"), len(mine)) as progress:
        for one in mine:
            done = cutting.cut_everywhere(one, rules, reached[_gateway(one, rules)])
            cuts += [each for each in done.values() if isinstance(each, Cut)]
            faults |= {device: each for device, each in done.items() if not isinstance(each, Cut)}
            progress.step(one.host, not any(not isinstance(each, Cut) for each in done.values()))
    if cuts:
        cutting.record(evidencing.chain_file(configured), cuts, by=operator(), reason=reason, evrak=evrak)
    view.cut_off(out, cuts, faults)
    return Cutting(not faults, tuple(cuts))


def _gateway(one: Peer, rules: VpnPolicy) -> str:
    return rules.profiles[one.profile].gateway if one.profile in rules.profiles else ""


def _reached(
    out: Output, configured: Settings, rules: VpnPolicy, some: Sequence[Peer]
) -> Mapping[str, Mapping[str, Target | ToolkitError]] | None:
    """How the gateways of these are reached, by their name in the policy; none where no snapshot tells it."""
    names = {name for one in some if (name := _gateway(one, rules)) in rules.gateways}
    names = {name for name in names if rules.gateways[name].provider == "wireguard"}
    if not names:
        return {}
    store = SecretStore.from_settings(configured)
    try:
        taken = snapshots.load(out, configured)
    except ToolkitError as error:
        out.fault(error)
        return None
    return {name: cutting.targets(taken, rules, name, store, configured) for name in names}
