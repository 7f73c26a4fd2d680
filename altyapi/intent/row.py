"""A device's row before anything is made of it: examined, its name and its context as its role wants them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from altyapi.intent import kinds, untrusted
from altyapi.intent.context import Server
from altyapi.intent.faults import Faults, UnknownDevice
from altyapi.intent.model import AuthServer, Network
from altyapi.intent.text import ascii_text
from netbox_sync.model import Device, Snapshot

Context = TypeVar("Context", bound=BaseModel)

_HOSTNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")  # RFC 1123, section 2.1; one label
_CONTEXT_KINDS = {"missing": kinds.CONTEXT_MISSING, "extra_forbidden": kinds.CONTEXT_UNKNOWN}  # by pydantic's types


def examined(snapshot: Snapshot, device: str) -> tuple[Device, Faults]:
    """The row, and the faults that are found from here on. Raises UnknownDevice, or IntentError where the row's strings are
    not to be trusted: nothing of it is looked at further."""
    row = snapshot.device_by_name.get(device)
    if row is None:
        raise UnknownDevice(device=device)
    faults = Faults(device)
    untrusted.examine(snapshot, row, faults)
    if faults:
        raise faults.error()
    return row, faults


def check_name(row: Device, faults: Faults) -> None:
    if not _HOSTNAME.fullmatch(row.name):
        faults.of_device(kinds.HOSTNAME, "name", value=row.name)


def context_of(row: Device, model: type[Context], faults: Faults) -> Context | None:
    """The config context as the model has it."""
    try:
        return model.model_validate(row.config_context)
    except ValidationError as error:
        # `input` is left out on purpose: a literal secret must not be repeated
        for one in error.errors(include_input=False, include_url=False):
            place = ".".join(["config_context", *map(str, one["loc"])])
            kind = _CONTEXT_KINDS.get(one["type"], kinds.CONTEXT)
            faults.of_device(kind, place, problem=one["msg"].removeprefix("Value error, "))
        return None


def snmp_location(location: str | None, snapshot: Snapshot, row: Device) -> str:
    """What the context says, else the site's name."""
    if location is not None:
        return location
    site = snapshot.site_by_slug.get(row.site)
    return site.name if site else row.site


def banner(text: str, faults: Faults, place: str, forbidden: str = "") -> tuple[str, ...]:
    """The lines of a login banner in ASCII."""
    field, lines = "config_context.banner.login", text.strip("\n").splitlines()
    return tuple(ascii_text(line.expandtabs().rstrip(), faults, place, field, forbidden) for line in lines)


def words(addresses: Iterable[IPv4Address]) -> tuple[str, ...]:
    return tuple(str(address) for address in addresses)


def networks(listed: Iterable[IPv4Network]) -> tuple[Network, ...]:
    return tuple(Network(address=str(one.network_address), wildcard=str(one.hostmask)) for one in listed)


def servers(listed: Iterable[Server]) -> tuple[AuthServer, ...]:
    return tuple(AuthServer(name=server.name, address=str(server.address)) for server in listed)
