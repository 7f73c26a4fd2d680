"""What a gateway needs for thousands of people: all let in by one change, one more, one cut off.

WireGuard runs in namespaces of its own, without the network and without anything that a driver brings: what is measured is the
gateway's part. Without a kernel module it is wireguard-go.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from altyapi import share
from altyapi.vpn import keys
from lab.bench import revoking
from lab.bench.figure import Row, Subject, measured
from netbox_sync.errors import ToolkitError

PROGRAM: Final = "roles/vpn_gateway/files/altyapi-wireguard"
TOOLS: Final = ("wg", "unshare", "ip", "sshd", "ssh-keygen")
MEASURED: Final = 500
"""People of whom the whole command takes one away."""
SETUP: Final = """\
mount -t tmpfs tmpfs /run; mkdir -p /run/w /run/altyapi; mount -t tmpfs tmpfs /etc/wireguard
say() { echo "@$?"; }
"""


class NoNamespaces(ToolkitError):
    code = "LAB-063"
    en = "Tunnels can't be measured here: {problem}."
    tr = "Tüneller burada ölçülemiyor: {problem}."
    en_remedy = "As root on Linux, with wireguard-tools, and wireguard-go where the kernel makes no tunnels."
    tr_remedy = "Linux üzerinde root olarak, wireguard-tools ile; çekirdek tünel yapmıyorsa wireguard-go da gerekli."


def subject(count: int, progress: Callable[[str], None]) -> Subject:
    """So many people. Raises NoNamespaces, and RuntimeError where a step does not do what it should."""
    people = [keys.pair().public for _ in range(count + 1)]
    with tempfile.TemporaryDirectory() as folder, _gateway() as gateway:
        whole, one = Path(folder) / "whole", Path(folder) / "one"
        lines = [_peer(number, key) for number, key in enumerate(people)]
        whole.write_text("\n".join(["wireguard wg0", "listen-port 51820", "mtu 1380", *lines[:count]]) + "\n")
        one.write_text("\n".join(["wireguard wg0", lines[count]]) + "\n")
        # the tunnel itself stands before
        gateway("printf 'wireguard wg0\\nlisten-port 51820\\n' >/run/w/tunnel; $p load /run/w/tunnel")
        rows: list[Row] = []
        for name, each, command in (
            (f"{count} people let in by one change", count, f"$p load {whole}"),
            (f"one more beside {count}", 1, f"$p load {one}"),
            (f"one of {count} cut off", 1, f"$p cut wg0 {people[7]}"),
            (f"a look for ended ones among {count}", count, "$p expire"),
            ("the same people, wg syncconf of all", count, "wg showconf wg0 >/run/w/conf; wg syncconf wg0 /run/w/conf"),
        ):
            progress(name)
            row, _ = measured(name, each, lambda command=command: gateway(command))  # type: ignore[misc]
            rows.append(row)
        standing = gateway("wg show wg0 peers").split()
        progress("vpn.revoke, the whole command")
        rows += revoking.rows(gateway, Path(folder) / "project", [one for one in people if one != people[7]][:MEASURED])
    if sorted(standing) != sorted({*people} - {people[7]}):
        raise RuntimeError(f"{len(standing)} peers stand, {count} should")
    return Subject(
        title=f"WireGuard peers on a gateway, {count} of them",
        unit="peer",
        rows=tuple(rows),
        goal="5,000 let in within a second; one cut off within a second, also counted from the start of the command",
    )


def _peer(number: int, key: str) -> str:
    return f"peer {key} address 10.66.{number // 250}.{number % 250 + 1}/32 until 2099-12-31T21:00:00Z name vpn-{number:05}"


@contextmanager
def _gateway() -> Iterator[Callable[[str], str]]:
    """A shell in namespaces of its own, where `$p` is the gateway's program; what it starts ends with it."""
    lost = [name for name in TOOLS if shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]
    if lost or os.geteuid() != 0:
        raise NoNamespaces(problem=f"missing: {', '.join(lost)}" if lost else "needs root")
    words = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-s"]
    shell = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    stdin, stdout = shell.stdin, shell.stdout
    if stdin is None or stdout is None:
        raise RuntimeError("no pipes")

    def run(command: str) -> str:
        stdin.write(f"{command}\nsay\n")
        stdin.flush()
        rows: list[str] = []
        for row in stdout:
            if row.startswith("@"):
                if row != "@0\n":
                    raise RuntimeError(f"{command[:60]}: {''.join(rows)}")
                return "".join(rows)
            rows.append(row)
        raise NoNamespaces(problem="".join(rows).strip()[-200:] or "the shell ended")

    try:
        stdin.write(f"{SETUP}p='sh {share.path(PROGRAM)}'\n")
        yield run
    finally:
        shell.kill()
        shell.wait()
