"""A backup as an intended config. Pure.

The readable copy has no secrets. Where the device runs the same masked line today, its own line is taken, secret and all; a
line whose secret is another one today, or that is gone, can't be told from here and is left out, by name.
"""

from __future__ import annotations

from collections import defaultdict

from altyapi.platforms.masking import MASK
from altyapi.platforms.platform import walked


def intended(backup: str, running: str, masked: str) -> tuple[str, tuple[str, ...]]:
    """The backup with today's secrets, and the lines (with their modes) that had to be left out.

    `running` is the config as it runs, normalised; `masked` the same, masked: line for line.
    """
    own: dict[str, list[str]] = defaultdict(list)
    shown = masked.splitlines()
    for whole, line in zip(walked(shown), running.splitlines(), strict=True):
        if MASK in whole:
            own[whole].append(line)
    lines: list[str] = []
    left: list[str] = []
    rows = backup.splitlines()
    for whole, row in zip(walked(rows), rows, strict=True):
        if MASK not in row:
            lines.append(row)
        elif own[whole]:
            lines.append(own[whole].pop(0))
        else:
            left.append(whole)
    return "\n".join(lines) + "\n", tuple(left)
