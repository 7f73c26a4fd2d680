"""Which devices a `--limit` means. The grammar, loosest first:

```
selection  = part *( "," part )         union
part       = term *( "&" term )         intersection
term       = [ "!" ] ( kind ":" value | name | "@" file | "all" )
kind       = site role region tag tenant platform status type manufacturer location device
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
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from functools import reduce
from pathlib import Path
from typing import Final

from netbox_sync import faults
from netbox_sync.model import Device, Snapshot

Names = frozenset[str]

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
KINDS: Final = (*_ONE_VALUE, "region", "tag")


def select(snapshot: Snapshot, expression: str, *, folder: Path | None = None) -> tuple[str, ...]:
    """The selected devices' names, sorted; `@file` is looked up from `folder` (default: the working directory).

    Raises SelectionSyntax, UnknownName (every unknown name at once), EmptySelection or NameFileUnreadable.
    """
    return _Selection(snapshot, expression, folder or Path()).names()


class _Selection:
    def __init__(self, snapshot: Snapshot, expression: str, folder: Path) -> None:
        self._expression = expression
        self._folder = folder
        self._devices = snapshot.tables.devices
        self._all = frozenset(device.name for device in self._devices)
        self._known = _known(snapshot)
        self._parents = {region.slug: region.parent for region in snapshot.tables.regions}
        self._region_of_site = {site.slug: site.region for site in snapshot.tables.sites}
        self._unknown: list[str] = []

    def names(self) -> tuple[str, ...]:
        united: list[Names] = []
        required: list[Names] = []
        excluded: list[Names] = []
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
        return tuple(sorted(chosen))

    def _part(self, text: str) -> Names:
        chosen = self._all
        for term in (piece.strip() for piece in text.split("&")):
            if term.startswith("!"):
                chosen -= self._term(term[1:].strip())
            else:
                chosen &= self._term(term)
        return chosen

    def _term(self, term: str) -> Names:
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
            return self._matching("device", term)
        kind, value = kind.strip(), value.strip()
        if kind not in KINDS:
            kinds = ", ".join(KINDS)
            raise self._syntax(
                f"there is no kind {kind}; there are: {kinds}", f"böyle bir tür yok: {kind}; olanlar: {kinds}"
            )
        if not value:
            raise self._syntax(f"no value: {kind}:", f"değer eksik: {kind}:")
        return self._matching(kind, value)

    def _matching(self, kind: str, value: str) -> Names:
        known = self._known[kind]
        values = {name for name in known if fnmatchcase(name, value)} if _is_glob(value) else {value} & known
        if not values:
            self._unknown.append(_unknown(kind, value, known))
            return frozenset()
        if kind == "tag":
            return frozenset(device.name for device in self._devices if values.intersection(device.tags))
        if kind == "region":
            return frozenset(device.name for device in self._devices if self._lies_in(device, values))
        value_of = _ONE_VALUE[kind]
        return frozenset(device.name for device in self._devices if value_of(device) in values)

    def _lies_in(self, device: Device, regions: set[str]) -> bool:
        region = self._region_of_site[device.site]
        while region is not None:
            if region in regions:
                return True
            region = self._parents[region]
        return False

    def _from_file(self, name: str) -> Names:
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
        self._unknown.extend(_unknown("device", each, self._all) for each in sorted(names - self._all))
        return self._all & names

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


def _is_glob(value: str) -> bool:
    return any(mark in value for mark in "*?[")


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """`site:mrk-ahb1 (≈ mrk-ahb01)`; spelling is compared without regard to case."""
    folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)
    nearest = ", ".join(folded[each] for each in close)
    return f"{kind}:{name} (≈ {nearest})" if nearest else f"{kind}:{name}"
