"""The VLANs of a trunk: what a line makes of them, how they are written, and how one set becomes another.

Two ways to write them are known. Cisco's line replaces the set, and has verbs (`add`, `remove`, `except`, `all`, `none`). With
other vendors a further line adds its numbers, and the negated line takes its numbers out (`adds`).
"""

from __future__ import annotations

from altyapi.platforms.language import NO
from altyapi.remediation.portnames import port_lists, port_numbers
from altyapi.remediation.ranges import ALL_VLANS, NUMBERS, chunks, notation, numbers
from altyapi.remediation.rules import Rule, Rules

VLANs = frozenset[int]


def based(rule: Rule) -> VLANs:
    """The VLANs where no line says which."""
    return ALL_VLANS if rule.base == "all" else frozenset(numbers(rule.base)) if rule.base else frozenset()


def carried(rule: Rule, before: VLANs | None, value: str, *, negative: bool = False) -> VLANs:
    """The VLANs after one more line with that value; `before` is None where there was no line yet."""
    have = based(rule) if before is None else before
    if rule.ports:
        ports = port_numbers(value)
        return have if ports is None else have - ports if negative else have | ports
    if not rule.adds:
        return _replaced(have, value)
    if value != "all" and not NUMBERS.fullmatch(value):
        return have  # not a VLAN list: the device would refuse it
    named = ALL_VLANS if value == "all" else frozenset(numbers(value))
    if negative:
        return have - named
    return named if have == ALL_VLANS and rule.base == "all" else have | named


def _replaced(before: VLANs, value: str) -> VLANs:
    """After `switchport trunk allowed vlan VALUE`."""
    verb, _, listed = value.partition(" ")
    listed = listed if verb in {"add", "remove", "except"} else value
    if verb not in {"all", "none"} and not NUMBERS.fullmatch(listed):
        return before
    if verb == "all":
        return ALL_VLANS
    if verb == "none":
        return frozenset()
    chosen = frozenset(numbers(listed))
    if verb not in {"add", "remove", "except"}:
        return chosen
    return before | chosen if verb == "add" else before - chosen if verb == "remove" else ALL_VLANS - chosen


def texts(rules: Rules, rule: Rule, key: str, vlans: VLANs, captures: tuple[str, ...] = ()) -> list[str]:
    """The lines of a config that say it."""
    if rule.ports:
        return [_spelled(rule.put, key, piece, captures) for piece in _pieces(rules, rule, key, vlans)]
    if not rule.adds:
        return [f"{key} {'all' if vlans == ALL_VLANS else notation(vlans) or 'none'}"]
    base = frozenset() if rule.base == "all" else based(rule)
    if vlans == ALL_VLANS and rule.base == "all":
        return [f"{key} all"]
    return [
        *(f"{NO}{key} {piece}" for piece in _pieces(rules, rule, key, base - vlans)),
        *(f"{key} {piece}" for piece in _pieces(rules, rule, key, vlans - base)),
    ]


def _spelled(template: str, key: str, listed: str, captures: tuple[str, ...]) -> str:
    """A line with its list, where that doesn't stand at its end."""
    if not template:
        return f"{key} {listed}"
    for place, capture in enumerate(captures, 1):
        template = template.replace(f"{{{place}}}", capture)
    return template.replace("{list}", listed)


def _pieces(rules: Rules, rule: Rule, key: str, vlans: VLANs) -> list[str]:
    if rule.ports:
        return port_lists(vlans, rules.line_length - len(key) - 12)
    return chunks(vlans, rules.line_length - len(key) - 12, rules.language, rule.runs)


def gains_and_losses(
    rules: Rules, rule: Rule, key: str, before: VLANs | None, after: VLANs, captures: tuple[str, ...] = ()
) -> tuple[list[str], list[str]]:
    """The lines that let VLANs in, and those that take VLANs out. From `all` a list that does not fit in one line is reached
    by removing the rest."""
    have = based(rule) if before is None else before
    if rule.ports:
        return (
            [_spelled(rule.put, key, piece, captures) for piece in _pieces(rules, rule, key, after - have)],
            [_spelled(rule.take, f"{NO}{key}", piece, captures) for piece in _pieces(rules, rule, key, have - after)],
        )
    if rule.adds:
        return _added(rules, rule, key, have, after)
    if after == ALL_VLANS:
        return [f"{key} all"], []
    if not after:
        return [f"{key} none"], []
    if have == ALL_VLANS:
        pieces = _pieces(rules, rule, key, after)
        if len(pieces) == 1:
            return [f"{key} {pieces[0]}"], []
    return (
        [f"{key} add {piece}" for piece in _pieces(rules, rule, key, after - have)],
        [f"{key} remove {piece}" for piece in _pieces(rules, rule, key, have - after)],
    )


def _added(rules: Rules, rule: Rule, key: str, have: VLANs, after: VLANs) -> tuple[list[str], list[str]]:
    if after == ALL_VLANS and have != after:
        return [f"{key} all"], []
    if have == ALL_VLANS and rule.base == "all":
        pieces = _pieces(rules, rule, key, after)
        return ([], [f"{NO}{key} {piece}" for piece in _pieces(rules, rule, key, have - after)]) if len(pieces) != 1 else (
            [f"{key} {pieces[0]}"], [])  # fmt: skip
    return (
        [f"{key} {piece}" for piece in _pieces(rules, rule, key, after - have)],
        [f"{NO}{key} {piece}" for piece in _pieces(rules, rule, key, have - after)],
    )
