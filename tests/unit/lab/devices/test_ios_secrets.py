"""Password formats against values from elsewhere."""

from __future__ import annotations

import subprocess

import pytest

from lab.devices.ios import secrets


def test_type_5_is_what_openssl_computes() -> None:
    for password in ("a", "Parola123", "x" * 40):
        made = subprocess.run(
            ["openssl", "passwd", "-1", "-salt", "sAlt", password], check=True, capture_output=True, text=True
        )
        assert secrets.type5(password, "sAlt") == made.stdout.strip()


@pytest.mark.parametrize(
    "shown",
    [
        "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk",
        "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6",
    ],
)
def test_types_8_and_9_verify_published_examples(shown: str) -> None:
    assert secrets.verify("hashcat", shown)
    assert not secrets.verify("Hashcat", shown)


def test_type_7_goes_both_ways() -> None:
    assert secrets.decode7("094F471A1A0A") == "cisco"
    for offset in range(16):
        assert secrets.decode7(secrets.encode7("gizli anahtar", offset)) == "gizli anahtar"
    assert secrets.decode7("zz") is None
