"""The practice municipality's remote access: who has it, and what was planted there."""

from __future__ import annotations

from collections import Counter

from altyapi.audit import findings
from altyapi.audit.estate import Estate
from altyapi.settings import PACKAGE_ROOT
from altyapi.vpn import keys, peer, policy, standing, tables

POLICY = policy.load(PACKAGE_ROOT / "inventory" / "policy")


def test_a_hundred_and_eighty_people_have_access_each_as_the_policy_allows(full: Estate) -> None:
    held = peer.peers(full.snapshot)
    assert Counter(one.profile for one in held) == {"staff": 150, "call-centre": 12, "contractor": 10, "admin": 8}
    assert len({one.person_id for one in held}) == len({one.public_key for one in held}) == len(held)
    assert all(keys.usable(one.public_key, one.provider) and one.evrak and one.department for one in held)


def test_one_who_has_left_and_five_past_their_end_are_found_and_nobody_else(full: Estate) -> None:
    found = {one.rule.id: {hit.thing.name for hit in one.hits} for one in findings.find(full)}
    told = {rule: len(names) for rule, names in found.items() if rule.startswith("vpn-") or rule == "access-still-open"}
    assert told == {"vpn-leaver": 1, "access-still-open": 5}
    due = standing.due(peer.peers(full.snapshot), full.day)
    assert {one.host for one in due} == {name.partition("/")[0] for name in found["access-still-open"]}


def test_the_departments_pages_hold_each_of_them_once(full: Estate) -> None:
    by = tables.by_department(peer.grants(full.snapshot))
    names = {one.slug: one.name for one in full.snapshot.tables.tenants}
    pages = {slug: tables.of_department(some, POLICY, full.day, names[slug]) for slug, some in by.items()}
    assert sum(len(page.rows) for page in pages.values()) == 180
    over = [row for page in pages.values() for row in page.rows if standing.STATES["over"] in row]
    assert len(over) == 5
