"""inv netbox.pull, netbox.diff, netbox.export and netbox.status: the snapshot, and how things stand."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, PENDING, command, now
from altyapi.errors import EngineError
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings
    from netbox_sync.pull import tiers


@command(
    help={
        "full": "read everything, not only what has changed",
        "fresh": "take it even if a kind of object that was there is empty now, or it is another NetBox's",
        "tier": "how everything is read: feed, pages or plain; default: the fastest that NetBox serves",
    }
)
def pull(
    out: Output, configured: Settings, full: bool = False, fresh: bool = False, tier: str = "", format_: str = "text"
) -> int:
    """Take a snapshot of NetBox, the file that every other command works from.

    Example: ./inv netbox.pull
    """
    del format_
    from altyapi.cli import snapshots
    from netbox_sync.pull.refresh import refresh

    way = _tier(tier)
    with snapshots.netbox(configured) as source:
        done = refresh(
            source,
            configured.snapshot,
            full=full or way is not None,
            fresh=fresh,
            tier=way,
            reconcile_hours=configured.pull_reconcile_hours,
            progress=_Told(out),
        )
    counts = {
        "devices": done.counts["devices"],
        "interfaces": done.counts["interfaces"],
        "vlans": done.counts["vlans"],
        "prefixes": done.counts["prefixes"],
        "addresses": done.counts["ip_addresses"],
    }
    notes = [{"code": each.code, "message": each.message("en")} for each in done.notes]
    out.data(
        {
            "file": str(configured.snapshot),
            "digest": done.digest,
            "source": done.source.model_dump(),
            "tier": done.source.tier,
            "changed": done.changed,
            "notes": notes,
            "counts": done.counts,
            **counts,
        }
    )
    for each in done.notes:
        out.note(each.message(out.language))
    out.line(out.say(f"pull.way.{done.source.tier}", changed=done.changed))
    seconds = f"{done.source.duration_ms / 1000:.1f}"
    out.line(out.say("pull.done", seconds=seconds.replace(".", ",") if out.language == "tr" else seconds, **counts))
    if done.previous_digest is not None:
        out.line(out.say("pull.same" if done.previous_digest == done.digest else "pull.changed"))
    return DONE


EVERY_S = 5.0
MOST_COMPARED = 2


class TierUnknown(EngineError):
    """Fields: tier."""

    code = "CLI-030"
    en = "There is no such way to read NetBox: {tier}."
    tr = "NetBox okuma yolu tanınmıyor: {tier}."
    en_remedy = "--tier feed, pages or plain"
    tr_remedy = "--tier feed, pages ya da plain"


def _tier(given: str) -> tiers.Name | None:
    """Raises TierUnknown."""
    match given:
        case "":
            return None
        case "feed" | "pages" | "plain":
            return given
    raise TierUnknown(tier=given)


class _Told:
    """A line every few seconds while much is read."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._told_at = time.monotonic()

    def __call__(self, table: str, done: int, total: int) -> None:
        if time.monotonic() - self._told_at >= EVERY_S:
            self._told_at = time.monotonic()
            self._out.note(self._out.say("pull.progress", table=_spoken(self._out, table), done=done, total=total))


def _spoken(out: Output, table: str) -> str:
    from altyapi.view.texts import TEXTS

    return out.say(f"kind.{table}") if f"kind.{table}" in TEXTS else table


class TwoSnapshots(EngineError):
    """Fields: listing."""

    code = "CLI-031"
    en = "One or two snapshots are compared, not these: {listing}"
    tr = "Bir ya da iki anlık görüntü karşılaştırılır, şunlar değil: {listing}"
    en_remedy = "./inv netbox.diff BEFORE [AFTER]; without AFTER, the present snapshot"
    tr_remedy = "./inv netbox.diff ÖNCE [SONRA]; SONRA verilmezse şimdiki anlık görüntü"


@command("files", help={"files": "a snapshot file, and another behind it; default of that: the present snapshot"})
def diff(out: Output, configured: Settings, files: str, format_: str = "text") -> int:
    """Say what changed between two snapshots. Exit code 2: something did.

    Example: ./inv netbox.diff yesterday.json today.json
    """
    del format_
    from pathlib import Path

    from altyapi.view import comparisons
    from netbox_sync import comparison, snapshot

    paths = [Path(each).expanduser() for each in files.split("\n") if each.strip()]
    if len(paths) > MOST_COMPARED:
        raise TwoSnapshots(listing=", ".join(map(str, paths)))
    for path in paths:
        path.stat()  # a file that was named and is not there is told as one
    one, other = (snapshot.load(path) for path in (*paths, configured.snapshot)[:MOST_COMPARED])
    changes = comparison.compare(one, other)
    out.line(out.say("diff.between", before=one.source.taken, after=other.source.taken))
    if one.source.url != other.source.url:
        out.note(out.say("diff.foreign", before=one.source.url, after=other.source.url))
    comparisons.show(out, changes)
    return PENDING if changes else DONE


@command(help={"out": "folder to write to; default: <state_dir>/export"})
def export(output: Output, configured: Settings, out: str = "", format_: str = "text") -> int:
    """Write the snapshot as sorted YAML, for review in git. Secrets are masked.

    Example: ./inv netbox.export --out netbox-export
    """
    del format_
    from pathlib import Path

    from altyapi.cli import snapshots
    from netbox_sync import export as exporting

    folder = Path(out) if out else configured.state_dir / "export"
    taken = snapshots.load(output, configured)
    written, gone = exporting.write(taken, folder)
    files = len(exporting.files(taken)) if output.format == "json" else sum(1 for _ in folder.rglob("*.yml"))
    output.data({"folder": str(folder), "files": files, "written": written, "removed": gone})
    output.line(output.say("export.done", folder=str(folder), files=files, written=written, gone=gone))
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
    from netbox_sync.writeback.outbox import Outbox

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
                "status.snapshot",
                taken=taken.source.taken,
                age=snapshots.words(age, out.language),
                devices=len(taken.tables.devices),
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
