"""Which sections and settings there are: schema.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Interface, NetmaskValueError
from pathlib import Path
from typing import Any

from netbox_sync import yamltext

BUILTIN = {
    "profile": {"super_admin", "prof_admin", "super_admin_readonly"},
    "category": {
        "General",
        "Web Access",
        "File Access",
        "Email",
        "Network Services",
        "Authentication",
        "Remote Access",
    },
    "service": {
        "ALL",
        "ALL_TCP",
        "ALL_UDP",
        "ALL_ICMP",
        "DNS",
        "HTTP",
        "HTTPS",
        "NTP",
        "PING",
        "SNMP",
        "SSH",
        "SYSLOG",
    },
    "any": {"any", "ssl.root"},  # the interface of the SSL VPN is made by the device
    "all": {"all", "none"},
    "schedule": {"always", "none"},
}
"""Entries that every device has without printing them here."""

NOWHERE = "0.0.0.0"  # noqa: S104 - an address in a config, nothing listens on it
_BLANK = {"mask": [NOWHERE, NOWHERE], "subnet": [NOWHERE, NOWHERE], "ip": [NOWHERE], "ip6": ["::/0"]}
_LISTS = {"refs", "names", "options"}


@dataclass(frozen=True)
class Setting:
    name: str
    kind: str
    args: tuple[str, ...]
    default: tuple[str, ...]
    flags: frozenset[str]

    @property
    def listed(self) -> bool:
        return self.kind in _LISTS

    @property
    def tables(self) -> tuple[str, ...]:
        """Where the entries that it names are."""
        return tuple(" ".join(self.args).split("|"))

    @property
    def in_quotes(self) -> bool:
        return self.kind in {"string", "ref", "refs", "names"} or "quoted" in self.flags

    def fault(self, values: list[str]) -> str:
        """What is wrong with values typed for it: empty, `value` or the device's words."""
        if not values:
            return "incomplete"
        check = getattr(self, f"_{self.kind}", None)
        return "" if check is None else str(check(values))

    def _string(self, values: list[str]) -> str:
        if len(values) > 1:
            return "value"
        limit = int(self.args[0]) if self.args else 1 << 20
        return "The string is too long" if len(values[0].encode()) > limit else ""

    def _enum(self, values: list[str]) -> str:
        return "" if len(values) == 1 and values[0] in self.args else "value"

    def _options(self, values: list[str]) -> str:
        return "value" if self.args and not set(values) <= set(self.args) else ""

    def _int(self, values: list[str]) -> str:
        fits = len(values) == 1 and values[0].isdigit() and int(self.args[0]) <= int(values[0]) <= int(self.args[1])
        return "" if fits else "value"

    def _ip(self, values: list[str]) -> str:
        try:
            IPv4Address(values[0])
        except AddressValueError:
            return "value"
        return "value" if len(values) > 1 else ""

    def _ip6(self, values: list[str]) -> str:
        try:
            IPv6Interface(values[0])
        except (AddressValueError, NetmaskValueError):
            return "value"
        return ""

    def _mask(self, values: list[str]) -> str:
        try:
            IPv4Address(values[0].partition("/")[0])
            IPv4Network("/".join(values) if len(values) == 2 else values[0], strict=False)
        except AddressValueError:
            return "value"
        except (NetmaskValueError, ValueError):
            return "invalid netmask."
        return "" if len(values) == 2 or "/" in values[0] else "incomplete"

    _subnet = _mask

    def stored(self, values: list[str]) -> list[str]:
        """The values as the device keeps them."""
        if self.kind in {"mask", "subnet"}:
            address, mask = values if len(values) == 2 else values[0].split("/")
            network = IPv4Network(f"{address}/{mask}", strict=False)
            kept = str(network.network_address) if self.kind == "subnet" else address
            return [kept, str(network.netmask)]
        return list(dict.fromkeys(values)) if self.listed else values


@dataclass(frozen=True)
class Section:
    """A section: a table of entries, or one object."""

    name: str
    settings: dict[str, Setting]
    sections: dict[str, Section] = field(default_factory=dict)
    key: Setting | None = None
    moves: bool = False
    vdom: bool = False


def _setting(name: str, text: str) -> Setting:
    words, *rest = re.split(r" default ", text, maxsplit=1)
    flags = frozenset(
        word for part in (words, *rest) for word in part.split()[1:] if word in {"required", "always", "quoted", "hash"}
    )
    kind, *args = [word for word in words.split() if word not in flags]
    given = [word for word in rest[0].split() if word not in flags] if rest else None
    # where none is given: the first choice, no address, nothing
    default = given if given is not None else args[:1] if kind == "enum" else _BLANK.get(kind, [])
    return Setting(name, kind, tuple(args), tuple(default), flags)


def _section(name: str, data: dict[str, Any]) -> Section:
    settings = {key: _setting(key, text) for key, text in data.items() if not key.startswith("_")}
    inner = {key: _section(key, value) for key, value in data.get("_config", {}).items()}
    key = _setting("_key", data["_key"]) if "_key" in data else None
    return Section(name, settings, inner, key, bool(data.get("_move")), data.get("_scope") == "vdom")


@cache
def sections() -> dict[str, Section]:
    """Every section by its path, in the order of a config."""
    data = yamltext.read(Path(__file__).with_name("schema.yml").read_text("utf-8"))
    return {name: _section(name, content) for name, content in data.items()}
