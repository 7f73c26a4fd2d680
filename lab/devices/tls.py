"""HTTPS on an accepted connection: TLS with the device's own certificate, and as much of HTTP/1.1 as an API client needs."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import ssl
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, runtime_checkable

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PIN_TYPE = "tls-spki"
_LARGEST = 16 << 20


class Gate(Protocol):
    """What the server knows of one connection and of the device's door."""

    def allows(self) -> bool:
        """Whether a login can succeed now."""

    def opened(self, abort: Callable[[], None]) -> Callable[[], None]:
        """A connection stands; `abort` breaks it. Gives what to call when it is over."""


@runtime_checkable
class TlsDevice(Protocol):
    """A device with an API over TLS, on the port on which it speaks SSH."""

    @property
    def tls_key(self) -> str:
        """`type base64` of what is pinned of it."""

    async def serve_tls(self, connected: socket.socket, gate: Gate) -> None: ...


class Certificate:
    """A device's own key and self-signed certificate; kept beside the host key file where there is one."""

    def __init__(self, host_key_file: Path | None, name: str) -> None:
        self._file = host_key_file.with_suffix(".tls.pem") if host_key_file else None
        self._name = name
        self._pem: bytes | None = None
        self._context: ssl.SSLContext | None = None

    @property
    def pem(self) -> bytes:
        if self._pem is None:
            if self._file is not None and self._file.exists():
                self._pem = self._file.read_bytes()
            else:
                self._pem = _made(self._name)
                if self._file is not None:
                    self._file.parent.mkdir(parents=True, exist_ok=True)
                    self._file.touch(mode=0o600)
                    self._file.write_bytes(self._pem)
        return self._pem

    @property
    def pin(self) -> str:
        """`type base64` of its public key (SubjectPublicKeyInfo, as RFC 7469 pins it)."""
        key = x509.load_pem_x509_certificate(self.pem).public_key()
        info = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return f"{PIN_TYPE} {base64.b64encode(info).decode()}"

    @property
    def context(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            with tempfile.NamedTemporaryFile(suffix=".pem") as file:  # ssl reads keys from files alone
                file.write(self.pem)
                file.flush()
                self._context.load_cert_chain(file.name)
        return self._context


def _made(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:60])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes


class Channel:
    """One connection's requests and answers, in turn; it stays open in between (HTTP/1.1)."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.aborted = False

    async def request(self) -> Request | None:
        """The next request; None at the end."""
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
            first, *rows = head.decode("latin-1").split("\r\n")
            headers = {
                name.strip().lower(): value.strip() for name, _, value in (row.partition(":") for row in rows) if name
            }
            size = int(headers.get("content-length", "0"))
            body = await self._reader.readexactly(min(size, _LARGEST))
            method, path, _ = first.split(" ", 2)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, ValueError):
            return None
        return Request(method, path, headers, body)

    async def answer(self, status: int, reason: str, body: bytes) -> None:
        head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        with contextlib.suppress(OSError):
            self._writer.write(head.encode() + body)
            await self._writer.drain()

    def abort(self) -> None:
        """Break the connection without a word."""
        self.aborted = True
        self._writer.transport.abort()


class Connection:
    """One accepted TCP connection, from the handshake to its end."""

    def __init__(self, certificate: Certificate, gate: Gate) -> None:
        self._certificate = certificate
        self._gate = gate

    async def run(self, connected: socket.socket, serve: Callable[[Channel], Awaitable[None]]) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_LARGEST)
        protocol = asyncio.StreamReaderProtocol(reader)
        try:
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol, connected, ssl=self._certificate.context, ssl_handshake_timeout=20
            )  # fmt: skip
        except (OSError, ssl.SSLError):
            return
        channel = Channel(reader, asyncio.StreamWriter(transport, protocol, reader, loop))
        over = self._gate.opened(channel.abort)
        try:
            await serve(channel)
        finally:
            over()
            transport.close()
