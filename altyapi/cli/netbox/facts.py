"""inv netbox.facts and netbox.outbox: what devices say, written back as accepted; what waits, and what a person decides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, PENDING, OptionMissing, command, now
from altyapi.errors import EngineError
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(
    help={
        "out": "the proposal's file; default var/facts/<time>.json",
        "apply": "a proposal's file: write to NetBox what is accepted of it",
        "accept": "what to write: DEVICE:FIELD,… as the proposal names them; DEVICE:mac for all MAC addresses",
        "accept-all-fills": "write every field that NetBox holds nothing in",
    }
)
def facts(
    out: Output,
    configured: Settings,
    limit: str = "",
    out_: str = "",
    apply: str = "",
    accept: str = "",
    accept_all_fills: bool = False,
    reason: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Ask devices what they are, compare with NetBox, and propose what to write; then write what was accepted of it.

    Example: ./inv netbox.facts --limit site:mrk-ahb01        ./inv netbox.facts --apply FILE --accept-all-fills --reason …
    Reading changes nothing, on devices or in NetBox. Exit code 2 when something differs, 1 when a device gave no facts.
    """
    del format_
    from altyapi.cli import writing
    from altyapi.facts.errors import ReadOrApply

    if bool(limit) == bool(apply):
        raise ReadOrApply()
    if limit:
        file = Path(out_) if out_ else configured.state_dir / "facts" / f"{now():%Y%m%dT%H%M%S}.json"
        return writing.propose(out, configured, limit, file)
    if not reason.strip():
        raise OptionMissing(
            option="reason",
            meaning="why, in a sentence",
            example=f"./inv netbox.facts --apply {apply} --accept-all-fills --reason …",
        )
    return writing.apply(out, configured, Path(apply), accept, all_fills=accept_all_fills, reason=reason, evrak=evrak)


class KeepUnknown(EngineError):
    code = "CLI-018"
    en = "Neither netbox nor ours: {keep}."
    tr = "netbox ya da ours olmalı: {keep}."
    en_remedy = "--keep netbox: what stands in NetBox stays; --keep ours: it is written over"
    tr_remedy = "--keep netbox: NetBox içindeki kalır; --keep ours: üzerine yazılır"


@command(
    help={
        "settle": "the key of a conflict, or its device where that has one only",
        "keep": "netbox: what stands there stays; ours: it is written over",
        "again": "try every conflict once more, its cause mended",
    }
)
def outbox(
    out: Output,
    configured: Settings,
    settle: str = "",
    keep: str = "",
    reason: str = "",
    again: bool = False,
    format_: str = "text",
) -> int:
    """Show what waits to be written to NetBox and what is in conflict with a person's entry; settle a conflict.

    Example: ./inv netbox.outbox        ./inv netbox.outbox --settle KEY --keep ours --reason "read on the label"
    Exit code 2 when something waits or is in conflict.
    """
    del format_
    from altyapi.account import operator
    from altyapi.cli import writing
    from netbox_sync.writeback.outbox import Outbox

    box = Outbox(configured.state_dir / "outbox.jsonl")
    if settle:
        example = f"./inv netbox.outbox --settle {settle} --keep netbox --reason …"
        if keep and keep not in ("netbox", "ours"):
            raise KeepUnknown(keep=keep)
        if not keep:
            raise OptionMissing(option="keep", meaning="netbox or ours", example=example)
        if not reason.strip():
            raise OptionMissing(option="reason", meaning="why, in a sentence", example=example)
        key = writing.key_of(box.state(), settle)
        decided = box.settle(key, "ours" if keep == "ours" else "netbox", by=operator(), reason=reason)
        out.line(out.say(f"outbox.settled.{decided.keep}", item=key))
    if again:
        box.again()
    if settle or again:
        writing.deliver_now(out, configured, box)
    state = writing.show_outbox(out, configured, box)
    if state.conflicts or state.waiting:
        return PENDING
    return DONE
