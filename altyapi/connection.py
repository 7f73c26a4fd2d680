"""How a device is reached: from NetBox (primary address, DNS name, config context `connection`) and settings alone."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from altyapi import platforms
from altyapi.device.contract import Target
from altyapi.errors import EngineError
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from netbox_sync.model import Device, Frozen


class NoConnection(EngineError):
    code = "CON-001"
    en = "No way to reach {device}: {problem} (NetBox: {place})."
    tr = "Cihaza erişim yolu yok: {device}: {problem} (NetBox: {place})."
    en_remedy = "Give the device a primary address in NetBox, or `connection: {{host: …}}` in a config context; then ./inv netbox.pull"
    tr_remedy = "NetBox içinde cihaza birincil adres ya da bir config context içinde `connection: {{host: …}}` verin; sonra ./inv netbox.pull"


class Connection(Frozen):
    """Where to log in and with whose credentials (a name in the secret store, never the secret)."""

    host: str
    port: int = 22
    credential: str = "network"
    jump: str | None = None
    options: dict[str, str | int | bool] = {}


def of(device: Device) -> Connection:
    """The connection of a device. Raises NoConnection naming the NetBox field that is missing or wrong."""
    context: dict[str, Any] = dict(device.config_context.get("connection") or {})
    address = device.dns_name or device.primary_ip4 or device.primary_ip6
    if not context.get("host"):
        if not address:
            raise NoConnection(device=device.name, problem="no primary address", place="device.primary_ip4")
        context["host"] = address.split("/")[0]
    try:
        return Connection.model_validate({name: value for name, value in context.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        place = "config_context.connection." + ".".join(map(str, first["loc"]))
        raise NoConnection(device=device.name, problem=first["msg"], place=place) from error


def target(name: str, platform: str, connection: Connection, store: SecretStore, settings: Settings) -> Target:
    """The login target, with its secrets resolved. Raises SecretMissing."""
    credential = store.credential(connection.credential)
    return Target(
        name=name,
        host=connection.host,
        port=connection.port,
        platform=platforms.load(platform).name,
        username=credential.username,
        password=credential.password,
        key_file=credential.key_file,
        enable_secret=credential.enable,
        jump=connection.jump,
        known_hosts=settings.known_hosts,
        connect_timeout_s=settings.connect_timeout_s,
        command_timeout_s=settings.command_timeout_s,
        options=connection.options,
    )
