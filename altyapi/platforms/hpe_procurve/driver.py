"""HPE ProCurve and Aruba AOS-S: the timed revert, saving, whole configs, and what a session reports.

After the AOS-S Management and Configuration, Basic Operation and Access Security guides (K.15, 16.02 to 16.11):

- `reload after [[DD:]HH:]MM` restarts the switch with its startup config; "the changes are lost on the scheduled reload", and no
  question whether to save them is asked. `no reload` takes it back, `show reload after` tells of it. So what runs unsaved before
  the change is saved when the revert is armed, and becomes the startup config. The restart interrupts traffic for minutes.
  Because nothing is saved before the confirmation, a power cut brings the old config too.
- Going back at once needs no restart since 16.04: `cfg-restore flash FILE` changes the running config into that of the active
  config file. Only when both prove to be the same is the reload taken back; where the switch refuses (some lines need a restart)
  or does not know the command, it is restarted.
- No timer can be put on that: `job NAME delay … cfg-restore …` would be a line of the config itself, and asks a question that
  a job can't answer.

A config has no end mark. One that ends with the lines about passwords, which come last, is whole; any other has to come twice the
same. That proves that nothing was lost on the way, not that the switch printed all that it holds.
"""

from __future__ import annotations

import re
from contextlib import suppress

from altyapi.device.contract import Facts, Inventory, Learnt, Observation, RevertMethod
from altyapi.device.driver import Driver as BaseDriver
from altyapi.device.errors import (
    CommandTimeout,
    NothingToConfirm,
    SaveFailed,
    SessionLost,
    UnexpectedPrompt,
)
from altyapi.platforms.hpe_procurve import show
from altyapi.platforms.platform import Question

RELOAD, NONE = "reload-after", "none"

_REFUSED = re.compile(r"(?im)^ *(?:invalid|incomplete|ambiguous) input|^ *(?:unknown command|not authorized)")
_RESTORED = re.compile(r"(?i)\bsuccess")
_SAVED = re.compile(r"(?i)\bis (?:the )?same as\b")
_HEAD = re.compile(r"(?m)^; \S.* Configuration Editor")
_LAST = re.compile(r"^password (?:manager|operator|configuration|minimum-length|complexity)\b")
_YES_NO = r"[\[(][Yy](?:es)?/[Nn]o?(?:/\^C)?[\])] ?\??:? *"
_YES = Question(asks=_YES_NO, answer="y")
_DONT_SAVE = Question(asks=rf"(?i:save (?:the )?(?:current |running )?config[^\n]*?){_YES_NO}", answer="n")


class Driver(BaseDriver):
    """One session with an AOS-S switch."""

    show_running = "show running-config"
    show_startup = "show config"
    reading_refused = _REFUSED

    # -- reading

    def _is_whole(self, command: str, text: str) -> bool:
        if not _HEAD.search(text[:2000]):
            return False
        last = next((line for line in reversed(text.split("\n")) if line.strip()), "")
        if last.startswith(" ") and last.strip() != "exit":
            return False
        return _LAST.match(last) is not None or self._show(command, slow=True).strip("\n") == text.strip("\n")

    def facts(self) -> Facts:
        return show.facts(self.command("show system"), self._show("show lldp info local-device"))

    def observe(self) -> Observation:
        up = show.up(self._show("show interfaces brief"))
        found = show.neighbours(self._show("show lldp info remote-device detail"))
        pairs = sorted({f"{neighbour.interface} > {neighbour.name.partition('.')[0]}" for neighbour in found})
        return Observation(interfaces_up=tuple(sorted(up)), neighbours=tuple(pairs))

    def inventory(self) -> Inventory:
        facts = self.facts()
        members = show.members(self._show("show vsf detail"))
        macs = {} if members else show.macs(self._show("walkMIB ifPhysAddress", slow=True), facts.model)
        neighbours = show.neighbours(self._show("show lldp info remote-device detail"))
        return Inventory(facts=facts, members=members, macs=macs, neighbours=neighbours)

    def learnt(self) -> tuple[Learnt, ...]:
        return show.learnt(self.command("show mac-address"))

    # -- the timed revert

    def revert_method(self) -> RevertMethod:
        self.revert_reason = None
        return RELOAD

    def arm(self, method: RevertMethod, minutes: int) -> None:
        if method == NONE:
            return
        if method != RELOAD:
            raise self._refused(method, method, "unknown method")
        if not _SAVED.search(self._show("show config status")):
            self.save()
        line = f"reload after {_duration(minutes)}"
        answer = self._ask(line, questions=[_DONT_SAVE, _YES]).text
        if _REFUSED.search(answer) or not self.armed(RELOAD):
            raise self._refused(method, line, answer)

    def confirm(self, method: RevertMethod) -> None:
        if method != RELOAD:
            return
        self._require_pending(method)
        answer = self._ask("no reload", questions=[_YES]).text
        if answer.strip() and self.armed(RELOAD):  # nothing is said where all is well
            raise self._refused(method, "no reload", answer)

    def revert_now(self, method: RevertMethod) -> None:
        if method != RELOAD:
            return
        self._require_pending(method)
        # going back ends the session: at once with a reload, and where the change had opened this way in
        with suppress(SessionLost):
            if self._restore():
                self.confirm(method)
                return
            answer = self._ask("reload", questions=[_DONT_SAVE, _YES], slow=True).text
            raise self._refused(method, "reload", answer)

    def _restore(self) -> bool:
        """Whether the startup config runs now, without a restart."""
        active = show.active_file(self._show("show config files"))
        if not active:
            return False
        answer = self._ask(f"cfg-restore flash {active}", questions=[_YES], slow=True, any_prompt=True).text
        if _REFUSED.search(answer) or not _RESTORED.search(answer):
            return False
        running, startup = self.running_config(), self.startup_config()
        return self.platform.digest(running) == self.platform.digest(startup)

    def pending(self) -> tuple[RevertMethod, ...]:
        return (RELOAD,) if self.armed(RELOAD) else ()

    def armed(self, method: RevertMethod) -> bool:
        return method == RELOAD and show.reload_pending(self._reload_told())

    def armed_by(self, method: RevertMethod) -> str | None:
        return "" if self.armed(method) else None  # the switch does not say who

    def _reload_told(self) -> str:
        answer = self._show("show reload after")
        return self._show("show reload") if _REFUSED.search(answer) else answer

    def _require_pending(self, method: RevertMethod) -> None:
        if not self.armed(method):
            raise NothingToConfirm(device=self.name, method=method, answer="No reload is scheduled.")

    # -- saving

    def save(self) -> None:
        line = "write memory"
        answer = self._ask(line, questions=[_YES], slow=True).text  # nothing is said where all is well
        if self.platform.error_re.search(answer):
            raise SaveFailed(device=self.name, command=line, answer=self._brief(answer))

    # -- logging in

    def _ready(self) -> None:
        """`enable` asks for a user name too."""
        dialogue, terminal = self.platform.dialogue, self._link.terminal
        if self.prompt.endswith(dialogue.privileged_end):
            return
        name = Question(asks=r"(?i:(?:user ?|login )name):\s*", answer="manager")
        secret = Question(asks=r"(?i:password):\s*", answer=self.target.enable_secret or "")
        try:
            answer = terminal.ask(dialogue.enable, timeout_s=self.target.connect_timeout_s, questions=[name, secret])
        except (CommandTimeout, UnexpectedPrompt) as error:
            raise self._no_enable(str(error.fields.get("tail", ""))) from error
        if not answer.prompt.endswith(dialogue.privileged_end):
            raise self._no_enable(self._brief(answer.text))
        for line in dialogue.setup:  # an operator may not turn paging off
            terminal.ask(line, timeout_s=self.target.connect_timeout_s)

    def _changes_name(self, line: str) -> bool:
        return re.match(r"\s*(?:no\s+)?hostname\b", line) is not None


def _duration(minutes: int) -> str:
    """As `reload after` takes it: `[[DD:]HH:]MM`."""
    days, rest = divmod(minutes, 1440)
    hours, rest = divmod(rest, 60)
    if days:
        return f"{days:02d}:{hours:02d}:{rest:02d}"
    return f"{hours:02d}:{rest:02d}" if hours else str(rest)
