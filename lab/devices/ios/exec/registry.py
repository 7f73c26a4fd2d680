"""The table that exec modules enter their functions into."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from lab.devices.ios.shell import Shell
from lab.devices.ios.syntax import Match

Handler = Callable[[Shell, Match], Awaitable[str | None]]
HANDLERS: dict[str, Handler] = {}


def execute(*names: str) -> Callable[[Handler], Handler]:
    """Enter the decorated function under `names`. It returns what to print, paged and filtered."""

    def enter(handler: Handler) -> Handler:
        for name in names:
            HANDLERS[name] = handler
        return handler

    return enter
