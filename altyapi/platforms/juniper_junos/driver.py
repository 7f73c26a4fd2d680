"""Junos over NETCONF: the candidate and its lock, commit confirmed, confirmation, rollback, and what the device says of itself.

After Juniper's "NETCONF XML Management Protocol Developer Guide" and "Junos XML Protocol Operations" (18.4 to 23.4):

- There is one candidate, which all share. `lock-configuration` takes it for this session alone. It is refused while somebody
  else holds it and while it has changes that nobody committed, and a session that ends gives it back without its changes.
- `commit-configuration` with `confirmed` takes effect for `confirm-timeout` minutes: the device goes back unless a further
  commit comes before. Any commit of anybody confirms it, whatever else it commits.
- A commit is kept: what runs is what the device starts with.

Commits of others can't be told apart from a confirmation, so nothing is believed: before the commit the candidate is what was
predicted, after it the newest entry of the commit history is a confirmed one, and before the confirmation it still is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from lxml.builder import E  # type: ignore[import-untyped]

from altyapi.device.contract import Facts, Inventory, Learnt, Observation, RevertMethod, Target
from altyapi.device.errors import (
    CandidateBusy,
    CommandRefused,
    DeviceError,
    IncompleteConfig,
    LineRejected,
    NothingToConfirm,
    SaveFailed,
)
from altyapi.device.napalm_session import CandidateDriver
from altyapi.device.netconf import Failed, Netconf, Unreadable
from altyapi.platforms.juniper_junos import show
from altyapi.platforms.platform import Platform

CONFIRMED = "commit-confirmed"
END = "## End of configuration"
SETS = ("set ", "deactivate ", "## ", "# ")
"""How a config begins that came in the form that was asked for."""

HIDDEN = "/* SECRET-DATA */"
"""What a login without the permission `secret` is shown instead of a secret."""

_Request = Any
"""An element, as lxml's builder makes it."""


class Driver(CandidateDriver):
    """One session with a Junos device."""

    strongest = CONFIRMED
    longest_minutes = 24 * 60

    def __init__(self, target: Target, platform: Platform) -> None:
        super().__init__(target, platform)
        self._netconf = Netconf(target)
        self._locked = False
        self._kept = False  # a confirmation of this session was just seen to be for good

    def _login(self) -> None:
        self._netconf.open()

    def close(self) -> None:
        if self._locked:
            self._discard()
        self._netconf.close()

    @property
    def sent(self) -> int:
        return self._netconf.sent

    def _call(self, request: _Request, after: str = "") -> Any:
        return self._netconf.call(request, after or request.tag)

    def _asked(self, request: _Request, line: str = "") -> Any:
        """As `_call`; raises CommandRefused where the device answers with an error."""
        line = line or request.tag
        try:
            return self._call(request, self._masked(line))
        except Failed as failed:
            raise CommandRefused(
                device=self.name, command=self._masked(line), answer=self._brief(failed.answer)
            ) from failed

    # -- reading

    def _running(self) -> str:
        return self._config("committed")

    def startup_config(self) -> str:
        """What was committed last: a device starts with it."""
        return self._config("committed")

    def _config(self, database: str) -> str:
        request = E("get-configuration", format="set", database=database)
        command = f"get-configuration ({database})"
        try:
            found = show.text_of(self._call(request, command))
        except Unreadable as error:
            raise IncompleteConfig(device=self.name, command=command, lines=0) from error
        except Failed as failed:
            raise CommandRefused(device=self.name, command=command, answer=self._brief(failed.answer)) from failed
        text = found.strip("\n")
        if HIDDEN in text or not text.startswith(SETS):
            raise IncompleteConfig(device=self.name, command=command, lines=text.count("\n") + 1)
        return self._complete(command, f"{text}\n{END}\n")

    def command(self, line: str) -> str:
        request = E.command(line, format="text")
        answer = show.text_of(self._asked(request, line))
        if self.platform.error_re.search(answer[:2000]):
            raise CommandRefused(device=self.name, command=self._masked(line), answer=self._brief(answer))
        return answer

    def facts(self) -> Facts:
        return show.facts(self._asked(E("get-system-information")))

    def observe(self) -> Observation:
        pairs = sorted({f"{one.interface} > {one.name.partition('.')[0]}" for one in self._neighbours()})
        return Observation(interfaces_up=show.up(self._interfaces()), neighbours=tuple(pairs))

    def inventory(self) -> Inventory:
        try:
            members = show.members(self._call(E("get-virtual-chassis-information")))
        except Failed:
            members = ()  # no virtual chassis, or a model that knows none
        return Inventory(
            facts=self.facts(),
            members=members,
            macs=show.macs(self._interfaces()),
            neighbours=self._neighbours(),
        )

    def _interfaces(self) -> etree._Element:
        return self._asked(E("get-interface-information", E.media()))

    def _neighbours(self) -> tuple[Any, ...]:
        try:
            return show.neighbours(self._call(E("get-lldp-neighbors-information")))
        except Failed:
            return ()  # LLDP does not run

    def learnt(self) -> tuple[Learnt, ...]:
        return show.learnt(self._asked(E("get-ethernet-switching-table-information", E.extensive())))

    # -- the candidate

    def _make_way(self, method: RevertMethod) -> None:
        """The candidate is this session's from here to the commit, so that nobody else's can come between."""
        self._lock()
        if self._waiting():
            self._discard()
            raise self._refused(method, "lock-configuration", "another timed revert is pending")

    def _load(self, commands: Sequence[str], sent: Callable[[int, str], None]) -> None:
        self._kept = False
        if not self._locked:
            self._make_way(CONFIRMED)
        try:
            self._loaded("\n".join(line.strip() for line in commands), "load-configuration")
        except Failed as failed:
            self._point_out(commands, failed, sent)
        except DeviceError:
            self._locked = False  # the session has ended, and with it the lock and what was loaded
            raise
        for index, line in enumerate(commands):
            sent(index, line)

    def _loaded(self, text: str, after: str) -> None:
        self._call(E("load-configuration", E("configuration-set", text), action="set", format="text"), after)

    def _point_out(self, commands: Sequence[str], failed: Failed, sent: Callable[[int, str], None]) -> None:
        """Which of the lines it is that the device refuses: they are loaded once more, one by one. Raises LineRejected."""
        try:
            self._call(E("load-configuration", rollback="0"))
            for index, line in enumerate(commands):
                try:
                    self._loaded(line.strip(), self._masked(line))
                except Failed as refused:
                    answer = self._brief(refused.answer, line)
                    raise LineRejected(
                        device=self.name, index=index, line=self._masked(line), answer=answer
                    ) from refused
                sent(index, line)
        except Failed as error:
            raise self._unloaded(str(error)) from error
        finally:
            self._discard()
        raise self._unloaded(failed.answer) from failed

    def _unloaded(self, answer: str) -> CommandRefused:
        return CommandRefused(device=self.name, command="load-configuration", answer=self._brief(answer))

    def _candidate(self) -> str:
        return self._config("candidate")

    def _commit(self, minutes: int | None) -> None:
        request = E("commit-configuration")
        if minutes is not None:
            request.append(E.confirmed())
            request.append(E("confirm-timeout", str(minutes)))
        command = "commit" if minutes is None else f"commit confirmed {minutes}"
        try:
            self._call(request, command)
        except Failed as failed:
            if failed.severity == "error":
                self._discard()
                raise CommandRefused(device=self.name, command=command, answer=self._brief(failed.answer)) from failed
        except DeviceError:
            self._locked = False
            raise
        self._unlock()
        if minutes is not None and self._newest() is None:
            raise self._refused(CONFIRMED, command, "the device took the commit and shows no timer")

    def _discard(self) -> None:
        if not self._locked:
            return
        with suppress(
            Failed, DeviceError
        ):  # a candidate that nobody commits changes nothing, and goes with the session
            self._call(E("load-configuration", rollback="0"))
        self._unlock()

    # -- the lock

    def _lock(self) -> None:
        """The candidate for this session alone, unchanged. Raises CandidateBusy."""
        try:
            self._call(E("lock-configuration"))
        except Failed as failed:
            raise CandidateBusy(device=self.name, answer=self._brief(failed.answer)) from failed
        self._locked = True

    def _unlock(self) -> None:
        self._locked = False
        with suppress(Failed, DeviceError):  # it ends with the session
            self._call(E("unlock-configuration"))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The candidate is ours and unchanged for the length of the block."""
        self._lock()
        try:
            yield
        except BaseException:
            self._discard()
            raise
        self._unlock()

    # -- the timed revert

    def revert_method(self) -> RevertMethod:
        return CONFIRMED

    def _newest(self) -> show.Pending | None:
        """The newest entry of the commit history, if it is one on trial; of a device that lists none, its newest revision."""
        try:
            return show.pending(self._asked(E("get-commit-information")))
        except CommandRefused:
            return show.pending(self._asked(E("get-commit-revision-information", E.detail())))

    def _waiting(self) -> show.Pending | None:
        """The timed revert that waits for its confirmation."""
        found = self._newest()
        if found is None:
            return None
        # `commit check` confirms too and leaves no entry: what should have gone back long ago waits for nobody
        now = show.seconds_now(self._asked(E("get-system-uptime-information")))
        return None if found.over(now) else found

    def confirm(self, method: RevertMethod) -> None:
        if method != CONFIRMED:
            return
        with self._alone():
            self._still(method)
            before = self._proven()
            self._settle(method, "commit")
        self._require_proven(method, before)
        self._kept = True

    def revert_now(self, method: RevertMethod) -> None:
        if method != CONFIRMED:
            return
        with self._alone():
            self._still(method)
            try:
                self._call(E("load-configuration", rollback="1"))
            except Failed as failed:
                raise self._refused(method, "rollback 1", failed.answer) from failed
            self._settle(method, "rollback 1; commit")

    def _settle(self, method: RevertMethod, command: str) -> None:
        """A plain commit, which ends the timer."""
        try:
            self._call(E("commit-configuration"), command)
        except Failed as failed:
            if failed.severity == "error":
                self._still(method)  # it may have fired just now
                raise self._refused(method, command, failed.answer) from failed
        if self._newest() is not None:
            raise self._refused(method, command, "the device took the commit and still shows the timer")

    def _still(self, method: RevertMethod) -> None:
        if self._newest() is None:
            raise NothingToConfirm(device=self.name, method=method, answer="The newest commit is no confirmed one.")

    def armed_by(self, method: RevertMethod) -> str | None:
        found = self._waiting() if method == CONFIRMED else None
        return None if found is None else found.user

    def save(self) -> None:
        """A commit is kept by itself; what is asked is that the newest one is no longer on trial, unless this session's own
        confirmation has just told so."""
        if self._kept:
            return
        line = "get-commit-information"
        try:
            found = self._waiting()
        except CommandRefused as error:
            raise SaveFailed(device=self.name, command=line, answer=error.fields["answer"]) from error
        if found is not None:
            raise SaveFailed(device=self.name, command=line, answer=f"commit confirmed of {found.user} is pending")
