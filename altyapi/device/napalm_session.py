"""What drivers share whose transport is an API (eAPI, NETCONF) and whose changes are made on a candidate.

Nothing of a change is on the device until all its lines were taken: they are loaded into a candidate, in their order; what the
candidate would make of the device is compared with what was predicted; then it takes effect as a whole, in one step with its
timed revert. A line that is refused, a candidate that differs and a session that is lost before that moment leave nothing.

napalm's drivers keep what they are good at: the session, its quirks by release, and what the device says of itself. What a plan
does is said to the device in its own words: napalm trims the lines of a banner, leaves out what looks like a comment, and saves
at every commit and confirmation, all of which would make something else of a reviewed plan.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

from altyapi.device.api_session import ApiSession
from altyapi.device.contract import RevertMethod, Target
from altyapi.device.errors import CandidateDiffers, NothingToConfirm
from altyapi.device.session import NONE
from altyapi.platforms.platform import Platform


class CandidateDriver(ApiSession):
    """One logged-in session."""

    strongest: ClassVar[RevertMethod]
    longest_minutes: ClassVar[int]

    def __init__(self, target: Target, platform: Platform) -> None:
        super().__init__(target, platform)
        self._minutes: int | None = None  # of the timed revert that the next push starts
        self._agrees: Callable[[str], str] | None = None
        self._seen: str | None = None  # the digest of the running config as last read since the last push

    # -- the contract --

    def running_config(self) -> str:
        text = self._running()
        self._seen = self.platform.digest(text)
        return text

    def arm(self, method: RevertMethod, minutes: int) -> None:
        self._minutes = None
        if method == NONE:
            return
        if method != self.strongest:
            raise self._refused(method, method, "unknown method")
        if not 1 <= minutes <= self.longest_minutes:
            raise self._refused(method, method, f"1 to {self.longest_minutes} minutes")
        self._make_way(method)
        self._minutes = minutes

    def expect(self, agrees: Callable[[str], str]) -> None:
        self._agrees = agrees

    def push(self, commands: Sequence[str], sent: Callable[[int, str], None]) -> None:
        minutes, self._minutes = self._minutes, None
        agrees, self._agrees = self._agrees, None
        self._seen = None
        for index, line in enumerate(commands):
            self._refuse_control_characters(index, line)
        self._load(commands, sent)
        if agrees is not None:
            self._judge(agrees)
        self._commit(minutes)

    def _judge(self, agrees: Callable[[str], str]) -> None:
        try:
            why = agrees(self._candidate())
        except BaseException:
            self._discard()
            raise
        if why:
            self._discard()
            raise CandidateDiffers(device=self.name, detail=self._masked(why)[:300])

    def pending(self) -> tuple[RevertMethod, ...]:
        return (self.strongest,) if self.armed(self.strongest) else ()

    def armed(self, method: RevertMethod) -> bool:
        return self.armed_by(method) is not None

    # -- for subclasses --

    def _proven(self) -> str:
        """The digest of the config that a confirmation is to keep: what was last read, which is what was looked at and found
        good, so that whatever came between is found out afterwards."""
        return self._seen or self.platform.digest(self.running_config())

    def _require_proven(self, method: RevertMethod, before: str) -> None:
        """The config is still that one. Raises NothingToConfirm."""
        if self.platform.digest(self.running_config()) != before:
            raise NothingToConfirm(device=self.name, method=method, answer="The config has changed meanwhile.")

    # -- what a platform does in its own way --

    @abstractmethod
    def _running(self) -> str: ...

    @abstractmethod
    def _make_way(self, method: RevertMethod) -> None:
        """Nothing of anybody else's is in the way of a change. Raises RevertRefused where a timed revert is pending, and
        CandidateBusy."""

    @abstractmethod
    def _load(self, commands: Sequence[str], sent: Callable[[int, str], None]) -> None:
        """All lines into a new candidate; at the first that is refused it is discarded. Raises LineRejected."""

    @abstractmethod
    def _candidate(self) -> str:
        """The whole config that the candidate would make."""

    @abstractmethod
    def _commit(self, minutes: int | None) -> None:
        """The candidate takes effect, with the timed revert where there is one; refused, it is discarded."""

    @abstractmethod
    def _discard(self) -> None:
        """Forget the candidate; without an error where that can't be done any more."""
