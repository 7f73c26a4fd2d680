"""Secrets that this toolkit makes itself, such as a camera's own password: a file of its own, always encrypted.

It is one ansible-vault document with the password of the person's own file, so that `ansible-vault view` reads it. A change is
whole or not at all: it is written beside, forced to disk and put in place under a lock, so that a process that dies at any moment
leaves the one content or the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from altyapi.secrets import file as secret_file
from altyapi.secrets.store import KEPT
from altyapi.secrets.vault import Vault
from altyapi.settings import Settings
from netbox_sync.files import held, write_atomically


def place(settings: Settings) -> Path:
    """Where the file is."""
    return settings.state_dir / KEPT


class KeptSecrets:
    """Any number of processes may read and change it."""

    def __init__(self, file: Path, vault: Vault) -> None:
        self.file = file
        self._vault = vault
        self._read: tuple[tuple[int, int, int], dict[str, str]] | None = None  # which file it was, and what it held

    @classmethod
    def from_settings(cls, settings: Settings) -> KeptSecrets:
        return cls(place(settings), Vault(settings.vault_password_file))

    def require_writable(self) -> None:
        """Raises VaultLocked where there is no password to encrypt with, and OSError where there is no place."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self._vault.seal(b"-", self.file)

    def read(self) -> dict[str, str]:
        """Name to value. Raises SecretFileUnreadable, VaultLocked."""
        if not self.file.is_file():
            return {}
        which = self._which()
        if self._read is None or self._read[0] != which:  # opening it costs a key derivation
            self._read = which, secret_file.read(self.file, self._vault)
        return dict(self._read[1])

    def _which(self) -> tuple[int, int, int]:
        """Tells one content from another: each is a file of its own, put in the place of the last."""
        state = self.file.stat()
        return state.st_ino, state.st_mtime_ns, state.st_size

    def change(self, set_: Mapping[str, str], drop: Iterable[str] = ()) -> None:
        """Set some and drop others, in one step that is on disk when this returns. Raises VaultLocked, SecretFileUnreadable, OSError."""
        with held(self.file.with_name(f".{self.file.name}.lock")):
            secrets = {**self.read(), **set_}
            for name in drop:
                secrets.pop(name, None)
            content = json.dumps(secrets, ensure_ascii=False, indent=1, sort_keys=True).encode()  # YAML too, and quick
            write_atomically(self.file, self._vault.seal(content, self.file), 0o600)
            self._read = self._which(), secrets
