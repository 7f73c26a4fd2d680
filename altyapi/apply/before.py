"""The config of a device before its change, kept encrypted with the run: what a rollback needs that a plan may not hold.

Plans show device secrets as `<<shown:DIGEST>>`; the values are found again in the kept config by their keyed digests.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from altyapi.errors import EngineError
from netbox_sync.files import write_atomically


class BeforeUnreadable(EngineError):
    code = "APL-020"
    en = "The config kept before the change can't be read: {device}: {problem}."
    tr = "Değişiklikten önce saklanan yapılandırma okunamıyor: {device}: {problem}."
    en_remedy = "The secret altyapi/digest-key must be the one of the run; see docs/security.md."
    tr_remedy = "altyapi/digest-key sırrı çalıştırmadaki ile aynı olmalı; bkz. docs/security.md."


def keep(folder: Path, device: str, text: str, key: str) -> None:
    """Write the config encrypted (Fernet: AES-128-CBC with HMAC-SHA256; key derived from `key`)."""
    write_atomically(_file(folder, device), _cipher(key).encrypt(text.encode()), mode=0o600)


def read(folder: Path, device: str, key: str) -> str:
    """The kept config. Raises BeforeUnreadable."""
    try:
        return _cipher(key).decrypt(_file(folder, device).read_bytes()).decode()
    except OSError as error:
        raise BeforeUnreadable(device=device, problem=error.strerror or str(error)) from error
    except InvalidToken as error:
        raise BeforeUnreadable(device=device, problem="wrong key, or the file was changed") from error


def _file(folder: Path, device: str) -> Path:
    return folder / "before" / f"{device}.enc"


def _cipher(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"altyapi before " + key.encode()).digest()))
