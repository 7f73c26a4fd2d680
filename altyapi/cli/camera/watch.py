"""The steps of camera.check: look, judge, find causes, keep, tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from altyapi.audit import policy as audit_policy
from altyapi.audit.policy import AuditPolicy
from altyapi.camera import causes, policy, standing
from altyapi.camera import telling as told_of
from altyapi.camera.causes import Ways
from altyapi.camera.faults import HistoryBroken, NoCameras, NothingAnswers
from altyapi.camera.look import Seen
from altyapi.camera.model import Camera, cameras
from altyapi.camera.policy import CameraPolicy
from altyapi.camera.run import run
from altyapi.camera.standing import Change, Standing
from altyapi.camera.state import Kept, Run
from altyapi.cli import snapshots, telling, writing
from altyapi.cli.frame import DONE, PENDING, now
from altyapi.errors import ToolkitError
from altyapi.secrets import Credential, SecretStore
from altyapi.settings import Settings
from altyapi.view import camera_check as view
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from netbox_sync.model import Snapshot
from netbox_sync.selection import select
from netbox_sync.writeback.outbox import Outbox

FEW = 5
"""Of fewer cameras than this it is no wonder when none answers."""


class Ground(NamedTuple):
    """What a check or a page starts from."""

    snapshot: Snapshot
    policy: CameraPolicy
    audit: AuditPolicy
    known: tuple[Camera, ...]  # every camera and recorder that NetBox has
    chosen: tuple[Camera, ...]  # of them those selected


def ground(out: Output, configured: Settings, limit: str) -> Ground:
    """The last snapshot and the policies. Raises SnapshotError, PolicyFileInvalid, SelectionError."""
    rules, audit = policy.load(configured.policy_dir), audit_policy.load(configured.policy_dir)
    taken = snapshots.load(out, configured)
    known = cameras(taken, rules, audit, configured.os_version_field)
    chosen = frozenset(select(taken, limit)) if limit else None
    return Ground(taken, rules, audit, known, tuple(one for one in known if chosen is None or one.name in chosen))


def check(out: Output, configured: Settings, *, limit: str, everyone: bool, confirm: bool, keep: bool) -> int:
    """One check. Raises NoCameras, CheckRunning, NothingAnswers."""
    found = ground(out, configured, limit)
    asked = [one for one in found.chosen if one.in_service]
    if not asked:
        raise NoCameras(limit=limit or "-")
    kept = Kept.of(configured.state_dir)
    with kept.checking():
        before, box = kept.standings(), writing.outbox_of(configured)
        if keep:
            box.put(*kept.untold())  # of a check that was killed; what the outbox has of it, it has once
        after, changes, failed = _looked(out, configured, found, asked, before, everyone=everyone, confirm=confirm)
        moment = after[asked[0].name].seen
        if keep:
            known = {one.name for one in found.known}
            every = {name: one for name, one in {**before, **after}.items() if name in known}
            names = () if not limit else tuple(one.name for one in asked)
            told = Run(time=moment, checked=len(asked), names=names, failed=failed, changes=changes)
            try:
                kept.add(told, found.policy.check.history_days)
            except HistoryBroken as error:
                out.fault(error)  # what this check saw is kept and told all the same
            news = told_of.entries(
                [one for one in changes if after[one.camera].state != "unsure"], after, found.snapshot
            )
            kept.keep(every, news)
            box.put(*news)
            kept.keep({**every, **_tell(out, configured, found.snapshot, box, after)})
    view.check(out, asked, after, changes)
    return DONE if all(one.good for one in after.values()) else PENDING


def _looked(
    out: Output,
    configured: Settings,
    found: Ground,
    asked: Sequence[Camera],
    before: Mapping[str, Standing],
    *,
    everyone: bool,
    confirm: bool,
) -> tuple[dict[str, Standing], tuple[Change, ...], tuple[str, ...]]:
    """How each stands now, what is new, and who did not answer."""
    rules = found.policy.check
    moment = now()
    time = moment.isoformat(timespec="milliseconds")  # two checks of one second are two
    sample = standing.thorough(asked, before, moment, rules, everyone=everyone)
    seen = _looks(out, configured, found, standing.failing_first(asked, before), sample)
    ways = Ways(found.snapshot, found.policy, found.audit)
    failed = [one for one in asked if not seen[one.name].alive]
    way = {one.name: ways.way(one) for one in failed}
    places = ways.places({name for names in way.values() for name in names})
    reachable = causes.reachable(places, rules.answer_s)
    if len(failed) == len(asked) >= FEW and not any(reachable.values()):
        raise NothingAnswers(count=len(asked), kit=len(reachable))
    after = {name: standing.judged(before.get(name), one, time, rules) for name, one in seen.items()}
    if confirm:
        again = [one for one in asked if after[one.name].state != "down" and not seen[one.name].alive]
        again += [one for one in asked if after[one.name].doubts and seen[one.name].thorough]
        for _ in range(rules.failures_before_down - 1):
            more = _looks(out, configured, found, again, sample)
            after |= {name: standing.judged(after[name], one, time, rules) for name, one in more.items()}
            seen |= more
    for one in failed:
        stands = after[one.name]
        if stands.state == "down" and (why := ways.cause(way[one.name], reachable)) is not None:
            after[one.name] = stands.model_copy(
                update={"cause": why.device, "cause_kind": why.kind, "circuits": why.circuits}
            )
    changes = [standing.change(name, before.get(name), one) for name, one in sorted(after.items())]
    unanswered = tuple(sorted(name for name, one in seen.items() if not one.alive))
    return after, tuple(one for one in changes if one is not None), unanswered


def _looks(
    out: Output, configured: Settings, found: Ground, asked: Sequence[Camera], sample: frozenset[str]
) -> dict[str, Seen]:
    kept: dict[str, list[Camera]] = {}
    for one in found.known:
        if one.recorder:
            kept.setdefault(one.recorder, []).append(one)
    with Progress(out, out.say("camera.looking"), len(asked)) as progress:
        looks = run(
            asked,
            sample,
            found.policy,
            configured.known_hosts,
            logins(out, configured),
            found.audit.limits.recording_days_max,
            lambda recorder: tuple(kept.get(recorder.name, ())),
            lambda seen: progress.step(seen.camera, seen.alive),
        )
    return {one.camera: one for one in looks}


def logins(out: Output, configured: Settings) -> Callable[[Camera], Credential | None]:
    """The login of each camera; one that is missing is told once."""
    store = SecretStore.from_settings(configured)

    @cache
    def named(name: str) -> Credential | None:
        try:
            return store.credential(name)
        except ToolkitError as error:
            out.note(out.say("camera.no-login", name=name, code=error.code))
            return None

    def own(camera: Camera) -> bool:
        """Whether camera.rotate gave it a login of its own."""
        return store.find(f"credentials/{camera.name}/password") is not None

    return lambda camera: named(camera.name if own(camera) else camera.credential)


def _tell(
    out: Output, configured: Settings, taken: Snapshot, box: Outbox, after: Mapping[str, Standing]
) -> dict[str, Standing]:
    """NetBox's fields, through the outbox, and what waits there; what was told is marked, so that a killed check tells it at the
    next one."""
    news = {name: one for name, one in after.items() if one.state != "unsure" and one.news != one.told}
    if not news:
        writing.deliver_now(out, configured, box)  # what waits from a time when NetBox was down
        return dict(after)
    said, occasion = told_of.fields(news), max(one.seen for one in news.values())
    if not telling.write(out, configured, taken, said, origin="camera", reason="camera.check", occasion=occasion):
        writing.deliver_now(out, configured, box)
    return {name: one.model_copy(update={"told": one.news}) if name in news else one for name, one in after.items()}
