"""How much of the municipality each profile has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from lab.orneksehir import catalogue as cat
from lab.orneksehir.catalogue import COUNT_COLUMN, ROLE_BY_SLUG, ROLES, Model, Role
from lab.orneksehir.geography import SITE_BY_SLUG, SITES, Site

Profile = Literal["tiny", "platforms", "small", "full"]
PROFILES: tuple[Profile, ...] = get_args(Profile)


@dataclass(frozen=True)
class Demand:
    """So many boxes of a role at a site, with the model of each."""

    site: Site
    role: Role
    models: tuple[Model, ...]


_Switches = dict[str, tuple[tuple[str, Model, int], ...]]
_Endpoints = dict[str, dict[str, int]]
_TINY_SWITCHES: _Switches = {
    "mrk-ahb01": (
        ("core-switch", cat.C9500, 2),
        ("distribution-switch", cat.C9300_24, 1),
        ("access-switch", cat.C9200L_24, 3),
    ),
    "ili-hb01": (("access-switch", cat.C9200L_24, 2),),
    "sah-hb01": (("access-switch", cat.C9200L_24, 1),),
    "sah-ot01": (("distribution-switch", cat.C9300_24, 1), ("access-switch", cat.C9200L_24, 2)),
}
_TINY_ENDPOINTS: _Endpoints = {
    "mrk-ahb01": {"access-point": 3, "camera": 6, "phone": 18, "desktop": 21, "printer": 3, "attendance": 1},
    "ili-hb01": {"access-point": 2, "camera": 4, "phone": 10, "desktop": 11, "printer": 2, "attendance": 1},
    "sah-hb01": {"access-point": 1, "camera": 3, "phone": 5, "desktop": 6, "printer": 2},
    "sah-ot01": {"access-point": 3, "camera": 9, "phone": 6, "desktop": 7, "printer": 2, "kiosk": 1},
}
_PLATFORMS_DEVICES: _Switches = {
    "mrk-ahb01": (
        ("core-switch", cat.ARUBA_CORE, 1),
        ("dc-switch", cat.EOS_CENTRE, 1),
        ("access-switch", cat.C9200L_48, 1),
        ("access-switch", cat.COMWARE_ACCESS, 1),
        ("access-switch", cat.PROCURVE_ACCESS, 1),
        ("access-switch", cat.JUNOS_ACCESS, 1),
    ),
    "sah-ot01": (("poe-switch", cat.HUAWEI_POE, 1), ("firewall", cat.FORTIGATE_60F, 1)),
}
"""Profile `platforms` has one device of each platform that is emulated, Huawei as VRP5, and what the firewall policy speaks of.
Linux gateways are no emulation: tests/e2e/gateway runs real ones."""
_PLATFORMS_ENDPOINTS: _Endpoints = {
    "mrk-ahb01": {
        "phone": 4, "desktop": 6, "printer": 2, "server": 1, "backup-unit": 1, "pbx": 1, "analog-gateway": 1,
        "wlan-controller": 1, "nvr": 1,
    },
    "sah-ot01": {"camera": 3, "desktop": 2, "nvr": 1},
}  # fmt: skip
_SMALL_SHARE = 100
"""Profile `small` has all network, security and power kit and one in so many of everything else."""
_OLDER = {
    (7, 17, 28, 38, 47, 58): cat.C2960X,
    (4, 19, 35, 50): cat.COMWARE_ACCESS,
    (10, 25, 40, 56): cat.PROCURVE_ACCESS,
    (13, 31, 52): cat.JUNOS_ACCESS,
}
"""Which of the sixty 48-port access switches are of the years before; every third other one is Cisco, the rest Aruba."""


def demands(profile: Profile) -> Iterator[Demand]:
    """What to make, site by site, in the order of the tables."""
    if profile == "tiny":
        yield from _chosen(_TINY_SWITCHES, _TINY_ENDPOINTS)
        return
    if profile == "platforms":
        yield from _chosen(_PLATFORMS_DEVICES, _PLATFORMS_ENDPOINTS)
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


def _chosen(devices: _Switches, endpoints: _Endpoints) -> Iterator[Demand]:
    for slug, switches in devices.items():
        site = SITE_BY_SLUG[slug]
        for role, model, count in switches:
            yield Demand(site, ROLE_BY_SLUG[role], (model,) * count)
        for name, count in endpoints[slug].items():
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
        newer = cat.C9200L_48 if number % 3 == 0 else cat.ARUBA_ACCESS
        return next((model for numbers, model in _OLDER.items() if number in numbers), newer)
    if role.slug == "dc-switch" and kind == "FKM":
        return cat.EOS_CENTRE
    if role.slug == "router":
        return {"OT": cat.CCR2004, "KM": cat.CCR2004, "IT": cat.AR651, "DP": cat.AR651}.get(kind, cat.ISR4331)
    if role.slug == "firewall":
        return {"AHB": cat.FORTIGATE_600F, "FKM": cat.FORTIGATE_200F}.get(kind, cat.FORTIGATE_60F)
    return role.models[number % len(role.models)]
