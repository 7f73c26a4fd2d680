"""What every driver is, however it talks to its device: one logged-in session of a platform, in the contract's terms."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Self

from altyapi.device.contract import Facts, Inventory, Learnt, Observation, RevertMethod, Target
from altyapi.device.errors import IncompleteConfig
from altyapi.device.wording import Wording

if TYPE_CHECKING:
    from altyapi.platforms.platform import Platform

NONE = "none"
"""The revert method that arms and confirms nothing."""

SLOW = 3  # a whole config, a save, a commit or a rollback may take this many times the command timeout


class PlatformSession(Wording):
    """The contract (altyapi.device.contract.Session), each part left to a transport's driver or to a platform's."""

    revert_reason: str | None = None
    """Why a stronger revert method than the one found is not to be had: a sentence in English, or None."""

    @classmethod
    @abstractmethod
    def open(cls, target: Target, platform: Platform) -> Self:
        """Log in. Raises the errors of altyapi.device.errors."""

    # -- what the caller may want to know of the session --

    @property
    @abstractmethod
    def fallback(self) -> str | None:
        """Why this session went over to a slower way of talking to the device, None while it has not."""

    @property
    @abstractmethod
    def sent(self) -> int:
        """How many lines or commands this session has sent to the device."""

    # -- the contract --

    @abstractmethod
    def running_config(self) -> str: ...

    @abstractmethod
    def startup_config(self) -> str: ...

    @abstractmethod
    def facts(self) -> Facts: ...

    @abstractmethod
    def observe(self) -> Observation: ...

    @abstractmethod
    def inventory(self) -> Inventory: ...

    def learnt(self) -> tuple[Learnt, ...]:
        """Of a platform that is no switch: nothing."""
        return ()

    @abstractmethod
    def revert_method(self) -> RevertMethod: ...

    @abstractmethod
    def arm(self, method: RevertMethod, minutes: int) -> None: ...

    @abstractmethod
    def expect(self, agrees: Callable[[str], str]) -> None: ...

    @abstractmethod
    def push(self, commands: Sequence[str], sent: Callable[[int, str], None]) -> None: ...

    @abstractmethod
    def confirm(self, method: RevertMethod) -> None: ...

    @abstractmethod
    def revert_now(self, method: RevertMethod) -> None: ...

    @abstractmethod
    def pending(self) -> tuple[RevertMethod, ...]: ...

    @abstractmethod
    def armed(self, method: RevertMethod) -> bool: ...

    @abstractmethod
    def armed_by(self, method: RevertMethod) -> str | None: ...

    @abstractmethod
    def save(self) -> None: ...

    @abstractmethod
    def command(self, line: str) -> str: ...

    @abstractmethod
    def close(self) -> None: ...

    # -- for subclasses --

    def _complete(self, command: str, text: str) -> str:
        """A config, if it is complete. Raises IncompleteConfig."""
        if not self.platform.complete(text):
            raise IncompleteConfig(device=self.name, command=command, lines=text.count("\n") + bool(text))
        return text if text.endswith("\n") else text + "\n"
