"""Junos' statements, read from `schema.txt`, and the values that they take."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address, ip_interface
from pathlib import Path
from typing import Literal

Form = Literal["container", "leaf", "values", "list"]
_LINE = re.compile(r"( *)(\S+)(?: (!|\[\]\+?\S+|\*\+?\S+|=\S+|\|\S+)(?: (\S+))?)?")


@dataclass
class Statement:
    """One statement and what can stand below it. `tag` is its element in XML where the list's own name is not typed."""

    name: str
    form: Form = "container"
    kind: str = ""  # of its values
    ordered: bool = False  # its entries or values keep the order in which they were given
    empty: bool = False  # it can stand without anything below it
    group: str = ""  # of those of a group only one can stand
    tag: str = ""
    below: dict[str, Statement] = field(default_factory=dict)
    anything: bool = False  # what stands below is kept as it is given

    @property
    def entries(self) -> Statement | None:
        """The list whose entries stand here under their names alone."""
        return self.below.get(".")

    @property
    def flag(self) -> bool:
        return self.form == "container" and not self.below and not self.anything and not self.empty


@cache
def schema() -> Statement:
    top = Statement("configuration", empty=True)
    stack: list[tuple[int, Statement]] = [(-1, top)]
    for row in Path(__file__).with_name("schema.txt").read_text("utf-8").splitlines():
        if not row.strip() or row.startswith("#"):
            continue
        found = _LINE.fullmatch(row)
        if found is None:
            raise ValueError(f"schema.txt: {row!r}")
        depth, name = len(found[1]) // 2, found[2]
        while stack[-1][0] >= depth:
            stack.pop()
        above = stack[-1][1]
        if name == "any~":
            above.anything = True
            continue
        made = above.below[name] = _statement(name, found[3] or "", found[4] or "")
        stack.append((depth, made))
    return top


def _statement(name: str, mark: str, tag: str) -> Statement:
    made = Statement(name, tag=tag or name)
    if mark == "!":
        made.empty = True
    elif mark.startswith("="):
        made.form, made.kind = "leaf", mark[1:]
    elif mark.startswith("|"):
        made.group = mark[1:]
    elif mark.startswith("[]"):
        made.form, made.ordered, made.kind = "values", "+" in mark[:3], mark[2:].lstrip("+")
    elif mark.startswith("*"):
        made.form, made.ordered, made.kind, made.empty = "list", "+" in mark[:2], mark[1:].lstrip("+"), True
    return made


def _number(text: str) -> bool:
    return text.isdigit()


def _address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _prefix(text: str) -> bool:
    try:
        ip_interface(text)
    except ValueError:
        return False
    return True


def _between(low: int, high: int) -> Callable[[str], bool]:
    return lambda text: text.isdigit() and low <= int(text) <= high


def _member(text: str) -> bool:
    found = re.fullmatch(r"(\d+)(?:-(\d+))?", text)
    if found:
        return 1 <= int(found[1]) <= int(found[2] or found[1]) <= 4094
    return re.fullmatch(r"[A-Za-z_][\w.-]{0,254}", text) is not None


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text) is not None


_PORT = r"(?:ge|mge|xe|et)-\d+/\d+/\d+(?::\d)?|ae\d+|irb|lo0|vlan|vme|me\d|em\d|fxp\d"
_KINDS: dict[str, Callable[[str], bool]] = {
    "word": _matches(r"\S+"),
    "text": _matches(r"[\s\S]*"),
    "secret": _matches(r"\S+"),
    "hash": _matches(r"\S{6,128}"),
    "key": _matches(r".+"),
    "localized": _matches(r".{8,}"),
    "number": _number,
    "ip": _address,
    "prefix": _prefix,
    "vid": _between(1, 4094),
    "member": _member,
    "interface": _matches(rf"{_PORT}|interface-range"),
    "logical": _matches(rf"(?:{_PORT})(?:\.\d+)?|all|access-ports"),
    "lag": _matches(r"ae\d{1,3}"),
    "level": _matches(r"any|none|emergency|alert|critical|error|warning|notice|info"),
    "priority": _matches(r"\d+k|0|" + "|".join(str(4096 * n) for n in range(1, 16))),
}


def valid(kind: str, text: str) -> bool:
    """Whether a value is one of that kind."""
    check = _KINDS.get(kind)
    if check is not None:
        return check(text)
    span = re.fullmatch(r"(\d+)-(\d+)", kind)
    return _between(int(span[1]), int(span[2]))(text) if span else text in kind.split("|")
