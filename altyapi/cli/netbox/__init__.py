"""inv netbox.*: the source of truth, in and out."""

from __future__ import annotations

from altyapi.cli.netbox.facts import facts, outbox
from altyapi.cli.netbox.importing import import_, template
from altyapi.cli.netbox.snapshot import diff, export, pull, status
from altyapi.cli.netbox.viewing import views

__all__ = ["diff", "export", "facts", "import_", "outbox", "pull", "status", "template", "views"]
