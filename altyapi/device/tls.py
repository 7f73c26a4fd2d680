"""TLS to a device's API: the device is known by its key, checked before any credential is sent.

Devices have self-signed certificates, often made anew by nobody's decision, so their names and dates prove nothing: what counts
is the public key. It stands in the same known_hosts file as the SSH host keys, as `tls-spki` and the base64 of its
SubjectPublicKeyInfo (what RFC 7469 pins); OpenSSH passes over such lines. It is recorded by ./inv device.trust as they are.
"""

from __future__ import annotations

import base64
import socket
import ssl
from contextlib import suppress

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from altyapi.device import hostkeys, jump, pacing
from altyapi.device.contract import Target
from altyapi.device.errors import SessionLimit, Unreachable
from altyapi.device.hostkeys import HostKey

KEY_TYPE = "tls-spki"


def over_tls(target: Target) -> bool:
    """Whether a device that can be spoken to by HTTP or HTTPS is spoken to by HTTPS: by the connection's option `tls`, else by
    its port."""
    told = target.options.get("tls")
    return target.port == 443 if told is None else str(told) == "true"


class TlsLine:
    """A TLS connection, with the way to it."""

    def __init__(self, connection: ssl.SSLSocket, tunnel: jump.Tunnel | None) -> None:
        self.socket = connection
        self._tunnel = tunnel
        self.key = key_of_certificate(connection.getpeercert(binary_form=True) or b"")

    def close(self) -> None:
        with suppress(OSError):
            self.socket.close()
        if self._tunnel is not None:
            self._tunnel.close()


def key_of_certificate(shown: bytes) -> HostKey:
    """The public key of a certificate in DER. Raises ValueError."""
    info = (
        x509.load_der_x509_certificate(shown).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    return HostKey(type=KEY_TYPE, blob=base64.b64encode(info).decode())


def tls_key(target: Target) -> HostKey:
    """The key that the device shows now. Raises Unreachable and its kin."""
    line = _handshake(target)
    line.close()
    return line.key


def dial_tls(target: Target) -> TlsLine:
    """A connection to the device whose key is on record. Raises Unreachable, SessionLimit, UnknownHostKey, HostKeyChanged."""
    line = _handshake(target)
    try:
        hostkeys.check(target, line.key)
    except BaseException:
        line.close()
        raise
    return line


def unverified() -> ssl.SSLContext:
    """Verification is ours, by the key: the chain and the name of a self-signed certificate say nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _handshake(target: Target) -> TlsLine:
    pacing.logins.take()
    tunnel = jump.open_tunnel(target) if target.jump else None
    address = hostkeys.name_of(target)
    connection: socket.socket | None = None
    try:
        if tunnel is not None:
            connection = tunnel.socket
            connection.settimeout(target.connect_timeout_s)
        else:
            connection = socket.create_connection((target.host, target.port), timeout=target.connect_timeout_s)
            with suppress(OSError):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return TlsLine(unverified().wrap_socket(connection, server_hostname=target.host), tunnel)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError; ValueError: a certificate that can't be read
        if connection is not None:
            connection.close()
        detail = " ".join(str(error).split()) or type(error).__name__
        if tunnel is not None:
            tunnel.close(failed=True)
            raise tunnel.failure(target, address, detail) from error
        # A line that is reset was accepted first (a closed port refuses), even where the reset overtakes connect().
        if isinstance(error, (ConnectionResetError, ssl.SSLEOFError, BrokenPipeError)):
            raise SessionLimit(
                device=target.name, address=address, detail="Closed before the TLS handshake."
            ) from error
        raise Unreachable(device=target.name, address=address, detail=detail) from error
