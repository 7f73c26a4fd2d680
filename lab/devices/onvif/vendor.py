"""What vendors offer beside ONVIF."""

from __future__ import annotations

from aiohttp import web

from lab.devices.onvif.state import Camera


def serve(camera: Camera, request: web.BaseRequest, body: bytes) -> web.StreamResponse:  # noqa: ARG001 - none yet
    camera.log.append(request.path)
    return web.Response(status=404)
