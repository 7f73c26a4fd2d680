"""Which devices a `--limit` means. The grammar, loosest first:

```
selection  = part *( "," part )         union
part       = term *( "&" term )         intersection
term       = [ "!" ] ( kind ":" value | name | "@" file | "all" )
kind       = site role region tag tenant platform status type manufacturer location device
             (of virtual machines: site role region tag tenant platform status cluster device machine)
```

As in Ansible's patterns, a part that is only `!term`, or that begins with `&`, applies to the union of all the other
parts, wherever it stands: `site:a,!x` is site a without x (not "a, and everything that is not x"), and an expression of
exclusions alone starts from all devices. Values and names are slugs and device names, with `*`, `?` and `[…]` as globs.
`region:` holds the regions below it. `@file` holds device names, one per line; what follows `#` is a comment.

Nothing is ever selected by a slip: a name that the snapshot does not know is an error that tells the nearest ones, and
so is a selection without a device.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import reduce
from pathlib import Path
from typing import Any, Final

from netbox_sync import faults
from netbox_sync.model import Device, Snapshot, VirtualMachine

Names = frozenset[str]
Ids = frozenset[int]

# NetBox's own values: each is a fair question even where no device has it.
STATUSES: Final = frozenset({"offline", "active", "planned", "staged", "failed", "inventory", "decommissioning"})

_ONE_VALUE: Final[Mapping[str, Callable[[Device], str | None]]] = {
    "site": lambda device: device.site,
    "role": lambda device: device.role,
    "tenant": lambda device: device.tenant,
    "platform": lambda device: device.platform,
    "status": lambda device: device.status,
    "type": lambda device: device.device_type,
    "manufacturer": lambda device: device.manufacturer,
    "location": lambda device: device.location,
    "device": lambda device: device.name,
}
_ONE_VALUE_OF_MACHINE: Final[Mapping[str, Callable[[VirtualMachine], str | None]]] = {
    "site": lambda machine: machine.site,
    "role": lambda machine: machine.role,
    "tenant": lambda machine: machine.tenant,
    "platform": lambda machine: machine.platform,
    "status": lambda machine: machine.status,
    "cluster": lambda machine: machine.cluster,
    "device": lambda machine: machine.device,
    "machine": lambda machine: machine.name,
}
KINDS: Final = (*_ONE_VALUE, "region", "tag")


def select(snapshot: Snapshot, expression: str, *, folder: Path | None = None) -> tuple[str, ...]:
    """The selected devices' names, sorted; `@file` is looked up from `folder` (default: the working directory).

    Raises SelectionSyntax, UnknownName (every unknown name at once), EmptySelection or NameFileUnreadable.
    """
    devices = snapshot.tables.devices
    chosen = _Selection(snapshot, expression, folder or Path(), devices, _ONE_VALUE, _known(snapshot)).ids()
    return tuple(sorted(device.name for device in devices if device.id in chosen))


def select_machines(snapshot: Snapshot, expression: str, *, folder: Path | None = None) -> Ids:
    """The selected virtual machines' ids (their names are unique within a cluster only); else as `select`."""
    machines = snapshot.tables.virtual_machines
    known = _known_of_machines(snapshot)
    return _Selection(snapshot, expression, folder or Path(), machines, _ONE_VALUE_OF_MACHINE, known).ids()


class _Selection:
    """`one_value` tells by kind what a row has; its last kind is the row's own name."""

    def __init__(
        self,
        snapshot: Snapshot,
        expression: str,
        folder: Path,
        rows: Sequence[Any],
        one_value: Mapping[str, Callable[[Any], str | None]],
        known: Mapping[str, Names],
    ) -> None:
        self._expression = expression
        self._folder = folder
        self._rows = rows
        self._one_value = one_value
        self._own_name = list(one_value)[-1]
        self._all = frozenset(row.id for row in rows)
        self._known = known
        self._parents = {region.slug: region.parent for region in snapshot.tables.regions}
        self._region_of_site = {site.slug: site.region for site in snapshot.tables.sites}
        self._unknown: list[str] = []

    def ids(self) -> Ids:
        united: list[Ids] = []
        required: list[Ids] = []
        excluded: list[Ids] = []
        for part in (text.strip() for text in self._expression.split(",")):
            if part.startswith("&"):
                required.append(self._part(part[1:]))
            elif part.startswith("!") and "&" not in part:
                excluded.append(self._term(part[1:].strip()))
            else:
                united.append(self._part(part))
        if self._unknown:
            raise faults.UnknownName(listing="; ".join(dict.fromkeys(self._unknown)))
        chosen = frozenset().union(*united) if united else self._all
        chosen = reduce(frozenset.intersection, required, chosen)
        chosen = chosen.difference(*excluded)
        if not chosen:
            raise faults.EmptySelection(expression=self._expression, devices=len(self._all))
        return chosen

    def _part(self, text: str) -> Ids:
        chosen = self._all
        for term in (piece.strip() for piece in text.split("&")):
            if term.startswith("!"):
                chosen -= self._term(term[1:].strip())
            else:
                chosen &= self._term(term)
        return chosen

    def _term(self, term: str) -> Ids:
        if not term:
            raise self._syntax("a name is missing beside an operator", "işlecin yanında ad eksik")
        if term[0] in "!&":
            raise self._syntax(f"two operators in a row: {term}", f"art arda iki işleç: {term}")
        if "(" in term or ")" in term:
            raise self._syntax("parentheses are not part of it", "ayraç kullanılmaz")
        if term == "all":
            return self._all
        if term.startswith("@"):
            return self._from_file(term[1:].strip())
        kind, colon, value = term.partition(":")
        if not colon:
            return self._matching(self._own_name, term)
        kind, value = kind.strip(), value.strip()
        if kind not in self._known:
            kinds = ", ".join((*self._one_value, "region", "tag"))
            raise self._syntax(
                f"there is no kind {kind}; there are: {kinds}", f"böyle bir tür yok: {kind}; olanlar: {kinds}"
            )
        if not value:
            raise self._syntax(f"no value: {kind}:", f"değer eksik: {kind}:")
        return self._matching(kind, value)

    def _matching(self, kind: str, value: str) -> Ids:
        known = self._known[kind]
        values = {name for name in known if fnmatchcase(name, value)} if _is_glob(value) else {value} & known
        if not values:
            self._unknown.append(_unknown(kind, value, known))
            return frozenset()
        if kind == "tag":
            return frozenset(row.id for row in self._rows if values.intersection(row.tags))
        if kind == "region":
            return frozenset(row.id for row in self._rows if self._lies_in(row.site, values))
        value_of = self._one_value[kind]
        return frozenset(row.id for row in self._rows if value_of(row) in values)

    def _lies_in(self, site: str | None, regions: set[str]) -> bool:
        region = None if site is None else self._region_of_site[site]
        while region is not None:
            if region in regions:
                return True
            region = self._parents[region]
        return False

    def _from_file(self, name: str) -> Ids:
        if not name:
            raise self._syntax("no file's name: @", "dosya adı eksik: @")
        path = self._folder / name
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise faults.NameFileUnreadable(path=path, en_detail=error.strerror, tr_detail=error.strerror) from error
        except UnicodeDecodeError as error:
            raise faults.NameFileUnreadable(path=path, en_detail="not UTF-8", tr_detail="UTF-8 değil") from error
        names = {line.partition("#")[0].strip() for line in text.splitlines()} - {""}
        if not names:
            raise faults.NameFileUnreadable(path=path, en_detail="no name in it", tr_detail="içinde ad yok")
        known = self._known[self._own_name]
        self._unknown.extend(_unknown(self._own_name, each, known) for each in sorted(names - known))
        return frozenset(row.id for row in self._rows if row.name in names)

    def _syntax(self, en: str, tr: str) -> faults.SelectionSyntax:
        return faults.SelectionSyntax(expression=self._expression or '""', en_detail=en, tr_detail=tr)


def _known(snapshot: Snapshot) -> Mapping[str, Names]:
    """Per kind, every value that may be asked for, also where no device has it."""
    tables = snapshot.tables
    return {
        "site": frozenset(site.slug for site in tables.sites),
        "role": frozenset(role.slug for role in tables.roles),
        "region": frozenset(region.slug for region in tables.regions),
        "tenant": frozenset(tenant.slug for tenant in tables.tenants),
        "platform": frozenset(platform.slug for platform in tables.platforms),
        "type": frozenset(kind.slug for kind in tables.device_types),
        "manufacturer": frozenset(kind.manufacturer for kind in tables.device_types),
        "status": STATUSES.union(device.status for device in tables.devices),
        "location": frozenset(device.location for device in tables.devices if device.location is not None),
        "tag": frozenset(tag for device in tables.devices for tag in device.tags),
        "device": frozenset(device.name for device in tables.devices),
    }


def _known_of_machines(snapshot: Snapshot) -> Mapping[str, Names]:
    tables = snapshot.tables
    machines = tables.virtual_machines
    shared = {kind: names for kind, names in _known(snapshot).items() if kind in _ONE_VALUE_OF_MACHINE}
    return {
        **shared,
        "region": frozenset(region.slug for region in tables.regions),
        "status": (STATUSES | {"paused"}).union(machine.status for machine in machines),
        "cluster": frozenset(cluster.name for cluster in tables.clusters),
        "tag": frozenset(tag for machine in machines for tag in machine.tags),
        "machine": frozenset(machine.name for machine in machines),
    }


def _is_glob(value: str) -> bool:
    return any(mark in value for mark in "*?[")


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """`site:mrk-ahb1 (≈ mrk-ahb01)`; spelling is compared without regard to case."""
    folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)
    nearest = ", ".join(folded[each] for each in close)
    return f"{kind}:{name} (≈ {nearest})" if nearest else f"{kind}:{name}"
