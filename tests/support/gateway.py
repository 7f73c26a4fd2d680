"""A real Linux gateway for tests: sshd, nftables and FRR in network, mount and host-name namespaces of their own.

Nothing is emulated: /etc is an overlay over this machine's, /run is empty at first, the daemons are Debian's. Needs root.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from altyapi.device import Target, hostkeys, shown_key

FRR = Path("/usr/lib/frr")
DAEMONS = ("zebra", "staticd", "bgpd", "ospfd")
NEEDED = ("ip", "nft", "vtysh", "sshd", "nsenter", "unshare", "setsid")
PASSWORD = "Gecit-Parola-1"

SETUP = """\
set -e
mount --make-rprivate /
hostname "$1"
mount -t tmpfs tmpfs "$2"
mkdir "$2/up" "$2/work"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$2/up,workdir=$2/work" /etc
mount -t tmpfs tmpfs /run
mkdir -p /run/sshd /run/frr /run/netns
chown frr:frr /run/frr
mount -t tmpfs tmpfs /usr/local/sbin
mkdir "$2/lib" "$2/lib-work"
mount -t overlay overlay -o "lowerdir=/usr/local/lib,upperdir=$2/lib,workdir=$2/lib-work" /usr/local/lib
mount -t tmpfs tmpfs /var/log/frr
chown frr:frr /var/log/frr
echo 'service integrated-vtysh-config' >/etc/frr/vtysh.conf
printf 'log syslog informational\\n' >/etc/frr/frr.conf
chown frr:frr /etc/frr/frr.conf /etc/frr/vtysh.conf
rm -f /etc/motd /etc/update-motd.d/* /etc/nftables.conf
printf '#!/usr/sbin/nft -f\\nflush ruleset\\n' >/etc/nftables.conf
ip link set lo up
sysctl -qw net.ipv4.ip_forward=0
echo ready
exec sleep infinity
"""


def missing() -> str:
    """Why there can be none here; empty where there can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "needs root, to make namespaces"
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    lost = [name for name in NEEDED if not shutil.which(name, path=path)]
    lost += [name for name in (*DAEMONS, "frr-reload.py") if not (FRR / name).exists()]
    if lost:
        return f"needs {', '.join(lost)} (Debian: nftables, iproute2, frr, frr-pythontools, openssh-server)"
    probe = f"gwp{uuid.uuid4().hex[:8]}"
    if subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode:
        return "the kernel makes no network namespaces here"
    try:
        tables = ["ip", "netns", "exec", probe, "nft", "list", "tables"]
        if subprocess.run(tables, capture_output=True, check=False).returncode:
            return "the kernel has no nftables here"
    finally:
        subprocess.run(["ip", "netns", "del", probe], capture_output=True, check=False)
    return ""


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until it comes true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.02)


class Gateway:
    """One gateway. `mgmt` leads to a machine that manages it; `target` logs in from there by a port of this machine's own."""

    def __init__(self, folder: Path, name: str = "gw1", *, namespace: str = "", sshd: str = "") -> None:
        """`namespace`: an existing network namespace; none: one of its own. `sshd`: further lines of its configuration."""
        self.folder, self.name = folder, name
        self.own_namespace = not namespace
        self.namespace = namespace or f"gw{uuid.uuid4().hex[:8]}"
        self.more = sshd
        self.holder: subprocess.Popen[str] | None = None

    # -- making and ending it

    def start(self) -> None:
        if self.own_namespace:
            subprocess.run(["ip", "netns", "add", self.namespace], check=True)
        etc = self.folder / "overlay"
        etc.mkdir(parents=True, exist_ok=True)
        words = [
            "ip",
            "netns",
            "exec",
            self.namespace,
            "unshare",
            "-mu",
            "sh",
            "-c",
            SETUP,
            "gateway",
            self.name,
            str(etc),
        ]
        self.holder = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert self.holder.stdout is not None
        assert self.holder.stdout.readline() == "ready\n"
        for key in ("host_key", "id"):
            if not (self.folder / key).exists():
                made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / key)]
                subprocess.run(made, check=True)
        self.run(f"usermod -p \"$(openssl passwd -6 '{PASSWORD}')\" root")
        self.start_routing()

    def start_routing(self) -> None:
        for daemon in DAEMONS:
            self.run(f"{FRR / daemon} -d -A 127.0.0.1 2>/dev/null")
        self.run("vtysh -b")

    def listen(self, host: str = "127.0.0.1", port: int = 0, *, inside: bool = False) -> Target:
        """Start sshd, on this machine's loopback unless another address is told, and give a target that knows its key. `inside`:
        on the gateway's own loopback, when called from there."""
        inside = inside or host != "127.0.0.1"
        if not port:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
        self.file("sshd.conf").write_text(
            f"Port {port}\nListenAddress {host}\nHostKey {self.folder}/host_key\nPidFile {self.folder}/sshd.pid\n"
            f"AuthorizedKeysFile {self.folder}/id.pub\nPermitRootLogin yes\nPasswordAuthentication yes\nUsePAM no\n"
            f"StrictModes no\nPrintMotd no\nPrintLastLog no\n{self.more}"
        )
        enter = self._enter(network=inside)
        # in the network namespace of this machine, so that a client finds it; what it starts is in the gateway's
        shell = [] if inside else ["ForceCommand", f"nsenter --net=/proc/{self._pid}/ns/net $SHELL -l"]
        if shell:
            with self.file("sshd.conf").open("a") as file:
                file.write(" ".join(shell) + "\n")
        sshd = shutil.which("sshd", path="/usr/sbin:/sbin:/usr/bin") or "sshd"
        subprocess.run([*enter, sshd, "-f", str(self.file("sshd.conf")), "-E", str(self.file("sshd.log"))], check=True)
        until((self.folder / "sshd.pid").exists)
        return self.target(host, port)

    def target(self, host: str, port: int) -> Target:
        target = Target(
            name=self.name, host=host, port=port, platform="linux_gateway", username="root",
            key_file=self.folder / "id", known_hosts=self.folder / "known_hosts", command_timeout_s=20,
        )  # fmt: skip
        if host == "127.0.0.1":
            hostkeys.record(target, shown_key(target))
        return target

    def end(self) -> None:
        """End what was started here, each by its own process id."""
        with suppress(OSError, ValueError, AssertionError):
            os.kill(int(self.file("sshd.pid").read_text()), signal.SIGTERM)
        if self.holder is not None:
            with suppress(OSError):
                # whatever still runs in this mount namespace is ours: daemons, logins, timers
                space = Path(f"/proc/{self._pid}/ns/mnt").readlink()
                for entry in Path("/proc").iterdir():
                    if entry.name.isdigit() and int(entry.name) != self._pid:
                        with suppress(OSError):
                            if (entry / "ns" / "mnt").readlink() == space:
                                os.kill(int(entry.name), signal.SIGKILL)
            self.holder.kill()
            self.holder.wait()
        if self.own_namespace:
            subprocess.run(["ip", "netns", "del", self.namespace], capture_output=True, check=False)

    def reboot(self) -> None:
        """What a restart of the machine does: what ran is gone, what its files say comes."""
        running = [int(self.run(f"cat /run/frr/{daemon}.pid")) for daemon in DAEMONS]
        for pid in running:
            os.kill(pid, signal.SIGTERM)
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in running))
        self.run("rm -rf /run/altyapi; nft flush ruleset; sysctl -qw net.ipv4.ip_forward=0; nft -f /etc/nftables.conf")
        self.run("for f in /etc/sysctl.d/90-altyapi.conf; do [ ! -e $f ] || sysctl -qp $f; done")
        self.start_routing()

    def hurry(self, minute_s: float) -> None:
        """From now on its timers run fast: sixty seconds last so long."""
        quick = f'#!/bin/sh\nexec /run/sleep $(awk "BEGIN {{ print $1 / 60 * {minute_s} }}")\n'
        self.file("sleep").write_text(quick)
        self.file("sleep").chmod(0o755)
        self.run(f"cp /usr/bin/sleep /run/sleep && mount --bind {self.file('sleep')} /usr/bin/sleep")

    def slow(self, seconds: float) -> None:
        """From now on FRR's shell takes so much longer to begin each answer."""
        self.run(f"echo {seconds} >/run/slow")
        if not self.file("vtysh").exists():
            self.file("vtysh").write_text('#!/bin/sh\nsleep $(cat /run/slow)\nexec /run/vtysh "$@"\n')
            self.file("vtysh").chmod(0o755)
            self.run(f"cp /usr/bin/vtysh /run/vtysh && mount --bind {self.file('vtysh')} /usr/bin/vtysh")

    def greet(self, words: str) -> None:
        """From now on whoever logs in is asked something by another program than a shell; nothing: as before."""
        if not words:
            self.run("cp /run/passwd /etc/passwd")
            return
        self.file("odd").write_text(f"#!/bin/sh\nprintf '{words}'\nexec cat\n")
        self.file("odd").chmod(0o755)
        self.run(f"cp /etc/passwd /run/passwd && sed -i '/^root:/s#[^:]*$#{self.file('odd')}#' /etc/passwd")

    # -- looking at it and acting on it, past the toolkit

    @property
    def _pid(self) -> int:
        assert self.holder is not None
        return self.holder.pid

    def file(self, name: str) -> Path:
        return self.folder / name

    def _enter(self, *, network: bool = True) -> list[str]:
        words = ["nsenter", f"--target={self._pid}", "--mount", "--uts"]
        return [*words, "--net"] if network else words

    def run(self, command: str, *, check: bool = True) -> str:
        """What a shell on it answers."""
        done = subprocess.run([*self._enter(), "sh", "-c", command], capture_output=True, text=True, check=False)
        assert not check or done.returncode == 0, f"{command}: {done.stderr}{done.stdout}"
        return done.stdout

    def logins(self) -> list[int]:
        """Process ids of sshd's sessions, one or two each."""
        listener = int(self.file("sshd.pid").read_text())
        listed = subprocess.run(
            ["pgrep", "-P", str(listener)], capture_output=True, text=True, check=False
        ).stdout.split()
        return [int(pid) for pid in listed]

    def timers(self) -> list[str]:
        """What waits to take a change back."""
        space = Path(f"/proc/{self._pid}/ns/mnt").readlink()
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and (entry / "ns" / "mnt").readlink() == space:
                    words = (entry / "cmdline").read_bytes().decode().split("\0")
                    found += [words[3]] if "altyapi-revert" in words[3:4] else []
        return found

    def owns(self, terminal: Path) -> bool:
        """Whether a login of this gateway is on that terminal."""
        shells = [pid for login in self.logins() for pid in _below(login)]
        return any(
            Path(f"/proc/{pid}/fd/0").exists() and Path(f"/proc/{pid}/fd/0").resolve() == terminal for pid in shells
        )

    def stands(self) -> str:
        """All that a change could have changed, byte by byte."""
        return self.run(
            "nft -s list ruleset; vtysh -c 'show running-config'; sysctl net.ipv4.ip_forward; ip -d -o link show type vlan"
        )


def _below(pid: int) -> list[int]:
    """The processes that descend from one."""
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return [one for child in map(int, listed) for one in (child, *_below(child))]


@contextmanager
def gateway(folder: Path, name: str = "gw1", **fields: str) -> Iterator[Gateway]:
    made = Gateway(folder, name, **fields)
    try:
        made.start()
        yield made
    finally:
        made.end()
