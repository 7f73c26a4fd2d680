"""What is known of a platform's configuration language, as data: remediation.yml, read into frozen models.

A section is a mode of the device (global, interface, vlan …). A rule describes one family of lines in it by a pattern:
literal words; `a|b` one of these words; `*` any word; `Vlan*` any word that begins so; `<list>` numbers such as `10,20-30`,
where one line stands for one line per number; `<span>` likewise for `0 4`; `~` last, for the rest: the line's value.
What is not literal is captured: {1} is the first capture.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from pydantic import field_validator, model_validator

from altyapi.platforms import Language
from altyapi.remediation.landmarks import Landmarks
from altyapi.remediation.listing import Listing
from altyapi.remediation.moves import Moves
from altyapi.remediation.ranges import NUMBERS, collected
from netbox_sync.model import Frozen

Kind = Literal["line", "trunk", "words", "text", "acl", "acl6", "acl-line", "prefix-list"]


class Rule(Frozen):
    """One family of lines. The docstring of each field is in docs/decisions/0002-remediation-engine.md."""

    line: str  # the pattern
    key: str = ""  # identity among siblings; default: the line without `~`. {1} {2} captures, {line} all of it
    remove: str = ""  # how it is removed; default: `no` and the whole line
    kind: Kind = "line"
    block: str = ""  # the section of the lines below it
    leave: str = "exit"  # how the block is left; default: the language's word
    make: str = ""  # another line that makes the block without entering it, `vlan batch {1}`: several numbers at a time
    runs: int = 0  # at most so many numbers and ranges in one line of a <list>; default: the language's
    listing: str = ""  # of an acl: how its entries are written (`listings`)
    base: str = "all"  # of a trunk: the numbers where no line stands
    element: bool = False  # of a <list>: a range stands as it was typed, and goes as a whole
    adds: bool = False  # of a trunk: a further line adds its numbers, the negated line takes its numbers out
    ports: bool = False  # of a trunk: what it lists are ports (portnames.py)
    put: str = ""  # of a trunk whose list doesn't end the line: how it is written; {list}
    take: str = ""  # the same: how part of the list is taken out
    digits: bool = False  # of a text: its hexadecimal digits alone count, up to its closing word
    whole: bool = False  # of a text: every letter of it counts, and a difference is told line by line
    hoist: bool = False  # some versions print the lines after it one level deeper: they are its siblings
    last: bool = False  # in an ordered section: always the last, wherever it is written
    family: str = ""  # what is owned together; default: the literal words
    own: Literal["family", "each"] = "family"
    change: Literal["set", "remove-first", "add-first"] = "set"  # how one value becomes another
    unordered: bool = False  # the value is several words whose order means nothing
    clash: tuple[str, ...] = ()  # words of which a line can have one: a change from one to another removes first
    rank: int = 50  # order among the lines of its section when set; references go before ranks
    rank_no: int = 60  # the same when removed
    default_on: bool = False  # the device prints only the `no` form
    on_with: str = ""  # the sibling line with which the same holds: then `no …` is printed, without it the plain line
    permanent: bool = False  # can't be removed: what is inside it is
    stays: bool = False  # always there, with some value: not intended, it stays, also in a strict plan
    built_in: tuple[str, ...] = ()  # lines below a block that tell that the device itself has it: it stays as it is
    keep: str = ""  # numbers of a <list> that can't be removed, e.g. "1,1002-1005"
    reset: str = ""  # how a permanent block is brought to its defaults; {line}
    layer: bool = False  # changing it drops the lines of the other layer: removals before, settings after
    wipes: tuple[str, ...] = ()  # sibling lines the device drops when this one changes: they are set again
    sole: tuple[str, ...] = ()  # what one line of the device alone may name, from its captures
    off_for: tuple[str, ...] = ()  # patterns of the sibling rules whose lines don't change while it stands
    wipes_by: int = 0  # the capture with which alone they go; 0: with any change of the line
    sheds: bool = False  # what it wipes goes by itself also where the line is new: nothing is sent to remove it
    defaults: tuple[str, ...] = ()  # endings of the line with which it means the same as no line
    implied: tuple[str, ...] = ()  # lines below it that the device means by itself, the number at {}
    fold: tuple[str, ...] = ()  # lines below it that some versions print instead of words of it, in the words' order
    chosen: bool = False  # where none is set the device has its own: not set again once wiped, not predicted
    hidden: bool = False  # devices keep it without printing it: what uses it is taken as proof that it stands
    rebuild: bool = False  # what is inside can't be changed: the block is removed and made again

    @field_validator("line")
    @classmethod
    def _pattern(cls, value: str) -> str:
        words = value.split()
        if not words or "~" in words[:-1]:
            raise ValueError("a pattern has at least one word, and ~ only as the last")
        if sum(word in {"<list>", "<span>"} for word in words) > 1:
            raise ValueError("a pattern has at most one <list> or <span>")
        if words[0] == "no":
            raise ValueError(
                "a rule is about the line without its negation; default_on says that only the negation is printed"
            )
        return " ".join(words)

    @model_validator(mode="after")
    def _names_a_capture(self) -> Rule:
        captures = sum(map(_is_capture, self.words))
        if not 0 <= self.wipes_by <= captures or (self.wipes_by and not self.wipes):
            raise ValueError(f"wipes_by is the place of a capture of the line, which has {captures}, beside wipes")
        return self

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for word in self.line.split() if word != "~")

    @cached_property
    def open(self) -> bool:
        return self.line.endswith("~")

    @cached_property
    def literals(self) -> str:
        """The family's name where the data gives none."""
        return self.family or " ".join(word for word in self.words if not _is_capture(word))

    @cached_property
    def alternatives(self) -> tuple[re.Pattern[str] | None, ...]:
        return tuple(
            None
            if word in {"*", "<list>", "<span>"}
            else re.compile(re.escape(word).replace(r"\|", "|").replace(r"\*", ".*"))
            for word in self.words
        )

    def match(self, words: list[str]) -> list[str] | None:
        """The captures, or None where the line is of another family."""
        length = len(self.words)
        if len(words) < length + self.words.count("<span>") or (not self.open and len(words) > length):
            return self._match_span(words) if "<span>" in self.words else None
        if "<span>" in self.words:
            return self._match_span(words)
        captures: list[str] = []
        for have, want, literal in zip(words, self.alternatives, self.words, strict=False):
            if want is None:
                if literal == "<list>" and not NUMBERS.fullmatch(have):
                    return None
                captures.append(have)
            elif want.fullmatch(have) is None:
                return None
            elif _is_capture(literal):
                captures.append(have)
        return captures

    @cached_property
    def list_place(self) -> int | None:
        """Where a list of numbers begins in the line's words."""
        if "<list>" in self.words:
            return self.words.index("<list>")
        return len(self.words) if self.kind == "trunk" else None

    def gathered(self, words: list[str], language: Language) -> list[str]:
        """The words, with a list of numbers that the language writes in several words as one."""
        if language.lists != "to" or self.list_place is None:
            return words
        return collected(words, self.list_place)

    def _match_span(self, words: list[str]) -> list[str] | None:
        head = len(self.words) - 1
        if words[:head] != list(self.words[:head]) or not all(word.isdigit() for word in words[head : head + 2]):
            return None
        first, last = words[head], words[-1]
        return [f"{first}-{last}"] if head < len(words) <= head + 2 else None


class Maker(Rule):
    """The line with which a block is made without entering it."""

    of: Rule

    def entering(self, captures: list[str]) -> str:
        """The line that enters the same block."""
        return " ".join(captures[0] if word == "<list>" else word for word in self.of.words)


def _is_capture(word: str) -> bool:
    return word in {"<list>", "<span>"} or "|" in word or "*" in word


class Section(Frozen):
    """The lines of one mode. `single` and `many` are short forms: a prefix with one value, a prefix with many lines."""

    single: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    default_on: tuple[str, ...] = ()  # printed only as `no …`
    rules: tuple[Rule, ...] = ()
    defaults: tuple[str, ...] = ()  # lines that mean the same as no line
    moves: Moves | None = None  # of an ordered section: how its lines change places
    ordered: bool = False  # the order of the lines matters: a change rewrites what follows it

    @cached_property
    def index(self) -> dict[str, tuple[Rule, ...]]:
        """Rules by first word, the most specific first; `*` for patterns that begin with a capture."""
        found: dict[str, list[Rule]] = {}
        made = [_maker(rule) for rule in self.rules if rule.make]
        for rule in (
            *self.rules,
            *made,
            *map(_single, self.single),
            *map(_many, self.many),
            *map(_on, self.default_on),
        ):
            first = rule.words[0]
            for word in ("*",) if first in {"*", "<list>"} else first.split("|"):
                found.setdefault(word, []).append(rule)
        order = lambda rule: (-len(rule.words), rule.open, sum(map(_is_capture, rule.words)))  # noqa: E731 - one use
        return {word: tuple(sorted(rules, key=order)) for word, rules in found.items()}

    @cached_property
    def relative(self) -> bool:
        """Whether what some lines say hangs on siblings."""
        return any(rule.on_with for rule in self.rules)

    @cached_property
    def default_lines(self) -> frozenset[str]:
        return frozenset(self.defaults)


def _single(prefix: str) -> Rule:
    return Rule(line=f"{prefix} ~", remove=f"no {prefix}")


def _maker(rule: Rule) -> Maker:
    return Maker.model_validate(
        {**rule.model_dump(), "line": re.sub(r"\{\d\}", "<list>", rule.make), "make": "", "of": rule}
    )


def _many(prefix: str) -> Rule:
    return Rule(line=f"{prefix} ~", key="{line}", family=prefix)


def _on(prefix: str) -> Rule:
    return Rule(line=prefix, default_on=True)


class Object(Frozen):
    """A kind of thing that has a name: the lines that make it and the lines that use it, as regular expressions whose one
    group is the name (several names may be separated by blanks, numbers may be in list notation)."""

    kind: str
    made: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()  # lines that can't be set while it stands
    name: str = "{}"
    made_in: tuple[str, ...] = ()  # sections in which `made` and `excludes` hold; default: everywhere
    used_in: tuple[str, ...] = ()  # sections in which `used` holds
    held: bool = False  # while a line of `used` stands the thing is not removed

    @field_validator("made", "used", "excludes")
    @classmethod
    def _one_group(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            try:
                groups = re.compile(pattern).groups
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
            if groups != 1:
                raise ValueError(f"{pattern!r} must have exactly one group, it has {groups}")
        return value


class Spelling(Frozen):
    """Another way to write the same: a regular expression over the line and what it is written as."""

    pattern: str
    means: str
    sections: tuple[str, ...] = ()  # empty: everywhere

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"{value!r} is no regular expression: {error}") from error
        return value


class Atom(Frozen):
    """Text of several lines that is one thing: `start` opens it; it ends with the delimiter that `start` captured, or with
    a line that is `end`."""

    start: str
    end: str = ""


class FlagRule(Frozen):
    kind: str
    pattern: str  # over the line with its parents, joined by " / "
    reason: str


class Membership(Frozen):
    """Where VLANs list their ports (membership.py): the section of the VLANs, the words of their lists."""

    section: str
    own: str  # of a port this list has at most one VLAN: `untagged`
    beside: str  # `tagged`; in one VLAN a port is in one of the two
    home: str  # the block of the VLAN for ports that are in no other
    bundle: str  # the family of the lines that bundle ports


class Rules(Frozen):
    """All that is known of one platform."""

    language: Language = Language()  # from platform.yml
    listings: dict[str, Listing] = {}  # how lists in which the first match decides are written
    landmarks: Landmarks = Landmarks()
    membership: Membership | None = None  # none: ports list their VLANs
    line_length: int = 240  # characters the device takes in one line
    ranges: dict[str, str] = {}  # beginning of a line that stands for several -> beginning of each
    interfaces: dict[str, str] = {}  # any unambiguous beginning of a name, lower case -> the device's own spelling
    verbatim: tuple[str, ...] = ()  # first words of lines whose rest is free text: never respelled
    atoms: tuple[Atom, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    sections: dict[str, Section]
    objects: tuple[Object, ...] = ()
    flags: tuple[FlagRule, ...] = ()
    ports: dict[str, dict[str, int]] = {}  # protocol -> name -> number

    @cached_property
    def spelling_by_word(self) -> dict[str, tuple[tuple[re.Pattern[str], Spelling], ...]]:
        """Spellings by the literal word that they begin with; "" for those that begin with something else."""
        found: dict[str, list[tuple[re.Pattern[str], Spelling]]] = {}
        for spelling in self.spellings:
            first = re.match(r"\^([a-z0-9-]+)(?= |\b(?![*+?|\\]))", spelling.pattern)
            found.setdefault(first[1] if first else "", []).append((re.compile(spelling.pattern), spelling))
        return {word: tuple(rows) for word, rows in found.items()}

    @cached_property
    def unknown(self) -> Rule:
        """Of a line that no rule knows: each text is a thing of its own."""
        return Rule(line="* ~", key="{line}", family=UNKNOWN, change="remove-first", leave=self.language.leave)

    @cached_property
    def first_words(self) -> frozenset[str]:
        """Whole words that lines begin with, in any mode, as far as they are known."""
        language = self.language
        own = {"default", language.negation, *language.opposites, *language.opposites.values(), *language.blocks}
        return frozenset(word for section in self.sections.values() for word in section.index if word != "*") | own

    def section(self, name: str) -> Section:
        return self.sections.get(name, _EMPTY)

    __hash__ = object.__hash__  # by identity: rules are read once, and looked up with every line
    __eq__ = object.__eq__


_EMPTY = Section()

UNKNOWN = "?"
"""The family of lines that no rule knows."""
