"""The runs of a state directory: where they lie, how one is begun, how one is found."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from altyapi.apply.head import RunHead, RunUnknown, head_of, known
from altyapi.apply.run import Run
from altyapi.errors import EngineError
from altyapi.plan import approval, model
from altyapi.plan.model import Direction
from netbox_sync.canonical import canonical
from netbox_sync.files import write_atomically

STAMP = "%Y%m%dT%H%M%S%f"
BACK = "-back"
"""What the name of a rollback ends in."""


class NoRuns(EngineError):
    code = "APL-013"
    en = "There are no runs yet in {folder}."
    tr = "Henüz çalıştırma yok: {folder}."
    en_remedy = "An approved plan makes one: ./inv config.apply FILE"
    tr_remedy = "Onaylı bir plan ile başlar: ./inv config.apply DOSYA"


def runs_folder(state_dir: Path) -> Path:
    return state_dir / "runs"


def find(state_dir: Path, run: str) -> Run:
    """The run of that id, or of a beginning of it that fits one run only. Raises NoRuns, RunUnknown, RunDamaged."""
    folder = runs_folder(state_dir)
    fitting = [name for name in known(folder) if name == run] or [
        name for name in known(folder) if name.startswith(run)
    ]
    if run == "latest" and known(folder):
        fitting = known(folder)[-1:]
    if not known(folder):
        raise NoRuns(folder=folder)
    if len(fitting) != 1:
        raise RunUnknown(run=run, folder=folder, known=", ".join(known(folder)) or "-")
    return Run(folder / fitting[0])


def at(state_dir: Path, file: Path) -> Run:
    """The run whose `run.json` that is, where it is one of these runs: a folder from elsewhere is none, whatever it says of
    itself. Raises RunUnknown, RunDamaged."""
    folder = runs_folder(state_dir)
    place = file.parent.resolve()
    if place.parent != folder.resolve() or head_of(place).run != place.name:
        raise RunUnknown(run=file.parent, folder=folder, known=", ".join(known(folder)) or "-")
    return Run(folder / place.name)


def latest(state_dir: Path, plan_id: str, direction: Direction = "forward") -> Run | None:
    """The newest run of a plan in that direction. Raises RunDamaged: which runs there were must be known for certain."""
    for name in reversed(known(runs_folder(state_dir))):
        head = head_of(runs_folder(state_dir) / name)
        if head.plan_id == plan_id and head.direction == direction:
            return Run(runs_folder(state_dir) / name)
    return None


def rollbacks(state_dir: Path, undone: Run) -> Iterator[Run]:
    """The runs that took that one back or tried to, the oldest first. Raises RunDamaged."""
    folder = runs_folder(state_dir)
    for name in known(folder):
        if name.endswith(f"-{undone.plan.id[:8]}{BACK}") and head_of(folder / name).reverses == undone.head.run:
            yield Run(folder / name)


def begin(
    state_dir: Path, plan_file: Path, *, operator: str, reason: str, evrak: str, now: datetime,
    direction: Direction = "forward", reverses: str = "", due: str = "",
) -> Run:  # fmt: skip
    """Make a run's folder: a copy of the plan and its signatures, then run.json, which makes it a run."""
    plan = model.load(plan_file)
    stamp = _stamp(runs_folder(state_dir), now)
    name = f"{stamp}-{plan.id[:8]}" + (BACK if direction == "back" else "")
    folder = runs_folder(state_dir) / name
    folder.mkdir(parents=True)
    model.save(plan, folder / "plan.json")
    signatures = approval.folder_of(plan_file)
    if signatures.is_dir():
        shutil.copytree(signatures, approval.folder_of(folder / "plan.json"))
    head = RunHead(
        run=name, plan_id=plan.id, direction=direction, started=now.isoformat(timespec="seconds"), operator=operator,
        reason=reason, evrak=evrak, reverses=reverses, due=due,
    )  # fmt: skip
    write_atomically(folder / "run.json", canonical(head.model_dump(mode="json")))
    return Run(folder)


def _stamp(folder: Path, now: datetime) -> str:
    """What a run's name begins with: the time, and after that of every run there is, also where the clock was set back."""
    stamp = now.strftime(STAMP)[:-3]
    newest = max((name[: len(stamp)] for name in known(folder)), default="")
    if stamp > newest:
        return stamp
    return (datetime.strptime(f"{newest}000", STAMP) + timedelta(milliseconds=1)).strftime(STAMP)[:-3]  # noqa: DTZ007  a name
