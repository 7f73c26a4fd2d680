"""inv netbox.pull and netbox.status: the snapshot, and how things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, PENDING, command, now
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(help={"fresh": "take it even if a kind of object that was there is empty now"})
def pull(out: Output, configured: Settings, fresh: bool = False, format_: str = "text") -> int:
    """Take a snapshot of NetBox, the file that every other command works from.

    Example: ./inv netbox.pull
    """
    del format_
    from altyapi.cli import snapshots
    from netbox_sync import snapshot
    from netbox_sync.faults import SnapshotError

    try:
        before = snapshot.load(configured.snapshot)
    except SnapshotError:
        before = None
    with snapshots.netbox(configured) as source:
        if before is not None and before.source.url.rstrip("/") != source.url.rstrip("/"):
            before = None
        taken = snapshot.pull(source, previous=None if fresh else before)
    snapshot.save(taken, configured.snapshot)
    tables = taken.tables
    counts = {
        "devices": len(tables.devices),
        "interfaces": len(tables.interfaces),
        "vlans": len(tables.vlans),
        "prefixes": len(tables.prefixes),
        "addresses": len(tables.ip_addresses),
    }
    out.data({"file": str(configured.snapshot), "digest": taken.digest, "source": taken.source.model_dump(), **counts})
    snapshots.tell(out, configured, taken)
    out.line(out.say("pull.done", seconds=f"{taken.source.duration_ms / 1000:.1f}", **counts))
    if before is not None:
        out.line(out.say("pull.same" if before.digest == taken.digest else "pull.changed"))
    return DONE


@command()
def status(out: Output, configured: Settings, format_: str = "text") -> int:
    """Say whether NetBox answers, how old the snapshot is, what waits to be written back and what can't be.

    Example: ./inv netbox.status --format json
    """
    del format_
    from altyapi.cli import evidencing, snapshots
    from netbox_sync import snapshot
    from netbox_sync.errors import ToolkitError
    from netbox_sync.outbox import Outbox

    report: dict[str, object] = {"url": configured.netbox_url}
    code = DONE
    try:
        with snapshots.netbox(configured) as source:
            found = source.status()
        report["netbox"] = {"reachable": True, "version": found.version}
        out.line(out.say("status.netbox", url=configured.netbox_url, version=found.version))
    except ToolkitError as error:
        report["netbox"] = {"reachable": False, "code": error.code, "problem": error.message("en")}
        out.fault(error)
        code = ERROR
    try:
        taken = snapshot.load(configured.snapshot)
        age = snapshot.age(taken, now())
        report["snapshot"] = {"taken": taken.source.taken, "age_s": int(age.total_seconds()), "digest": taken.digest}
        out.line(
            out.say(
                "status.snapshot", taken=taken.source.taken, age=snapshots.words(age), devices=len(taken.tables.devices)
            )
        )
    except ToolkitError as error:
        report["snapshot"] = {"code": error.code, "problem": error.message("en")}
        out.fault(error)
        code = ERROR
    outbox = evidencing.show_outbox(out, Outbox(configured.state_dir / "outbox.jsonl").state())
    report |= {"outbox_waiting": outbox["waiting"], "outbox_conflicts": outbox["conflicts"]}
    out.data(report)
    return PENDING if code == DONE and outbox["conflicts"] else code
