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
from typing import Any

from netbox_sync import faults
from netbox_sync.client import Row
from netbox_sync.desired import looking, twins
from netbox_sync.desired.difference import Operation
from netbox_sync.desired.kinds import KINDS, Kind
from netbox_sync.desired.outcome import Refusal, Why
from netbox_sync.desired.refusing import conflict, line, words
from netbox_sync.desired.requests import ATTEMPTS, Body, Lost, Requests
from netbox_sync.desired.sending import holds, resolved, unchanged_since


class Writer:
    """Writes chunks, from several threads; keeps what became of every operation."""

    def __init__(
        self, requests: Requests, *, message: str, settle_s: float, careful: frozenset[str] = frozenset()
    ) -> None:
        self._requests = requests
        self._netbox, self._stopping = requests.netbox, requests.stopping
        self._message = message
        self._settle_s = settle_s
        self._careful = careful
        self._guard = threading.Lock()
        self.ids: dict[int, int] = {}  # operation -> the object that it made or changed
        self.refusals: dict[int, Refusal] = {}
        self.created: Counter[str] = Counter()
        self.updated: Counter[str] = Counter()
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
            rows = self._requests.send(
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
                self._requests.send("delete", kind, [one.label for one in double], bodies)
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
            self._requests.send("update", kind, [one.label for one in operations], sent)
        except (faults.ValidationRefused, faults.NetBoxFailing) as error:
            if len(operations) > 1:
                middle = len(operations) // 2
                self.update(operations[:middle], late=late)
                self.update(operations[middle:], late=late)
            elif isinstance(error, faults.NetBoxFailing) and attempt < ATTEMPTS:
                self._requests.pause(attempt)
                self.update(operations, late=late, attempt=attempt + 1)
            else:
                self._requests.hope(error)
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
            self._requests.pause(attempt)
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
            self._requests.send("update", kind, [operation.label], [{"id": object_id, **self._body(operation)}])
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
            self._requests.pause(attempt)
            self.create(operations, attempt=attempt + 1)
        else:
            self._requests.hope(error)
            self._refuse(operations[0], "refused", words(error))

    def _after_loss(self, kind: Kind, operations: Sequence[Operation], lost: Lost, attempt: int) -> None:
        left: Sequence[Operation] = operations
        pause = attempt
        while lost.left:
            self._requests.pause(pause)
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
            self._requests.pause(attempt)
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
