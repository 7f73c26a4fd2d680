"""FortiOS: nested configuration, the timed revert, saving, and what a session reports.

FortiOS has no configuration mode: `config … / edit … / next / end` nest from the first prompt on, and what stands between
takes effect at `next` or `end`. After Fortinet's CLI Reference and Administration Guide ("Workspace mode", "Using
configuration save mode", `execute cfg`):

- cfg-revert: with `set cfg-save revert` changes take effect but are not saved, and after `cfg-revert-timeout` seconds
  without input the device restarts with what was saved. `execute cfg save` keeps the changes; `execute cfg reload` goes back at
  once. Before it is armed, all that runs is saved.
- transaction-and-cfg-revert (6.2 and newer): the same, and the lines are staged by `execute config-transaction start` in a
  process of this session's own, so that they take effect together by `commit`. A lost session, or a refused line, leaves
  the device as it was, without a restart. The objects stay locked until the transaction times out (five minutes).

Some sections can't be changed in a transaction (`_DIRECT`): these are sent outside, under the revert alone.

Virtual domains: reading, arming and saving go through `config global`. A plan refuses such devices (platform.yml), as what is
rendered here has no virtual domains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from altyapi.device.contract import Facts, Inventory, Observation, RevertMethod
from altyapi.device.driver import Driver as BaseDriver
from altyapi.device.errors import (
    CommandRefused,
    DeviceError,
    EnableRefused,
    LineRejected,
    NothingToConfirm,
    SaveFailed,
    SessionLost,
    UnexpectedPrompt,
)
from altyapi.device.terminal import Answer
from altyapi.platforms.fortinet_fortios import show
from altyapi.platforms.platform import Question

STAGED, REVERT, NONE = "transaction-and-cfg-revert", "cfg-revert", "none"
STAGED_SINCE = (6, 2)

_DIRECT = re.compile(
    r"config (?:system (?:console|resource-limits|elbc|npu|np6\S*|wireless|vdom-property|storage)|vdom|global)\b"
)
"""Sections that a transaction does not take, and those that hold others."""
_DIRECT_SETTING = re.compile(
    r"(?:set|unset) (?:opmode|split-port|vdom-admin|vdom-mode|management-vdom|wireless-mode|internal-switch-mode)\b"
)
"""Settings with which a transaction does not take a section."""

_YES = Question(asks=r"\(y/n\)\s*", answer="y")
_SAVED = re.compile(r"config saved", re.IGNORECASE)
_NOTHING_TO_SAVE = re.compile(r"no config to be saved", re.IGNORECASE)
_NOTHING_TO_RELOAD = re.compile(r"no config to", re.IGNORECASE)


class Driver(BaseDriver):
    """One session with a FortiGate."""

    show_running = "show"
    show_startup = "show"

    _version: tuple[int, ...] | None = None
    _vdoms: bool | None = None
    _saves: str | None = None  # how the device saves, as last seen or set
    _stage = False  # what is pushed goes through a transaction
    _in_transaction = False
    _kept = False  # nothing was changed in this session since it was saved
    _renamed = False
    _unchanged = False  # this session has armed the timed revert, and nothing has taken effect since
    _open: int = 0  # blocks that are open

    # -- reading

    def running_config(self) -> str:
        text = super().running_config()
        self._learn(text)
        return text

    def startup_config(self) -> str:
        """What runs, where that is saved as it changes. Raises CommandRefused elsewhere: no command shows what is saved."""
        text = self.running_config()
        if self._saves != "automatic":
            raise CommandRefused(device=self.name, command="show", answer=f"cfg-save {self._saves}: not shown")
        return text

    def facts(self) -> Facts:
        return show.facts(self._status())

    def observe(self) -> Observation:
        physical = self._read("get system interface physical")
        far = show.neighbours(self._read("diagnose lldprx neighbor details"))
        return Observation(
            interfaces_up=tuple(sorted(show.up(physical))),
            neighbours=tuple(f"{one.interface} > {one.name.partition('.')[0]}" for one in far),
        )

    def inventory(self) -> Inventory:
        return Inventory(
            facts=self.facts(),
            macs=show.macs(self._read("fnsysctl ifconfig")),
            neighbours=show.neighbours(self._read("diagnose lldprx neighbor details")),
        )

    def _status(self) -> str:
        answer = self.command("get system status")
        version = show.facts(answer).version
        self._version = tuple(map(int, version.split("."))) if version else ()
        self._vdoms = show.virtual_domains(answer)
        return answer

    def _learn(self, config: str) -> None:
        """What a shown config tells of the device."""
        known = show.head(config)
        if known is not None:
            self._version, self._vdoms = known
        self._saves = show.saving(config)

    def _has_vdoms(self) -> bool:
        if self._vdoms is None:
            self._status()
        return bool(self._vdoms)

    def _read(self, line: str) -> str:
        """A show command of the whole device; empty where the release or the account does not have it."""
        if not self._has_vdoms():
            answer = self._show(line)
        else:
            self._line("config global")
            answer = self._line(line).text
            self._line("end")
        return "" if self.platform.error_re.search(answer) else answer

    # -- pushing

    def push(self, commands: Sequence[str], sent: Callable[[int, str], None]) -> None:
        self._leave_config()
        self._kept = False
        self._unchanged = self._unchanged and self._stage
        try:
            for index, line in enumerate(commands):
                if self._open == 0 and self._stage:
                    self._transaction(open_=not _direct(commands[index:]))
                self._unchanged = self._unchanged and self._in_transaction
                self._send(index, line)
                self._follow(line)
                sent(index, line)
            if self._open:
                raise UnexpectedPrompt(device=self.name, command="end", tail=self.prompt)
            self._transaction(open_=False)
        except SessionLost:
            raise
        except DeviceError:
            self._abandon()
            raise

    def _follow(self, line: str) -> None:
        """Count the blocks that are open. Raises UnexpectedPrompt where the device's prompt tells otherwise."""
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        if word in {"config", "edit"}:
            self._open += 1
        elif word == "next":
            self._open -= 1
        elif word == "end":
            # the end of a section saves the entry that is open in it too
            self._open -= 1
        if re.match(r"\s*(?:un)?set hostname\b", line):
            self._renamed = True
        if (self._open > 0) != self._link.terminal.in_config_mode:
            raise UnexpectedPrompt(device=self.name, command=self._masked(line), tail=self.prompt)

    def _changes_name(self, line: str) -> bool:
        words = line.split()
        return self._renamed and (words in (["end"], ["next"]) or words[:2] == ["execute", "config-transaction"])

    def _transaction(self, *, open_: bool) -> None:
        """Begin or commit a transaction, unless that is so already."""
        if open_ == self._in_transaction:
            return
        line = f"execute config-transaction {'start' if open_ else 'commit'}"
        self._unchanged = self._unchanged and open_
        answer = self._line(line, slow=True).text
        if self.platform.error_re.search(answer):
            raise LineRejected(device=self.name, index=0, line=line, answer=self._brief(answer))
        self._in_transaction = open_

    def _abandon(self) -> None:
        """Leave what is open without saving it; what was staged is gone."""
        with suppress(DeviceError):
            self._leave_config()
            if self._in_transaction:
                self._in_transaction = False
                self._line("execute config-transaction abort", slow=True)

    def _leave_config(self) -> None:
        """`abort` leaves a section without saving the entry that is open in it."""
        depth = 8
        while self._link.terminal.in_config_mode and depth:
            depth -= 1
            self._link.terminal.ask("abort", timeout_s=self.target.command_timeout_s, any_prompt=True)
        self._open = 0

    def _line(self, line: str, *, slow: bool = False, questions: Sequence[Question] = ()) -> Answer:
        """A line of a sequence of our own, in whatever mode the session is; its answer is not judged."""
        return self._link.terminal.ask(
            line,
            timeout_s=self.target.command_timeout_s * (3 if slow else 1),
            questions=questions,
            any_prompt=self._changes_name(line),
        )

    def _global(self, lines: Sequence[str]) -> tuple[str, str]:
        """Lines that concern the whole device; the line that was refused and the answer, both empty where none was."""
        self._leave_config()
        wrapped = ["config global", *lines, "end"] if self._has_vdoms() else lines
        for line in wrapped:
            answer = self._line(line, slow=line == "end", questions=[_YES]).text
            if self.platform.error_re.search(answer):
                self._leave_config()
                return line, answer
        return "", ""

    # -- the timed revert

    def revert_method(self) -> RevertMethod:
        self.revert_reason = None
        if self._version is None:
            self._status()
        if self._version and self._version < STAGED_SINCE:
            self.revert_reason = "releases before 6.2 have no configuration transactions"
            return REVERT
        return STAGED

    def arm(self, method: RevertMethod, minutes: int) -> None:
        if method == NONE:
            return
        if method not in {STAGED, REVERT}:
            raise self._refused(method, method, "unknown method")
        if self._saves is None:
            self._saves = self._saving()
        first = [] if self._saves == "automatic" else ["execute cfg save"]
        lines = ["config system global", f"set cfg-revert-timeout {minutes * 60}", "set cfg-save revert", "end"]
        line, answer = self._global([*first, *lines])
        if line:
            raise self._refused(method, line, answer)
        self._saves, self._kept, self._unchanged = "revert", False, True
        self._stage = method == STAGED

    def confirm(self, method: RevertMethod) -> None:
        if method not in {STAGED, REVERT}:
            return
        answer = self._whole("execute cfg save")
        nothing = not _SAVED.search(answer) or _NOTHING_TO_SAVE.search(answer) is not None
        if nothing and self._saving() != "revert":
            raise NothingToConfirm(device=self.name, method=method, answer=self._brief(answer))
        if not _SAVED.search(answer) and not _NOTHING_TO_SAVE.search(answer):
            raise self._refused(method, "execute cfg save", answer)
        self._disarm(method)
        self._kept = True

    def _disarm(self, method: RevertMethod) -> None:
        line, answer = self._global(["config system global", "set cfg-save automatic", "end"])
        if line:
            raise self._refused(method, line, answer)
        self._saves, self._stage = "automatic", False

    def revert_now(self, method: RevertMethod) -> None:
        if method not in {STAGED, REVERT}:
            return
        # the restart ends the session
        with suppress(SessionLost):
            if self._saving() != "revert":
                raise NothingToConfirm(device=self.name, method=method, answer="cfg-save is not revert.")
            if self._unchanged:  # what was staged is gone: a restart would interrupt traffic for nothing
                self._disarm(method)
                return
            answer = self._whole("execute cfg reload")
            if _NOTHING_TO_RELOAD.search(answer):
                self._disarm(method)
            elif self.platform.error_re.search(answer):
                raise self._refused(method, "execute cfg reload", answer)

    def pending(self) -> tuple[RevertMethod, ...]:
        return (self.revert_method(),) if self._saving() == "revert" else ()

    def armed(self, method: RevertMethod) -> bool:
        return self.armed_by(method) is not None

    def armed_by(self, method: RevertMethod) -> str | None:
        return "" if method in {STAGED, REVERT} and self._saving() == "revert" else None

    def _saving(self) -> str:
        """How the device saves now."""
        self._saves = show.saving(self._read("get system global | grep cfg-save"))
        return self._saves

    def _whole(self, line: str) -> str:
        """A command of the whole device; its answer."""
        self._leave_config()
        vdoms = self._has_vdoms()
        if vdoms:
            self._line("config global")
        answer = self._line(line, slow=True, questions=[_YES]).text
        if vdoms:
            self._line("end")
        return answer

    def save(self) -> None:
        if self._kept:
            return
        answer = self._whole("execute cfg save")
        if not (_SAVED.search(answer) or _NOTHING_TO_SAVE.search(answer)):
            raise SaveFailed(device=self.name, command="execute cfg save", answer=self._brief(answer))
        self._kept = True

    # -- login

    def _ready(self) -> None:
        """Raises EnableRefused for an account that sees or may change a part only: its config would look whole."""
        prompt = self.prompt.rstrip()
        if prompt.endswith("#") and not self._link.terminal.in_config_mode:
            return
        detail = (
            "The account is read-only or restricted (prompt $)." if prompt.endswith("$")
            else "The account belongs to one virtual domain."
        )  # fmt: skip
        address = f"{self.target.host}:{self.target.port}"
        raise EnableRefused(
            device=self.name, address=address, username=self.target.username,
            detail=f"{detail} An administrator with profile super_admin is needed.",
        )  # fmt: skip


def _direct(commands: Sequence[str]) -> bool:
    """Whether the section that begins with the first command can't be changed in a transaction."""
    if _DIRECT.match(commands[0].strip()):
        return True
    for depth, line in _nested(commands):
        if depth == 0:
            return False
        if _DIRECT_SETTING.match(line):
            return True
    return False


def _nested(commands: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each command without its indent, and how many sections are open behind it."""
    depth = 0
    for command in commands:
        line = command.strip()
        depth += {"config": 1, "end": -1}.get(line.split(" ", 1)[0], 0)
        yield depth, line
