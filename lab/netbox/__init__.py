"""A stand-in for NetBox 4.4.10's REST API on SQLite, so that the demo and the tests need no server.

`running()` serves one in this process, `python -m lab.netbox` in its own, and `load()` fills a database.
"""

from __future__ import annotations

from lab.netbox.loading import LoadError, load
from lab.netbox.server import Running, running

__all__ = ["LoadError", "Running", "load", "running"]
