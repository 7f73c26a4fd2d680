"""The history of configs as single files: a git bundle per change of the history, each whole in itself.

A bundle is a copy that can be carried off (to the second site, to tape) and cloned from: `git clone --mirror FILE`. It is
checked before it counts: `git bundle verify`, and its newest commit is the history's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from altyapi.backup.generations import Keep
from altyapi.backup.git import BRANCH, Git, HistoryDamaged
from altyapi.backup.point import Point
from netbox_sync.files import sync_folder

SYSTEM = "yapilandirma-gecmisi"
"""What the history as a whole is called in registers: it is a system of its own."""
_NAME = re.compile(r"(?P<time>\d{8}T\d{6})Z-(?P<commit>[0-9a-f]{12})\.bundle")
_FORM = "%Y%m%dT%H%M%S"


class Bundles:
    """The bundles of one folder, by their names: time in UTC and commit."""

    def __init__(self, folder: Path, name: str, keep: Keep) -> None:
        self.folder, self.name, self._keep = folder, name, keep

    @classmethod
    def of(cls, state_dir: Path, name: str, keep: Keep) -> Bundles:
        return cls(state_dir / "backup" / "bundles", name, keep)

    def points(self) -> Sequence[Point]:
        """Every bundle, oldest first."""
        return [point for file in sorted(self.folder.glob("*.bundle")) if (point := self._point(file)) is not None]

    def keep(self, system: str) -> Keep | None:
        return self._keep if system == SYSTEM else None

    def forget(self, points: Sequence[Point]) -> None:
        for point in points:
            (self.folder / point.id).unlink()
        sync_folder(self.folder)

    def newest(self, now: datetime) -> Point | None:
        """The last one made, as far as clocks can tell: one that lies ahead was dated by a clock that was wrong, and counts only where
        there is no other."""
        return max(self.points(), key=lambda one: (one.moment <= now, one.moment), default=None)

    def make(self, git: Git, now: datetime) -> Point | None:
        """A bundle of the history as it is; none where the newest one holds it already. It counts when it returns.

        Raises HistoryFull, HistoryDamaged, GitFailed and OSError; a bundle that is not whole is removed again.
        """
        head = git.head()
        newest = self.newest(now)
        if not head or (newest is not None and newest.moment <= now and newest.id[17:29] == head[:12]):
            return None
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.folder / f"{now.astimezone(UTC):{_FORM}}Z-{head[:12]}.bundle"
        partial = file.with_suffix(".part")
        try:
            git.run("bundle", "create", "--quiet", str(partial), BRANCH)
            self._check(git, partial, head)
            with partial.open("rb") as stream:
                os.fsync(stream.fileno())
            partial.rename(file)
        except BaseException:
            partial.unlink(missing_ok=True)
            partial.with_name(f"{partial.name}.lock").unlink(missing_ok=True)
            raise
        sync_folder(self.folder)
        return self._point(file)

    @staticmethod
    def _check(git: Git, file: Path, head: str) -> None:
        git.run("bundle", "verify", "--quiet", str(file))
        if head not in git.run("bundle", "list-heads", str(file)).decode().split():
            raise HistoryDamaged(folder=git.folder, problem=f"the bundle does not hold {head[:12]}")

    def _point(self, file: Path) -> Point | None:
        found = _NAME.fullmatch(file.name)
        if found is None:
            return None
        taken = datetime.strptime(found["time"], _FORM).replace(tzinfo=UTC).astimezone()
        return Point(
            system=SYSTEM,
            time=taken.isoformat(),
            kind="config",
            id=file.name,
            place=self.name,
            bytes=file.stat().st_size,
        )
