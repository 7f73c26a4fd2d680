"""The register of backups: what was tried, when, and what came of it; time-stamped lines that nobody can change unseen.

One chained log (altyapi.chained) per month under `<state_dir>/backup/register`; the first line of a month follows the last one of
the month before. A line torn by a crash was never reported as written and is cut away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from altyapi.backup.point import Point
from altyapi.chained import FIRST, Log
from altyapi.errors import EngineError
from altyapi.moment import Moment
from netbox_sync.files import held
from netbox_sync.model import Frozen

Job = Literal["backup", "replicate", "check", "drill", "tape", "prune", "capacity"]


class RegisterBroken(EngineError):
    code = "BCK-001"
    en = "The register of backups is broken: {file}, line {line}: {problem}."
    tr = "Yedekleme kaydı bozuk: {file}, satır {line}: {problem}."
    en_remedy = (
        "Backups themselves are not touched by it. Keep the file, compare it with its copies, then move it aside."
    )
    tr_remedy = "Yedeklerin kendisi etkilenmez. Dosya saklanıp kopyalarıyla karşılaştırılmalı, sonra kenara alınmalı."


class Result(Frozen):
    """One thing that was tried with one system, or with one place as a whole (check, capacity, prune)."""

    time: Moment  # when it ended
    job: Job
    system: str  # a system's name; a place's for check, capacity and prune
    ok: bool
    seen: str = ""  # ISO 8601: when a backup that a server made by itself was first found in its place
    task: str = ""  # a server's own job, as its tags and its report name it
    run: str = ""  # what was done in one go carries one name
    point: Point | None = None  # what was taken, copied, tried or written to tape
    changed: bool = True  # false: the backup found what the last one holds
    place: str = ""  # where to: the place of the copy, the empty place of a drill
    problem: str = ""  # why it failed; English, as logs are, and without secrets
    milliseconds: int = 0
    operator: str = ""
    evrak: str = ""
    observed: tuple[str, ...] = ()  # a drill's checks, with what was seen
    lesson: str = ""
    used_bytes: int = 0  # capacity: of the place, at `time`
    total_bytes: int = 0

    @cached_property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.time)


class Register:
    """Appends to and reads the register of one folder. Processes may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, state_dir: Path) -> Register:
        return cls(state_dir / "backup" / "register")

    def append(self, results: Sequence[Result]) -> None:
        """Add these and return only when all are on disk: all of them or none. Raises RegisterBroken and OSError.

        The file is the one of the last result's month, or the newest there is where a clock went back.
        """
        if not results:
            return
        with held(self.folder / ".lock"):
            files = self.files()
            file = self.folder / f"{max(result.time[:7] for result in results)}.jsonl"
            if files and files[-1].name > file.name:
                file = files[-1]
            before = [one for one in files if one.name < file.name]
            self._log(file, before[-1] if before else None).append(*results)

    def results(self, *, newest_first: bool = False) -> Iterator[Result]:
        """Every result that was written whole, in the order of writing; the chain of each file is checked as it is read.

        Raises RegisterBroken at the first line that does not hold.
        """
        files = self.files()
        for place in reversed(range(len(files))) if newest_first else range(len(files)):
            found = self._log(files[place], files[place - 1] if place else None).read()
            yield from reversed(found) if newest_first else found

    def _log(self, file: Path, before: Path | None) -> Log[Result]:
        """A month's file, which goes on from the one of the month before."""
        follows = self._log(before, None).last_sha256() if before is not None else FIRST
        return Log(file, Result, "result", RegisterBroken, follows, long=True)

    def files(self) -> list[Path]:
        """Of the months that have any, oldest first."""
        found = sorted(self.folder.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"))
        return [file for file in found if _has_line(file)]


def _has_line(file: Path) -> bool:
    """Whether one was written whole: a crash may have left a file with none."""
    with file.open("rb") as stream:
        return stream.readline().endswith(b"\n")
