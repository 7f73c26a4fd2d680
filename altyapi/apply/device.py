"""Changing one device so that it ends in the old config or the new one, and its fate is known.

One cycle: lease, compare with the plan, keep the old config, observe, arm the timed revert, push line by line, prove by a new
login that the device is reachable and holds what was predicted, check, confirm, save. The journal has each step before it is
taken, so a run that was killed finds out here what became of the device and goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta

from altyapi import connection, platforms, remediation, verify
from altyapi.apply import before
from altyapi.apply.journal import Event
from altyapi.apply.lease import LeaseHeld, lease
from altyapi.apply.run import RUN_STOPPED, SETTLED, Fate, Run
from altyapi.device import connect
from altyapi.device.contract import Observation, Session, Target
from altyapi.device.errors import DeviceError, NothingToConfirm
from altyapi.errors import EngineError, ToolkitError
from altyapi.plan.model import DevicePlan
from altyapi.platforms import Platform
from altyapi.secrets import SecretLedger, SecretStore, materialise, references, shown
from altyapi.settings import Settings
from netbox_sync.canonical import sha256
from netbox_sync.model import Frozen

UNSETTLED = ("in-flight", "pending-revert", "diverged")
"""States in which a device must be looked at before anything else is done with it."""
POLL_S = 1.0
"""Seconds between two looks at a device that is coming back."""


class DeviceChanged(EngineError):
    code = "APL-030"
    en = "Device changed since the plan: {device}: running config {found:.12}, planned for {planned:.12}."
    tr = "Cihaz plandan sonra değişmiş: {device}: çalışan yapılandırma {found:.12}, planın yapıldığı {planned:.12}."
    en_remedy = "Nothing was sent. Look at ./inv config.verify or the device's log, then make a new plan with ./inv config.plan."
    tr_remedy = "Hiçbir şey gönderilmedi. Cihazın günlüğüne bakın, sonra ./inv config.plan ile yeni plan yapın."


class SecretRotated(EngineError):
    code = "APL-031"
    en = "Secret changed since the plan: {device}: {name}."
    tr = "Sır plandan sonra değişmiş: {device}: {name}."
    en_remedy = "Nothing was sent. Make a new plan with ./inv config.plan, so that what is reviewed is what is applied."
    tr_remedy = "Hiçbir şey gönderilmedi. ./inv config.plan ile yeni plan yapın; incelenen ile uygulanan aynı olmalı."


class RevertUnavailable(EngineError):
    code = "APL-032"
    en = "Timed revert not available: {device}: the plan counts on {planned}, the device now offers {found}."
    tr = "Süreli geri dönüş yok: {device}: planın dayandığı: {planned}, cihazın şu an sunduğu: {found}."
    en_remedy = "Nothing was sent. Make a new plan with ./inv config.plan."
    tr_remedy = "Hiçbir şey gönderilmedi. ./inv config.plan ile yeni plan yapın."


class RunStopped(EngineError):
    code = RUN_STOPPED
    en = "Not begun: {device}: the run stopped after failures on {failed} (budget {budget})."
    tr = "Başlanmadı: {device}: çalıştırma şu cihazlardaki hatalardan sonra durdu: {failed} (sınır {budget})."
    en_remedy = "Find out why they failed, then run ./inv config.apply with the same plan again; what is done is not done twice."
    tr_remedy = (
        "Nedenini bulun, sonra aynı planla ./inv config.apply komutunu yeniden çalıştırın; yapılan yeniden yapılmaz."
    )


class Services(Frozen, arbitrary_types_allowed=True):
    """What a change needs beside its run."""

    settings: Settings
    store: SecretStore
    ledger: SecretLedger
    operator: str
    check_wait_s: float = 20.0


def apply_device(run: Run, device: str, services: Services) -> Fate:
    """Bring one device of the run to its planned config, or leave it as it was. Returns its fate; raises LeaseHeld."""
    entry = run.entry(device)
    try:
        with _leased(run, entry, services):
            return _Change(run, entry, services).go()
    except LeaseHeld as error:
        run.journal.append("lease-held", device, why=str(error), code=error.code)
        raise


def settle_device(run: Run, device: str, services: Services) -> Fate:
    """Find out what an interrupted change left behind; nothing new is begun. Returns the fate; raises LeaseHeld."""
    entry = run.entry(device)
    with _leased(run, entry, services):
        fate = run.fate(device)
        return _Change(run, entry, services).settle(fate) if fate.state in UNSETTLED else fate


def _leased(run: Run, entry: DevicePlan, services: Services) -> AbstractContextManager[None]:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    return lease(
        services.settings.state_dir / "leases",
        entry.device,
        holder=services.operator,
        run=run.head.run,
        since=since,
        wait_s=entry.revert_minutes * 60.0,
    )


class _Change:
    """One device's way through the cycle."""

    def __init__(self, run: Run, entry: DevicePlan, services: Services) -> None:
        self.run = run
        self.entry = entry
        self.services = services
        self.platform: Platform = platforms.load(entry.platform)

    def go(self) -> Fate:
        fate = self.run.fate(self.entry.device)
        if fate.state in SETTLED:
            return fate
        try:
            if fate.state in UNSETTLED and self.settle(fate).state != "reverted":
                return self.run.fate(self.entry.device)
            if self.run.stopped():
                failed = ", ".join(self.run.failures())
                raise RunStopped(device=self.entry.device, failed=failed, budget=self.run.plan.failure_budget)
            self.change()
        except ToolkitError as error:
            if self.run.fate(self.entry.device).state == "in-flight":
                raise
            self.note("refused", why=str(error), code=error.code)
        return self.run.fate(self.entry.device)

    # -- the forward way -------------------------------------------------------------------------------------------------

    def change(self) -> None:
        """From the old config to the new; on any failure after arming, to the bottom of why and back to the old."""
        self.note("begun", operator=self.services.operator, wave=self.entry.wave)
        self.secrets_as_planned()
        target = self.target()
        with connect(target) as session:
            running = self.running_as_planned(session)
            before.keep(self.run.folder, self.entry.device, running, self.key())
            self.revert_as_planned(session)
            observed = session.observe()
            self.note("observed", interfaces_up=list(observed.interfaces_up), neighbours=list(observed.neighbours))
            commands = self.commands(running)
            minutes = self.entry.revert_minutes
            until = (datetime.now().astimezone() + timedelta(minutes=minutes)).isoformat(timespec="seconds")
            for line in self.set_unseen():
                self.services.ledger.doubt(self.entry.device, line)
            self.note("arming", method=self.entry.revert_method, minutes=minutes, until=until)
            try:
                session.arm(self.entry.revert_method, minutes)
                self.note("armed")
                session.push(commands, self.sent)
                self.note("pushed", lines=len(commands))
            except DeviceError as error:
                self.take_back(session, error)
                return
            self.prove(target, running, observed, session)

    def sent(self, index: int, _line: str) -> None:
        self.note("line", index=index)

    def prove(self, target: Target, running: str, observed: Observation, first: Session | None) -> None:
        """A second, new login; the config as predicted; the checks. Only then confirm and save."""
        self.note("proving")
        try:
            with connect(target) as second:
                wait_s = self.services.check_wait_s
                results = verify.check(second, self.expected(running), observed, self.entry.checks, wait_s)
                if not results.passed:
                    self.note("checks-failed", checks=results.dump())
                    self.take_back(first or second, None, why=results.why)
                    return
                self.note("confirming", checks=results.dump())
                self.confirm(second, running)
                self.note("confirmed")
                self.finish(second, results)
        except DeviceError as error:
            if self.noted("confirmed"):
                raise
            self.take_back(first, error)

    def confirm(self, session: Session, running: str) -> None:
        """Confirm; where nothing was pending, the timer may have fired since the config was read: look again.

        Raises NothingToConfirm when the device went back meanwhile.
        """
        try:
            session.confirm(self.entry.revert_method)
        except NothingToConfirm:
            if self.expected(running).difference(session.running_config()):
                raise

    def finish(self, session: Session, results: verify.Results) -> None:
        """Save, remember what was set of secrets that the device doesn't show, and call it applied."""
        session.save()
        self.note("saved")
        for line in self.set_unseen():
            self.services.ledger.record(self.entry.device, line, self.services.store)
        self.note("applied", after_sha256=results.after_sha256, checks=results.dump())
        if self.run.head.direction == "back":
            self.run.reversed_run().journal.append("rolled-back", self.entry.device, run=self.run.head.run)

    def set_unseen(self) -> Iterator[str]:
        """What the commands set or remove of secrets that the device's config can't prove: in doubt in the ledger from before
        they are sent until they are confirmed. A line whose secrets no command holds is as the ledger has it already."""
        sent = {use.name for use in self.entry.secrets}
        if self.run.head.direction == "forward":
            for line in self.entry.unverifiable:
                if sent.issuperset(references(line)):
                    yield line
        hidden = [pattern.regex for pattern in self.platform.secret_patterns if pattern.encoding == "hidden"]
        for command in self.entry.commands:
            line = command.strip()
            removed = line.startswith("no ") and self.was_hidden(line.removeprefix("no "))
            if removed or any(regex.search(line.removeprefix("no ")) for regex in hidden):
                yield line

    def was_hidden(self, identity: str) -> bool:
        """Whether the ledger knows lines of that thing, as of an SNMP user."""
        return any(entry.line.startswith(identity) for entry in self.services.ledger.entries(self.entry.device))

    # -- the way back ----------------------------------------------------------------------------------------------------

    def take_back(self, session: Session | None, error: DeviceError | None, why: str = "") -> None:
        """Go back at once where a session still lives; else the timer does. Then see what became of the device."""
        why = why or str(error)
        self.note("reverting", why=why)
        if session is not None:
            with suppress(DeviceError):
                session.revert_now(self.entry.revert_method)
        self.settle(self.run.fate(self.entry.device), why)

    def settle(self, fate: Fate, why: str = "") -> Fate:
        """Find out what an interrupted change left behind, and bring the device to the old config or the new one."""
        why = why or fate.why or "interrupted"
        deadline = time.monotonic() + self.seconds_left()
        found = "not reachable"
        while True:
            try:
                with connect(self.target()) as session:
                    found = self.look(session, why)
            except DeviceError as error:
                found = str(error)
            now = self.run.fate(self.entry.device)
            if now.state != "in-flight" and now.event != fate.event:
                return now
            if time.monotonic() >= deadline:
                self.note("pending-revert", why=why, last=found)
                return self.run.fate(self.entry.device)
            time.sleep(POLL_S)

    def look(self, session: Session, why: str) -> str:
        """One look at a device in an unknown state; notes its fate when it is decided, else says what was seen."""
        current = session.running_config()
        digest = sha256(self.platform.normalise(current))
        old = before.read(self.run.folder, self.entry.device, self.key())
        armed = session.armed()
        if digest == self.entry.running_sha256 or remediation.same_config(current, old, self.platform):
            if armed:
                session.confirm(self.entry.revert_method)  # it confirms the old config: nothing of the change is left
            self.note("reverted", why=why, after_sha256=digest)
            return "old config"
        if not self.expected(old).difference(current):
            asked = self.noted("confirming") and not self.noted("checks-failed")  # its answer may have been lost
            if asked or not self.noted("reverting"):
                self.prove(self.target(), old, self.observed(), None)
                return "new config"
        if armed:
            session.revert_now(self.entry.revert_method)
            return "part of the change, reverting"
        if self.noted("confirmed"):
            self.note("diverged", why="changed by someone else after it was confirmed", after_sha256=digest)
            return "another config"
        if not self.noted("pushing-back"):
            self.push_back(session, current, old)
            return "part of the change and no timed revert pending, pushed back"
        return "neither the old config nor the new one, and no timed revert pending"

    def push_back(self, session: Session, current: str, old: str) -> None:
        """The last resort, where the timed revert is gone and the old config is not back: the difference, by hand."""
        way = remediation.remediate(
            self.platform.normalise(current), self.platform.normalise(old), self.platform, strict=True
        )
        self.note("pushing-back", lines=len(way.commands))
        session.push(way.commands, lambda _index, _line: None)

    # -- small parts -----------------------------------------------------------------------------------------------------

    def note(self, name: str, **detail: object) -> Event:
        return self.run.journal.append(name, self.entry.device, **detail)

    def events_since_begun(self) -> list[Event]:
        events: list[Event] = []
        for event in self.run.journal.events(self.entry.device):
            if event.name == "begun":
                events.clear()
            events.append(event)
        return events

    def noted(self, name: str) -> bool:
        """Whether the journal has that step in the change that is under way."""
        return any(event.name == name for event in self.events_since_begun())

    def expected(self, running_before: str) -> verify.Expected:
        services = self.services
        return verify.Expected(self.entry, running_before, self.platform, services.store, services.ledger)

    def observed(self) -> Observation:
        """What was seen before the change, from the journal."""
        for event in reversed(self.events_since_begun()):
            if event.name == "observed":
                return Observation.model_validate(event.detail)
        return Observation(interfaces_up=(), neighbours=())

    def seconds_left(self) -> float:
        """How long the device may still need to go back by itself, with a minute's grace, by this machine's clock."""
        for event in reversed(self.events_since_begun()):
            if event.name == "arming":
                until = datetime.fromisoformat(str(event.detail["until"]))
                return max(0.0, (until - datetime.now().astimezone()).total_seconds()) + 60.0
        return 60.0

    def target(self) -> Target:
        return connection.target(
            self.entry.device, self.entry.platform, self.entry.connection, self.services.store, self.services.settings
        )

    def key(self) -> str:
        return self.services.store.get("altyapi/digest-key")

    def secrets_as_planned(self) -> None:
        for use in self.entry.secrets:
            if self.services.store.digest(use.name) != use.digest:
                raise SecretRotated(device=self.entry.device, name=use.name)

    def running_as_planned(self, session: Session) -> str:
        running = session.running_config()
        digest = sha256(self.platform.normalise(running))
        if digest != self.entry.running_sha256:
            raise DeviceChanged(device=self.entry.device, found=digest, planned=self.entry.running_sha256)
        return running

    def revert_as_planned(self, session: Session) -> None:
        found = session.revert_method()
        strength = [method.name for method in self.platform.revert_methods]
        if found not in strength or strength.index(found) > strength.index(self.entry.revert_method):
            raise RevertUnavailable(device=self.entry.device, planned=self.entry.revert_method, found=found)

    def commands(self, running: str) -> tuple[str, ...]:
        """The commands with their secrets: references from the store, shown ones from the kept config."""
        kept = running
        if self.run.head.direction == "back":
            kept = before.read(self.run.reversed_run().folder, self.entry.device, self.key())
        values = shown.values(kept, self.platform, self.key())
        return tuple(shown.reveal(materialise(line, self.services.store), values) for line in self.entry.commands)
