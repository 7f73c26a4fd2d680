"""How much a folder of copies holds, and how much more it could."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from altyapi.backup.register import Result


def reading(place: str, folder: Path, now: datetime, operator: str) -> Result:
    """A line for the register: bytes as they lie on disk, and these with what is still free there."""
    used = sum(_on_disk(Path(at) / name) for at, _, names in os.walk(folder) for name in names)
    return Result(
        time=now.isoformat(timespec="seconds"),
        job="capacity",
        system=place,
        place=place,
        ok=True,
        operator=operator,
        used_bytes=used,
        total_bytes=used + shutil.disk_usage(folder).free,
    )


def _on_disk(file: Path) -> int:
    with suppress(FileNotFoundError):  # git packs while it is counted
        return file.lstat().st_blocks * 512
    return 0
