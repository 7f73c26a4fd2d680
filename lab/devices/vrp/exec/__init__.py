"""Commands of the user view, by the name that `grammar/exec.txt` uses (`do=NAME`)."""

from __future__ import annotations

from lab.devices.vrp.exec import display, ports, session
from lab.devices.vrp.exec.registry import HANDLERS

__all__ = ["HANDLERS", "display", "ports", "session"]
