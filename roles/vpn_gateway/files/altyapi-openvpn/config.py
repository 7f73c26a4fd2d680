"""A tunnel's config as it stands in its file, one line a thing: settings, networks, profiles, and who may come in until when."""

from __future__ import annotations

import contextlib
import functools
from ipaddress import IPv4Interface, ip_interface
from pathlib import Path

import host
from host import KEY, Fault, now, write

Lines = dict[str, str]
"""By what they are about: `peer KEY`, `profile NAME`, `network ADDRESS` or a word; the whole line."""


def subject(line: str) -> str:
    words = line.split()
    return " ".join(words[:2]) if words[0] in ("peer", "profile", "network") else words[0]


def read(file: Path) -> Lines:
    if not file.is_file():
        return {}
    return {subject(line): line for line in file.read_text().splitlines() if line.strip()}


def has(line: str, start: int = 2) -> dict[str, str]:
    words = line.split()[start:]
    return dict(zip(words[::2], words[1::2], strict=False))


def text_of(lines: Lines) -> str:
    return "".join(f"{line}\n" for line in lines.values())


def peers(lines: Lines) -> dict[str, dict[str, str]]:
    return {line.split()[1]: has(line) for what, line in lines.items() if what.startswith("peer ")}


def setting(lines: Lines, word: str, default: str = "") -> str:
    return lines.get(word, f"{word} {default}").partition(" ")[2]


def interfaces(folder: Path | None = None) -> list[str]:
    return sorted(file.stem for file in (folder or host.LIVE).glob("*.if"))


def checked(lines: Lines, changed: set[str]) -> None:
    """Raises Fault with the first thing that can't be."""
    addresses: set[str] = set()
    for key, one in peers(lines).items():
        if not KEY.fullmatch(key):
            raise Fault(f"not a key: {key[:70]}")
        try:
            address = ip_interface(one.get("address", ""))
        except ValueError:
            raise Fault(f"not an address: {key}") from None
        if address.version != 4 or address.network.prefixlen != 32:
            raise Fault(f"not one host: {address}")
        if str(address) in addresses:
            raise Fault(f"two people with the address {address}")
        addresses.add(str(address))
        if key in changed and one.get("until", "9") <= now():
            raise Fault(f"its end is past: {key}")
        network_of(lines, address)
        if one.get("profile") and f"profile {one['profile']}" not in lines:
            raise Fault(f"no such profile: {one['profile']}")


@functools.lru_cache(8192)
def interface(text: str) -> IPv4Interface:
    return IPv4Interface(text)


def network_of(lines: Lines, address: IPv4Interface) -> IPv4Interface:
    """The gateway's own address in the network that a person's lies in."""
    for what in lines:
        if what.startswith("network "):
            own = interface(what.partition(" ")[2])
            if address.ip in own.network:
                return own
    raise Fault(f"{address.ip} lies in no network of the tunnel's own addresses (NetBox, the tunnel's interface)")


def drop(name: str, keys: set[str]) -> None:
    """Out of every file that could bring them back: what runs, what boots, what a change would go back to."""
    for folder in (host.LIVE, host.FILES, *host.BACK):
        file = folder / f"{name}.if"
        lines = read(file)
        left = {what: line for what, line in lines.items() if what.removeprefix("peer ") not in keys}
        if left != lines:
            with contextlib.suppress(FileNotFoundError):  # it begins to go back just now: the next folder is that one
                write(file, text_of(left))
