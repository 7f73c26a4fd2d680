"""Writes chunks of operations so that each object is written once, whatever becomes of the answers.

NetBox takes a chunk whole or not at all, so a refusal says nothing of the others in it: the objects it names are left out,
or the chunk is halved until the culprit stands alone. After an answer that was lost (a timeout, a proxy's 502) nobody knows
whether the chunk was taken: NetBox is asked by natural key before anything is sent again.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from netbox_sync import faults
from netbox_sync.client import NetBox, Row, never_sent
from netbox_sync.desired import looking, twins
from netbox_sync.desired.dependents import CABLES, along
from netbox_sync.desired.difference import Operation, Removal
from netbox_sync.desired.journal import Journal
from netbox_sync.desired.kinds import KINDS, Kind
from netbox_sync.desired.outcome import Refusal, Why
from netbox_sync.desired.refusing import conflict, line, words
from netbox_sync.desired.sending import holds, resolved, unchanged_since

ATTEMPTS: Final = 3
FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 8.0
HOPELESS: Final = 5  # objects in a row for which NetBox fails inside: it is NetBox, not the objects
PROXY_STATUSES: Final = frozenset({429, 502, 503, 504, *range(520, 528)})  # the last of them are CDNs' own

Body = dict[str, Any]
Action = Literal["create", "update", "delete"]


class Lost(Exception):
    """Whether NetBox took a request is not known. `sent` is when it left, `error` what came instead of an answer."""

    def __init__(self, error: faults.NetBoxDown | faults.UnexpectedAnswer, sent: float, *, left: bool) -> None:
        super().__init__(str(error))
        self.error, self.sent, self.left = error, sent, left


class Writer:
    """Writes chunks, from several threads; keeps what became of every operation."""

    def __init__(
        self,
        netbox: NetBox,
        journal: Journal,
        *,
        message: str,
        settle_s: float,
        stopping: threading.Event,
        careful: frozenset[str] = frozenset(),
    ) -> None:
        self._netbox = netbox
        self._journal = journal
        self._message = message
        self._settle_s = settle_s
        self._stopping = stopping
        self._careful = careful
        self._guard = threading.Lock()
        self._hopeless = 0
        self.ids: dict[int, int] = {}  # operation -> the object that it made or changed
        self.refusals: dict[int, Refusal] = {}
        self.created: Counter[str] = Counter()
        self.updated: Counter[str] = Counter()
        self.deleted: Counter[str] = Counter()
        self.removed: set[tuple[str, int]] = set()
        self.kept: dict[tuple[str, int], Refusal] = {}
        self.already = 0
        self._made: set[tuple[str, int]] = set()

    def create(self, operations: Sequence[Operation], attempt: int = 1) -> None:
        """Creates the objects of one list. Raises what concerns NetBox as a whole."""
        if not operations or self._stopping.is_set():
            return
        kind = KINDS[operations[0].endpoint]
        if attempt == 1 and (not kind.unique or kind.endpoint in self._careful):
            operations = self._settled(kind, operations)
            if not operations:
                return
        try:
            rows = self._send(
                "create", kind, [one.label for one in operations], [self._body(one) for one in operations]
            )
        except faults.ValidationRefused as error:
            self._after_refusal(kind, operations, error)
        except faults.NetBoxFailing as error:
            self._after_failure(kind, operations, error, attempt)
        except Lost as lost:
            self._after_loss(kind, operations, lost, attempt)
        else:
            made = {one.number: int(row["id"]) for one, row in zip(operations, rows, strict=True)}
            double = frozenset[int]() if kind.unique else self._double(kind, operations, made)
            for one in operations:
                if one.number not in double:
                    self._done(one, made[one.number], self.created)
                    self._made.add((kind.endpoint, made[one.number]))
            if double:
                again = self._settled(kind, [one for one in operations if one.number in double])
                self.create(again, attempt=attempt + 1)

    def _double(self, kind: Kind, operations: Sequence[Operation], made: Mapping[int, int]) -> frozenset[int]:
        """The operations that somebody else did at the same time, after what they made here was taken back."""
        keys = [_key(one, _without_message(self._body(one))) for one in operations]
        yielding = twins.yielding(self._netbox, kind, made, keys, self._stopping)
        double = [one for one in operations if one.number in yielding]
        if double:
            bodies: list[Body] = [{"id": made[one.number]} for one in double]
            try:
                self._send("delete", kind, [one.label for one in double], bodies)
            except Lost as lost:
                raise lost.error from lost  # the next run tells that there are two
        return yielding

    def update(self, operations: Sequence[Operation], *, late: bool = False, attempt: int = 1) -> None:
        """Changes objects of one list that still are as they were compared; the others are conflicts."""
        if not operations or self._stopping.is_set():
            return
        kind = KINDS[operations[0].endpoint]
        bodies = {one.number: self._body(one, late=late) for one in operations}
        fields = {name for body in bodies.values() for name in body} | {name for one in operations for name in one.seen}
        rows = looking.by_id(self._netbox, kind, (self._id(one) for one in operations), fields - {"changelog_message"})
        ready: list[Operation] = []
        for one in operations:
            row = rows.get(self._id(one))
            body = _without_message(bodies[one.number])
            if row is None:
                self._refuse(one, "gone")
            elif holds(kind, row, body):
                if attempt > 1:
                    self._changed([one], late=late)
                else:
                    self._found(one, late=late)
            elif not unchanged_since(kind, row, _seen(one, body)):
                self._refuse(one, "conflict", conflict(row, one, body))
            else:
                ready.append(one)
        if ready:
            self._change(kind, ready, bodies, late=late, attempt=attempt)

    def _change(
        self, kind: Kind, operations: Sequence[Operation], bodies: Mapping[int, Body], *, late: bool, attempt: int
    ) -> None:
        sent = [{"id": self._id(one), **bodies[one.number]} for one in operations]
        try:
            self._send("update", kind, [one.label for one in operations], sent)
        except (faults.ValidationRefused, faults.NetBoxFailing) as error:
            if len(operations) > 1:
                middle = len(operations) // 2
                self.update(operations[:middle], late=late)
                self.update(operations[middle:], late=late)
            elif isinstance(error, faults.NetBoxFailing) and attempt < ATTEMPTS:
                self._pause(attempt)
                self.update(operations, late=late, attempt=attempt + 1)
            else:
                self._hope(error)
                self._refuse(operations[0], "refused", words(error))
        except faults.ObjectMissing:
            # some went between our look and our write, the others are changed: look again
            if attempt < ATTEMPTS:
                self.update(operations, late=late, attempt=attempt + 1)
            for one in operations if attempt >= ATTEMPTS else ():
                self._refuse(one, "refused", "NetBox shows it to this token and passes over its changes")
        except Lost as lost:
            if attempt >= ATTEMPTS:
                raise lost.error from lost
            self._pause(attempt)
            self.update(operations, late=late, attempt=attempt + 1)  # looks at what is there before it writes again
        else:
            self._changed(operations, late=late)

    def _changed(self, operations: Sequence[Operation], *, late: bool) -> None:
        for one in operations:
            if not late or (one.action == "update" and not one.body):  # else counted when its body was written
                self._done(one, self._id(one), self.updated)

    def adopt(self, operation: Operation, row: Row) -> None:
        """Makes an object that NetBox itself made with its owner (a device type's interfaces) what it should be."""
        kind = KINDS[operation.endpoint]
        object_id = int(row["id"])
        try:
            self._send("update", kind, [operation.label], [{"id": object_id, **self._body(operation)}])
        except (faults.ValidationRefused, faults.NetBoxFailing) as error:
            self._refuse(operation, "refused", words(error))
        except Lost as lost:
            raise lost.error from lost
        else:
            self._done(operation, object_id, self.created)

    def _after_refusal(self, kind: Kind, operations: Sequence[Operation], error: faults.ValidationRefused) -> None:
        """Leaves out what is there already, then what NetBox names, then halves."""
        left = self._settled(kind, operations)
        if len(left) < len(operations):
            self.create(left, attempt=2)
            return
        told = error.faults_by_field
        if isinstance(told, list) and len(told) == len(operations) and any(told):
            for one, said in zip(operations, told, strict=True):
                if said:
                    self._refuse(one, "refused", line(said))
            self.create([one for one, said in zip(operations, told, strict=True) if not said], attempt=2)
        elif len(operations) == 1:
            self._refuse(operations[0], "refused", words(error))
        else:
            self._halve(operations)

    def _after_failure(
        self, kind: Kind, operations: Sequence[Operation], error: faults.NetBoxFailing, attempt: int
    ) -> None:
        """An error inside NetBox: mostly taken back, but one that came after the commit is not.

        It may be the object's, or of the moment (a deadlock): the last one is tried again before it is blamed.
        """
        left = self._settled(kind, operations)
        if not left:
            return
        if len(left) < len(operations):
            self.create(left, attempt=2)
        elif len(operations) > 1:
            self._halve(operations)
        elif attempt < ATTEMPTS:
            self._pause(attempt)
            self.create(operations, attempt=attempt + 1)
        else:
            self._hope(error)
            self._refuse(operations[0], "refused", words(error))

    def _after_loss(self, kind: Kind, operations: Sequence[Operation], lost: Lost, attempt: int) -> None:
        left: Sequence[Operation] = operations
        pause = attempt
        while lost.left:
            self._pause(pause)
            left = self._settled(kind, operations, sent=True)
            waited_s = time.monotonic() - lost.sent
            # NetBox may still be at it; where it would take a second object of the same key, only time tells
            if len(left) < len(operations) or kind.unique or waited_s >= self._settle_s or self._stopping.is_set():
                break
            pause += 1
        if not left:
            return
        if attempt >= ATTEMPTS:
            raise lost.error from lost
        if not lost.left:
            self._pause(attempt)
        self.create(left, attempt=attempt + 1)

    def _halve(self, operations: Sequence[Operation]) -> None:
        middle = len(operations) // 2
        self.create(operations[:middle], attempt=2)
        self.create(operations[middle:], attempt=2)

    def _settled(self, kind: Kind, operations: Sequence[Operation], *, sent: bool = False) -> list[Operation]:
        """Those that NetBox does not hold yet. What it holds as wanted is done; what it holds otherwise is a conflict. `sent`: they
        have been sent, so what is held as wanted was made by this run, with the parts that NetBox gives it."""
        bodies = [_without_message(self._body(one)) for one in operations]
        keys = [_key(one, body) for one, body in zip(operations, bodies, strict=True)]
        fields = {name for body in bodies for name in body}
        left: list[Operation] = []
        for one, body, rows in zip(operations, bodies, looking.by_key(self._netbox, kind, keys, fields), strict=True):
            if not rows:
                left.append(one)
            elif any(holds(kind, row, body) for row in rows):
                row = next(row for row in rows if holds(kind, row, body))
                self.ids[one.number] = int(row["id"])
                self._found(one)
                if sent:
                    self._made.add((kind.endpoint, int(row["id"])))
            elif len(rows) == 1 and any(
                (kind.one[part], body.get(part)) in self._made for part in kind.part_of if part in kind.one
            ):
                self.adopt(one, rows[0])
            else:
                self._refuse(one, "conflict", conflict(rows[0], one, body))
        return left

    def untouched(self, groups: Sequence[Sequence[Removal]]) -> list[list[Removal]]:
        """Of each list those that nobody has touched since they were compared, and that lost and got no part; the others are
        told and stay.

        To be asked for all before the first deletion, as NetBox itself touches what lost something.
        """
        ready = [self._unchanged(group) for group in groups]
        # a part that somebody adds does not touch its owner's time
        now = along(self._netbox, [one for group in ready for one in group])
        for group in ready:
            for one in [one for one in group if now[one.endpoint, one.id] != (one.takes, frozenset())]:
                takes, cables = now[one.endpoint, one.id]
                grown = {path: count for path, count in takes.items() if count != one.takes.get(path)}
                self._keep(
                    one, "conflict", ", ".join(f"{path}: {count}" for path, count in grown.items()) or str(cables)
                )
                group.remove(one)
        labels = {told.label for told in self.kept.values()}
        for group in ready:
            for one in [one for one in group if one.endpoint == CABLES and one.within in labels]:
                self._keep(one, "conflict", one.within)  # it was to go because its owner did
                group.remove(one)
        return ready

    def _unchanged(self, removals: Sequence[Removal]) -> list[Removal]:
        """Of one list."""
        kind = KINDS[removals[0].endpoint]
        rows = looking.by_id(self._netbox, kind, (one.id for one in removals), ("last_updated",))
        ready: list[Removal] = []
        for one in removals:
            if one.id not in rows:
                self._gone(one, ours=False)
            elif str(rows[one.id].get("last_updated") or "") != one.last_updated:
                self._keep(one, "conflict", f"last_updated: {rows[one.id].get('last_updated')}")
            else:
                ready.append(one)
        return ready

    def remove(self, removals: Sequence[Removal], attempt: int = 1) -> None:
        """Deletes objects of one list, and looks whether they are gone."""
        if not removals or self._stopping.is_set():
            return
        kind = KINDS[removals[0].endpoint]
        message = {"changelog_message": self._message} if self._message else {}
        try:
            self._send("delete", kind, [one.label for one in removals], [{"id": one.id, **message} for one in removals])
        except (faults.ValidationRefused, faults.NetBoxFailing) as error:
            if len(removals) > 1:
                middle = len(removals) // 2
                self.remove(removals[:middle], attempt)
                self.remove(removals[middle:], attempt)
            else:
                self._hope(error)
                self._keep(removals[0], "dependents", words(error))
        except Lost as lost:
            if attempt >= ATTEMPTS:
                raise lost.error from lost
            self._pause(attempt)
            self.remove(self._left(kind, removals), attempt + 1)
        else:
            for one in self._left(kind, removals):
                self._keep(one, "refused", "NetBox said it was deleted, and still has it")

    def _left(self, kind: Kind, removals: Sequence[Removal]) -> list[Removal]:
        """Those that NetBox still has; the others are done."""
        there = looking.by_id(self._netbox, kind, (one.id for one in removals), ())
        for one in removals:
            if one.id not in there:
                self._gone(one, ours=True)
        return [one for one in removals if one.id in there]

    def _send(self, action: Action, kind: Kind, labels: list[str], bodies: Sequence[Body]) -> list[Row]:
        chunk = self._journal.sent(action, kind.endpoint, labels)
        sent = time.monotonic()
        try:
            rows = self._write(action, kind.endpoint, bodies)
        except faults.NetBoxUnreachable as error:
            left = not never_sent(error)
            self._journal.failed(chunk, "lost" if left else "refused", str(error))
            raise Lost(error, sent, left=left) from error
        except faults.NetBoxFailing as error:
            if error.fields.get("status") in PROXY_STATUSES:
                self._journal.failed(chunk, "lost", str(error))
                raise Lost(error, sent, left=True) from error
            self._journal.failed(chunk, "refused", str(error))
            raise
        except faults.UnexpectedAnswer as error:  # what came is not NetBox's word: a login page, half an answer
            self._journal.failed(chunk, "lost", str(error))
            raise Lost(error, sent, left=True) from error
        except faults.NetBoxError as error:
            self._journal.failed(chunk, "refused", str(error))
            raise
        self._journal.got(chunk, [int(row["id"]) for row in rows])
        with self._guard:
            self._hopeless = 0
        return rows

    def _write(self, action: Action, endpoint: str, bodies: Sequence[Body]) -> list[Row]:
        if action == "create":
            return self._netbox.create_many(endpoint, bodies)
        if action == "update":
            return self._netbox.update_many(endpoint, bodies)
        self._netbox.delete_many(endpoint, bodies)
        return [{"id": body["id"]} for body in bodies]

    def _body(self, operation: Operation, *, late: bool = False) -> Body:
        body: Body = resolved(operation.late if late else operation.body, self.ids)
        if self._message:
            body["changelog_message"] = self._message
        return body

    def _id(self, operation: Operation) -> int:
        return operation.id if operation.id is not None else self.ids[operation.number]

    def _done(self, operation: Operation, object_id: int, counter: Counter[str]) -> None:
        with self._guard:
            self.ids[operation.number] = object_id
            counter[operation.endpoint] += 1

    def _found(self, operation: Operation, *, late: bool = False) -> None:
        with self._guard:
            if operation.id is not None:
                self.ids[operation.number] = operation.id
            if not late:
                self.already += 1

    def _refuse(self, operation: Operation, why: Why, detail: str = "") -> None:
        with self._guard:
            self.refusals[operation.number] = Refusal(
                why=why,
                endpoint=operation.endpoint,
                label=operation.label,
                detail=detail,
                origin=operation.origin,
            )

    def _gone(self, removal: Removal, *, ours: bool) -> None:
        with self._guard:
            self.removed.add((removal.endpoint, removal.id))
            if ours:
                self.deleted[removal.endpoint] += 1
            else:
                self.already += 1

    def _keep(self, removal: Removal, why: Why, detail: str) -> None:
        with self._guard:
            told = Refusal(why=why, endpoint=removal.endpoint, label=removal.label, detail=detail)
            self.kept[removal.endpoint, removal.id] = told

    def _hope(self, error: faults.NetBoxError) -> None:
        """Gives up where NetBox fails for one object after the other."""
        if not isinstance(error, faults.NetBoxFailing):
            return
        with self._guard:
            self._hopeless += 1
            if self._hopeless >= HOPELESS:
                raise error

    def _pause(self, attempt: int) -> None:
        self._stopping.wait(min(FIRST_PAUSE_S * 2 ** (attempt - 1), LONGEST_PAUSE_S))


def _key(operation: Operation, body: Mapping[str, Any]) -> Body:
    """The natural key with ids; a part that is empty is null."""
    return {name: body.get(name) for name in operation.key}


def _seen(operation: Operation, body: Mapping[str, Any]) -> Body:
    """What was there before: of an object that this run made, nothing."""
    if operation.action == "create":
        return dict.fromkeys(body)
    return {name: operation.seen[name] for name in body if name in operation.seen}


def _without_message(body: Body) -> Body:
    return {name: value for name, value in body.items() if name != "changelog_message"}
