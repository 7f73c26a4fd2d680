"""inv backup.*: copies taken, looked into, brought back, counted and watched."""

from __future__ import annotations

from altyapi.cli.backup.configs import diff, list_, restore, run, search, show
from altyapi.cli.backup.proving import collect, drill, now, replicate
from altyapi.cli.backup.tapes import tape_add, tape_check, tape_destroy, tape_move, tape_write, tapes
from altyapi.cli.backup.watching import prune, schedule_, status

__all__ = [
    "collect",
    "diff",
    "drill",
    "list_",
    "now",
    "prune",
    "replicate",
    "restore",
    "run",
    "schedule_",
    "search",
    "show",
    "status",
    "tape_add",
    "tape_check",
    "tape_destroy",
    "tape_move",
    "tape_write",
    "tapes",
]
