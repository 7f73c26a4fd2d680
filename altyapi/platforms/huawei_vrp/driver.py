"""Huawei VRP: timed reverts, saving, and what a session reports.

VRP8 (CloudEngine, NE) has a candidate config: lines take effect at `commit`, all at once. VRP5 (S, AR series) has none. Which
one it is, `display version` tells; on VRP8 `system-view immediately` works as VRP5 does and is not used here.

Timed reverts, after Huawei's command references ("commit", "abort trial", "display configuration trial status", "schedule
reboot"):
- commit-trial (VRP8): the lines wait in the candidate, so arming only remembers the time. After the last line
  `commit trial SECONDS persist ID` puts them in force; the device goes back by itself unless `commit persist ID` comes in
  time, from any session. Releases without `persist` tie the trial to its session, and end it with the session: there the
  session that began it is kept and confirms, once another one has proved the change. `abort trial` goes back at once.
- scheduled-reboot (VRP5, and VRP8 as the weaker way): `schedule reboot delay N` brings back the saved config, so arming first
  saves the running config as it is before the change. The reboot interrupts traffic for minutes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from weakref import WeakValueDictionary

from altyapi.device.contract import Facts, Inventory, Learnt, Observation, RevertMethod
from altyapi.device.driver import Driver as BaseDriver
from altyapi.device.errors import DeviceError, LineRejected, NothingToConfirm, SaveFailed, SessionLost
from altyapi.platforms.huawei_vrp import show
from altyapi.platforms.platform import Question

TRIAL, REBOOT, NONE = "commit-trial", "scheduled-reboot", "none"

_YES_NO = r"[\[(](?i:y(?:es)?/n(?:o)?)[\])] ?:?\s*"
_YES = Question(asks=_YES_NO, answer="Y")
_NO = Question(asks=_YES_NO, answer="N")
_DISCARD = Question(asks=r"\[(?i:y\(yes\)/n\(no\)/c\(cancel\))\] ?:?\s*", answer="N")
_DONT_SAVE = Question(
    asks=rf"(?i:will be saved|saved? (?:the )?(?:current )?configuration|save current|not saved)[^\n]*{_YES_NO}",
    answer="N",
)
_FILE_NAME = Question(asks=r"(?i:file name)[^\n]*(?:\[[^\]\n]*\])? ?:\s*", answer="")
_SAVED = re.compile(r"(?i)\bsav\w*\b[^\n]*\bsuccess|\bsuccess\w*\b[^\n]*\bsav|\binfo: save the configuration success")
_NOT_SAVED = re.compile(r"(?i)\bfail|not saved|no space|disk (?:is )?full|\babort|\berror\b")
_WILL_REBOOT = re.compile(r"(?i)will (?:be )?reboot|reboot system (?:at|for)")
_ACTIVE = re.compile(r"(?im)^ *trial status *: *(?!inactive)\S+")
_PERSIST = re.compile(r"(?im)^ *persist id *: *(\S+)")
_NO_PERSIST = re.compile(r"\^|(?i:unrecognized|too many parameters|wrong parameter)")
_COMMIT_FAILED = re.compile(r"(?i)fail|conflict|error")
_OWN = "altyapi-"
"""How the name of a trial begins that this toolkit began; the login name follows."""

_PORTS = "display interface | include current state|ardware address"

_owners: WeakValueDictionary[tuple[str, int], Driver] = WeakValueDictionary()
"""The sessions of this process to which a trial is tied, by address and port."""


class Driver(BaseDriver):
    """One session with a VRP device. `display` works in every view."""

    show_running = "display current-configuration"
    show_startup = "display saved-configuration"

    _generation: int | None = None  # 5 or 8, as last seen
    _trial_minutes: int | None = None  # of an armed trial whose lines are still to come

    # -- what it tells --

    def facts(self) -> Facts:
        version = self._version()
        found = self._serials()
        return show.facts(version, found, self._hostname, "" if found else self._show("display esn"))

    def observe(self) -> Observation:
        long_name = self.platform.dialogue.interface_names
        up = show.up(self._show("display interface brief"), long_name)
        up |= show.up_addresses(self._show("display ip interface brief"), long_name)
        pairs = sorted(set(show.lldp_neighbours(self._show("display lldp neighbor brief"), long_name)))
        return Observation(
            interfaces_up=tuple(sorted(up)), neighbours=tuple(f"{local} > {remote}" for local, remote in pairs)
        )

    def inventory(self) -> Inventory:
        found = self._serials()
        return Inventory(
            facts=show.facts(self._version(), found, self._hostname, "" if found else self._show("display esn")),
            members=show.members(found, self._show("display device") if len(found) > 1 else ""),
            macs=show.macs(self._show(_PORTS)),
            neighbours=tuple(
                show.lldp_details(self._show("display lldp neighbor"), self.platform.dialogue.interface_names)
            ),
        )

    def learnt(self) -> tuple[Learnt, ...]:
        return show.learnt(self.command("display mac-address dynamic"), self.platform.dialogue.interface_names)

    def _version(self) -> str:
        version = self.command("display version")
        self._generation = show.vrp(version)
        return version

    def _serials(self) -> dict[int, str]:
        """`display elabel` takes long and asks first: only where there is nothing better."""
        found = show.serials(self._show("display device manufacture-info"))
        return found or show.serials(self._ask("display elabel", questions=[_YES], slow=True).text)

    @property
    def _hostname(self) -> str:
        return re.sub(r"^HRP_[AMS]", "", self.prompt).strip("<>[]~*")

    @property
    def _two_stage(self) -> bool:
        """Whether lines wait for a commit: the system view's prompt says so, too."""
        if self._two_stage_view:
            return True
        if self._generation is None:
            self._version()
        return self._generation == 8

    def running_config(self) -> str:
        text = super().running_config()
        requires = next(one.requires for one in self.platform.revert_methods if one.name == TRIAL)
        if self._generation is None and re.search(requires, text, re.MULTILINE):
            self._generation = 8  # as a plan knows it; whether lines wait for a commit, the system view tells again
        return text

    # -- pushing --

    def push(self, commands: Sequence[str], sent: Callable[[int, str], None]) -> None:
        minutes, self._trial_minutes = self._trial_minutes, None
        self._enter_config()
        if not self._two_stage_view:
            if minutes is not None:
                self._leave_config()
                raise self._refused(TRIAL, self.platform.dialogue.enter_config, "lines would take effect at once")
            super().push(commands, sent)
            return
        for index, line in enumerate(commands):
            self._send(index, line)
            sent(index, line)
        if commands:
            self._commit(len(commands) - 1, minutes)
        self._leave_config()

    @property
    def _two_stage_view(self) -> bool:
        return re.match(r"(?:HRP_[AMS])?\[[~*]", self.prompt) is not None

    def _send(self, index: int, line: str) -> None:
        # typed, it would be taken for a cry for help, and nothing takes it as text
        if "?" in line:
            raise LineRejected(
                device=self.name, index=index, line=self._masked(line), answer="not sent: a question mark asks for help"
            )
        super()._send(index, line)

    def _commit(self, last: int, minutes: int | None) -> None:
        """Put the candidate in force, on trial where a revert is armed. Raises LineRejected."""
        line = "commit"
        if minutes is not None:
            line = f"commit trial {minutes * 60} persist {self._trial_name}"
        answer = self._at_commit(line)
        if minutes is not None and _NO_PERSIST.search(answer):
            line = f"commit trial {minutes * 60}"
            # before it is sent: should the answer be lost, the trial is this session's all the same
            _owners[self.target.host, self.target.port] = self
            answer = self._at_commit(line)
        if self.platform.error_re.search(answer) or _COMMIT_FAILED.search(answer):
            raise LineRejected(device=self.name, index=last, line=line, answer=self._brief(answer))

    def _at_commit(self, line: str) -> str:
        return self._link.terminal.ask(
            line, timeout_s=self.target.command_timeout_s * 3, questions=[_YES], any_prompt=True
        ).text

    @property
    def _trial_name(self) -> str:
        return _OWN + re.sub(r"[^\w.@-]", "_", self.target.username)

    def _leave_config(self) -> None:
        if self._link.terminal.in_config_mode:
            # what was not committed by now is not wanted
            self._link.terminal.ask(
                self.platform.dialogue.leave_config,
                timeout_s=self.target.command_timeout_s,
                questions=[_DISCARD, _NO],
                any_prompt=True,
            )

    def _changes_name(self, line: str) -> bool:
        return re.match(r"\s*(?:undo\s+)?sysname\b", line) is not None

    # -- timed reverts --

    def revert_method(self) -> RevertMethod:
        self.revert_reason = None
        if self._two_stage:
            return TRIAL
        self.revert_reason = "this is VRP5, where lines take effect at once, so there is no trial commit"
        return REBOOT

    def arm(self, method: RevertMethod, minutes: int) -> None:
        if method == TRIAL:
            if not self._two_stage:
                raise self._refused(method, "commit trial", "This device has no candidate config.")
            self._trial_minutes = minutes
        elif method == REBOOT:
            self._arm_reboot(minutes)
        elif method != NONE:
            raise self._refused(method, method, "unknown method")

    def _arm_reboot(self, minutes: int) -> None:
        self.save()
        line = f"schedule reboot delay {minutes}"
        answer = self._ask(line, questions=[_DONT_SAVE, _YES], slow=True).text
        if self.platform.error_re.search(answer):
            raise self._refused(REBOOT, line, answer)
        if not _WILL_REBOOT.search(answer) and not self.armed(REBOOT):
            raise self._refused(REBOOT, line, answer)

    def confirm(self, method: RevertMethod) -> None:
        if method == TRIAL:
            self._confirm_trial()
        elif method == REBOOT:
            self._require_pending(method)
            answer = self._ask("undo schedule reboot", questions=[_YES]).text
            if self.armed(REBOOT):
                raise self._refused(method, "undo schedule reboot", answer)

    def _confirm_trial(self) -> None:
        status = self._trial_status()
        if not _ACTIVE.search(status):
            raise NothingToConfirm(device=self.name, method=TRIAL, answer=self._brief(status))
        named = _PERSIST.search(status)
        owner = self if named else _owners.get((self.target.host, self.target.port), self)
        line = f"commit persist {named[1]}" if named else "commit"
        answer = owner._in_system_view(line)
        if self.platform.error_re.search(answer) or _COMMIT_FAILED.search(answer):
            raise self._refused(TRIAL, line, answer)

    def revert_now(self, method: RevertMethod) -> None:
        # going back ends the session: at once with a reboot, and where the change had opened this way in
        with suppress(SessionLost):
            if method == TRIAL:
                self._abort_trial()
            elif method == REBOOT:
                self._require_pending(method)
                answer = self._ask("reboot", questions=[_DONT_SAVE, _YES], slow=True).text
                if self.platform.error_re.search(answer):
                    raise self._refused(method, "reboot", answer)

    def _abort_trial(self) -> None:
        if self._trial_minutes is not None or self._link.terminal.in_config_mode:
            # lines that were never committed: leaving forgets them
            self._trial_minutes = None
            self._leave_config()
        status = self._trial_status()
        if not _ACTIVE.search(status):
            raise NothingToConfirm(device=self.name, method=TRIAL, answer=self._brief(status))
        named = _PERSIST.search(status)
        owner = self if named else _owners.get((self.target.host, self.target.port), self)
        line = f"abort trial persist {named[1]}" if named else "abort trial"
        answer = owner._in_system_view(line)
        if self.platform.error_re.search(answer):
            raise self._refused(TRIAL, line, answer)

    def _in_system_view(self, line: str) -> str:
        self._enter_config()
        answer = self._at_commit(line)
        self._leave_config()
        return answer

    def pending(self) -> tuple[RevertMethod, ...]:
        methods = (TRIAL, REBOOT) if self._two_stage else (REBOOT,)
        return tuple(method for method in methods if self.armed(method))

    def armed(self, method: RevertMethod) -> bool:
        return self.armed_by(method) is not None

    def armed_by(self, method: RevertMethod) -> str | None:
        if method == TRIAL:
            status = self._trial_status()
            if not _ACTIVE.search(status):
                return None
            named = _PERSIST.search(status)
            return named[1].removeprefix(_OWN) if named and named[1].startswith(_OWN) else ""
        if method == REBOOT:
            # without one it says that none is configured, or nothing at all
            return "" if _WILL_REBOOT.search(self._show("display schedule reboot")) else None
        return None

    def _trial_status(self) -> str:
        return self._show("display configuration trial status")

    def _require_pending(self, method: RevertMethod) -> None:
        if not self.armed(method):
            raise NothingToConfirm(device=self.name, method=method, answer="Nothing is pending.")

    # -- saving --

    def save(self) -> None:
        answer = self._ask("save", questions=[_FILE_NAME, _YES], slow=True).text
        if not _SAVED.search(answer) or _NOT_SAVED.search(_SAVED.sub("", answer)):
            raise SaveFailed(device=self.name, command="save", answer=self._brief(answer))

    def close(self) -> None:
        if _owners.get((self.target.host, self.target.port)) is self:
            with suppress(KeyError):
                del _owners[self.target.host, self.target.port]
        with suppress(DeviceError):
            super().close()
