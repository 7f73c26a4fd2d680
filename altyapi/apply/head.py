"""What identifies a run: its `run.json`, and the names under which runs lie beside one another."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from altyapi.errors import EngineError
from altyapi.plan.model import Direction
from netbox_sync.model import Frozen


class RunUnknown(EngineError):
    code = "APL-010"
    en = "No such run: {run} (looked in {folder})."
    tr = "Böyle bir çalıştırma yok: {run} (bakılan yer: {folder})."
    en_remedy = "Runs here: {known}."
    tr_remedy = "Buradaki çalıştırmalar: {known}."


class RunDamaged(EngineError):
    code = "APL-014"
    en = "The run's file can't be read: {file}: {problem}."
    tr = "Çalıştırmanın dosyası okunamıyor: {file}: {problem}."
    en_remedy = "Restore it from a backup; the evidence of the run is in ./inv audit.chain."
    tr_remedy = "Yedekten geri getirin; çalıştırmanın kanıtı: ./inv audit.chain"


class RunHead(Frozen):
    """What identifies a run. `reverses` is the run that a rollback undoes; `due` is since when it was due, where it was begun
    because the plan itself asks for it."""

    run: str
    plan_id: str
    direction: Direction
    started: str
    operator: str
    reason: str
    evrak: str
    reverses: str = ""
    due: str = ""


def known(folder: Path) -> list[str]:
    """The ids of the runs in a folder of runs, the oldest first."""
    return sorted(path.parent.name for path in folder.glob("*/run.json"))


def head_of(folder: Path) -> RunHead:
    """The head of the run in that folder. Raises RunUnknown, RunDamaged."""
    file = folder / "run.json"
    try:
        return RunHead.model_validate_json(file.read_bytes())
    except FileNotFoundError as error:
        names = ", ".join(known(folder.parent)) or "-"
        raise RunUnknown(run=folder.name, folder=folder.parent, known=names) from error
    except OSError as error:
        raise RunDamaged(file=file, problem=error.strerror or str(error)) from error
    except ValidationError as error:
        raise RunDamaged(file=file, problem=error.errors()[0]["msg"]) from error
