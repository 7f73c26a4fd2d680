"""The steps of accepting what runs: a proposal for NetBox from a drift, and writing what a person accepted of it."""

from __future__ import annotations

from pathlib import Path

from altyapi import canonicalfile
from altyapi.cli import planning, writing
from altyapi.cli.frame import DONE, PENDING, now
from altyapi.cli.planning import Collected
from altyapi.drift import reality
from altyapi.drift.model import Drift
from altyapi.drift.reality import DeviceReality, FieldValue, Proposal, ProposalChanged, ProposalUnreadable
from altyapi.errors import EngineError
from altyapi.facts.acceptance import change, message
from altyapi.facts.errors import ProposalElsewhere
from altyapi.intent import SwitchIntent
from altyapi.plan.build import Candidate
from altyapi.render import Renderer, for_platform
from altyapi.settings import Settings
from altyapi.view import drift as view
from altyapi.view import outbox as outbox_view
from altyapi.view.output import Output
from altyapi.view.steps import typed
from netbox_sync.files import write_atomically
from netbox_sync.model import Snapshot
from netbox_sync.writeback.fieldchange import FieldChange


class TermUnknown(EngineError):
    code = "DRF-004"
    en = "Not in the proposal: {terms}."
    tr = "Öneride yok: {terms}."
    en_remedy = "--accept DEVICE, or DEVICE:FIELD as the proposal names them, joined by commas; there: {known}"
    tr_remedy = "--accept CİHAZ ya da önerideki adıyla CİHAZ:ALAN, virgülle; öneridekiler: {known}"


class TargetTaken(EngineError):
    code = "DRF-005"
    en = "Not overwritten: {file} exists and is not a proposal of config.drift."
    tr = "Üzerine yazılmadı: {file} var ve config.drift önerisi değil."
    en_remedy = "--accept FILE: a new file, or that of a proposal to be replaced."
    tr_remedy = "--accept DOSYA: yeni bir dosya ya da yerine yenisi konacak bir önerinin dosyası."


def check_target(file: Path) -> None:
    """Whether a proposal may be written there. Raises TargetTaken before any device is asked."""
    canonicalfile.check_target(file, load, ProposalUnreadable, ProposalChanged, TargetTaken)


def load(file: Path) -> Proposal:
    return canonicalfile.load(file, Proposal, "reality", "proposal", ProposalUnreadable, ProposalChanged)


def propose(out: Output, configured: Settings, drift: Drift, taken: Snapshot, held: Collected, file: Path) -> None:
    """Write what NetBox would have to hold, and show it with what can't be mapped."""
    renderers: dict[str, Renderer] = {}

    def render(wanted: SwitchIntent, candidate: Candidate) -> str:
        platform = candidate.platform
        if platform.name not in renderers:
            renderers[platform.name] = for_platform(platform)
        return renderers[platform.name].render(wanted)

    candidates = {entry.device.name: entry for entry in held.candidates}
    pairs = [(candidates[one.device], one) for one in drift.drifted]
    made = Proposal(
        created=now().isoformat(timespec="seconds"),
        author=planning.author(configured),
        limit=drift.limit,
        netbox_url=taken.source.url,
        snapshot_digest=taken.digest,
        snapshot_taken=taken.source.taken,
        devices=reality.propose(pairs, taken, render, held.store, held.ledger),
    )
    write_atomically(file, made.content)
    view.proposal(out, made, file)
    acceptable = [one.device for one in made.devices if one.fields]
    if acceptable:
        out.next(typed("config.accept", file, "--accept", ",".join(acceptable), "--reason", "…"))


def apply(
    out: Output, configured: Settings, file: Path, accept: str, *, everything: bool, reason: str, evrak: str
) -> int:
    """Put what was accepted into the outbox and deliver what can be delivered."""
    writing.check_evrak(configured, evrak)
    found = load(file)
    url, _ = configured.need_netbox()
    if found.netbox_url.rstrip("/") != url.rstrip("/").removesuffix("/api"):
        raise ProposalElsewhere(proposed=found.netbox_url, url=url)
    chosen = _chosen(found, accept, everything=everything)
    count = sum(len(fields) for fields in chosen.values())
    of = reality.by_device(found)
    changes = [_change(found, of[name], fields, message(reason, evrak, found.id)) for name, fields in chosen.items()]
    if not changes:
        out.line(out.say("drift.none-chosen"))
        out.data({"proposal": found.id, "fields": 0, "keys": []})
        return PENDING
    out.note(out.say("facts.applying", count=count, devices=len(chosen), reason=reason))
    box = writing.outbox_of(configured)
    box.put(*changes)
    delivery = writing.deliver_now(out, configured, box)
    state = box.state()
    mine = [change.key for change in changes]
    conflicts = [state.conflicts[key] for key in mine if key in state.conflicts]
    written = sum(delivery.written.get(key, 0) for key in mine) if delivery else 0
    waiting = [key for key in mine if key not in state.delivered and key not in state.given_up]
    out.data(
        {
            "proposal": found.id,
            "fields": count,
            "written": written,
            "keys": mine,
            "delivered": [key for key in mine if key in state.delivered],
            "conflicts": [conflict.model_dump(mode="json") for conflict in conflicts],
        }
    )
    outbox_view.conflicts(out, conflicts, None)
    if waiting:
        out.next(typed("netbox.outbox"))
        return PENDING
    if not written:
        out.line(out.say("drift.accepted-before", count=count))
        return DONE
    out.line(out.say("drift.accepted", count=written))
    out.next(typed("netbox.pull"))
    return DONE


def _chosen(found: Proposal, accept: str, *, everything: bool) -> dict[str, tuple[FieldValue, ...]]:
    """Device to the fields that are to be written. Raises TermUnknown for all unknown terms at once."""
    terms = [term.strip() for term in accept.split(",") if term.strip()]
    known = [f"{one.device}:{field.name}" for one in found.devices for field in one.fields]
    devices = {one.device for one in found.devices if one.fields}
    unknown = [term for term in terms if term not in devices and term not in known]
    if unknown:
        raise TermUnknown(
            terms=", ".join(unknown), known=", ".join(known[:8]) + (" …" if len(known) > 8 else "") or "-"
        )
    chosen = {
        one.device: tuple(
            field for field in one.fields if everything or one.device in terms or f"{one.device}:{field.name}" in terms
        )
        for one in found.devices
    }
    return {device: fields for device, fields in chosen.items() if fields}


def _change(found: Proposal, one: DeviceReality, fields: tuple[FieldValue, ...], said: str) -> FieldChange:
    before = {field.name: field.before for field in fields}
    after = {field.name: field.after for field in fields}
    return change("accept", found.id, one.device, one.netbox_id, before, after, said)
