"""Collect what a plan is built from: each device's rendered config and its running config, fetched over SSH."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import yaml

from altyapi import connection, intent, platforms
from altyapi.device import Fetched, fetch_many, pacing
from altyapi.device.contract import Target
from altyapi.errors import EngineError, Language, ToolkitError
from altyapi.plan.build import Candidate, refusal
from altyapi.plan.model import Refusal
from altyapi.platforms import Platform
from altyapi.remediation import ManagementPath
from altyapi.render import TEMPLATES, Renderer, for_platform
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from netbox_sync.model import Device, Frozen, Snapshot


class Rendered(Frozen, arbitrary_types_allowed=True):
    """A device whose intended config is known."""

    device: Device
    platform: Platform
    connection: connection.Connection
    management: ManagementPath | None
    intended: str


class NothingManaged(EngineError):
    code = "PLN-014"
    en = "None of the {count} selected devices is one whose config is managed here: {limit}."
    tr = "Seçilen {count} cihazın hiçbirinin yapılandırması burada yönetilmiyor: {limit}."
    en_remedy = "Select devices of these roles: {roles}, or of these platforms: {platforms}."
    tr_remedy = "Şu rollerden: {roles} ya da şu platformlardan cihaz seçin: {platforms}."


def managed(snapshot: Snapshot, names: Sequence[str], limit: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which of the selected devices are in the scope of config management, and which are something else (a camera, a phone).

    In scope is every device with a managed role or a supported platform, so that a switch without a platform is refused
    for that, never passed over. Raises NothingManaged.
    """
    roles = frozenset(yaml.safe_load((TEMPLATES / "roles.yml").read_text("utf-8")))
    known = frozenset(slug for name in platforms.names() for slug in (name, *platforms.load(name).netbox_slugs))
    inside: list[str] = []
    outside: list[str] = []
    for name in names:
        device = snapshot.device_by_name[name]
        (inside if device.role in roles or device.platform in known else outside).append(name)
    if not inside:
        raise NothingManaged(
            count=len(names), limit=limit, roles=", ".join(sorted(roles)), platforms=", ".join(sorted(known))
        )
    return tuple(inside), tuple(outside)


def render(snapshot: Snapshot, names: Iterable[str], language: Language) -> tuple[list[Rendered], list[Refusal]]:
    """Intent and render of each device; what can't be rendered is refused with every reason."""
    done: list[Rendered] = []
    refused: list[Refusal] = []
    renderers: dict[str, Renderer] = {}
    for name in names:
        device = snapshot.device_by_name[name]
        try:
            platform = platforms.load(device.platform or "(none)")
            wanted = intent.build(snapshot, name)
            if platform.name not in renderers:
                renderers[platform.name] = for_platform(platform)
            text = renderers[platform.name].render(wanted)
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
        done.append(Rendered(device=device, platform=platform, connection=way_in, management=management, intended=text))
    return done, refused


def fetch(
    rendered: Sequence[Rendered], store: SecretStore, settings: Settings, language: Language,
    on_result: Callable[[str, bool], None] = lambda _name, _good: None,
) -> tuple[list[Candidate], list[Refusal]]:  # fmt: skip
    """The running config of each device; what can't be fetched is refused with the reason."""
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
    fetched = fetch_many(targets, workers=settings.workers, on_result=report)
    candidates: list[Candidate] = []
    for entry in rendered:
        result = fetched.get(entry.device.name)
        if isinstance(result, ToolkitError):
            refused.append(refusal(entry.device.name, result, language))
        elif result is not None:
            fields = {name: getattr(entry, name) for name in type(entry).model_fields}
            candidates.append(Candidate(**fields, running=result.text))
    return candidates, refused
