"""Sends chunks to NetBox, each noted in the run's journal before it leaves and when its answer is there."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any, Final, Literal

from netbox_sync import faults
from netbox_sync.client import NetBox, Row, never_sent
from netbox_sync.desired.journal import Journal
from netbox_sync.desired.kinds import Kind

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


class Requests:
    """Of one run, from several threads. `stopping` ends its pauses."""

    def __init__(self, netbox: NetBox, journal: Journal, stopping: threading.Event) -> None:
        self.netbox = netbox
        self.stopping = stopping
        self._journal = journal
        self._guard = threading.Lock()
        self._hopeless = 0

    def send(self, action: Action, kind: Kind, labels: list[str], bodies: Sequence[Body]) -> list[Row]:
        """NetBox's answer. Raises Lost where there is none, ValidationRefused, NetBoxFailing, and what concerns NetBox as a whole."""
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
            return self.netbox.create_many(endpoint, bodies)
        if action == "update":
            return self.netbox.update_many(endpoint, bodies)
        self.netbox.delete_many(endpoint, bodies)
        return [{"id": body["id"]} for body in bodies]

    def hope(self, error: faults.NetBoxError) -> None:
        """Gives up where NetBox fails for one object after the other."""
        if not isinstance(error, faults.NetBoxFailing):
            return
        with self._guard:
            self._hopeless += 1
            if self._hopeless >= HOPELESS:
                raise error

    def pause(self, attempt: int) -> None:
        """Waits, longer with each attempt, or until the run stops."""
        self.stopping.wait(min(FIRST_PAUSE_S * 2 ** (attempt - 1), LONGEST_PAUSE_S))
