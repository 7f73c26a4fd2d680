"""Arista EOS over eAPI: configuration sessions, their commit timer, saving, and what a session reports.

After the EOS User Manual (4.23 to 4.34), "Configuration sessions":

- `configure session NAME` works on a copy of the running config; `configure session NAME commit` makes it the running config.
- `configure session NAME commit timer hh:mm:ss` does so for a time: the switch goes back unless a plain commit of the same
  session comes before. `configure session NAME abort` goes back at once. One timer at a time.
- A session is the whole config as it was when it was made: what somebody else changes in between would be undone by its commit.
  Hence what the session would make of the switch is read and compared right before.

Since 4.32 the timer is shown in another place, and tools that looked at the old one have reported as confirmed what the switch
then took back. So nothing is believed: after the commit the timer must be there, after the confirmation it must be gone, and the
config must be the same before and after.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from altyapi.device.contract import Facts, Inventory, Learnt, Observation, RevertMethod, Target
from altyapi.device.eapi import Command, Eapi, Failed
from altyapi.device.errors import CommandRefused, DeviceError, LineRejected, LoginRefused, NothingToConfirm, SaveFailed
from altyapi.device.hostkeys import name_of
from altyapi.device.napalm_session import CandidateDriver
from altyapi.device.session import NONE
from altyapi.platforms.arista_eos import show
from altyapi.platforms.platform import Platform

TIMER = "commit-timer"
SESSIONS = "show configuration sessions detail"
ABANDONED = timedelta(hours=1)
"""How old a session of this toolkit is that nobody will commit any more."""

LATELY_S = 1.0
"""How long a look at the sessions answers the questions that follow it."""

_OURS = re.compile(r"altyapi_\d{18}")


class Driver(CandidateDriver):
    """One session with an EOS switch."""

    strongest = TIMER
    longest_minutes = 23 * 60

    def __init__(self, target: Target, platform: Platform) -> None:
        super().__init__(target, platform)
        self._api = Eapi(target, platform)
        self._session: str | None = None  # the candidate's name, while it is not committed
        self._looked: tuple[int, float, dict[str, Any]] | None = (
            None  # at the sessions: `sent` then, when, what was told
        )

    def _login(self) -> None:
        if self.target.password is None:
            raise LoginRefused(
                device=self.name, address=name_of(self.target), username=self.target.username,
                detail="eAPI takes a password, and the credential has none.",
            )  # fmt: skip
        self._api.open()

    def close(self) -> None:
        if self._session is not None:
            self._discard()
        self._api.close()

    @property
    def sent(self) -> int:
        return self._api.sent

    # -- reading

    def _running(self) -> str:
        return self._config("show running-config")

    def startup_config(self) -> str:
        return self._config("show startup-config")

    def _config(self, command: str) -> str:
        return self._complete(command, self.command(command))

    def command(self, line: str) -> str:
        return str(self._run(line)[0])

    def _run(self, *lines: str, text: bool = True) -> list[Any]:
        try:
            return self._api.run(lines, text=text)
        except Failed as failed:
            line = lines[max(0, min(failed.index, len(lines) - 1))]
            raise CommandRefused(
                device=self.name, command=self._masked(line), answer=self._brief(failed.answer)
            ) from failed

    def facts(self) -> Facts:
        return show.facts(*self._run("show version", "show hostname", text=False))

    def observe(self) -> Observation:
        near = show.neighbours(self._api.napalm.get_lldp_neighbors())
        pairs = sorted({f"{one.interface} > {one.name.partition('.')[0]}" for one in near})
        return Observation(interfaces_up=show.up(self._api.napalm.get_interfaces()), neighbours=tuple(pairs))

    def inventory(self) -> Inventory:
        return Inventory(
            facts=self.facts(),
            macs=show.macs(self._api.napalm.get_interfaces()),
            neighbours=show.neighbours(self._api.napalm.get_lldp_neighbors()),
        )

    def learnt(self) -> tuple[Learnt, ...]:
        return show.learnt(self._api.napalm.get_mac_address_table())

    # -- the candidate

    def _load(self, commands: Sequence[str], sent: Callable[[int, str], None], *, again: bool = True) -> None:
        """`again`: where no session is free, make room and try once more."""
        name = f"altyapi_{datetime.now(UTC):%y%m%d%H%M%S%f}"
        self._session = self._api.napalm.config_session = name
        try:
            # each request begins anew outside of all modes, and a session that is left stays
            answers = self._api.run([f"configure session {name}", *map(_typed, commands)], text=False)
        except Failed as failed:
            self._discard()
            if again and failed.index == 0 and self._forget_abandoned():
                self._load(commands, sent, again=False)
                return
            self._report(commands, failed.index - 1, failed.answer, sent)
            raise CommandRefused(
                device=self.name, command=f"configure session {name}", answer=self._brief(failed.answer)
            ) from failed
        for index, answer in enumerate(answers[1:]):
            # a refusal that the API does not count as one
            said = "\n".join(map(str, answer.get("messages", ()) if isinstance(answer, dict) else ()))
            if self.platform.error_re.search(said):
                self._discard()
                self._report(commands, index, said, sent)
        for index, line in enumerate(commands):
            sent(index, line)

    def _forget_abandoned(self) -> bool:
        """Abort sessions that earlier runs of this toolkit left when they were killed; a switch has room for few. Whether
        there were any. One that is younger than a change takes may be another's."""
        oldest = f"altyapi_{datetime.now(UTC) - ABANDONED:%y%m%d%H%M%S%f}"
        rows = self._sessions().get("sessions") or {}
        left = [
            name
            for name, row in rows.items()
            if _OURS.fullmatch(name) and name < oldest and row.get("state") == "pending"
        ]
        for name in left:
            self._run(f"configure session {name} abort")
        return bool(left)

    def _report(self, commands: Sequence[str], index: int, answer: str, sent: Callable[[int, str], None]) -> None:
        """Raise LineRejected for the line of that index, if it is one; those before it were taken."""
        if not 0 <= index < len(commands):
            return
        for before in range(index):
            sent(before, commands[before])
        line = commands[index]
        raise LineRejected(device=self.name, index=index, line=self._masked(line), answer=self._brief(answer, line))

    def _candidate(self) -> str:
        # one that came cut is not what was predicted, so how it ends need not be known
        return self.command(f"show session-config named {self._session}")

    def _commit(self, minutes: int | None) -> None:
        line = f"configure session {self._session} commit"
        if minutes is not None:
            line += f" timer {minutes // 60:02d}:{minutes % 60:02d}:00"
        try:
            told = self._taken(line)
        except CommandRefused:
            self._discard()
            raise
        except DeviceError:
            self._session = None  # nobody knows whether it took effect: what is left of it is looked at anew
            raise
        self._session = self._api.napalm.config_session = None
        if minutes is not None and show.pending(told or self._sessions()) is None:
            raise self._refused(TIMER, line, "the switch took the commit and shows no timer")

    def _taken(self, line: str) -> dict[str, Any]:
        """A commit, and what the sessions look like right after, in one request; nothing where they are not told. Raises
        CommandRefused where the commit is refused."""
        try:
            told: dict[str, Any] = self._api.run([line, SESSIONS], text=False)[1]
        except Failed as failed:
            if failed.index > 0:
                return {}
            raise CommandRefused(device=self.name, command=line, answer=self._brief(failed.answer)) from failed
        return self._noted(told)

    def _discard(self) -> None:
        name, self._session = self._session, None
        self._api.napalm.config_session = None
        try:
            self._run(f"configure session {name} abort")
        except DeviceError:
            return  # an uncommitted session changes nothing

    # -- the timed revert

    def revert_method(self) -> RevertMethod:
        self.revert_reason = None
        if show.saves_at_commit(self._sessions(lately=True)):
            self.revert_reason = "the switch saves at every commit, so that it would start with what nobody confirmed"
            return NONE
        return TIMER

    def _sessions(self, *, lately: bool = False) -> dict[str, Any]:
        """All sessions and their timers. `lately`: questions that follow one another share a look, while nothing else was sent."""
        if lately and self._looked is not None:
            sent, when, told = self._looked
            if sent == self.sent and time.monotonic() - when < LATELY_S:
                return told
        return self._noted(self._run(SESSIONS, text=False)[0])

    def _noted(self, told: dict[str, Any]) -> dict[str, Any]:
        self._looked = (self.sent, time.monotonic(), told)
        return told

    def _make_way(self, method: RevertMethod) -> None:
        if show.pending(self._sessions(lately=True)) is not None:
            raise self._refused(method, method, "another timed revert is pending")

    def _pending(self, method: RevertMethod) -> show.Pending:
        found = show.pending(self._sessions(lately=True))
        if found is None:
            raise NothingToConfirm(
                device=self.name, method=method, answer="No configuration session has a commit timer."
            )
        return found

    def confirm(self, method: RevertMethod) -> None:
        if method != TIMER:
            return
        found = self._pending(method)
        before = self._proven()
        line = f"configure session {found.name} commit"
        try:
            told = self._taken(line)
        except CommandRefused as error:
            self._looked = None
            self._pending(method)  # it may have fired just now
            raise self._refused(method, line, str(error.fields["answer"])) from error
        if show.pending(told or self._sessions()) is not None:
            raise self._refused(method, line, "the switch took the confirmation and still shows the timer")
        self._require_proven(method, before)

    def revert_now(self, method: RevertMethod) -> None:
        if method != TIMER:
            return
        found = self._pending(method)
        line = f"configure session {found.name} abort"
        try:
            self._run(line)
        except CommandRefused as error:
            raise self._refused(method, line, str(error.fields["answer"])) from error

    def armed_by(self, method: RevertMethod) -> str | None:
        found = show.pending(self._sessions()) if method == TIMER else None
        return None if found is None else found.user

    def save(self) -> None:
        line = "copy running-config startup-config"
        try:
            answer = self.command(line)
        except CommandRefused as error:
            raise SaveFailed(device=self.name, command=line, answer=error.fields["answer"]) from error
        if "success" not in answer.lower():
            raise SaveFailed(device=self.name, command=line, answer=self._brief(answer))


def _typed(line: str) -> Command:
    """A command as eAPI takes it: what stands below a banner's first line is its text, without the mark that ends it."""
    first, more, text = line.strip(" ").partition("\n")
    if not more:
        return first
    rows = text.split("\n")
    if rows[-1].strip() == "EOF":
        rows.pop()
    return {"cmd": first, "input": "\n".join(rows)}
