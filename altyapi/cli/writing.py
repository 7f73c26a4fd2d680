"""The steps of netbox.facts and netbox.outbox."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from altyapi.cli import planning, snapshots
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.device.contract import Inventory
from altyapi.errors import ToolkitError
from altyapi.facts import acceptance, gather, proposal
from altyapi.facts.compare import compare
from altyapi.facts.errors import ProposalElsewhere
from altyapi.facts.proposal import Proposal, Unread
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view import facts as view
from altyapi.view import outbox as outbox_view
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from altyapi.view.steps import typed
from netbox_sync.faults import NoSuchConflict
from netbox_sync.model import Snapshot
from netbox_sync.selection import select
from netbox_sync.writeback import edits
from netbox_sync.writeback.outbox import Outbox, State
from netbox_sync.writeback.writer import Delivery, deliver


def outbox_of(configured: Settings) -> Outbox:
    return Outbox(configured.state_dir / "outbox.jsonl")


def proposed(
    configured: Settings, taken: Snapshot, limit: str, told: Mapping[str, Inventory], unread: tuple[Unread, ...]
) -> Proposal:
    """What devices told, beside NetBox: a proposal by whoever is at work."""
    devices, version_field = compare(taken, told, outbox_of(configured).state().written, configured.os_version_field)
    return Proposal(
        created=now().isoformat(timespec="seconds"),
        author=planning.author(configured),
        limit=limit,
        netbox_url=taken.source.url,
        snapshot_digest=taken.digest,
        snapshot_taken=taken.source.taken,
        version_field=version_field,
        devices=devices,
        unread=unread,
    )


def propose(out: Output, configured: Settings, limit: str, file: Path) -> int:
    """Ask the selected devices, compare, write the proposal where there is anything in it, show it."""
    proposal.check_target(file)
    taken = snapshots.load(out, configured)
    names, outside = gather.readable(taken, select(taken, limit), limit)
    if outside:
        out.note(out.say("facts.outside", count=len(outside), kinds=planning.kinds(taken, outside)))
    store = SecretStore.from_settings(configured)
    with Progress(out, out.say("facts.reading"), len(names)) as progress:
        told, unread = gather.read(taken, names, store, configured, out.language, progress.step)
    made = proposed(configured, taken, limit, told, unread)
    if made.version_field is None:
        field = configured.os_version_field
        out.note(out.say("facts.no-version-field", field=field, command=typed("netbox.views", "--apply")))
    if not made.clean:
        proposal.save(made, file)
    view.show(out, made, None if made.clean else file)
    counted = view.counts(made)
    if counted["fills"] + counted["ours"] + counted["differs"]:
        accepting: list[str] = ["--accept-all-fills"] if counted["fills"] else []
        if counted["differs"] and not counted["fills"]:
            accepting += ["--accept", "DEVICE:FIELD"]
        out.next(typed("netbox.facts", "--apply", file, *accepting, "--reason", "…"))
    if unread:
        return ERROR
    return DONE if made.clean else PENDING


def check_evrak(configured: Settings, evrak: str) -> None:
    """Whether a document number, where one is given, is written as the policy says: it stays in NetBox's changelog, where
    nobody can mend it. Raises EvrakRefused."""
    if evrak:
        from altyapi.plan import build, policy

        build.check_evrak(evrak, policy.load(configured.policy_dir))


def apply(
    out: Output, configured: Settings, file: Path, accept: str, *, all_fills: bool, reason: str, evrak: str
) -> int:
    """Put what was accepted into the outbox and deliver what can be delivered."""
    check_evrak(configured, evrak)
    found = proposal.load(file)
    url, _ = configured.need_netbox()
    if found.netbox_url.rstrip("/") != url.rstrip("/").removesuffix("/api"):
        raise ProposalElsewhere(proposed=found.netbox_url, url=url)
    chosen = acceptance.choose(found, accept, all_fills=all_fills)
    changes = acceptance.changes(found, chosen, reason, evrak)
    counted = view.counts(found)
    count = sum(len(change.after) for change in changes)
    left = counted["fills"] + counted["ours"] + counted["differs"] - count
    if not changes:
        out.line(out.say("facts.none-chosen", fills=counted["fills"], differs=counted["differs"]))
        out.data({"proposal": found.id, "fields": 0, "left": left, "keys": []})
        return PENDING if left else DONE
    out.note(out.say("facts.applying", count=count, devices=len(chosen), reason=reason))
    box = outbox_of(configured)
    box.put(*changes)
    deliver_now(out, configured, box)
    state = box.state()
    mine = [change.key for change in changes]
    undone = [key for key in mine if key not in state.delivered and key not in state.given_up]
    out.data(
        {
            "proposal": found.id,
            "fields": count,
            "left": left,
            "keys": mine,
            "delivered": [key for key in mine if key in state.delivered],
            "conflicts": [state.conflicts[key].model_dump(mode="json") for key in mine if key in state.conflicts],
        }
    )
    outbox_view.conflicts(out, [state.conflicts[key] for key in undone if key in state.conflicts], None)
    if left:
        out.line(out.say("facts.left", count=left))
    if undone:
        out.next(typed("netbox.outbox"))
    return PENDING if undone else DONE


def deliver_now(out: Output, configured: Settings, box: Outbox) -> Delivery | None:
    """Deliver what waits; NetBox down is told, and what waits goes on waiting. None where it was not tried."""
    if not box.state().waiting:
        return None
    try:
        with snapshots.netbox(configured) as netbox:
            delivery = deliver(netbox, box)
    except ToolkitError as error:
        out.fault(error)
        return None
    if delivery.stopped is not None:
        out.fault(delivery.stopped)
    counted = {"delivered": len(delivery.delivered), "waiting": len(delivery.waiting)}
    out.note(out.say("outbox.delivered", conflicts=len(delivery.conflicts), **counted))
    return delivery


def key_of(state: State, named: str) -> str:
    """The key of the conflict that a person means: by its key, or by its device where that has one only. Raises
    NoSuchConflict."""
    if named in state.conflicts:
        return named
    found = [key for key, conflict in state.conflicts.items() if conflict.item.device == named]
    if len(found) == 1:
        return found[0]
    raise NoSuchConflict(key=named, known=", ".join(found or state.conflicts) or "-")


def show_outbox(out: Output, configured: Settings, box: Outbox) -> State:
    """What waits and what is in conflict, with who made the entries that stand in the way."""
    state = box.state()
    found: dict[tuple[str, str], edits.Edit] = {}
    if state.conflicts:
        try:
            with snapshots.netbox(configured) as netbox:
                for key, conflict in state.conflicts.items():
                    for field in conflict.entries:
                        edit = edits.last(netbox, conflict.item.device, field)
                        if edit is not None:
                            found[key, field] = edit
        except ToolkitError as error:
            out.note(out.say("outbox.no-edits", code=error.code))
    outbox_view.show(out, state, found)
    return state
