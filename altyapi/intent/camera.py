"""From a snapshot and the camera policy to the complete description of one camera."""

from __future__ import annotations

from ipaddress import IPv4Interface

from altyapi import platforms
from altyapi.camera.policy import CameraPolicy
from altyapi.camera.wanted import DATE_AND_TIME, CameraConfig, ModelSettings, osd_text
from altyapi.intent import kinds
from altyapi.intent.addresses import smallest_prefix
from altyapi.intent.camera_kinds import CAMERA_PLATFORM, OSD_LONG, PRIMARY_LENGTH
from altyapi.intent.camera_model import CameraIntent, CameraManagement, CameraUser
from altyapi.intent.faults import Faults
from altyapi.intent.row import check_name, examined
from altyapi.platforms.platform import UnknownPlatform
from netbox_sync.model import Device, Snapshot

ANGLE_FIELD = "bakis_acisi"


def build(snapshot: Snapshot, device: str, policy: CameraPolicy | None = None) -> CameraIntent:
    """The intent of that camera. Raises UnknownDevice, or IntentError with every fault of the device's data at once."""
    row, faults = examined(snapshot, device)
    check_name(row, faults)
    _require_platform(row, faults)
    config = (policy or CameraPolicy()).config
    kind = next((one for one in snapshot.tables.device_types if one.slug == row.device_type), None)
    settings = config.of(kind.model if kind else row.device_type) or ModelSettings(models=("*",))
    management = _management(snapshot, row, faults)
    osd = _osd(snapshot, row, config, faults)
    if faults or management is None:
        raise faults.error()
    return CameraIntent(
        device=row.name,
        hostname=row.name,
        platform=platforms.load(row.platform or "").name,
        role=row.role,
        site=row.site,
        management=management,
        network=config.network,
        zone=config.zone,
        ntp=tuple(map(str, config.ntp)),
        dns=tuple(map(str, config.dns)),
        domain=config.domain,
        discovery=config.discovery,
        services={name: (one.enabled, one.port) for name, one in sorted(config.services.items())},
        users=tuple(
            CameraUser(name=one.name, level=one.level, secret=one.secret)
            for one in sorted(config.users, key=lambda one: one.name)
        ),
        osd=osd,
        streams=settings.streams,
        settings=dict(sorted(settings.settings.items())),
    )


def _require_platform(row: Device, faults: Faults) -> None:
    if row.platform is None:
        faults.of_device(kinds.NO_PLATFORM, "platform")
        return
    try:
        known = platforms.load(row.platform)
    except UnknownPlatform:
        known = None
    if known is None or known.transport != "onvif":
        faults.of_device(CAMERA_PLATFORM, "platform", value=row.platform)


def _management(snapshot: Snapshot, row: Device, faults: Faults) -> CameraManagement | None:
    """The primary address with its prefix's length and way out: the first host, unless the config context names another."""
    if row.primary_ip4 is None:
        faults.of_device(kinds.NO_PRIMARY, "primary_ip4")
        return None
    try:
        parsed = IPv4Interface(row.primary_ip4)
    except ValueError:
        faults.of_device(kinds.ADDRESS_INVALID, "primary_ip4", address=row.primary_ip4)
        return None
    held = next((one for one in snapshot.tables.ip_addresses if one.address == row.primary_ip4), None)
    prefix = smallest_prefix(snapshot, parsed, held.vrf if held else None)
    if parsed.network.prefixlen > 30:
        faults.of_device(PRIMARY_LENGTH, "primary_ip4", address=row.primary_ip4)
        return None
    vlan = snapshot.vlan_by_id.get(prefix.vlan) if prefix is not None and prefix.vlan is not None else None
    return CameraManagement(
        address=str(parsed.ip),
        length=parsed.network.prefixlen,
        gateway=str(parsed.network[1]),
        vlan=vlan.vid if vlan else None,
    )


def _osd(snapshot: Snapshot, row: Device, config: CameraConfig, faults: Faults) -> dict[str, str]:
    site = snapshot.site_by_slug.get(row.site)
    location = next(
        (one.name for one in snapshot.tables.locations if one.slug == row.location and one.site == row.site), ""
    )
    fields = {
        "name": row.name,
        "place": row.description,
        "angle": str(row.custom_fields.get(ANGLE_FIELD) or ""),
        "site": site.name if site else row.site,
        "location": location,
    }
    found: dict[str, str] = {}
    for place, template in sorted(config.osd.items()):
        text = DATE_AND_TIME if template == DATE_AND_TIME else osd_text(template, fields)
        if text != DATE_AND_TIME and len(text) > config.osd_length_max:
            faults.of_device(OSD_LONG, f"osd {place}", text=text, length=len(text), most=config.osd_length_max)
        if text:
            found[place] = text
    return found
