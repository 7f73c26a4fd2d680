"""Inventory of a NetBox snapshot: devices, their variables and groups, without a request to NetBox."""

from __future__ import annotations

DOCUMENTATION = """
name: netbox
short_description: Devices of a NetBox snapshot as hosts
description:
  - Reads the snapshot file that C(inv netbox.pull) wrote; NetBox itself is not asked, so it may be down.
  - Host variables and group names are those of the P(netbox.netbox.nb_inventory#inventory) plugin for the options that
    both have, with the same defaults.
  - A configuration that can't be followed (unknown option value, missing or damaged snapshot, a limit that selects
    nothing) ends the run with an error. It never gives an empty inventory.
author: altyapi maintainers
extends_documentation_fragment:
  - constructed
options:
  plugin:
    description: Marks the file as this plugin's.
    required: true
    choices: [altyapi.netops.netbox]
  snapshot:
    description:
      - The snapshot file. A relative path is relative to this inventory file (from the environment, to the working
        directory). Without it, the toolkit's own setting decides (C(var/snapshot.json)).
    type: str
    env:
      - name: ALTYAPI_SNAPSHOT_FILE
      - name: ALTYAPI_SNAPSHOT
  limit:
    description: Which devices become hosts, in the grammar of C(inv)'s C(--limit), e.g. V(role:access-switch&!tag:lab).
    type: str
    default: all
  group_by:
    description:
      - Groups to make, named C(GROUPING_VALUE). C(region) and C(site_group) hold the groups of their sites.
      - "With O(plurals): sites, tenants, racks, tags, device_roles, platforms, device_types, manufacturers; without it
        the singulars site, tenant, rack, tag, role, platform, device_type, manufacturer."
      - "Always: region, site_group, location, status, is_virtual, serial, asset_tag, time_zone."
    type: list
    elements: str
    default: []
  group_names_raw:
    description: Name groups by the value alone (C(mrk-ahb01) instead of C(sites_mrk-ahb01)).
    type: bool
    default: false
  plurals:
    description: Name most variables in the plural and make them lists of one element.
    type: bool
    default: true
  config_context:
    description: Add each device's rendered config context.
    type: bool
    default: false
  flatten_config_context:
    description: Make the config context's top keys host variables of their own; needs O(config_context).
    type: bool
    default: false
  flatten_custom_fields:
    description: Make custom fields host variables of their own.
    type: bool
    default: false
  dns_name:
    description: Add C(dns_name), that of the primary address.
    type: bool
    default: false
  ansible_host_dns_name:
    description: Use the primary address's DNS name as C(ansible_host), where it has one.
    type: bool
    default: false
"""

EXAMPLES = """
# inventory/netbox.yml
plugin: altyapi.netops.netbox
limit: status:active
group_by: [device_roles, sites, region, platforms]
keyed_groups:
  - key: custom_fields.criticality
    prefix: criticality
compose:
  ansible_network_os: "'cisco.ios.ios' if 'cisco-ios' in platforms else omit"
"""

import re
from pathlib import Path
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable
from ansible.utils.display import Display

try:
    from altyapi import settings
    from netbox_sync import inventory as hosts
    from netbox_sync import selection, snapshot
    from netbox_sync.errors import ToolkitError
except ImportError as error:
    MISSING: ImportError | None = error
else:
    MISSING = None

OPTIONS = (
    "group_by",
    "group_names_raw",
    "plurals",
    "config_context",
    "flatten_config_context",
    "flatten_custom_fields",
    "dns_name",
    "ansible_host_dns_name",
)


class InventoryModule(BaseInventoryPlugin, Constructable):
    NAME = "altyapi.netops.netbox"

    def verify_file(self, path: str) -> bool:
        """A YAML file that names this plugin, and no other."""
        if not super().verify_file(path) or not path.endswith((".yml", ".yaml")):
            return False
        text = Path(path).read_text(encoding="utf-8", errors="replace")
        return re.search(rf"^plugin:\s*['\"]?{re.escape(self.NAME)}\b", text, re.MULTILINE) is not None

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        try:
            self._fill(path)
        except AnsibleError as error:
            self._fail(str(error), error)
        except Exception as error:  # noqa: BLE001  # whatever it is, an empty inventory must not follow from it
            self._fail(f"{type(error).__name__}: {error}", error)

    def _fail(self, message: str, cause: Exception) -> None:
        """Ansible turns an inventory plugin's error into a warning and goes on with no hosts, unless told otherwise."""
        if constants.config.get_config_value("INVENTORY_ANY_UNPARSED_IS_FAILED"):
            raise AnsibleParserError(message) from cause
        Display().error(message)
        raise SystemExit(1) from cause

    def _fill(self, path: str) -> None:
        if MISSING is not None:
            raise AnsibleParserError(f"altyapi is not installed in Ansible's own interpreter: {MISSING}")
        unknown = set(self._read_config_data(path)) - set(self.get_options())
        if unknown:
            # Ansible itself passes over what it does not know, and the user's intent with it
            raise AnsibleParserError(f"Unknown options: {', '.join(sorted(unknown))}")
        options = {name: self.get_option(name) for name in OPTIONS}
        try:
            taken = snapshot.load(self._snapshot_file(Path(path).parent))
            names = selection.select(taken, self.get_option("limit"), folder=Path(path).parent)
            built = hosts.build(taken, names, hosts.Options(**{**options, "group_by": tuple(options["group_by"])}))
        except ToolkitError as error:
            language = settings.load().language
            raise AnsibleParserError(f"{error.message(language)} {error.remedy(language)}".strip()) from None
        self._hand_over(built)

    def _snapshot_file(self, folder: Path) -> Path:
        value, origin = self.get_option_and_origin("snapshot")
        if value is None:
            return settings.load().snapshot
        given = Path(value).expanduser()
        return given if given.is_absolute() or str(origin).startswith("env:") else folder / given

    def _hand_over(self, built: hosts.Inventory) -> None:
        strict = self.get_option("strict")
        compose, groups, keyed = (self.get_option(name) for name in ("compose", "groups", "keyed_groups"))
        for name, variables in built.hosts.items():
            self.inventory.add_host(name)
            for key, value in variables.items():
                self.inventory.set_variable(name, key, value)
            if compose:
                self._set_composite_vars(compose, variables, name, strict=strict)
            if groups:
                self._add_host_to_composed_groups(groups, variables, name, strict=strict)
            if keyed:
                self._add_host_to_keyed_groups(keyed, variables, name, strict=strict)
        # add_group gives the name that Ansible made of ours
        real = {name: self.inventory.add_group(name) for name in built.members}
        for name, members in built.members.items():
            for member in members:
                self.inventory.add_host(member, group=real[name])
        for name, children in built.children.items():
            for child in children:
                self.inventory.add_child(real[name], real[child])
