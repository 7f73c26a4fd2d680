"""Files that come with the toolkit: roles, playbooks, policy defaults; in a checkout at its top, in a wheel beside the code."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def path(relative: str) -> Path:
    """The file or folder of that name as it came with this installation."""
    checkout = PACKAGE.parent / relative
    return checkout if checkout.exists() else PACKAGE / "share" / relative
