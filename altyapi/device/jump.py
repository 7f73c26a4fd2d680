"""The way through a jump host: OpenSSH's `ssh -W`, so that the operator's agent, ssh_config and hardware keys work.

The jump host's own key is checked, strictly, against the same known_hosts file as the devices'; nothing is asked on a
terminal.
"""

from __future__ import annotations

import re
import socket
import subprocess
import tempfile
from typing import IO

from altyapi.device.contract import Target
from altyapi.device.errors import JumpFailed, Unreachable

_SPEC = re.compile(r"(?:(?P<user>[^@\s]+)@)?(?P<host>\[[^\]\s]+\]|[^:@\s-][^:@\s]*)(?::(?P<port>\d+))?")
_GRACE_S = 2.0


def command(target: Target) -> list[str]:
    """The OpenSSH command whose standard input and output are the connection to the device.

    `options.ssh_config` of the target names another ssh_config file; the target's key file is offered to the jump host.
    """
    spec = _SPEC.fullmatch(target.jump or "")
    if spec is None:
        raise JumpFailed(
            device=target.name, address=target.host, jump=target.jump, known_hosts=target.known_hosts,
            detail="Expected [user@]host[:port].",
        )  # fmt: skip
    hosts = str(target.known_hosts).replace("%", "%%")
    words = ["ssh", "-T", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=no"]
    words += ["-o", f'UserKnownHostsFile="{hosts}"', "-o", "GlobalKnownHostsFile=/dev/null"]
    words += ["-o", f"ConnectTimeout={max(1, round(target.connect_timeout_s))}"]
    if "ssh_config" in target.options:
        words += ["-F", str(target.options["ssh_config"])]
    if target.key_file is not None:
        words += ["-i", str(target.key_file)]
    if spec["port"]:
        words += ["-p", spec["port"]]
    host = spec["host"].strip("[]")
    device = f"[{target.host}]" if ":" in target.host else target.host
    return [*words, "-W", f"{device}:{target.port}", "--", f"{spec['user']}@{host}" if spec["user"] else host]


class Tunnel:
    """A running `ssh -W` whose far side is a socket: paramiko reads it as it reads any other."""

    def __init__(self, process: subprocess.Popen[bytes], connection: socket.socket, errors: IO[bytes]) -> None:
        self.socket = connection
        self._process = process
        self._errors = errors
        self._said = ""

    def failure(self, target: Target, address: str, detail: str) -> Unreachable:
        """What OpenSSH said, as an error; without a word from it, the device itself did not answer."""
        if not self._said:
            return Unreachable(device=target.name, address=address, detail=detail)
        return JumpFailed(
            device=target.name, address=address, jump=target.jump, known_hosts=target.known_hosts, detail=self._said
        )

    def close(self, *, failed: bool = False) -> None:
        """End the process; after a failure give it a moment to say why."""
        if self._errors.closed:
            return
        try:
            if failed:
                try:
                    self._process.wait(_GRACE_S)
                except subprocess.TimeoutExpired:
                    self._process.terminate()
            self.socket.close()
            self._process.terminate()
            self._process.wait()
            self._errors.seek(0)
            self._said = " ".join(self._errors.read().decode("utf-8", "replace").split())[-500:]
        finally:
            self._errors.close()


def open_tunnel(target: Target) -> Tunnel:
    words = command(target)
    ours, theirs = socket.socketpair()
    errors = tempfile.TemporaryFile()  # noqa: SIM115  closed with the tunnel; a pipe that nobody reads could fill up
    try:
        process = subprocess.Popen(
            words, stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=errors, start_new_session=True
        )
    except OSError as error:
        ours.close()
        errors.close()
        raise JumpFailed(
            device=target.name, address=target.host, jump=target.jump, known_hosts=target.known_hosts, detail=error
        ) from error
    finally:
        theirs.close()
    return Tunnel(process, ours, errors)
