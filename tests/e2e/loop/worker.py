"""Applies a run, device by device, in a process of its own: what a test kills at a random moment.

`python -m tests.e2e.loop.worker RUN_FOLDER SETTINGS.json`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from altyapi.apply.device import Services, apply_device
from altyapi.apply.run import Run
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import Settings


def main(run_folder: str, settings_file: str) -> None:
    content = json.loads(Path(settings_file).read_text())
    settings = Settings.model_validate(content["settings"])
    services = Services(
        settings=settings,
        store=SecretStore(environment=content["secrets"]),
        ledger=SecretLedger(settings.state_dir / "secrets.ledger.json"),
        operator="kul0001",
        check_wait_s=0,
    )
    run = Run(Path(run_folder))
    print("ready", flush=True)
    for entry in run.entries:
        apply_device(run, entry.device, services)


if __name__ == "__main__":
    main(*sys.argv[1:])
