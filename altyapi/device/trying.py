"""A device for restore drills whose system is only read elsewhere: a copy is typed into it, and it goes back to what it was.

The commands are the system's `trial` (altyapi/platforms/readonly.yml). Connecting stays with altyapi.device.transport.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from netmiko.exceptions import NetmikoBaseException, ReadTimeout

from altyapi.device import reading
from altyapi.device.bulk import Fetched
from altyapi.device.contract import Target
from altyapi.device.errors import CommandTimeout, DeviceError, LineRejected, SessionLost
from altyapi.device.matching import clean
from altyapi.device.netmiko_terminal import prepared, words
from altyapi.device.transport import dial
from altyapi.platforms.masking import mask_typed
from altyapi.platforms.readonly import ReadOnly, Trial, load

RETURNS_S = 300.0
"""How long a device that restarts is waited for."""
AGAIN_S = 1.0
SHOWN = 200


class Tried:
    """A session with the device."""

    def __init__(self, netmiko: Any, target: Target, system: ReadOnly, trial: Trial) -> None:
        self._netmiko, self._target, self._system, self._trial = netmiko, target, system, trial

    def keep(self) -> None:
        """The device writes down what it holds. Raises LineRejected, CommandTimeout, SessionLost."""
        self._say(self._trial.keeps)

    def load(self, lines: Sequence[str]) -> None:
        """Type the lines; one that is answered by anything was refused. Raises as `keep`."""
        for index, line in enumerate(lines):
            said = self._say(line)
            if said:
                shown, answer = (mask_typed(one, self._system)[:SHOWN] for one in (line, " ".join(said.split())))
                raise LineRejected(device=self._target.name, index=index + 1, line=shown, answer=answer)

    def back(self) -> None:
        """The device restarts with what it has written down; the session ends."""
        self._ask(self._trial.back, self._trial.asks)
        self._netmiko.write_channel(self._trial.answer + self._netmiko.RETURN)

    def _say(self, line: str) -> str:
        return _answer(self._ask(line, self._trial.prompt), line)

    def _ask(self, line: str, until: str) -> str:
        """What is shown up to `until`, the echo of the line first."""
        shown = mask_typed(line, self._system)
        seconds = self._target.command_timeout_s
        self._netmiko.remote_conn.begin(shown, seconds)
        try:
            self._netmiko.clear_buffer()
            self._netmiko.write_channel(line + self._netmiko.RETURN)
            return clean(str(self._netmiko.read_until_pattern(pattern=until, read_timeout=seconds)))
        except ReadTimeout as error:
            raise CommandTimeout(device=self._target.name, command=shown, seconds=f"{seconds:g}", tail="") from error
        except (NetmikoBaseException, OSError, EOFError) as error:
            raise SessionLost(device=self._target.name, after=shown, detail=words(error)) from error


@contextmanager
def trying(target: Target) -> Iterator[Tried]:
    """A session with a device for drills whose system has a trial. Raises DeviceError."""
    system = load(target.platform)
    if system.trial is None:
        raise ValueError(f"{system.name} has no trial")
    line = dial(target.model_copy(update={"username": target.username + system.login_suffix}))
    try:
        netmiko = prepared(target, system.netmiko_type, line.login(), greets=system.greets)
        yield Tried(netmiko, target, system, system.trial)
    finally:
        line.close()


def returned(target: Target) -> Fetched:
    """The config of a device that restarts, as soon as it answers again. Raises what reading it raised last."""
    deadline = time.monotonic() + RETURNS_S
    while True:
        try:
            return reading.fetch(target)
        except DeviceError:
            if time.monotonic() > deadline:
                raise
            time.sleep(AGAIN_S)


def _answer(text: str, line: str) -> str:
    """What stands between the echo, which a device may break into several lines, and the prompt."""
    body = text.rpartition("\n")[0]
    echo = re.compile(r"\s*".join(map(re.escape, "".join(line.split()))))
    found = echo.search(body)
    return (body[found.end() :] if found else body).strip()
