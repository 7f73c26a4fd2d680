"""Applies a run, device by device, in a process of its own: what a test kills at a random moment."""

from __future__ import annotations

from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.apply.device import Services, apply_device
from altyapi.apply.run import Run
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import Settings
from tests.support.processes import FORKED

if TYPE_CHECKING:  # the devices are the test's process's
    from tests.e2e.loop.ground import Ground


def start(place: Ground, run: Run) -> BaseProcess:
    """A new process on the run."""
    process = FORKED.Process(target=apply, args=(run.folder, place.settings, place.secrets), daemon=True)
    process.start()
    return process


def apply(run_folder: Path, settings: Settings, secrets: dict[str, str]) -> None:
    services = Services(
        settings=settings,
        store=SecretStore(environment=secrets),
        ledger=SecretLedger(settings.state_dir / "secrets.ledger.json"),
        operator="kul0001",
        check_wait_s=0,
    )
    run = Run(run_folder)
    for entry in run.entries:
        apply_device(run, entry.device, services)
