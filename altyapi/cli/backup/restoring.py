"""The steps of backup.restore: a backup as the intended config of an ordinary plan."""

from __future__ import annotations

from pathlib import Path

from altyapi import connection, platforms
from altyapi.backup import restoration
from altyapi.cli import planning, snapshots
from altyapi.cli.backup import looking
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.errors import EngineError
from altyapi.plan import approval, build, gather, policy
from altyapi.plan.build import Candidate, Material, Order
from altyapi.plan.gather import Rendered
from altyapi.platforms import readonly
from altyapi.remediation import ManagementPath
from altyapi.secrets import SecretLedger, SecretStore, mask
from altyapi.settings import Settings
from altyapi.view import backup as view
from altyapi.view import plans
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from netbox_sync.canonical import sha256
from netbox_sync.model import Device, Snapshot
from netbox_sync.selection import select


class OnlyRead(EngineError):
    code = "BCK-043"
    en = "Configs of this system are read and never changed from here: {device} ({platform})."
    tr = "Bu sistemin yapılandırması buradan değiştirilmez, yalnız okunur. Cihaz: {device} ({platform})."
    en_remedy = "Take the full copy and load it by hand: ./inv backup.show {device} --full --out FILE"
    tr_remedy = "Tam kopyayı alıp elle yükleyin: ./inv backup.show {device} --full --out DOSYA"


class OtherPlatform(EngineError):
    code = "BCK-044"
    en = "The backup is of another system: {device}: {before} then, {platform} now."
    tr = "Yedek başka bir sistemin. Cihaz: {device}; o zaman: {before}, şimdi: {platform}."
    en_remedy = (
        "It can't be applied as it is. Look at it (./inv backup.show {device}) and carry over by hand what is needed."
    )
    tr_remedy = "Olduğu gibi uygulanamaz. Bakıp (./inv backup.show {device}) gerekeni elle taşıyın."


def plan(out: Output, configured: Settings, name: str, at: str, file: Path | None, *, reason: str, evrak: str) -> int:
    """The plan back to that backup."""
    file = file or configured.state_dir / "plans" / f"{now():%Y%m%dT%H%M%S}.json"
    planning.check_target(file)
    rules = policy.load(configured.policy_dir)
    build.check_evrak(evrak, rules)
    taken = snapshots.load(out, configured)
    (name,) = select(taken, f"device:{name}")
    device = taken.device_by_name[name]
    if readonly.of(device) is not None:
        raise OnlyRead(device=name, platform=device.platform or "-")
    platform = platforms.load(device.platform or "(none)")
    found = looking.version(configured, name, at)
    about = looking.history(configured).about(found)
    if about.platform != platform.name:
        raise OtherPlatform(device=name, before=about.platform, platform=platform.name)
    store = SecretStore.from_settings(configured)
    entry = Rendered(
        device=device, platform=platform, connection=connection.of(device), management=_management(out, configured, taken, device),
        intended="",
    )  # fmt: skip
    with Progress(out, out.say("fetching"), 1) as progress:
        candidates, refused = gather.fetch([entry], store, configured, out.language, progress.step)
    left: tuple[str, ...] = ()
    if candidates:
        running = platform.normalise(candidates[0].running)
        backup = looking.readable(configured, found)
        intended, left = restoration.intended(backup, running, mask(running, platform, store))
        candidates = [Candidate(**{**dict(candidates[0]), "intended": intended})]
    order = Order(author=planning.author(configured), reason=reason, evrak=evrak, limit=name, strict=True)
    material = Material(
        snapshot=taken,
        policy=rules,
        store=store,
        # what the ledger knows of lines that no config shows is no part of a backup, and stays
        ledger=SecretLedger(configured.state_dir / "backup" / "no-ledger.json"),
        templates_digest=sha256(f"{found.commit} {found.path}"),
    )
    made = build.build(order, candidates, refused, material, now())
    view.restoring(out, found, left)
    if made.devices:
        planning.write(configured, made, file)
    good, bad = approval.collect(made, file, configured.allowed_signers) if made.devices else ((), ())
    plans.show(out, made, file, good, bad)
    if not made.devices:
        return ERROR if made.refused else DONE
    out.next(planning.to_approve(configured, file))
    return PENDING


def _management(out: Output, configured: Settings, taken: Snapshot, device: Device) -> ManagementPath | None:
    """As the device's own intent tells it; by NetBox's primary address alone where it has none."""
    rendered, _ = planning.render(out, configured, taken, [device.name])
    if rendered:
        return rendered[0].management
    address = device.primary_ip4 or device.primary_ip6
    return ManagementPath(address=address.partition("/")[0]) if address else None
