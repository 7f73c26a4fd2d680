"""Where the standing and the history of cameras are kept: `<state_dir>/camera`.

`state.json` is how each camera stands now, written whole or not at all. `history/YYYY-MM.jsonl` has a line per check (altyapi.chained),
from which availability is told: a line that a crash cut short was never there. The history is written first. What NetBox's journals are
to hear of a change is kept with the state that it led to until it is in the outbox, so that a check that was killed at any moment has
said it once in the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from altyapi.camera.faults import CheckRunning, HistoryBroken, StateUnreadable
from altyapi.camera.standing import Change, Standing
from altyapi.chained import Log
from altyapi.moment import Moment
from netbox_sync.files import held, write_atomically
from netbox_sync.model import Frozen
from netbox_sync.writeback.journal import JournalEntry

SCHEMA: Final = 1


class Run(Frozen):
    """One check. `names` is empty where all cameras in service were looked at; `failed` did not answer."""

    time: Moment
    checked: int
    names: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def alone(file: Path) -> AbstractContextManager[int]:
    """One process at a time holds that file. Raises CheckRunning."""
    return held(file, busy=CheckRunning(file=file))


class Kept:
    """One folder. One check at a time (`checking`); anybody may read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, state_dir: Path) -> Kept:
        return cls(state_dir / "camera")

    def checking(self) -> AbstractContextManager[int]:
        """Raises CheckRunning."""
        return alone(self.folder / ".lock")

    @property
    def file(self) -> Path:
        return self.folder / "state.json"

    def standings(self) -> dict[str, Standing]:
        """By the camera's name. Raises StateUnreadable."""
        return self._held()[0]

    def untold(self) -> tuple[JournalEntry, ...]:
        """What a check that was killed had to say of these standings, and may not have said. Raises StateUnreadable."""
        return self._held()[1]

    def _held(self) -> tuple[dict[str, Standing], tuple[JournalEntry, ...]]:
        if not self.file.is_file():
            return {}, ()
        try:
            told = json.loads(self.file.read_bytes())
            if told["schema_version"] != SCHEMA:
                raise ValueError(f"schema {told['schema_version']}")
            entries = tuple(JournalEntry.model_validate(one) for one in told.get("untold", ()))
            return {name: Standing.model_validate(one) for name, one in told["cameras"].items()}, entries
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
            problem = str(error).split("\n", 1)[0][:120]
            raise StateUnreadable(file=self.file, problem=problem) from error

    def keep(self, standings: Mapping[str, Standing], untold: Iterable[JournalEntry] = ()) -> None:
        """Readable by the owner only: it tells which cameras are blind. `untold`: the news that made these standings what they are,
        in one write with them, so that neither is ever there without the other."""
        content: dict[str, Any] = {
            "schema_version": SCHEMA,
            "cameras": {name: one.model_dump(mode="json", exclude_defaults=True) for name, one in standings.items()},
        }
        if entries := [one.model_dump(mode="json") for one in untold]:
            content["untold"] = entries
        told = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        write_atomically(self.file, told.encode() + b"\n", mode=0o600)

    def add(self, run: Run, days: int) -> None:
        """To the history; whole months that ended more than so many days ago are deleted. Raises HistoryBroken and OSError."""
        self._log(self._files_folder() / f"{run.time[:7]}.jsonl").append(run)
        oldest = datetime.fromisoformat(run.time) - timedelta(days=days + 31)
        for file in self._files():
            if file.stem < f"{oldest:%Y-%m}":
                file.unlink(missing_ok=True)

    def runs(self, since: datetime) -> Iterator[Run]:
        """Oldest first. Raises HistoryBroken."""
        for file in self._files():
            if file.stem >= f"{since:%Y-%m}":
                for run in self._log(file).read():
                    if datetime.fromisoformat(run.time) >= since:
                        yield run

    def _files_folder(self) -> Path:
        return self.folder / "history"

    def _files(self) -> list[Path]:
        return sorted(self._files_folder().glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"))

    def _log(self, file: Path) -> Log[Run]:
        return Log(file, Run, "run", HistoryBroken, long=True)
