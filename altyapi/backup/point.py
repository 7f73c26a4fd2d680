"""A backup point: one system as it was at one moment, in one place."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Literal

from altyapi.moment import Moment
from netbox_sync.model import Frozen

Kind = Literal["config", "database", "files", "image", "state"]
"""A device's config; a database's dump; a file tree; a disk image; what the toolkit itself keeps."""

Dated = Literal["in-time", "late", "astray"]
"""Its time agrees with when it was first seen; it came up behind a later look, as a long backup does; it lies further off than any
backup takes."""


class Point(Frozen):
    """`id` names it in its place: a commit, a restic snapshot, a file's name, a cartridge's record."""

    system: str  # the name in NetBox, or of one of the policy's own systems
    time: Moment
    kind: Kind
    id: str
    task: str = ""  # of several jobs of one server the one that took it (tag `job:`), each with versions of its own
    place: str  # a name from the policy's `places`
    sha256: str = ""  # of the content, where the place knows one that tells nothing about secrets
    bytes: int = 0  # as it lies in its place
    dated: Dated = "in-time"
    good: bool = True  # false: known to be incomplete or damaged

    @cached_property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.time)
