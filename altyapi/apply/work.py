"""What the steps of one device's change share: its run, its entry in the plan, its journal, its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from altyapi import connection, platforms, remediation, verify
from altyapi.apply import before
from altyapi.apply.fate import Fate
from altyapi.apply.journal import Event
from altyapi.apply.run import Run
from altyapi.device import connect
from altyapi.device.contract import Observation, Session, Target
from altyapi.errors import EngineError
from altyapi.plan.model import DevicePlan
from altyapi.plan.outcome import flagged, outcome
from altyapi.plan.policy import ChangePolicy
from altyapi.platforms import Platform
from altyapi.platforms.masking import hidden
from altyapi.secrets import SecretLedger, SecretStore, materialise, references, shown, visible
from altyapi.settings import Settings
from altyapi.verify.post import probe
from netbox_sync.model import Frozen


class PlanMisstated(EngineError):
    code = "APL-035"
    en = "The plan's commands are not what it says of them: {device}: {problem}."
    tr = "Planın komutları, plan içinde anlatılanla uyuşmuyor: {device}: {problem}."
    en_remedy = "Nothing was sent. Do not apply this plan; make a new one with ./inv config.plan."
    tr_remedy = "Hiçbir şey gönderilmedi. Bu planı uygulamayın; ./inv config.plan ile yenisini yapın."


BACKWARDS = timedelta(minutes=1)
"""How far the clock may have been set back since a timer was armed for that to be still believed."""


def _now() -> datetime:
    return datetime.now().astimezone()


class Services(Frozen, arbitrary_types_allowed=True):
    """What a change needs beside its run."""

    settings: Settings
    store: SecretStore
    ledger: SecretLedger
    operator: str
    policy: ChangePolicy = ChangePolicy()
    check_wait_s: float = 20.0
    clock: Callable[[], datetime] = _now
    """This machine's clock, which windows, ends and timers are judged by; it may be set while a run goes on."""


class Work:
    """One device of one run."""

    def __init__(self, run: Run, entry: DevicePlan, services: Services) -> None:
        self.run = run
        self.entry = entry
        self.services = services
        self.platform: Platform = platforms.load(entry.platform)

    # -- the journal -----------------------------------------------------------------------------------------------

    def note(self, name: str, **detail: object) -> Event:
        """Write a step to the journal; on return it is on disk."""
        return self.run.journal.append(name, self.entry.device, **detail)

    @property
    def fate(self) -> Fate:
        return self.run.fate(self.entry.device)

    def events(self) -> list[Event]:
        """The steps of the change that is under way (or was the last)."""
        events: list[Event] = []
        for event in self.run.journal.events(self.entry.device):
            if event.name == "begun":
                events.clear()
            events.append(event)
        return events

    def noted(self, name: str) -> bool:
        return any(event.name == name for event in self.events())

    def lines_sent(self) -> int:
        return sum(event.name == "line" for event in self.events())

    def look(self, session: Session) -> verify.Before:
        """See what the checks compare with, before the change, and note it."""
        observed = session.observe()
        self.note("observed", interfaces_up=list(observed.interfaces_up), neighbours=list(observed.neighbours))
        answers = probe(session, self.platform, self.entry.checks)
        if self.run.head.direction == "back":  # what the change itself had brought goes with it
            first = Work(self.run.reversed_run(), self.entry, self.services).seen().answers
            answers = {
                name: tuple(line for line in lines if line in first.get(name, lines)) for name, lines in answers.items()
            }
        if answers:
            self.note("probed", **{name: list(lines) for name, lines in answers.items()})
        return self.seen()

    def seen(self) -> verify.Before:
        """What was seen before the change, by the journal."""
        observed = Observation(interfaces_up=(), neighbours=())
        answers: dict[str, tuple[str, ...]] = {}
        for event in self.events():
            if event.name == "observed":
                observed = Observation.model_validate(event.detail)
            elif event.name == "probed":
                answers = {name: tuple(lines) for name, lines in event.detail.items()}
        return verify.Before(observed=observed, answers=answers, log_in_as=self.log_in_as)

    def log_in_as(self, credential: str) -> None:
        """Log in with another account and out again. Raises ToolkitError."""
        services = self.services
        other = self.entry.connection.model_copy(update={"credential": credential})
        target = connection.target(self.entry.device, self.entry.platform, other, services.store, services.settings)
        with connect(target):
            pass

    def until(self) -> datetime | None:
        """When the timed revert that this change armed fires, by this machine's clock; None before arming."""
        for event in reversed(self.events()):
            if event.name == "arming":
                return datetime.fromisoformat(str(event.detail["until"]))
        return None

    def grace(self) -> timedelta:
        """How long after its timer a device may take to be back: a reload takes minutes."""
        methods = {method.name: method.grace_minutes for method in self.platform.revert_methods}
        return timedelta(minutes=methods.get(self.entry.revert_method, 1))

    @property
    def timed(self) -> bool:
        """Whether the device goes back by itself where nobody confirms."""
        return any(method.timed for method in self.platform.revert_methods if method.name == self.entry.revert_method)

    def arm(self, session: Session) -> None:
        """Arm the timed revert, with its time in the journal before and its success after. Raises DeviceError."""
        method, minutes = self.entry.revert_method, self.entry.revert_minutes
        until = (self.services.clock() + timedelta(minutes=minutes)).isoformat(timespec="seconds")
        self.note("arming", method=method, minutes=minutes, until=until)
        session.arm(method, minutes)
        self.note("armed")

    def owns_timer(self, armed_by: str = "") -> bool:
        """Whether a timed revert that is pending now is this change's own: the last it armed was not confirmed since, and its
        time is not over. Anyone else's is never touched.

        Where the run was killed before the device's answer was noted, it counts as armed if it was armed under our login. By a
        clock that was set back since, nobody knows whether its time is over: then it fires by itself.
        """
        until, now = self.until(), self.services.clock()
        last = [event.name for event in self.events() if event.name in {"arming", "armed", "confirmed"}][-1:]
        armed = last == ["armed"] or (last == ["arming"] and armed_by == self.target().username)
        if not armed or until is None:
            return False
        return until - timedelta(minutes=self.entry.revert_minutes) - BACKWARDS <= now <= until + self.grace()

    # -- the texts -------------------------------------------------------------------------------------------------

    def key(self) -> str:
        return self.services.store.get("altyapi/digest-key")

    def old(self) -> str:
        """The config from before the change, normalised."""
        return self.platform.normalise(before.read(self.run.folder, self.entry.device, self.key()))

    def keep(self, running: str) -> None:
        """Keep the config from before the change, encrypted, with the run."""
        before.keep(self.run.folder, self.entry.device, running, self.key())

    def revealed(self, running: str) -> tuple[str, ...]:
        """The commands, with what the device showed of secrets in its place; references to the store stay."""
        kept = running
        if self.run.head.direction == "back":
            kept = before.read(self.run.reversed_run().folder, self.entry.device, self.key())
        return self._revealed(self.entry.commands, kept)

    def _revealed(self, lines: Iterable[str], kept: str) -> tuple[str, ...]:
        values = shown.values(kept, self.platform, self.key())
        return tuple(shown.reveal(line, values) for line in lines)

    def commands(self, running: str) -> tuple[str, ...]:
        """The commands as they are sent."""
        return tuple(
            materialise(line, self.services.store, self.platform.secret_refused) for line in self.revealed(running)
        )

    def expected(self, running: str) -> verify.Expected:
        """What the device should hold after its change, from the config that was there before."""
        if self.run.head.direction == "back":
            kept = before.read(self.run.reversed_run().folder, self.entry.device, self.key())
            text = visible(self.platform.normalise(kept), self.platform)
        else:
            text = outcome(running, self.revealed(running), self.platform, self.services.store).text
        return verify.Expected(self.entry, text, self.platform, self.services.store, self.services.ledger)

    def as_told(self, running: str) -> None:
        """The commands lead where the plan says, and to the difference that was reviewed, and the plan has the flags by which
        its approvals were counted; and the way back that stands beside them leads back. Raises PlanMisstated."""
        device = self.entry.device
        commands = self.revealed(running)
        made = outcome(running, commands, self.platform, self.services.store)
        if self.run.head.direction == "back":
            if not remediation.same_config(self.expected(running).text, made.text, self.platform):
                raise PlanMisstated(device=device, problem="the rollback does not lead back")
            return
        if made.sha256 != self.entry.predicted_sha256:
            raise PlanMisstated(device=device, problem="they lead to another config than predicted")
        if made.diff != self.entry.diff:
            raise PlanMisstated(device=device, problem="they make another difference than the one shown")
        host = self.entry.connection.host
        flags = {(flag.kind, flag.line) for flag in self.entry.flags}
        for flag in flagged(running, commands, self.platform, self.services.store, host):
            if (flag.kind, flag.line) not in flags:
                raise PlanMisstated(device=device, problem=f"not flagged as {flag.kind}: {flag.line}: {flag.reason}")
        normal = self.platform.normalise(running)
        new = remediation.predict(normal, commands, self.platform)
        back = outcome(new, self._revealed(self.entry.rollback, running), self.platform, self.services.store)
        if not remediation.same_config(visible(normal, self.platform), back.text, self.platform):
            raise PlanMisstated(device=device, problem="the rollback does not lead back")

    def set_unseen(self) -> Iterator[str]:
        """What the commands set or remove of secrets that the device's config can't prove: in doubt in the ledger from
        before they are sent until they are confirmed. A line whose secrets no command holds is as the ledger has it."""
        sent = {use.name for use in self.entry.secrets}
        if self.run.head.direction == "forward":
            for line in self.entry.unverifiable:
                if sent.issuperset(references(line)):
                    yield line
        for command in self.entry.commands:
            line = command.strip()
            named = self.platform.language.positive(line)
            removed = named != line and self._was_hidden(named)
            if removed or hidden(named, self.platform):
                yield line

    def _was_hidden(self, identity: str) -> bool:
        """Whether the ledger knows lines of that thing, as of an SNMP user."""
        return any(entry.line.startswith(identity) for entry in self.services.ledger.entries(self.entry.device))

    def target(self) -> Target:
        """Where the plan says the device is, with its credentials."""
        services = self.services
        return connection.target(
            self.entry.device, self.entry.platform, self.entry.connection, services.store, services.settings
        )
