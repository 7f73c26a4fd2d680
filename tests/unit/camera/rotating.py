"""A few cameras on loopback and what rotating their passwords starts from."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from altyapi.camera.asked import Asked
from altyapi.camera.http import http_session
from altyapi.camera.keeping import Passwords
from altyapi.camera.model import Camera
from altyapi.camera.policy import CameraPolicy, Probing
from altyapi.camera.ring import Ring
from altyapi.camera.rotate import Result, Rotation
from altyapi.camera.soap import SoapClient
from altyapi.camera.tries import Event, Tries
from altyapi.device.contract import Target
from altyapi.device.errors import LoginRefused
from altyapi.secrets import SecretStore
from altyapi.secrets.kept import KeptSecrets
from altyapi.secrets.vault import Vault
from altyapi.settings import Settings
from lab.devices.onvif import RunningCamera
from netbox_sync.model import Device

SHARED = "Ortak-Parola-1"


class Place:
    """A project with its state; each call of `rotate` is a process of its own that reads what is on disk."""

    def __init__(self, folder: Path, cameras: Mapping[str, RunningCamera], **rules: Any) -> None:
        self.cameras = cameras
        password_file = folder / "vault"
        password_file.write_text("kasa parolası")
        self.settings = Settings(
            root=folder, state_dir=folder / "var", known_hosts=folder / "known_hosts", vault_password_file=password_file,
            connect_timeout_s=5, command_timeout_s=5,
        )  # fmt: skip
        (folder / "known_hosts").write_text("".join(one.known_hosts_line for one in cameras.values()))
        passwords = Passwords.model_validate({"spacing_s": 0, "require_tls": False, "at_once": 4, **rules})
        self.policy = CameraPolicy(probing=Probing.model_validate({"allowed": ["127.0.0.0/8"]}), passwords=passwords)
        self.environment = {
            "ALTYAPI_SECRET_CREDENTIALS_CAMERA_USERNAME": "admin",
            "ALTYAPI_SECRET_CREDENTIALS_CAMERA_PASSWORD": SHARED,
        }
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
        self.devices = {name: _device(number, name, one) for number, (name, one) in enumerate(cameras.items(), start=1)}
        self.rows = tuple(_camera(self.devices[name], one) for name, one in cameras.items())
        self.kept = KeptSecrets(self.settings.state_dir / "secrets.kept.yml", Vault(password_file))

    def ring(self) -> Ring:
        return Ring(self.kept, SecretStore(environment=self.environment))

    def tries(self) -> Tries:
        return Tries(self.settings.state_dir)

    def rotate(
        self, *, apply: bool = True, rows: Sequence[Camera] | None = None, asked: Asked | None = None
    ) -> dict[str, Result]:
        rotation = Rotation(
            self.ring(), self.tries(), self.policy, self.settings, self.devices, lambda: self.now, "kul0001", asked
        )
        found = asyncio.run(rotation.run(self.rows if rows is None else rows, apply=apply))
        return {one.camera: one for one in found}

    def opens(self, name: str, username: str, password: str) -> bool:
        """Whether the camera takes a login now."""

        async def ask() -> bool:
            camera = self.cameras[name]
            to = Target(
                name=name, host=camera.host, port=camera.port, username=username, password=password,
                known_hosts=self.settings.known_hosts,
            )  # fmt: skip
            async with http_session() as http:
                try:
                    await SoapClient(http, to).call("tds:GetUsers")
                except LoginRefused:
                    return False
            return True

        return asyncio.run(ask())

    def own_opens(self, name: str) -> bool:
        """Whether what the store says is the camera's password is."""
        own = self.ring().own(name)
        return own is not None and self.opens(name, *own)

    def anything_opens(self, name: str) -> bool:
        """Whether any login that is on disk or was there at first opens the camera."""
        ring = self.ring()
        logins = [ring.candidate(name), ring.own(name), ring.shared("camera")]
        return any(self.opens(name, *one) for one in logins if one is not None)


def _device(number: int, name: str, camera: RunningCamera) -> Device:
    return Device(
        id=number, name=name, status="active", site="mrk-ot01", role="camera", device_type="ok-2143", manufacturer="ornek",
        platform="onvif", primary_ip4=f"{camera.host}/8",
        config_context={"connection": {"port": camera.port}},
    )  # fmt: skip


def _camera(device: Device, camera: RunningCamera) -> Camera:
    return Camera(
        id=device.id, name=device.name, kind="camera", status="active", site=device.site, address=camera.host,
        host=camera.host, rtsp_port=554, onvif_port=camera.port, credential="camera", model="OK-2143",
    )  # fmt: skip


def broken_after(monkeypatch: pytest.MonkeyPatch, camera: RunningCamera) -> None:
    """The line to that camera breaks at every proof as soon as it said yes to a new password."""
    note = Tries.note

    def breaking(self: Tries, event: Event) -> None:
        note(self, event)
        if event.what == "told":
            camera.set(drop_at="GetUsers")

    monkeypatch.setattr(Tries, "note", breaking)
