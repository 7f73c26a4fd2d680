"""SSH host keys of emulated devices."""

from __future__ import annotations

from pathlib import Path

import asyncssh

RSA_BITS = 2048


class HostKeys:
    """A device's own key. Old devices have an RSA key only; it is made when it is first needed, as that takes a moment."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._modern: asyncssh.SSHKey | None = None
        self._rsa: asyncssh.SSHKey | None = None

    def key(self, *, rsa: bool) -> asyncssh.SSHKey:
        if self._file is not None:
            return self._from_file(self._file, rsa=rsa)
        if rsa:
            self._rsa = self._rsa or asyncssh.generate_private_key("ssh-rsa", key_size=RSA_BITS)
            return self._rsa
        self._modern = self._modern or asyncssh.generate_private_key("ssh-ed25519")
        return self._modern

    def _from_file(self, file: Path, *, rsa: bool) -> asyncssh.SSHKey:
        if self._modern is None:
            if file.exists():
                self._modern = asyncssh.read_private_key(file)
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                self._modern = (
                    asyncssh.generate_private_key("ssh-rsa", key_size=RSA_BITS)
                    if rsa
                    else asyncssh.generate_private_key("ssh-ed25519")
                )
                file.touch(mode=0o600)
                self._modern.write_private_key(file)
        return self._modern

    def public(self, *, rsa: bool) -> str:
        """`type base64`, as it stands in a known_hosts line."""
        return " ".join(self.key(rsa=rsa).export_public_key("openssh").decode().split()[:2])
