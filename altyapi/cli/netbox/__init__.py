"""inv netbox.*: the source of truth, in and out."""

from __future__ import annotations

from altyapi.cli.netbox.facts import facts, outbox
from altyapi.cli.netbox.snapshot import pull, status

__all__ = ["facts", "outbox", "pull", "status"]
