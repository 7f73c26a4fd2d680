"""Aruba AOS-CX: the timed revert, saving, whole configs, and what a session reports.

After the AOS-CX Fundamentals Guide (10.06 to 10.15), "Configuration and firmware management" and "Checkpoint commands":

- `checkpoint auto MINUTES` (1 to 60) keeps the running config aside; unless `checkpoint auto confirm` comes in time, the switch
  puts it back, with or without a session. Confirming makes a checkpoint AUTO<time> of the new config.
- No command shows that it is armed, and none goes back before the time is over. So arming first makes a checkpoint with a
  telling name (`altyapi_<UTC time>_<minutes>_<login>`): another session sees by it that a revert is pending, since when and
  whose, and going back at once is `checkpoint rollback` to it, then confirming what that made. It is removed at the end, as is
  AUTO<time>: a switch keeps 32 checkpoints of its users. An auto checkpoint that somebody else started by hand is not seen.
- Nothing else reverts by itself: `boot system` has no time. A switch without room for checkpoints therefore has `none`.

A config has no end mark. One that ends with its `https-server` lines, which come last, is whole; of any other the number of
lines is asked for (`show running-config | count`), and where the switch can't tell, it has to come twice the same. That proves
that nothing was lost on the way, not that the switch printed all that it holds.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from altyapi.device.contract import Facts, Inventory, Observation, RevertMethod
from altyapi.device.driver import Driver as BaseDriver
from altyapi.device.errors import (
    CommandRefused,
    DeviceError,
    IncompleteConfig,
    NothingToConfirm,
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

GRACE = timedelta(minutes=1)
"""How long after its time a revert may still be at work."""

_MARK = re.compile(r"altyapi_(\d{12})_(\d+)_(\w*)")
_REFUSED = re.compile(r"(?im)^ *(?:invalid input|% ?(?:command incomplete|ambiguous|unknown|invalid|authori[sz]ation))")
_ARMED = re.compile(r"(?i)auto checkpoint mode expires in|checkpoint auto(?:matic)? mode")
_CONFIRMED = re.compile(r"(?i)\bcheckpoint +(AUTO\w+) +created")
_NOT_ARMED = re.compile(r"(?i)\b(?:not|no|isn't|never|without|inactive|expired|first)\b")
_WENT_BACK = re.compile(r"(?i)\bsuccess")
_LAST = re.compile(r"^https-server\b")
_YES = Question(asks=r"[\[(]y(?:es)?/no?[\])]\??:? *", answer="y")


class Driver(BaseDriver):
    """One session with an AOS-CX switch."""

    show_running = "show running-config"
    show_startup = "show startup-config"

    _mark: str | None = None  # the checkpoint that this session made before arming

    # -- reading

    def command(self, line: str) -> str:
        answer = self._show(line)
        # what refuses a configuration line may well stand in a table ("errors", "unknown")
        if _REFUSED.search(answer[:2000]):
            raise CommandRefused(device=self.name, command=self._masked(line), answer=self._brief(answer))
        return answer

    def _config(self, command: str) -> str:
        text = super()._config(command)
        if not self._whole(command, text):
            raise IncompleteConfig(device=self.name, command=command, lines=text.count("\n"))
        return text

    def _whole(self, command: str, text: str) -> bool:
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
        up = show.up(self._show("show interface brief"))
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
        self._make_mark(minutes)
        answer = self._ask(line, questions=[_YES], slow=True).text
        if _ARMED.search(answer) and not _REFUSED.search(answer):
            return
        self._erase(self._mark)
        self._mark = None
        raise self._refused(method, line, answer)

    def _make_mark(self, minutes: int) -> None:
        now = datetime.now(UTC)
        name = f"altyapi_{now:%Y%m%d%H%M}_{minutes}_{self._login()}"
        line = f"copy running-config checkpoint {name}"
        answer = self._ask(line, questions=[_YES], slow=True).text
        if re.search(r"(?i)\bexists?\b", answer):
            # of an attempt within the same minute that went no further
            self._erase(name)
            answer = self._ask(line, questions=[_YES], slow=True).text
        if self.platform.error_re.search(answer):
            raise self._refused(AUTO, line, answer)
        self._mark = name

    def confirm(self, method: RevertMethod) -> None:
        if method != AUTO:
            return
        marks = self._marks()
        line = "checkpoint auto confirm"
        answer = self._ask(line, questions=[_YES], slow=True).text
        made = _CONFIRMED.search(answer)
        if made:
            for name in (*marks, made[1]):
                self._erase(name)
            self._mark = None
            return
        if _NOT_ARMED.search(answer) and not _REFUSED.search(answer):
            for name in marks:
                self._erase(name)
            self._mark = None
            raise NothingToConfirm(device=self.name, method=method, answer=self._brief(answer))
        raise self._refused(method, line, answer)

    def revert_now(self, method: RevertMethod) -> None:
        if method != AUTO:
            return
        marks = self._marks()
        if not marks:
            raise NothingToConfirm(device=self.name, method=method, answer="No checkpoint of a pending revert.")
        line = f"checkpoint rollback {marks[-1]}"
        # the change had opened this way in, or closes it again: the timer then brings the same config
        with suppress(SessionLost):
            answer = self._ask(line, questions=[_YES], slow=True, any_prompt=True).text
            if not _WENT_BACK.search(answer) or self.platform.error_re.search(answer):
                raise self._refused(method, line, answer)
            with suppress(NothingToConfirm):
                self.confirm(method)

    def pending(self) -> tuple[RevertMethod, ...]:
        return (AUTO,) if self.armed(AUTO) else ()

    def armed(self, method: RevertMethod) -> bool:
        return self.armed_by(method) is not None

    def armed_by(self, method: RevertMethod) -> str | None:
        if method != AUTO:
            return None
        now = datetime.now(UTC)
        for checkpoint in reversed(self._checkpoints()):
            found = _MARK.fullmatch(checkpoint.name)
            if found is not None:
                since = datetime.strptime(found[1], "%Y%m%d%H%M").replace(tzinfo=UTC)
                if now <= since + timedelta(minutes=int(found[2]) + 1) + GRACE:
                    return self.target.username if found[3] == self._login() else found[3]
        return None

    def _login(self) -> str:
        """The login name as a checkpoint's name can hold it."""
        return re.sub(r"\W", "_", self.target.username, flags=re.ASCII)[:12]

    def _marks(self) -> tuple[str, ...]:
        """Checkpoints that tell of a revert, the newest last."""
        if self._mark is not None:
            return (self._mark,)
        return tuple(sorted(row.name for row in self._checkpoints() if _MARK.fullmatch(row.name)))

    def _checkpoints(self) -> tuple[show.Checkpoint, ...]:
        answer = self._show("show checkpoint")
        if _REFUSED.search(answer):  # until 10.07
            answer = self._show("show checkpoint list all")
        return show.checkpoints(answer)

    def _erase(self, name: str | None) -> None:
        """Remove a checkpoint; one that stays takes room and nothing else."""
        if name is not None:
            with suppress(DeviceError):
                self._ask(f"erase checkpoint {name}", questions=[_YES])

    # -- saving

    def save(self) -> None:
        line = "write memory"
        answer = self._ask(line, questions=[_YES], slow=True).text
        if not re.search(r"(?i)\bsuccess|startup configuration", answer) or self.platform.error_re.search(answer):
            raise SaveFailed(device=self.name, command=line, answer=self._brief(answer))

    def _changes_name(self, line: str) -> bool:
        return re.match(r"\s*(?:no\s+)?hostname\b", line) is not None
