"""SSH to a device: own socket, host key checked before any credential is sent, modern algorithms first.

paramiko stays below 5 because 5 dropped diffie-hellman-group14-sha1, group-exchange-sha1 and ssh-rsa, and switches of
the 2010s have nothing better. paramiko never sets TCP_NODELAY, which costs 40 ms per small exchange: hence the own
socket.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import paramiko
from paramiko.auth_handler import AuthOnlyHandler
from paramiko.common import cMSG_CHANNEL_REQUEST, cMSG_SERVICE_REQUEST, cMSG_USERAUTH_REQUEST
from paramiko.ssh_exception import IncompatiblePeer
from paramiko.transport import ServiceRequestingTransport

from altyapi.device import hostkeys, jump, pacing
from altyapi.device.contract import Target
from altyapi.device.errors import (
    DeviceError,
    LoginRefused,
    NoCommonAlgorithm,
    SessionLimit,
    SessionLost,
    SubsystemRefused,
    Unreachable,
)
from altyapi.device.hostkeys import HostKey

LOG_CHANNEL = "altyapi.device.ssh"
logging.getLogger("altyapi").addHandler(logging.NullHandler())  # silent unless the application configures logging

TERMINAL_WIDTH, TERMINAL_HEIGHT = 511, 1000
KEEPALIVE_S = 30
READ = 1 << 16


def _first(wanted: tuple[str, ...], available: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([name for name in wanted if name in available] + list(available)))


class _Buffered:
    """A socket that is read by the chunk. paramiko asks for each packet's head and its rest, a system call for each."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._kept = b""

    def recv(self, size: int) -> bytes:
        if not self._kept:
            self._kept = self._connection.recv(READ)
        found, self._kept = self._kept[:size], self._kept[size:]
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Auth(AuthOnlyHandler):
    def send_auth_request(
        self, username: str, method: str, finish_message: Callable[[paramiko.Message], None] | None = None
    ) -> list[str]:
        """As the superclass's, which makes its event after sending and so misses an answer that comes at once."""
        answered = self.auth_event = threading.Event()
        self.auth_method, self.username = method, username
        request = paramiko.Message()
        request.add_byte(cMSG_USERAUTH_REQUEST)
        for text in (username, "ssh-connection", method):
            request.add_string(text)
        if finish_message is not None:
            finish_message(request)
        with self.transport.lock:
            self.transport._send_message(request)  # type: ignore[attr-defined]  # not in the stubs
        allowed: list[str] = self.wait_for_response(answered)
        return allowed


def _unwatched(timeout: float) -> None:
    """paramiko starts a thread for each login that does nothing but keep the time; `dial` keeps it already."""
    del timeout


class _Transport(ServiceRequestingTransport):
    """Cheap and modern algorithms are offered first; everything that paramiko has stays on offer."""

    _preferred_kex = _first(
        ("curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "diffie-hellman-group14-sha256"),
        paramiko.Transport._preferred_kex,  # type: ignore[attr-defined]
    )
    _preferred_ciphers = _first(
        ("aes128-gcm@openssh.com", "aes128-ctr"),
        paramiko.Transport._preferred_ciphers,  # type: ignore[attr-defined]
    )

    def __init__(self, connection: socket.socket, timeout_s: float) -> None:
        super().__init__(_Buffered(connection))  # type: ignore[arg-type]  # it asks for no more than this one has
        self.packetizer.start_handshake = _unwatched  # type: ignore[method-assign]
        self._timeout_s = timeout_s
        self._userauth = threading.Event()
        self.set_log_channel(LOG_CHANNEL)
        self.banner_timeout = self.auth_timeout = self.handshake_timeout = timeout_s

    def _parse_service_accept(self, m: paramiko.Message) -> None:
        super()._parse_service_accept(m)  # type: ignore[misc]  # not in the stubs
        self._userauth.set()

    def ensure_session(self) -> None:
        """As the superclass's, which looks every 100 ms and for ever."""
        if self._userauth.is_set():
            return
        request = paramiko.Message()
        request.add_byte(cMSG_SERVICE_REQUEST)
        request.add_string("ssh-userauth")
        self._send_message(request)  # type: ignore[attr-defined]  # not in the stubs
        deadline = time.monotonic() + self._timeout_s
        while not self._userauth.wait(0.2):
            if not self.is_active() or time.monotonic() > deadline:
                raise paramiko.SSHException("The connection ended before the login began.")
        self.auth_handler = _Auth(self)


class Line:
    """A negotiated SSH connection, not yet logged in."""

    def __init__(self, target: Target, transport: paramiko.Transport, tunnel: jump.Tunnel | None) -> None:
        self.target = target
        self.transport = transport
        self._tunnel = tunnel
        key = transport.get_remote_server_key()
        self.host_key = HostKey(type=key.get_name(), blob=key.get_base64())

    def login(self) -> paramiko.Channel:
        """Check the host key, authenticate, open a terminal. Raises UnknownHostKey, LoginRefused, SessionLimit, ..."""
        return self._opened(self._shell)

    def subsystem(self, name: str) -> paramiko.Channel:
        """Check the host key, authenticate, open a subsystem. Raises as `login`; SubsystemRefused."""
        address = hostkeys.name_of(self.target)

        def invoke(channel: paramiko.Channel) -> None:
            try:
                channel.invoke_subsystem(name)
            except paramiko.SSHException as error:
                if not self.transport.is_active():
                    raise
                raise SubsystemRefused(
                    device=self.target.name, address=address, subsystem=name, detail=_text(error)
                ) from error

        return self._opened(invoke)

    def _opened(self, begin: Callable[[paramiko.Channel], None]) -> paramiko.Channel:
        hostkeys.check(self.target, self.host_key)
        _authenticate(self.transport, self.target)
        self.transport.set_keepalive(KEEPALIVE_S)
        try:
            channel = self.transport.open_session(timeout=self.target.connect_timeout_s)
            channel.settimeout(self.target.connect_timeout_s)
            begin(channel)
        except (paramiko.SSHException, OSError, EOFError) as error:
            raise SessionLimit(
                device=self.target.name, address=hostkeys.name_of(self.target), detail=_text(error)
            ) from error
        return channel

    def _shell(self, channel: paramiko.Channel) -> None:
        """A terminal and a shell on it, in one round trip: paramiko waits for the first before it asks for the second."""
        terminal = paramiko.Message()
        terminal.add_byte(cMSG_CHANNEL_REQUEST)
        terminal.add_int(channel.remote_chanid)
        terminal.add_string("pty-req")
        terminal.add_boolean(False)  # an answer would be taken for the shell's
        terminal.add_string("vt100")
        for size in (TERMINAL_WIDTH, TERMINAL_HEIGHT, 0, 0):
            terminal.add_int(size)
        terminal.add_string(b"")
        self.transport._send_user_message(terminal)  # type: ignore[attr-defined]  # not in the stubs
        channel.invoke_shell()

    def close(self) -> None:
        self.transport.close()
        if self._tunnel is not None:
            self._tunnel.close()


@contextmanager
def handshake(target: Target) -> Iterator[Line]:
    """A line for the length of the block, for looking at the host key."""
    line = dial(target)
    try:
        yield line
    finally:
        line.close()


def dial(target: Target) -> Line:
    """Connect and negotiate, through the jump host where there is one; takes a login token (see pacing).

    Raises Unreachable, JumpFailed, NoCommonAlgorithm, SessionLimit.
    """
    pacing.logins.take()
    tunnel = jump.open_tunnel(target) if target.jump else None
    address = hostkeys.name_of(target)
    connection: socket.socket | None = None
    transport: paramiko.Transport | None = None
    try:
        connection = tunnel.socket if tunnel else _connect(target)
        transport = _Transport(connection, target.connect_timeout_s)
        _prefer_recorded(transport, target)
        transport.start_client(timeout=target.connect_timeout_s)
        if not transport.initial_kex_done:
            raise TimeoutError(f"no SSH negotiation within {target.connect_timeout_s:g} s")
        return Line(target, transport, tunnel)
    except BaseException as error:
        if transport is not None:
            transport.close()
        elif connection is not None:
            connection.close()
        if tunnel is not None:
            tunnel.close(failed=True)
            if isinstance(error, (paramiko.SSHException, OSError, EOFError)):
                raise tunnel.failure(target, address, _text(error)) from error
        if isinstance(error, IncompatiblePeer):
            raise NoCommonAlgorithm(device=target.name, address=address, detail=_text(error)) from error
        if isinstance(error, (paramiko.SSHException, EOFError, OSError)):
            closed_at_once = connection is not None and not (transport and transport.remote_version)
            raise _not_negotiated(target, address, error, closed_at_once=closed_at_once) from error
        raise


def _not_negotiated(target: Target, address: str, error: Exception, *, closed_at_once: bool) -> DeviceError:
    """A device with no free line accepts and then closes before its SSH greeting; a slow or strange one does otherwise."""
    detail = _text(error)
    silent = any(isinstance(one, TimeoutError) for one in (error, error.__context__)) or "timed out" in detail.lower()
    if (closed_at_once or isinstance(error, ConnectionResetError)) and not silent:
        return SessionLimit(device=target.name, address=address, detail="Closed before the SSH greeting.")
    return Unreachable(device=target.name, address=address, detail=detail)


def _connect(target: Target) -> socket.socket:
    connection = socket.create_connection((target.host, target.port), timeout=target.connect_timeout_s)
    with suppress(OSError):  # reset meanwhile: the next write will say so
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return connection


def _prefer_recorded(transport: paramiko.Transport, target: Target) -> None:
    """Ask first for the key types on record, as OpenSSH does: a device with several keys must not look changed."""
    wanted: list[str] = []
    for key in hostkeys.known(target):
        wanted += ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] if key.type == "ssh-rsa" else [key.type]
    transport._preferred_keys = _first(tuple(wanted), tuple(transport._preferred_keys))  # type: ignore[attr-defined]


def _authenticate(transport: paramiko.Transport, target: Target) -> None:
    """Key, then password where there is one, else the agent's keys: each once, so that no account is locked out."""
    fields = {"device": target.name, "address": hostkeys.name_of(target), "username": target.username}
    try:
        if target.key_file is not None:
            left = _with_key(transport, target, _key(target.key_file))
            if transport.is_authenticated():
                return
            if target.password is None or not _takes_password(left):
                raise LoginRefused(detail=f"The server wants one more step: {', '.join(left)}.", **fields)
        if target.password is not None:
            left = _with_password(transport, target.username, target.password)
        elif target.key_file is None:
            left = _with_agent(transport, target)
        if not transport.is_authenticated():
            raise LoginRefused(detail=f"The server wants one more step: {', '.join(left)}.", **fields)
    except paramiko.AuthenticationException as error:
        raise LoginRefused(detail=_text(error), **fields) from error
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise SessionLost(device=target.name, after="login", detail=_text(error)) from error


def _takes_password(methods: list[str]) -> bool:
    return not methods or "password" in methods or "keyboard-interactive" in methods


def _key(path: Path) -> paramiko.PKey:
    try:
        return paramiko.PKey.from_path(path)
    except (OSError, ValueError, TypeError, paramiko.SSHException) as error:
        raise paramiko.AuthenticationException(
            f"Key file {path} cannot be used ({type(error).__name__}); a key with a passphrase goes through ssh-agent"
        ) from error


def _with_key(transport: paramiko.Transport, target: Target, key: paramiko.PKey) -> list[str]:
    try:
        return transport.auth_publickey(target.username, key)
    except paramiko.BadAuthenticationType as error:
        return error.allowed_types
    except paramiko.AuthenticationException:
        # a server that does not announce its signature algorithms may know SHA-1 alone
        if key.get_name() == "ssh-rsa" and not getattr(transport, "server_extensions", {}).get("server-sig-algs"):
            transport.disabled_algorithms = {"pubkeys": ["rsa-sha2-512", "rsa-sha2-256"]}
            return transport.auth_publickey(target.username, key)
        if target.password is None:
            raise
        return []


def _with_password(transport: paramiko.Transport, username: str, password: str) -> list[str]:
    try:
        return transport.auth_password(username, password, fallback=False)
    except paramiko.BadAuthenticationType as error:
        if "keyboard-interactive" not in error.allowed_types:
            raise

    def answer(_title: str, _instructions: str, prompts: list[tuple[str, bool]]) -> list[str]:
        return [password] * len(prompts)

    return transport.auth_interactive(username, answer)


def _with_agent(transport: paramiko.Transport, target: Target) -> list[str]:
    agent = paramiko.Agent()
    refusal = paramiko.AuthenticationException("No password, no key file and no key in ssh-agent")
    try:
        for key in agent.get_keys():
            try:
                return _with_key(transport, target, key)
            except paramiko.AuthenticationException as error:
                refusal = error
    finally:
        agent.close()
    raise refusal


def _text(error: BaseException) -> str:
    """The error's own words, on one line."""
    words: Any = str(error) or type(error).__name__
    return " ".join(words.split())
