"""What an inventory is to hold, under the names of nb_inventory's options and with its defaults."""

from __future__ import annotations

import re
from typing import Final, Literal, Self

from pydantic import ValidationError, field_validator

from netbox_sync import faults
from netbox_sync.model import Frozen

PLURALS: Final = {
    "site": "sites",
    "tenant": "tenants",
    "rack": "racks",
    "tag": "tags",
    "role": "device_roles",
    "platform": "platforms",
    "device_type": "device_types",
    "manufacturer": "manufacturers",
}
_NESTED: Final = ("region", "site_group")
_PLAIN: Final = (
    *("status", "is_virtual", "serial", "asset_tag", "time_zone", "utc_offset", "facility"),
    *("cluster", "cluster_type", "cluster_group"),
)
LEAN: Final = ("site", "role", "platform", "status")


class Rename(Frozen):
    """A regular expression for a variable's name, and what its match becomes (as `re.sub` has it)."""

    pattern: str
    repl: str

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        return pattern


class Options(Frozen):
    """Which hosts, which variables, which groups. What each does is told in the plugin's documentation."""

    profile: Literal["full", "lean"] = "full"
    virtual_machines: bool = True
    group_by: tuple[str, ...] = ()
    group_names_raw: bool = False
    plurals: bool = True
    racks: bool = True
    services: bool = True
    interfaces: bool = False
    site_data: bool = False
    prefixes: bool = False
    config_context: bool = False
    flatten_config_context: bool = False
    flatten_local_context_data: bool = False
    flatten_custom_fields: bool = False
    dns_name: bool = False
    ansible_host_dns_name: bool = False
    oob_ip_as_primary_ip: bool = False
    prefer_ipv4: bool = False
    virtual_chassis_name: bool = False
    hostname_field: str | None = None
    network_os: dict[str, str] = {}
    rename_variables: tuple[Rename, ...] = ()

    @classmethod
    def of(cls, given: dict[str, object]) -> Self:
        """Options from what a person wrote. Raises InventoryMisconfigured, naming the option."""
        try:
            options = cls.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = ".".join(map(str, first["loc"]))
            from netbox_sync import policyfile  # noqa: PLC0415  reads YAML, which no inventory without a fault needs

            english, turkish = policyfile.told(first)
            raise faults.InventoryMisconfigured(option=name, en_detail=english, tr_detail=turkish) from None
        unknown = [each for each in options.group_by if each not in options.groupings()]
        if unknown:
            told = f"{', '.join(unknown)} (group_by: {', '.join(options.groupings())})"
            raise faults.InventoryMisconfigured(option="group_by", en_detail=told, tr_detail=told)
        return options

    def name(self, grouping: str) -> str:
        """`site` as these options call it: `sites` with plurals."""
        return PLURALS.get(grouping, grouping) if self.plurals else grouping

    def groupings(self) -> tuple[str, ...]:
        """What `group_by` may hold under these options."""
        named = [self.name(each) for each in PLURALS if self.racks or each != "rack"]
        racks = ("rack_role", "location") if self.racks else ()
        services = ("services",) if self.services else ()
        return (*named, *_NESTED, *racks, *_PLAIN, *services)
