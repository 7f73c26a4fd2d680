"""A run over devices: read each config, tell whether it is whole and whether it differs, and add what does to the history.

Outcomes are handed on as devices end; what they change is written in batches, so that a run that is killed has lost no more
than its last batch, and thousands of configs are few commits.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from altyapi import connection, platforms
from altyapi.backup.history import About, Change, Group, History, stem
from altyapi.backup.point import Point
from altyapi.backup.policy import Configs
from altyapi.backup.register import Register, Result
from altyapi.backup.sealing import Sealer
from altyapi.backup.systems import DRILL_ROLE
from altyapi.connection import Connection
from altyapi.device import Fetched, Target, each, pacing
from altyapi.device.bulk import fetch
from altyapi.device.errors import (
    CommandTimeout,
    IncompleteConfig,
    JumpFailed,
    SessionLimit,
    SessionLost,
    UnexpectedPrompt,
    Unreachable,
)
from altyapi.errors import EngineError, ToolkitError
from altyapi.platforms import Platform, readonly
from altyapi.secrets import SecretStore, mask
from altyapi.settings import Settings
from netbox_sync.model import Device, Snapshot

State = Literal["new", "changed", "unchanged", "failed"]
PASSING = (CommandTimeout, IncompleteConfig, JumpFailed, SessionLimit, SessionLost, UnexpectedPrompt, Unreachable)
"""Faults that another try may not meet; a refused login is none: it would lock the account."""
BATCH = 1000
BATCH_S = 60.0


class ConfigShrank(EngineError):
    code = "BCK-031"
    en = "The config is far smaller than the last one: {device}: {lines} lines, {before} before. It was not taken in."
    tr = "Yapılandırma öncekinden çok küçük, alınmadı. Cihaz: {device}; satır: {lines}, önceki: {before}."
    en_remedy = "Look at the device. If it is so: ./inv backup.run --limit {device} --accept-smaller"
    tr_remedy = "Cihaza bakın. Doğruysa: ./inv backup.run --limit {device} --accept-smaller"


class ConfigCut(EngineError):
    code = "BCK-034"
    en = "The config is no more than the beginning of the last one: {device}: {lines} lines, {before} before. It was not taken in."
    tr = "Yapılandırma öncekinin yalnızca başı, alınmadı. Cihaz: {device}; satır: {lines}, önceki: {before}."
    en_remedy = "Look at the device. If it is so: ./inv backup.run --limit {device} --accept-smaller"
    tr_remedy = "Cihaza bakın. Doğruysa: ./inv backup.run --limit {device} --accept-smaller"


DOUBTED = (ConfigShrank, ConfigCut)
"""What a person decides with --accept-smaller."""


class NoPlatform(EngineError):
    code = "BCK-032"
    en = "No way to read its config is known: {device}: platform {platform}."
    tr = "Yapılandırmasını okumanın yolu bilinmiyor. Cihaz: {device}, platform: {platform}."
    en_remedy = "Give it a platform in NetBox (docs/backup.md lists them), or the option netmiko_type of the config context `connection`."
    tr_remedy = "NetBox içinde platform (liste: docs/backup.md) ya da config context `connection` içinde netmiko_type seçeneği verin."


class NothingToBackUp(EngineError):
    code = "BCK-033"
    en = "None of the {count} selected devices has a config that is backed up: {limit}."
    tr = "Seçilen cihazların hiçbirinin yedeği alınacak yapılandırması yok: {limit} (seçilen: {count})."
    en_remedy = (
        "Those that have are of a known platform, or of a class of the plan whose kind is config: docs/backup.md."
    )
    tr_remedy = "Yedeği alınanlar: platformu bilinen ya da plandaki türü config olan sınıftan cihazlar: docs/backup.md."


class Source(NamedTuple):
    """A device whose config can be read."""

    device: Device
    system: Platform
    connection: Connection


class Outcome(NamedTuple):
    """What became of one device. `added` and `removed` count lines of the readable copy."""

    device: str
    site: str
    state: State
    error: ToolkitError | None = None
    added: int = 0
    removed: int = 0
    bytes: int = 0
    milliseconds: int = 0
    tries: int = 1


class Difference(NamedTuple):
    """One device that changed since its last backup, for whoever can tell who did it. Lines stand with their modes."""

    device: Device
    system: Platform
    added: tuple[str, ...]
    removed: tuple[str, ...]


class Origin(NamedTuple):
    """Who changed a device: the commit's author where one is known, and a sentence for the commit."""

    author: str
    told: str


class Attribution(Protocol):
    def __call__(self, differences: Sequence[Difference], /) -> Mapping[str, Origin]: ...


def sources(
    snapshot: Snapshot, names: Iterable[str], wanted_classes: frozenset[str], field: str, limit: str
) -> tuple[list[Source], dict[str, ToolkitError], tuple[str, ...]]:
    """The devices whose configs can be read; those that should be read and can't, with the reason; and the rest.

    A member of a virtual chassis without an address of its own is none: its master speaks for it. Nor is a device for drills.
    Raises NothingToBackUp.
    """
    found: list[Source] = []
    failed: dict[str, ToolkitError] = {}
    outside: list[str] = []
    known = frozenset(slug for name in platforms.names() for slug in (name, *platforms.load(name).netbox_slugs))
    for name in names:
        device = snapshot.device_by_name[name]
        if device.role == DRILL_ROLE:
            outside.append(name)
            continue
        system: Platform | None = readonly.of(device)
        if system is None and device.platform in known:
            system = platforms.load(str(device.platform))
        member = device.vc_master is not None and device.vc_master != device.name
        if member and not (device.primary_ip4 or device.primary_ip6):
            outside.append(name)
        elif system is None:
            if str(device.custom_fields.get(field) or "") in wanted_classes:
                failed[name] = NoPlatform(device=name, platform=device.platform or "-")
            else:
                outside.append(name)
        else:
            try:
                found.append(Source(device, system, connection.of(device)))
            except ToolkitError as error:
                failed[name] = error
    if not found and not failed:
        raise NothingToBackUp(count=len(outside), limit=limit or "-")
    return found, failed, tuple(outside)


def read_one(target: Target) -> Fetched:
    """One device's config, by the platform's driver or, where it is only read, by netmiko's class. Raises ToolkitError."""
    if readonly.is_one(target.platform):
        from altyapi.device import reading  # noqa: PLC0415  loading netmiko takes longer than reading a switch

        return reading.fetch(target)
    return fetch(target)


class Run:
    """One run. `outcomes` has every device that has ended."""

    def __init__(
        self,
        *,
        history: History,
        register: Register,
        policy: Configs,
        store: SecretStore,
        settings: Settings,
        operator: str,
        clock: Callable[[], datetime],
        attribute: Attribution,
        accept_smaller: bool = False,
        names: frozenset[str] = frozenset(),
    ) -> None:
        """`names` are all that NetBox holds: a device of the history that is none of them was renamed. Raises NoRecipient."""
        self._sealer = Sealer(policy.recipients, policy.identity, store)
        store.keyed("")  # the digest key must be there before any device is asked
        self.history, self.register, self.policy = history, register, policy
        self.store, self.settings, self.operator, self.clock = store, settings, operator, clock
        self._attribute, self._accept_smaller, self._names = attribute, accept_smaller, names
        self.name = f"{clock():%Y%m%dT%H%M%S}"
        self.outcomes: list[Outcome] = []
        self.commits: list[str] = []
        self._known = history.known()
        self._by_id = {one.netbox_id: one for one in self._known.values()}
        self._pending: list[tuple[Outcome, Change | None, Source]] = []
        self._written = time.monotonic()
        self._tries: dict[str, int] = defaultdict(int)

    def over(
        self, found: Sequence[Source], on_end: Callable[[str, bool], None] = lambda _name, _good: None
    ) -> list[Outcome]:
        """Read all of them, those that fail by a passing fault again at the end; writes what changed as it comes in.

        Raises what the history raises (HistoryFull …): what was written before stays written.
        """
        pacing.logins.configure(self.settings.logins_per_second)
        by_name = {one.device.name: one for one in found}
        targets: dict[str, Target] = {}
        for source in found:
            name = source.device.name
            try:
                targets[name] = connection.target(
                    name, source.system.name, source.connection, self.store, self.settings
                )
            except ToolkitError as error:
                self._end(source, error, 0, on_end)
        try:
            for left in reversed(range(self.policy.retries + 1)):
                again: list[str] = []

                def ended(
                    name: str, result: Fetched | ToolkitError, left: int = left, again: list[str] = again
                ) -> None:
                    self._tries[name] += 1
                    if left and isinstance(result, PASSING):
                        again.append(name)
                    else:
                        self._end(by_name[name], result, self._tries[name], on_end)

                each(targets.values(), read_one, workers=self.settings.workers, on_result=ended)
                targets = {name: targets[name] for name in again}
                if not targets:
                    break
        finally:  # also at Ctrl-C: what was read is kept
            self._write()
        if self.commits:
            self.history.tidy()
        return self.outcomes

    def fail(self, source_errors: Mapping[str, ToolkitError], snapshot: Snapshot) -> None:
        """Take in devices that can't even be asked."""
        moment = self.clock().isoformat(timespec="seconds")
        for name, error in source_errors.items():
            device = snapshot.device_by_name[name]
            self.outcomes.append(Outcome(name, device.site, "failed", error))
        self.register.append([self._result(one, moment, "") for one in self.outcomes if one.device in source_errors])

    def _end(
        self, source: Source, result: Fetched | ToolkitError, tries: int, on_end: Callable[[str, bool], None]
    ) -> None:
        outcome, change = self._judged(source, result, tries)
        self.outcomes.append(outcome)
        self._pending.append((outcome, change, source))
        if len(self._pending) >= BATCH or time.monotonic() - self._written >= BATCH_S:
            self._write()
        on_end(outcome.device, outcome.state != "failed")

    def _judged(self, source: Source, result: Fetched | ToolkitError, tries: int) -> tuple[Outcome, Change | None]:
        """Whether what came is whole and differs from the last."""
        device, system = source.device, source.system
        if isinstance(result, ToolkitError):
            return Outcome(device.name, device.site, "failed", result, tries=tries), None
        text = system.normalise(result.text)
        lines, size = text.count("\n"), len(result.text.encode())
        before = self._known.get(device.name) or self._renamed(device)
        took = int((result.login_s + result.fetch_s) * 1000)
        least = before.lines * (100 - self.policy.shrink_percent_max) / 100 if before else 0
        doubted = before if before and before.platform == system.name and not self._accept_smaller else None
        if doubted and lines < least:
            error = ConfigShrank(device=device.name, lines=lines, before=doubted.lines)
            return Outcome(device.name, device.site, "failed", error, bytes=size, milliseconds=took, tries=tries), None
        about = About(
            device=device.name,
            netbox_id=device.id,
            site=device.site,
            platform=system.name,
            digest=self.store.keyed(system.digest_of_normal(text)),
            lines=lines,
            bytes=size,
        )
        state: State = "new" if before is None else "changed"
        if before is not None and (before.digest, stem(before)) == (about.digest, stem(about)):
            state = "unchanged"
        outcome = Outcome(device.name, device.site, state, bytes=size, milliseconds=took, tries=tries)
        if state == "unchanged":
            return outcome, None
        replaced = (stem(before),) if before is not None and stem(before) != stem(about) else ()
        readable = mask(text, system, self.store)
        if doubted and lines <= doubted.lines and self._begins_last(readable, doubted):
            fault = ConfigCut(device=device.name, lines=lines, before=doubted.lines)
            return outcome._replace(state="failed", error=fault), None
        return outcome, Change(about, readable, self._sealer.seal(result.text), replaces=replaced)

    def _begins_last(self, readable: str, before: About) -> bool:
        """Whether the last config goes on where this one ends, as one that was cut off. Many systems print nothing at the end."""
        last = self.history.readable([before])[before.device]
        return readable != last and last.startswith(readable.rstrip("\n"))

    def _renamed(self, device: Device) -> About | None:
        """What the history holds of the same device under a name that NetBox no longer has."""
        found = self._by_id.get(device.id)
        return found if found is not None and found.device not in self._names else None

    def _write(self) -> None:
        """Bring what has gathered to the history, then to the register."""
        pending, self._pending = self._pending, []
        self._written = time.monotonic()
        changes = [(change, source) for _, change, source in pending if change is not None]
        counted: dict[str, tuple[int, int]] = {}
        commit = ""
        if changes:
            groups, counted = self._groups(changes)
            try:
                made = self.history.add(groups, self.operator, self.clock())
            except (ToolkitError, OSError) as error:
                self._lose([outcome.device for outcome, change, _ in pending if change is not None], error)
                raise
            self.commits += made
            for group in groups:
                for change in group.changes:
                    self._known[change.about.device] = change.about
            commit = made[-1]
        moment = self.clock().isoformat(timespec="seconds")
        self.register.append([self._result(outcome, moment, commit) for outcome, *_ in pending])
        if counted:
            self.outcomes = [
                one._replace(added=counted[one.device][0], removed=counted[one.device][1])
                if one.device in counted
                else one
                for one in self.outcomes
            ]

    def _lose(self, names: Sequence[str], error: ToolkitError | OSError) -> None:
        """What could not be written is not backed up, whatever was read."""
        lost = frozenset(names)
        told = error if isinstance(error, ToolkitError) else None
        self.outcomes = [
            one._replace(state="failed", error=told) if one.device in lost else one for one in self.outcomes
        ]
        moment = self.clock().isoformat(timespec="seconds")
        with suppress(OSError):  # the disk that is full may be the register's too
            self.register.append([self._result(one, moment, "") for one in self.outcomes if one.device in lost])

    def _groups(self, changes: Sequence[tuple[Change, Source]]) -> tuple[list[Group], dict[str, tuple[int, int]]]:
        """The changes by who made them, as far as that is known; and how many lines each added and removed."""
        old = [self._known[change.about.device] for change, _ in changes if change.about.device in self._known]
        before = self.history.readable(old)
        counted: dict[str, tuple[int, int]] = {}
        differences: list[Difference] = []
        for change, source in changes:
            name = change.about.device
            if name not in before:
                counted[name] = change.about.lines, 0
                continue
            added, removed = _compared(before[name], change.readable)
            counted[name] = len(added), len(removed)
            differences.append(Difference(source.device, source.system, added, removed))
        origins = self._attribute(differences) if differences else {}
        by_author: dict[str, list[Change]] = defaultdict(list)
        for change, _ in changes:
            origin = origins.get(change.about.device)
            told = (f"Changed-by: {change.about.device} {origin.told}",) if origin else ()
            by_author[origin.author if origin else self.operator].append(change._replace(trailers=told))
        groups = [
            Group(author, _subject(these, before), these)
            for author, these in sorted(by_author.items(), key=lambda item: (item[0] != self.operator, item[0]))
        ]
        return groups, counted

    def _result(self, outcome: Outcome, moment: str, commit: str) -> Result:
        point = None
        if outcome.state in {"new", "changed"}:
            point = Point(
                system=outcome.device,
                time=moment,
                kind="config",
                id=commit,
                place=self.policy.place,
                bytes=outcome.bytes,
            )
        return Result(
            time=moment,
            job="backup",
            system=outcome.device,
            ok=outcome.state != "failed",
            run=self.name,
            point=point,
            changed=outcome.state in {"new", "changed"},
            place=self.policy.place,
            problem=f"{outcome.error.code} {outcome.error}" if outcome.error else "",
            milliseconds=outcome.milliseconds,
            operator=self.operator,
        )


def _compared(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that came and went, each with the modes that it stands in."""
    old, new = list(platforms.platform.walked(before.splitlines())), list(platforms.platform.walked(after.splitlines()))
    in_old, in_new = set(old), set(new)
    return (
        tuple(line for line in dict.fromkeys(new) if line not in in_old),
        tuple(line for line in dict.fromkeys(old) if line not in in_new),
    )


def _subject(changes: Sequence[Change], before: Mapping[str, str]) -> str:
    names = [change.about.device for change in changes]
    fresh = sum(name not in before for name in names)
    if len(names) == 1:
        return f"{names[0]}: {'first backup' if fresh else 'changed'}"
    parts = [f"{fresh} new" if fresh else "", f"{len(names) - fresh} changed" if len(names) > fresh else ""]
    return f"{len(names)} devices: {', '.join(part for part in parts if part)}"
