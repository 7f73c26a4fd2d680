"""Interface names as EOS reads and prints them (EOS User Manual, "Port configuration")."""

from __future__ import annotations

import re

TYPES: tuple[tuple[str, str], ...] = (
    ("Port-Channel", "Po"),
    ("Ethernet", "Et"),
    ("Loopback", "Lo"),
    ("Management", "Ma"),
    ("Tunnel", "Tu"),
    ("Vlan", "Vl"),
    ("Vxlan", "Vx"),
)
_RANK = {name: rank for rank, (name, _) in enumerate(TYPES)}
_NAME = re.compile(r"([A-Za-z-]+)\s*(\d+(?:/\d+){0,2}(?:\.\d+)?)\Z")


def interface_name(text: str) -> str | None:
    """The long name of any spelling that EOS takes (`et1`, `Eth 1`); None where it is no interface."""
    found = _NAME.match(text.strip())
    if not found:
        return None
    typed = found[1].lower()
    fitting = [name for name, short in TYPES if name.lower().startswith(typed) or short.lower() == typed]
    return fitting[0] + found[2] if len(fitting) == 1 else None


def kind(name: str) -> str:
    return re.split(r"\d", name, maxsplit=1)[0]


def short(name: str) -> str:
    return dict(TYPES).get(kind(name), "") + name[len(kind(name)) :]


def sort_key(name: str) -> tuple[int, tuple[int, ...]]:
    return _RANK.get(kind(name), len(_RANK)), tuple(int(number) for number in re.findall(r"\d+", name))


def is_port(name: str) -> bool:
    """Whether it is there whatever the configuration says."""
    return kind(name) in ("Ethernet", "Management") and "." not in name
