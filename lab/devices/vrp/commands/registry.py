"""The table that command modules enter their functions into."""

from __future__ import annotations

from lab.devices.commandline.config import Handlers

_HANDLERS = Handlers()
HANDLERS = _HANDLERS.table
command = _HANDLERS.command
