"""The engine as its adapters see it: services from the settings, and one device applied or rehearsed."""

from __future__ import annotations

from altyapi import settings
from altyapi.account import operator
from altyapi.apply.device import Services, apply_device, rehearse_device
from altyapi.apply.fate import SETTLED, Fate
from altyapi.apply.run import Run
from altyapi.device import pacing
from altyapi.plan import policy
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


def rehearse(run: Run, device: str, services: Services) -> Fate:
    """What applying that device would begin from, where nothing is against it; nothing is sent. Raises ToolkitError."""
    fate = rehearse_device(run, device, services)
    if fate.state in SETTLED:
        return fate
    now = services.clock().isoformat(timespec="seconds")
    return Fate(device=device, state="applied", why="rehearsed: nothing was sent", since=now)
