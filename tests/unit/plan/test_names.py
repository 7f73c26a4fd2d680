"""A name in the change policy that means nothing is told with the nearest, and where it binds, no plan is made."""

from __future__ import annotations

import pytest
import yaml

from altyapi.plan import names, policy
from altyapi.plan.policy import ChangePolicy
from altyapi.settings import PACKAGE_ROOT
from netbox_sync.model import Device, Role, Site, Snapshot, Source, Tables

SWITCH = Device(
    id=1,
    name="sw1",
    site="mrk-ahb01",
    role="access-switch",
    status="active",
    device_type="x",
    manufacturer="x",
    tags=("kritik",),
)
KNOWN = Snapshot(
    source=Source(url="http://n", version="4.4.10", taken="2026-04-20T09:00:00+03:00", duration_ms=0),
    digest="0" * 64,
    tables=Tables(
        sites=(Site(id=1, name="AHB", slug="mrk-ahb01", status="active"),),
        roles=tuple(Role(id=n, name=slug, slug=slug) for n, slug in enumerate(("access-switch", "core-switch"))),
        devices=(SWITCH,),
    ),
)


def rules(text: str) -> ChangePolicy:
    return ChangePolicy.model_validate(yaml.safe_load(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("calendar: {freezes: [{name: seçim, from: 03-30, to: 04-02, sites: [mrk-ahb1]}]}",
         "calendar.freezes[seçim].sites: mrk-ahb1 (≈ mrk-ahb01)"),
        ("calendar: {windows: [{name: gece, roles: [core-swich], open: [{from: '20:00', to: '06:00'}]}]}",
         "calendar.windows[gece].roles: core-swich (≈ core-switch"),
        ("calendar: {freezes: [{name: yıl sonu, from: 12-25, to: 01-05, tags: [kiritik]}]}",
         "calendar.freezes[yıl sonu].tags: kiritik (≈ kritik)"),
        ("risk: {scores: {routng: 3}}", "risk.scores: routng (≈ routing"),
        ("post_checks: {by_kind: {rooting: [ports]}}", "post_checks.by_kind: rooting (≈ routing"),
        ("post_checks: {by_kind: {routing: [ospf-neigbours]}}",
         "post_checks.by_kind.routing: ospf-neigbours (≈ ospf-neighbours"),
    ],
)  # fmt: skip
def test_a_misspelt_name_that_binds_lets_no_plan_be_made(text: str, told: str) -> None:
    with pytest.raises(names.PolicyNamesUnknown) as raised:
        names.require(rules(text), KNOWN)
    assert told in raised.value.message("en")


def test_every_name_is_told_at_once() -> None:
    text = "calendar: {freezes: [{name: a, from: 03-30, to: 04-02, sites: [x, mrk-ahb01, y], roles: [z]}]}"
    assert [one.name for one in names.unknown(rules(text), KNOWN)] == ["x", "y", "z"]


def test_roles_that_only_order_and_weigh_are_told_and_bind_nothing() -> None:
    policy_ = rules("{waves: {role_order: [core-switch, dc-switch]}, risk: {high: {roles: [core-switc]}}}")
    names.require(policy_, KNOWN)
    found = names.unknown(policy_, KNOWN)
    assert [(one.place, one.name, one.binding) for one in found] == [
        ("waves.role_order", "dc-switch", False),
        ("risk.high.roles", "core-switc", False),
    ]


def test_kinds_and_checks_of_the_policy_that_the_toolkit_brings_are_all_known() -> None:
    names.require(policy.load(PACKAGE_ROOT / "inventory" / "policy"), KNOWN)
