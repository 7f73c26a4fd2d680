"""Secrets: where they come from, how they stand in text, and whether a device holds the current ones."""

from altyapi.platforms.masking import MASK, secret_spans, visible
from altyapi.secrets import shown
from altyapi.secrets.errors import (
    ForeignMarks,
    LedgerUnreadable,
    SecretError,
    SecretFileOpen,
    SecretFileUnreadable,
    SecretMissing,
    SecretReserved,
    SecretUnusable,
    VaultLocked,
)
from altyapi.secrets.ledger import LedgerEntry, SecretLedger
from altyapi.secrets.masking import mask
from altyapi.secrets.materialise import materialise
from altyapi.secrets.reconcile import Reconciled, reconcile
from altyapi.secrets.reference import references, token
from altyapi.secrets.store import Credential, SecretStore

__all__ = [
    "MASK",
    "Credential",
    "ForeignMarks",
    "LedgerEntry",
    "LedgerUnreadable",
    "Reconciled",
    "SecretError",
    "SecretFileOpen",
    "SecretFileUnreadable",
    "SecretLedger",
    "SecretMissing",
    "SecretReserved",
    "SecretStore",
    "SecretUnusable",
    "VaultLocked",
    "mask",
    "materialise",
    "reconcile",
    "references",
    "secret_spans",
    "shown",
    "token",
    "visible",
]
