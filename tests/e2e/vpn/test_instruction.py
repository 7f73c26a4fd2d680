"""The user's instruction on paper: one sheet, in Turkish, whatever the profile reaches."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from altyapi.vpn import instruction, keys
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import VpnPolicy
from tests.support.paper import NEEDED, printed

pytestmark = [pytest.mark.e2e, NEEDED]


def test_it_is_one_sheet_of_paper_and_holds_no_key(tmp_path: Path) -> None:
    key = keys.pair().public
    one = Wanted(
        person=57, person_id="Şükrü Çağıl İğneli Öztürkoğlu", department="mali-hizmetler", profile="staff",
        provider="wireguard", public_key=key, until=date(2026, 12, 31), evrak="E-12345678-934.01.02[ABC]-123456789",
        address="10.66.0.7/32",
    )  # fmt: skip
    reached = [f"Uygulama {number} ve bağlı hizmetleri" for number in range(12)]
    page, paper = tmp_path / "yonerge.html", tmp_path / "yonerge.pdf"
    rules = VpnPolicy(help_desk="dahili 1234, yardim@ornek.example")
    page.write_bytes(instruction.page(rules, one, reached, made_here=True, language="tr"))
    text = printed(page, paper)
    assert text.count("\f") == 1
    for said in (
        "Şükrü Çağıl İğneli Öztürkoğlu",
        "31.12.2026",
        "10.66.0.7",
        "Uygulama 11",
        "dahili 1234",
        "Teslim alan",
    ):
        assert said in text
    assert key not in page.read_text("utf-8")
