"""How long a plan takes for many emulated switches, fetching included, beside fetching alone with default netmiko."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from altyapi import connection
from altyapi.device import pacing
from altyapi.plan import build, gather
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak, PlanLimits
from altyapi.render import TEMPLATES, templates_digest
from altyapi.secrets import SecretLedger
from altyapi.settings import Settings
from lab.bench import fetch
from lab.bench.drifted import Drifting, drifting, store
from lab.bench.figure import Subject, measured
from lab.bench.fleet import Fleet, fleet
from netbox_sync.model import Snapshot


class BenchFailed(RuntimeError):
    """What was measured did not do its work."""


def subject(devices: int = 200) -> Subject:
    """Three rows: netmiko's and our fetching, then a whole plan with the settings as they come (32 workers, 50 logins per
    second). Raises BenchFailed when a device could not be planned."""
    town = drifting(devices)
    secrets = store()
    with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as folder, fleet(town.running) as place:
        settings = Settings(root=Path(folder), state_dir=Path(folder), known_hosts=place.known_hosts)
        snapshot = _reachable(town.snapshot, place)
        targets = [
            connection.target(device.name, "cisco_ios", connection.of(device), secrets, settings)
            for device in snapshot.tables.devices
        ]
        netmiko, ours = fetch.rows(targets, settings.workers)
        ledger = SecretLedger(settings.state_dir / "secrets.ledger.json")
        ledger.begin_anew(town.unseen, secrets)
        try:
            whole, plan = measured("plan, fetching included", devices, lambda: _plan(snapshot, town, settings, ledger))
        finally:
            pacing.logins.configure(None)
    if plan.refused or len(plan.devices) + len(plan.unchanged) != devices:
        raise BenchFailed(f"{len(plan.refused)} devices refused, first: {plan.refused[:1]}")
    lines = sum(text.count("\n") for text in town.running.values()) // devices
    return Subject(
        title=f"Planning {devices} emulated switches ({lines} lines each, {len(plan.devices)} with changes), "
        f"{settings.workers} threads",
        unit="device",
        rows=(netmiko, ours, whole),
        peer=fetch.NETMIKO,
        goal="200 devices in less than 30 s",
    )


def _plan(snapshot: Snapshot, town: Drifting, settings: Settings, ledger: SecretLedger) -> Plan:
    """As config.plan does it; reading the vault is left out."""
    secrets = store()
    rendered, refused = gather.render(snapshot, town.intended, "en")
    candidates, unreachable = gather.fetch(rendered, secrets, settings, "en")
    material = build.Material(
        snapshot=snapshot,
        policy=ChangePolicy(
            plan=PlanLimits(devices_max=1_000_000, devices_per_site_max=1_000_000), evrak=Evrak(required=False)
        ),
        store=secrets,
        ledger=ledger,
        templates_digest=templates_digest(TEMPLATES, "cisco_ios"),
    )
    order = build.Order(author="bench", reason="bench", evrak="", limit="*")
    return build.build(order, candidates, [*refused, *unreachable], material, datetime.now(UTC))


def _reachable(snapshot: Snapshot, place: Fleet) -> Snapshot:
    """The same with each device's connection in its config context, as NetBox would give it."""
    devices = []
    for device in snapshot.tables.devices:
        host, port = place.addresses[device.name]
        context = {**device.config_context, "connection": {"host": host, "port": port}}
        devices.append(device.model_copy(update={"config_context": context}))
    tables = snapshot.tables.model_copy(update={"devices": tuple(devices)})
    # made anew: a copy would keep the indexes of the old devices
    return Snapshot(source=snapshot.source, digest=snapshot.digest, tables=tables)
