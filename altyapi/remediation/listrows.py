"""Lists in which the first match decides, as rows to send: whole, or only what changes."""

from __future__ import annotations

from dataclasses import replace

from altyapi.platforms.language import NO
from altyapi.remediation import acl, swap
from altyapi.remediation.layout import written
from altyapi.remediation.references import Mentions
from altyapi.remediation.rules import Rules
from altyapi.remediation.spelling import renamed
from altyapi.remediation.state import Node
from altyapi.remediation.step import Mode, Row, Step, step_of


def named(node: Node) -> str:
    """The list's name: the capture that says it, else the last word."""
    return node.fact.captures[-1] if node.fact.rule.listing and node.fact.captures else node.fact.text.split()[-1]


def removal(node: Node) -> str:
    return f"{NO}{node.fact.key}" if node.flavour == "prefix" else node.fact.removal


def edited(rules: Rules, after: Node, change: acl.Edit) -> list[Row]:
    """A change in place: every new entry from the top, then every old one from the bottom."""
    if after.flavour == "prefix":
        return [(0, f"{after.fact.key} seq {row.number} {row.text}") for row in change.put] + [
            (0, f"{NO}{after.fact.key} seq {row.number} {row.text}") for row in change.take
        ]
    rows: list[Row] = []
    if change.before:
        rows.append((0, resequencing(rules, after, *change.before)))
    rows.append((0, after.fact.text))
    rows += [row for entry in change.put for row in _entry(rules, after, entry)]
    rows += [(1, _taken(rules, after, row)) for row in change.take]
    rows += [(1, _note(rules, after, entry, note)) for entry, note in change.notes]
    rows.append((1, after.fact.rule.leave))
    if change.after:
        rows.append((0, resequencing(rules, after, *change.after)))
    return rows


def resequencing(rules: Rules, node: Node, start: int, step: int) -> str:
    """The global command that gives a list's entries new numbers; empty where the device has none."""
    listing = rules.listings.get(node.fact.rule.listing)
    if listing is not None:
        return listing.resequence.format(name=named(node), start=start, step=step)
    return f"ip access-list resequence {named(node)} {start} {step}" if node.fact.rule.kind == "acl" else ""


def _entry(rules: Rules, node: Node, entry: acl.Entry) -> list[Row]:
    rows = [(1, written(rules, node, entry.number, entry.text))]
    return [*rows, (1, written(rules, node, entry.number, entry.note))] if entry.note else rows


def _note(rules: Rules, node: Node, entry: acl.Entry, note: str) -> str:
    if note:
        return written(rules, node, entry.number, note)
    return f"{rules.listings[node.fact.rule.listing].taken(entry.number, '')} {entry.note.partition(' ')[0]}"


def _taken(rules: Rules, node: Node, row: acl.Entry) -> str:
    listing = rules.listings.get(node.fact.rule.listing)
    if listing is not None:
        return listing.taken(row.number, row.text)
    return f"{NO}{row.text}" if node.flavour == "ipv6" else f"{NO}{row.number}"


def whole(rules: Rules, node: Node, name: str = "") -> list[Row]:
    """A list from its first entry to its last, under its own or another name."""
    entries = node.entries.rows if node.entries is not None else []
    own = named(node)
    text = renamed(rules, node.fact.text, own, name) if name else node.fact.text
    if node.flavour == "prefix":
        head = f"ip prefix-list {name}" if name else node.fact.key
        return [(0, f"{head} seq {row.number} {row.text}") for row in entries]
    return [
        (0, text),
        *(row for entry in entries for row in _entry(rules, node, entry)),
        (1, node.fact.rule.leave),
    ]


def _renumbers(rules: Rules, node: Node) -> bool:
    listing = rules.listings.get(node.fact.rule.listing)
    return node.fact.rule.kind == "acl" if listing is None else bool(listing.resequence)


def step_for(
    rules: Rules, mode: Mode, before: Node | None, after: Node, position: int, old: Mentions, new: Mentions
) -> Step:
    """An access list or prefix list: new, changed in place, or rebuilt while its users have a spare one."""
    change = None
    if (
        before is not None
        and before.entries is not None
        and after.entries is not None
        and before.flavour == after.flavour
        and before.entries.decides == after.entries.decides
    ):
        change = acl.edit(before.entries, after.entries, can_renumber=_renumbers(rules, after))
    names = [thing for thing in new.made if thing[0] in {"acl", "prefix-list"}]
    if change is not None:
        step = step_of(mode, after.fact, edited(rules, after, change), position, old=old, new=new)
        return replace(step, rebuilds=frozenset(names))
    gone = [] if before is None else [(0, removal(before))]
    users = swap.users(rules, *mode.states, names[0]) if mode.states is not None and names else []
    if not users:
        return step_of(mode, after.fact, [*gone, *whole(rules, after)], position, old=old, new=new)
    name = names[0][1]
    spare = swap.spare_name(rules, mode.states, name) if mode.states is not None else name
    rows = whole(rules, after, spare)
    for user in users:
        rows += swap.pointed(rules, user, name, name, spare)
    rows += [*gone, *whole(rules, after)]
    for user in users:
        rows += swap.pointed(rules, user, name, spare, name)
    rows.append((0, renamed(rules, removal(after), name, spare)))
    return replace(step_of(mode, after.fact, rows, position, old=old, new=new), rebuilds=frozenset(names))
