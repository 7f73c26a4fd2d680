"""Deletes what is not wanted any more: only what is still as it was compared, and nothing that got or lost a part since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from netbox_sync import faults
from netbox_sync.desired import looking
from netbox_sync.desired.dependents import CABLES, along
from netbox_sync.desired.difference import Removal
from netbox_sync.desired.kinds import KINDS, Kind
from netbox_sync.desired.outcome import Refusal, Why
from netbox_sync.desired.refusing import words
from netbox_sync.desired.requests import ATTEMPTS, Lost, Requests


class Remover:
    """Deletes chunk after chunk, from one thread; keeps what became of every removal."""

    def __init__(self, requests: Requests, message: str) -> None:
        self._requests = requests
        self._netbox, self._stopping = requests.netbox, requests.stopping
        self._message = message
        self.deleted: Counter[str] = Counter()
        self.removed: set[tuple[str, int]] = set()
        self.kept: dict[tuple[str, int], Refusal] = {}
        self.already = 0

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
            self._requests.send(
                "delete", kind, [one.label for one in removals], [{"id": one.id, **message} for one in removals]
            )
        except (faults.ValidationRefused, faults.NetBoxFailing) as error:
            if len(removals) > 1:
                middle = len(removals) // 2
                self.remove(removals[:middle], attempt)
                self.remove(removals[middle:], attempt)
            else:
                self._requests.hope(error)
                self._keep(removals[0], "dependents", words(error))
        except Lost as lost:
            if attempt >= ATTEMPTS:
                raise lost.error from lost
            self._requests.pause(attempt)
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

    def _gone(self, removal: Removal, *, ours: bool) -> None:
        self.removed.add((removal.endpoint, removal.id))
        if ours:
            self.deleted[removal.endpoint] += 1
        else:
            self.already += 1

    def _keep(self, removal: Removal, why: Why, detail: str) -> None:
        told = Refusal(why=why, endpoint=removal.endpoint, label=removal.label, detail=detail)
        self.kept[removal.endpoint, removal.id] = told
