"""How much of the municipality each profile has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from lab.orneksehir import catalogue as cat
from lab.orneksehir.catalogue import COUNT_COLUMN, ROLE_BY_SLUG, ROLES, Model, Role
from lab.orneksehir.geography import SITE_BY_SLUG, SITES, Site

Profile = Literal["tiny", "small", "full"]
PROFILES: tuple[Profile, ...] = get_args(Profile)


@dataclass(frozen=True)
class Demand:
    """So many boxes of a role at a site, with the model of each."""

    site: Site
    role: Role
    models: tuple[Model, ...]


_TINY_SWITCHES: dict[str, tuple[tuple[str, Model, int], ...]] = {
    "mrk-ahb01": (
        ("core-switch", cat.C9500, 2),
        ("distribution-switch", cat.C9300_24, 1),
        ("access-switch", cat.C9200L_24, 3),
    ),
    "ili-hb01": (("access-switch", cat.C9200L_24, 2),),
    "sah-hb01": (("access-switch", cat.C9200L_24, 1),),
    "sah-ot01": (("distribution-switch", cat.C9300_24, 1), ("access-switch", cat.C9200L_24, 2)),
}
_TINY_ENDPOINTS: dict[str, dict[str, int]] = {
    "mrk-ahb01": {"access-point": 3, "camera": 6, "phone": 18, "desktop": 21, "printer": 3, "attendance": 1},
    "ili-hb01": {"access-point": 2, "camera": 4, "phone": 10, "desktop": 11, "printer": 2, "attendance": 1},
    "sah-hb01": {"access-point": 1, "camera": 3, "phone": 5, "desktop": 6, "printer": 2},
    "sah-ot01": {"access-point": 3, "camera": 9, "phone": 6, "desktop": 7, "printer": 2, "kiosk": 1},
}
_SMALL_SHARE = 100
"""Profile `small` has all network, security and power kit and one in so many of everything else."""
_LEGACY = (7, 17, 28, 38, 47, 58)
"""Which of the sixty 48-port access switches are the old ones."""
_COMWARE = (4, 19, 35, 50)
"""Which are HPE's of the years before; every third other one is Cisco, the rest Aruba."""


def demands(profile: Profile) -> Iterator[Demand]:
    """What to make, site by site, in the order of the tables."""
    if profile == "tiny":
        yield from _tiny()
        return
    counts = {(site.slug, role.slug): role.counts[COUNT_COLUMN[site.kind.code]] for site in SITES for role in ROLES}
    if profile == "small":
        counts |= _thinned(counts)
    dealt: dict[str, int] = {}
    for site in SITES:
        for role in ROLES:
            models = []
            for _ in range(counts[site.slug, role.slug]):
                number = dealt.get(role.slug, 0)
                dealt[role.slug] = number + 1
                models.append(_model(site, role, number))
            if models:
                yield Demand(site, role, tuple(models))


def _tiny() -> Iterator[Demand]:
    for slug, switches in _TINY_SWITCHES.items():
        site = SITE_BY_SLUG[slug]
        for role, model, count in switches:
            yield Demand(site, ROLE_BY_SLUG[role], (model,) * count)
        for name, count in _TINY_ENDPOINTS[slug].items():
            role_ = ROLE_BY_SLUG[name]
            yield Demand(site, role_, tuple(role_.models[number % len(role_.models)] for number in range(count)))


def _thinned(counts: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Endpoints cut to their share: per role at least one, spread over the sites that have the role."""
    kept: dict[tuple[str, str], int] = {}
    for role in ROLES:
        if role.kit:
            continue
        places = [site.slug for site in SITES for _ in range(counts[site.slug, role.slug])]
        wanted = max(1, round(len(places) / _SMALL_SHARE))
        step = len(places) / wanted
        chosen = [places[int(number * step)] for number in range(wanted)]
        kept |= {(site.slug, role.slug): chosen.count(site.slug) for site in SITES}
    return kept


def _model(site: Site, role: Role, number: int) -> Model:
    kind = site.kind.code
    if role.slug == "access-switch":
        if number in _LEGACY:
            return cat.C2960X
        if number in _COMWARE:
            return cat.COMWARE_ACCESS
        return cat.C9200L_48 if number % 3 == 0 else cat.ARUBA_ACCESS
    if role.slug == "router":
        return {"OT": cat.CCR2004, "KM": cat.CCR2004, "IT": cat.AR651, "DP": cat.AR651}.get(kind, cat.ISR4331)
    if role.slug == "firewall":
        return {"AHB": cat.FORTIGATE_600F, "FKM": cat.FORTIGATE_200F}.get(kind, cat.FORTIGATE_60F)
    return role.models[number % len(role.models)]
