"""The difference of two states as steps: what is sent together, in which mode, and what it needs and frees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from altyapi.platforms.language import NO
from altyapi.remediation import acl, listrows, swap, trunk
from altyapi.remediation.facts import Fact
from altyapi.remediation.references import NOTHING, Mentions, Name, of_line, of_node
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State, is_default, order, same, same_children, same_entries, same_line

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
    runs: int = 0  # at most so many numbers and ranges in one line; 0: the language's
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
        elif after is not None and after.entries is not None:
            steps.extend(_listed(rules, mode, before, after, position))
        elif after is not None and (before is None or before.entries is not None or not before.section):
            steps.extend(_set(rules, mode, before, after, position))
        elif before is not None and after is not None:
            if not same_line(rules, mode.section, before, after):
                steps.extend(_line(rules, mode, before, after, position))
            if not same_children(rules, before, after):
                at = _place(mode, after.fact, position, removes=False)
                steps.extend(_compare(rules, mode.below(after.fact, at), before.children, after.children))
    steps.extend(_restored(rules, mode, old, new, changed))
    gone = tuple(
        prefix
        for key in changed
        if key in new and (key in old or new[key].fact.rule.sheds)
        for prefix in new[key].fact.wipes
    )
    if gone:
        steps = [
            step
            for step in steps
            if not (step.removes and step.key.startswith(gone) and len(step.path) == len(mode.path))
        ]
    return _layered(rules, mode, steps, {**old, **new}, changed)


def _listed(rules: Rules, mode: Mode, before: Node | None, after: Node, position: int) -> list[Step]:
    """A list's entries, and the other lines in it."""
    steps = [] if before is not None and same_entries(before, after) else _set(rules, mode, before, after, position)
    have = {} if before is None else before.children
    if have or after.children:
        at = _place(mode, after.fact, position, removes=False)
        steps += _compare(rules, mode.below(after.fact, at), have, after.children)
    return steps


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
                removes, old, new, own, mode.span or "<span>" in fact.rule.words, fact.rule.runs, fact.key)  # fmt: skip


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
    text = f"{NO}{fact.key} {' '.join(node.words)}" if node.words else fact.removal
    if fact.rule.kind == "prefix-list":
        text = f"{NO}{fact.key}"
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
    sent = (NO if after.fact.negative else "") + after.fact.text
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


def _trunk(
    rules: Rules, mode: Mode, before: Node | None, after: Node, position: int, old: Mentions, new: Mentions
) -> list[Step]:
    """What a trunk gains comes before its other lines change, what it loses after: a native VLAN is allowed while it is one."""
    fact = after.fact
    had = None if before is None else before.vlans
    gains, losses = trunk.gains_and_losses(rules, fact.rule, fact.key, had, after.vlans or frozenset())
    if not gains or not losses:
        only_loss = not gains and bool(old.used)
        rows = [(0, text) for text in (*gains, *losses)]
        return [_step(mode, fact, rows, position, removes=only_loss, old=old, new=new)]
    return [
        _step(mode, fact, [(0, text) for text in gains], position, new=new),
        _step(mode, fact, [(0, text) for text in losses], position, removes=True, old=old),
    ]


def _set(rules: Rules, mode: Mode, before: Node | None, after: Node, position: int) -> list[Step]:
    fact = after.fact
    new = of_node(rules, after)
    old = NOTHING if before is None else of_node(rules, before)
    if after.vlans is not None:
        return _trunk(rules, mode, before, after, position, old, new)
    if fact.rule.kind == "words":
        have = before.words if before is not None else ()
        add = [word for word in after.words if word not in have]
        drop = [word for word in have if word not in after.words]
        rows = [(0, f"{fact.key} {' '.join(add)}")] if add else []
        rows += [(0, f"{NO}{fact.key} {' '.join(drop)}")] if drop else []
        return [_step(mode, fact, rows, position, old=old, new=new)]
    if after.entries is not None:
        return [_list(rules, mode, before, after, position, old, new)]
    if before is not None:
        return _line(rules, mode, before, after, position)
    rows = [(0, (NO if fact.negative else "") + fact.text)]
    if after.section and not fact.negative:
        at = _place(mode, fact, position, removes=False)
        if fact.rule.make:
            return _made(
                rules,
                mode.below(fact, at),
                after,
                _step(mode, fact, [(0, fact.making)], position, new=of_line(rules, after)),
            )
        inside = _compare(rules, mode.below(fact, at), {}, after.children)
        rows += [
            (depth + 1, text)
            for step in sorted(inside, key=lambda step: step.place)
            for depth, text in nested(step, len(mode.path) + 1)
        ]
        rows += [(1, fact.rule.leave)] if fact.rule.leave else []
    return [_step(mode, fact, rows, position, new=new)]


def _made(rules: Rules, below: Mode, after: Node, making: Step) -> list[Step]:
    """A block that one line makes without entering it, and then what is inside."""
    thing = frozenset({f"block {' '.join(below.path)} {after.fact.number}"})
    inside = [replace(step, takes=step.takes | thing) for step in _compare(rules, below, {}, after.children)]
    return [replace(making, frees=thing), *inside]


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


def _renumbers(rules: Rules, node: Node) -> bool:
    listing = rules.listings.get(node.fact.rule.listing)
    return node.fact.rule.kind == "acl" if listing is None else bool(listing.resequence)


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
        change = acl.edit(before.entries, after.entries, can_renumber=_renumbers(rules, after))
    names = [thing for thing in new.made if thing[0] in {"acl", "prefix-list"}]
    if change is not None:
        step = _step(mode, after.fact, listrows.edited(rules, after, change), position, old=old, new=new)
        return replace(step, rebuilds=frozenset(names))
    removal = [] if before is None else [(0, listrows.removal(before))]
    users = swap.users(rules, *mode.states, names[0]) if mode.states is not None and names else []
    if not users:
        return _step(mode, after.fact, [*removal, *listrows.whole(rules, after)], position, old=old, new=new)
    name = names[0][1]
    spare = swap.spare_name(rules, mode.states, name) if mode.states is not None else name
    rows = listrows.whole(rules, after, spare)
    for user in users:
        rows += swap.pointed(rules, user, name, name, spare)
    rows += [*removal, *listrows.whole(rules, after)]
    for user in users:
        rows += swap.pointed(rules, user, name, spare, name)
    rows.append((0, listrows.removal(after).replace(f" {name}", f" {spare}")))
    return replace(_step(mode, after.fact, rows, position, old=old, new=new), rebuilds=frozenset(names))
