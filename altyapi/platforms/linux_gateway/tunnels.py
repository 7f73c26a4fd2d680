"""WireGuard's and OpenVPN's tunnels as part of a gateway's config. One is written

    wireguard wg0
     listen-port 51820
     mtu 1380
     public-key BASE64
     peer BASE64 address 10.66.0.7/32 until 2026-12-31T21:00:00Z name vpn-kul0001
    exit
    !
    openvpn ovpn0
     listen-port 1194
     mtu 1380
     totp on
     network 10.66.0.1/16
     profile staff dns 10.0.20.10
     peer SHA256 address 10.66.1.9/32 until 2026-12-31T21:00:00Z name vpn-kul0002 profile staff
    exit
    !

The private key is the gateway's own and stands nowhere here; its public half is shown, and no line can set it: `use-key` names, by
its public half, which of the keys that were made there is used. What a peer has
beside its key: `address` (all that it may send from, joined by commas), `endpoint` and `keepalive` (seconds) where it is another
gateway, `until` (UTC, from then on it is out), `name`, and `profile` where OpenVPN pushes something to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network

WORDS = ("address", "endpoint", "keepalive", "until", "name", "profile")
"""In this order."""

_KEPT = re.compile(r"(?m)^\S*/(?P<name>[^/\s]+)\.if:(?P<line>.*)$")
_PUSHED = re.compile(r"(?m)^\S*/(?P<name>[^/\s]+)/people/(?P<key>[0-9a-f]{64}):ifconfig-push (?P<address>\S+)")
_KEY = re.compile(r"(?m)^\S*/(?P<name>[^/\s]+)\.key (?P<key>\S+)$")
_MTU = re.compile(r"(?m)^\d+: (?P<name>[^@:\s]+)(?:@\S+)?: .* mtu (?P<mtu>\d+) ")


@dataclass
class Tunnel:
    """`peers` by public key; `more`: lines of which a tunnel may have several."""

    settings: dict[str, str] = field(default_factory=dict)
    peers: dict[str, dict[str, str]] = field(default_factory=dict)
    provider: str = "wireguard"
    more: list[str] = field(default_factory=list)


Tunnels = Mapping[str, Tunnel]


def text(tunnels: Tunnels) -> Iterator[str]:
    """The lines, in one order."""
    for name, one in sorted(tunnels.items()):
        yield f"{one.provider} {name}"
        for word in ("listen-port", "mtu", "public-key", "use-key", "totp"):
            if word in one.settings:
                yield f" {word} {one.settings[word]}"
        yield from (f" {line}" for line in sorted(one.more))
        for key, has in sorted(one.peers.items(), key=lambda peer: (_place(peer[1].get("address", "")), peer[0])):
            yield f" peer {key}" + "".join(f" {word} {has[word]}" for word in WORDS if has.get(word))
        yield from ("exit", "!")


def running(dump: str, kept: str, links: str) -> dict[str, Tunnel]:
    """What runs, from `wg show all dump` as the driver shortens it; names and ends as the last change wrote them."""
    lengths = {one["name"]: one["mtu"] for one in _MTU.finditer(links)}
    told = _kept(kept)
    found: dict[str, Tunnel] = {}
    for row in dump.splitlines():
        words = row.split()
        if words[:1] == ["interface"] and len(words) == 4:
            _, name, key, port = words
            settings = {"listen-port": port, "mtu": lengths.get(name, ""), "public-key": key}
            chosen = {"use-key": key} if name in told and "use-key" in told[name].settings else {}
            found[name] = Tunnel(settings | chosen)
        elif words[:1] == ["peer"] and len(words) == 5:
            _, name, key, addresses, keepalive = words
            has = dict(told[name].peers.get(key, {})) if name in told else {}
            has["address"] = joined(addresses.split(",")) if addresses != "(none)" else "none"
            has["keepalive"] = "" if keepalive in {"off", "0"} else keepalive
            found[name].peers[key] = has
    return found


def openvpn(kept: str, people: str, links: str) -> dict[str, Tunnel]:
    """OpenVPN's that run: whoever has a file that lets in, with what the last change wrote of them."""
    lengths = {one["name"]: one["mtu"] for one in _MTU.finditer(links)}
    found = _kept(kept, "openvpn")
    for name, one in found.items():
        told, one.peers = one.peers, {}
        if name in lengths:
            one.settings["mtu"] = lengths[name]
        for pushed in _PUSHED.finditer(people):
            if pushed["name"] == name:
                one.peers[pushed["key"]] = told.get(pushed["key"], {}) | {"address": f"{pushed['address']}/32"}
    return found


def startup(kept: str, keys: str, openvpns: str = "") -> dict[str, Tunnel]:
    """What stands after a reboot, from the files."""
    found = _kept(kept) | _kept(openvpns, "openvpn")
    for one in _KEY.finditer(keys):
        if one["name"] in found:
            found[one["name"]].settings["public-key"] = one["key"]
    return found


def joined(addresses: list[str]) -> str:
    """Addresses in one order: WireGuard keeps none."""
    return ",".join(sorted(addresses, key=_place))


def _kept(text: str, provider: str = "wireguard") -> dict[str, Tunnel]:
    found: dict[str, Tunnel] = {}
    for one in _KEPT.finditer(text):
        tunnel = found.setdefault(one["name"], Tunnel(provider=provider))
        words = one["line"].split()
        if words[:1] == ["peer"] and len(words) > 1:
            has = dict(zip(words[2::2], words[3::2], strict=False))
            tunnel.peers[words[1]] = has | {"address": joined(has.get("address", "").split(","))}
        elif words[:1] in (["network"], ["profile"]):
            tunnel.more.append(" ".join(words))
        elif len(words) == 2:
            tunnel.settings[words[0]] = words[1]
    return found


def _place(addresses: str) -> tuple[int, int, int]:
    try:
        network = ip_network(addresses.partition(",")[0], strict=False)
    except ValueError:
        return (0, 0, 0)
    return (network.version, int(network.network_address), network.prefixlen)
