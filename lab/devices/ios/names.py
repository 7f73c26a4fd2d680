"""Interface names as IOS reads and prints them."""

from __future__ import annotations

import re

# Order is the order of interface types in `show running-config` of Catalyst and ISR images.
INTERFACE_TYPES: tuple[tuple[str, str], ...] = (
    ("Loopback", "Lo"),
    ("Tunnel", "Tu"),
    ("Port-channel", "Po"),
    ("Dialer", "Di"),
    ("Embedded-Service-Engine", "Em"),
    ("Ethernet", "Et"),
    ("FastEthernet", "Fa"),
    ("GigabitEthernet", "Gi"),
    ("TwoGigabitEthernet", "Tw"),
    ("FiveGigabitEthernet", "Fi"),
    ("TenGigabitEthernet", "Te"),
    ("TwentyFiveGigE", "Twe"),
    ("FortyGigabitEthernet", "Fo"),
    ("HundredGigE", "Hu"),
    ("AppGigabitEthernet", "Ap"),
    ("Serial", "Se"),
    ("Cellular", "Ce"),
    ("Async", "As"),
    ("Null", "Nu"),
    ("Vlan", "Vl"),
)
_TYPE_RANK = {name: rank for rank, (name, _) in enumerate(INTERFACE_TYPES)}
_SHORT = dict(INTERFACE_TYPES)
# Where a prefix fits several types, IOS images take the one that such hardware has; these are unambiguous there.
_PREFERRED = {"t": "TenGigabitEthernet", "tw": "TwoGigabitEthernet", "f": "FastEthernet", "e": "Ethernet"}
_NAME = re.compile(r"([A-Za-z][A-Za-z-]*)\s*(\d+(?:/\d+)*(?:\.\d+)?)\Z")

VIRTUAL_TYPES = frozenset({"Loopback", "Tunnel", "Port-channel", "Vlan", "Dialer"})


def interface_name(text: str) -> str | None:
    """The long name for any spelling IOS accepts (`gi1/0/1`, `Gig 1/0/1`); None when it is not an interface name."""
    found = _NAME.match(text.strip())
    if not found:
        return None
    typed, number = found.groups()
    prefix = typed.lower()
    fitting = [name for name, _ in INTERFACE_TYPES if name.lower().startswith(prefix)]
    exact = [name for name, short in INTERFACE_TYPES if prefix in (name.lower(), short.lower())]
    if exact:
        fitting = exact
    if not fitting:
        return None
    if len(fitting) > 1:
        preferred = _PREFERRED.get(prefix)
        if preferred is None:
            return None
        fitting = [preferred]
    return fitting[0] + number


def interface_type(name: str) -> str:
    return re.split(r"\d", name, maxsplit=1)[0]


def short_interface(name: str) -> str:
    """`Gi1/0/1` for `GigabitEthernet1/0/1`, as status tables and prompts of show commands print it."""
    kind = interface_type(name)
    return _SHORT.get(kind, kind[:2]) + name[len(kind) :]


def interface_sort(name: str) -> tuple[int, tuple[int, ...]]:
    kind = interface_type(name)
    return _TYPE_RANK.get(kind, len(_TYPE_RANK)), tuple(int(n) for n in re.findall(r"\d+", name))


def is_virtual(name: str) -> bool:
    return interface_type(name) in VIRTUAL_TYPES or "." in name


def expand_interface_range(text: str) -> list[str] | None:
    """Names of `Gi1/0/1 - 4 , Gi1/0/10`; None when the text is not an interface range."""
    names: list[str] = []
    for part in text.split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-")) if not _has_po(part) else _split_po(part)
        name = interface_name(first)
        if name is None:
            return None
        if not dash:
            names.append(name)
            continue
        full = interface_name(last)
        tail = re.search(r"(\d+)\Z", full or last)
        head = re.match(r"(.*?)(\d+)\Z", name)
        if tail is None or head is None or (full is None and not last.isdigit()):
            return None
        if full is not None and not full.startswith(head.group(1)):
            return None
        low, high = int(head.group(2)), int(tail.group(1))
        if high < low:
            return None
        names.extend(f"{head.group(1)}{n}" for n in range(low, high + 1))
    return names


def _has_po(part: str) -> bool:
    return part.strip().lower().startswith(("port-", "embedded-"))


def _split_po(part: str) -> tuple[str, str, str]:
    found = re.match(r"\s*([A-Za-z-]+\s*\d+)\s*(-?)\s*(.*?)\s*\Z", part)
    if not found:
        return part.strip(), "", ""
    return found.group(1), found.group(2), found.group(3)
