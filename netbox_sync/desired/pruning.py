"""What lies in the scope that the files speak of and is not named by them.

A file speaks of a kind within bounds: devices within the sites and the roles of its devices (a list of cameras says
nothing of switches), interfaces within the devices of its interfaces, cables between the devices of its cables. What
stands outside is nobody's business here; a kind without bounds (tenants, tags) is pruned only where the caller vouches
that the files hold all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from netbox_sync.client import NetBox, Row
from netbox_sync.desired.dependents import CABLES, along
from netbox_sync.desired.difference import Removal
from netbox_sync.desired.faults import PruneTooMuch
from netbox_sync.desired.holdings import Holdings, held, label_of
from netbox_sync.desired.kinds import ENDPOINTS, KINDS, Kind
from netbox_sync.desired.looking import by_id
from netbox_sync.desired.resolving import Node, Resolver, Unresolved
from netbox_sync.desired.wanted import Wanted
from netbox_sync.model import Frozen

_OWNERS: Final[Mapping[str, tuple[str, str]]] = {
    "dcim.interface": ("dcim/interfaces", "device"),
    "virtualization.vminterface": ("virtualization/interfaces", "virtual_machine"),
}
"""What bounds an address or a cable is not the interface but the device that has it."""

Bound = tuple[str, int]


class Prune(Frozen):
    """What may be deleted: at most `limit` objects of a kind, and, beyond `few`, `share` (0 to 1) of those in scope. What NetBox deletes
    along with them may be more than `limit`, but then no more than `share` of all that it holds of that list.

    `whole`: lists without bounds of which the files hold everything.
    """

    limit: int = 50
    share: float = 0.2
    few: int = 5
    whole: frozenset[str] = frozenset()

    def add_fields(self, fields: dict[str, set[str]], wanted: Sequence[Wanted]) -> None:
        """Adds what has to be read to tell what lies in scope."""
        for endpoint in {one.endpoint for one in wanted}:
            kind = KINDS[endpoint]
            fields[endpoint].update(name for name in (kind.within, kind.among, *kind.keys[0]) if name)
            if kind.within in kind.generic:
                fields[endpoint].add(kind.generic[kind.within])
            if kind.within in kind.generic or kind.terminations:
                fields[endpoint].update(kind.terminations)
                for owned, owner in _OWNERS.values():
                    fields[owned].update(("name", owner))


def removals(netbox: NetBox, prune: Prune, resolver: Resolver) -> tuple[Removal, ...]:
    """What would be deleted, dependents first. Raises PruneTooMuch."""
    found: list[Removal] = []
    too_much: dict[str, tuple[int, int]] = {}
    spared = resolver.pointed_at()
    for kind in sorted(KINDS.values(), key=lambda kind: -kind.rank):
        nodes = resolver.of_endpoint(kind.endpoint)
        if not nodes:
            continue
        going, scope = _of_kind(kind, nodes, prune, resolver, spared)
        if len(going) > prune.limit or len(going) > max(prune.few, prune.share * scope):
            too_much[kind.endpoint] = len(going), scope
        found.extend(going)
    if too_much:
        raise PruneTooMuch.of(too_much, found, prune.limit, round(prune.share * 100))
    made = tuple(_with_dependents(netbox, found))
    if along_with := _too_much_along(netbox, prune, made):
        raise PruneTooMuch.of(along_with, made, prune.limit, round(prune.share * 100))
    return made


def _too_much_along(netbox: NetBox, prune: Prune, going: Sequence[Removal]) -> dict[str, tuple[int, int]]:
    """Four devices may be few, and have all the addresses that there are."""
    counts: Counter[str] = Counter()
    for one in going:
        counts.update(one.takes)
    held_of = {path: netbox.page(path, {"limit": 1})[0] for path, number in counts.items() if number > prune.limit}
    return {path: (counts[path], count) for path, count in held_of.items() if counts[path] > prune.share * count}


def _of_kind(
    kind: Kind, nodes: Sequence[Node], prune: Prune, resolver: Resolver, spared: set[tuple[str, int]]
) -> tuple[list[Removal], int]:
    """What goes of one list, and how many objects of it lie in scope."""
    holdings = resolver.holdings
    bounds = {bound for node in nodes for bound in _bounds_of_node(kind, node, resolver)}
    named = {node.id for node in nodes}
    among = {_shared(kind, node, resolver) for node in nodes} if kind.among else set()
    going: list[Removal] = []
    scope = 0
    for row in holdings.rows[kind.endpoint]:
        mine = set(_bounds(kind, row, holdings))
        if kind.endpoint not in prune.whole and (not mine or not mine <= bounds):
            continue
        if kind.among and kind.endpoint not in prune.whole and held(kind, row, kind.among) not in among:
            continue
        scope += 1
        object_id = int(row["id"])
        if object_id in named or (kind.endpoint, object_id) in spared:
            continue
        going.append(
            Removal(
                endpoint=kind.endpoint,
                id=object_id,
                label=label_of(kind, row),
                within=", ".join(sorted(holdings.label(ENDPOINTS.get(one, one), number) for one, number in mine)),
                last_updated=str(row.get("last_updated") or ""),
            )
        )
    return going, scope


def _shared(kind: Kind, node: Node, resolver: Resolver) -> Any:
    """What a wanted object has in the relation that it is pruned among: as wanted, else as it stands."""
    if kind.among in node.body:
        try:
            return resolver.comparable(kind, node.body, kind.among)
        except Unresolved:
            return None  # told where the field itself is compared
    return None if node.id is None else held(kind, resolver.holdings.by_id[kind.endpoint][node.id], kind.among)


def _bounds(kind: Kind, row: Row, holdings: Holdings) -> Iterator[Bound]:
    """What bounds an object that NetBox holds; nothing where it stands free."""
    if kind.terminations:
        for side in kind.terminations:
            for object_type, object_id in held(kind, row, side):
                yield from _owner(object_type, object_id, holdings)
    elif kind.within in kind.generic:
        if row.get(kind.within) is not None:
            yield from _owner(str(row[kind.generic[kind.within]]), row[kind.within], holdings)
    elif kind.within and held(kind, row, kind.within) is not None:
        yield KINDS[kind.one[kind.within]].object_type, held(kind, row, kind.within)


def _owner(object_type: str, object_id: int, holdings: Holdings) -> Iterator[Bound]:
    if object_type not in _OWNERS:
        yield object_type, object_id
        return
    endpoint, owner = _OWNERS[object_type]
    row = holdings.by_id.get(endpoint, {}).get(object_id)
    if row is not None:
        yield KINDS[KINDS[endpoint].one[owner]].object_type, row[owner]["id"]


def _bounds_of_node(kind: Kind, node: Node, resolver: Resolver) -> Iterator[Bound]:
    """What bounds a wanted object: as wanted, and as it stands."""
    if node.id is not None:
        yield from _bounds(kind, resolver.holdings.by_id[kind.endpoint][node.id], resolver.holdings)
    values: dict[str, Any] = {**node.body, **node.key}
    fields = kind.terminations or ((kind.within,) if kind.within else ())
    for name in fields:
        if name not in values:
            continue
        try:
            wanted = resolver.comparable(kind, values, name)
        except Unresolved:
            continue  # told where the field itself is compared
        if kind.terminations:
            ends = [(object_type, target) for object_type, target in wanted if isinstance(target, int)]
        elif name in kind.generic:
            ends = [(str(values.get(kind.generic[name])), wanted)] if isinstance(wanted, int) else []
        else:
            ends = [(KINDS[kind.one[name]].object_type, wanted)] if isinstance(wanted, int) else []
        for object_type, target in ends:
            yield from _owner(object_type, target, resolver.holdings)


def _with_dependents(netbox: NetBox, going: Sequence[Removal]) -> Iterator[Removal]:
    """The same, with what NetBox deletes along.

    A cable is not deleted with its end: NetBox would leave it hanging from the other port, which stays taken. So the
    cables on what goes are removals of their own, before it.
    """
    found = along(netbox, going)
    cut = {cable: one.label for one in going for cable in found[one.endpoint, one.id].cables}
    yield from _cables(netbox, cut)
    for one in going:
        yield one.model_copy(update={"takes": found[one.endpoint, one.id].takes})


def _cables(netbox: NetBox, owners: Mapping[int, str]) -> Iterator[Removal]:
    kind = KINDS[CABLES]
    for row in by_id(netbox, kind, owners, ("last_updated", "label", *kind.terminations)).values():
        yield Removal(
            endpoint=CABLES,
            id=int(row["id"]),
            label=label_of(kind, row),
            within=owners[int(row["id"])],
            last_updated=str(row.get("last_updated") or ""),
        )
