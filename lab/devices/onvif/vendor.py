"""What vendors offer beside ONVIF: Axis' param.cgi (VAPIX), Hikvision's ISAPI, Dahua's configManager.cgi, behind HTTP digest.

Which of them a camera has follows from its manufacturer. `settings` of the spec are its parameters by their full names; an ISAPI
document is one parameter, named by its path, whose value is its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from aiohttp import web
from lxml import etree  # type: ignore[import-untyped]

from lab.devices.onvif import login
from lab.devices.onvif.state import ISAPI, Camera


def serve(camera: Camera, request: web.BaseRequest, body: bytes) -> web.StreamResponse:
    """Answer a request that is not ONVIF's."""
    camera.log.append(f"{request.method} {request.path}")
    maker = camera.held.manufacturer.casefold()
    answers: dict[str, tuple[str, Callable[[Camera, web.BaseRequest, bytes], web.StreamResponse]]] = {
        "axis": ("/axis-cgi/param.cgi", _axis),
        "hikvision": ("/ISAPI/", _hikvision),
        "dahua": ("/cgi-bin/configManager.cgi", _dahua),
    }
    path, answer = answers.get(maker, ("", _axis))
    if not path or not request.path.startswith(path):
        return web.Response(status=404)
    try:
        level = login.by_digest(camera, request.method, request.path_qs, request.headers.get("Authorization", ""))
    except login.Refused as refused:
        return web.Response(status=423 if refused.locked else 401)
    if level is None:
        return web.Response(status=401, headers={"WWW-Authenticate": login.challenge(camera)})
    return answer(camera, request, body)


def _axis(camera: Camera, request: web.BaseRequest, body: bytes) -> web.StreamResponse:
    """VAPIX Library, "Parameter management": list answers `name=value`, update `OK`; POST has the query in its body."""
    query = dict(request.query)
    query |= dict(pair.partition("=")[::2] for pair in body.decode().split("&") if pair)
    action = query.pop("action", "")
    held = camera.held.settings
    if action == "list":
        groups = [
            group if group.startswith("root") else f"root.{group}" for group in query.get("group", "root").split(",")
        ]
        found = [f"{name}={value}" for name, value in held.items() if any(_below(name, group) for group in groups)]
        text = "\n".join(found) or f"# Error: Error -1 getting param in group '{query.get('group', '')}'"
        return web.Response(text=text + "\n")
    if action == "update" and query and all(name in held for name in query):
        held.update(query)
        return web.Response(text="OK")
    return web.Response(text="# Error: Error setting parameters")


def _below(name: str, group: str) -> bool:
    pattern = re.escape(group).replace(r"\*", "[^.]*")
    return re.match(rf"{pattern}(?:\.|$)", name) is not None


def _hikvision(camera: Camera, request: web.BaseRequest, body: bytes) -> web.StreamResponse:
    """ISAPI: GET gives a document, PUT takes the whole of it and answers with a ResponseStatus."""
    held = camera.held.settings
    if request.path not in held:
        return web.Response(
            status=404, text=_status(request.path, 4, "Invalid Operation"), content_type="application/xml"
        )
    if request.method == "GET":
        return web.Response(text=held[request.path], content_type="application/xml")
    try:
        document = etree.fromstring(body, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return web.Response(
            status=400, text=_status(request.path, 5, "Invalid XML Format"), content_type="application/xml"
        )
    enabled = document.find(f"{{{ISAPI}}}enabled")
    if enabled is None or enabled.text not in ("true", "false"):
        return web.Response(
            status=400, text=_status(request.path, 6, "Invalid XML Content"), content_type="application/xml"
        )
    later = camera.knobs.settings_after_restart
    (camera.waiting if later else held)[request.path] = etree.tostring(document, encoding="unicode")
    said = _status(request.path, 7, "Reboot Required") if later else _status(request.path, 1, "OK")
    return web.Response(text=said, content_type="application/xml")


def _status(path: str, code: int, said: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ResponseStatus version="2.0" xmlns="{ISAPI}"><requestURL>{path}</requestURL>'
        f"<statusCode>{code}</statusCode><statusString>{said}</statusString></ResponseStatus>"
    )


def _dahua(camera: Camera, request: web.BaseRequest, _body: bytes) -> web.StreamResponse:
    """HTTP API: getConfig answers `table.name=value`, setConfig `OK`."""
    query = dict(request.query)
    action, group = query.pop("action", ""), query.pop("name", "")
    held = camera.held.settings
    if action == "getConfig":
        found = [f"table.{name}={value}" for name, value in held.items() if name.startswith(f"{group}.")]
        return (
            web.Response(text="\r\n".join([*found, ""]))
            if found
            else web.Response(status=400, text="Error\r\nBad Request!\r\n")
        )
    if action == "setConfig" and query and all(name in held for name in query):
        held.update(query)
        return web.Response(text="OK\r\n")
    return web.Response(status=400, text="Error\r\nBad Request!\r\n")
