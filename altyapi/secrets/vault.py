"""ansible-vault's format, read and written with ansible-core's own library: the only module that imports it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from altyapi.secrets.errors import VaultLocked

HEADER = b"$ANSIBLE_VAULT;"


def is_encrypted(data: bytes) -> bool:
    return data.lstrip().startswith(HEADER)


class Vault:
    """Opens and makes what is encrypted with one password; the password is read when it is first needed."""

    def __init__(self, password_file: Path | None) -> None:
        self._password_file = password_file
        self._password: bytes | None = None

    def open(self, data: bytes, file: Path) -> bytes:
        """The plain content; `file` is named in errors. Raises VaultLocked."""
        # imported here: ansible-core takes a third of a second to load, and most runs have no vault
        from ansible.errors import AnsibleError  # noqa: PLC0415
        from ansible.parsing.vault import VaultLib, VaultSecret  # noqa: PLC0415

        try:
            secret = VaultSecret(self._read_password(file))
            plain: bytes = VaultLib([("default", secret)]).decrypt(data.strip())
        except AnsibleError as error:
            raise VaultLocked(file=file, problem=str(error).splitlines()[0].rstrip(".")) from error
        return plain

    def seal(self, data: bytes, file: Path) -> bytes:
        """The content encrypted; `file` is named in errors. Raises VaultLocked."""
        from ansible.parsing.vault import VaultLib, VaultSecret  # noqa: PLC0415

        secret = VaultSecret(self._read_password(file))
        sealed: bytes = VaultLib([("default", secret)]).encrypt(data, secret)
        return sealed

    def _read_password(self, file: Path) -> bytes:
        if self._password is not None:
            return self._password
        source = self._password_file
        if source is None:
            raise VaultLocked(file=file, problem="no password file is set")
        try:
            if os.access(source, os.X_OK):
                done = subprocess.run([str(source)], capture_output=True, check=True, timeout=60)
                self._password = done.stdout.strip()
            else:
                self._password = source.read_bytes().strip()
        except (OSError, subprocess.SubprocessError) as error:
            reason = error.strerror if isinstance(error, OSError) else type(error).__name__
            raise VaultLocked(file=file, problem=f"password file {source}: {reason}") from error
        if not self._password:
            raise VaultLocked(file=file, problem=f"password file {source} is empty")
        return self._password
