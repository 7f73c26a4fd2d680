"""Cameras as tests need them."""

from __future__ import annotations

from typing import Any

from altyapi.camera.look import Code, Problem, Seen
from altyapi.camera.model import Camera
from altyapi.secrets import Credential
from lab.cameras.endpoint import Endpoint


def camera(name: str = "kam01", **own: Any) -> Camera:
    given = {
        "id": 1, "kind": "camera", "status": "active", "site": "sah-ot01", "manufacturer": "hikvision", "address": "10.0.0.9",
        "host": "10.0.0.9", "rtsp_port": 554, "onvif_port": 80, "credential": "camera", **own,
    }  # fmt: skip
    return Camera(name=name, **given)


def at(endpoint: Endpoint, **own: Any) -> Camera:
    """The camera that an emulated endpoint is."""
    place = {"host": endpoint.host, "address": endpoint.host}
    ports = {"rtsp_port": endpoint.rtsp_port, "onvif_port": endpoint.onvif_port}
    return camera(endpoint.name, **{"kind": endpoint.kind, **place, **ports, **own})


def login(endpoint: Endpoint) -> Credential:
    return Credential(username=endpoint.username, password=endpoint.password)


def seen(*problems: Code | Problem, name: str = "kam01", thorough: bool = False, **own: Any) -> Seen:
    told = tuple(one if isinstance(one, Problem) else Problem(code=one) for one in problems)
    return Seen(camera=name, thorough=thorough, problems=told, **own)
