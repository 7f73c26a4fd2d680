"""Network namespaces as a place for real packets: a gateway in the middle, hosts around it. Needs root on Linux."""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

CLONE_NEWNET = 0x40000000
Result = TypeVar("Result")
Probe = tuple[str, str, str]
"""Source, destination, service: `udp/123` or `tcp/443`."""


def missing() -> str:
    """Why it can't be done here; empty where it can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "needs root, to make network namespaces"
    if not shutil.which("nft") or not shutil.which("ip"):
        return "needs nft and ip (Debian: nftables, iproute2)"
    probe = f"fwp{uuid.uuid4().hex[:8]}"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False)
    if made.returncode:
        return "the kernel makes no network namespaces here"
    try:
        tables = subprocess.run(
            ["ip", "netns", "exec", probe, "nft", "list", "tables"], capture_output=True, check=False
        )
    finally:
        subprocess.run(["ip", "netns", "del", probe], capture_output=True, check=False)
    return "" if tables.returncode == 0 else "the kernel has no nftables here"


def inside(namespace: str, work: Callable[[], Result]) -> Result:
    """Run it in a thread of its own in that namespace; sockets made there stay there."""
    found: list[Result] = []
    faults: list[BaseException] = []

    def body() -> None:
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            with Path(f"/run/netns/{namespace}").open() as handle:
                if libc.setns(handle.fileno(), CLONE_NEWNET):
                    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
            found.append(work())
        except BaseException as error:  # noqa: BLE001  told in the caller's thread
            faults.append(error)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    if faults:
        raise faults[0]
    return found[0]


def run(*words: str, namespace: str = "", text: str | None = None) -> str:
    command = ["ip", "netns", "exec", namespace, *words] if namespace else list(words)
    done = subprocess.run(command, capture_output=True, text=True, input=text, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


@dataclass
class Place:
    """`hosts`: interface of the gateway to the gateway's address there and the hosts' addresses, with their length."""

    hosts: dict[str, tuple[str, tuple[str, ...]]]
    name: str = field(default_factory=lambda: f"fw{uuid.uuid4().hex[:8]}")
    servers: dict[tuple[str, str], socket.socket] = field(default_factory=dict)

    @property
    def gateway(self) -> str:
        return f"{self.name}-gw"

    def namespace(self, address: str) -> str:
        for interface, (own, others) in self.hosts.items():
            if address == own.partition("/")[0]:
                return self.gateway
            if address in [one.partition("/")[0] for one in others]:
                return f"{self.name}-{interface}"
        raise KeyError(address)

    def addresses(self) -> list[str]:
        return [one.partition("/")[0] for _, others in self.hosts.values() for one in others]

    def build(self) -> None:
        run("ip", "netns", "add", self.gateway)
        run("ip", "link", "set", "lo", "up", namespace=self.gateway)
        run("sysctl", "-qw", "net.ipv4.ip_forward=1", namespace=self.gateway)
        for interface, (own, others) in self.hosts.items():
            far = f"{self.name}-{interface}"
            run("ip", "netns", "add", far)
            ends = ("type", "veth", "peer", "name", "eth0", "netns", far)
            run("ip", "link", "add", interface, "netns", self.gateway, *ends)
            run("ip", "addr", "add", own, "dev", interface, namespace=self.gateway)
            run("ip", "link", "set", interface, "up", namespace=self.gateway)
            run("ip", "link", "set", "lo", "up", namespace=far)
            run("ip", "link", "set", "eth0", "up", namespace=far)
            for address in others:
                run("ip", "addr", "add", address, "dev", "eth0", namespace=far)
            run("ip", "route", "add", "default", "via", own.partition("/")[0], namespace=far)

    def remove(self) -> None:
        for server in self.servers.values():
            server.close()
        for interface in self.hosts:
            subprocess.run(["ip", "netns", "del", f"{self.name}-{interface}"], capture_output=True, check=False)
        subprocess.run(["ip", "netns", "del", self.gateway], capture_output=True, check=False)

    def nft(self, text: str) -> None:
        run("nft", "-f", "-", namespace=self.gateway, text=text)

    def serve(self, address: str, service: str) -> socket.socket:
        """Something that answers there."""
        protocol, _, port = service.partition("/")

        def make() -> socket.socket:
            kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
            server = socket.socket(socket.AF_INET, kind)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((address, int(port)))
            if protocol == "tcp":
                server.listen(128)
            server.setblocking(False)
            return server

        self.servers[address, service] = inside(self.namespace(address), make)
        return self.servers[address, service]

    def passing(self, probes: Iterable[Probe], wait_s: float = 0.6) -> set[Probe]:
        """Those that arrive: a datagram that is read at its end, a connection that is made. All are tried at once, and what has
        not arrived a moment after the last that did is taken for dropped."""
        asked = list(probes)
        clients: dict[int, tuple[socket.socket, Probe]] = {}
        for probe in asked:
            client = inside(self.namespace(probe[0]), partial(_sent, probe))
            clients[client.fileno()] = (client, probe)
        try:
            return self._arrived(clients, wait_s)
        finally:
            for client, _ in clients.values():
                client.close()

    def _arrived(self, clients: dict[int, tuple[socket.socket, Probe]], wait_s: float) -> set[Probe]:
        arrived: set[Probe] = set()
        readers = list(self.servers.values())
        waiting = {client for client, probe in clients.values() if probe[2].startswith("tcp")}
        quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < wait_s:
            ready, connected, _ = select.select(readers, list(waiting), [], 0.05)
            for server in ready:
                if server.type == socket.SOCK_STREAM:
                    with suppress(OSError):  # gone again
                        server.accept()[0].close()  # counted at its other end; a full queue would refuse the next ones
                    continue
                source, destination, service = server.recv(100).decode().split()
                arrived.add((source, destination, service))
            for client in connected:
                waiting.discard(client)
                if client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                    arrived.add(clients[client.fileno()][1])
            if ready or connected:
                quiet_since = time.monotonic()
        return arrived


def _sent(probe: Probe) -> socket.socket:
    source, destination, service = probe
    protocol, _, port = service.partition("/")
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM)
    client.setblocking(False)
    client.bind((source, 0))
    if protocol == "tcp":
        client.connect_ex((destination, int(port)))
    else:
        client.sendto(" ".join(probe).encode(), (destination, int(port)))
    return client


@contextmanager
def place(hosts: dict[str, tuple[str, tuple[str, ...]]]) -> Iterator[Place]:
    made = Place(hosts)
    try:
        made.build()
        yield made
    finally:
        made.remove()


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether it comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def pairs(sources: Sequence[str], destinations: Sequence[str], services: Sequence[str]) -> list[Probe]:
    return [(one, other, service) for one in sources for other in destinations for service in services if one != other]
