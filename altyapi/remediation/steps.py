"""The difference of two states as steps: what is sent together, in which mode, and what it needs and frees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from altyapi.remediation import acl, swap
from altyapi.remediation.facts import Fact
from altyapi.remediation.ranges import ALL_VLANS, chunks
from altyapi.remediation.references import NOTHING, Mentions, Name, of_line, of_node
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State, is_default, order, same, same_children, same_line

Row = tuple[int, str]
"""Depth inside the step, and the text."""

Place = tuple[tuple[int, int], ...]
"""Rank and position at each depth: where a step stands when nothing else decides."""


@dataclass(frozen=True, slots=True)
class Step:
    path: tuple[str, ...]  # the lines that enter the mode
    leaves: tuple[str, ...]  # how each is left
    rows: tuple[Row, ...]
    place: Place
    family: tuple[str, ...]  # the path and the family of the line
    removes: bool
    old: Mentions = NOTHING  # of what stood there
    new: Mentions = NOTHING  # of what will stand there
    numbers: tuple[int, ...] = ()  # for NUMBER in path or rows
    span: bool = False
    key: str = ""  # identity of the line among its siblings
    before_adds: bool = False  # an unknown line's removal: the new one could be the same setting
    frees: frozenset[str] = frozenset()  # exclusive things that it lets go
    takes: frozenset[str] = frozenset()
    rebuilds: frozenset[Name] = (
        frozenset()
    )  # lists that change: who stops using them does so before, who begins to after


@dataclass(slots=True)
class Mode:
    """Where the lines being compared stand."""

    section: str = "global"
    path: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    place: Place = ()
    numbers: tuple[int, ...] = ()
    span: bool = False
    states: tuple[State, State] | None = None

    def below(self, fact: Fact, place: Place) -> Mode:
        own = (fact.number,) if fact.number is not None else self.numbers
        return Mode(fact.rule.block or "?", (*self.path, fact.text), (*self.leaves, fact.rule.leave), place, own,
                    self.span or "<span>" in fact.rule.words, self.states)  # fmt: skip


def difference(rules: Rules, old: State, new: State) -> list[Step]:
    return _compare(rules, Mode(states=(old, new)), old.root, new.root)


def _compare(rules: Rules, mode: Mode, old: Mapping[str, Node], new: Mapping[str, Node]) -> list[Step]:
    steps: list[Step] = []
    section = rules.section(mode.section)
    again = _out_of_order(old, new) if section.ordered else frozenset()
    changed: set[str] = set()
    for position, key in enumerate((*new, *(key for key in old if key not in new))):
        before, after = old.get(key), new.get(key)
        if key in again and before is not None and after is not None:
            left = _remove(rules, mode, before, position)
            steps += [
                replace(step, rows=(*left.rows, *step.rows), old=left.old)
                for step in _set(rules, mode, None, after, position)
            ]
            continue
        if same(rules, mode.section, before, after):
            continue
        changed.add(key)
        if after is None and before is not None:
            steps.extend(_unset(rules, mode, before, position))
        elif before is not None and after is not None and after.fact.rule.rebuild:
            step = _set(rules, mode, None, after, position)[0]
            rows = ((0, before.fact.removal), *step.rows)
            steps.append(replace(step, rows=rows, old=of_node(rules, before)))
        elif after is not None and (before is None or before.entries is not None or not before.section):
            steps.extend(_set(rules, mode, before, after, position))
        elif before is not None and after is not None:
            if not same_line(rules, mode.section, before, after):
                steps.extend(_line(rules, mode, before, after, position))
            if not same_children(rules, before, after):
                at = _place(mode, after.fact, position, removes=False)
                steps.extend(_compare(rules, mode.below(after.fact, at), before.children, after.children))
    steps.extend(_restored(rules, mode, old, new, changed))
    gone = tuple(prefix for key in changed if key in new and key in old for prefix in new[key].fact.wipes)
    if gone:
        steps = [
            step
            for step in steps
            if not (step.removes and step.key.startswith(gone) and len(step.path) == len(mode.path))
        ]
    return _layered(rules, mode, steps, {**old, **new}, changed)


def _out_of_order(old: Mapping[str, Node], new: Mapping[str, Node]) -> frozenset[str]:
    """Lines that stand in both but must be put again, because a new line comes to stand after all others."""
    kept = [key for key in order(old) if key in new]
    position = settled = 0
    wanted = order(new)
    for key in wanted:
        if key not in kept[position:]:
            break
        position = kept.index(key, position) + 1
        settled += 1
    return frozenset(kept) - frozenset(wanted[:settled])


def _restored(
    rules: Rules, mode: Mode, old: Mapping[str, Node], new: Mapping[str, Node], changed: set[str]
) -> list[Step]:
    """Lines that the device drops when another of them changes, set again."""
    wiped = tuple(
        prefix
        for key in changed
        for node in (old.get(key), new.get(key))
        if node is not None and old and not (node.fact.rule.rebuild and key not in old)
        for prefix in node.fact.wipes
    )
    if not wiped:
        return []
    return [
        step
        for position, (key, node) in enumerate(new.items())
        if key not in changed and key.startswith(wiped) and not is_default(rules, mode.section, node)
        for step in _set(rules, mode, None, node, position)
    ]


def _layered(rules: Rules, mode: Mode, steps: list[Step], nodes: Mapping[str, Node], changed: set[str]) -> list[Step]:
    """Where the layer changes, the lines of the old layer go before it, in the order that they would have gone in."""
    layers = [nodes[key].fact.rule.rank for key in changed if nodes[key].fact.rule.layer]
    if not layers:
        return steps
    del rules
    rank, depth = min(layers) - 1, len(mode.path)
    return [
        replace(
            step,
            place=(
                *step.place[:depth],
                (rank, 1000 * step.place[depth][0] + step.place[depth][1]),
                *step.place[depth + 1 :],
            ),
        )
        if step.removes and len(step.path) == depth and rank + 1 < step.place[depth][0] < 90
        else step
        for step in steps
    ]


def _place(mode: Mode, fact: Fact, position: int, *, removes: bool) -> Place:
    return (*mode.place, (fact.rule.rank_no if removes else fact.rule.rank, position))


def _step(
    mode: Mode,
    fact: Fact,
    rows: Iterable[Row],
    position: int,
    *,
    removes: bool = False,
    old: Mentions = NOTHING,
    new: Mentions = NOTHING,
) -> Step:
    own = (fact.number,) if fact.number is not None else mode.numbers
    return Step(mode.path, mode.leaves, tuple(rows), _place(mode, fact, position, removes=removes), (*mode.path, fact.rule.literals),
                removes, old, new, own, mode.span or "<span>" in fact.rule.words, fact.key)  # fmt: skip


def _unset(rules: Rules, mode: Mode, node: Node, position: int) -> list[Step]:
    rule = node.fact.rule
    if node.fact.kept:
        if rule.reset and node.children:
            text = rule.reset.replace("{line}", node.fact.text)
            return [_step(mode, node.fact, [(0, text)], position, removes=True, old=of_node(rules, node))]
        at = _place(mode, node.fact, position, removes=True)
        return _compare(rules, mode.below(node.fact, at), node.children, {})
    return [_remove(rules, mode, node, position)]


def _remove(rules: Rules, mode: Mode, node: Node, position: int) -> Step:
    fact = node.fact
    text = f"no {fact.key} {' '.join(node.words)}" if node.words else fact.removal
    if fact.rule.kind == "prefix-list":
        text = f"no {fact.key}"
    step = _step(mode, fact, [(0, text)], position, removes=True, old=of_node(rules, node))
    return replace(step, before_adds=not fact.known)


def _line(rules: Rules, mode: Mode, before: Node, after: Node, position: int) -> list[Step]:
    """The line itself changes its value; what is below stays."""
    rows = _values(before, after)
    old, new = of_line(rules, before), of_line(rules, after)
    if new.excluded and old.used:  # it has to let go of one thing, which then goes, before it can have its new value
        return [
            _step(mode, before.fact, [(0, before.fact.removal)], position, removes=True, old=old),
            _step(mode, after.fact, [(0, after.fact.text)], position, new=new),
        ]
    if after.section and after.fact.rule.leave:
        rows = [*rows, (1, after.fact.rule.leave)]
    return [_step(mode, after.fact, rows, position, old=old, new=new)]


def _among(words: tuple[str, ...], node: Node) -> set[str]:
    return set(node.fact.canon.split()) & set(words)


def _values(before: Node, after: Node) -> list[Row]:
    sent = ("no " if after.fact.negative else "") + after.fact.text
    rule = after.fact.rule
    change = rule.change
    if rule.clash and _among(rule.clash, before) != _among(rule.clash, after):
        change = "remove-first"
    if before.fact.negative or after.fact.negative:
        return [(0, sent)]
    removal = before.fact.removal
    return (
        [(0, removal), (0, sent)]
        if change == "remove-first"
        else [(0, sent), (0, removal)]
        if change == "add-first"
        else [(0, sent)]
    )


def _trunk(mode: Mode, fact: Fact, rows: list[Row], position: int, old: Mentions, new: Mentions) -> list[Step]:
    """What a trunk gains comes before its other lines change, what it loses after: a native VLAN is allowed while it is one."""
    gains = [row for row in rows if not row[1].startswith(f"{fact.key} remove ")]
    if not gains or len(gains) == len(rows):
        only_loss = not gains and bool(old.used)
        return [_step(mode, fact, rows, position, removes=only_loss, old=old, new=new)]
    losses = rows[len(gains) :]
    return [
        _step(mode, fact, gains, position, new=new),
        _step(mode, fact, losses, position, removes=True, old=old),
    ]


def _set(rules: Rules, mode: Mode, before: Node | None, after: Node, position: int) -> list[Step]:
    fact = after.fact
    new = of_node(rules, after)
    old = NOTHING if before is None else of_node(rules, before)
    if after.vlans is not None:
        return _trunk(mode, fact, trunk_rows(rules, fact.key, before, after.vlans), position, old, new)
    if fact.rule.kind == "words":
        have = before.words if before is not None else ()
        add = [word for word in after.words if word not in have]
        drop = [word for word in have if word not in after.words]
        rows = [(0, f"{fact.key} {' '.join(add)}")] if add else []
        rows += [(0, f"no {fact.key} {' '.join(drop)}")] if drop else []
        return [_step(mode, fact, rows, position, old=old, new=new)]
    if after.entries is not None:
        return [_list(rules, mode, before, after, position, old, new)]
    if before is not None:
        return _line(rules, mode, before, after, position)
    rows = [(0, ("no " if fact.negative else "") + fact.text)]
    if after.section and not fact.negative:
        at = _place(mode, fact, position, removes=False)
        inside = _compare(rules, mode.below(fact, at), {}, after.children)
        rows += [
            (depth + 1, text)
            for step in sorted(inside, key=lambda step: step.place)
            for depth, text in nested(step, len(mode.path) + 1)
        ]
        rows += [(1, fact.rule.leave)] if fact.rule.leave else []
    return [_step(mode, fact, rows, position, new=new)]


def nested(step: Step, depth: int) -> list[Row]:
    """A step's rows seen from `depth` modes down, with the modes in between entered and left."""
    between = step.path[depth:]
    rows: list[Row] = [(level, text) for level, text in enumerate(between)]
    rows += [(len(between) + level, text) for level, text in step.rows]
    rows += [
        (level + 1, step.leaves[depth + level])
        for level in range(len(between) - 1, -1, -1)
        if step.leaves[depth + level]
    ]
    return rows


def trunk_rows(rules: Rules, key: str, before: Node | None, after: frozenset[int]) -> list[Row]:
    """Additions, then removals. From `all` a list that does not fit in one line is reached by removing the rest."""
    have = ALL_VLANS if before is None or before.vlans is None else before.vlans
    width = rules.line_length - len(key) - 12
    if after == ALL_VLANS:
        return [(0, f"{key} all")]
    if not after:
        return [(0, f"{key} none")]
    if have == ALL_VLANS:
        pieces = chunks(after, width)
        if len(pieces) == 1:
            return [(0, f"{key} {pieces[0]}")]
    rows = [(0, f"{key} add {piece}") for piece in chunks(after - have, width)]
    return rows + [(0, f"{key} remove {piece}") for piece in chunks(have - after, width)]


def _list(
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
        change = acl.edit(before.entries, after.entries, can_renumber=after.fact.rule.kind == "acl")
    names = [thing for thing in new.made if thing[0] in {"acl", "prefix-list"}]
    if change is not None:
        step = _step(mode, after.fact, edit_rows(after, change), position, old=old, new=new)
        return replace(step, rebuilds=frozenset(names))
    removal = [] if before is None else [(0, _list_removal(before))]
    users = swap.users(rules, *mode.states, names[0]) if mode.states is not None and names else []
    if not users:
        return _step(mode, after.fact, [*removal, *whole_list(after)], position, old=old, new=new)
    name = names[0][1]
    spare = swap.spare_name(rules, mode.states[0], name) if mode.states is not None else name
    rows = whole_list(after, spare)
    for user in users:
        rows += swap.pointed(rules, user, name, name, spare)
    rows += [*removal, *whole_list(after)]
    for user in users:
        rows += swap.pointed(rules, user, name, spare, name)
    rows.append((0, _list_removal(after).replace(f" {name}", f" {spare}")))
    return replace(_step(mode, after.fact, rows, position, old=old, new=new), rebuilds=frozenset(names))


def _list_removal(node: Node) -> str:
    return f"no {node.fact.key}" if node.flavour == "prefix" else node.fact.removal


def edit_rows(after: Node, change: acl.Edit) -> list[Row]:
    """A change in place: every new entry from the top, then every old one from the bottom."""
    name = after.fact.text.split()[-1]
    if after.flavour == "prefix":
        return [(0, f"{after.fact.key} seq {row.number} {row.text}") for row in change.put] + [
            (0, f"no {after.fact.key} seq {row.number} {row.text}") for row in change.take
        ]
    rows: list[Row] = (
        [(0, f"ip access-list resequence {name} {change.before[0]} {change.before[1]}")] if change.before else []
    )
    rows.append((0, after.fact.text))
    if after.flavour == "ipv6":
        rows += [(1, f"sequence {row.number} {row.text}") for row in change.put]
        rows += [(1, f"no {row.text}") for row in change.take]
    else:
        rows += [(1, f"{row.number} {row.text}") for row in change.put]
        rows += [(1, f"no {row.number}") for row in change.take]
    rows.append((1, after.fact.rule.leave))
    if change.after:
        rows.append((0, f"ip access-list resequence {name} {change.after[0]} {change.after[1]}"))
    return rows


def whole_list(node: Node, name: str = "") -> list[Row]:
    """A list from its first entry to its last, under its own or another name."""
    entries = node.entries.rows if node.entries is not None else []
    text = f"{node.fact.text.rsplit(' ', 1)[0]} {name}" if name else node.fact.text
    if node.flavour == "prefix":
        head = f"ip prefix-list {name}" if name else node.fact.key
        return [(0, f"{head} seq {row.number} {row.text}") for row in entries]
    word = "sequence " if node.flavour == "ipv6" else ""
    return [(0, text), *((1, f"{word}{row.number} {row.text}") for row in entries), (1, node.fact.rule.leave)]
