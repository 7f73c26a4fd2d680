"""Log in to devices and ask what they are. Nothing is changed on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from altyapi import connection, platforms
from altyapi.device import Inventory, Target, connect, each, pacing
from altyapi.errors import Language, ToolkitError
from altyapi.facts.errors import NothingReadable
from altyapi.facts.proposal import Unread
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from netbox_sync.model import Device, Snapshot

T = TypeVar("T")


def readable(snapshot: Snapshot, names: Sequence[str], limit: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which of the selected devices can be asked, and which can't: those whose platform is not known here, and members of
    a virtual chassis without an address of their own, for whom another member of the selection speaks. Raises NothingReadable.
    """
    known = frozenset(slug for name in platforms.names() for slug in (name, *platforms.load(name).netbox_slugs))
    devices = [snapshot.device_by_name[name] for name in names]
    spoken_for = {(each.site, each.virtual_chassis) for each in devices if each.virtual_chassis and _addressed(each)}
    inside: list[str] = []
    outside: list[str] = []
    for device in devices:
        silent = (device.site, device.virtual_chassis) in spoken_for and not _addressed(device)
        (outside if silent or device.platform not in known else inside).append(device.name)
    if not inside:
        raise NothingReadable(count=len(names), limit=limit, platforms=", ".join(platforms.names()))
    return tuple(inside), tuple(outside)


def _addressed(device: Device) -> bool:
    try:
        connection.of(device)
    except connection.NoConnection:
        return False
    return True


def read(
    snapshot: Snapshot,
    names: Iterable[str],
    store: SecretStore,
    settings: Settings,
    language: Language,
    on_result: Callable[[str, bool], None] = lambda _name, _good: None,
) -> tuple[dict[str, Inventory], tuple[Unread, ...]]:
    """What each device says, over one session per device; one that gives nothing is told with its reason."""
    return ask(snapshot, names, inventory, store, settings, language, on_result)


def ask(
    snapshot: Snapshot,
    names: Iterable[str],
    work: Callable[[Target], T],
    store: SecretStore,
    settings: Settings,
    language: Language,
    on_result: Callable[[str, bool], None] = lambda _name, _good: None,
) -> tuple[dict[str, T], tuple[Unread, ...]]:
    """What `work` gives of each device; one of which it gives nothing is told with its reason."""
    targets: list[Target] = []
    unread: dict[str, ToolkitError] = {}
    for name in names:
        device = snapshot.device_by_name[name]
        try:
            platform = platforms.load(device.platform or "(none)")
            targets.append(connection.target(name, platform.name, connection.of(device), store, settings))
        except ToolkitError as error:
            unread[name] = error
            on_result(name, False)
    pacing.logins.configure(settings.logins_per_second)
    told = each(
        targets,
        work,
        workers=settings.workers,
        on_result=lambda name, result: on_result(name, not isinstance(result, ToolkitError)),
    )
    found: dict[str, T] = {}
    for name, result in told.items():
        if isinstance(result, ToolkitError):
            unread[name] = result
        else:
            found[name] = result
    return found, tuple(
        Unread(device=name, code=error.code, problem=error.message(language), remedy=error.remedy(language))
        for name, error in sorted(unread.items())
    )


def inventory(target: Target) -> Inventory:
    """Log in, ask, log out. Raises ToolkitError."""
    with connect(target) as session:
        return session.inventory()
