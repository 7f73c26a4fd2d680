"""Natural keys to objects: those that NetBox holds, and those that are still to be made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from netbox_sync.desired.faults import Problem
from netbox_sync.desired.holdings import Holdings, Target, composed, held, indexed, kind_of
from netbox_sync.desired.kinds import ENDPOINTS, KINDS, Kind
from netbox_sync.desired.normal import plain
from netbox_sync.desired.wanted import Origin, Wanted

NAMED: Final = (
    "circuits/circuits",
    "dcim/devices",
    "dcim/interfaces",
    "dcim/racks",
    "ipam/vrfs",
    "tenancy/contacts",
    "virtualization/clusters",
    "virtualization/interfaces",
    "virtualization/virtual-machines",
)
"""Lists in which people call an object by its name or number, and NetBox takes `sw01` beside `SW01`."""


@dataclass
class Node:
    """One object that is wanted, what several places say of it put together."""

    number: int
    kind: Kind
    key: dict[str, Any]
    body: dict[str, Any]
    origin: Origin
    origins: dict[str, Origin] = field(default_factory=dict)  # of fields that another place named
    id: int | None = None

    @property
    def target(self) -> Target:
        return self.id if self.id is not None else ("new", self.number)

    @property
    def label(self) -> str:
        return text_of(self.key)

    def place(self, name: str) -> Origin:
        return self.origins.get(name, self.origin)


class Unresolved(Exception):  # never leaves this package; becomes a Problem
    """A natural key that names no object, or several."""

    def __init__(self, endpoint: str, key: Any, found: int) -> None:
        super().__init__(endpoint)
        self.endpoint, self.key, self.found = endpoint, key, found


class Resolver:
    """Finds objects by natural key among the rows that NetBox holds and the nodes registered so far."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        self.nodes: list[Node] = []
        self.problems: list[Problem] = []
        self._of_endpoint: dict[str, list[Node]] = defaultdict(list)
        self._by_id: dict[tuple[str, int], Node] = {}
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], list[Target]]] = {}
        self._known: dict[Any, Target] = {}

    def problem(self, node: Node, name: str, en: str, tr: str) -> None:
        """Notes one fault of what is wanted; the same one only once."""
        told = Problem(endpoint=node.kind.endpoint, label=node.label, field=name, origin=node.place(name), en=en, tr=tr)
        if told not in self.problems[-8:]:
            self.problems.append(told)

    def register(self, wanted: Wanted) -> None:
        """Takes one object in; those that it is named by must be in already."""
        kind = KINDS[wanted.endpoint]
        node = Node(len(self.nodes), kind, dict(wanted.key), dict(wanted.body), wanted.origin)
        try:
            found = self._find(kind.endpoint, node.key, body=node.body)
        except Unresolved as error:
            self.unresolved(node, next(iter(node.key), ""), error)
            found = []
        if not found and kind.terminations:
            found = self._occupying(node)
        if len(found) > 1:
            ids = ", ".join(str(one) for one in found if isinstance(one, int))
            self.problem(
                node,
                "",
                f"stands for several objects in NetBox (ids {ids})",
                f"NetBox içinde birden çok nesne bu anahtara uyuyor (id {ids})",
            )
            return
        if found:
            earlier = self._node_of(kind.endpoint, found[0])
            if earlier is not None:
                self._merge(earlier, node)
                return
            assert isinstance(found[0], int)  # noqa: S101  # a new object has its node
            node.id = found[0]
            self._by_id[kind.endpoint, node.id] = node
        self.nodes.append(node)
        self._of_endpoint[kind.endpoint].append(node)
        for (endpoint, fields), index in self._indexes.items():
            if endpoint == kind.endpoint:
                self._add_to(index, fields, node)

    def target(self, endpoint: str, key: Any) -> Target | None:
        """The one object of this natural key (or id); raises Unresolved."""
        if key is None or isinstance(key, int):
            return key
        if not isinstance(key, dict):
            raise Unresolved(endpoint, key, 0)
        known = (endpoint, _frozen(key))
        if known not in self._known:
            found = self._find(endpoint, key)
            if len(found) != 1:
                raise Unresolved(endpoint, key, len(found))
            self._known[known] = found[0]
        return self._known[known]

    def of_endpoint(self, endpoint: str) -> list[Node]:
        """The nodes of one list, as registered."""
        return self._of_endpoint[endpoint]

    def pointed_at(self) -> set[tuple[str, int]]:
        """What NetBox holds of all that was found by a natural key inside another object: list's path and id."""
        return {(endpoint, target) for (endpoint, _), target in self._known.items() if isinstance(target, int)}

    def written_otherwise(self) -> None:
        """Tells of every object to be made whose natural key differs from another's in capitals alone."""
        for endpoint in NAMED:
            there: dict[tuple[str, ...], dict[tuple[Any, ...], str]] = {}
            for node in self._of_endpoint[endpoint]:
                fields = tuple(sorted(node.key))
                if fields not in there:
                    index = indexed(node.kind, list(self.holdings.rows.get(endpoint, ())), fields)
                    there[fields] = {
                        _caseless(key): self.holdings.label(endpoint, ids[0])
                        for key, ids in index.items()
                        if isinstance(ids[0], int)  # an object that NetBox holds
                    }
                try:
                    key = _caseless(composed(node.kind, fields, partial(self.comparable, node.kind, node.key)))
                except Unresolved:
                    continue  # told already
                other = there[fields].setdefault(key, node.label)
                if node.id is None and other != node.label:
                    self.problem(
                        node,
                        "",
                        f"the same but for capitals is there already: {other}",
                        f"yalnız büyük-küçük harf farkıyla aynısı zaten var: {other}",
                    )

    def unresolved(self, node: Node, name: str, error: Unresolved) -> None:
        """Tells of a key that names no object, or several."""
        text = text_of(error.key) or repr(error.key)
        if error.found:
            en = f"stands for {error.found} objects in NetBox: {error.endpoint}: {text}"
            tr = f"NetBox içinde {error.found} nesneye uyuyor: {error.endpoint}: {text}"
        else:
            en = f"neither in NetBox nor in the files: {error.endpoint}: {text}"
            tr = f"NetBox içinde de dosyalarda da yok: {error.endpoint}: {text}"
        self.problem(node, name, en, tr)

    def comparable(self, kind: Kind, values: Mapping[str, Any], name: str) -> Any:
        """A wanted field in the form that `held` gives of a row's; raises Unresolved."""
        value = values.get(name)
        if name in kind.one:
            return self.target(kind.one[name], value)
        if name in kind.many:
            return frozenset(self.target(kind.many[name], item) for item in value or ())
        if name in kind.generic:
            return self.generic(kind, values, name)
        if name in kind.terminations:
            return frozenset(self._end(end) for end in value or ())
        return plain(name, value)

    def generic(self, kind: Kind, values: Mapping[str, Any], name: str) -> Target | None:
        """What a pair of type and id points at."""
        value = values.get(name)
        if not isinstance(value, dict):
            return self.target("", value)
        object_type = values.get(kind.generic[name])
        endpoint = ENDPOINTS.get(str(object_type))
        if endpoint is None:
            raise Unresolved(str(object_type), value, 0)
        return self.target(endpoint, value)

    def _end(self, end: Any) -> tuple[str, Target | None]:
        object_type = str(end.get("object_type"))
        key = end.get("object_id")
        if isinstance(key, dict) and object_type not in ENDPOINTS:
            raise Unresolved(object_type, key, 0)
        return object_type, self.target(ENDPOINTS.get(object_type, ""), key)

    def _find(self, endpoint: str, key: Mapping[str, Any], body: Mapping[str, Any] | None = None) -> list[Target]:
        kind = kind_of(endpoint)
        fields = tuple(sorted(key))
        # the type of what a key points at may stand in the body
        values = {**body, **key} if body else key
        wanted = composed(kind, fields, lambda name: self.comparable(kind, values, name))
        if (endpoint, fields) not in self._indexes:
            index = indexed(kind, list(self.holdings.rows.get(endpoint, ())), fields)
            self._indexes[endpoint, fields] = index
            for node in self._of_endpoint[endpoint]:
                self._add_to(index, fields, node)
        return self._indexes[endpoint, fields].get(wanted, [])

    def _add_to(self, index: dict[tuple[Any, ...], list[Target]], fields: tuple[str, ...], node: Node) -> None:
        """Enters a node under the values that it will have; a row stays found under those that it has."""
        values = {**node.body, **node.key}
        if not set(fields) <= values.keys() | ({*self._row_fields(node)} if node.id is not None else set()):
            return
        if node.id is not None and not set(fields) & node.body.keys():
            return
        row = self.holdings.by_id[node.kind.endpoint][node.id] if node.id is not None else {}

        def value(name: str) -> Any:
            return self.comparable(node.kind, values, name) if name in values else held(node.kind, row, name)

        try:
            entry = index[composed(node.kind, fields, value)]
        except Unresolved:
            return  # told where the field itself is compared
        if node.target not in entry:
            entry.append(node.target)

    def _row_fields(self, node: Node) -> Iterator[str]:
        assert node.id is not None  # noqa: S101  # asked for objects that NetBox holds
        yield from self.holdings.by_id[node.kind.endpoint][node.id]

    def _node_of(self, endpoint: str, target: Target) -> Node | None:
        if isinstance(target, int):
            return self._by_id.get((endpoint, target))
        return self.nodes[target[1]]

    def _occupying(self, node: Node) -> list[Target]:
        """The cables that NetBox holds on any end of a wanted cable: an end has one, so it is this one, laid anew."""
        if not set(node.kind.terminations) <= node.key.keys():
            return []
        try:
            ends = frozenset().union(*(self.comparable(node.kind, node.key, side) for side in node.kind.terminations))
        except Unresolved:
            return []  # told already
        index = self._indexes.setdefault((node.kind.endpoint, ("*ends",)), self._ends(node.kind))
        return sorted({target for end in ends for target in index.get((end,), ())}, key=repr)

    def _ends(self, kind: Kind) -> dict[tuple[Any, ...], list[Target]]:
        found: dict[tuple[Any, ...], list[Target]] = defaultdict(list)
        for row in self.holdings.rows.get(kind.endpoint, ()):
            for side in kind.terminations:
                for end in held(kind, row, side):
                    found[end,].append(int(row["id"]))
        return found

    def _merge(self, earlier: Node, node: Node) -> None:
        """Puts together what two places say of one object; where they differ, both are told."""
        for name, value in node.body.items():
            if name == "custom_fields" and name in earlier.body:
                both: dict[str, Any] = dict(earlier.body[name] or {})
                earlier.body[name] = both
                for custom, wanted in (value or {}).items():
                    if custom in both and plain("", both[custom]) != plain("", wanted):
                        self._differ(earlier, node, f"{name}.{custom}", both[custom], wanted)
                    both[custom] = wanted
                    earlier.origins.setdefault(f"{name}.{custom}", node.origin)
            elif name == "tags" and name in earlier.body:
                earlier.body[name] = [*(earlier.body[name] or ()), *(value or ())]
            elif name in earlier.body or name in earlier.key:
                mine = earlier.body.get(name, earlier.key.get(name))
                if plain(name, mine) != plain(name, value):
                    self._differ(earlier, node, name, mine, value)
            else:
                earlier.body[name] = value
                earlier.origins[name] = node.origin

    def _differ(self, earlier: Node, node: Node, name: str, mine: Any, theirs: Any) -> None:
        one, other = text_of(mine) or repr(mine), text_of(theirs) or repr(theirs)
        where = " ".join(str(part) for part in (earlier.origin.sheet, earlier.origin.row) if part not in {"", None})
        self.problem(
            node,
            name,
            f"said twice and differently: {other}, and {one} at {earlier.origin.file} {where}".rstrip(),
            f"iki kez ve farklı yazılmış: {other}; {earlier.origin.file} {where}: {one}",
        )


def text_of(key: Any) -> str:
    """A natural key as a person reads it: its values, in their order."""
    if isinstance(key, dict):
        if key.keys() == {"object_type", "object_id"}:
            return text_of(key["object_id"])
        if "a_terminations" in key and "b_terminations" in key:
            return f"{text_of(key['a_terminations'])} ↔ {text_of(key['b_terminations'])}"
        return " ".join(filter(None, (text_of(item) for name, item in key.items() if not name.endswith("_type"))))
    if isinstance(key, list | tuple):
        return ", ".join(filter(None, map(text_of, key)))
    return "" if key is None else str(key)


def _caseless(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(part.casefold() if isinstance(part, str) else part for part in key)


def depth(key: Any) -> int:
    """How deep keys are nested: an object named by its parent comes after the parent."""
    if isinstance(key, dict):
        return 1 + max(map(depth, key.values()), default=0)
    return max(map(depth, key), default=0) if isinstance(key, list | tuple) else 0


def _frozen(key: Any) -> Any:
    if isinstance(key, dict):
        return tuple(sorted((name, _frozen(value)) for name, value in key.items()))
    if isinstance(key, list | tuple):
        return tuple(map(_frozen, key))
    return (type(key).__name__, key) if isinstance(key, bool) or key is None else (type(key).__name__, str(key))
