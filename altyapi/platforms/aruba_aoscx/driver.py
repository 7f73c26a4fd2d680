"""Aruba AOS-CX: the timed revert, saving, whole configs, and what a session reports.

After the AOS-CX Fundamentals Guide (10.06 to 10.15), "Configuration and firmware management" and "Checkpoint commands":

- `checkpoint auto MINUTES` (1 to 60) keeps the running config aside; unless `checkpoint auto confirm` comes in time, the switch
  puts it back, with or without a session. Confirming makes a checkpoint AUTO<time> of the new config.
- No command shows that it is armed, and none goes back before the time is over. The local accounting log, which is always on and
  has every command with its time and login (Security Guide, `show accounting log`), tells whose `checkpoint auto` was not
  confirmed and is not over yet; that finds also one that somebody started by hand.
- Going back at once is `checkpoint rollback` to a checkpoint of the config from before, then confirming what that made. Arming
  makes one (altyapi_<UTC time>), which goes at the end, as does AUTO<time>: a switch keeps 32 checkpoints of its users. Where
  the switch refuses one because it has an identical one already, that serves, if it proves to be identical. Without any, the
  timer alone goes back.
- Nothing else reverts by itself: `boot system` has no time. A switch without room for checkpoints therefore has `none`.

A config has no end mark. One that ends with its `https-server` lines, which come last, is whole; of any other the number of
lines is asked for (`show running-config | count`), and where the switch can't tell, it has to come twice the same. That proves
that nothing was lost on the way, not that the switch printed all that it holds.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime

from altyapi.device.contract import Facts, Inventory, Learnt, Observation, RevertMethod
from altyapi.device.driver import Driver as BaseDriver
from altyapi.device.errors import (
    DeviceError,
    NothingToConfirm,
    RevertRefused,
    SaveFailed,
    SessionLost,
)
from altyapi.platforms.aruba_aoscx import show
from altyapi.platforms.platform import Question

AUTO, NONE = "checkpoint-auto", "none"

ROOM = 32
"""Checkpoints that users may have on a switch; each change needs two for a moment."""

LONGEST = 60
"""Minutes that `checkpoint auto` takes at most."""

_MARK = re.compile(r"altyapi_\d{12}")
_REFUSED = re.compile(r"(?im)^ *(?:invalid input|% ?(?:command incomplete|ambiguous|unknown|invalid|authori[sz]ation))")
_ARMED = re.compile(r"(?i)auto checkpoint mode expires in")
_IDENTICAL = re.compile(r"(?i)\bidentical\b|\bno (?:configuration )?(?:change|difference)")
_CONFIRMED = re.compile(r"(?i)\bcheckpoint +(AUTO\w+) +created")
_NOT_ARMED = re.compile(r"(?i)\b(?:not|no|isn't|never|without|inactive|expired|first)\b")
_SUCCESS = re.compile(r"(?i)\bsuccess|saved to the startup")
_HEAD = re.compile(r"(?m)^!Version [^\n]*?(?:Aruba ?|A)OS-?CX")
_BLANKLESS = re.compile(r"^(lag|vlan|loopback)(?=\d)")
_LAST = re.compile(r"^https-server\b")
_YES = Question(asks=r"[\[(]y(?:es)?/no?[\])]\??:? *", answer="y")


class Driver(BaseDriver):
    """One session with an AOS-CX switch."""

    show_running = "show running-config"
    show_startup = "show startup-config"
    reading_refused = _REFUSED

    _armed_here = False  # whether this session armed a revert that it did not end
    _before: str | None = None  # a checkpoint of the config from before that

    # -- reading

    def _is_whole(self, command: str, text: str) -> bool:
        if not _HEAD.search(text[:2000]):
            return False
        last = next((line for line in reversed(text.split("\n")) if line.strip(" !")), "")
        if _LAST.match(last):
            return True
        count = show.counted(self._show(f"{command} | count", slow=True))
        if count is not None:
            return count in show.plausible_counts(text)
        return self._show(command, slow=True).strip("\n") == text.strip("\n")

    def facts(self) -> Facts:
        return show.facts(self.command("show system"))

    def observe(self) -> Observation:
        # named as in a config, as what a plan itself takes down is
        up = {_BLANKLESS.sub(r"\1 ", name) for name in show.up(self._show("show interface brief"))}
        found = show.neighbours(self._show("show lldp neighbor-info detail"))
        pairs = sorted({f"{neighbour.interface} > {neighbour.name.partition('.')[0]}" for neighbour in found})
        return Observation(interfaces_up=tuple(sorted(up)), neighbours=tuple(pairs))

    def inventory(self) -> Inventory:
        return Inventory(
            facts=self.facts(),
            members=show.members(self._show("show vsf detail")),
            macs=show.macs(self._show("show interface", slow=True)),
            neighbours=show.neighbours(self._show("show lldp neighbor-info detail")),
        )

    def learnt(self) -> tuple[Learnt, ...]:
        return show.learnt(self.command("show mac-address-table"))

    # -- the timed revert

    def revert_method(self) -> RevertMethod:
        self.revert_reason = None
        kept = sum(1 for checkpoint in self._checkpoints() if checkpoint.writer == "User")
        if kept <= ROOM - 2:
            return AUTO
        self.revert_reason = f"the switch keeps {kept} checkpoints of {ROOM}: erase some (erase checkpoint NAME)"
        return NONE

    def arm(self, method: RevertMethod, minutes: int) -> None:
        if method == NONE:
            return
        line = f"checkpoint auto {minutes}"
        if method != AUTO:
            raise self._refused(method, method, "unknown method")
        if not 1 <= minutes <= LONGEST:
            raise self._refused(method, line, f"1 to {LONGEST} minutes")
        self._before = self._keep()
        answer = self._ask(line, questions=[_YES], slow=True).text
        if not _ARMED.search(answer) or _REFUSED.search(answer):
            self._forget(self._before)
            raise self._refused(method, line, answer)
        self._armed_here = True

    def _keep(self) -> str | None:
        """Keep the running config as a checkpoint; its name, None where there can be none."""
        name = f"altyapi_{datetime.now(UTC):%y%m%d%H%M%S}"
        answer = self._ask(f"copy running-config checkpoint {name}", questions=[_YES], slow=True).text
        if _SUCCESS.search(answer) and not self.platform.error_re.search(answer):
            return name
        kept = sorted(self._checkpoints(), key=lambda row: row.written.timestamp() if row.written else 0.0)
        if _IDENTICAL.search(answer) and kept and self._same_as_running(kept[-1].name):
            found: str | None = kept[-1].name
        else:
            found = None
        # the newest of ours is always the one to go back to
        self._forget(*(row.name for row in kept if row.name != found))
        return found

    def _same_as_running(self, name: str) -> bool:
        answer = self._ask(f"checkpoint diff {name} running-config", slow=True).text
        return not _REFUSED.search(answer) and not re.search(r"(?m)^[+-](?!\+\+ |-- )", answer)

    def confirm(self, method: RevertMethod) -> None:
        if method != AUTO:
            return
        line = "checkpoint auto confirm"
        kept = () if self._armed_here else tuple(row.name for row in self._checkpoints())
        answer = self._ask(line, questions=[_YES], slow=True).text
        made = _CONFIRMED.search(answer)
        nothing = made is None and _NOT_ARMED.search(answer) is not None and not _REFUSED.search(answer)
        if made is None and not nothing:
            raise self._refused(method, line, answer)
        self._forget(*kept, self._before)
        self._armed_here, self._before = False, None
        if made is None:
            raise NothingToConfirm(device=self.name, method=method, answer=self._brief(answer))
        self._erase(made[1])

    def revert_now(self, method: RevertMethod) -> None:
        if method != AUTO:
            return
        if not self._armed_here and not self.armed(method):
            raise NothingToConfirm(device=self.name, method=method, answer="No checkpoint auto is pending.")
        ours = [row.name for row in self._checkpoints() if _MARK.fullmatch(row.name)]
        before = self._before or (max(ours) if ours else None)
        if before is None:
            raise self._refused(
                method, "checkpoint rollback", "no checkpoint of the config from before; its time will do it"
            )
        line = f"checkpoint rollback {before}"
        # the change had opened this way in, or going back closes it: the timer then brings the same config
        with suppress(SessionLost):
            answer = self._ask(line, questions=[_YES], slow=True, any_prompt=True).text
            if not _SUCCESS.search(answer) or self.platform.error_re.search(answer):
                raise self._refused(method, line, answer)
            self._forget(*ours)  # confirming makes a checkpoint, which may not be identical to another
            with suppress(NothingToConfirm, RevertRefused):
                self.confirm(method)

    def pending(self) -> tuple[RevertMethod, ...]:
        return (AUTO,) if self.armed(AUTO) else ()

    def armed(self, method: RevertMethod) -> bool:
        return self.armed_by(method) is not None

    def armed_by(self, method: RevertMethod) -> str | None:
        if method != AUTO:
            return None
        answer = self._show("show accounting log last 1000", slow=True)
        if _REFUSED.search(answer[:2000]):
            return self.target.username if self._armed_here else None
        return show.pending_auto(answer)

    def _checkpoints(self) -> tuple[show.Checkpoint, ...]:
        answer = self._show("show checkpoint")
        if _REFUSED.search(answer):  # until 10.07
            answer = self._show("show checkpoint list all")
        return show.checkpoints(answer)

    def _forget(self, *names: str | None) -> None:
        """Remove those checkpoints that are this toolkit's own."""
        for name in names:
            if name is not None and _MARK.fullmatch(name):
                self._erase(name)

    def _erase(self, name: str) -> None:
        """Remove a checkpoint; one that stays takes room and nothing else."""
        with suppress(DeviceError):
            self._ask(f"erase checkpoint {name}", questions=[_YES])

    # -- saving

    def save(self) -> None:
        line = "write memory"
        answer = self._ask(line, questions=[_YES], slow=True).text
        if not _SUCCESS.search(answer) or self.platform.error_re.search(answer):
            raise SaveFailed(device=self.name, command=line, answer=self._brief(answer))

    def _changes_name(self, line: str) -> bool:
        return re.match(r"\s*(?:no\s+)?hostname\b", line) is not None
