"""The policy file: as it is shipped, and what is refused in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from altyapi.settings import PACKAGE_ROOT
from altyapi.vpn.policy import VpnPolicy, load
from netbox_sync.policyfile import PolicyFileInvalid


def test_the_shipped_file_says_what_counts_without_it(tmp_path: Path) -> None:
    assert load(PACKAGE_ROOT / "inventory" / "policy") == VpnPolicy() == load(tmp_path)


def test_a_contractor_has_thirty_days() -> None:
    assert VpnPolicy().profiles["contractor"].days_max == 30


def test_an_institution_with_profiles_of_its_own_need_not_name_the_usual_ones(tmp_path: Path) -> None:
    text = "profiles: {memur: {title: Memur, pool: {prefix: 10.9.0.0/24}, days_max: 10, reach: [{to: [dns]}]}}\n"
    (tmp_path / "vpn.yml").write_text(text, "utf-8")
    assert list(load(tmp_path).profiles) == ["memur"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("warn_day: [1]", "warn_days"),
        ("timezone: Mars/Olympus", "Mars/Olympus"),
        ("preapproved: {profiles: [yok]}", "yok"),
        ("leavers_exempt: [yok]", "yok"),
        ("profiles: {a: {title: A, pool: {}, days_max: 1, reach: [{to: [x]}]}}", "prefix"),
        ("profiles: {a: {title: A, pool: {prefix: fd00::/64}, days_max: 1, reach: [{to: [x]}]}}", "fd00::/64"),
        ("profiles: {Ş: {title: A, pool: {role: vpn}, days_max: 1, reach: [{to: [x]}]}}", "Ş"),
        ("profiles: {a: {title: A, pool: {role: vpn}, days_max: 0, reach: [{to: [x]}]}}", "1"),
        ("gateways: {merkez: {devices: [a], endpoint: vpn.example}}", "vpn.example"),
        ("gateways: {baska: {devices: [a], endpoint: 'v:1'}}", "merkez"),
        ("gateways: {merkez: {devices: [a], endpoint: 'v:1', provider: openvpn}}", "merkez"),
    ],
)
def test_what_can_not_hold_is_refused_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "vpn.yml").write_text(text, "utf-8")
    with pytest.raises(PolicyFileInvalid) as refused:
        load(tmp_path)
    faults: Any = refused.value.fields["faults"]
    assert told in " ".join(map(str, faults[0]))
