"""Cisco IOS and IOS-XE: timed reverts, saving, and what a session reports.

Timed reverts, after Cisco's "Configuration Rollback Confirmed Change" and "reload" command references:
- configure-revert-timer: `configure terminal revert timer N` keeps a copy in the archive and enters configuration mode;
  `configure confirm` disarms, `configure revert now` goes back at once. Needs `archive` with a `path`.
- reload-in: `reload in N` brings back the startup config, so arming first saves the running config as it is before the
  change: whatever was running unsaved becomes the startup config. The reload interrupts traffic for minutes.
"""

from __future__ import annotations

import re
from contextlib import suppress

from altyapi.device.contract import Facts, Inventory, Learnt, Observation, RevertMethod
from altyapi.device.driver import Driver as BaseDriver
from altyapi.device.errors import CommandRefused, NothingToConfirm, SaveFailed, SessionLost
from altyapi.platforms.cisco_ios import show
from altyapi.platforms.platform import Question

REVERT_TIMER, RELOAD, NONE = "configure-revert-timer", "reload-in", "none"

_NO_TIMER = re.compile(r"No Rollback Confirmed Change", re.IGNORECASE)
_TIMER = re.compile(r"(?m)^\s*(?:Time configured|Timer (?:type|value|expires))")
_RELOAD = re.compile("Reload scheduled")
_TIMER_USER = re.compile(r"(?m)^\s*User: *(\S+)")
_RELOAD_USER = re.compile(r"Reload scheduled [^\n]* by (\S+) on ")
_ENTER = Question(asks=r"\[confirm\]\s*", answer="")
_DONT_SAVE = Question(asks=r"Save\? ?\[yes/no\]:?\s*", answer="no")
_YES = Question(asks=r"\[(?:yes/no|y/n|yes|no)\]:?\s*", answer="yes")


class Driver(BaseDriver):
    """One session with an IOS device."""

    show_running = "show running-config"
    show_startup = "show startup-config"

    _archive_path: bool | None = None  # whether this device has `archive` with a `path`, as last seen

    def running_config(self) -> str:
        text = super().running_config()
        self._archive_path = show.archive_path(text)
        return text

    def facts(self) -> Facts:
        return show.facts(self.command("show version"), self._show("show inventory"))

    def observe(self) -> Observation:
        long_name = self.platform.dialogue.interface_names
        up = show.connected(self._show("show interfaces status"), long_name)
        up |= show.up_addresses(self._show("show ip interface brief"), long_name)
        lldp = show.lldp_neighbours(self._show("show lldp neighbors"), long_name)
        cdp = show.cdp_neighbours(self._show("show cdp neighbors"), long_name)
        pairs = show.merged(lldp, cdp)
        return Observation(
            interfaces_up=tuple(sorted(up)), neighbours=tuple(f"{local} > {remote}" for local, remote in pairs)
        )

    def inventory(self) -> Inventory:
        long_name = self.platform.dialogue.interface_names
        version, parts = self.command("show version"), self._show("show inventory")
        # whole, they are a thousand lines of counters and the far ends' version banners
        ports = self._show("show interfaces | include line protocol is|address is")
        lldp = show.lldp_details(self._show("show lldp neighbors detail"), long_name)
        cdp = show.cdp_details(self._show("show cdp neighbors detail | include ^Device ID|^Interface: "), long_name)
        return Inventory(
            facts=show.facts(version, parts),
            members=show.members(parts),
            macs=show.macs(ports),
            neighbours=show.merged_details(lldp, cdp),
        )

    def learnt(self) -> tuple[Learnt, ...]:
        try:
            table = self.command("show mac address-table dynamic")
        except CommandRefused:
            table = self.command("show mac-address-table dynamic")  # until 12.2
        return show.learnt(table, self.platform.dialogue.interface_names)

    def revert_method(self) -> RevertMethod:
        self.revert_reason = None
        if self._archive_path is None:
            answer = self._show("show archive")
            self._archive_path = "next archive file" in answer and "named \n" not in answer
        if self._archive_path:
            return REVERT_TIMER
        self.revert_reason = "the archive is not configured (archive / path ...), so no config can be rolled back to"
        return RELOAD

    def arm(self, method: RevertMethod, minutes: int) -> None:
        if method == REVERT_TIMER:
            self._arm_timer(minutes)
        elif method == RELOAD:
            self._arm_reload(minutes)
        elif method != NONE:
            raise self._refused(method, method, "unknown method")

    def _arm_timer(self, minutes: int) -> None:
        line = f"configure terminal revert timer {minutes}"
        answer = self._ask(line, slow=True)
        # any word of complaint counts, such as "%Turn config archive on before using Rollback Confirmed Change"
        if self._link.terminal.in_config_mode and not re.search(r"(?m)^ *%", answer.text):
            return
        self._leave_config()
        raise self._refused(REVERT_TIMER, line, answer.text)

    def _arm_reload(self, minutes: int) -> None:
        self.save()
        line = f"reload in {minutes}"
        answer = self._ask(line, questions=[_DONT_SAVE, _ENTER, _YES])
        if self.platform.error_re.search(answer.text) or not self._reload_pending():
            raise self._refused(RELOAD, line, answer.text)

    def confirm(self, method: RevertMethod) -> None:
        if method == REVERT_TIMER:
            answer = self._ask("configure confirm", slow=True).text
            if _NO_TIMER.search(answer):
                raise NothingToConfirm(device=self.name, method=method, answer=self._brief(answer))
            if self.platform.error_re.search(answer):
                raise self._refused(method, "configure confirm", answer)
        elif method == RELOAD:
            if not self._reload_pending():
                raise NothingToConfirm(device=self.name, method=method, answer="No reload is scheduled.")
            answer = self._ask("reload cancel").text
            if self._reload_pending():
                raise self._refused(method, "reload cancel", answer)

    def revert_now(self, method: RevertMethod) -> None:
        # going back ends the session: at once with a reload, and where the change had opened this way in
        with suppress(SessionLost):
            if method == REVERT_TIMER:
                line = "configure revert now"
                answer = self._ask(line, questions=[_ENTER, _YES], slow=True, any_prompt=True).text
                if _NO_TIMER.search(answer):
                    raise NothingToConfirm(device=self.name, method=method, answer=self._brief(answer))
            elif method == RELOAD:
                if not self._reload_pending():
                    raise NothingToConfirm(device=self.name, method=method, answer="No reload is scheduled.")
                line = "reload"
                answer = self._ask(line, questions=[_DONT_SAVE, _ENTER, _YES]).text
            else:
                return
            if self.platform.error_re.search(answer):
                raise self._refused(method, line, answer)

    def pending(self) -> tuple[RevertMethod, ...]:
        return tuple(method for method in (REVERT_TIMER, RELOAD) if self.armed(method))

    def armed(self, method: RevertMethod) -> bool:
        return self.armed_by(method) is not None

    def armed_by(self, method: RevertMethod) -> str | None:
        if method == REVERT_TIMER:
            # without a timer it says so, or that there is no archive, or (old releases) that it doesn't know the command
            answer, pending, user = self._show("show archive config rollback timer"), _TIMER, _TIMER_USER
        elif method == RELOAD:
            answer, pending, user = self._show("show reload"), _RELOAD, _RELOAD_USER
        else:
            return None
        if not pending.search(answer):
            return None
        found = user.search(answer)
        return found[1] if found else ""

    def _reload_pending(self) -> bool:
        return self.armed(RELOAD)

    def save(self) -> None:
        line = "write memory"
        answer = self._ask(line, questions=[_ENTER, _YES], slow=True).text
        if "[OK]" not in answer or self.platform.error_re.search(answer):
            raise SaveFailed(device=self.name, command=line, answer=self._brief(answer))

    def _changes_name(self, line: str) -> bool:
        return re.match(r"\s*(?:no\s+|default\s+)?(?:hostname|switchname|prompt)\b", line) is not None
