"""The table that modules of user view commands enter their functions into."""

from __future__ import annotations

from lab.devices.commandline.shell import ExecHandlers

_HANDLERS = ExecHandlers()
HANDLERS = _HANDLERS.table
execute = _HANDLERS.execute
