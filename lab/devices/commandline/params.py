"""The kinds of argument in command syntax: what each accepts and how the device prints it back.

Kinds that all vendors read alike are here; a vendor's grammar adds its own (interface names, addresses in its spelling).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence

from lab.devices.commandline.numbers import format_numbers, parse_numbers

Accepted = list[tuple[int, str]]
"""(number of input words used, canonical spelling), every way in which the argument fits."""
Accept = Callable[[Sequence[str], int], Accepted]


def one(check: Callable[[str], str | None]) -> Accept:
    def accept(words: Sequence[str], at: int) -> Accepted:
        value = check(words[at])
        return [] if value is None else [(1, value)]

    return accept


def _address(word: str) -> str | None:
    if not re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", word):
        return None
    parts = [int(part) for part in word.split(".")]
    return ".".join(map(str, parts)) if max(parts) <= 255 else None


def _mask(word: str) -> str | None:
    address = _address(word)
    if address is None:
        return None
    value = int(ipaddress.IPv4Address(address))
    inverted = value ^ 0xFFFFFFFF
    return address if inverted & (inverted + 1) == 0 else None


def _cidr(word: str) -> str | None:
    """An address with its prefix length."""
    try:
        return str(ipaddress.IPv4Interface(word)) if "/" in word and "." not in word.partition("/")[2] else None
    except ValueError:
        return None


def _ipv6(word: str) -> str | None:
    try:
        return ipaddress.IPv6Address(word).compressed.upper()
    except ValueError:
        return None


def _ipv6_prefix(word: str) -> str | None:
    try:
        interface = ipaddress.IPv6Interface(word)
    except ValueError:
        return None
    return interface.with_prefixlen.upper() if "/" in word else None


def _host(word: str) -> str | None:
    if re.fullmatch(r"[\d.]+", word):
        return _address(word)
    return _ipv6(word) or (word if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", word) else None)


def _mac(word: str) -> str | None:
    return word.lower() if re.fullmatch(r"[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4}){2}", word) else None


def _hex(word: str) -> str | None:
    return word.upper() if re.fullmatch(r"[0-9a-fA-F]+", word) else None


def _vlans(word: str) -> str | None:
    numbers = parse_numbers(word)
    return None if numbers is None else format_numbers(numbers)


def _instances(word: str) -> str | None:
    numbers = parse_numbers(word, 0)
    return None if numbers is None else format_numbers(numbers)


def _decimal(word: str) -> str | None:
    return word if re.fullmatch(r"\d{1,3}(\.\d{1,2})?", word) else None


def _integer(low: int, high: int) -> Accept:
    def check(word: str) -> str | None:
        return str(int(word)) if word.isascii() and word.isdigit() and low <= int(word) <= high else None

    return one(check)


def _rest(words: Sequence[str], at: int) -> Accepted:
    return [(len(words) - at, " ".join(words[at:]))]


KINDS: dict[str, Accept] = {
    "WORD": one(lambda word: word),
    "LINE": _rest,
    "A.B.C.D": one(_address),
    "CIDR": one(_cidr),
    "MASK": one(_mask),
    "WILD": one(_address),
    "X:X:X:X::X": one(_ipv6),
    "X:X:X:X::X/<0-128>": one(_ipv6_prefix),
    "HOST": one(_host),
    "H.H.H": one(_mac),
    "HEX": one(_hex),
    "VLANS": one(_vlans),
    "INSTANCES": one(_instances),
    "DECIMAL": one(_decimal),
}


def interface(name_of: Callable[[str], str | None]) -> Accept:
    """The acceptor for an interface name in one word or two; `name_of` gives the long name of any spelling."""

    def accept(words: Sequence[str], at: int) -> Accepted:
        found: Accepted = []
        name = name_of(words[at])
        if name is not None:
            found.append((1, name))
        elif at + 1 < len(words) and re.fullmatch(r"[A-Za-z-]+", words[at]):
            name = name_of(words[at] + words[at + 1])
            if name is not None:
                found.append((2, name))
        return found

    return accept


def parameter(token: str, kinds: Mapping[str, Accept] = KINDS) -> Accept | None:
    """The acceptor for a syntax token (`WORD`, `<1-4094>`, `A.B.C.D` …); None when the token is a keyword."""
    span = re.fullmatch(r"<(\d+)-(\d+)>", token)
    if span:
        return _integer(int(span.group(1)), int(span.group(2)))
    return kinds.get(token)
