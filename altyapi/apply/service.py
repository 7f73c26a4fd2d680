"""The engine as its adapters see it: services from the settings, and one device applied or rehearsed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from altyapi import connection, platforms, settings
from altyapi.account import operator
from altyapi.apply import source
from altyapi.apply.device import DeviceChanged, Services, apply_device, require_same_device
from altyapi.apply.run import Fate, Run
from altyapi.device import connect, pacing
from altyapi.plan import policy
from altyapi.plan.model import DevicePlan
from altyapi.secrets import SecretLedger, SecretStore


def services(configured: settings.Settings | None = None) -> Services:
    """Everything that applying needs, from the settings. The operator is whoever runs this process."""
    configured = configured or settings.load()
    pacing.logins.configure(configured.logins_per_second)
    return Services(
        settings=configured,
        store=SecretStore.from_settings(configured),
        ledger=SecretLedger(configured.state_dir / "secrets.ledger.json"),
        operator=operator(),
        policy=policy.load(configured.policy_dir),
    )


def apply(run: Run, device: str, services: Services) -> Fate:
    """Bring one device to its planned config, or leave it as it was."""
    return apply_device(run, device, services)


def rehearse(change: Path, device: str, services: Services) -> tuple[Fate, DevicePlan]:
    """Log in and compare, send nothing: the fate that applying would begin from. Raises DeviceChanged, DeviceReplaced."""
    entry = next(entry for wave in source.waves(change) for entry in wave if entry.device == device)
    platform = platforms.load(entry.platform)
    target = connection.target(entry.device, entry.platform, entry.connection, services.store, services.settings)
    with connect(target) as session:
        found = platform.digest(session.running_config())
        if found != entry.running_sha256:
            raise DeviceChanged(device=device, found=found, planned=entry.running_sha256)
        require_same_device(entry, session)
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return Fate(device=device, state="applied", why="rehearsed: nothing was sent", since=now), entry
