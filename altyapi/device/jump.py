"""The way through a jump host: OpenSSH's `ssh -W`, so that the operator's agent, ssh_config and hardware keys work.

The jump host's own key is checked, strictly, against the same known_hosts file as the devices'; nothing is asked on a
terminal.
"""

from __future__ import annotations

import socket
import subprocess
import tempfile
from typing import IO

from altyapi import hosts
from altyapi.device.contract import Target
from altyapi.device.errors import JumpFailed, Unreachable

_GRACE_S = 2.0


def command(target: Target) -> list[str]:
    """The OpenSSH command whose standard input and output are the connection to the device.

    The target's key file is offered to the jump host; `ssh_config` of the settings names another ssh_config file.
    Raises JumpFailed for a jump host that is none.
    """
    try:
        spec = hosts.jump(target.jump or "")
        device = hosts.host(target.host)
    except ValueError as error:
        raise JumpFailed(
            device=target.name, address=target.host, jump=target.jump, known_hosts=target.known_hosts, detail=error,
        ) from error  # fmt: skip
    known = str(target.known_hosts).replace("%", "%%")
    words = ["ssh", "-T", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=no"]
    words += ["-o", f'UserKnownHostsFile="{known}"', "-o", "GlobalKnownHostsFile=/dev/null"]
    words += ["-o", f"ConnectTimeout={max(1, round(target.connect_timeout_s))}"]
    if target.ssh_config is not None:
        words += ["-F", str(target.ssh_config)]
    if target.key_file is not None:
        words += ["-i", str(target.key_file)]
    if spec.port is not None:
        words += ["-p", str(spec.port)]
    device = f"[{device}]" if ":" in device else device
    return [*words, "-W", f"{device}:{target.port}", "--", f"{spec.user}@{spec.host}" if spec.user else spec.host]


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
