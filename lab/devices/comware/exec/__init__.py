"""User-view commands, by the name that `grammar/exec.txt` uses (`do=NAME`)."""

from __future__ import annotations

from lab.devices.comware.exec import files, interfaces, reboots, show
from lab.devices.comware.exec.registry import HANDLERS

__all__ = ["HANDLERS", "files", "interfaces", "reboots", "show"]
