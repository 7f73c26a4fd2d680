"""Full copies at rest: opened with the right key alone, whole or not at all."""

from __future__ import annotations

import pytest
from pyrage import x25519

from altyapi.backup.sealing import (
    IdentityUnusable,
    NoRecipient,
    RecipientUnusable,
    SealBroken,
    Sealer,
    WrongKey,
    unseal,
)
from altyapi.secrets import SecretStore

NAME = "backup/age-identity"
OWN, OTHER = x25519.Identity.generate(), x25519.Identity.generate()


def store(identity: object = None) -> SecretStore:
    return SecretStore(environment={"ALTYAPI_SECRET_BACKUP_AGE_IDENTITY": str(identity)} if identity else {})


def test_each_recipient_opens_it() -> None:
    sealed = Sealer([str(OWN.to_public()), str(OTHER.to_public())], NAME, store()).seal("ğüşiöç\r\n")
    for identity in (OWN, OTHER):
        assert unseal(sealed, NAME, store(identity), "sw1") == "ğüşiöç\r\n"


def test_without_recipients_the_own_identity_opens_it() -> None:
    assert unseal(Sealer([], NAME, store(OWN)).seal("x"), NAME, store(OWN), "sw1") == "x"


def test_a_wrong_key_is_told_as_one() -> None:
    sealed = Sealer([], NAME, store(OWN)).seal("x")
    with pytest.raises(WrongKey) as told:
        unseal(sealed, NAME, store(OTHER), "sw1, 2026-04-20")
    assert "sw1, 2026-04-20" in told.value.message("tr")


@pytest.mark.parametrize("keep", [0, 50, 150, -1])
def test_a_copy_that_was_cut_is_told_as_damaged_never_opened_in_part(keep: int) -> None:
    sealed = Sealer([], NAME, store(OWN)).seal("x" * 5000)
    with pytest.raises((SealBroken, WrongKey)):
        unseal(sealed[:keep], NAME, store(OWN), "sw1")


def test_a_copy_of_which_one_bit_was_changed_is_damaged() -> None:
    sealed = bytearray(Sealer([], NAME, store(OWN)).seal("x" * 5000))
    sealed[-3] ^= 1
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), NAME, store(OWN), "sw1")


def test_keys_that_are_none_are_told_before_anything_is_done() -> None:
    with pytest.raises(NoRecipient):
        Sealer([], NAME, store())
    with pytest.raises(RecipientUnusable):
        Sealer(["age1yanlis"], NAME, store())
    with pytest.raises(IdentityUnusable) as told:
        Sealer([], NAME, store("AGE-SECRET-KEY-1YANLIS"))
    assert "YANLIS" not in told.value.message("en")
