"""What is known of a lab from the outside: where it listens, who runs, which devices drifted how."""

from __future__ import annotations

from pathlib import Path

from lab.orneksehir.contexts import CREDENTIALS
from netbox_sync.model import Frozen


class ServiceStatus(Frozen):
    """One background process of the lab."""

    name: str
    pid: int | None
    running: bool
    log: Path


class DeviceStatus(Frozen):
    """One emulated device."""

    name: str
    platform: str  # as altyapi/platforms has it
    site: str
    role: str
    host: str
    port: int
    drift: tuple[str, ...] = ()  # kinds, see EDITS of lab.orneksehir.drift and handwork

    def ssh_line(self, username: str, known_hosts: Path) -> str:
        """How to look at it by hand."""
        return f"ssh -p {self.port} -o UserKnownHostsFile={known_hosts} {username}@{self.host}"


class LabRecord(Frozen):
    """What `up` writes down when everything answers."""

    profile: str
    started: str  # ISO 8601 with offset
    netbox_url: str
    netbox_version: str
    control_socket: Path  # of the emulated devices, see lab.devices.control
    devices: int
    interfaces: int
    username: str
    password: str = CREDENTIALS["network"]["password"]  # no secret: emulated devices only, the same in every lab
    emulated: tuple[DeviceStatus, ...]


class LabStatus(Frozen):
    """A lab as it is now. `record` is None where none was started; `env_file` is there only while it's up."""

    state_dir: Path
    running: bool  # every service
    record: LabRecord | None = None
    services: tuple[ServiceStatus, ...] = ()
    env_file: Path
    known_hosts: Path
    seconds: float | None = None  # how long `up` took

    @property
    def broken(self) -> bool:
        """Started, and a part of it has ended since."""
        return self.record is not None and not self.running
