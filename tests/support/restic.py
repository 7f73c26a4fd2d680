"""Real repositories for tests: restic's, in a folder of the test, or behind an endpoint that removes nothing."""

from __future__ import annotations

import atexit
import base64
import hashlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES128, AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR, ECB
from cryptography.hazmat.primitives.poly1305 import Poly1305

from altyapi.backup.repository import Repository

PASSWORD = "depo-parolasi"
LOGIN = "istemci:uzun-bir-deneme-parolasi"
DEADLINE_S = 60


def needs(*programs: str) -> None:
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (debian-packages.txt)")


def at(folder: Path, password: str = PASSWORD) -> Repository:
    return Repository(str(folder), password, cache_dir=folder.parent / "cache")


def made(folder: Path) -> Repository:
    """One per process is made, the others are copies of it: restic takes a second of arithmetic for a new key."""
    shutil.copytree(_template(), folder)
    return at(folder)


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="altyapi-restic-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    repository = Repository(str(folder / "depo"), PASSWORD, cache_dir=folder / "cache")
    repository.init()
    _cheapen(folder / "depo")
    return folder / "depo"


def _cheapen(repository: Path) -> None:
    """Its key behind a scrypt of little work instead of half a second's: tests open repositories hundreds of times.

    As restic's design document has it: AES-256-CTR, and Poly1305-AES over the ciphertext with r and k of the same scrypt.
    """
    (file,) = (repository / "keys").iterdir()
    held = json.loads(file.read_bytes())
    plain = _opened(base64.b64decode(held["data"]), *_derived(held))
    held |= {"N": 2, "r": 1, "p": 1}
    held["data"] = base64.b64encode(_sealed(plain, *_derived(held))).decode()
    content = json.dumps(held).encode()
    file.unlink()
    (file.parent / hashlib.sha256(content).hexdigest()).write_bytes(content)


def _derived(held: dict[str, Any]) -> tuple[bytes, bytes, bytes]:
    salt = base64.b64decode(held["salt"])
    raw = hashlib.scrypt(PASSWORD.encode(), salt=salt, n=held["N"], r=held["r"], p=held["p"], dklen=64, maxmem=1 << 28)
    return raw[:32], raw[32:48], raw[48:]


def _opened(data: bytes, key: bytes, k: bytes, r: bytes) -> bytes:
    nonce, sealed, tag = data[:16], data[16:-16], data[-16:]
    assert _tag(nonce, sealed, k, r) == tag
    return Cipher(AES256(key), CTR(nonce)).decryptor().update(sealed)


def _sealed(plain: bytes, key: bytes, k: bytes, r: bytes) -> bytes:
    nonce = os.urandom(16)
    sealed = Cipher(AES256(key), CTR(nonce)).encryptor().update(plain)
    return nonce + sealed + _tag(nonce, sealed, k, r)


def _tag(nonce: bytes, sealed: bytes, k: bytes, r: bytes) -> bytes:
    s = Cipher(AES128(k), ECB()).encryptor().update(nonce)  # noqa: S305  one block, as Poly1305-AES is defined
    return Poly1305.generate_tag(r + s, sealed)


@dataclass(frozen=True)
class Endpoint:
    url: str
    folder: Path
    certificate: Path

    def repository(self, name: str = "istemci", login: str = LOGIN, password: str = PASSWORD) -> Repository:
        address = f"rest:https://{login}@{self.url}/{name}/"
        return Repository(address, password, cacert=self.certificate, cache_dir=self.folder.parent / "cache")


@contextmanager
def endpoint(folder: Path) -> Iterator[Endpoint]:
    """rclone as roles/backup_server runs it, on a port of its own."""
    served, certificate, key = folder / "served", folder / "tls.pem", folder / "tls.key"
    served.mkdir(parents=True)
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    words += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", *words], check=True, capture_output=True)
    user, _, password = LOGIN.partition(":")
    hashed = subprocess.run(["openssl", "passwd", "-apr1", password], check=True, capture_output=True, text=True).stdout
    (folder / "htpasswd").write_text(f"{user}:{hashed}", "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["rclone", "serve", "restic", "--append-only", "--private-repos", "--cache-objects=false"]
    command += ["--addr", f"127.0.0.1:{port}", "--cert", str(certificate), "--key", str(key)]
    command += ["--htpasswd", str(folder / "htpasswd"), str(served)]
    server = subprocess.Popen(
        command, env={"PATH": "/usr/bin:/bin", "RCLONE_CONFIG": "/dev/null"}, stderr=subprocess.DEVNULL
    )
    try:
        _answers(port, server)
        yield Endpoint(f"localhost:{port}", served, certificate)
    finally:
        server.kill()
        server.wait()


def _answers(port: int, server: subprocess.Popen[bytes]) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    until = time.monotonic() + DEADLINE_S
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as plain, context.wrap_socket(plain):
                return
        except OSError:
            assert server.poll() is None, "the endpoint ended"
            assert time.monotonic() < until, "the endpoint does not answer"
            time.sleep(0.05)


def packs(folder: Path) -> list[Path]:
    return sorted(file for file in (folder / "data").rglob("*") if file.is_file())


def tamper(file: Path) -> None:
    """One byte in the middle becomes another; size and time stay."""
    content, was = bytearray(file.read_bytes()), file.stat()
    content[len(content) // 2] ^= 0xFF
    file.chmod(0o600)
    file.write_bytes(content)
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
