"""What follows when NetBox says that something changed: the snapshot is refreshed, and what that would do to devices is told."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import timedelta
from pathlib import Path

from altyapi.ci import proposal as proposals
from altyapi.ci import rendering
from altyapi.ci.events import KEY, Event, Queue, require_long
from altyapi.ci.listening import Listener
from altyapi.cli import snapshots
from altyapi.cli.frame import DONE, now
from altyapi.errors import ToolkitError
from altyapi.plan import policy
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view import ci as view
from altyapi.view.output import Output
from netbox_sync import snapshot
from netbox_sync.files import write_atomically
from netbox_sync.pull.refresh import refresh

MOST = 20_000
"""Characters of differences on the screen; the file has all."""


def listen(out: Output, configured: Settings, *, host: str, port: int, window: int, quiet: int) -> int:
    """Until it is stopped. Raises SettingMissing, SecretMissing, KeyShort, NotListening."""
    configured.need_netbox()
    secret = require_long(SecretStore.from_settings(configured).get(KEY))
    queue = Queue(folder(configured), secret, timedelta(seconds=window))
    listener = Listener(
        queue,
        follow=lambda events: follow(out, configured, events),
        taken=lambda event: _tell(out, event),
        refused=lambda place, error: _tell_refused(out, place, error),
        quiet_s=float(quiet),
    )

    def ready(at: str, number: int) -> None:
        out.note(out.say("listen.ready", host=at, port=number, folder=str(folder(configured))))

    left = asyncio.run(listener.run(host, port, ready))
    out.line(out.say("listen.stopped", count=left))
    return DONE


def folder(configured: Settings) -> Path:
    return configured.state_dir / "ci" / "events"


def follow(out: Output, configured: Settings, events: tuple[Event, ...]) -> Path | None:
    """Refresh the snapshot; where its content changed, write what that would do to devices and give the file. What a killed one left
    begun is compared with what there was before it. Raises what a pull, rendering and the policy raise."""
    kept = configured.state_dir / "ci" / "before.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    if configured.snapshot.is_file() and not kept.is_file():
        shutil.copy2(configured.snapshot, kept.with_suffix(".new"))
        kept.with_suffix(".new").replace(kept)
    with snapshots.netbox(configured) as source:
        refresh(source, configured.snapshot, reconcile_hours=configured.pull_reconcile_hours)
    taken = snapshot.load(configured.snapshot)
    before = snapshot.load(kept) if kept.is_file() else taken
    out.note(out.say("listen.pulled", count=len(events), digest=taken.digest[:12]))
    if before.digest == taken.digest:
        kept.unlink(missing_ok=True)
        return None
    rules = policy.load(configured.policy_dir)
    old, new = (
        rendering.of_folder(configured.root, which, configured.model_copy(update={"snapshot_file": file}))
        for which, file in ((before.digest[:12], kept), (taken.digest[:12], configured.snapshot))
    )
    made = proposals.build(old, new, taken, rules, out.language, between=(before.digest, taken.digest))
    file = configured.state_dir / "ci" / "plans" / f"{now():%Y%m%dT%H%M%S}-{taken.digest[:8]}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {**made.model_dump(mode="json"), "events": [one.model_dump(mode="json") for one in events]}
    write_atomically(file, (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
    kept.unlink(missing_ok=True)
    view.show(out, made, most=MOST, whole=str(file))
    out.note(out.say("listen.written", file=str(file)))
    return file


def _tell(out: Output, event: Event) -> None:
    out.note(
        out.say("listen.taken", event=event.event, type=event.object_type, name=event.name, user=event.username or "-")
    )


def _tell_refused(out: Output, place: str, error: ToolkitError) -> None:
    out.note(f"{place}  {error.code}  {error.message(out.language)}")
