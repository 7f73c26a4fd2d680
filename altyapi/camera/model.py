"""A camera or a recorder as NetBox knows it: what every camera command starts from."""

from __future__ import annotations

from datetime import date
from ipaddress import ip_interface
from typing import Literal

from altyapi import hosts
from altyapi.audit.estate import Estate, field, number_of
from altyapi.audit.policy import AuditPolicy
from altyapi.audit.registers import Registers
from altyapi.camera.policy import CameraPolicy
from netbox_sync.model import Device, Frozen, Snapshot

Kind = Literal["camera", "thermal", "recorder"]

ANGLE_FIELD = "bakis_acisi"
CHANNEL_FIELD = "kayit_kanali"
RETENTION_FIELD = "kayit_suresi_gun"
PRIVACY_FIELD = "kvkk_kaydi"
DEFAULT_PASSWORD_FIELD = "varsayilan_parola"  # noqa: S105  a field's name
RTSP_SERVICE, ONVIF_SERVICE = "rtsp", "onvif"
"""Names of NetBox's services whose first port is where that camera listens, when it is not the policy's."""


class Camera(Frozen):
    """Empty text and None: NetBox holds nothing there."""

    id: int  # of the device in NetBox
    name: str
    kind: Kind
    status: str  # NetBox's: active, planned, …
    site: str  # slug
    location: str | None = None  # slug, of the site
    place: str = ""  # where it hangs, NetBox's description
    angle: str = ""  # what it looks at
    manufacturer: str = ""  # slug
    model: str = ""
    serial: str = ""
    mac: str = ""  # as NetBox writes it: 00:1A:2B:3C:4D:5E
    interface: str = ""  # its own port that the cable is in
    address: str | None = None  # of the primary address, without length
    host: str | None = None  # where it is reached: config context `connection.host`, else the address
    rtsp_port: int
    onvif_port: int
    credential: str  # entry `credentials/<name>` of the secret store
    recorder: str | None = None  # name of the device that keeps its pictures
    channel: int | None = None  # on the recorder
    switch: str | None = None  # name, by the cable
    port: str | None = None  # of the switch
    vlan: int | None = None  # number of the VLAN that the port is untagged in
    firmware: str = ""
    retention_days: int | None = None  # of a recorder its own, of a camera its recorder's
    privacy_record: str | None = None  # number of the data-protection record

    @property
    def in_service(self) -> bool:
        """Whether it should answer; a planned or decommissioned one need not."""
        return self.status in ("active", "staged", "failed")


def cameras(
    snapshot: Snapshot,
    policy: CameraPolicy | None = None,
    audit: AuditPolicy | None = None,
    firmware_field: str = "isletim_sistemi_surumu",
) -> tuple[Camera, ...]:
    """Every camera, thermal camera and recorder of any status, by name. Which roles those are, `audit.yml` says."""
    policy, audit = policy or CameraPolicy(), audit or AuditPolicy()
    estate = Estate(snapshot, Registers(), audit, date.min, firmware_field)
    kinds: dict[str, Kind] = {
        **dict.fromkeys(audit.roles.cameras, "camera"),
        **dict.fromkeys(audit.roles.thermal_cameras, "thermal"),
        **dict.fromkeys(audit.roles.recorders, "recorder"),
    }
    services: dict[tuple[str | None, str], int] = {
        (one.device, one.name.casefold()): one.ports[0] for one in snapshot.tables.services if one.device and one.ports
    }
    found = [
        _camera(estate, device, kinds[device.role], services, policy)
        for device in snapshot.tables.devices
        if device.role in kinds
    ]
    return tuple(sorted(found, key=lambda one: one.name))


def _camera(
    estate: Estate, device: Device, kind: Kind, services: dict[tuple[str | None, str], int], policy: CameraPolicy
) -> Camera:
    type_ = estate.device_type(device)
    port = estate.switch_port(device)
    vlan = estate.access_vlan(device)
    recorder = None if kind == "recorder" else estate.recorder(device)
    keeper = device if kind == "recorder" else recorder
    primary = device.primary_ip4 or device.primary_ip6
    address = str(ip_interface(primary).ip) if primary else None
    context = device.config_context.get("connection")
    given = context if isinstance(context, dict) else {}
    own = next((one for one in estate.snapshot.interfaces_by_device.get(device.name, ()) if one.connected), None)
    return Camera(
        id=device.id,
        name=device.name,
        kind=kind,
        status=device.status,
        site=device.site,
        location=device.location,
        place=device.description,
        angle=str(field(device, ANGLE_FIELD) or ""),
        manufacturer=device.manufacturer,
        model=type_.model if type_ else device.device_type,
        serial=device.serial.strip(),
        mac=estate.mac(device),
        interface=own.name if own else "",
        address=address,
        host=_host(given.get("host")) or address,
        rtsp_port=services.get((device.name, RTSP_SERVICE), policy.ports.rtsp),
        onvif_port=services.get((device.name, ONVIF_SERVICE), policy.ports.onvif),
        credential=str(given.get("credential") or policy.credential),
        recorder=recorder.name if recorder else None,
        channel=number_of(device, CHANNEL_FIELD),
        switch=port.device if port else None,
        port=port.name if port else None,
        vlan=vlan.vid if vlan else None,
        firmware=estate.software(device),
        retention_days=number_of(keeper, RETENTION_FIELD) if keeper else None,
        privacy_record=str(record) if (record := field(device, PRIVACY_FIELD)) is not None else None,
    )


def _host(given: object) -> str | None:
    """A name or an address from the config context; nothing else comes near a socket."""
    try:
        return hosts.host(str(given)) if given else None
    except ValueError:
        return None
