"""The camera policy (`inventory/policy/camera.yml`): which networks may be probed and how fast, what a check asks and by which
limits it judges. How long recorders may keep pictures stands in audit.yml (`limits.recording_days_max`)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from altyapi.camera.keeping import Firmware, Passwords
from altyapi.camera.wanted import CameraConfig
from netbox_sync import canonical
from netbox_sync.model import Frozen
from netbox_sync.policyfile import read

FILE = "camera.yml"
Network = IPv4Network | IPv6Network


def _network(value: Any) -> Any:
    try:
        return ip_network(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError(
            f"a prefix without host bits is needed: {value} | sunucu biti olmayan bir önek gerekli: {value}"
        ) from error


class Ports(Frozen):
    """Where cameras listen unless NetBox's services `rtsp` and `onvif` of a device say otherwise."""

    rtsp: int = Field(554, ge=1, le=65535)
    onvif: int = Field(80, ge=1, le=65535)


class Probing(Frozen):
    """What may be asked without knowing who answers. Nothing outside `allowed` is ever sent a packet by a search."""

    allowed: tuple[Annotated[Network, BeforeValidator(_network)], ...] = ()
    per_second: float = Field(50.0, gt=0, le=1000)  # unicast probes
    addresses_max: int = Field(4096, ge=1, le=65536)  # of one search
    wait_s: float = Field(3.0, gt=0, le=60)  # for answers after the last probe

    def allows(self, prefix: Network) -> bool:
        """Whether the whole prefix may be probed."""
        return any(
            prefix.version == each.version and int(prefix.network_address) >= int(each.network_address)
            and int(prefix.broadcast_address) <= int(each.broadcast_address)
            for each in self.allowed
        )  # fmt: skip

    def allows_address(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address.version == each.version and address in each for each in self.allowed)


class Check(Frozen):
    """What `camera.check` asks and when it calls an answer bad."""

    # open connections; a camera's seconds run while it waits for its turn among them, so more is not faster
    at_once: int = Field(300, ge=1, le=20_000)
    per_second: float = Field(2500.0, gt=0)  # new connections
    answer_s: float = Field(2.0, gt=0, le=60)  # for the answer that says that it is alive
    timeout_s: float = Field(5.0, gt=0, le=120)  # for each step of a thorough look
    failures_before_down: int = Field(2, ge=1, le=10)  # in a row
    frames_min: int = Field(2, ge=1, le=1000)  # pictures that must come within `frames_s`
    frames_s: float = Field(4.0, gt=0, le=60)
    sample_percent: int = Field(5, ge=0, le=100)  # of the cameras that are looked at thoroughly in one run
    streams_at_once: int = Field(20, ge=1, le=500)
    streams_per_site: int = Field(2, ge=1, le=100)  # lines to districts are thin
    login_retry_h: int = Field(24, ge=1)  # a refused login is not tried again sooner: cameras lock accounts
    clock_drift_s_max: int = Field(60, ge=1)
    recording_gap_min_max: int = Field(15, ge=1)  # minutes since the recorder's last frame of a camera
    disk_percent_max: int = Field(95, ge=1, le=100)  # of a recorder
    black_brightness_max: int = Field(16, ge=0, le=255)  # mean of a picture that counts as black
    frozen_change_max: float = Field(0.0, ge=0)  # mean difference (0 to 255) of two pictures that count as one
    history_days: int = Field(400, ge=1)  # kept for the availability


class CameraPolicy(Frozen):
    """Defaults are those of the file as it is shipped."""

    credential: str = Field(
        "camera", pattern=r"^[a-z0-9][a-z0-9._-]*$"
    )  # entry `credentials/<name>` of the secret store
    ports: Ports = Ports()
    stream_paths: dict[str, str] = {
        "hikvision": "/Streaming/Channels/102",
        "dahua": "/cam/realmonitor?channel=1&subtype=1",
        "axis": "/axis-media/media.amp",
    }
    gateways: tuple[str, ...] = ("router",)  # device roles through which a site is reached
    probing: Probing = Probing()
    check: Check = Check()
    config: CameraConfig = CameraConfig()
    passwords: Passwords = Passwords()
    firmware: Firmware = Firmware()

    def stream_path(self, manufacturer: str) -> str:
        """Where cameras of that manufacturer (slug) have the stream that is looked at: the smaller one."""
        return self.stream_paths.get(manufacturer, self.stream_paths.get("*", "/"))

    @property
    def digest(self) -> str:
        """SHA-256 of the content, comments and layout aside."""
        return canonical.digest(self.model_dump(mode="json"))


def load(folder: Path) -> CameraPolicy:
    """The policy of that folder; defaults where the file is absent. Raises PolicyFileInvalid with every fault."""
    return read(folder / FILE, CameraPolicy)
