"""How a device is reached: from NetBox (primary address, DNS name, config context `connection`) and settings alone."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, ValidationError

from altyapi import hosts, platforms
from altyapi.device.contract import Target
from altyapi.errors import EngineError
from altyapi.intent.context import ConnectionContext
from altyapi.platforms import Platform, readonly
from altyapi.platforms.platform import UnknownPlatform
from altyapi.secrets import Credential, SecretStore
from altyapi.settings import Settings
from netbox_sync.model import Device


class NoConnection(EngineError):
    code = "CON-001"
    en = "No way to reach {device}: {problem} (NetBox: {place})."
    tr = "Cihaza erişim yolu yok: {device}: {problem} (NetBox: {place})."
    en_remedy = "Give the device a primary address in NetBox, or `connection: {{host: …}}` in a config context; then ./inv netbox.pull"
    tr_remedy = (
        "Cihaza birincil adres ya da bir config context içinde `connection: {{host: …}}` verin; sonra ./inv netbox.pull"
    )


class Connection(ConnectionContext):
    """Where to log in and with whose credentials (a name in the secret store, never the secret)."""

    host: Annotated[str, AfterValidator(hosts.host)]


def of(device: Device) -> Connection:
    """The connection of a device. Raises NoConnection naming the NetBox field that is missing or wrong."""
    raw = device.config_context.get("connection") or {}
    if not isinstance(raw, dict):
        raise NoConnection(device=device.name, problem="a mapping is needed", place="config_context.connection")
    context: dict[str, Any] = {name: value for name, value in raw.items() if value is not None}
    field = "config_context.connection.host"
    if not context.get("host"):
        field = "device.dns_name" if device.dns_name else "device.primary_ip4"
        address = device.dns_name or device.primary_ip4 or device.primary_ip6
        if not address:
            raise NoConnection(device=device.name, problem="no primary address", place=field)
        context["host"] = address.split("/")[0]
    if "credential" not in context and (known := _credential(device)):
        context["credential"] = known
    try:
        connection = Connection.model_validate(context)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        path = [str(part) for part in first["loc"] if part != "[key]"]
        place = field if path == ["host"] else ".".join(["config_context.connection", *path])
        problem = first["msg"].removeprefix("Value error, ")
        raise NoConnection(device=device.name, problem=problem, place=place) from error
    _require_known_method(device, connection.options.get("revert_method"))
    return connection


def _credential(device: Device) -> str:
    """The entry of the secret store that devices of its platform are logged in to with; empty for the default."""
    try:
        found = platforms.load(device.platform or "").credential
    except UnknownPlatform:
        return ""
    return "" if found == ConnectionContext.model_fields["credential"].default else found


def login_of(name: str, system: Platform, connection: Connection, store: SecretStore) -> str:
    """The entry of the secret store that a device is logged in to with: its own where it has one and its platform wants that,
    as of each camera, else the one that its connection names."""
    if system.own_credential and store.find(f"credentials/{name}/password") is not None:
        return name
    return connection.credential


def _require_known_method(device: Device, method: str | None) -> None:
    if method is None or device.platform is None or readonly.of(device):
        return
    known = [each.name for each in platforms.load(device.platform).revert_methods]
    if method not in known:
        place = "config_context.connection.options.revert_method"
        problem = f"the platform knows {', '.join(known) or 'no timed revert'}"
        raise NoConnection(device=device.name, problem=problem, place=place)


def target(name: str, platform: str, connection: Connection, store: SecretStore, settings: Settings) -> Target:
    """The login target, with its secrets resolved. Raises SecretMissing."""
    system = _system(platform)
    return _target(name, system, connection, store.credential(login_of(name, system, connection, store)), settings)


def without_login(name: str, platform: str, connection: Connection, settings: Settings) -> Target:
    """The target as far as the handshake, to see its host key: no secret is needed, and no login is possible."""
    return _target(name, _system(platform), connection, Credential(username=""), settings)


def _system(platform: str) -> Platform:
    return readonly.load(platform) if readonly.is_one(platform) else platforms.load(platform)


def _target(name: str, system: Platform, connection: Connection, credential: Credential, settings: Settings) -> Target:
    return Target(
        name=name,
        host=connection.host,
        port=connection.port if "port" in connection.model_fields_set else system.port,
        platform=system.name,
        username=credential.username,
        password=credential.password,
        key_file=credential.key_file,
        enable_secret=credential.enable,
        jump=connection.jump,
        known_hosts=settings.known_hosts,
        connect_timeout_s=settings.connect_timeout_s,
        command_timeout_s=settings.command_timeout_s,
        ssh_config=settings.ssh_config,
        options={str(name): value for name, value in connection.options.items()},
    )
