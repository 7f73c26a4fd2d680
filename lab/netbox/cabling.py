"""What is at the other end: of a cable, and of the whole path through patch panels and circuits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lab.netbox.schema import type_id
from lab.netbox.store import Key, Row, Store

FRONT, REAR, CIRCUIT = "dcim.frontport", "dcim.rearport", "circuits.circuittermination"
CABLED = ("dcim.interface", FRONT, REAR, CIRCUIT)
_OTHER = {"A": "b_terminations", "B": "a_terminations"}
_SAME = {"A": "a_terminations", "B": "b_terminations"}


def peers(store: Store, label: str, row: Row) -> list[Key]:
    """What is on the other end of the row's cable."""
    cable = store.get("dcim.cable", row.get("cable"))
    if cable is None:
        return []
    return [(kind, each) for kind, each in cable[_OTHER[row["cable_end"]]] if (kind, each) != (label, row["id"])]


@dataclass
class Path:
    """Objects and cables from one end to the other, in turn; each step is a list, as a cable may have several ends."""

    steps: list[list[Key]] = field(default_factory=list)
    is_active: bool = True
    is_complete: bool = False
    is_split: bool = False

    @property
    def destinations(self) -> list[Key]:
        """The far end, where the path has one."""
        return self.steps[-1] if self.is_complete else []


def trace(store: Store, label: str, row: Row) -> Path | None:
    """The path that begins at an object, or None where no cable is attached to it."""
    cable = store.get("dcim.cable", row.get("cable"))
    if cable is None:
        return None
    path, positions = Path(), _Positions()
    near: list[Key] = [(kind, each) for kind, each in cable[_SAME[row["cable_end"]]] if kind == label]
    while near:
        held = [store.rows[kind][each] for kind, each in near]
        attached = [each.get("cable") for each in held]
        if len(set(attached)) > 1 and positions.known and len(near) != positions.latest:
            path.is_split = True
            break
        path.steps.append(near)
        cables = list(dict.fromkeys(each for each in attached if each))
        if not cables:
            break
        path.is_split = path.is_split or None in attached
        path.steps.append([("dcim.cable", each) for each in cables])
        rows = [store.rows["dcim.cable"][each] for each in cables]
        path.is_active = path.is_active and all(each["status"] == "connected" for each in rows)
        far = list(dict.fromkeys(far for each in held for far in _far(store, each)))
        if len({kind for kind, _ in far}) > 1:
            path.is_split = True
            break
        path.steps.append(far)
        near = _onward(store, path, far, cables, positions)
    return path


def _far(store: Store, row: Row) -> list[Key]:
    cable = store.get("dcim.cable", row.get("cable"))
    return [(kind, each) for kind, each in cable[_OTHER[row["cable_end"]]]] if cable else []


class _Positions:
    """Which strands of a trunk the path came in by, one entry per trunk it is still inside of."""

    def __init__(self) -> None:
        self._stack: list[list[int]] = []

    @property
    def known(self) -> bool:
        return bool(self._stack)

    @property
    def latest(self) -> int:
        return len(self._stack[-1])

    def enter(self, positions: list[int]) -> None:
        self._stack.append(positions)

    def leave(self) -> list[int]:
        return self._stack.pop()


def _onward(store: Store, path: Path, far: list[Key], cables: list[int], positions: _Positions) -> list[Key]:
    """Where the path goes on from the far end of a cable; nothing where it ends there."""
    if not far:
        return []
    kind = far[0][0]
    if kind == FRONT:
        return _to_rear(store, far, positions)
    if kind == REAR:
        return _to_front(store, path, far, positions)
    if kind == CIRCUIT:
        return _across(store, path, far, cables)
    path.is_complete = True
    return []


def _to_rear(store: Store, far: list[Key], positions: _Positions) -> list[Key]:
    fronts = [store.rows[FRONT][each] for _, each in far]
    rears = list(dict.fromkeys(each["rear_port"] for each in fronts))
    if len(rears) > 1 or store.rows[REAR][rears[0]]["positions"] > 1:
        positions.enter([each["rear_port_position"] for each in fronts])
    return [(REAR, each) for each in rears]


def _to_front(store: Store, path: Path, far: list[Key], positions: _Positions) -> list[Key]:
    rears = [store.rows[REAR][each] for _, each in far]
    single = all(each["positions"] == 1 for each in rears)
    if len(rears) == 1 and single:
        wanted = {(rears[0]["id"], 1)}
    elif positions.known:
        came = positions.leave()
        pairs = zip(rears, came, strict=False) if len(rears) > 1 else ((rears[0], each) for each in came)
        wanted = {(rear["id"], at) for rear, at in pairs}
    elif single:
        wanted = {(each["id"], 1) for each in rears}
    else:
        path.is_split = True
        return []
    fronts = sorted(
        front
        for rear, at in wanted
        for front in store.having(FRONT, "rear_port", rear)
        if store.rows[FRONT][front]["rear_port_position"] == at
    )
    if len(rears) > 1 and len(fronts) != len(rears):
        path.is_split = True
        return []
    return [(FRONT, each) for each in fronts]


def _across(store: Store, path: Path, far: list[Key], cables: list[int]) -> list[Key]:
    """From one side of a circuit to the other."""
    rows = store.rows[CIRCUIT]
    sides = {(rows[each]["circuit"], "Z" if rows[each]["term_side"] == "A" else "A") for _, each in far}
    others = [
        rows[each]
        for circuit, side in sorted(sides)
        for each in sorted(store.having(CIRCUIT, "circuit", circuit))
        if rows[each]["term_side"] == side
    ]
    if not others:
        return []
    keys = [(CIRCUIT, each["id"]) for each in others]
    places = [(each["termination_type"], each["termination_id"]) for each in others]
    clouds = all(kind == "circuits.providernetwork" for kind, _ in places)
    if clouds or all(kind and not each.get("cable") for (kind, _), each in zip(places, others, strict=True)):
        path.steps += [keys, places]
        path.is_complete = clouds
        return []
    if any(each.get("cable") in cables for each in others):
        path.is_split = True
        return []
    return keys


def path_of(store: Store, label: str, row: Row) -> Row | None:
    """The path as NetBox keeps it in a row of its own."""
    found = trace(store, label, row)
    if found is None:
        return None
    path: list[list[Any]] = [[f"{type_id(kind)}:{each}" for kind, each in step] for step in found.steps]
    return {
        "id": row["cable"] * 2 + (row["cable_end"] == "B"),
        "path": path,
        "is_active": found.is_active,
        "is_complete": found.is_complete,
        "is_split": found.is_split,
    }
