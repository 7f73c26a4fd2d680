"""Benchmarks: each module measures one subject; `inv dev.bench` prints them all, or those it is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from lab.bench import (
    backup,
    camera_audit,
    camera_check,
    facts,
    firewall,
    importing,
    inventory,
    planning,
    pull,
    remediation,
    render,
    starting,
    transport,
    vpn,
)
from lab.bench.figure import Machine, Row, Subject, machine
from lab.bench.place import Place, place
from lab.orneksehir import Profile
from netbox_sync.client import NetBox
from netbox_sync.errors import ToolkitError
from netbox_sync.model import Frozen
from netbox_sync.snapshot import pull as pull_snapshot

__all__ = ["SUBJECTS", "SWITCHES", "Machine", "Order", "Row", "Subject", "UnknownSubject", "machine", "run"]

SWITCHES: Final = 1000
"""For the subjects that need no device."""
DEVICES: Final = 200
"""Emulated ones."""
CAMERAS: Final = 5000
AUDITED: Final = 200
"""Cameras whose settings are read."""
PEOPLE: Final = 5000
ADDRESSES: Final = 50_000
"""Blocked at once."""

Progress = Callable[[str], None]


class UnknownSubject(ToolkitError):
    code = "LAB-062"
    en = "There is no such bench: {name}. There are: {known}."
    tr = "Böyle bir ölçüm yok: {name}. Ölçümler: {known}."
    en_remedy = "Name some of them, with commas between."
    tr_remedy = "Ölçümler adıyla, virgülle ayrılarak verilmeli."


class Order(Frozen):
    """What is to be measured, and on what.

    `profile`: the lab's municipality, for pull, inventory and importing. With `url`, pull and inventory read that NetBox
    instead; only with `changes` too does importing fill it (it must be empty) and pull change devices there and put them
    back. `peer_python`: one that has the ansible bundle, for the peers of the inventory and the transport.
    """

    devices: int = DEVICES
    switches: int = SWITCHES
    profile: Profile = "small"
    url: str = ""
    token: str = ""
    changes: bool = False
    peer_python: Path | None = None


def _render(order: Order, progress: Progress) -> tuple[Subject, ...]:
    progress(f"intent and render of {order.switches} switches")
    return (render.subject(order.switches),)


def _remediation(order: Order, progress: Progress) -> tuple[Subject, ...]:
    progress(f"remediation of {order.switches} switches")
    return (remediation.subject(order.switches),)


def _planning(order: Order, progress: Progress) -> tuple[Subject, ...]:
    progress(f"planning {order.devices} emulated switches")
    return (planning.subject(order.devices),)


def _transport(order: Order, progress: Progress) -> tuple[Subject, ...]:
    progress(f"configs of {order.devices} emulated switches")
    return (transport.subject(order.devices, order.peer_python, progress),)


def _backup(order: Order, progress: Progress) -> tuple[Subject, ...]:
    progress(f"backup of {order.switches} emulated switches")
    return (backup.subject(order.switches, order.peer_python, progress),)


def _facts(order: Order, progress: Progress) -> tuple[Subject, ...]:
    progress(f"facts of {order.devices} emulated switches")
    return (facts.subject(order.devices),)


def _pull(order: Order, progress: Progress) -> tuple[Subject, ...]:
    with place(order.profile, order.url, order.token) as where:
        progress(f"pull from {where.told}")
        if where.kind == "lab":
            pull.install_feed(where.url, where.token)
        changes = order.changes or where.kind == "lab"
        return _of(where, pull.subject(where.url, where.token, progress, changes=changes))


def _inventory(order: Order, progress: Progress) -> tuple[Subject, ...]:
    with place(order.profile, order.url, order.token) as where:
        progress(f"inventory of {where.told}")
        return _of(where, *inventory.subjects(where.url, where.token, order.peer_python, progress))


def _importing(order: Order, progress: Progress) -> tuple[Subject, ...]:
    url = order.url if order.changes else ""
    with place(order.profile, url, order.token, empty=True) as where:
        progress(f"import of {order.profile} into {where.told}")
        return _of(where, importing.subject(order.profile, progress, where.url, where.token))


def _camera_audit(_order: Order, progress: Progress) -> tuple[Subject, ...]:
    progress(f"settings of {AUDITED} emulated cameras")
    return camera_audit.subjects(AUDITED, progress)


def _camera_check(_order: Order, progress: Progress) -> tuple[Subject, ...]:
    progress(f"check of {CAMERAS} emulated cameras")
    return (camera_check.subject(CAMERAS, progress),)


def _vpn(_order: Order, progress: Progress) -> tuple[Subject, ...]:
    progress(f"tunnels of {PEOPLE} people")
    return (vpn.subject(PEOPLE, progress),)


def _firewall(order: Order, progress: Progress) -> tuple[Subject, ...]:
    with place(order.profile, order.url, order.token) as where:
        progress(f"firewall policy over {where.told}")
        with NetBox(where.url, where.token) as netbox:
            policy, listed = firewall.subjects(pull_snapshot(netbox), ADDRESSES)
        return (*_of(where, policy), listed)


def _starting(_order: Order, progress: Progress) -> tuple[Subject, ...]:
    progress("starting commands")
    return (starting.subject(),)


def _of(where: Place, *subjects: Subject) -> tuple[Subject, ...]:
    return tuple(one.model_copy(update={"against": where.told, "place": where.kind}) for one in subjects)


SUBJECTS: Final[Mapping[str, Callable[[Order, Progress], tuple[Subject, ...]]]] = {
    "render": _render,
    "remediation": _remediation,
    "planning": _planning,
    "transport": _transport,
    "backup": _backup,
    "facts": _facts,
    "pull": _pull,
    "inventory": _inventory,
    "importing": _importing,
    "camera_audit": _camera_audit,
    "camera_check": _camera_check,
    "vpn": _vpn,
    "firewall": _firewall,
    "starting": _starting,
}


def run(order: Order, progress: Progress, only: Iterable[str] = ()) -> tuple[Subject, ...]:
    """Measure these subjects or all; `progress` is told each as it begins. Raises UnknownSubject."""
    wanted = tuple(only) or tuple(SUBJECTS)
    for name in wanted:
        if name not in SUBJECTS:
            raise UnknownSubject(name=name, known=", ".join(SUBJECTS))
    found: list[Subject] = []
    for name, measure in SUBJECTS.items():
        if name in wanted:
            found += [one.model_copy(update={"name": name}) for one in measure(order, progress)]
    return tuple(found)


def peer_python(root: Path) -> Path | None:
    """The Python that the parity tests use: `ALTYAPI_PARITY_PYTHON`, else the one below var/; None where there is none."""
    named = os.environ.get("ALTYAPI_PARITY_PYTHON")
    found = Path(named) if named else root / "var" / "parity" / "bin" / "python"
    return found if found.is_file() else None
