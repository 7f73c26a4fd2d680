"""The difference of two states as steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from altyapi.platforms.language import NO
from altyapi.remediation import listrows, trunk
from altyapi.remediation.facts import NUMBER, Fact
from altyapi.remediation.moves import Moves, operations
from altyapi.remediation.references import NOTHING, Mentions, left_by, of_line, of_node, of_ports
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State, is_default, order, same, same_children, same_entries, same_line
from altyapi.remediation.step import Mode, Row, Step, placed, step_of


def difference(rules: Rules, old: State, new: State) -> list[Step]:
    return _compare(rules, Mode(states=(old, new)), old.root, new.root)


def _compare(rules: Rules, mode: Mode, old: Mapping[str, Node], new: Mapping[str, Node]) -> list[Step]:
    steps: list[Step] = []
    section = rules.section(mode.section)
    if section.moves is not None:
        entries = [{key: node for key, node in nodes.items() if node.section} for nodes in (old, new)]
        steps += _rearranged(rules, mode, section.moves, *entries)
        old, new = ({key: node for key, node in nodes.items() if not node.section} for nodes in (old, new))
    again = _out_of_order(old, new) if section.ordered and section.moves is None else frozenset()
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
                at = placed(mode, after.fact, position, removes=False)
                steps.extend(_compare(rules, mode.below(after.fact, at), before.children, after.children))
    steps = _unrolled(mode, steps, old, new)
    steps.extend(_restored(rules, mode, old, new, changed))
    steps.extend(_suspended(mode, old, new, changed))
    gone = tuple(
        prefix
        for key in changed
        for node in (new.get(key) or old[key],)
        if (key in old and key in new) or node.fact.rule.sheds
        for prefix in node.fact.drops(_fact(old.get(key)) if key in new else None)
    )
    if gone:
        steps = [
            step
            for step in steps
            if not (step.removes and step.key.startswith(gone) and len(step.path) == len(mode.path))
        ]
    return _layered(mode, steps, old, new, changed)


def _unrolled(mode: Mode, steps: list[Step], old: Mapping[str, Node], new: Mapping[str, Node]) -> list[Step]:
    """Ranges of which a number leaves: a range that is one thing on the device goes as a whole, and what stays is set anew."""
    ranges: dict[str, list[tuple[str, Node]]] = {}
    for key, node in old.items():
        if node.fact.typed:
            ranges.setdefault(node.fact.typed, []).append((key, node))
    for typed, members in ranges.items():
        gone = {key for key, _ in members if key not in new}
        if not gone:
            continue
        steps = [step for step in steps if not (step.removes and step.key in gone and len(step.path) == len(mode.path))]
        rows = [(0, NO + typed), *((0, node.fact.filled(node.fact.text)) for key, node in members if key not in gone)]
        first = members[0][1].fact
        made = step_of(mode, replace(first, number=None), rows, list(old).index(members[0][0]), removes=True)
        steps.append(replace(made, numbers=mode.numbers))
    return steps


def _listed(rules: Rules, mode: Mode, before: Node | None, after: Node, position: int) -> list[Step]:
    """A list's entries, and the other lines in it."""
    steps = [] if before is not None and same_entries(before, after) else _set(rules, mode, before, after, position)
    have = {} if before is None else before.children
    if have or after.children:
        at = placed(mode, after.fact, position, removes=False)
        steps += _compare(rules, mode.below(after.fact, at), have, after.children)
    return steps


def _rearranged(rules: Rules, mode: Mode, moves: Moves, old: Mapping[str, Node], new: Mapping[str, Node]) -> list[Step]:
    """The whole table's change as one step: in it, the order of the commands is what makes it safe."""
    changed = [key for key in new if key in old and not same(rules, mode.section, old[key], new[key])]
    if not changed and list(old) == list(new):
        return []
    deciding = [key for key in changed if _decides(rules, moves, old[key], new[key])]
    names = {node.fact.captures[0] for node in (*old.values(), *new.values()) if node.fact.captures}
    free = _free_names(names, len(old))
    rows: list[Row] = []
    for key in changed:
        if key not in deciding:
            rows += _inside(rules, mode, old[key], new[key])
    spares: dict[str, str] = {}

    def shown(key: str) -> str:
        return spares.get(key) or (new.get(key) or old[key]).fact.captures[0]

    keys = [f"\n{name}" for name in free]
    for op in operations(list(old), list(new), deciding, keys, at_once=moves.at_once):
        if op.what == "spare":
            spares[op.name] = op.name[1:]
            rows += _copied(rules, mode, moves, old[op.other], op.name[1:])
        elif op.what == "put":
            rows += _set(rules, mode, None, new[op.name], 0)[0].rows
        elif op.what == "edit":
            rows += _inside(rules, mode, old[op.name], new[op.name])
        elif op.what == "take":
            node = old.get(op.name)
            rows.append((0, node.fact.removal if node is not None else _renamed(new, old, spares[op.name])))
        else:
            template = moves.after if op.what == "after" else moves.before
            rows.append((0, template.format(name=shown(op.name), other=shown(op.other))))
    first = next(iter((new or old).values()))
    return [step_of(mode, first.fact, rows, 0, old=_all(rules, old), new=_all(rules, new))]


def _all(rules: Rules, nodes: Mapping[str, Node]) -> Mentions:
    total = NOTHING
    for node in nodes.values():
        total |= of_node(rules, node)
    return total


def _decides(rules: Rules, moves: Moves, before: Node, after: Node) -> bool:
    """Whether what an entry matches changes, or only what is said of it."""
    keys = [
        key
        for key in before.children | after.children
        if not same(rules, after.section, before.children.get(key), after.children.get(key))
    ]
    return not moves.decides or any(key.startswith(moves.decides) for key in keys)


def _inside(rules: Rules, mode: Mode, before: Node, after: Node) -> list[Row]:
    """An entry's lines changed where it stands, in one go."""
    below = mode.below(after.fact, placed(mode, after.fact, 0, removes=False))
    steps = _compare(rules, below, before.children, after.children)
    rows = [row for step in sorted(steps, key=lambda step: step.place) for row in nested(step, len(mode.path) + 1)]
    return [(0, after.fact.text), *((depth + 1, text) for depth, text in rows), (1, after.fact.rule.leave)]


def _copied(rules: Rules, mode: Mode, moves: Moves, node: Node, spare: str) -> list[Row]:
    if moves.clone:
        return [(0, moves.clone.format(name=node.fact.captures[0], other=spare))]
    rows = _set(rules, mode, None, node, 0)[0].rows
    return [(0, _named(node, spare)), *rows[1:]]


def _named(node: Node, spare: str) -> str:
    return f"{node.fact.text.partition(' ')[0]} {spare}"


def _renamed(new: Mapping[str, Node], old: Mapping[str, Node], spare: str) -> str:
    return NO + _named(next(iter((new or old).values())), spare)


def _free_names(taken: Collection[str], count: int) -> list[str]:
    """Numbers above those that are taken."""
    highest = max((int(name) for name in taken if name.isdigit()), default=0)
    return [str(highest + 1 + place) for place in range(count)]


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
        for node, other in ((old.get(key), new.get(key)), (new.get(key), old.get(key)))
        if node is not None and old and not (node.fact.rule.rebuild and key not in old)
        for prefix in node.fact.drops(_fact(other))
    )
    if not wiped:
        return []
    return [
        step
        for position, (key, node) in enumerate(new.items())
        if key not in changed and key.startswith(wiped) and not is_default(rules, mode.section, node)
        for step in _set(rules, mode, None, node, position)
    ]


def _fact(node: Node | None) -> Fact | None:
    return None if node is None else node.fact


def _suspended(mode: Mode, old: Mapping[str, Node], new: Mapping[str, Node], changed: set[str]) -> list[Step]:
    """Lines that stand before and after, but not while others change."""
    families = {(new.get(key) or old[key]).fact.rule.line for key in changed}
    return [
        step_of(mode, node.fact, [(0, node.fact.removal if removes else node.fact.text)], position, removes=removes)
        for position, (key, node) in enumerate(new.items())
        if key in old and key not in changed and families.intersection(node.fact.rule.off_for)
        for removes in (True, False)
    ]


def _layered(
    mode: Mode, steps: list[Step], old: Mapping[str, Node], new: Mapping[str, Node], changed: set[str]
) -> list[Step]:
    """Where the layer changes, the lines of the old layer go before it, in the order that they would have gone in. What a
    line of the new layer takes away (a VLAN that a trunk has from the start) comes after it."""
    nodes = {**old, **new}
    layers = [nodes[key].fact.rule.rank for key in changed if nodes[key].fact.rule.layer]
    if not layers:
        return steps
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
        if step.removes and step.key not in new and len(step.path) == depth and rank + 1 < step.place[depth][0] < 90
        else step
        for step in steps
    ]


def _unset(rules: Rules, mode: Mode, node: Node, position: int) -> list[Step]:
    rule = node.fact.rule
    if node.fact.kept:
        if rule.reset and node.children:
            text = rule.reset.replace("{line}", node.fact.text)
            return [step_of(mode, node.fact, [(0, text)], position, removes=True, old=of_node(rules, node))]
        at = placed(mode, node.fact, position, removes=True)
        return _compare(rules, mode.below(node.fact, at), node.children, {})
    return [_remove(rules, mode, node, position)]


def _remove(rules: Rules, mode: Mode, node: Node, position: int) -> Step:
    fact = node.fact
    if node.vlans is not None and fact.rule.adds:
        base = trunk.based(fact.rule)
        gains, losses = trunk.gains_and_losses(rules, fact.rule, fact.key, node.vlans, base, fact.captures)
        rows = [(0, line) for line in (*gains, *losses)]
        left = left_by(rules, fact, node.vlans)
        return step_of(mode, fact, rows, position, removes=True, old=of_node(rules, node), new=left)
    text = f"{NO}{fact.key} {' '.join(node.words)}" if node.words else fact.removal
    if fact.rule.kind == "prefix-list":
        text = f"{NO}{fact.key}"
    step = step_of(mode, fact, [(0, text)], position, removes=True, old=of_node(rules, node))
    return replace(step, before_adds=not fact.known)


def _line(rules: Rules, mode: Mode, before: Node, after: Node, position: int) -> list[Step]:
    """The line itself changes its value; what is below stays."""
    rows = _values(before, after)
    old, new = of_line(rules, before), of_line(rules, after)
    if new.excluded and old.used:  # it has to let go of one thing, which then goes, before it can have its new value
        return [
            step_of(mode, before.fact, [(0, before.fact.removal)], position, removes=True, old=old),
            step_of(mode, after.fact, [(0, after.fact.text)], position, new=new),
        ]
    if after.section and after.fact.rule.leave:
        rows = [*rows, (1, after.fact.rule.leave)]
    return [step_of(mode, after.fact, rows, position, old=old, new=new)]


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
    left = NOTHING
    if fact.rule.ports and had:
        have, want = had, after.vlans or frozenset()
        old, new = of_ports(rules, fact, have - want, whole=False), of_ports(rules, fact, want - have)
        left = left_by(rules, fact, have - want)
    gains, losses = trunk.gains_and_losses(rules, fact.rule, fact.key, had, after.vlans or frozenset(), fact.captures)
    if not gains or not losses:
        only_loss = not gains and bool(old.used)
        rows = [(0, text) for text in (*gains, *losses)]
        return [step_of(mode, fact, rows, position, removes=only_loss, old=old, new=new | left)]
    return [
        step_of(mode, fact, [(0, text) for text in gains], position, new=new),
        step_of(mode, fact, [(0, text) for text in losses], position, removes=True, old=old, new=left),
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
        return [step_of(mode, fact, rows, position, old=old, new=new)]
    if after.entries is not None:
        return [listrows.step_for(rules, mode, before, after, position, old, new)]
    if before is not None:
        return _line(rules, mode, before, after, position)
    rows = [(0, (NO if fact.negative else "") + fact.text)]
    if after.section and not fact.negative:
        at = placed(mode, fact, position, removes=False)
        if fact.rule.make:
            return _made(
                rules,
                mode.below(fact, at),
                after,
                step_of(mode, fact, [(0, fact.making)], position, new=of_line(rules, after)),
            )
        inside = _compare(rules, mode.below(fact, at), {}, after.children)
        rows += [
            (depth + 1, text.replace(NUMBER, str(step.numbers[0])) if rules.language.flat and step.numbers else text)
            for step in sorted(inside, key=lambda step: step.place)
            for depth, text in nested(step, len(mode.path) + 1)
        ]
        rows += [(1, fact.rule.leave)] if fact.rule.leave else []
    return [step_of(mode, fact, rows, position, new=new)]


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
