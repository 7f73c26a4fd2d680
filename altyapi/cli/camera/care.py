"""The steps of camera.rotate and camera.firmware."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from altyapi.account import operator
from altyapi.camera import firmware as software
from altyapi.camera.asked import Asked
from altyapi.camera.faults import NoCameras, NotNow
from altyapi.camera.keeping import Firmware
from altyapi.camera.model import Camera
from altyapi.camera.order import RISK, Action, Item
from altyapi.camera.ring import Ring
from altyapi.camera.rotate import DUE, Result, Rotation
from altyapi.camera.state import alone
from altyapi.camera.tries import Tries
from altyapi.cli import evidencing, writing
from altyapi.cli.camera import ordering, watch
from altyapi.cli.frame import DONE, ERROR, PENDING, OptionMissing, now
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

DAY = timedelta(hours=24)


class _Subject(NamedTuple):
    """A camera as windows and freezes look at it."""

    site: str
    role: str
    tags: tuple[str, ...]
    risk: str


def _cameras(found: watch.Ground, limit: str) -> list[Camera]:
    """Those in service, recorders too. Raises NoCameras."""
    chosen = [one for one in found.chosen if one.in_service]
    if not chosen:
        raise NoCameras(limit=limit or "-")
    return chosen


def _asked(reason: str, evrak: str, signed: ordering.Signed | None) -> Asked:
    """As the signed order has it, where there is one."""
    if signed is None:
        return Asked(by=operator(), reason=reason, evrak=evrak)
    order = signed.order
    return Asked(by=operator(), reason=order.reason, evrak=order.evrak, order=order.id, approvals=signed.approvals)


def _require_asked(configured: Settings, asked: Asked) -> None:
    """A reason, and the document that the change policy wants. Raises OptionMissing, EvrakMissing, EvrakRefused."""
    if not asked.reason:
        raise OptionMissing(option="reason", meaning="why it is done", example='--reason "…" --evrak 2026/3')
    build.check_evrak(asked.evrak, change_policy.load(configured.policy_dir))


def _require_open(
    configured: Settings, cameras: Iterable[Camera], devices: Mapping[str, Device], evrak: str, action: Action
) -> None:
    """A time at which the change policy lets these cameras be touched. Raises NotNow."""
    calendar = change_policy.load(configured.policy_dir).calendar
    for one in cameras:
        device = devices[one.name]
        verdict = calendar.verdict(_Subject(device.site, device.role, device.tags, RISK[action]), evrak, now())
        if not verdict.open:
            opens = verdict.opens.isoformat(timespec="minutes") if verdict.opens else "-"
            raise NotNow(devices=one.name, name=verdict.freeze or verdict.window, opens=opens)


def rotate(
    out: Output, configured: Settings, *, limit: str, apply: bool, order: Path | None, reason: str, evrak: str
) -> int:
    """Find, and with `apply` change: by a signed order, or without one as many a day as the policy lets pass. One run at a time, as
    two would not count each other's logins and changes. Raises CheckRunning, NoCameras, SecretError and what `_require_asked`,
    `_require_open` and ordering.signed do."""
    with alone(configured.state_dir / "camera" / ".passwords.lock"):
        return _rotate(out, configured, limit=limit, apply=apply, order=order, reason=reason, evrak=evrak)


def _rotate(
    out: Output, configured: Settings, *, limit: str, apply: bool, order: Path | None, reason: str, evrak: str
) -> int:
    beside = {"limit": limit, "reason": reason, "evrak": evrak}
    signed = ordering.signed(configured, order, "password", **beside) if order is not None else None
    asked = _asked(reason, evrak, signed)
    found = watch.ground(out, configured, limit)
    cameras, devices = _cameras(found, limit), found.snapshot.device_by_name
    cameras = signed.of(cameras) if signed is not None else cameras
    kept = KeptSecrets.from_settings(configured)
    ring, tries = Ring(kept, SecretStore.from_settings(configured)), Tries(configured.state_dir)
    rotation = Rotation(ring, tries, found.policy, configured, devices, now, asked.by, asked)
    looked: list[Result] = []
    if apply:
        _require_asked(configured, asked)
        kept.require_writable()
        most, done = found.policy.passwords.preapproved_per_day, tries.changed_since(now() - DAY)
        room = max(0, most - done)
        # what was begun is finished without asking anew
        if signed is not None or sum(ring.candidate(one.name) is None for one in cameras) > room:
            looked = _looked(out, configured, rotation, cameras)
            items = [
                Item(device=one.camera, found=one.found, user=one.user)
                for one in looked
                if one.found in DUE and one.found != "open"
            ]
            if signed is not None:
                signed.order.require_as_told(items, signed.file)
            elif len(items) > room:
                out.note(out.say("camera.order-many", due=len(items), done=done, most=most))
                ordering.write(out, configured, "password", items, reason=asked.reason, evrak=asked.evrak)
                return PENDING
            due = {one.camera for one in looked if one.found in DUE and one.state == "found"}
            cameras = [one for one in cameras if one.name in due]
        _require_open(configured, cameras, devices, asked.evrak, "password")
    results: list[Result] = []
    try:
        _run(out, rotation, cameras, apply=apply, into=results)
    finally:
        # also of a run that is interrupted: what was changed is told
        _record_rotated(out, configured, results, asked)
    every = _together(looked, results)
    view.rotated(out, every, applied=apply)
    return DONE if all(one.good for one in every) else PENDING


def _together(looked: Sequence[Result], changed: Sequence[Result]) -> list[Result]:
    """What became of those that were changed, with the other accounts that the look before found; the look's result of the rest."""
    found = {one.camera: one for one in looked}
    for one in changed:
        accounts = dict.fromkeys([*(found[one.camera].accounts if one.camera in found else ()), *one.accounts])
        found[one.camera] = one.model_copy(update={"accounts": tuple(accounts)})
    return list(found.values())


def _looked(out: Output, configured: Settings, rotation: Rotation, cameras: Sequence[Camera]) -> list[Result]:
    """What is due. A change that a run left unsettled is settled by looking, and recorded like any other."""
    results: list[Result] = []
    try:
        _run(out, rotation, cameras, apply=False, into=results)
    finally:
        _record_rotated(out, configured, results, rotation.asked)
    return results


def _run(out: Output, rotation: Rotation, cameras: Sequence[Camera], *, apply: bool, into: list[Result]) -> None:
    """Each result is in `into` as soon as it is there."""
    with Progress(out, out.say("camera.rotating" if apply else "camera.trying"), len(cameras)) as progress:

        def done(result: Result) -> None:
            into.append(result)
            progress.step(result.camera, result.state not in ("failed", "unproven"))

        asyncio.run(rotation.run(cameras, apply=apply, done=done))


def _record_rotated(out: Output, configured: Settings, results: Sequence[Result], asked: Asked) -> None:
    for why, cared in _rotated(results, asked):
        _record(out, configured, "password", cared, why)


def _rotated(results: Sequence[Result], asked: Asked) -> Iterator[tuple[Asked, list[Cared]]]:
    """What was found out of changes that earlier runs had begun, each as it was asked for then; after it what this run did. A camera
    of both stands in a record of each."""
    settled: dict[Asked, list[Cared]] = defaultdict(list)
    told: list[Cared] = []
    for one in sorted(results, key=lambda one: one.camera):
        camera = {"device": one.camera, "netbox_id": one.id, "found": one.found}
        if one.settled is not None:
            detail = f"begun by an earlier run, looked at by {asked.by}"
            settled[one.settled.asked or asked].append(Cared(**camera, state=one.settled.state, detail=detail))
        if one.told:
            told.append(Cared(**camera, state=one.state, detail=one.detail))
    yield from settled.items()
    yield asked, told


def firmware(
    out: Output, configured: Settings, *, limit: str, apply: bool, order: Path | None, reason: str, evrak: str
) -> int:
    """The gaps; with `apply` an order for a second person to sign, and with that order the update. Raises NoCameras, FirmwareFile,
    SecretError and what `_require_asked`, `_require_open` and ordering.signed do."""
    beside = {"limit": limit, "reason": reason, "evrak": evrak}
    signed = ordering.signed(configured, order, "firmware", **beside) if order is not None else None
    asked = _asked(reason, evrak, signed)
    found = watch.ground(out, configured, limit)
    cameras, devices = _cameras(found, limit), found.snapshot.device_by_name
    cameras = signed.of(cameras) if signed is not None else cameras
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
    files = fleet.files(standings)
    if signed is None:
        _require_asked(configured, asked)
        items = [_item(found.policy.firmware, one) for wave in waves for one in wave]
        ordering.write(out, configured, "firmware", items, reason=reason, evrak=evrak)
        return PENDING
    # one that does not answer, as after a run that died while it restarted, is left out and told as such
    answered = [one for one in standings if one.gap not in ("unreachable", "no-login")]
    signed.order.require_as_told([_item(found.policy.firmware, one) for one in answered], signed.file)
    behind = {one.camera for wave in waves for one in wave}
    _require_open(configured, (one for one in cameras if one.name in behind), devices, asked.evrak, "firmware")
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
                    holder=asked.by, now=lambda: now().isoformat(timespec="seconds"), done=done,
                )
            )  # fmt: skip
    finally:
        _record(out, configured, "firmware", _updated(outcomes), asked)
    view.updated(out, every)
    if any(one.state in ("failed", "changed-settings") for one in every):
        return ERROR
    left = any(not one.good and one.gap != "behind" for one in standings)
    return DONE if not left and all(one.state == "updated" for one in every) else PENDING


def _item(rules: Firmware, one: software.Standing) -> Item:
    release = rules.of(one.model)
    sha256 = release.sha256 if release is not None else ""
    return Item(device=one.camera, found=one.version, model=one.model, wanted=one.approved, sha256=sha256)


def _updated(outcomes: Sequence[software.Outcome]) -> list[Cared]:
    return [
        Cared(device=one.camera, netbox_id=one.id, state=one.state, found=one.before, detail=one.after or one.detail)
        for one in sorted(outcomes, key=lambda one: one.camera)
    ]


def _record(out: Output, configured: Settings, what: Action, cared: Sequence[Cared], asked: Asked) -> None:
    """In the evidence chain and in NetBox's journals, where anything was done."""
    if not cared:
        return
    record = CareRecord(
        action_id=secrets.token_hex(8),
        action=what,
        devices=tuple(cared),
        at=now().isoformat(timespec="seconds"),
        by=asked.by,
        reason=asked.reason,
        evrak=asked.evrak,
        order=asked.order,
        approvals=asked.approvals,
        tool_version=version("altyapi"),
    )
    entry = chain.append(evidencing.chain_file(configured), record)
    out.note(out.say("evidence.record", number=entry.link.number, file=evidencing.chain_file(configured)))
    box = writing.outbox_of(configured)
    box.put(*(_note(one, record, entry) for one in cared))
    evidencing.flush(out, configured, box)


def _note(one: Cared, record: CareRecord, entry: chain.Entry) -> JournalEntry:
    level: Level = "success" if one.state in ("changed", "updated") else "danger"
    people = [each.statement.principal for each in record.approvals if each.statement.role == "approver"]
    lines = [
        f"**altyapi: camera {record.action} {one.state}**",
        "",
        f"- reason: {plain(record.reason)}",
        f"- document: {record.evrak or '-'}",
        f"- by {record.by}, {record.at}",
        *([f"- approved by {', '.join(people)}"] if people else []),
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
