"""What drivers share whose transport is an API (eAPI, NETCONF, ONVIF): one target, one login, no second way to be read."""

from __future__ import annotations

from abc import abstractmethod
from typing import Self

from altyapi.device.contract import Target
from altyapi.device.session import PlatformSession
from altyapi.platforms.platform import Platform


class ApiSession(PlatformSession):
    """One logged-in session. Subclasses are named `Driver` in altyapi/platforms/<name>/driver.py."""

    def __init__(self, target: Target, platform: Platform) -> None:
        self._target = target
        self._platform = platform
        self.name = target.name

    @classmethod
    def open(cls, target: Target, platform: Platform) -> Self:
        """Log in. Raises the errors of altyapi.device.errors."""
        session = cls(target, platform)
        try:
            session._login()
        except BaseException:
            session.close()
            raise
        return session

    @property
    def target(self) -> Target:
        return self._target

    @property
    def platform(self) -> Platform:
        return self._platform

    @property
    def fallback(self) -> str | None:
        """An API has no second way to be read."""
        return None

    @abstractmethod
    def _login(self) -> None: ...
