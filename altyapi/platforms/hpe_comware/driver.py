"""HPE and H3C Comware: timed reverts, saving, and what a session reports.

Timed reverts, after the "Configuration file management" and "Device management" chapters of H3C's and HPE's Fundamentals
guides and command references:
- configuration-commit-delay (Comware 7 and later): `configuration commit delay N` makes a rollback point; what is configured
  from then on is undone after N minutes unless `configuration commit` comes first. It outlives the session. No command
  shows it: a second `configuration commit delay` asks whether the running delay is to be overwritten, and a "no" changes
  nothing. Where nothing was asked the question itself has begun a delay, and it is committed at once; a release that never
  asks is not trusted with a change, unless the connection's option revert_method names the reboot. The rollback point is
  the device's own; for going back at once the config is also kept as a file of its own, which `configuration replace
  file` brings back without a reboot.
- scheduled-reboot: `scheduler reboot delay N` (Comware 5: `schedule reboot delay N`) brings back the saved config, so
  arming first saves the running config as it is before the change. The reboot interrupts traffic for minutes, and the
  device leaves it out while somebody works on its files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from altyapi.device.contract import Facts, Inventory, Learnt, Observation, RevertMethod
from altyapi.device.driver import Driver as BaseDriver
from altyapi.device.errors import NothingToConfirm, SaveFailed, SessionLost
from altyapi.device.session import SLOW
from altyapi.device.terminal import Answer
from altyapi.platforms.hpe_comware import show
from altyapi.platforms.platform import Question

COMMIT_DELAY, REBOOT, NONE = "configuration-commit-delay", "scheduled-reboot", "none"

KEPT = "altyapi-before.cfg"
"""The config from before the change, on the device, while a commit delay runs."""

PROBE_MINUTES = 2
"""The delay that the question whether one is running begins where none is; it is committed at once."""

_YES_NO = r"[\[(]Y(?:es)?/N(?:o)?[\])] ?:?\s*"
_YES = Question(asks=_YES_NO, answer="Y")
_NO = Question(asks=_YES_NO, answer="N")
_DONT_SAVE = Question(asks=rf"(?i:save (?:the )?current configuration)\?? *{_YES_NO}", answer="N")
_FILE_NAME = Question(asks=r"(?i:press the enter key)\)?:\s*", answer="")
_ASKED = re.compile(r"[\[(]Y(?:es)?/N(?:o)?[\])]")
_WILL_REBOOT = re.compile(r"(?i)will (?:be )?reboot|reboot system at")
_SAVED = re.compile(r"(?i)\bsav\w*\b[^\n]*\bsuccess|\bsuccess\w*\b[^\n]*\bsav")
_NOT_SAVED = re.compile(r"(?i)\bfail|not saved|no space|disk (?:is )?full|\babort")
_REPLACED = re.compile(r"(?i)\bsucce")
_NO_FILTER = re.compile(r"(?m)^ *%")
_UNTOLD = f"the device does not tell whether a delay is running; connection.options.revert_method {REBOOT} does without"
_PORTS = "display interface | include current state|^[A-Z][A-Za-z-]*[0-9]|ardware [Aa]ddress"


class Driver(BaseDriver):
    """One session with a Comware device. `display` and `save` work in every view, and are not left for."""

    show_running = "display current-configuration"
    show_startup = "display saved-configuration"

    _generation: int | None = None  # 5, 7 or 9, as last seen
    _system_view = ""  # the prompt of system view, as last entered

    def running_config(self) -> str:
        text = super().running_config()
        self._generation = show.comware(text)
        return text

    def facts(self) -> Facts:
        version, manufacture = self.command("display version"), self._show("display device manuinfo")
        return show.facts(version, manufacture, self._hostname)

    def observe(self) -> Observation:
        long_name = self.platform.dialogue.interface_names
        up = show.up(self._either("display interface brief", "display brief interface"), long_name)
        pairs = sorted(set(show.lldp_neighbours(self._show("display lldp neighbor-information list"), long_name)))
        return Observation(
            interfaces_up=tuple(sorted(up)), neighbours=tuple(f"{local} > {remote}" for local, remote in pairs)
        )

    def inventory(self) -> Inventory:
        long_name = self.platform.dialogue.interface_names
        version, manufacture = self.command("display version"), self._show("display device manuinfo")
        # whole, it is a thousand lines of counters
        ports = self._either(_PORTS, "display interface")
        # Comware 5 tells all without being asked for it
        lldp = self._either("display lldp neighbor-information verbose", "display lldp neighbor-information")
        return Inventory(
            facts=show.facts(version, manufacture, self._hostname),
            members=show.members(manufacture),
            macs=show.macs(ports),
            neighbours=show.lldp_details(lldp, long_name),
        )

    def learnt(self) -> tuple[Learnt, ...]:
        return show.learnt(self.command("display mac-address"), self.platform.dialogue.interface_names)

    def revert_method(self) -> RevertMethod:
        self.revert_reason = None
        if self._uses_commit_delay():
            return COMMIT_DELAY
        self.revert_reason = (
            "the connection's option revert_method asks for it"
            if self._is_comware_7()
            else "this is not Comware 7 or later, so there is no `configuration commit delay`"
        )
        return REBOOT

    def arm(self, method: RevertMethod, minutes: int) -> None:
        if method == COMMIT_DELAY:
            self._arm_delay(minutes)
        elif method == REBOOT:
            self._arm_reboot(minutes)
        elif method != NONE:
            raise self._refused(method, method, "unknown method")

    def confirm(self, method: RevertMethod) -> None:
        if method == COMMIT_DELAY:
            # a commit without a delay says nothing that could be relied on, so it is asked first
            self._require_pending(method)
            self._commit()
        elif method == REBOOT:
            self._require_pending(method)
            line = f"undo {self._scheduler} reboot"
            answer = self._ask(line, questions=[_YES]).text
            if self.armed(REBOOT):
                raise self._refused(method, line, answer)

    def revert_now(self, method: RevertMethod) -> None:
        if method not in {COMMIT_DELAY, REBOOT}:
            return
        self._require_pending(method)
        # going back ends the session: at once with a reboot, and where the change had opened this way in
        with suppress(SessionLost):
            if method == COMMIT_DELAY:
                self._replace()
                return
            answer = self._ask("reboot", questions=[_DONT_SAVE, _YES], slow=True).text
            if self.platform.error_re.search(answer):
                raise self._refused(method, "reboot", answer)

    def pending(self) -> tuple[RevertMethod, ...]:
        return tuple(method for method in (COMMIT_DELAY, REBOOT) if self.armed(method))

    def armed(self, method: RevertMethod) -> bool:
        if method == COMMIT_DELAY:
            return self._uses_commit_delay() and self._delay_runs()
        return method == REBOOT and _WILL_REBOOT.search(self._show(f"display {self._scheduler} reboot")) is not None

    def armed_by(self, method: RevertMethod) -> str | None:
        return "" if self.armed(method) else None  # the device does not say who

    def save(self) -> None:
        line = "save force"
        answer = self._here(line, questions=[_FILE_NAME, _YES], slow=True).text
        if not self._was_saved(answer):
            raise SaveFailed(device=self.name, command=line, answer=self._brief(answer))

    # -- the commit delay --

    def _is_comware_7(self) -> bool:
        """Or later."""
        if self._generation is None:
            self._generation = show.comware(self.command("display version")) or 0
        return self._generation >= 7

    def _uses_commit_delay(self) -> bool:
        """Also asking whether a delay runs needs a release that tells: the option is the way for one that does not."""
        return self._is_comware_7() and self.target.options.get("revert_method") != REBOOT

    def _arm_delay(self, minutes: int) -> None:
        line = f"configuration commit delay {minutes}"
        kept = f"save {KEPT}"
        answer = self._system(kept, questions=[_FILE_NAME, _YES], slow=True).text
        if not self._was_saved(answer):
            raise self._refused(COMMIT_DELAY, kept, answer)
        answer = self._system(line, questions=[_NO]).text
        if _ASKED.search(answer) or self.platform.error_re.search(answer):
            raise self._refused(COMMIT_DELAY, line, answer)
        # the proof that it runs, and that this release tells
        if not _ASKED.search(self._system(line, questions=[_NO]).text):
            self._commit()  # nothing was changed under it yet
            raise self._refused(COMMIT_DELAY, line, _UNTOLD)

    def _delay_runs(self) -> bool:
        """Whether a delay is running. Raises RevertRefused on a release that does not tell; the delay that the question has
        begun or shortened there then runs out: to go back too early does no harm, to commit another's change would."""
        line = f"configuration commit delay {PROBE_MINUTES}"
        first = self._system(line, questions=[_NO]).text
        if _ASKED.search(first):
            return True
        if self.platform.error_re.search(first):
            return False
        if not _ASKED.search(self._system(line, questions=[_NO]).text):
            raise self._refused(COMMIT_DELAY, line, _UNTOLD)
        self._commit()
        return False

    def _commit(self) -> None:
        line = "configuration commit"
        answer = self._system(line, questions=[_YES], slow=True).text
        if self.platform.error_re.search(answer):
            raise self._refused(COMMIT_DELAY, line, answer)

    def _replace(self) -> None:
        """The kept file, or, where the device can't take that, the shortest delay."""
        line = f"configuration replace file {KEPT}"
        answer = self._system(line, questions=[_DONT_SAVE, _YES], slow=True).text
        if _REPLACED.search(answer) and not self.platform.error_re.search(answer):
            self._commit()  # what runs now is what ran before the change
            return
        line = "configuration commit delay 1"
        answer = self._system(line, questions=[_YES]).text
        if self.platform.error_re.search(answer):
            raise self._refused(COMMIT_DELAY, line, answer)

    # -- the reboot --

    @property
    def _scheduler(self) -> str:
        return "scheduler" if self._is_comware_7() else "schedule"

    def _arm_reboot(self, minutes: int) -> None:
        self.save()
        line = f"{self._scheduler} reboot delay {minutes}"
        answer = self._ask(line, questions=[_DONT_SAVE, _YES]).text
        if self.platform.error_re.search(answer) or not self.armed(REBOOT):
            raise self._refused(REBOOT, line, answer)

    # -- helpers --

    @property
    def _hostname(self) -> str:
        return re.sub(r"^RBM_[PS]", "", self.prompt).strip("<>[]")

    def _require_pending(self, method: RevertMethod) -> None:
        if not self.armed(method):
            raise NothingToConfirm(device=self.name, method=method, answer="Nothing is pending.")

    def _was_saved(self, answer: str) -> bool:
        good = _SAVED.search(answer) and not _NOT_SAVED.search(answer)
        return bool(good) and not self.platform.error_re.search(answer)

    def _either(self, line: str, other: str) -> str:
        """The answer to the first command, or to the other where this release does not know it."""
        answer = self._show(line)
        refused = _NO_FILTER.search(answer[:400]) and self.platform.error_re.search(answer[:400])
        return self._show(other) if refused else answer

    def _system(self, line: str, *, questions: Sequence[Question] = (), slow: bool = False) -> Answer:
        """One line in system view, its answer not judged."""
        if self._link.terminal.in_config_mode and self.prompt != self._system_view:
            self._leave_config()
        if not self._link.terminal.in_config_mode:
            self._enter_config()
            self._system_view = self.prompt
        return self._here(line, questions=questions, slow=slow)

    def _here(self, line: str, *, questions: Sequence[Question] = (), slow: bool = False) -> Answer:
        """One line in whichever view the session is. A rollback, this one or one that fired, may bring another name."""
        return self._link.terminal.ask(
            line,
            timeout_s=self.target.command_timeout_s * (SLOW if slow else 1),
            questions=questions,
            any_prompt=True,
            shown_as=self._masked(line),
        )

    def _changes_name(self, line: str) -> bool:
        return re.match(r"\s*(?:undo\s+)?sysname\b", line) is not None
