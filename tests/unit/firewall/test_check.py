"""Each fault that a policy can have is found where it stands, and a sound policy has none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from altyapi.firewall import policy
from altyapi.firewall.check import check, management
from altyapi.firewall.findings import KINDS, Finding
from altyapi.firewall.resolve import resolve
from lab.orneksehir.registers import FINDINGS, FIREWALL
from tests.support.estates import DAY, taken
from tests.unit.firewall import town


def found(rules: str = town.RULES, places: str = town.PLACES, day: date = town.DAY) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for one in check(town.resolved(rules, places, day)):
        rows.setdefault(one.kind, []).append(one.subject)
    return rows


def added(*lines: str) -> str:
    """The town's rules with more of them before its translations."""
    head, mark, tail = town.RULES.partition("source_nat:")
    return head + "".join(f"  - {{{line}}}\n" for line in lines) + mark + tail


def instead(old: str, new: str, text: str = town.PLACES) -> str:
    assert old in text
    return text.replace(old, new)


def test_a_sound_policy_has_no_finding() -> None:
    assert found() == {}


T = town.TOLD
CASES: dict[str, Callable[[], dict[str, list[str]]]] = {
    "undefined-name: X": lambda: found(added(f"id: X, from: [kamerra], to: [any], services: [any], action: deny, {T}")),
    "undefined-name: Y": lambda: found(
        added(f"id: Y, from: [kamera], to: [saat], services: [tnp], action: allow, {T}")
    ),
    "unknown-in-netbox: kamera": lambda: found(
        places=instead(
            "{name: kamera, prefixes: [{vids: [50]}]}", "{name: kamera, prefixes: [{roles: [kamerra], vids: [50]}]}"
        )
    ),
    "duplicate-name: KAM-1": lambda: found(
        added(f"id: KAM-1, from: [saat], to: [kamera], services: [tcp/1], action: allow, {T}")
    ),
    "circular-members: b": lambda: found(
        places=instead("objects:\n", "objects:\n  - {name: a, members: [b]}\n  - {name: b, members: [a]}\n")
    ),
    "not-one-address: NAT-2": lambda: found(
        instead("to: web, to_port", "to: sicrama-cok, to_port", town.RULES),
        instead("objects:\n", "objects:\n  - {name: sicrama-cok, addresses: [10.0.20.0/30]}\n"),
    ),
    "empty-zone: bos": lambda: found(
        places=instead(
            "  - {name: internet",
            "  - {name: bos, prefixes: [{roles: [kamera], sites: [merkez], vids: [7]}]}\n  - {name: internet",
        )
    ),
    "empty-object: bos": lambda: found(
        places=instead("objects:\n", "objects:\n  - {name: bos, devices: [{roles: [nvr], sites: [sube]}]}\n")
    ),
    "zones-overlap: ikinci": lambda: found(
        places=instead("  - {name: internet", "  - {name: ikinci, prefixes: [{roles: [kamera]}]}\n  - {name: internet")
    ),
    "several-rest-zones: dis": lambda: found(
        places=instead(
            "  - {name: internet, rest: true}", "  - {name: internet, rest: true}\n  - {name: dis, rest: true}"
        )
    ),
    "gateway-without-device: sube": lambda: found(
        places=instead(
            "devices: role:firewall\n    at: [{site_groups: [sube]}]",
            "devices: role:nvr\n    at: [{site_groups: [sube]}]",
        )
    ),
    "gateway-unlinked: merkez": lambda: found(places=instead("      - {name: hat, to: [merkez], uplink: true}\n", "")),
    "sides-overlap: merkez": lambda: found(
        places=instead("      - {name: wan2, to: [sube]}", "      - {name: wan2, zones: [kamera], to: [sube]}")
    ),
    "zone-behind-nothing: internet": lambda: found(
        places=instead("      - {name: wan, zones: [internet], uplink: true}\n", "")
    ),
    "never-matches: X": lambda: found(
        added(f"id: X, from: [sicrama], to: [saat], services: [ntp], action: allow, {T}")
    ),
    "shadowed-rule: X": lambda: found(
        added(f"id: X, from: [kamera], to: [kayit-cihazi], services: [tcp/554], action: deny, {T}")
    ),
    "redundant-rule: X": lambda: found(
        added(f"id: X, from: [sicrama], to: [yonetim], services: [tcp/22], action: allow, {T}")
    ),
    "duplicate-rule: X": lambda: found(
        added(f"id: X, from: [misafir], to: [internet], services: [tcp/443, tcp/80, dns], action: allow, {T}")
    ),
    "no-purpose: X": lambda: found(added("id: X, from: [sunucu], to: [any], services: [any], action: deny")),
    "no-owner: X": lambda: found(added("id: X, from: [sunucu], to: [any], services: [any], action: deny")),
    "no-evrak: X": lambda: found(added("id: X, from: [sunucu], to: [any], services: [any], action: deny, evrak: '  '")),
    "expired: X": lambda: found(
        added(f"id: X, from: [sunucu], to: [saat], services: [ntp], action: allow, expires: 2026-04-19, {T}")
    ),
    "any-any: X": lambda: found(added(f"id: X, from: [any], to: [any], services: [any], action: allow, {T}")),
    "management-cut: management": lambda: found(
        instead(
            "  - {id: YON-1",
            f"  - {{id: X, from: [any], to: [yonetim], services: [any], action: deny, {T}}}\n  - {{id: YON-1",
            town.RULES,
        )
    ),
    "management-empty: management": lambda: found(
        places=instead("management: {from: [sicrama]", "management: {from: [bos]").replace(
            "objects:\n", "objects:\n  - {name: bos, devices: [{roles: [nvr], sites: [sube]}]}\n"
        )
    ),
    "no-management: merkez": lambda: found(places=town.PLACES.split("management:")[0]),
    "nat-overlap: X": lambda: found(
        town.RULES + f"  - {{id: X, from: [any], address: 203.0.113.10, to: 10.0.20.11, {T}}}\n"
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_found_where_it_stands(case: str) -> None:
    kind, _, subject = case.partition(": ")
    assert subject in CASES[case]().get(kind, [])


def test_every_kind_has_a_case_and_is_told_in_both_languages() -> None:
    assert {case.partition(":")[0] for case in CASES} == set(KINDS)
    for kind in KINDS.values():
        assert all(text.strip() for text in kind)
        assert kind.en != kind.tr


@pytest.mark.parametrize(
    ("rules", "places", "told"),
    [
        # to the very address of a switch, and on to the web server: it passes, and comes to somebody else
        (
            town.RULES.replace(
                "id: YON-1, from: [sicrama], to: [yonetim]", "id: YON-1, from: [sicrama], to: [yonetim, web]"
            )
            + f"  - {{id: X, from: [any], address: {town.DEVICES['sw-2'][2]}, service: tcp/22, to: web, to_port: 22, {T}}}\n",
            town.PLACES,
            "X",
        ),
        (town.RULES, instead('"role:switch,role:firewall"', '"role:swich"'), "role:swich"),
        (town.RULES, instead('"role:switch,role:firewall"', '"role:nvr&site:sube"'), "devices"),
        (
            town.RULES,
            instead("management: {from: [sicrama]", "management: {from: [bos]").replace(
                "objects:\n", "objects:\n  - {name: bos, devices: [{roles: [nvr], sites: [sube]}]}\n"
            ),
            "from",
        ),
        (town.RULES, instead("addresses: [10.0.10.4]", "addresses: ['2001:db8::4']"), "no-way"),
    ],
)
def test_a_plan_is_refused_where_the_toolkits_way_is_led_elsewhere_or_not_known(
    rules: str, places: str, told: str
) -> None:
    found_ = [one.message("en") for one in management(town.resolved(rules, places))]
    assert any(told in one for one in found_), found_


def test_an_expired_rule_no_longer_opens_anything() -> None:
    text = added(f"id: X, from: [sunucu], to: [internet], services: [any], action: allow, expires: 2026-04-20, {T}")
    assert "expired" not in found(text)
    assert found(text, day=date(2026, 4, 21))["expired"] == ["X"]
    assert len(town.resolved(text, day=date(2026, 4, 21)).rules) == len(town.resolved().rules)


def test_a_rule_that_is_only_shadowed_on_one_gateway_is_no_finding() -> None:
    early = f"id: X, from: [kullanici], to: [saat], services: [tcp/7], action: deny, gateways: [sube], {T}"
    late = f"id: Y, from: [kullanici], to: [saat], services: [tcp/7], action: allow, {T}"
    assert found(added(early, late)) == {}
    assert found(added(early.replace("gateways: [sube], ", ""), late)) == {"duplicate-rule": ["Y"]}


def test_several_rules_together_shadow_one() -> None:
    halves = [f"id: H{n}, from: [sunucu], to: [saat], services: [tcp/{n}-{n + 4}], action: deny, {T}" for n in (10, 15)]
    whole = f"id: X, from: [sunucu], to: [saat], services: [tcp/11-19], action: allow, {T}"
    (one,) = check(town.resolved(added(*halves, whole)))
    assert (one.kind, one.subject, one.values["others"]) == ("shadowed-rule", "X", "H10, H15")


@pytest.mark.parametrize("profile", ["tiny", "small"])
def test_the_practice_municipality_has_its_planted_faults_and_no_other_error(profile: str, common_folder: Path) -> None:
    asked = resolve(policy.load(FIREWALL), taken(common_folder, profile), DAY)
    errors: dict[str, list[str]] = {}
    places: list[Finding] = []
    for one in check(asked):
        if one.severity == "error":
            errors.setdefault(one.kind, []).append(one.subject)
            places.append(one)
    assert {kind: tuple(sorted(names)) for kind, names in errors.items()} == {
        "no-purpose": FINDINGS["firewall-rule-without-purpose"],
        "expired": FINDINGS["firewall-rule-expired"],
    }
    for one in places:
        assert one.subject in Path(one.file).read_text("utf-8").splitlines()[one.line - 1]
