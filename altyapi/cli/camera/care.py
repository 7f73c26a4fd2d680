"""The steps of camera.rotate and camera.firmware."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import Literal, NamedTuple

from altyapi.account import operator
from altyapi.camera import firmware as software
from altyapi.camera.faults import NoCameras, NotNow
from altyapi.camera.model import Camera
from altyapi.camera.ring import Ring
from altyapi.camera.rotate import Result, Rotation
from altyapi.camera.tries import Tries
from altyapi.cli import evidencing, writing
from altyapi.cli.camera import watch
from altyapi.cli.frame import DONE, PENDING, OptionMissing, now
from altyapi.evidence import chain
from altyapi.evidence.notes import plain
from altyapi.evidence.record import Cared, CareRecord
from altyapi.plan import build
from altyapi.plan import policy as change_policy
from altyapi.secrets import SecretStore
from altyapi.secrets.kept import KeptSecrets
from altyapi.settings import Settings
from altyapi.view import camera_care as view
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from netbox_sync.model import Device
from netbox_sync.writeback.journal import JournalEntry, Level


class _Asked(NamedTuple):
    """Why something is changed."""

    reason: str
    evrak: str


class _Subject(NamedTuple):
    """A camera as windows and freezes look at it."""

    site: str
    role: str
    tags: tuple[str, ...]
    risk: str = "medium"


def _cameras(found: watch.Ground, limit: str) -> list[Camera]:
    """Those in service, recorders too. Raises NoCameras."""
    chosen = [one for one in found.chosen if one.in_service]
    if not chosen:
        raise NoCameras(limit=limit or "-")
    return chosen


def _require(configured: Settings, cameras: Iterable[Camera], devices: Mapping[str, Device], asked: _Asked) -> None:
    """A reason, the document that the change policy wants, and a time at which it lets these cameras be touched. Raises
    OptionMissing, EvrakMissing, EvrakRefused, NotNow."""
    if not asked.reason:
        raise OptionMissing(option="reason", meaning="why it is done", example='--reason "…" --evrak 2026/3')
    rules = change_policy.load(configured.policy_dir)
    build.check_evrak(asked.evrak, rules)
    for one in cameras:
        device = devices[one.name]
        verdict = rules.calendar.verdict(_Subject(device.site, device.role, device.tags), asked.evrak, now())
        if not verdict.open:
            opens = verdict.opens.isoformat(timespec="minutes") if verdict.opens else "-"
            raise NotNow(devices=one.name, name=verdict.freeze or verdict.window, opens=opens)


def rotate(out: Output, configured: Settings, *, limit: str, apply: bool, reason: str, evrak: str) -> int:
    """Find, and with `apply` change. Raises NoCameras, SecretError and what `_require` does."""
    found = watch.ground(out, configured, limit)
    cameras, devices = _cameras(found, limit), found.snapshot.device_by_name
    kept = KeptSecrets.from_settings(configured)
    if apply:
        _require(configured, cameras, devices, _Asked(reason, evrak))
        kept.require_writable()
    ring = Ring(kept, SecretStore.from_settings(configured))
    rotation = Rotation(ring, Tries(configured.state_dir), found.policy, configured, devices, now, operator())
    results: list[Result] = []
    try:
        with Progress(out, out.say("camera.rotating" if apply else "camera.trying"), len(cameras)) as progress:

            def done(result: Result) -> None:
                results.append(result)
                progress.step(result.camera, result.state != "failed")

            asyncio.run(rotation.run(cameras, apply=apply, done=done))
    finally:
        # also of a run that is interrupted: what was changed is told
        _record(out, configured, "password", _rotated(results), _Asked(reason, evrak))
    view.rotated(out, results, applied=apply)
    return DONE if all(one.good for one in results) else PENDING


def _rotated(results: Sequence[Result]) -> list[Cared]:
    touched = [one for one in results if one.state in ("changed", "kept-old", "unknown")]
    return [
        Cared(device=one.camera, netbox_id=one.id, state=one.state, found=one.found, detail=one.detail)
        for one in sorted(touched, key=lambda one: one.camera)
    ]


def firmware(out: Output, configured: Settings, *, limit: str, apply: bool, reason: str, evrak: str) -> int:
    """The gaps, and with `apply` the update. Raises NoCameras, FirmwareFile, SecretError and what `_require` does."""
    found = watch.ground(out, configured, limit)
    cameras, devices = _cameras(found, limit), found.snapshot.device_by_name
    ring = Ring(KeptSecrets.from_settings(configured), SecretStore.from_settings(configured))
    fleet = software.Fleet(
        found.policy.firmware, configured, devices, lambda one: ring.own(one.name) or ring.shared(one.credential)
    )
    with Progress(out, out.say("camera.asking-firmware"), len(cameras)) as progress:
        standings = asyncio.run(
            fleet.gaps(cameras, configured.workers, lambda one: progress.step(one.camera, one.gap != "unreachable"))
        )
    waves = software.waves(standings, found.policy.firmware.wave_sizes)
    if not apply or not waves:
        view.gaps(out, standings, waves)
        return DONE if all(one.good for one in standings) else PENDING
    behind = {one.camera for wave in waves for one in wave}
    _require(configured, (one for one in cameras if one.name in behind), devices, _Asked(reason, evrak))
    files = fleet.files(standings)
    view.gaps(out, standings, waves, applied=True)
    outcomes: list[software.Outcome] = []
    try:
        with Progress(out, out.say("camera.updating"), len(behind)) as progress:

            def done(outcome: software.Outcome) -> None:
                outcomes.append(outcome)
                progress.step(outcome.camera, outcome.state == "updated")

            every = asyncio.run(
                fleet.update(
                    waves, {one.name: one for one in cameras}, files,
                    holder=operator(), now=lambda: now().isoformat(timespec="seconds"), done=done,
                )
            )  # fmt: skip
    finally:
        _record(out, configured, "firmware", _updated(outcomes), _Asked(reason, evrak))
    view.updated(out, every)
    left = any(not one.good and one.gap != "behind" for one in standings)
    return DONE if not left and all(one.state == "updated" for one in every) else PENDING


def _updated(outcomes: Sequence[software.Outcome]) -> list[Cared]:
    return [
        Cared(device=one.camera, netbox_id=one.id, state=one.state, found=one.before, detail=one.after or one.detail)
        for one in sorted(outcomes, key=lambda one: one.camera)
    ]


def _record(
    out: Output, configured: Settings, what: Literal["password", "firmware"], cared: Sequence[Cared], asked: _Asked
) -> None:
    """In the evidence chain and in NetBox's journals, where anything was done."""
    if not cared:
        return
    record = CareRecord(
        action_id=secrets.token_hex(8),
        action=what,
        devices=tuple(cared),
        at=now().isoformat(timespec="seconds"),
        by=operator(),
        reason=asked.reason,
        evrak=asked.evrak,
        tool_version=version("altyapi"),
    )
    entry = chain.append(evidencing.chain_file(configured), record)
    out.note(out.say("evidence.record", number=entry.link.number, file=evidencing.chain_file(configured)))
    box = writing.outbox_of(configured)
    box.put(*(_note(one, record, entry) for one in cared))
    evidencing.flush(out, configured, box)


def _note(one: Cared, record: CareRecord, entry: chain.Entry) -> JournalEntry:
    level: Level = "success" if one.state in ("changed", "updated") else "danger"
    lines = [
        f"**altyapi: camera {record.action} {one.state}**",
        "",
        f"- reason: {plain(record.reason)}",
        f"- document: {record.evrak or '-'}",
        f"- by {record.by}, {record.at}",
        f"- before: {plain(one.found)}" + (f", {plain(one.detail)}" if one.detail else ""),
        f"- evidence record {entry.link.number} `{entry.sha256}`",
    ]
    return JournalEntry(
        key=f"altyapi:camera-{record.action_id}:{one.device}",
        device_id=one.netbox_id,
        device=one.device,
        level=level,
        comments="\n".join(lines),
    )
