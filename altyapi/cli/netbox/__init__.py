"""inv netbox.*: the source of truth, in and out."""

from __future__ import annotations

from altyapi.cli.netbox.snapshot import pull, status

__all__ = ["pull", "status"]
