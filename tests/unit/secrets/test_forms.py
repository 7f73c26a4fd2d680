"""Cisco's forms of a secret, against published examples and a second implementation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netutils import password as second_opinion

from altyapi.secrets.forms import decode_7, md5crypt, type_8, type_9, verifies

# "hashcat" is the password of hashcat's published example hashes
PUBLISHED = [
    ("4", "2btjjy78REtmYkkW0csHUbJZOstRXoWdX1mGrmmfeHI", "hashcat"),
    ("5", "$1$28772684$iEwNOgGugqO9.bIz5sk8k/", "hashcat"),
    ("8", "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk", "hashcat"),
    ("9", "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6", "hashcat"),
    ("7", "05080F1C2243", "cisco"),
    ("0", "açık", "açık"),
]
SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=25)


@pytest.mark.parametrize(("type_", "shown", "secret"), PUBLISHED)
def test_a_shown_form_verifies_against_its_secret_and_no_other(type_: str, shown: str, secret: str) -> None:
    assert verifies(type_, shown, secret) is True
    assert verifies(type_, shown, secret + "x") is False


@pytest.mark.parametrize("shown", ["", "x", "$1$", "$5$salt$hash", "zz", "05080F1C224", "9999"])
@pytest.mark.parametrize("type_", ["4", "5", "7", "8", "9"])
def test_a_malformed_value_is_a_wrong_one_and_not_an_error(type_: str, shown: str) -> None:
    assert verifies(type_, shown, "cisco") is False


def test_what_only_the_device_can_tell_is_neither_right_nor_wrong() -> None:
    assert verifies("6", "UXJdRhKMYEXXWb[JRBOQKCKhFIFJdYAAB", "cisco") is None


@given(SECRETS, st.integers(0, 15))
def test_type_7_is_read_as_netutils_writes_it(secret: str, start: int) -> None:
    assert decode_7(second_opinion.encrypt_type7(secret, start)) == secret


@given(SECRETS)
def test_type_5_is_the_hash_that_netutils_makes(secret: str) -> None:
    theirs = second_opinion.encrypt_type5(secret, salt="nTzW")
    assert md5crypt(secret, "nTzW") == theirs


@settings(max_examples=20, deadline=None)
@given(SECRETS)
def test_each_hash_verifies_what_it_was_made_of(secret: str) -> None:
    salt = "TnGX/fE4KGHOVU"
    assert verifies("8", type_8(secret, salt), secret)
    assert verifies("9", type_9(secret, salt), secret)
    assert verifies("5", md5crypt(secret, "abcd"), secret)
