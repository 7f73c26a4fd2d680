"""Brings NetBox to what a difference says: in dependency order, in bulk, in parallel, and again from where it stopped."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final

from netbox_sync import faults
from netbox_sync.client import NetBox
from netbox_sync.desired.chunks import FIRST, LARGEST, Queue, Sizes
from netbox_sync.desired.difference import Difference, Operation
from netbox_sync.desired.journal import Journal
from netbox_sync.desired.kinds import KINDS
from netbox_sync.desired.outcome import Outcome, Refusal
from netbox_sync.desired.removing import Remover
from netbox_sync.desired.requests import Requests
from netbox_sync.desired.writing import Writer
from netbox_sync.pull.reader import Progress

SETTLE_S: Final = 120.0  # NetBox's own server ends a request after that long, as it is usually set up
LONGEST_MESSAGE: Final = 200
MESSAGES_SINCE: Final = (4, 4)


def apply(
    netbox: NetBox,
    difference: Difference,
    *,
    journal: Path,
    message: str = "",
    document: str = "",
    progress: Progress | None = None,
    threads: int = 2,
    chunk: int = LARGEST,
    settle_s: float = SETTLE_S,
) -> Outcome:
    """Writes what differs. An object that NetBox refuses, and those that need it, are left out and told; all others go on.

    `chunk` is the most objects of one request; how many it takes is measured as the run goes. `message` goes into NetBox's
    changelog, with the `document`'s number and this run's id, where this NetBox keeps messages (since 4.4). `threads`:
    requests at a time; more than NetBox's server has cores are of no use. `settle_s`: how long a request without an answer
    may still be at work inside NetBox; `journal`: the file that keeps what was sent, one for each NetBox.

    What concerns NetBox as a whole (down, token refused, permission missing) ends the run: `Outcome.stopped`. Raises
    ApplyBusy, ProgressDamaged, and what NetBox says before anything was written.
    """
    run = uuid.uuid4().hex[:12]
    written = Journal(journal)
    told = {"message": message, "document": document, "operations": len(difference.operations)}
    with written.running(run, netbox=netbox.url, **told):
        version = netbox.status().version
        _permitted(netbox, difference)
        _wait_for_the_dead(written, difference, settle_s)
        changelog = _changelog(message, document, run, version)
        applying = _Applying(netbox, difference, written, changelog, threads, chunk, settle_s)
        outcome = applying.outcome(progress)
        result = "stopped" if outcome.stopped else "whole" if outcome.whole else "partial"
        written.end(result, created=outcome.created, updated=outcome.updated, deleted=outcome.deleted)
    return outcome


def _changelog(message: str, document: str, run: str, version: str) -> str:
    """The changelog's message: a long one is cut, never the document's number and the run's id; empty where NetBox has no
    place for it."""
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers < MESSAGES_SINCE:
        return ""
    own = f"altyapi {run}"
    told = f" ({document})" if document else ""
    told = told[: LONGEST_MESSAGE - len(own) - 2]
    room = LONGEST_MESSAGE - len(own) - 2 - len(told)
    said = message if len(message) <= room else f"{message[: max(0, room - 1)].rstrip()}…"[: max(0, room)]
    head = f"{said}{told}".strip()
    return f"{head}; {own}" if head else own


def _wait_for_the_dead(journal: Journal, difference: Difference, settle_s: float) -> None:
    """A process that died left a request of which NetBox may still be making objects; where NetBox would take them twice,
    their time must pass before anybody looks whether they are there."""
    making = {one.endpoint for one in difference.operations if one.action == "create"}
    for one in journal.unanswered:
        if one.endpoint in making and not KINDS[one.endpoint].unique:
            age_s = (datetime.now(UTC) - one.at).total_seconds()
            threading.Event().wait(max(0.0, min(settle_s - age_s, settle_s)))


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
        self._sizes = Sizes(chunk)
        self._stopping = threading.Event()
        self._stopped: faults.NetBoxError | None = None
        requests = Requests(netbox, journal, self._stopping)
        careful = frozenset(one.endpoint for one in journal.unanswered)
        self._writer = Writer(requests, message=message, settle_s=settle_s, careful=careful)
        self._remover = Remover(requests, message)
        self._tried: set[int] = set()

    def outcome(self, progress: Progress | None) -> Outcome:
        """Does the work."""
        operations = self._difference.operations
        with ThreadPoolExecutor(self._threads, thread_name_prefix="apply") as pool:
            for _, level in groupby(operations, key=lambda one: one.level):
                self._level(pool, [one for one in level if one.body and self._may(one, one.needs)], progress)
            late = [one for one in operations if one.late and self._may(one, (*one.late_needs, one.number))]
            self._late(pool, late, progress)
        self._remove()
        writer, remover = self._writer, self._remover
        untried = sum(one.number not in writer.ids and one.number not in writer.refusals for one in operations)
        ended = remover.removed | remover.kept.keys()
        untried += sum((one.endpoint, one.id) not in ended for one in self._difference.removals)
        refusals = [writer.refusals[number] for number in sorted(writer.refusals)]
        return Outcome(
            run=self._journal.run,
            created=dict(writer.created),
            updated=dict(writer.updated),
            already=writer.already + remover.already,
            deleted=dict(remover.deleted),
            refusals=(*refusals, *remover.kept.values()),
            untried=untried,
            stopped=self._stopped,
        )

    def _remove(self) -> None:
        """Last, and only when all else went well: what takes the place of what goes is there then."""
        if self._stopping.is_set() or self._writer.refusals:
            return
        groups = [list(group) for _, group in groupby(self._difference.removals, key=lambda one: one.endpoint)]
        try:
            for removals in self._remover.untouched(groups):
                for begin in range(0, len(removals), FIRST):
                    self._remover.remove(removals[begin : begin + FIRST])
        except faults.NetBoxError as error:
            self._stopped = error
            self._stopping.set()

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
        """Operations of one level, which need not wait for one another."""
        ordered = sorted(operations, key=lambda one: (KINDS[one.endpoint].rank, one.action))
        queue = Queue(self._sizes)
        for (endpoint, action), group in groupby(ordered, key=lambda one: (one.endpoint, one.action)):
            write = self._writer.create if action == "create" else self._writer.update
            queue.add(endpoint, list(group), write)
        self._run(pool, queue, progress)

    def _late(self, pool: ThreadPoolExecutor, operations: Sequence[Operation], progress: Progress | None) -> None:
        ordered = sorted(operations, key=lambda one: KINDS[one.endpoint].rank)
        queue = Queue(self._sizes)
        for endpoint, group in groupby(ordered, key=lambda one: one.endpoint):
            queue.add(endpoint, list(group), partial(self._writer.update, late=True))
        self._run(pool, queue, progress)

    def _run(self, pool: ThreadPoolExecutor, queue: Queue, progress: Progress | None) -> None:
        running = [pool.submit(self._work, queue, progress) for _ in range(self._threads)]
        for future in running:
            error = future.exception()
            if error is not None:
                self._stopping.set()
                raise error

    def _work(self, queue: Queue, progress: Progress | None) -> None:
        """One thread: chunk after chunk, until there is none or the run stops."""
        while not self._stopping.is_set() and (chunk := queue.take()) is not None:
            try:
                with chunk:
                    chunk.write(chunk.operations)
            except faults.NetBoxError as error:
                self._stopped = self._stopped or error
                self._stopping.set()
            except BaseException:
                self._stopping.set()
                raise
            if progress is not None:
                ended = len(self._writer.ids) + len(self._writer.refusals)
                progress(chunk.endpoint, ended, len(self._difference.operations))
