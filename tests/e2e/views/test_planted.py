"""Every planted finding that NetBox holds is found by a view, and nothing else is: counted by an auditor's own token."""

from __future__ import annotations

import pytest

from netbox_sync.views import listed
from netbox_sync.views.declarations import load
from tests.e2e.views.conftest import Audited

PLANTED = {
    "site-without-second-line": ("second-line", "Yedek hat yok"),
    "end-of-life-switch": ("lifecycle", "Üretici desteği bitiyor"),
    "camera-without-serial": ("cameras", "Seri no yok"),
    "camera-default-password": ("cameras", "Varsayılan parola"),
    "camera-in-wrong-vlan": ("cameras", "Yanlış VLAN"),
    "recorder-keeps-too-long": ("cameras", "Kayıt süresi uzun"),
    "biometric-reader": ("cameras", "Biyometrik okuyucu"),
    "old-battery": ("lifecycle", "Akü eski"),
    "backup-unit-filling": ("backups-device", "Doluluk yüksek"),
    "signature-too-old": ("antivirus", "İmza eski"),
    "no-antivirus": ("antivirus", "Ajan yok"),
    "wave-late": ("pardus", "Gecikti"),
    "backup-overdue": ("backups-vm", "Yedek gecikmiş"),
    "restore-test-overdue": ("backups-vm", "Geri dönüş testi eski"),
    "access-still-open": ("exceptions-address", "Süresi doldu"),
}
"""Kind -> the view that finds it, and how the finding begins there."""

SAVED_FILTERS = {
    "end-of-life-switch": "denetim-17-destek-disi",
    "camera-without-serial": "denetim-04-seri-no-eksik",
    "camera-default-password": "denetim-04-varsayilan-parola",
    "recorder-keeps-too-long": "denetim-04-kayit-suresi-uzun",
    "biometric-reader": "denetim-04-biyometrik",
    "backup-unit-filling": "denetim-11-doluluk-yuksek",
    "no-antivirus": "denetim-16-ajan-yok",
}
"""Those that a list of NetBox can show by itself: no date of today, no other object."""

ELSEWHERE = {"licence-ending", "licence-expired", "exception-still-open", "firewall-rule-expired",
             "firewall-rule-without-purpose", "vpn-leaver"}  # fmt: skip
"""In the registers, which are files: netbox holds none of it; of remote access `inv audit.findings` and `inv vpn.review` tell."""


def _found(audited: Audited, slug: str) -> dict[str, set[str]]:
    """Finding -> the names that have it."""
    found: dict[str, set[str]] = {}
    for line in audited.lines(slug):
        for word in line.findings:
            found.setdefault(word.partition(":")[0], set()).add(line.cells.get("Kısa ad", line.name))
    return found


def test_every_planted_kind_has_a_view(audited: Audited) -> None:
    assert set(audited.town.findings) - ELSEWHERE == set(PLANTED)


@pytest.mark.parametrize("slug", sorted({slug for slug, _ in PLANTED.values()}))
def test_a_view_finds_what_was_planted_and_nothing_else(audited: Audited, slug: str) -> None:
    planted = {words: set(audited.town.findings[kind]) for kind, (view, words) in PLANTED.items() if view == slug}
    assert _found(audited, slug) == planted


@pytest.mark.parametrize(
    "view", [one.slug for one in load().views.views if one.slug not in {v for v, _ in PLANTED.values()}]
)
def test_the_other_views_raise_no_false_alarm(audited: Audited, view: str) -> None:
    expected = {"Seri no eksik": set(audited.town.findings["camera-without-serial"])}
    assert _found(audited, view) == (expected if view in {"hardware", "incomplete"} else {})


@pytest.mark.parametrize("kind", sorted(SAVED_FILTERS))
def test_a_saved_filter_shows_exactly_the_planted_ones(audited: Audited, kind: str) -> None:
    rows = listed(audited.auditor, SAVED_FILTERS[kind], "dcim/devices")
    assert {row["name"] for row in rows} == set(audited.town.findings[kind])


def test_the_inventory_holds_every_device(audited: Audited) -> None:
    assert len(audited.lines("hardware")) == 4889
