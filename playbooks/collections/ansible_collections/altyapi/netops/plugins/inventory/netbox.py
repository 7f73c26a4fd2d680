"""Inventory of a NetBox snapshot: devices and virtual machines, their variables and groups."""

from __future__ import annotations

DOCUMENTATION = """
name: netbox
short_description: Devices and virtual machines of a NetBox snapshot as hosts
description:
  - Reads the snapshot file that C(inv netbox.pull) wrote, and refreshes it first where O(max_age) or O(refresh) ask for
    that. Otherwise NetBox is not asked, and may be down.
  - Host variables and group names are those of the P(netbox.netbox.nb_inventory#inventory) plugin for the options that
    both have, with the same defaults. C(docs/inventory.md) of the project lists what differs, and how to move over.
  - A configuration that can't be followed (an unknown option or option value, a missing or damaged snapshot, a limit
    that selects nothing) ends the run with an error. It never gives an empty inventory.
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
  max_age:
    description:
      - Pull a new snapshot from NetBox when this one is older, or when there is none, e.g. V(15m), V(2h), V(1d), or a
        number of seconds. NetBox's address and token are the toolkit's settings (E(NETBOX_URL), E(NETBOX_TOKEN)).
      - When NetBox is down, the last snapshot serves and a warning says how old it is.
      - Of several runs that start at once, one pulls and the others wait for it.
    type: str
    env:
      - name: ALTYAPI_INVENTORY_MAX_AGE
  refresh:
    description: Pull a new snapshot in any case, as C(--flush-cache) does.
    type: bool
    default: false
    env:
      - name: ALTYAPI_INVENTORY_REFRESH
  limit:
    description: Which devices become hosts, in the grammar of C(inv)'s C(--limit), e.g. V(role:access-switch&!tag:lab).
    type: str
    default: all
  virtual_machines:
    description: Whether virtual machines are hosts, too.
    type: bool
    default: true
  vm_limit:
    description:
      - Which virtual machines become hosts, in the grammar of O(limit); kinds are site, role, region, tag, tenant,
        platform, status, cluster, device and machine.
    type: str
    default: all
  profile:
    description:
      - V(full) gives every variable. V(lean) gives C(ansible_host), site, role, platform and status, and what
        O(network_os), O(compose) and O(groups) add; everything else of a host is there when asked for, by
        P(altyapi.netops.netbox_device#lookup) and P(altyapi.netops.interfaces#lookup).
    type: str
    choices: [full, lean]
    default: full
  network_os:
    description: Which C(ansible_network_os) a platform's hosts get, by the platform's slug.
    type: dict
    default: {}
  group_by:
    description:
      - Groups to make, named C(GROUPING_VALUE). C(region) and C(site_group) hold the groups of their sites.
      - "With O(plurals): sites, tenants, racks, tags, device_roles, platforms, device_types, manufacturers; without it
        the singulars site, tenant, rack, tag, role, platform, device_type, manufacturer."
      - "Always: region, site_group, location, rack_role, cluster, cluster_type, cluster_group, services (groups are
        named C(service_NAME)), status, is_virtual, serial, asset_tag, time_zone, utc_offset, facility."
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
  racks:
    description: Add C(racks), C(rack_role) and C(locations), and allow grouping by them.
    type: bool
    default: true
  interfaces:
    description: Add C(interfaces), each with its addresses, VLANs, cable and far end, and C(dns_name).
    type: bool
    default: false
  services:
    description: Add C(services), and allow grouping by them.
    type: bool
    default: true
  site_data:
    description: Make C(sites) the sites themselves rather than their slugs.
    type: bool
    default: false
  prefixes:
    description: As O(site_data), each site with its C(prefixes).
    type: bool
    default: false
  config_context:
    description: Add each host's rendered config context.
    type: bool
    default: false
  flatten_config_context:
    description: Make the config context's top keys host variables of their own; needs O(config_context).
    type: bool
    default: false
  flatten_local_context_data:
    description: Make the top keys of a host's own part of the config context host variables of their own.
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
  oob_ip_as_primary_ip:
    description: Use the out-of-band address as C(ansible_host), where there is one.
    type: bool
    default: false
  prefer_ipv4:
    description: Take IPv4 for the primary address where a host has both; what NetBox's own C(PREFER_IPV4) says.
    type: bool
    default: false
  virtual_chassis_name:
    description: Name the host of a virtual chassis after the chassis rather than after its master.
    type: bool
    default: false
  hostname_field:
    description: A custom field that holds the hosts' names.
    type: str
  rename_variables:
    description:
      - Rename host variables. Of the entries (C(pattern), a regular expression matched from a name's beginning, and
        C(repl)), the first that matches counts.
    type: list
    elements: dict
    default: []
  compose_from:
    description:
      - What expressions in O(compose) see where a host variable and a field of NetBox have one name (C(tags), C(cluster),
        with O(plurals) off also C(site)). V(variables) is the variable, V(netbox) the field as NetBox's API gives it, as
        in nb_inventory. Names that only one of them has (C(site.slug), C(device_type.model), C(sites)) are there in any
        case. In O(groups) and O(keyed_groups) variables come first, as in nb_inventory.
    type: str
    choices: [variables, netbox]
    default: variables
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

# Thousands of devices, few of their variables; never older than a quarter of an hour
plugin: altyapi.netops.netbox
profile: lean
max_age: 15m
virtual_machines: false
network_os:
  cisco-ios: cisco.ios.ios
group_by: [device_roles, region]
"""

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from ansible import constants
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable
from ansible.utils.display import Display

try:
    from altyapi import settings
    from netbox_sync.errors import ToolkitError
    from netbox_sync.faults import InventoryMisconfigured
    from netbox_sync.inventory import Inventory, Options, Question, freshness
except ImportError as error:
    MISSING: ImportError | None = error
else:
    MISSING = None

NB_INVENTORY = {
    **dict.fromkeys(("query_filters", "device_query_filters"), "limit"),
    "vm_query_filters": "vm_limit",
    **dict.fromkeys(("api_endpoint", "token"), "NETBOX_URL, NETBOX_TOKEN"),
    **dict.fromkeys(("cache", "cache_timeout"), "max_age"),
}
"""Options of nb_inventory that have another name here."""
PLAIN_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*")
PART = re.compile(r"([A-Za-z_]\w*)|\[(\d+)\]")
TRUTH = {"true", "false", "yes", "no", "on", "off", "1", "0"}
ON_DEMAND = "altyapi_inventory"
"""The variable that tells the lookups which inventory they are asked from."""


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
            self._fill(path, flush=not cache)
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

    def _fill(self, path: str, *, flush: bool) -> None:
        if MISSING is not None:
            raise AnsibleParserError(f"altyapi is not installed in Ansible's own interpreter: {MISSING}")
        self._check(self._read_config_data(path))
        try:
            asked = self._question(Path(path).parent, flush=flush)
            built = asked.answer()
        except ToolkitError as error:
            raise AnsibleParserError(_told(error)) from None
        self._hand_over(built)
        if asked.options.profile == "lean":
            try:
                self.inventory.set_variable("all", ON_DEMAND, asked.on_demand())
            except OSError as error:
                Display().warning(f"Nothing of a host can be looked up on demand: {error}")

    def _check(self, config: dict[str, Any]) -> None:
        """What Ansible itself passes over: unknown options, and words that are no truth value."""
        options = self.get_options()
        for name in sorted(config.keys() - options.keys()):
            meant = NB_INVENTORY.get(name) or ", ".join(get_close_matches(name, options))
            here = (f" (here: {meant})", f" (burada: {meant})") if meant else ("", "")
            _refuse(name, f"unknown option{here[0]}", f"bilinmeyen seçenek{here[1]}")
        for name, value in config.items():
            if value is None:
                _refuse(name, "without a value", "değeri yok")
            if isinstance(options[name], bool) and str(value).lower() not in TRUTH:
                _refuse(name, f"true or false, not {value!r}", f"true ya da false olmalı: {value!r}")

    def _question(self, folder: Path, *, flush: bool) -> Question:
        file = self._snapshot_file(folder)
        max_age = self.get_option("max_age")
        found = freshness.fresh(
            file,
            _connect,
            max_age_s=None if max_age is None else freshness.seconds(max_age),
            refresh=flush or self.get_option("refresh"),
            reconcile_hours=settings.load().pull_reconcile_hours,
        )
        if found.warning is not None:
            Display().warning(_told(found.warning))
        given = {name: self.get_option(name) for name in Options.model_fields}
        return Question(
            snapshot=file,
            digest=found.header.digest,
            url=found.header.url,
            options=Options.of({name: value for name, value in given.items() if value is not None}),
            limit=self.get_option("limit"),
            vm_limit=self.get_option("vm_limit"),
            shapes=bool(self.get_option("compose") or self.get_option("groups") or self.get_option("keyed_groups")),
            folder=folder,
        )

    def _snapshot_file(self, folder: Path) -> Path:
        value, origin = self.get_option_and_origin("snapshot")
        if value is None:
            return settings.load().snapshot
        given = Path(value).expanduser()
        return given if given.is_absolute() or str(origin).startswith("env:") else folder / given

    def _hand_over(self, built: Inventory) -> None:
        hosts = self.inventory.hosts
        for name, variables in built.hosts.items():
            own = hosts[self.inventory.add_host(name)].vars
            for key, value in variables.items():
                # Ansible's own way visits every value to tag it with its origin, at ten times the cost of all the rest.
                # Untagged text is text: Ansible renders no template in it.
                if key.isidentifier():
                    own[key] = value
                else:
                    self.inventory.set_variable(name, key, value)
        self._construct(built)
        # add_group gives the name that Ansible made of ours
        real = {name: self.inventory.add_group(name) for name in built.members}
        for name, members in built.members.items():
            for member in members:
                self.inventory.add_host(member, group=real[name])
        for name, children in built.children.items():
            for child in children:
                self.inventory.add_child(real[name], real[child])

    def _compose(self, template: Any, variables: dict[str, Any], *rest: Any) -> Any:
        """A plain path is walked: Ansible compiles every expression anew for every host, a millisecond each."""
        if isinstance(template, str) and PLAIN_PATH.fullmatch(template) and not self.get_option("use_extra_vars"):
            found = _walked(template, variables)
            if found is not NotImplemented:
                return found
        return super()._compose(template, variables, *rest)

    def _construct(self, built: Inventory) -> None:
        compose, groups, keyed = (self.get_option(name) for name in ("compose", "groups", "keyed_groups"))
        strict, netbox_first = self.get_option("strict"), self.get_option("compose_from") == "netbox"
        for name, shape in built.shapes.items():
            variables = built.hosts[name]
            seen = {**shape, **variables}
            self._set_composite_vars(compose, {**variables, **shape} if netbox_first else seen, name, strict=strict)
            self._add_host_to_composed_groups(groups, seen, name, strict=strict)
            self._add_host_to_keyed_groups(keyed, seen, name, strict=strict)


def _walked(path: str, variables: dict[str, Any]) -> Any:
    """What a path such as `device_type.manufacturer.slug` or `sites[0]` leads to; NotImplemented where Ansible must say."""
    value: Any = variables
    for name, index in PART.findall(path):
        if name and isinstance(value, dict) and name in value and not hasattr(dict, name):
            value = value[name]
        elif index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
        else:
            return NotImplemented
    return value


def _refuse(option: str, en: str, tr: str) -> NoReturn:
    raise AnsibleParserError(_told(InventoryMisconfigured(option=option, en_detail=en, tr_detail=tr)))


def _connect() -> Any:
    from altyapi.cli import snapshots  # noqa: PLC0415  brings the HTTP client: half a second that few runs need

    return snapshots.netbox(settings.load())


def _told(error: ToolkitError) -> str:
    language = settings.load().language
    message, remedy = error.message(language), error.remedy(language)
    end = "" if message.endswith((".", "!", "?", ":")) or not remedy else "."
    return f"{message}{end} {remedy}".strip()
