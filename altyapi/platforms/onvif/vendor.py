"""What makers offer beside ONVIF, as data: which of a maker's own parameters are settings of a camera here.

`vendors.yml` says for each maker by which words it is known, by which protocol its parameters are read and written, and which
they are. A parameter is a line of data; a protocol is a function pair here: `keyed` (Axis' param.cgi, Dahua's configManager.cgi)
answers lines of `name=value`; `isapi` (Hikvision) exchanges XML documents. Both ask for HTTP digest authentication.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import yaml
from lxml import etree  # type: ignore[import-untyped]

from altyapi.camera.soap import SoapClient, parsed
from altyapi.device.errors import CommandRefused
from netbox_sync.model import Frozen

FILE = Path(__file__).with_name("vendors.yml")
_GONE = frozenset({400, 403, 404, 405, 501})
"""Statuses with which a model says that it has no such parameter."""
_OK, _REBOOT_REQUIRED = "1", "7"
"""ISAPI's statusCode where a document was taken (ISAPI Developer Guide, "ResponseStatus")."""


class Parameter(Frozen):
    """`group` is what is asked for, `key` what is read and set of the answer."""

    group: str
    key: str
    on: str
    off: str

    def told(self, value: str) -> str:
        """The maker's word as ours; any other value as it is."""
        return {self.on: "on", self.off: "off"}.get(value.strip(), value.strip())

    def meant(self, word: str) -> str:
        return {"on": self.on, "off": self.off}.get(word, word)


class Vendor(Frozen):
    name: str
    known_by: str  # regex, searched in what GetDeviceInformation calls the manufacturer, whatever its case
    protocol: Literal["keyed", "isapi"]
    read_path: str = ""
    write_path: str = ""
    shown_as: str = ""  # before the key, in answers
    accepts: str = ""  # how the answer to a good write begins, whatever its case
    settings: dict[str, Parameter]

    async def read(self, client: SoapClient) -> dict[str, str]:
        """The settings that this camera has, by name: `on`, `off` or another value."""
        found: dict[str, str] = {}
        for name, parameter in self.settings.items():
            value = await self._value(client, parameter)
            if value is not None:
                found[name] = parameter.told(value)
        return found

    async def write(self, client: SoapClient, name: str, word: str) -> bool:
        """Whether the camera wants a restart for it. Raises CommandRefused."""
        parameter = self.settings.get(name)
        if parameter is None:
            raise self._refused(client, name, f"{self.name} has no such setting: {', '.join(self.settings)}")
        write = self._put if self.protocol == "isapi" else self._update
        return await write(client, name, parameter, parameter.meant(word))

    async def _value(self, client: SoapClient, parameter: Parameter) -> str | None:
        if self.protocol == "isapi":
            document = await self._document(client, parameter)
            element = None if document is None else _element(document, parameter.key)
            return None if element is None else element.text or ""
        status, content = await client.http("GET", self.read_path.format(group=quote(parameter.group)))
        rows = dict(line.partition("=")[::2] for line in content.decode("utf-8", "replace").splitlines())
        return None if status in _GONE else rows.get(self.shown_as + parameter.key)

    async def _update(self, client: SoapClient, name: str, parameter: Parameter, value: str) -> bool:
        path = self.write_path.format(key=quote(parameter.key), value=quote(value))
        status, content = await client.http("GET", path)
        said = content.decode("utf-8", "replace").strip()
        if status != 200 or not said.casefold().startswith(self.accepts):
            raise self._refused(client, name, f"HTTP {status} {said}")
        return False

    async def _document(self, client: SoapClient, parameter: Parameter) -> Any | None:
        status, content = await client.http("GET", parameter.group)
        if status in _GONE:
            return None
        if status != 200:
            raise self._refused(client, parameter.group, f"HTTP {status}")
        return parsed(content, client.target.name, parameter.group)

    async def _put(self, client: SoapClient, name: str, parameter: Parameter, value: str) -> bool:
        """The document as the camera gave it, with one element changed: what it says besides stays."""
        document = await self._document(client, parameter)
        element = None if document is None else _element(document, parameter.key)
        if element is None:
            raise self._refused(client, name, "The camera has no such setting.")
        element.text = value
        status, content = await client.http("PUT", parameter.group, etree.tostring(document))
        answer = parsed(content, client.target.name, parameter.group)
        told = _element(answer, "statusCode")
        code = "" if told is None else (told.text or "").strip()
        if status != 200 or code not in (_OK, _REBOOT_REQUIRED):
            raise self._refused(client, name, f"HTTP {status} " + " ".join("".join(answer.itertext()).split()))
        return code == _REBOOT_REQUIRED

    def _refused(self, client: SoapClient, name: str, said: str) -> CommandRefused:
        return CommandRefused(device=client.target.name, command=f"setting {name}", answer=said[:300])


def _element(document: Any, name: str) -> Any | None:
    """The first element of that name, whatever its namespace: releases differ in theirs."""
    return next((one for one in document.iter() if etree.QName(one).localname == name), None)


@cache
def vendors() -> tuple[Vendor, ...]:
    data = yaml.safe_load(FILE.read_text("utf-8"))
    return tuple(
        Vendor(
            name=name,
            read_path=fields.pop("read", ""),
            write_path=fields.pop("write", ""),
            **fields,
        )
        for name, fields in data.items()
    )


def vendor_of(manufacturer: str) -> Vendor | None:
    """Whose parameters a camera of that manufacturer has."""
    return next((one for one in vendors() if re.search(one.known_by, manufacturer, re.IGNORECASE)), None)
