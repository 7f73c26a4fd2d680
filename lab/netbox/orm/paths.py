"""Django's paths (`site__region__name`) over rows: their values, joined as SQL joins them, and the lookups at their end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lab.netbox.errors import ApiError, conflict
from lab.netbox.orm import columns, relations
from lab.netbox.orm.lookups import LOOKUPS, TRANSFORMS, prepared
from lab.netbox.orm.relations import Relation
from lab.netbox.store import Row, Store

Read = Callable[[Store, Row], Any]


@dataclass
class _Node:
    """A model on the way: what is read of it, and where the paths go on from it."""

    label: str
    reads: list[tuple[int, Read]] = field(default_factory=list)
    onward: dict[str, tuple[Relation, _Node]] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """Where a path ends: how the value is read, of what kind it is, and what of the path is left (a lookup).

    `natural`: the database sorts it by the collation of names.
    """

    steps: tuple[str, ...]
    read: Read
    kind: str
    rest: tuple[str, ...]
    natural: bool = False


def unresolved(label: str, name: str) -> ApiError:
    """NetBox's answer where a path names nothing."""
    known = {*columns.names(label), *relations.names(label)}
    choices = ", ".join(sorted(known))
    return conflict("FieldError", f"Cannot resolve keyword '{name}' into field. Choices are: {choices}")


def resolve(label: str, path: str) -> Column:
    """Follow a path as far as it names relations and columns. Raises the server error of one that names nothing."""
    steps: list[str] = []
    parts = path.split("__")
    for at, part in enumerate(parts):
        rest = tuple(parts[at + 1 :])
        if (read := columns.reader(label, part)) is not None:
            found = _transformed(tuple(steps), read, columns.kind(label, part) or "", rest)
            return replace(found, natural=columns.natural(label, part))
        if step := relations.relation(label, part):
            if not rest or (rest[0] in LOOKUPS and len(rest) == 1):
                return _key(tuple(steps), part, step, rest)
            if step.key and rest[0] in {"id", "pk"}:
                return _key(tuple(steps), part, step, rest[1:])
            steps.append(part)
            label = step.target
        elif part.endswith("_id") and (step := relations.relation(label, part[:-3])) and not step.many:
            return _key(tuple(steps), part[:-3], step, rest)
        else:
            raise unresolved(label, part)
    raise unresolved(label, path)


def _key(steps: tuple[str, ...], name: str, found: Relation, rest: tuple[str, ...]) -> Column:
    """A relation named by itself means the key of what it leads to."""
    if found.key:
        return Column(steps, lambda _, row: row.get(found.key), "int", rest)
    return Column((*steps, name), lambda _, row: row["id"], "int", rest)


def _transformed(steps: tuple[str, ...], read: Read, kind: str, rest: tuple[str, ...]) -> Column:
    if kind == "json":
        keys: list[str] = []
        while rest and not (len(rest) == 1 and rest[0] in LOOKUPS):
            keys.append(rest[0])
            rest = rest[1:]
        return Column(steps, _inside(read, keys) if keys else read, kind, rest)
    while rest and rest[0] in TRANSFORMS.get(kind, {}):
        transform, kind = TRANSFORMS[kind][rest[0]]
        read, rest = _after(read, transform), rest[1:]
    return Column(steps, read, kind, rest)


def _after(read: Read, transform: Callable[[Any], Any]) -> Read:
    return lambda store, row: None if (value := read(store, row)) is None else transform(value)


def _inside(read: Read, keys: list[str]) -> Read:
    def inner(store: Store, row: Row) -> Any:
        value = read(store, row)
        for key in keys:
            if isinstance(value, Mapping):
                value = value.get(key)
            elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
                value = value[int(key)]
            else:
                return None
        return value

    return inner


class Table:
    """Several paths read together: each row gives one tuple, or several where a relation to many is crossed."""

    def __init__(self, store: Store, label: str, wanted: Sequence[Column]) -> None:
        self._store = store
        self._width = len(wanted)
        self._root = _Node(label)
        for at, column in enumerate(wanted):
            node = self._root
            for step in column.steps:
                if step not in node.onward:
                    found = relations.relation(node.label, step)
                    if found is None:
                        raise unresolved(node.label, step)
                    node.onward[step] = (found, _Node(found.target))
                node = node.onward[step][1]
            node.reads.append((at, column.read))

    def of(self, row: Row) -> list[list[Any]]:
        """The tuples of one row."""
        return self._fill(self._root, row, [None] * self._width)

    def _fill(self, node: _Node, row: Row, values: list[Any]) -> list[list[Any]]:
        for at, read in node.reads:
            values[at] = read(self._store, row)
        filled = [values]
        for found, inner in node.onward.values():
            others = found.follow(self._store, row)
            if others:
                filled = [full for each in filled for other in others for full in self._fill(inner, other, each.copy())]
        return filled


class Conditions:
    """Keyword arguments of `filter()`: all must hold of the same joined objects."""

    def __init__(self, store: Store, label: str, asked: Mapping[str, Any]) -> None:
        found = [resolve(label, name) for name in asked]
        self._tests = [_test(column, value) for column, value in zip(found, asked.values(), strict=True)]
        self._table = Table(store, label, found)

    def matches(self, row: Row) -> int:
        """How many joined rows fit, each of which Django's `filter()` gives back."""
        return sum(self._fits(values) for values in self._table.of(row))

    def _fits(self, values: Iterable[Any]) -> bool:
        return all(test(value) for test, value in zip(self._tests, values, strict=True))


def _test(column: Column, asked: Any) -> Callable[[Any], bool]:
    if len(column.rest) > 1 or (column.rest and column.rest[0] not in LOOKUPS):
        kind = {"text": "CharField", "int": "BigIntegerField"}.get(column.kind, column.kind)
        text = f"Unsupported lookup '{column.rest[0]}' for {kind} or join on the field not permitted."
        raise conflict("FieldError", text)
    lookup = column.rest[0] if column.rest else "exact"
    if lookup == "isnull":
        return lambda value: (value is None) == bool(asked)
    if asked is None:
        return lambda value: value is None
    wanted = prepared(column.kind, lookup, asked)
    check = LOOKUPS[lookup]
    return lambda value: value is not None and check(value, wanted)
