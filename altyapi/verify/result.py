"""What a check found."""

from __future__ import annotations

from netbox_sync.model import Frozen


class Result(Frozen):
    kind: str
    expected: str
    observed: str
    passed: bool
