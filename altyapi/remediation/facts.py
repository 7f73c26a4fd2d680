"""What one line of a config says: which family it belongs to, what it is about, and how it is sent and removed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from altyapi.platforms.language import NO
from altyapi.remediation.ranges import numbers
from altyapi.remediation.rules import UNKNOWN, Maker, Rule, Rules
from altyapi.remediation.spelling import canonical, inner, masked

NUMBER = "\0"
"""Stands in a text for the number that the line is about: lines that differ in it alone are sent as one."""


@dataclass(frozen=True, slots=True)
class Fact:
    rule: Rule
    key: str  # identity among its siblings
    text: str  # as it is sent, without a leading `no`; the number as NUMBER
    canon: str  # equal for equal meaning
    rest: str  # canonical value after the pattern's words
    negative: bool = False
    number: int | None = None
    captures: tuple[str, ...] = ()
    enters: bool = True  # whether the line enters its block; some only make it
    section: str = "global"  # in which it stands
    typed: str = ""  # the range that its number was typed in, where that is one thing on the device

    @property
    def known(self) -> bool:
        return self.rule.family != UNKNOWN

    @property
    def line(self) -> str:
        """The line as it stands in a config, its own number in it."""
        return (NO if self.negative else "") + self.filled(self.text)

    def filled(self, text: str) -> str:
        return text if self.number is None else text.replace(NUMBER, str(self.number))

    @property
    def wipes(self) -> tuple[str, ...]:
        """Beginnings of the sibling lines that a change of this one drops."""
        return tuple(_filled(prefix, self.captures, self.text) for prefix in self.rule.wipes)

    def drops(self, before: Fact | None) -> tuple[str, ...]:
        """Of `wipes` what goes when it takes the place of `before`, or goes in favour of it."""
        place = self.rule.wipes_by
        if not place or before is None or before.rule.line != self.rule.line:
            return self.wipes
        return () if before.captures[place - 1] == self.captures[place - 1] else self.wipes

    @property
    def sole(self) -> frozenset[str]:
        """What it alone on the device may name."""
        return frozenset(_filled(thing, self.captures, self.text) for thing in self.rule.sole)

    @property
    def kept(self) -> bool:
        """Whether the device always has it: it can't be removed, what is below it can."""
        return self.rule.permanent or bool(self.rule.keep and self.number in numbers(self.rule.keep))

    @property
    def removal(self) -> str:
        """The line that takes it away; the number as NUMBER."""
        if self.negative:
            return self.text
        if self.rule.default_on:
            return self.key
        if self.rule.remove:
            return _filled(self.rule.remove, self.captures, self.text)
        return f"{NO}{self.text.partition(chr(10))[0]}"

    @property
    def making(self) -> str:
        """The line that makes the block without entering it; the number as NUMBER."""
        return _filled(self.rule.make, self.captures, self.text)


def _filled(template: str, captures: tuple[str, ...], line: str) -> str:
    for place, capture in enumerate(captures, 1):
        template = template.replace(f"{{{place}}}", capture)
    return template.replace("{line}", line)


@lru_cache(maxsize=65536)
def interpret(rules: Rules, section: str, text: str) -> tuple[Fact, ...]:
    """What a line says in that section; several facts where it is about several numbers."""
    language = rules.language
    negative = text.startswith(NO)
    body = text[len(NO) :].lstrip() if negative else text
    if language.masks:
        body = masked(body)
    head = body if language.quotes else body.partition("\n")[0]
    line = canonical(rules, section, head)
    words = (line.split(" ") if " " in line else [line]) if not language.quotes else language.words(line)
    index = rules.section(section).index
    for rule in (*index.get(words[0], ()), *index.get("*", ())):
        own = rule.gathered(words, language)
        captures = rule.match(own)
        if captures is None:
            continue
        if isinstance(rule, Maker):
            entering = (NO if negative else "") + rule.entering(captures)
            return tuple(replace(fact, enters=False) for fact in interpret(rules, section, entering))
        return _facts(rules, section, rule, body, head, line, own, captures, negative)
    return (Fact(rules.unknown, body, body, line, "", negative, None, (line,), section=section),)


def _facts(
    rules: Rules,
    section: str,
    rule: Rule,
    body: str,
    head: str,
    line: str,
    words: list[str],
    captures: list[str],
    negative: bool,
) -> tuple[Fact, ...]:
    size = len(rule.words) + (1 if "<span>" in rule.words and "-" in captures[-1] else 0)
    rest = " ".join(words[size:])
    if "<list>" not in rule.words and "<span>" not in rule.words:
        template = rule.key or " ".join(words[: len(rule.words)])
        key = _filled(template, tuple(captures), line)
        canon = f"{key}\n{_content(rule, body, head)}" if rule.kind == "text" else line
        if rule.unordered:
            canon = " ".join([*words[:size], *sorted(words[size:])])
        sent = body if rule.kind == "text" or rules.language.quotes or not rule.block else line
        return (Fact(rule, key, sent, canon, rest, negative, None, tuple(captures), section=section),)
    place = next(place for place, word in enumerate(rule.words) if word in {"<list>", "<span>"})
    listed = sum(1 for word in rule.words[:place] if "*" in word or "|" in word)
    template = " ".join([*words[:place], NUMBER, *words[size:]])
    found = []
    for number in numbers(captures[listed]):
        own = (*captures[:listed], str(number), *captures[listed + 1 :])
        sending = (*captures[:listed], NUMBER, *captures[listed + 1 :])
        tail = words[place + 1 : len(rule.words)]
        sent = " ".join([*words[:place], NUMBER, *tail, *words[len(rule.words) :]]) if tail else template
        full = sent.replace(NUMBER, str(number))
        key = _filled(rule.key, own, full) if rule.key else " ".join([*words[:place], str(number), *tail])
        typed = sent.replace(NUMBER, captures[listed]) if rule.element and "-" in captures[listed] else ""
        found.append(Fact(rule, key, sent, full, rest, negative, number, sending, section=section, typed=typed))
    return tuple(found)


def _content(rule: Rule, body: str, head: str) -> str:
    """What an atom says. Certificates are compared by their digits, delimited texts by what stands between the delimiters."""
    if rule.whole:
        return body
    if rule.digits:
        return "".join(body.partition("\n")[2].split()).removesuffix("quit").lower()
    words = head.split(" ")
    start = len(" ".join(words[: len(rule.words)])) + 1
    return inner(body, start)
