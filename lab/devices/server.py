"""Many emulated devices behind real SSH, each on its own address and port with its own host key, in one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Protocol, cast

import asyncssh

from lab.devices import scp
from lab.devices.hostkeys import HostKeys
from lab.devices.platforms import Device, SubsystemDevice, make_device
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Gone, Terminal, pause
from lab.devices.tls import TlsDevice

_LOG = logging.getLogger(__name__)
_OLD_KEX = {"group14-sha1": "diffie-hellman-group14-sha1", "group1-sha1": "diffie-hellman-group1-sha1"}
_RESET = struct.pack("ii", 1, 0)  # linger for no time: closing sends a reset
_BACKLOG = 64
_CLOSE_S = 5.0
_GREETING_S = 2.0


class _Auth(asyncssh.SSHServer):
    """Who may log in."""

    def __init__(self, host: DeviceHost) -> None:
        self._host = host
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._host.connections.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncssh's signature
        if self._connection is not None:
            self._host.connections.discard(self._connection)

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - asyncssh's signature
        banner = self._host.device.login_banner()
        if banner and self._connection is not None:
            self._connection.send_auth_banner(banner.strip("\n").replace("\n", "\r\n") + "\r\n")
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return self._count(self._host.allows() and self._host.device.check_password(username, password))

    def public_key_auth_supported(self) -> bool:
        return bool(self._host.authorized)

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return self._host.allows() and username == self._host.spec.username and key.public_data in self._host.authorized

    def _count(self, accepted: bool) -> bool:
        if not accepted:
            self._host.device.counters.failed_logins += 1
        return accepted


class _ProcessChannel:
    """The bytes of one SSH session."""

    def __init__(self, process: asyncssh.SSHServerProcess[bytes], connection: asyncssh.SSHServerConnection) -> None:
        self._process = process
        self._connection = connection

    async def read(self) -> bytes:
        while True:
            try:
                return await self._process.stdin.read(65536)
            except (asyncssh.TerminalSizeChanged, asyncssh.BreakReceived, asyncssh.SignalReceived):
                continue
            except (asyncssh.Error, OSError):
                return b""

    def write(self, data: bytes) -> None:
        with contextlib.suppress(asyncssh.Error, OSError):
            self._process.stdout.write(data)

    async def drain(self) -> None:
        try:
            await self._process.stdout.drain()
        except (asyncssh.Error, OSError) as error:
            raise Gone from error

    def abort(self) -> None:
        self._connection.abort()


class _Abortable(Protocol):
    def abort(self) -> None: ...


class _Open:
    """A connection that is no SSH."""

    def __init__(self, abort: Callable[[], None]) -> None:
        self.abort = abort


class DeviceHost:
    """One device and the socket it listens on."""

    def __init__(self, spec: DeviceSpec) -> None:
        self.device: Device = make_device(spec)
        self.spec = self.device.spec
        self.keys = HostKeys(spec.host_key_file)
        self.host = spec.host
        self.port = spec.port
        self.connections: set[_Abortable] = set()
        self.authorized = {asyncssh.import_public_key(line).public_data for line in spec.authorized_keys}
        self._options: dict[str, asyncssh.SSHServerConnectionOptions] = {}
        self._listener: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._accepting: asyncio.Task[None] | None = None

    # -- listening
    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self.device.start(loop, self.cut, self.go_down)
        self.listen()

    def listen(self) -> None:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.host, self.port))
        listener.listen(_BACKLOG)
        listener.setblocking(False)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._accepting = self._spawn(self._accept(listener))

    def unlisten(self) -> None:
        if self._accepting is not None:
            self._accepting.cancel()
            self._accepting = None
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def cut(self) -> None:
        """End all sessions at once, without a word."""
        for connection in list(self.connections):
            connection.abort()

    def go_down(self, seconds: float) -> None:
        """Be unreachable for a while."""
        self.unlisten()
        asyncio.get_running_loop().call_later(seconds, self.listen)

    async def close(self) -> None:
        self.unlisten()
        self.cut()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _spawn(self, work: contextlib.AbstractAsyncContextManager[None] | object) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(cast("asyncio.Future[None]", work))  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            connected, _ = await loop.sock_accept(listener)
            self.device.counters.connections += 1
            self._spawn(self._serve(connected))

    # -- one connection
    def allows(self) -> bool:
        """Whether a login can succeed now."""
        return not self.device.knobs.refuse_logins and self.device.reachable()

    def options(self) -> asyncssh.SSHServerConnectionOptions:
        old = self.device.knobs.old_crypto
        made = self._options.get(old)
        if made is None:
            limits: dict[str, object] = {}
            [keypair] = asyncssh.load_keypairs(self.keys.key(rsa=old != "none"))
            if old != "none":
                # before RFC 8332 there was one signature for RSA keys
                keypair.host_key_algorithms = [b"ssh-rsa"]
                limits = {
                    "kex_algs": [_OLD_KEX[old]],
                    "encryption_algs": ["aes128-ctr", "aes256-ctr", "aes128-cbc", "3des-cbc"],
                    "mac_algs": ["hmac-sha1"],
                }
            made = self._options[old] = asyncssh.SSHServerConnectionOptions(
                server_factory=lambda: _Auth(self),
                process_factory=self._process,
                server_host_keys=[keypair],
                server_version=self.device.ssh_software,
                encoding=None,
                line_editor=False,
                allow_scp=False,
                login_timeout=120,
                compression_algs=["none"],
                **limits,
            )
        return made

    def host_key(self) -> str:
        return self.keys.public(rsa=self.device.knobs.old_crypto != "none")

    def opened(self, abort: Callable[[], None]) -> Callable[[], None]:
        """A connection that is no SSH stands; `abort` breaks it. Gives what to call when it is over."""
        made = _Open(abort)
        self.connections.add(made)
        return lambda: self.connections.discard(made)

    def keys_shown(self) -> tuple[str, ...]:
        """`type base64` of every key that the device may show: of SSH, and of TLS where it has an API."""
        tls = (self.device.tls_key,) if isinstance(self.device, TlsDevice) else ()
        return (self.host_key(), *tls)

    async def _serve(self, connected: socket.socket) -> None:
        knobs = self.device.knobs
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        full = len(self.connections) >= knobs.session_limit
        if full or not self.device.reachable():
            self.device.counters.refused_sessions += 1
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            connected.close()
            return
        await pause(knobs.slow_banner_s)
        if isinstance(self.device, TlsDevice) and await _speaks_tls(connected):
            await self.device.serve_tls(connected, self)
            return
        try:
            await asyncssh.run_server(connected, options=self.options())
        except (asyncssh.Error, OSError) as error:
            _LOG.debug("%s: connection not established: %s", self.spec.name, error)

    async def _process(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        connection = cast(asyncssh.SSHServerConnection, process.get_extra_info("connection"))
        username = str(process.get_extra_info("username"))
        self.device.counters.logins += 1
        channel = _ProcessChannel(process, connection)
        terminal = Terminal(channel)
        status = 0
        try:
            if process.subsystem is not None:
                if isinstance(self.device, SubsystemDevice):
                    await self.device.subsystem(process.subsystem, channel, username)
            elif process.command is None:
                size = process.term_size[:2] if process.term_type is not None else None
                await self.device.shell(terminal, username, size)
            elif process.command.startswith("scp "):
                status = await scp.receive(channel, process.command, self.device.store_file)
            else:
                await self.device.command(terminal, username, process.command)
        except Gone:
            pass
        finally:
            with contextlib.suppress(asyncssh.Error, OSError):
                process.exit(status)
        if process.command is None:
            # a device ends the connection with its one session; the client may close the channel in order first
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait_closed(), _CLOSE_S)
            connection.close()


async def _speaks_tls(connected: socket.socket) -> bool:
    """Whether the client begins with a TLS handshake; one of SSH says so, or waits for the server's greeting."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(connected, ready.set)
    try:
        await asyncio.wait_for(ready.wait(), _GREETING_S)
        return connected.recv(1, socket.MSG_PEEK) == b"\x16"
    except (TimeoutError, OSError):
        return False
    finally:
        loop.remove_reader(connected)


class Fleet:
    """All devices of one process."""

    def __init__(self, specs: Sequence[DeviceSpec]) -> None:
        names = [spec.name for spec in specs]
        if len(set(names)) != len(names):
            raise ValueError("two devices of the fleet have the same name")
        self.hosts = {spec.name: DeviceHost(spec) for spec in specs}

    async def open(self) -> None:
        for host in self.hosts.values():
            await host.open()

    async def close(self) -> None:
        await asyncio.gather(*(host.close() for host in self.hosts.values()))
