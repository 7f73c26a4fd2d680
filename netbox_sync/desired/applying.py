"""Brings NetBox to what a difference says: in dependency order, in bulk, in parallel, and again from where it stopped."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import groupby, islice
from pathlib import Path
from typing import Final

from netbox_sync import faults
from netbox_sync.client import NetBox
from netbox_sync.desired.difference import Difference, Operation
from netbox_sync.desired.journal import Journal
from netbox_sync.desired.kinds import KINDS
from netbox_sync.desired.outcome import Outcome, Refusal
from netbox_sync.desired.writing import Writer
from netbox_sync.reader import Progress

CHUNK: Final = 80
SETTLE_S: Final = 120.0  # NetBox's own server ends a request after that long, as it is usually set up
LONGEST_MESSAGE: Final = 200
MESSAGES_SINCE: Final = (4, 4)


def apply(
    netbox: NetBox,
    difference: Difference,
    *,
    journal: Path,
    message: str = "",
    progress: Progress | None = None,
    threads: int = 2,
    chunk: int = CHUNK,
    settle_s: float = SETTLE_S,
) -> Outcome:
    """Writes what differs. An object that NetBox refuses, and those that need it, are left out and told; all others go on.

    `message` goes into NetBox's changelog, with this run's id, where this NetBox keeps messages (since 4.4). `threads`:
    requests at a time; more than NetBox's server has cores are of no use. `settle_s`: how long a request without an answer
    may still be at work inside NetBox.

    What concerns NetBox as a whole (down, token refused, permission missing) ends the run: `Outcome.stopped`. Raises
    ApplyBusy, ProgressDamaged, and what NetBox says before anything was written.
    """
    run = uuid.uuid4().hex[:12]
    written = Journal(journal)
    with written.running(run, netbox=netbox.url, message=message, operations=len(difference.operations)):
        version = netbox.status().version
        _permitted(netbox, difference)
        applying = _Applying(netbox, difference, written, _changelog(message, run, version), threads, chunk, settle_s)
        outcome = applying.outcome(progress)
        result = "stopped" if outcome.stopped else "whole" if outcome.whole else "partial"
        written.end(result, created=outcome.created, updated=outcome.updated, deleted=outcome.deleted)
    return outcome


def _changelog(message: str, run: str, version: str) -> str:
    """The changelog's message, its end cut where it is too long, never the run's id; empty where NetBox has no place for it."""
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers < MESSAGES_SINCE:
        return ""
    tail = f"altyapi {run}"
    room = LONGEST_MESSAGE - len(tail) - 2
    return f"{message[:room].rstrip()}; {tail}" if message else tail


def _permitted(netbox: NetBox, difference: Difference) -> None:
    """Raises PermissionMissing for the first list that must be written and may not be, before anything is."""
    needed: dict[str, set[str]] = {}
    for one in difference.operations:
        if one.action == "create":
            needed.setdefault(one.endpoint, set()).add("add")
        if one.action == "update" or one.late:
            needed.setdefault(one.endpoint, set()).add("change")
    for endpoint, actions in needed.items():
        for action in sorted(actions - netbox.write_actions(endpoint)):
            raise faults.PermissionMissing(action=action, object_type=KINDS[endpoint].object_type)


class _Applying:
    def __init__(
        self,
        netbox: NetBox,
        difference: Difference,
        journal: Journal,
        message: str,
        threads: int,
        chunk: int,
        settle_s: float,
    ) -> None:
        self._difference = difference
        self._journal = journal
        self._threads = max(1, min(threads, netbox.threads))
        self._chunk = chunk
        self._stopping = threading.Event()
        self._stopped: faults.NetBoxError | None = None
        self._writer = Writer(
            netbox,
            journal,
            message=message,
            settle_s=settle_s,
            stopping=self._stopping,
            careful=frozenset(one.endpoint for one in journal.unanswered),
        )
        self._tried: set[int] = set()

    def outcome(self, progress: Progress | None) -> Outcome:
        """Does the work."""
        operations = self._difference.operations
        with ThreadPoolExecutor(self._threads, thread_name_prefix="apply") as pool:
            for _, level in groupby(operations, key=lambda one: one.level):
                self._level(pool, [one for one in level if one.body and self._may(one, one.needs)], progress)
            late = [one for one in operations if one.late and self._may(one, (*one.late_needs, one.number))]
            self._late(pool, late, progress)
        writer = self._writer
        untried = sum(one.number not in writer.ids and one.number not in writer.refusals for one in operations)
        return Outcome(
            run=self._journal.run,
            created=dict(writer.created),
            updated=dict(writer.updated),
            already=writer.already,
            refusals=tuple(writer.refusals[number] for number in sorted(writer.refusals)),
            untried=untried,
            stopped=self._stopped,
        )

    def _may(self, operation: Operation, needs: Sequence[int]) -> bool:
        """Whether everything that it needs was written; where not, it is told and not tried."""
        if self._stopping.is_set():
            return False
        failed = next((number for number in needs if number in self._writer.refusals), None)
        if failed is None:
            return True
        if failed != operation.number:
            culprit = self._writer.refusals[failed]
            self._writer.refusals.setdefault(
                operation.number,
                Refusal(
                    why="prerequisite",
                    endpoint=operation.endpoint,
                    label=operation.label,
                    detail=f"{culprit.endpoint}: {culprit.label}",
                    origin=operation.origin,
                ),
            )
        return False

    def _level(self, pool: ThreadPoolExecutor, operations: Sequence[Operation], progress: Progress | None) -> None:
        work: list[tuple[str, list[Callable[[], None]]]] = []
        ordered = sorted(operations, key=lambda one: (KINDS[one.endpoint].rank, one.action))
        for (endpoint, action), group in groupby(ordered, key=lambda one: (one.endpoint, one.action)):
            write = self._writer.create if action == "create" else self._writer.update
            chunks = [_bound(write, some) for some in _chunks(group, self._chunk)]
            # NetBox places an object in its tree by what it read of the tree: two at a time may spoil it
            parts = [chunks] if KINDS[endpoint].tree else [[one] for one in chunks]
            work.extend((endpoint, part) for part in parts)
        self._run(pool, work, progress)

    def _late(self, pool: ThreadPoolExecutor, operations: Sequence[Operation], progress: Progress | None) -> None:
        work: list[tuple[str, list[Callable[[], None]]]] = []
        ordered = sorted(operations, key=lambda one: KINDS[one.endpoint].rank)
        for endpoint, group in groupby(ordered, key=lambda one: one.endpoint):
            for some in _chunks(group, self._chunk):
                work.append((endpoint, [lambda some=some: self._writer.update(some, late=True)]))  # type: ignore[misc]
        self._run(pool, work, progress)

    def _run(
        self, pool: ThreadPoolExecutor, work: Sequence[tuple[str, list[Callable[[], None]]]], progress: Progress | None
    ) -> None:
        running: set[Future[None]] = {pool.submit(self._each, part) for _, part in work}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                error = future.exception()
                if isinstance(error, faults.NetBoxError):
                    self._stopped = self._stopped or error
                    self._stopping.set()
                elif error is not None:
                    self._stopping.set()
                    raise error
            if progress is not None:
                ended = len(self._writer.ids) + len(self._writer.refusals)
                progress("", ended, len(self._difference.operations))

    def _each(self, part: Sequence[Callable[[], None]]) -> None:
        for one in part:
            if self._stopping.is_set():
                return
            one()


def _bound(write: Callable[[Sequence[Operation]], None], some: list[Operation]) -> Callable[[], None]:
    return lambda: write(some)


def _chunks(operations: Iterator[Operation], size: int) -> Iterator[list[Operation]]:
    while some := list(islice(operations, size)):
        yield some
