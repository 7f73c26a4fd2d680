"""The steps that the commands of `inv firewall` share: the policy over the last snapshot, and what a word of the user's means."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from altyapi.cli import evidencing, snapshots
from altyapi.cli.frame import now
from altyapi.errors import EngineError, ToolkitError
from altyapi.firewall import policy, ranges
from altyapi.firewall.blocks import Register
from altyapi.firewall.model import DevicePolicy, Ports
from altyapi.firewall.policy import ANY, Policy, ports_of
from altyapi.firewall.ranges import Ranges
from altyapi.firewall.resolve import Resolved, resolve
from altyapi.intent.tunnels import TunnelIntent
from altyapi.render import families
from altyapi.settings import Settings
from altyapi.view.output import Output
from netbox_sync import snapshot
from netbox_sync.model import Snapshot


class EndUnknown(EngineError):
    """Fields: word, near."""

    code = "FWL-012"
    en = "Neither an address nor a device, a zone or an object: {word}. Near: {near}"
    tr = "Adres, cihaz, bölge ya da nesne değil: {word}. Yakın: {near}"
    en_remedy = "Zones and objects stand in the firewall policy; a device needs a primary address in NetBox."
    tr_remedy = "Bölge ve nesneler güvenlik duvarı politikasında; cihazın NetBox üzerinde birincil adresi olmalı."


class ServiceUnknown(EngineError):
    """Fields: word, near."""

    code = "FWL-013"
    en = "Not a service: {word}. Near: {near}"
    tr = "Servis değil: {word}. Yakın: {near}"
    en_remedy = "tcp/443, udp/5000-5100, icmp/8, esp, any, or the name of a service of the policy"
    tr_remedy = "tcp/443, udp/5000-5100, icmp/8, esp, any ya da politikadaki bir servisin adı"


class PolicyMissing(EngineError):
    """Fields: folder."""

    code = "FWL-014"
    en = "No firewall policy: {folder}"
    tr = "Güvenlik duvarı politikası yok: {folder}"
    en_remedy = "docs/firewall.md tells how one is written."
    tr_remedy = "Nasıl yazılacağı docs/firewall.md sayfasında."


def folder(configured: Settings) -> Path:
    return configured.registers_dir / policy.FOLDER


def load(out: Output, configured: Settings, day: date) -> Resolved:
    """The policy over the last snapshot. Raises PolicyFileInvalid, PolicyMissing, SnapshotError."""
    found = policy.load(folder(configured))
    if not found.origins:
        raise PolicyMissing(folder=folder(configured))
    taken = snapshots.load(out, configured)
    return resolve(with_vpn(configured, found, taken, day), taken, day)


def with_vpn(configured: Settings, found: Policy, taken: Snapshot, day: date) -> Policy:
    """The policy with what remote access adds to it. Raises PolicyFileInvalid, PoolMissing, PoolElsewhere."""
    from altyapi.vpn import policy as vpn
    from altyapi.vpn.gateway import rules

    return rules.joined(found, taken, vpn.load(configured.policy_dir), configured.policy_dir / vpn.FILE, day)


def limited(configured: Settings, enforced: Mapping[str, DevicePolicy]) -> dict[str, DevicePolicy]:
    """With how much each person of a profile may send and receive. Raises PolicyFileInvalid."""
    from altyapi.vpn import policy as vpn
    from altyapi.vpn.gateway import rules

    return {name: rules.limited(one, vpn.load(configured.policy_dir)) for name, one in enforced.items()}


def tunnels(configured: Settings, taken: Snapshot) -> dict[str, tuple[TunnelIntent, ...]]:
    """What ends at each device. Raises PolicyFileInvalid and PendingUnreadable."""
    from altyapi.vpn import policy as vpn
    from altyapi.vpn.gateway import links, tunnels, withheld

    moment = now()
    away = withheld.keys(configured.state_dir, evidencing.chain_file(configured), taken, moment)
    rules = vpn.load(configured.policy_dir)
    found = tunnels.of_devices(taken, rules, moment, away)
    for device, some in links.of_devices(taken, rules.links).items():
        found[device] = tuple(sorted((*found.get(device, ()), *some), key=lambda one: one.name))
    return found


def walls(configured: Settings) -> tuple[str, ...]:
    """The roles of the firewalls whose config is managed here, by the last snapshot."""
    try:
        taken = snapshot.load(configured.snapshot)
    except ToolkitError:  # an address is taken out of the register also where there is none
        return ()
    roles = {device.role for device in taken.tables.devices if device.platform is not None}
    return tuple(sorted(role for role in roles if (family := families.of_role(role)) and family.kind == "firewall"))


def register(configured: Settings) -> Register:
    return Register(folder(configured), evidencing.known_of_register(configured))


def end(resolved: Resolved, word: str) -> tuple[Ranges, str]:
    """What an end of a flow means, and how it is told. Raises EndUnknown."""
    if word == ANY or word in resolved.zones or word in resolved.objects:
        return resolved.set_of(word), word
    devices = resolved.snapshot.device_by_name
    machines = {one.name: one for one in resolved.snapshot.tables.virtual_machines}
    host = devices.get(word) or machines.get(word)
    if host is not None:
        addresses = [one.partition("/")[0] for one in (host.primary_ip4, host.primary_ip6) if one]
        if addresses:
            return ranges.of_networks(addresses), f"{word} ({', '.join(addresses)})"
    else:
        try:
            held = ranges.of_networks([word])
        except ValueError:
            pass
        else:
            zone = resolved.zone_of(held[0][0])
            return held, f"{word} ({zone})" if zone else word
    known = [*resolved.zones, *resolved.objects, *devices, *machines]
    raise EndUnknown(word=word, near=", ".join(difflib.get_close_matches(word, known, 3)) or "-")


def services(resolved: Resolved, words: str) -> Ranges:
    """What is asked for, one or several joined by commas. Raises ServiceUnknown."""
    found: list[Ports] = []
    for word in (one.strip() for one in words.split(",")):
        try:
            written = ports_of(word)
        except ValueError:
            written = None
        ports = (written,) if written else resolved.services.get(word)
        if ports is None:
            near = ", ".join(difflib.get_close_matches(word, list(resolved.services), 3)) or "-"
            raise ServiceUnknown(word=word, near=near)
        found += ports
    return ranges.of_ports(found)
