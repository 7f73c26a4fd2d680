"""How the lab's devices were set up, before anybody changed them by hand: intended config, secrets, what was recorded of these."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from altyapi import platforms
from altyapi.firewall import planned
from altyapi.render import Renderer, families
from altyapi.secrets import SecretLedger, SecretStore, reconcile
from altyapi.secrets.materialise import materialise
from lab.orneksehir import LabDevice
from netbox_sync.model import Snapshot

FIREWALL = "firewall"


def intended(snapshot: Snapshot, devices: Iterable[LabDevice], registers: Path) -> dict[str, str]:
    """What each device should run, by name; secrets stand in it as references. Raises IntentError, RenderError, and what the
    checks of the firewall policy raise."""
    devices = list(devices)
    gates = {device.name for device in devices if device.role == FIREWALL}
    now = datetime.now().astimezone()
    policies = planned.policies(registers / FIREWALL, snapshot, gates, now) if gates else {}
    renderers: dict[tuple[Path, str], Renderer] = {}
    found: dict[str, str] = {}
    for device in devices:
        family = families.of_role(device.role)
        if family is None:
            raise ValueError(f"{device.name}: no family renders the role {device.role}")
        key = family.templates, device.platform
        if key not in renderers:
            renderers[key] = Renderer(*key)
        found[device.name] = renderers[key].render(family.intent(snapshot, device.name, policies.get(device.name)))
    return found


def with_secrets(rendered: str, store: SecretStore) -> str:
    """The config as somebody types it."""
    return "\n".join(materialise(line, store) for line in rendered.split("\n"))


def unseen(rendered: str, running: str, device: LabDevice, store: SecretStore, ledger: SecretLedger) -> tuple[str, ...]:
    """The intended lines whose secrets the device's config cannot prove."""
    platform = platforms.load(device.platform)
    told = reconcile(
        rendered, platform.normalise(running), device=device.name, store=store, platform=platform, ledger=ledger,
        just_sent=True,
    )  # fmt: skip
    return told.unverifiable
