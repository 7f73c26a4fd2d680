"""Upgrading an emulated camera's firmware over HTTP (ONVIF Core Specification, "StartFirmwareUpgrade").

A firmware file is text: `firmware <model> <version>`; a camera takes the ones of its own model.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web

from lab.devices.onvif import login
from lab.devices.onvif.operations import Fault, operation, tag
from lab.devices.onvif.state import Camera

PATH = "/upgrade"


@operation("tds:StartFirmwareUpgrade", "Administrator")
def _start(camera: Camera, _asked: Any, origin: str) -> str:
    if camera.upload is not None:
        raise Fault("Action", "DeviceBusy", why="an upgrade is under way")
    camera.upload = b""
    return tag("tds:UploadUri", origin + PATH) + tag("tds:UploadDelay", "PT0S") + tag("tds:ExpectedDownTime", "PT1S")


def upload(camera: Camera, request: web.BaseRequest, body: bytes, restart: Callable[[], None]) -> web.StreamResponse:
    """Take the file; a good one is installed by a restart."""
    camera.log.append("upload")
    if camera.upload is None or request.method != "POST":
        return web.Response(status=404)
    try:
        level = login.by_digest(camera, request.method, request.path_qs, request.headers.get("Authorization", ""))
    except login.Refused:
        level = None
    if level is None:
        return web.Response(status=401, headers={"WWW-Authenticate": login.challenge(camera)})
    camera.upload = None
    words = body.decode("utf-8", "replace").split()
    if len(words) != 3 or words[:2] != ["firmware", camera.held.model]:
        return web.Response(status=415, text="not for this model")
    if not camera.knobs.bad_upgrade:
        camera.held.firmware = words[2]
    asyncio.get_running_loop().call_later(0.01, restart)
    return web.Response(text="ok")
