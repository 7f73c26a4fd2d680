"""What was planted in the practice municipality is found, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from altyapi.audit import controls, findings
from altyapi.audit.estate import Estate
from altyapi.audit.rules import RULES
from altyapi.audit.thing import Scope
from altyapi.audit.views import VIEWS
from lab.orneksehir import PROFILES, Profile, generate
from netbox_sync.selection import select
from tests.support import estates


def named(estate: Estate) -> dict[str, tuple[str, ...]]:
    return {one.rule.id: tuple(sorted(hit.thing.name for hit in one.hits)) for one in findings.find(estate)}


@pytest.mark.parametrize("profile", PROFILES)
def test_exactly_the_planted_findings_are_found(profile: Profile, common_folder: Path) -> None:
    planted = {kind: tuple(sorted(names)) for kind, names in generate(profile).findings.items()}
    assert named(estates.estate(common_folder, profile)) == planted


def test_full_has_findings_of_every_planted_kind(full: Estate) -> None:
    counts = {kind: len(names) for kind, names in named(full).items()}
    assert counts == {
        "site-without-second-line": 11, "end-of-life-switch": 6, "old-battery": 2, "backup-unit-filling": 1,
        "backup-overdue": 2, "restore-test-overdue": 1, "camera-without-serial": 4, "camera-default-password": 2,
        "camera-in-wrong-vlan": 1, "recorder-keeps-too-long": 1, "biometric-reader": 1, "no-antivirus": 4,
        "signature-too-old": 12, "wave-late": 16, "licence-expired": 1, "licence-ending": 2, "exception-still-open": 1,
        "firewall-rule-without-purpose": 5, "firewall-rule-expired": 2, "access-still-open": 5, "vpn-leaver": 1,
    }  # fmt: skip


def test_before_anything_went_wrong_nothing_dated_is_found(full: Estate) -> None:
    """A day on which batteries, backups, waves, licences and exceptions were still in order (signatures of a later day prove nothing)."""
    dated = {"old-battery", "backup-overdue", "wave-late", "licence-expired", "licence-ending",
             "exception-still-open", "firewall-rule-expired", "exemption-review-overdue", "circuit-contract-ending"}  # fmt: skip
    assert not dated & set(named(replace(full, day=date(2025, 10, 15))))


def test_every_finding_says_what_was_seen_in_both_languages(full: Estate) -> None:
    for one in findings.find(full):
        for hit in one.hits:
            for language in ("en", "tr"):
                told = findings.observed(one.rule, hit, language)
                assert told
                assert "{" not in told
                assert "None" not in told


def test_every_finding_has_its_row_in_the_table(full: Estate) -> None:
    found = findings.find(full)
    assert len(findings.table(found, full, "tr").rows) == sum(len(one.hits) for one in found)


def test_rules_and_views_have_ids_of_their_own_words_in_both_languages_and_clauses() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        for text in (rule.title, rule.why, rule.remedy, rule.observed):
            assert text.en
            assert text.tr
            assert text.en != text.tr or "{" in text.en
        assert all(one.version for one in controls.of("rules", rule.id))
    for view in VIEWS:
        assert controls.of("views", view.name)
        assert {*view.brief, *view.sort} <= {column.key for column in view.columns}
        assert len({column.key for column in view.columns}) == len(view.columns)


def test_a_selection_holds_its_devices_and_what_stands_at_their_sites(full: Estate) -> None:
    scope = Scope.of(full.snapshot, select(full.snapshot, "site:mrk-hb01"))
    found = {one.rule.id: [hit.thing.name for hit in one.hits] for one in findings.find(full, scope=scope)}
    assert found["site-without-second-line"] == ["mrk-hb01"]
    assert found["camera-without-serial"] == ["obb-mrk-hb01-kam06"]
    assert "licence-expired" not in found


def test_a_rule_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(findings.KindUnknown, match="camera-without-serial"):
        findings.check_kinds(["camera-without-seral"])
    with pytest.raises(findings.KindUnknown, match=r"^No such rule: zzz\.$") as refused:
        findings.check_kinds(["zzz"])
    assert refused.value.remedy("en").endswith("vpn-without-person, wave-late")


def test_only_the_asked_rules_are_applied(full: Estate) -> None:
    found = findings.find(full, kinds=["old-battery", "duplicate-mac"])
    assert [one.rule.id for one in found] == ["old-battery"]


def test_names_are_in_turkish_order(full: Estate) -> None:
    hits = next(one.hits for one in findings.find(full) if one.rule.id == "site-without-second-line")
    assert [hit.thing.name for hit in hits][:3] == ["aga-hb01", "cin-hb01", "gol-hb01"]


def test_roles_that_netbox_does_not_have_are_told(tiny: Estate) -> None:
    assert findings.unknown_roles(tiny) == ()
    roles = tiny.policy.roles.model_copy(update={"cameras": ("kamera",)})
    assert findings.unknown_roles(replace(tiny, policy=tiny.policy.model_copy(update={"roles": roles}))) == ("kamera",)


def test_what_was_known_before_is_left_out(full: Estate, tmp_path: Path) -> None:
    found = findings.find(full)
    known = frozenset((one.rule.id, hit.thing.name) for one in found for hit in one.hits[1:])
    new, added, gone = findings.without(found, known | {("old-battery", "obb-yok-kgk01")})
    assert [len(one.hits) for one in new] == [1] * len(found)
    assert (added, gone) == (len(found), 1)
    file = tmp_path / "önceki.json"
    file.write_text('{"rows": 3}')
    with pytest.raises(findings.BeforeUnreadable):
        findings.known_before(file)
