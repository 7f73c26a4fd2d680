"""What FortiOS's templates can do besides Jinja's own."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network

from altyapi.intent.model import Network
from altyapi.platforms.fortinet_fortios.policy import objects
from netbox_sync.text import to_ascii


def quoted(text: str) -> str:
    """A text in quotes, as FortiOS prints it: plain letters, what would end it behind a backslash."""
    plain = to_ascii(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def names(texts: Iterable[str]) -> str:
    """Several texts, each in quotes."""
    return " ".join(map(quoted, texts))


def netmask(network: Network) -> str:
    """The mask of a network that is told by its inverted one."""
    return str(IPv4Network(f"{network.address}/{network.wildcard}").netmask)


FILTERS = {"netmask": netmask, "quoted": quoted, "names": names, "policy_objects": objects}
