"""What the templates of a gateway can do besides Jinja's own."""

from __future__ import annotations

from ipaddress import IPv4Interface

from altyapi.firewall import nftables
from altyapi.firewall.model import DevicePolicy
from altyapi.intent.model import Address
from altyapi.platforms.linux_gateway import ruleset


def table(policy: DevicePolicy) -> str:
    """What the gateway enforces, laid out as its config shows it."""
    return ruleset.canonical(nftables.render(policy, stamped=True))


def with_length(address: Address) -> str:
    """An address with its prefix length."""
    return IPv4Interface(f"{address.address}/{address.netmask}").with_prefixlen


def described(text: str) -> str:
    """A description as FRR takes it: a question mark at the end of a word would be a question to FRR."""
    return " ".join(word.rstrip("?") for word in text.split())


FILTERS = {"described": described, "table": table, "with_length": with_length}
