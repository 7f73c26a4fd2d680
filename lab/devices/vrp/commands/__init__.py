"""Commands that do more than store their line, by the name that the command tables use (`do=NAME`)."""

from __future__ import annotations

from lab.devices.vrp.commands import access, interfaces, switchports, system, vlans
from lab.devices.vrp.commands.registry import HANDLERS

__all__ = ["HANDLERS", "access", "interfaces", "switchports", "system", "vlans"]
