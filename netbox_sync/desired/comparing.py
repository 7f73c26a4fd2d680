"""What differs between what is wanted and what NetBox holds, worked out in memory from a few large reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from netbox_sync.client import NetBox, Row
from netbox_sync.desired.difference import Change, Difference, Operation, Reference
from netbox_sync.desired.faults import NotComparable, Problem
from netbox_sync.desired.holdings import Holdings, Target, held
from netbox_sync.desired.kinds import ENDPOINTS, KINDS, Kind
from netbox_sync.desired.levels import arranged
from netbox_sync.desired.needed import CUSTOM_FIELDS, needed, pointers
from netbox_sync.desired.normal import equal, plain, sendable
from netbox_sync.desired.pruning import Prune, removals
from netbox_sync.desired.resolving import Node, Resolver, Unresolved, depth, text_of
from netbox_sync.desired.wanted import Wanted
from netbox_sync.pull.reader import Progress


def compare(
    netbox: NetBox, wanted: Sequence[Wanted], *, prune: Prune | None = None, progress: Progress | None = None
) -> Difference:
    """Reads what NetBox holds of the kinds involved and tells what has to change; changes nothing.

    Raises NotComparable with every fault of `wanted` at once, PruneTooMuch, and what the client and the reader raise.
    """
    unknown = [one for one in wanted if one.endpoint not in KINDS]
    if unknown:
        raise NotComparable.of([_unknown(one) for one in unknown])
    pointing = pointers(netbox, wanted)
    fields = needed(wanted, pointing)
    if prune is not None:
        prune.add_fields(fields, wanted)
    # what is written is looked at once more just before; what would be deleted rests on all lists being of one moment
    holdings = Holdings.read(netbox, fields, progress, still=prune is not None)
    comparison = _Comparison(holdings, pointing)
    comparison.register(wanted)
    difference = comparison.difference()
    if prune is None:
        return difference
    going = removals(netbox, prune, comparison.resolver)
    return difference.model_copy(update={"removals": going})


def _unknown(one: Wanted) -> Problem:
    return Problem(
        endpoint=one.endpoint,
        label=text_of(one.key),
        origin=one.origin,
        en=f"no kind of object that can be compared: {one.endpoint}",
        tr=f"karşılaştırılabilen bir nesne türü değil: {one.endpoint}",
    )


class _Comparison:
    def __init__(self, holdings: Holdings, pointing: Mapping[str, str]) -> None:
        self.holdings = holdings
        self.resolver = Resolver(holdings)
        self._pointing = pointing
        self._references: dict[Target, Reference] = {}
        self._readable: dict[str, frozenset[str]] = {}
        self._numbers: dict[int, int] = {}  # of a node that is to be made -> of its operation

    def register(self, wanted: Iterable[Wanted]) -> None:
        """Takes everything in, what others are named by first."""
        for one in sorted(wanted, key=lambda one: (KINDS[one.endpoint].rank, depth(one.key))):
            self.resolver.register(one)

    def difference(self) -> Difference:
        """Compares every node; raises NotComparable."""
        operations: list[Operation] = []
        unchanged: Counter[str] = Counter()
        for node in self.resolver.nodes:
            operation = self._operation(node)
            if operation is None:
                unchanged[node.kind.endpoint] += 1
            else:
                operations.append(operation)
        self.resolver.written_otherwise()
        arranged_operations = arranged(operations, self.resolver)
        if self.resolver.problems:
            raise NotComparable.of(self.resolver.problems)
        return Difference(operations=arranged_operations, unchanged=dict(unchanged))

    def _operation(self, node: Node) -> Operation | None:
        """The node's operation, numbered as the node; None where nothing differs."""
        work = _Work(self, node)
        if node.id is None:
            work.create()
        else:
            work.update(self.holdings.by_id[node.kind.endpoint][node.id])
        if node.id is not None and not work.body and not work.late:
            return None
        needs = frozenset(_operations(work.body))
        return Operation(
            number=node.number,
            action="create" if node.id is None else "update",
            endpoint=node.kind.endpoint,
            id=node.id,
            label=node.label,
            origin=node.origin,
            key=node.key,
            changes=tuple(work.changes),
            body=work.body,
            late=work.late,
            seen=work.seen,
            needs=tuple(sorted(needs)),
            late_needs=tuple(sorted(frozenset(_operations(work.late)) - {node.number})),
        )

    def reference(self, target: Target | None) -> Reference | None:
        if target is None:
            return None
        if target not in self._references:
            known = Reference(id=target) if isinstance(target, int) else Reference(operation=target[1])
            self._references[target] = known
        return self._references[target]

    def shown(self, endpoint: str, target: Target | None) -> Any:
        """A relation's other end, as a person reads it."""
        if target is None:
            return None
        if isinstance(target, int):
            return self.holdings.label(endpoint, target)
        return self.resolver.nodes[target[1]].label

    def pointed(self, name: str) -> str:
        """The list that a custom field points at; empty where it holds plain values."""
        return self._pointing.get(name, "")


class _Work:
    """One node while it is compared."""

    def __init__(self, comparison: _Comparison, node: Node) -> None:
        self._comparison = comparison
        self._resolver = comparison.resolver
        self._node = node
        self._kind: Kind = node.kind
        self._values = {**node.body, **node.key}
        self.changes: list[Change] = []
        self.body: dict[str, Any] = {}
        self.late: dict[str, Any] = {}
        self.seen: dict[str, Any] = {}

    def create(self) -> None:
        for name in self._values:
            try:
                value = self._sent(name, None)
            except Unresolved as error:
                self._resolver.unresolved(self._node, name, error)
                continue
            if value is None or value in ({}, []):
                continue  # as NetBox makes it
            self._put(name, value)

    def update(self, row: Row) -> None:
        for name in self._values:
            if name in self._kind.write_only:
                continue  # NetBox never gives it back: what stands there can't be told
            if name not in row:
                self._resolver.problem(
                    self._node,
                    name,
                    f"NetBox has no such field: {name}",
                    f"NetBox içinde böyle bir alan yok: {name}",
                )
                continue
            try:
                self._compare(name, row)
            except Unresolved as error:
                self._resolver.unresolved(self._node, name, error)
        self._complete_pairs(row)

    def _compare(self, name: str, row: Row) -> None:
        if name == "custom_fields":
            self._compare_custom(row)
        elif name == "tags" and "tags" in self._kind.many:
            self._compare_tags(row)
        elif name in self._kind.relations:
            self._compare_relation(name, row)
        elif self._text_list(name):
            wanted, there = self._slugs(self._values[name]), self._slugs(row[name])
            if wanted != there:
                self._change(name, sorted(there), sorted(wanted), sorted(wanted), row)
        elif not equal(name, self._values[name], row[name]):
            before, after = plain(name, row[name]), plain(name, self._values[name])
            self._change(name, before, after, sendable(name, self._values[name], _raw(row[name])), row)

    def _compare_relation(self, name: str, row: Row) -> None:
        wanted = self._resolver.comparable(self._kind, self._values, name)
        there = held(self._kind, row, name)
        if name in self._kind.terminations:
            if self._same_cable(row):
                return
        elif wanted == there:
            if name not in self._kind.generic or wanted is None:
                return
            if self._object_type(name) == row.get(self._kind.generic[name]):
                return
        self._change(name, self._shown(name, there, row), self._shown_wanted(name), self._sent(name, row), row)

    def _same_cable(self, row: Row) -> bool:
        """Sides may be named either way round."""
        sides = self._kind.terminations
        if not set(sides) <= self._values.keys():
            return all(
                self._resolver.comparable(self._kind, self._values, side) == held(self._kind, row, side)
                for side in sides
                if side in self._values
            )
        wanted = {self._resolver.comparable(self._kind, self._values, side) for side in sides}
        return wanted == {held(self._kind, row, side) for side in sides}

    def _compare_tags(self, row: Row) -> None:
        """Tags are added to those that are there."""
        there = held(self._kind, row, "tags")
        wanted = self._resolver.comparable(self._kind, self._values, "tags")
        if wanted <= there:
            return
        names = sorted(str(item.get("slug", item["id"])) for item in row["tags"] or ())
        added = sorted(self._comparison.shown("extras/tags", target) for target in wanted - there)
        after = [self._comparison.reference(target) for target in (*sorted(there), *sorted(wanted - there, key=repr))]
        self._change("tags", names, [*names, *added], after, row)

    def _compare_custom(self, row: Row) -> None:
        there = row["custom_fields"] or {}
        for name, value in (self._values["custom_fields"] or {}).items():
            if name not in there and not self._is_coming(name):
                self._resolver.problem(
                    self._node,
                    f"custom_fields.{name}",
                    f"NetBox has no such custom field on {self._kind.object_type}: {name}",
                    f"NetBox içinde bu türde böyle bir özel alan yok: {self._kind.object_type}: {name}",
                )
                continue
            endpoint = self._comparison.pointed(name)
            before = there.get(name)
            if endpoint:
                wanted = self._pointed(endpoint, value)
                if wanted == _ids(before):
                    continue
                shown = [self._comparison.shown(endpoint, target) for target in wanted]
                sent = [self._comparison.reference(target) for target in wanted]
                if isinstance(value, list | tuple):
                    self._custom(name, _shown_custom(before), shown, sent, before)
                else:
                    self._custom(name, _shown_custom(before), next(iter(shown), None), next(iter(sent), None), before)
            elif not (equal("", value, before) or _same_set(value, before)):
                self._custom(name, plain("", before), plain("", value), sendable("default", _trimmed(value)), before)

    def _is_coming(self, name: str) -> bool:
        """Whether the custom field is made, or opened to this kind, by what is wanted itself."""
        return any(
            node.key.get("name") == name and self._kind.object_type in (node.body.get("object_types") or ())
            for node in self._resolver.of_endpoint(CUSTOM_FIELDS)
        )

    def _custom(self, name: str, before: Any, after: Any, sent: Any, raw: Any) -> None:
        self.changes.append(Change(field=f"custom_fields.{name}", before=before, after=after))
        self.body.setdefault("custom_fields", {})[name] = sent
        self.seen.setdefault("custom_fields", {})[name] = raw

    def _pointed(self, endpoint: str, value: Any) -> tuple[Target, ...]:
        items = value if isinstance(value, list | tuple) else () if value is None else (value,)
        found = (self._resolver.target(endpoint, item) for item in items)
        return tuple(sorted((target for target in found if target is not None), key=repr))

    def _sent(self, name: str, row: Row | None) -> Any:  # noqa: PLR0911  # one return per kind of field
        """The value as the operation's body holds it; raises Unresolved."""
        kind, value = self._kind, self._values[name]
        reference = self._comparison.reference
        if name == "custom_fields":
            return self._sent_custom(value or {})
        if name in kind.one:
            return reference(self._resolver.target(kind.one[name], value))
        if name in kind.many:
            found = self._resolver.comparable(kind, self._values, name)
            return [reference(target) for target in sorted(found, key=repr)]
        if name in kind.generic:
            return reference(self._resolver.generic(kind, self._values, name))
        if name in kind.terminations:
            ends = self._resolver.comparable(kind, self._values, name)
            return [
                {"object_type": object_type, "object_id": reference(target)}
                for object_type, target in sorted(ends, key=repr)
            ]
        if self._text_list(name):
            return sorted(self._slugs(value))
        return sendable(name, value, row[name] if row is not None else None)

    def _sent_custom(self, values: Mapping[str, Any]) -> dict[str, Any]:
        sent: dict[str, Any] = {}
        for name, value in values.items():
            endpoint = self._comparison.pointed(name)
            if endpoint:
                targets = [self._comparison.reference(target) for target in self._pointed(endpoint, value)]
                sent[name] = targets if isinstance(value, list | tuple) else targets[0] if targets else None
            elif value is not None:
                sent[name] = sendable("default", _trimmed(value))
        return sent

    def _change(self, name: str, before: Any, after: Any, sent: Any, row: Row) -> None:
        self.changes.append(Change(field=name, before=before, after=after))
        self.seen[name] = row[name]
        self._put(name, sent)

    def _put(self, name: str, value: Any) -> None:
        (self.late if name in self._kind.late else self.body)[name] = value

    def _complete_pairs(self, row: Row) -> None:
        """NetBox takes a type and its id together only, and both sides of a cable."""
        for id_field, type_field in self._kind.generic.items():
            if (id_field in self.body) != (type_field in self.body):
                for name in (id_field, type_field):
                    self.body.setdefault(name, self._values.get(name, row.get(name)))
                    if isinstance(self.body[name], dict):
                        self.body[name] = self._sent(name, row)
                    self.seen.setdefault(name, row.get(name))

    def _object_type(self, name: str) -> Any:
        return self._values.get(self._kind.generic[name])

    def _text_list(self, name: str) -> bool:
        """Config contexts name their tags by slug."""
        return name == "tags" and "tags" not in self._kind.many and self._kind.endpoint == "extras/config-contexts"

    def _slugs(self, value: Any) -> frozenset[str]:
        return frozenset(str(item["slug"]) if isinstance(item, dict) else str(item) for item in value or ())

    def _shown(self, name: str, there: Any, row: Row) -> Any:
        kind = self._kind
        if name in kind.one:
            return self._label(kind.one[name], there, row[name])
        if name in kind.many:
            shown = {item["id"]: item for item in row[name] or () if isinstance(item, dict)}
            return sorted(str(self._label(kind.many[name], one, shown.get(one))) for one in there)
        if name in kind.generic:
            endpoint = ENDPOINTS.get(str(row.get(kind.generic[name])), "")
            return None if there is None else self._comparison.holdings.label(endpoint, there)
        return sorted(self._comparison.holdings.label(ENDPOINTS.get(one, ""), target) for one, target in there)

    def _label(self, endpoint: str, object_id: Any, brief: Any) -> Any:
        if object_id is None:
            return None
        if object_id in self._comparison.holdings.by_id.get(endpoint, {}):
            return self._comparison.holdings.label(endpoint, object_id)
        return str(brief.get("display", f"#{object_id}")) if isinstance(brief, dict) else f"#{object_id}"

    def _shown_wanted(self, name: str) -> Any:
        value = self._values[name]
        if isinstance(value, list | tuple):
            return sorted(text_of(item) for item in value)
        return text_of(value) or None


def _operations(value: Any) -> list[int]:
    """Numbers of the operations that a body refers to."""
    if isinstance(value, Reference):
        return [value.operation] if value.operation is not None else []
    if isinstance(value, dict):
        return [number for item in value.values() for number in _operations(item)]
    if isinstance(value, list | tuple):
        return [number for item in value for number in _operations(item)]
    return []


def _raw(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) and value.keys() == {"value", "label"} else value


def _ids(value: Any) -> tuple[Target, ...]:
    items = value if isinstance(value, list) else () if value is None else (value,)
    return tuple(sorted((item["id"] if isinstance(item, dict) else item for item in items), key=repr))


def _shown_custom(value: Any) -> Any:
    if isinstance(value, list):
        return [_shown_custom(item) for item in value]
    return value.get("display", value.get("id")) if isinstance(value, dict) else value


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _same_set(one: Any, other: Any) -> bool:
    """A multiple choice says nothing by its order."""
    if not (isinstance(one, list | tuple) and isinstance(other, list)):
        return False
    if any(isinstance(item, dict | list) for item in (*one, *other)):
        return False
    return sorted(map(str, one)) == sorted(map(str, other))
