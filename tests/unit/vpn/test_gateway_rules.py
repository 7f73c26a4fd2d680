"""What a profile reaches, as the gateway's rules: before all others, and nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from altyapi.firewall import nftables
from altyapi.firewall.devices import device_policy
from altyapi.firewall.resolve import Resolved, resolve
from altyapi.platforms.linux_gateway import ruleset
from altyapi.vpn.gateway import rules, tunnels
from altyapi.vpn.gateway.faults import PoolElsewhere
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.ipam.faults import PoolMissing
from netbox_sync.model import Prefix, Snapshot
from tests.e2e.gateway.ground import NAME
from tests.e2e.vpn_gateway.ground import PLACES, POLICY, grants, host, key, snapshot
from tests.unit.firewall import town

FILE = Path("vpn.yml")


def policy(**changes: Any) -> VpnPolicy:
    """The town's, with a change of the profile."""
    content = POLICY.model_dump(mode="json")
    content["profiles"]["staff"] |= changes
    return VpnPolicy.model_validate(content)


def resolved(vpn: VpnPolicy, held: Snapshot, places: str = PLACES, texts: str = town.RULES) -> Resolved:
    return resolve(rules.joined(town.read(places, texts), held, vpn, FILE, town.DAY), held, town.DAY)


def test_without_gateways_the_firewall_policy_stays_as_it_is() -> None:
    found = town.read(PLACES, town.RULES)
    assert rules.joined(found, snapshot([]), VpnPolicy(), FILE, town.DAY) is found


def test_a_profile_passes_by_its_own_rules_and_by_nobody_elses() -> None:
    """A rule of the policy that lets the whole zone everywhere changes nothing for it."""
    wide = town.RULES.replace(
        "rules:", f"rules:\n  - {{id: GENIS, from: [vpn], to: [any], services: [any], action: allow, {town.TOLD}}}"
    )
    found = resolved(POLICY, snapshot([1]), texts=wide)
    enforced = device_policy(found, NAME)
    text = nftables.render(enforced)
    forward = text[text.index("chain forward") :]
    own = [line for line in forward.splitlines() if "a_vpn-staff_4" in line]
    assert "accept" in own[0]
    assert "th dport { tcp . 80, udp . 7007 }" in own[0]
    assert any('counter name "r_vpn-staff-deny" drop' in line for line in own)
    assert forward.index("r_vpn-staff-deny") < forward.index("r_GENIS")


def test_the_port_is_open_on_the_gateways_own_address_and_on_no_other_firewall() -> None:
    found = resolved(POLICY, snapshot([1]))
    assert "udp dport 51820" in nftables.render(device_policy(found, NAME))
    assert "udp dport 51820" not in nftables.render(device_policy(found, "fw-sube"))


def test_a_new_person_changes_no_rule_where_the_pool_is_the_profiles_own() -> None:
    one, two = (device_policy(resolved(POLICY, snapshot(numbers)), NAME) for numbers in ([1], [1, 2]))
    assert one == two


def test_profiles_that_share_a_pool_are_told_apart_by_address() -> None:
    content = POLICY.model_dump(mode="json")
    content["profiles"]["admin"] = content["profiles"]["staff"] | {
        "reach": [{"to": ["sicrama"], "services": ["tcp/22"]}]
    }
    enforced = device_policy(resolved(VpnPolicy.model_validate(content), snapshot([1, 3])), NAME)
    assert enforced.address_by_name["vpn-staff"].networks == tuple(f"{host(one)}/32" for one in (1, 3))
    assert "vpn-admin" not in enforced.address_by_name  # nobody has it


def test_name_servers_are_reached_by_their_port_alone() -> None:
    enforced = device_policy(resolved(policy(dns=["10.0.20.53"]), snapshot([1])), NAME)
    text = nftables.render(enforced)
    assert "@a_vpn-staff-dns_4" in text
    assert enforced.address_by_name["vpn-staff-dns"].networks == ("10.0.20.53/32",)


def test_a_persons_rate_is_limited_each_way_and_reads_back_as_it_was_written() -> None:
    vpn = policy(rate_mbps=20)
    enforced = rules.limited(device_policy(resolved(vpn, snapshot([1])), NAME), vpn)
    text = ruleset.canonical(nftables.render(enforced))
    assert (
        'iifname "wg0" ip saddr @a_vpn-staff_4 update @rate_staff_in { ip saddr limit rate over 2441 kbytes/second'
        in text
    )
    assert (
        'oifname "wg0" ip daddr @a_vpn-staff_4 update @rate_staff_out { ip daddr limit rate over 2441 kbytes/second'
        in text
    )
    full = text.replace(
        "timeout 1m\n", "timeout 1m\n        elements = { 10.66.1.2 limit rate over 2441 kbytes/second }\n"
    )
    assert full != text
    assert ruleset.canonical(full) == text
    assert rules.limited(enforced.model_copy(update={"device": "fw-sube", "rates": ()}), vpn).rates == ()


@pytest.mark.parametrize(
    ("places", "error"),
    [
        (PLACES.replace("{name: wg0, zones: [vpn]}", "{name: wg7, zones: [vpn]}"), PoolElsewhere),
        (
            PLACES.replace("  - {name: vpn, prefixes: [{roles: [vpn]}]}\n", "").replace(
                "zones: [vpn]", "zones: [sunucu]"
            ),
            PoolElsewhere,
        ),
    ],
)
def test_a_pool_that_lies_elsewhere_is_refused(places: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        resolved(POLICY, snapshot([1]), places)


def test_a_pool_that_is_not_one_prefix_is_refused() -> None:
    held = snapshot([1])
    twice = (*held.tables.prefixes, Prefix(id=901, prefix="10.67.0.0/16", status="active", site="merkez", role="vpn"))
    held = Snapshot(source=held.source, digest=held.digest, tables=held.tables.model_copy(update={"prefixes": twice}))
    with pytest.raises(PoolMissing) as raised:
        resolved(POLICY, held)
    for language in ("en", "tr"):  # what is there is looked for in the snapshot
        assert "./inv netbox.pull" in raised.value.remedy(language)


def peers_of(held: Mapping[int, date] | None = None, *, numbers: tuple[int, ...] = (1, 2), **fields: Any) -> list[str]:
    """Keys that the gateway lets in, with the second grant changed."""
    base = snapshot(())
    first, *others = grants(numbers, held)
    rows = (*base.tables.ip_addresses, first, *(one.model_copy(update=fields) for one in others))
    taken = Snapshot(
        source=base.source, digest=base.digest, tables=base.tables.model_copy(update={"ip_addresses": rows})
    )
    (tunnel,) = tunnels.of_devices(taken, POLICY, datetime(2026, 6, 1, tzinfo=UTC))[NAME]
    return [one.public_key for one in tunnel.peers]


def test_a_gateway_lets_in_whom_netbox_holds_and_no_other() -> None:
    assert peers_of() == [key(1)[1], key(2)[1]]
    assert peers_of({2: date(2026, 5, 31)}) == [key(1)[1]]
    assert peers_of({2: date(2026, 6, 1)}) == [key(1)[1], key(2)[1]]  # its last day
    changes: tuple[dict[str, Any], ...] = (
        {"status": "deprecated"},
        {"custom_fields": {}},
        {"custom_fields": {**grants([2])[0].custom_fields, "vpn_anahtar": "anahtar-degil"}},
        {"custom_fields": {**grants([2])[0].custom_fields, "vpn_anahtar": key(1)[1]}},
        {"custom_fields": {**grants([2])[0].custom_fields, "vpn_turu": "openvpn"}},
        {"custom_fields": {**grants([2])[0].custom_fields, "gecerlilik_sonu": None}},
        {"custom_fields": {**grants([2])[0].custom_fields, "vpn_profil": "baska"}},
        {"address": f"{host(1)}/16"},
    )
    for fields in changes:
        assert peers_of(**fields) == [key(1)[1]], fields


def test_a_last_day_ends_at_midnight_of_the_policys_zone() -> None:
    assert tunnels.end_of(date(2026, 12, 31), POLICY) == "2026-12-31T21:00:00Z"
    berlin = POLICY.model_copy(update={"timezone": "Europe/Berlin"})
    assert tunnels.end_of(date(2026, 3, 28), berlin) == "2026-03-28T23:00:00Z"
    assert tunnels.end_of(date(2026, 3, 29), berlin) == "2026-03-29T22:00:00Z"  # the clocks go forward that day
