"""What the views judge by: limits, roles and the Pardus calendar, as an institution decides them."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from netbox_sync.model import Frozen


class Required(Frozen):
    """Fields that a device of these roles (`*`: every role) needs; a custom field is `cf.NAME`."""

    roles: tuple[str, ...]
    fields: tuple[str, ...]


class AccessVlan(Frozen):
    """The VLANs in which the switch port of such a device may be untagged; any of the three ways to name one."""

    roles: tuple[str, ...]
    vids: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    vlan_roles: tuple[str, ...] = ()  # IPAM roles' slugs


class Policy(Frozen):
    """Roles are NetBox's device roles by slug; days are calendar days; `waves` gives each wave's last day."""

    judged_statuses: tuple[str, ...] = ("active", "staged", "offline", "failed")
    required: tuple[Required, ...] = (Required(roles=("*",), fields=("serial", "asset_tag", "tenant")),)
    primary_address_roles: tuple[str, ...] = ()
    watched_roles: tuple[str, ...] = ("camera", "thermal-camera", "nvr", "x-ray", "attendance")
    privacy_roles: tuple[str, ...] = ("thermal-camera",)
    computer_roles: tuple[str, ...] = ("desktop", "laptop")
    access_vlans: tuple[AccessVlan, ...] = ()
    biometric_methods: tuple[str, ...] = ("parmak-izi", "yuz")
    lines_per_site_min: int = Field(2, ge=1)
    expiring_days: int = Field(90, ge=0)
    support_days: int = Field(730, ge=0)
    recording_days_max: int = Field(30, ge=1)
    battery_years_max: int = Field(4, ge=1)
    fill_percent_max: int = Field(79, ge=0, le=100)
    prefix_percent_max: int = Field(90, ge=0, le=100)
    signature_days_max: int = Field(3, ge=0)
    backup_days_max: dict[str, int] = {"A": 1, "B": 1, "C": 1, "D": 1}
    restore_test_days_max: dict[str, int] = {"A": 31, "B": 92, "C": 183}
    waves: dict[str, date] = {}
