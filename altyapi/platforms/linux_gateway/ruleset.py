"""The one layout in which a table of nftables is compared, kept and loaded.

What is written and what `nft list table` prints differ in what means nothing: comments, the order of objects and of a set's
elements, line breaks, numbers for names, what is left of an element's time. Printing changes from release to release too. So
both go through here. The layout is valid input of `nft -f`; blocks inside the table end with `};`, so that a line that is
nothing but `}` is the table's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from altyapi.firewall import ranges

INDENT = "    "

_PROTOCOLS = {"icmp": 1, "igmp": 2, "ipencap": 4, "ipip": 4, "tcp": 6, "udp": 17, "dccp": 33, "gre": 47, "esp": 50, "ah": 51,
              "ipv6-icmp": 58, "icmpv6": 58, "ospf": 89, "ospfigp": 89, "ipip-encap": 94, "vrrp": 112, "sctp": 132,
              "udplite": 136}  # fmt: skip
"""As /etc/protocols has them; a system without that file prints numbers."""
_TRANSPORT = {"6": "tcp", "17": "udp", "33": "dccp", "132": "sctp", "136": "udplite"}
_ICMP = {0: "echo-reply", 3: "destination-unreachable", 4: "source-quench", 5: "redirect", 8: "echo-request",
         9: "router-advertisement", 10: "router-solicitation", 11: "time-exceeded", 12: "parameter-problem",
         13: "timestamp-request", 14: "timestamp-reply", 15: "info-request", 16: "info-reply",
         17: "address-mask-request", 18: "address-mask-reply"}  # fmt: skip
_ICMPV6 = {1: "destination-unreachable", 2: "packet-too-big", 3: "time-exceeded", 4: "parameter-problem",
           128: "echo-request", 129: "echo-reply", 130: "mld-listener-query", 131: "mld-listener-report",
           132: "mld-listener-done", 133: "nd-router-solicit", 134: "nd-router-advert", 135: "nd-neighbor-solicit",
           136: "nd-neighbor-advert", 137: "nd-redirect", 138: "router-renumbering", 141: "ind-neighbor-solicit",
           142: "ind-neighbor-advert", 143: "mld2-listener-report"}  # fmt: skip
_KINDS = ("counter", "set")
"""Objects come before the chains that use them; what else there is keeps its place among the chains."""

_COMMENT = re.compile(r'("[^"]*")|#[^\n]*')
_ENTRY = re.compile(
    r'(?P<value>[^\s"]+)(?: timeout (?P<timeout>\S+))?(?: expires \S+)?(?: comment (?P<comment>"[^"]*"))?'
)
_UNTIL = re.compile(r'^(?P<head>\s+(?:elements = \{ )?)(?P<value>\S+) comment "until (?P<until>[^"]+)"', re.MULTILINE)
_GROUP = re.compile(r'"[^"]*"|\{ *(?P<inside>[^{}]*?) *\}')


def canonical(text: str) -> str:
    """The table in this layout; empty where the text holds none. The lines that only remove the old table are no part of it."""
    head, body = _table(text)
    if not head:
        return ""
    objects: dict[str, list[tuple[str, list[str]]]] = {kind: [] for kind in _KINDS}
    others: list[tuple[str, list[str]]] = []
    for name, rows in _blocks(body):
        kind = name.partition(" ")[0]
        found = objects.get(kind, others)
        found.append((name, list(_rows(kind, rows))))
    ordered = [*(one for kind in _KINDS for one in sorted(objects[kind])), *others]
    lines = [head]
    for name, rows in ordered:
        lines += [f"{INDENT}{name} {{", *(f"{INDENT * 2}{row}" for row in rows), f"{INDENT}}};"]
    return "\n".join([*lines, "}"]) + "\n"


def loadable(table: str, now: datetime, counters: Mapping[str, tuple[int, int]]) -> str:
    """What `nft -f` is given: the table in place of the one that stands, in one transaction; elements with an end carry the time
    that is left of them, counters go on where they stood (name to packets and octets)."""

    def timed(found: re.Match[str]) -> str:
        left = int((datetime.fromisoformat(found["until"]) - now).total_seconds())
        return f'{found["head"]}{found["value"]} timeout {_span_of(max(left, 1))} comment "until {found["until"]}"'

    def counted(found: re.Match[str]) -> str:
        packets, octets = counters.get(found["name"], (0, 0))
        return f"{found[0]}\n{INDENT * 2}packets {packets} bytes {octets}"

    name = table.partition("{")[0].strip()
    text = _UNTIL.sub(timed, table)
    text = re.sub(rf"^{INDENT}counter (?P<name>\S+) \{{$", counted, text, flags=re.MULTILINE)
    return f"{name}\ndelete {name}\n{text}"


def _span_of(seconds: int) -> str:
    """A time as nft takes it: no number in it may be too long."""
    days, rest = divmod(seconds, 86400)
    return f"{days}d{rest}s" if days else f"{rest}s"


def counters(text: str) -> dict[str, tuple[int, int]]:
    """Name to packets and octets, from `nft list counters`."""
    found = re.finditer(r"counter (\S+) \{\s*packets (\d+) bytes (\d+)", text)
    return {match[1]: (int(match[2]), int(match[3])) for match in found}


def _table(text: str) -> tuple[str, list[str]]:
    """The line that opens the table, and the lines inside it."""
    rows = [row.strip() for row in _COMMENT.sub(lambda found: found[1] or "", text).expandtabs().split("\n")]
    rows = [row for row in rows if row]
    start = next((place for place, row in enumerate(rows) if re.fullmatch(r"table \S+ \S+ \{", row)), None)
    if start is None:
        return "", []
    body = rows[start + 1 :]
    if body and body[-1] in {"}", "};"}:
        body.pop()
    return rows[start], body


def _blocks(rows: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Each object with its rows; what is written on one line, or over several, is one row each."""
    name = ""
    inside: list[str] = []
    waiting: list[str] = []
    depth = 0
    for row in rows:
        if waiting:
            waiting.append(row)
            depth += _opened(row)
            if depth > 0:
                continue
            inside.append(" ".join(waiting))
            waiting = []
        elif not name:
            found = re.fullmatch(r"(\w+ \S+) \{(?: *(.*?) *\};?)?", row)
            if found and found[2] is not None:
                yield found[1], [found[2]] if found[2] else []
            elif found:
                name, inside = found[1], []
            else:
                yield row, []  # nothing that is known: shown as it is
        elif row in {"}", "};"}:
            yield name, inside
            name = ""
        elif _opened(row) > 0:
            waiting, depth = [row], _opened(row)
        else:
            inside.append(row)


def _opened(row: str) -> int:
    """How many braces more it opens than it closes."""
    plain = re.sub(r'"[^"]*"', "", row) if '"' in row else row
    return plain.count("{") - plain.count("}")


def _rows(kind: str, rows: Sequence[str]) -> Iterator[str]:
    dynamic = any(row.startswith("flags dynamic") for row in rows)
    for row in rows:
        if kind == "counter" and row.startswith("packets "):
            continue
        if dynamic and row.startswith("elements = {"):
            continue  # what packets put in
        if row.startswith("elements = {"):
            yield from _elements(row.removeprefix("elements = {").rpartition("}")[0])
        elif kind == "chain":
            yield _statement(row)
        else:
            yield row.replace(", ", ",") if row.startswith("flags ") else row


def _elements(text: str) -> Iterator[str]:
    plain: list[str] = []
    told: list[str] = []
    for part in (one.strip() for one in text.split(",")):
        found = _ENTRY.fullmatch(part)
        if found is None:
            if part:
                told.append(part)
        elif found["comment"]:
            told.append(f"{_whole(found['value'])} comment {found['comment']}")
        elif found["timeout"]:
            told.append(f"{_whole(found['value'])} timeout {found['timeout']}")
        else:
            plain.append(found["value"])
    listed = [*_networks(plain), *sorted(told)]
    for place, one in enumerate(listed):
        opening = "elements = { " if place == 0 else INDENT
        yield f"{opening}{one}{' }' if place == len(listed) - 1 else ','}"


def _networks(values: list[str]) -> list[str]:
    """Addresses, networks and ranges, joined as far as they touch; anything else in the order of its letters."""
    try:
        spans = ranges.joined(_span(one) for one in values)
    except ValueError:
        return sorted(values)
    return [_whole(one) for one in ranges.to_networks(spans)]


def _span(value: str) -> tuple[int, int]:
    first, dash, last = value.partition("-")
    return (ranges.number(first), ranges.number(last)) if dash else ranges.of_network(value)


def _whole(value: str) -> str:
    return value.removesuffix("/128" if ":" in value else "/32")


def _statement(row: str) -> str:
    """A rule or a chain's own line."""

    def grouped(found: re.Match[str]) -> str:
        if found["inside"] is None:
            return found[0]  # a text in quotes
        before = row[: found.start()]
        if re.search(r"\b(?:update|add) @\S+ $", before):
            return found[0]
        values = sorted({_named(before, one.strip()) for one in found["inside"].split(",") if one.strip()}, key=_order)
        alone = len(values) == 1 and " . " not in values[0]
        return values[0] if alone else f"{{ {', '.join(values)} }}"

    text = _GROUP.sub(grouped, row)
    text = re.sub(r"\b((?:icmp|icmpv6) type|meta l4proto) (?![{.!])(\S+)", _alone, text)
    return text.replace("icmpx type ", "icmpx ")


def _alone(found: re.Match[str]) -> str:
    return f"{found[1]} {_named(found[1] + ' ', found[2])}"


def _named(before: str, value: str) -> str:
    """A value as it is written after these words."""
    if re.search(r"l4proto (?:!= )?$", before):
        return str(_PROTOCOLS.get(value, value))
    if " . " in value and "l4proto ." in before:
        protocol, _, rest = value.partition(" . ")
        return f"{_TRANSPORT.get(protocol, protocol)} . {rest}"
    for words, names in (("icmp type ", _ICMP), ("icmpv6 type ", _ICMPV6)):
        if re.search(rf"\b{words}(?:!= )?$", before) and value.isdigit():
            return names.get(int(value), value)
    return value


def _order(value: str) -> tuple[int, str]:
    number = re.match(r"\d+", value)
    return (int(number[0]) if number else -1, value)
