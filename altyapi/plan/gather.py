"""Collect what a plan is built from: each device's rendered config and its running config, fetched over SSH."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from altyapi import connection, platforms
from altyapi.device import Fetched, fetch_many, pacing
from altyapi.device.contract import Target
from altyapi.errors import EngineError, Language, ToolkitError
from altyapi.intent.context import REFERENCE
from altyapi.intent.tunnels import TunnelIntent
from altyapi.plan.build import Candidate, refusal
from altyapi.plan.model import Refusal
from altyapi.platforms import Platform
from altyapi.remediation import ManagementPath
from altyapi.render import TEMPLATES, Renderer, UnknownRole, families
from altyapi.secrets import SecretStore, references
from altyapi.secrets.store import DIGEST_KEY
from altyapi.settings import Settings
from netbox_sync.model import Device, Frozen, Snapshot
from netbox_sync.selection import select


class Rendered(Frozen, arbitrary_types_allowed=True):
    """A device whose intended config is known."""

    device: Device
    platform: Platform
    connection: connection.Connection
    management: ManagementPath | None
    intended: str
    templates: Path = TEMPLATES  # the folder that it was rendered from


class NothingManaged(EngineError):
    code = "PLN-014"
    en = "None of the {count} selected devices is one whose config is managed here: {limit}."
    tr = "Seçilen {count} cihazın hiçbirinin yapılandırması burada yönetilmiyor: {limit}."
    en_remedy = "Select devices of these roles (a camera needs its platform in NetBox too): {roles}."
    tr_remedy = "Şu rollerden cihaz seçin (kameranın NetBox içinde platformu da olmalı): {roles}."


def managed(snapshot: Snapshot, names: Sequence[str], limit: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which of the selected devices are in the scope of config management, and which are not (a camera, a router).

    In scope is every device with a managed role (a camera: with a platform), so that a switch without one is refused, never passed
    over; and a device of a supported platform that the selection calls by its name: its refusal tells whoever asked for
    it that its role is not managed. Raises NothingManaged.
    """
    rendered = families.roles()
    known = frozenset(slug for name in platforms.names() for slug in (name, *platforms.load(name).netbox_slugs))
    asked = _called_by_name(snapshot, limit)
    inside: list[str] = []
    outside: list[str] = []
    for name in names:
        device = snapshot.device_by_name[name]
        meant = name in asked and device.platform in known
        (inside if (device.role in rendered and _is_meant(device)) or meant else outside).append(name)
    if not inside:
        raise NothingManaged(count=len(names), limit=limit, roles=", ".join(sorted(rendered)))
    return tuple(inside), tuple(outside)


def _is_meant(device: Device) -> bool:
    """A camera is managed from when NetBox gives it a platform, as most of a fleet comes to be managed later; any other device
    of a managed role without one is refused, never passed over."""
    family = families.of_role(device.role)
    return device.platform is not None or family is None or family.kind != "camera"


def _called_by_name(snapshot: Snapshot, limit: str) -> frozenset[str]:
    """The names that stand in a selection that is known to be valid, or in a file that it names."""
    found: set[str] = set()
    for term in (each.strip() for each in re.split("[,&]", limit)):
        if term.startswith("@"):
            found.update(select(snapshot, term))
        else:
            found.add(term.removeprefix("device:").strip())
    return frozenset(found)


def render(
    snapshot: Snapshot,
    names: Iterable[str],
    language: Language,
    policies: Mapping[str, families.Policy] | None = None,
    tunnels: Mapping[str, tuple[TunnelIntent, ...]] | None = None,
) -> tuple[list[Rendered], list[Refusal]]:
    """Intent and render of each device; what can't be rendered is refused with every reason. `policies` are what firewalls
    enforce, `tunnels` what ends there, by device."""
    done: list[Rendered] = []
    refused: list[Refusal] = []
    renderers: dict[tuple[Path, str], Renderer] = {}
    for name in names:
        device = snapshot.device_by_name[name]
        try:
            family = families.of_role(device.role)
            if family is None:
                known = ", ".join(sorted(families.roles()))
                raise UnknownRole(role=device.role, device=name, known=known, file=TEMPLATES / "roles.yml")
            platform = platforms.load(device.platform or "(none)")
            wanted = family.intent(snapshot, name, (policies or {}).get(name), (tunnels or {}).get(name, ()))
            key = family.templates, platform.name
            if key not in renderers:
                renderers[key] = Renderer(*key)
            text = renderers[key].render(wanted)
            way_in = connection.of(device)
        except ToolkitError as error:
            refused.append(refusal(name, error, language))
            continue
        management = ManagementPath(
            address=wanted.management.address,
            interface=wanted.management.interface,
            vlan=wanted.management.vlan,
            gateway=wanted.management.gateway,
        )
        done.append(
            Rendered(
                device=device,
                platform=platform,
                connection=way_in,
                management=management,
                intended=text,
                templates=family.templates,
            )
        )
    return done, refused


def require_secrets(rendered: Sequence[Rendered], store: SecretStore) -> None:
    """Whether the store has what the rendered configs refer to, and the digest key. Raises SecretMissing for all at once.

    A login that is missing is told along; missing alone it refuses only the devices that need it, unless that is all.
    """
    if not rendered:
        return
    lost = store.missing([DIGEST_KEY, *(name for entry in rendered for name in references(entry.intended))])
    used = {connection.login_of(one.device.name, one.platform, one.connection, store) for one in rendered}
    logins = {name: store.missing_of_credential(name) for name in used}
    if lost or all(logins.values()):
        raise store.fault(sorted({*lost, *(name for names in logins.values() for name in names)}))


def named_secrets(snapshot: Snapshot) -> tuple[frozenset[str], frozenset[str]]:
    """The secrets that the config contexts of managed devices name, and the credentials that they are reached with."""
    rendered = families.roles()
    secrets: set[str] = set()
    credentials: set[str] = set()
    for device in snapshot.tables.devices:
        if device.role in rendered and _is_meant(device):
            secrets.update(_references(device.config_context))
            with suppress(ToolkitError):  # what is wrong with a device's connection is told where the device is used
                credentials.add(connection.of(device).credential)
    return frozenset(secrets), frozenset(credentials)


def _references(content: object) -> Iterator[str]:
    if isinstance(content, dict | list):
        for each in content.values() if isinstance(content, dict) else content:
            yield from _references(each)
    elif isinstance(content, str) and REFERENCE.fullmatch(content):
        yield content.removeprefix("secret:")


def fetch(
    rendered: Sequence[Rendered], store: SecretStore, settings: Settings, language: Language,
    on_result: Callable[[str, bool], None] = lambda _name, _good: None,
) -> tuple[list[Candidate], list[Refusal]]:  # fmt: skip
    """The running config and the serial number of each device; what can't be fetched is refused with the reason."""
    targets: list[Target] = []
    refused: list[Refusal] = []
    for entry in rendered:
        try:
            targets.append(connection.target(entry.device.name, entry.platform.name, entry.connection, store, settings))
        except ToolkitError as error:
            refused.append(refusal(entry.device.name, error, language))

    def report(name: str, result: Fetched | ToolkitError) -> None:
        on_result(name, not isinstance(result, ToolkitError))

    pacing.logins.configure(settings.logins_per_second)
    fetched = fetch_many(targets, workers=settings.workers, identify=True, on_result=report)
    candidates: list[Candidate] = []
    for entry in rendered:
        result = fetched.get(entry.device.name)
        if isinstance(result, ToolkitError):
            refused.append(refusal(entry.device.name, result, language))
        elif result is not None:
            fields = {name: getattr(entry, name) for name in type(entry).model_fields if name != "templates"}
            candidates.append(Candidate(**fields, running=result.text, serial=result.serial))
    return candidates, refused
