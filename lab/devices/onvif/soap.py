"""The SOAP side of an emulated camera: from an HTTP request to the request that it carries, and back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web
from lxml import etree  # type: ignore[import-untyped]

from lab.devices.onvif import firmware, login, management, media, media2, recordings, vendor
from lab.devices.onvif.operations import NAMESPACES, OPERATIONS, Fault, Operation
from lab.devices.onvif.state import Camera, Level

_SOAP = "{http://www.w3.org/2003/05/soap-envelope}"
_XMLNS = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
_BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_RANK: dict[Level, int] = {"User": 1, "Operator": 2, "Administrator": 3}

__all__ = ["management", "media", "media2", "recordings", "serve"]


async def serve(camera: Camera, request: web.BaseRequest, restart: Callable[[], None]) -> web.StreamResponse:
    body = await request.read()
    if camera.knobs.hangs:
        while camera.knobs.hangs:
            await asyncio.sleep(0.05)
        return _drop(request)
    if camera.knobs.latency_s:
        await asyncio.sleep(camera.knobs.latency_s)
    if request.path == firmware.PATH:
        return firmware.upload(camera, request, body, restart)
    if not request.path.startswith("/onvif/"):
        return vendor.serve(camera, request, body)
    broken = await _dishonest(camera, request)
    return broken or _answer(camera, request, body, restart)


async def _dishonest(camera: Camera, request: web.BaseRequest) -> web.StreamResponse | None:
    knobs = camera.knobs
    if knobs.garbage:
        return web.Response(text="<html><body>Login</br></body>", content_type="text/html")
    if knobs.bomb:
        text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{_BOMB}]><s:Envelope{_XMLNS}><s:Body>&a9;</s:Body></s:Envelope>'
        return web.Response(text=text, content_type="application/soap+xml")
    if knobs.endless:
        response = web.StreamResponse(headers={"Content-Type": "application/soap+xml"})
        await response.prepare(request)
        try:
            await response.write(f"<s:Envelope{_XMLNS}><s:Body>".encode())
            while camera.knobs.endless:
                await response.write(b"<tt:More/>" * (6000 if knobs.endless == "fast" else 1))
                await asyncio.sleep(0 if knobs.endless == "fast" else 0.05)
        except ConnectionError:
            pass
        return response
    return None


def _answer(camera: Camera, request: web.BaseRequest, body: bytes, restart: Callable[[], None]) -> web.StreamResponse:
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False))
        asked = root.find(f"{_SOAP}Body")[0]
    except (etree.XMLSyntaxError, AttributeError, IndexError, TypeError):
        return _fault("Sender", "WellFormed", "no SOAP")
    name = etree.QName(asked).localname
    operation = OPERATIONS.get(str(asked.tag))
    camera.log.append(name)
    if operation is None or name in camera.knobs.broken or f"{operation.prefix}:{name}" in camera.knobs.broken:
        return _fault("Receiver", "ActionNotSupported", f"{name} is not supported")
    if operation.prefix not in camera.services:
        return _fault("Receiver", "ActionNotSupported", f"{name} is not supported")
    open_to_all = operation.level == "" and not camera.knobs.clock_needs_login
    if not open_to_all:
        refused = _refusal(camera, request, root.find(f"{_SOAP}Header"), operation.level)
        if refused is not None:
            return refused
    return _carry_out(camera, request, operation, asked, restart)


def _carry_out(
    camera: Camera, request: web.BaseRequest, operation: Operation, asked: Any, restart: Callable[[], None]
) -> web.StreamResponse:
    knobs, name = camera.knobs, etree.QName(asked).localname
    if knobs.drop_at == name and knobs.drop_when == "before":
        return _drop(request)
    try:
        ignored = "ignores" in knobs.lies and operation.level in ("Operator", "Administrator")
        inside = "" if ignored else operation.run(camera, asked, str(request.url.origin()))
    except Fault as fault:
        return _fault("Sender", *fault.codes, str(fault))
    if knobs.drop_at == name:
        return _drop(request)
    if name == "SystemReboot":
        asyncio.get_running_loop().call_later(0.01, restart)
    return _response(camera, operation.prefix, name, inside)


def _refusal(camera: Camera, request: web.BaseRequest, header: Any, needed: str) -> web.StreamResponse | None:
    """Why the request is not carried out for whoever asks; None where it is."""
    auth = camera.knobs.auth
    level: Level | None = None
    try:
        if auth in ("digest", "both"):
            level = login.by_digest(camera, request.method, request.path_qs, request.headers.get("Authorization", ""))
        if level is None and auth in ("ws", "both"):
            level = login.by_token(camera, header)
    except login.Refused as refused:
        if auth == "digest":
            return web.Response(status=423 if refused.locked else 401, headers=_challenge(camera, refused.locked))
        return _fault("Sender", "NotAuthorized", str(refused), status=400)
    if level is None:
        if auth == "ws":
            return _fault("Sender", "NotAuthorized", "a login is needed", status=400)
        return web.Response(status=401, headers=_challenge(camera, False))
    if needed and _RANK[level] < _RANK[needed]:  # type: ignore[index]
        return _fault("Sender", "NotAuthorized", f"{needed} is needed", status=400)
    return None


def _challenge(camera: Camera, locked: bool) -> dict[str, str]:
    return {} if locked else {"WWW-Authenticate": login.challenge(camera)}


def _drop(request: web.BaseRequest) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _response(camera: Camera, prefix: str, name: str, inside: str) -> web.StreamResponse:
    if "types" in camera.knobs.lies:
        inside = inside.replace("<tt:Year>2", "<tt:Year>iki bin ").replace("<tt:Width>", "<tt:Width>geni\u015f ")
    if "other" in camera.knobs.lies and name != "GetSystemDateAndTime":
        prefix, name, inside = "tds", "GetScopes", ""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope{_XMLNS}><s:Body><{prefix}:{name}Response>{inside}'
        f"</{prefix}:{name}Response></s:Body></s:Envelope>"
    )
    return web.Response(text=text, content_type="application/soap+xml")


def _fault(code: str, *rest: str, status: int = 400) -> web.StreamResponse:
    *codes, reason = rest
    nested = "".join(f"<s:Subcode><s:Value>ter:{one}</s:Value>" for one in codes) + "</s:Subcode>" * len(codes)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope{_XMLNS}><s:Body><s:Fault><s:Code><s:Value>s:{code}</s:Value>'
        f'{nested}</s:Code><s:Reason><s:Text xml:lang="en">{reason}</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>'
    )
    return web.Response(text=text, status=status, content_type="application/soap+xml")
