"""A state as text: lines in the inner form with their depth, and whole configs as a device lays them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from altyapi.platforms.language import NO, Language
from altyapi.remediation.facts import NUMBER, Fact
from altyapi.remediation.paths import flat
from altyapi.remediation.ranges import notation
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State
from altyapi.remediation.trunk import texts


def lines(rules: Rules, node: Node) -> Iterator[tuple[int, str]]:
    """A node as config lines in the inner form, with their depth."""
    fact = node.fact
    if node.entries is not None and fact.rule.kind == "prefix-list":
        for row in node.entries.rows:
            yield 0, f"{fact.key} seq {row.number} {row.text}"
        return
    if node.vlans is not None:
        for text in texts(rules, fact.rule, fact.key, node.vlans, fact.captures):
            yield 0, text
        return
    yield 0, f"{fact.key} {' '.join(node.words)}" if node.words else fact.line
    if node.entries is not None:
        for row in node.entries.rows:
            yield 1, written(rules, node, row.number, row.text)
            if row.note:
                yield 1, written(rules, node, row.number, row.note)
    for group in grouped(rules, node.children.values()):
        for depth, text in group:
            yield depth + 1, text


def written(rules: Rules, node: Node, number: int, text: str) -> str:
    """An entry of a list as it stands in a config and as it is sent."""
    listing = rules.listings.get(node.fact.rule.listing)
    if listing is not None:
        return listing.written(number, text)
    return f"sequence {number} {text}" if node.flavour == "ipv6" else f"{number} {text}"


def grouped(rules: Rules, nodes: Iterable[Node]) -> Iterator[list[tuple[int, str]]]:
    """Each node's lines; neighbours that differ in their number alone as one, as devices print them."""
    run: list[int] = []
    held: tuple[Fact, list[tuple[int, str]]] | None = None

    def joined() -> list[tuple[int, str]]:
        if held is None:
            return []
        fact, rows = held
        span = "<span>" in fact.rule.words
        spelled = (f"{run[0]} {run[-1]}" if len(run) > 1 else str(run[0])) if span else notation(run, rules.language)
        return [(0, header(fact, bare=not rows).replace(NUMBER, spelled)), *rows]

    for node in nodes:
        fact, rows = node.fact, list(lines(rules, node))
        if fact.number is None:
            if held is not None:
                yield joined()
            held = None
            yield rows
            continue
        alike = held is not None and (held[0].rule, held[0].text, held[0].negative, held[1]) == (
            fact.rule,
            fact.text,
            fact.negative,
            rows[1:],
        )
        alone = rules.language.lists == "each"
        if alike and not alone and ("<span>" not in fact.rule.words or fact.number == run[-1] + 1):
            run.append(fact.number)
            continue
        if held is not None:
            yield joined()
        held, run = (fact, rows[1:]), [fact.number]
    if held is not None:
        yield joined()


def header(fact: Fact, *, bare: bool) -> str:
    """A line of several numbers, the numbers as NUMBER; `bare`: nothing stands below it."""
    text = fact.making if bare and fact.rule.make else fact.text
    return (NO if fact.negative else "") + text


def render(state: State) -> str:
    """The config's text in the vendor's words, blocks apart by separators, as a device lays it out."""
    language = state.rules.language
    out: list[str] = []
    block = False
    for group in grouped(state.rules, state.root.values()):
        if language.flat:
            out += map(language.outer, flat(state.rules, group))
            continue
        rows = _closed(language, group) if language.blocks else [" " * depth + text for depth, text in group]
        if language.separator and out and (block or len(rows) > 1) and out[-1] != language.separator:
            out.append(language.separator)
        block = len(rows) > 1
        out += map(language.outer, rows)
    out += [line for line in (language.separator, language.closing) if line]
    return "\n".join(out) + "\n"


def _closed(language: Language, group: list[tuple[int, str]]) -> list[str]:
    """Rows with the words that end the blocks, where blocks have such words."""
    rows: list[str] = []
    opened: list[tuple[int, str]] = []
    for depth, text in (*group, (0, "")):
        while opened and opened[-1][0] >= depth:
            rows.append(" " * (language.indent * opened[-1][0]) + opened.pop()[1])
        if text:
            rows.append(" " * (language.indent * depth) + text)
        closing = language.blocks.get(text.partition(" ")[0])
        if closing:
            opened.append((depth, closing))
    return rows
