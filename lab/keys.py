"""Keys of the lab, kept between runs: its switches' SSH host keys, two people's signing keys, and age's for backups."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pyrage import x25519

from netbox_sync.files import write_atomically

NAMESPACES = "altyapi-*"


def ensure_key(file: Path, comment: str) -> str:
    """An Ed25519 key pair, `file` and `file.pub`, made when missing; gives the public line without its comment."""
    public_file = file.with_name(file.name + ".pub")
    if not (file.is_file() and public_file.is_file()):
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")
        private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
        # the private half last: with it there, the pair is whole
        write_atomically(public_file, f"{public} {comment}\n".encode())
        write_atomically(file, private, mode=0o600)
    kind, blob = public_file.read_text("utf-8").split()[:2]
    return f"{kind} {blob}"


def ensure_identity(file: Path) -> str:
    """A secret key of age, made when missing."""
    if not file.is_file():
        write_atomically(file, f"{x25519.Identity.generate()}\n".encode(), mode=0o600)
    return file.read_text("ascii").strip()


def write_allowed_signers(file: Path, people: Iterable[tuple[str, str]]) -> None:
    """Who may sign what, for ssh-keygen(1), section ALLOWED SIGNERS: (person, public key) pairs."""
    lines = [f'{person} namespaces="{NAMESPACES}" {public}' for person, public in people]
    write_atomically(file, ("\n".join(lines) + "\n").encode())


def write_known_hosts(file: Path, hosts: Iterable[tuple[str, int, str]]) -> None:
    """(host, port, public key) of every switch, in the format of sshd(8), sorted."""
    lines = sorted(f"{host if port == 22 else f'[{host}]:{port}'} {public}" for host, port, public in hosts)
    write_atomically(file, ("\n".join(lines) + "\n").encode())
