"""Names in the change policy that mean nothing: a freeze of a site that NetBox does not know keeps nobody from changing anything.

Names of windows and freezes, and of kinds of change and probes, are binding: no plan is made while one of them is unknown. Roles in
`risk` and `waves` are told and no more: the policy that the toolkit brings names roles that a municipality need not have.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from altyapi import platforms
from altyapi.errors import EngineError
from altyapi.plan.policy import ChangePolicy
from altyapi.platforms.changes import changes_of
from netbox_sync.model import Frozen, Snapshot

NEAREST = 3
OWN_CHECKS = frozenset({"ports", "second-account"})


class Unknown(Frozen):
    """A name and where it stands (`calendar.freezes[seçim].sites`); `near` are the nearest ones that there are."""

    place: str
    name: str
    near: tuple[str, ...]
    binding: bool

    def told(self) -> str:
        return f"{self.place}: {self.name}" + (f" (≈ {', '.join(self.near)})" if self.near else "")


class PolicyNamesUnknown(EngineError):
    """Fields: listing."""

    code = "PLN-021"
    en = "The change policy names what there is not: {listing}."
    tr = "Değişiklik politikasında karşılığı olmayan adlar var: {listing}."
    en_remedy = "Correct them in inventory/policy/change.yml; what is new in NetBox is known after ./inv netbox.pull."
    tr_remedy = (
        "inventory/policy/change.yml içinde düzeltilmeli; NetBox içinde yeni olanlar ./inv netbox.pull sonrası bilinir."
    )


def require(policy: ChangePolicy, snapshot: Snapshot) -> None:
    """Raises PolicyNamesUnknown with every binding name that is unknown."""
    found = [one.told() for one in unknown(policy, snapshot) if one.binding]
    if found:
        raise PolicyNamesUnknown(listing="; ".join(found))


def unknown(policy: ChangePolicy, snapshot: Snapshot) -> tuple[Unknown, ...]:
    """Every name of the policy that neither the snapshot nor the toolkit knows, in the policy's order. A tag that no device has
    counts as unknown: nothing tells it from a misspelt one."""
    return tuple(_unknown(policy, snapshot))


def _unknown(policy: ChangePolicy, snapshot: Snapshot) -> Iterator[Unknown]:
    tables = snapshot.tables
    roles = frozenset(role.slug for role in tables.roles)
    known: Mapping[str, Collection[str]] = {
        "sites": frozenset(site.slug for site in tables.sites),
        "roles": roles,
        "tags": frozenset(tag for device in tables.devices for tag in device.tags),
    }
    for place, entries in (("windows", policy.calendar.windows), ("freezes", policy.calendar.freezes)):
        for scope in entries:
            for what, names in known.items():
                where = f"calendar.{place}[{scope.name}].{what}"
                yield from _of(where, getattr(scope, what), names, binding=True)
    yield from _of("waves.role_order", policy.waves.role_order, roles, binding=False)
    for level in ("high", "medium"):
        yield from _of(f"risk.{level}.roles", getattr(policy.risk, level).roles, roles, binding=False)
    data = [changes_of(name) for name in platforms.names()]
    kinds = frozenset(kind.name for changes in data for kind in changes.kinds)
    checks = OWN_CHECKS.union(*(changes.probes for changes in data))
    yield from _of("risk.scores", policy.risk.scores, kinds, binding=True)
    yield from _of("post_checks.by_kind", policy.post_checks.by_kind, kinds, binding=True)
    for kind, wanted in policy.post_checks.by_kind.items():
        yield from _of(f"post_checks.by_kind.{kind}", wanted, checks, binding=True)


def _of(place: str, names: Collection[str], known: Collection[str], *, binding: bool) -> Iterator[Unknown]:
    for name in names:
        if name not in known:
            near = tuple(difflib.get_close_matches(name, sorted(known), NEAREST))
            yield Unknown(place=place, name=name, near=near, binding=binding)
