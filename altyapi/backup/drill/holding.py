"""A drill held: the newest copy of a system brought back, proven or not, and entered in the register with what was seen."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from altyapi import connection, platforms
from altyapi.backup import sealing
from altyapi.backup.archive import Archive
from altyapi.backup.drill import config, database, files, typed
from altyapi.backup.drill.faults import NoTarget, NothingToRestore, TargetInService
from altyapi.backup.drill.proof import Proof
from altyapi.backup.history import History, Version
from altyapi.backup.point import Point
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Register, Result
from altyapi.backup.systems import DRILL_ROLE, System
from altyapi.device import Target
from altyapi.errors import ToolkitError
from altyapi.platforms import readonly
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.verify.result import Result as Check
from netbox_sync.model import Device, Frozen, Snapshot


class Held(Frozen):
    """One drill. `problem` is empty where it passed; `place` is where the copy lay, `target` the empty place."""

    system: str
    class_: str
    time: str
    ok: bool
    point: Point | None = None
    place: str
    target: str = ""
    checks: tuple[Check, ...] = ()
    problem: str = ""
    remedy_en: str = ""
    remedy_tr: str = ""
    milliseconds: int = 0
    lesson: str = ""
    evrak: str = ""
    operator: str = ""


class Drills:
    """Holds drills one after the other; each is in the register when it returns."""

    def __init__(
        self,
        *,
        policy: BackupPolicy,
        systems: Mapping[str, System],
        archives: Mapping[str, Archive],
        history: History,
        snapshot: Snapshot | None,
        store: SecretStore,
        settings: Settings,
        register: Register,
        clock: Callable[[], datetime],
        operator: str,
        folder: Path | None = None,
        place: str = "",
        target: str = "",
        lesson: str = "",
        evrak: str = "",
    ) -> None:
        """`folder` holds the empty places, by default the machine's temporary one; `place` is another place than the first to
        restore from; `target` names the device for configs."""
        self.policy, self.systems, self.archives, self.history = policy, systems, archives, history
        self.snapshot, self.store, self.settings, self.register = snapshot, store, settings, register
        self.clock, self.operator, self.folder = clock, operator, folder
        self.place, self.target, self.lesson, self.evrak = place, target, lesson, evrak
        self.run = f"{clock():%Y%m%dT%H%M%S}"

    def hold(self, name: str) -> Held:
        """One system's. What keeps it from passing is told in it, and raised never."""
        system = self.systems[name]
        place = self.place or self.policy.classes[system.class_].place
        began = time.monotonic()
        proof: Proof | None = None
        fault: ToolkitError | OSError | None = None
        try:
            proof = self._prove(system, place)
        except (ToolkitError, OSError) as error:
            fault = error
        checks = proof.checks if proof is not None else ()
        failed = [one for one in checks if not one.passed]
        problem = "; ".join(f"{one.kind}: {one.observed}, expected {one.expected}" for one in failed[:3])
        if fault is not None:
            problem = f"{getattr(fault, 'code', '')} {fault}".strip()
        held = Held(
            system=name,
            class_=system.class_,
            time=self.clock().astimezone(self.policy.zone).isoformat(timespec="seconds"),
            ok=fault is None and not failed,
            point=proof.point if proof is not None else None,
            place=place,
            target=proof.place if proof is not None else "",
            checks=checks,
            problem=problem,
            remedy_en=fault.remedy("en") if isinstance(fault, ToolkitError) else "",
            remedy_tr=fault.remedy("tr") if isinstance(fault, ToolkitError) else "",
            milliseconds=round((time.monotonic() - began) * 1000),
            lesson=self.lesson,
            evrak=self.evrak,
            operator=self.operator,
        )
        self.register.append([self._result(held)])
        return held

    def _prove(self, system: System, place: str) -> Proof:
        if self.policy.places[place].kind == "git":
            return self._config(system, place)
        if place not in self.archives:
            raise NothingToRestore(system=system.name, place=place)
        archive = self.archives[place]
        repository = archive.repository(system.name)
        points = [archive.point(one) for one in repository.snapshots() if one.hostname == system.name]
        now = self.clock()  # what a clock that was ahead has dated is not the newest for years to come
        newest = max(points, key=lambda one: (one.moment <= now, one.moment), default=None)
        if newest is None:
            raise NothingToRestore(system=system.name, place=place)
        with tempfile.TemporaryDirectory(
            prefix="altyapi-drill-", dir=self.folder, ignore_cleanup_errors=True
        ) as folder:
            empty = Path(folder) / "restored"
            empty.mkdir(mode=0o700)
            if newest.kind == "database":
                return database.prove(repository, newest, empty, self.policy.drill_images)
            return files.prove(repository, newest, empty)

    def _config(self, system: System, place: str) -> Proof:
        versions: list[Version] = self.history.versions(system.name)
        if not versions:
            raise NothingToRestore(system=system.name, place=place)
        newest = versions[0]
        about = self.history.about(newest)
        sealed = self.history.sealed(newest)
        full = sealing.unseal(sealed, self.policy.configs.identity, self.store, f"{system.name}, {newest.time}")
        taken = newest.moment.astimezone(self.policy.zone).isoformat(timespec="seconds")
        point = Point(system=system.name, time=taken, kind="config", id=newest.commit, place=place)
        target = self._device(system, about.platform)
        if readonly.is_one(about.platform):
            return typed.prove(full, readonly.load(about.platform), point, target, self.store)
        return config.prove(full, about.platform, point, target, self.store)

    def _device(self, system: System, platform: str) -> Target:
        """The drill's device of that platform: of the same model where there is one, as another's ports are other ones. Raises
        NoTarget, TargetInService."""
        every = self.snapshot.tables.devices if self.snapshot is not None else ()
        model = next((device.device_type for device in every if device.name == system.name), "")
        fitting: list[Device] = []
        for device in every:
            if self.target and device.name != self.target:
                continue
            if self.target and device.role != DRILL_ROLE:
                raise TargetInService(device=device.name, role=device.role, wanted=DRILL_ROLE)
            if device.role == DRILL_ROLE and _platform(device) == platform:
                fitting.append(device)
        if not fitting:
            raise NoTarget(system=system.name, role=DRILL_ROLE, platform=platform)
        chosen = next((device for device in fitting if device.device_type == model), fitting[0])
        return connection.target(chosen.name, platform, connection.of(chosen), self.store, self.settings)

    def _result(self, held: Held) -> Result:
        return Result(
            time=held.time,
            job="drill",
            system=held.system,
            ok=held.ok,
            run=self.run,
            point=held.point,
            place=held.place,
            problem=held.problem,
            milliseconds=held.milliseconds,
            operator=held.operator,
            evrak=held.evrak,
            observed=(
                *([f"restored into {held.target}"] if held.target else []),
                *(
                    f"{one.kind}: {one.observed}{'' if one.passed else f' (expected {one.expected})'}"
                    for one in held.checks
                ),
            ),
            lesson=held.lesson,
        )


def _platform(device: Device) -> str:
    """By the name that the history has of it; empty for one that this toolkit does not know."""
    if (read := readonly.of(device)) is not None:
        return read.name
    slug = device.platform or ""
    return next((name for name in platforms.names() if slug in {name, *platforms.load(name).netbox_slugs}), "")
