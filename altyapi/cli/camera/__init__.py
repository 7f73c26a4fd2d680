"""inv camera.*: the fleet of cameras and recorders, known, alive, configured, private."""

from __future__ import annotations

from altyapi.cli.camera.finding import discover
from altyapi.cli.camera.keeping import firmware, rotate
from altyapi.cli.camera.watching import check, list_, wall

__all__ = ["check", "discover", "firmware", "list_", "rotate", "wall"]
