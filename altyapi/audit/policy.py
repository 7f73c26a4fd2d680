"""The audit policy (`inventory/policy/audit.yml`): which roles, fields, VLANs and limits the rules go by."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Frozen
from netbox_sync.policyfile import read

FILE = "audit.yml"


class Roles(Frozen):
    """Device roles by their slugs in NetBox."""

    cameras: tuple[str, ...] = ("camera",)
    thermal_cameras: tuple[str, ...] = ("thermal-camera",)
    x_rays: tuple[str, ...] = ("x-ray",)
    attendance: tuple[str, ...] = ("attendance",)
    recorders: tuple[str, ...] = ("nvr",)
    ups: tuple[str, ...] = ("ups",)
    computers: tuple[str, ...] = ("desktop", "laptop")
    backup_units: tuple[str, ...] = ("backup-unit",)
    switches: tuple[str, ...] = ("core-switch", "dc-switch", "distribution-switch", "access-switch", "poe-switch")
    vpn_prefixes: tuple[str, ...] = ("vpn",)  # IPAM roles, not device roles


class Required(Frozen):
    """Fields that an asset needs: a device's own, or a custom field as `cf.NAME`."""

    roles: tuple[str, ...] = Field(min_length=1)  # `*`: every role
    fields: tuple[str, ...] = Field(min_length=1)


class AccessVlan(Frozen):
    """The VLANs in which the switch port of such a device may be untagged; any of the three ways to name one."""

    roles: tuple[str, ...] = Field(min_length=1)
    vids: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    vlan_roles: tuple[str, ...] = ()  # IPAM roles' slugs


class Limits(Frozen):
    lines_per_site_min: int = Field(2, ge=1)
    contract_notice_days: int = Field(90, ge=0)
    end_of_life_notice_days: int = Field(730, ge=0)
    recording_days_max: int = Field(30, ge=1)
    battery_years_max: int = Field(4, ge=1)
    backup_unit_percent_max: int = Field(79, ge=0, le=100)
    signature_days_max: int = Field(3, ge=0)
    antivirus_person_days: int = Field(180, ge=1)  # so long a detection tells of the person
    licence_notice_days: int = Field(30, ge=0)


class Backups(Frozen):
    """Days by backup class; a class without an entry is not judged."""

    backup_days_max: dict[str, int] = {"A": 1, "B": 1, "C": 1, "D": 1}
    restore_test_days_max: dict[str, int] = {"A": 31, "B": 92, "C": 183}


class AuditPolicy(Frozen):
    """Defaults are those of the file as it is shipped."""

    judged_statuses: tuple[str, ...] = ("active", "staged", "offline", "failed")
    roles: Roles = Roles()
    required: tuple[Required, ...] = (Required(roles=("*",), fields=("serial", "asset_tag", "tenant")),)
    primary_address_roles: tuple[str, ...] = (
        "core-switch", "dc-switch", "distribution-switch", "access-switch", "poe-switch", "router", "firewall", "ids",
        "wlan-controller", "access-point", "camera", "nvr", "x-ray", "attendance", "server", "storage", "backup-unit", "pbx",
    )  # fmt: skip
    access_vlans: tuple[AccessVlan, ...] = (
        AccessVlan(roles=("camera", "nvr"), vlan_roles=("kamera",)),
        AccessVlan(roles=("thermal-camera",), vlan_roles=("termal",)),
        AccessVlan(roles=("x-ray",), vlan_roles=("xray",)),
        AccessVlan(roles=("attendance",), vlan_roles=("pdks",)),
        AccessVlan(roles=("printer", "scanner"), vlan_roles=("yazici",)),
        AccessVlan(roles=("ups", "room-sensor"), vlan_roles=("ups-bina",)),
    )
    biometric_methods: tuple[str, ...] = ("parmak-izi", "yuz")
    limits: Limits = Limits()
    backups: Backups = Backups()

    @property
    def digest(self) -> str:
        """SHA-256 of the content, comments and layout aside."""
        return sha256(canonical_line(self.model_dump(mode="json")))

    def named_roles(self) -> frozenset[str]:
        """Every device role that stands in the policy."""
        of_kinds = [role for name, roles in self.roles if name != "vpn_prefixes" for role in roles]
        required = [role for one in self.required for role in one.roles if role != "*"]
        in_vlans = [role for one in self.access_vlans for role in one.roles]
        return frozenset((*of_kinds, *required, *in_vlans, *self.primary_address_roles))


def load(folder: Path) -> AuditPolicy:
    """The policy of that folder; defaults where the file is absent. Raises PolicyFileInvalid with every fault."""
    return read(folder / FILE, AuditPolicy)
