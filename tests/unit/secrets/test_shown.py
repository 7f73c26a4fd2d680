"""Secrets that a device shows itself: a plan holds their digest, and the kept config the value."""

from __future__ import annotations

import pytest

from altyapi.platforms import load
from altyapi.secrets import shown
from altyapi.secrets.shown import ShownSecretLost

LINE, KEY = "snmp-server community G1zl1Deger RO", "0" * 64


def test_a_value_comes_back_from_the_config_that_shows_it_and_from_no_other() -> None:
    ios = load("cisco_ios")
    known = shown.values(LINE, ios, KEY)
    (shielded,) = shown.shielded((LINE,), ios, KEY, known)
    assert "G1zl1Deger" not in shielded
    assert shown.reveal(shielded, known) == LINE
    with pytest.raises(ShownSecretLost):
        shown.reveal(shielded, {})
