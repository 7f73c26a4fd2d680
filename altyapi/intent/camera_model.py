"""The complete description of one camera, free of NetBox: what render turns into text. What is empty or None is left alone."""

from __future__ import annotations

from altyapi.camera.wanted import Stream
from netbox_sync.model import Frozen


class CameraManagement(Frozen):
    """How the camera is reached."""

    address: str
    length: int
    gateway: str
    vlan: int | None = None
    interface: str = "network"


class CameraUser(Frozen):
    name: str
    level: str
    secret: str | None = None  # name in the secret store


class CameraIntent(Frozen):
    """Everything that is to be true of one camera."""

    device: str
    hostname: str
    platform: str
    role: str  # slug
    site: str  # slug
    management: CameraManagement
    network: bool  # whether address and gateway are set
    zone: str
    ntp: tuple[str, ...]
    dns: tuple[str, ...]
    domain: str
    discovery: bool | None
    services: dict[str, tuple[bool, int]]  # whether it is on, and its port
    users: tuple[CameraUser, ...]
    osd: dict[str, str]  # by place
    streams: tuple[Stream, ...]
    settings: dict[str, str]  # the maker's own

    @property
    def secrets(self) -> frozenset[str]:
        """The names of all secrets that the config of this camera may refer to."""
        return frozenset(user.secret for user in self.users if user.secret is not None)
