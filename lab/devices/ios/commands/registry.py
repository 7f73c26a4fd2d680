"""The table that command modules enter their functions into."""

from __future__ import annotations

from collections.abc import Callable

from lab.devices.ios.config import Call, ConfigSession, Frame

Handler = Callable[[Call, ConfigSession], Frame | None]
HANDLERS: dict[str, Handler] = {}


def command(name: str) -> Callable[[Handler], Handler]:
    """Enter the decorated function under `name`."""

    def enter(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return enter
