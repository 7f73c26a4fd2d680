"""Commands that do more than store their line, by the name that the command tables use (`do=NAME`)."""

from __future__ import annotations

from lab.devices.comware.commands import access_lists, ports, system
from lab.devices.comware.commands.registry import HANDLERS

__all__ = ["HANDLERS", "access_lists", "ports", "system"]
