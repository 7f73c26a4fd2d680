"""Where a camera is logged in to, and trying a login on it: what rotating passwords and updating firmware share."""

from __future__ import annotations

import asyncio
import time

from altyapi import connection, platforms
from altyapi.camera.http import Http
from altyapi.camera.model import Camera
from altyapi.camera.soap import SoapClient
from altyapi.device.contract import Target
from altyapi.device.errors import CommandTimeout, LoginRefused, SessionLost, Unreachable
from altyapi.device.tls import over_tls
from altyapi.platforms.onvif import reading
from altyapi.platforms.onvif.conversation import Conversation
from altyapi.settings import Settings
from netbox_sync.model import Device

POLL_S = 0.5
"""Between two looks at a camera that restarts."""


def target(camera: Camera, device: Device, settings: Settings, username: str, password: str) -> Target:
    """By the connection's own port where its config context names one, else NetBox's service. Raises NoConnection."""
    way = connection.of(device)
    return Target(
        name=camera.name,
        host=way.host,
        port=way.port if "port" in way.model_fields_set else camera.onvif_port,
        platform=platforms.load("onvif").name,
        username=username,
        password=password,
        known_hosts=settings.known_hosts,
        connect_timeout_s=settings.connect_timeout_s,
        command_timeout_s=settings.command_timeout_s,
        options=dict(way.options),
    )


def conversation(http: Http, to: Target) -> Conversation:
    return Conversation(SoapClient(http, to, tls=over_tls(to)))


async def users(camera: Conversation) -> dict[str, str]:
    """The users' levels by name, which only an administrator is told: the proof of a login. Raises LoginRefused, ..."""
    return reading.levels(await camera.ask("tds:GetUsers"))


async def answers_again(camera: Conversation, within_s: float) -> bool:
    """Whether a camera tells its time, without a login, within so many seconds."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            await camera.client.call("tds:GetSystemDateAndTime", login=False)
            return True
        except LoginRefused:
            return True  # it answers, and wants a login even for that
        except (Unreachable, SessionLost, CommandTimeout):
            if time.monotonic() >= deadline:
                return False
        await asyncio.sleep(POLL_S)
