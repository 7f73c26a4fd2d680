"""Exec commands, by the name that `grammar/exec.txt` uses (`do=NAME`)."""

from __future__ import annotations

from lab.devices.ios.exec import archive, files, interfaces, neighbours, reloads, show, terminal
from lab.devices.ios.exec.registry import HANDLERS

__all__ = ["HANDLERS", "archive", "files", "interfaces", "neighbours", "reloads", "show", "terminal"]
