"""What a comparison has to know of each kind of object in NetBox: one table, in the order in which objects can be made.

A line names the list's path, NetBox's name of the type and the natural keys; then its relations by field. A relation whose
target is plain from its name (`site`, `tenant`) stands without it. The table is held against NetBox's published OpenAPI
document by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from netbox_sync.model import Frozen

TARGETS: Final[Mapping[str, str]] = {
    "asns": "ipam/asns",
    "bridge": "dcim/interfaces",
    "choice_set": "extras/custom-field-choice-sets",
    "circuit": "circuits/circuits",
    "cluster": "virtualization/clusters",
    "cluster_groups": "virtualization/cluster-groups",
    "cluster_types": "virtualization/cluster-types",
    "clusters": "virtualization/clusters",
    "config_template": "extras/config-templates",
    "contact": "tenancy/contacts",
    "data_source": "core/data-sources",
    "default_platform": "dcim/platforms",
    "device": "dcim/devices",
    "device_type": "dcim/device-types",
    "device_types": "dcim/device-types",
    "export_targets": "ipam/route-targets",
    "ike_policy": "vpn/ike-policies",
    "import_targets": "ipam/route-targets",
    "interface_a": "dcim/interfaces",
    "interface_b": "dcim/interfaces",
    "ipaddresses": "ipam/ip-addresses",
    "ipsec_policy": "vpn/ipsec-policies",
    "ipsec_profile": "vpn/ipsec-profiles",
    "l2vpn": "vpn/l2vpns",
    "lag": "dcim/interfaces",
    "location": "dcim/locations",
    "locations": "dcim/locations",
    "manufacturer": "dcim/manufacturers",
    "module": "dcim/modules",
    "nat_inside": "ipam/ip-addresses",
    "oob_ip": "ipam/ip-addresses",
    "outside_ip": "ipam/ip-addresses",
    "permissions": "users/permissions",
    "platform": "dcim/platforms",
    "platforms": "dcim/platforms",
    "power_port": "dcim/power-ports",
    "primary_ip4": "ipam/ip-addresses",
    "primary_ip6": "ipam/ip-addresses",
    "primary_mac_address": "dcim/mac-addresses",
    "provider": "circuits/providers",
    "provider_account": "circuits/provider-accounts",
    "qinq_svlan": "ipam/vlans",
    "rack": "dcim/racks",
    "rack_type": "dcim/rack-types",
    "rear_port": "dcim/rear-ports",
    "region": "dcim/regions",
    "regions": "dcim/regions",
    "rir": "ipam/rirs",
    "roles": "dcim/device-roles",
    "site": "dcim/sites",
    "site_groups": "dcim/site-groups",
    "sites": "dcim/sites",
    "tagged_vlans": "ipam/vlans",
    "tags": "extras/tags",
    "tenant": "tenancy/tenants",
    "tenant_groups": "tenancy/tenant-groups",
    "tenants": "tenancy/tenants",
    "tunnel": "vpn/tunnels",
    "untagged_vlan": "ipam/vlans",
    "user": "users/users",
    "users": "users/users",
    "vdcs": "dcim/virtual-device-contexts",
    "virtual_chassis": "dcim/virtual-chassis",
    "virtual_machine": "virtualization/virtual-machines",
    "vlan": "ipam/vlans",
    "vrf": "ipam/vrfs",
    "wireless_lans": "wireless/wireless-lans",
}

NULLABLE_TEXT: Final = frozenset(
    {"asset_tag", "ca_file_path", "facility_id", "rd", "related_object_type", "time_zone", "wwn"}
    | {"scope_type", "component_type", "assigned_object_type", "termination_type"}
)
"""Text that NetBox empties with null; all other text with the empty string."""


class Kind(Frozen):
    """One kind of object.

    `keys`: the field sets that name an object among its kind, each of them. `one`, `many`: fields that hold a relation or
    a list of them -> the target's list. `generic`: the field of an id -> the field that tells the id's type. `late`: set
    once everything else is there, as they point back. `tree`: objects have parents of their own kind, so NetBox must not
    be made to write two at a time. `unique`: the database itself refuses a second object of the same key (not
    where a part of the key may be null: nulls differ from one another).
    `stamped`: rows tell when they last changed. `within`: the relation that bounds what a file speaks of, when pruning.
    `among`: only objects that share this relation with one that the file names are spoken of.
    `part_of`: deleted with what this field points at. `write_only`: fields that NetBox never gives back.
    """

    endpoint: str
    object_type: str
    keys: tuple[tuple[str, ...], ...]
    one: dict[str, str] = {}
    many: dict[str, str] = {}
    generic: dict[str, str] = {}
    terminations: tuple[str, ...] = ()
    late: frozenset[str] = frozenset()
    tree: bool = False
    unique: bool = True
    stamped: bool = True
    within: str = ""
    among: str = ""
    part_of: tuple[str, ...] = ()
    write_only: frozenset[str] = frozenset()
    rank: int = 0

    @cached_property
    def relations(self) -> frozenset[str]:
        return frozenset((*self.one, *self.many, *self.generic, *self.terminations))


def _targets(words: str, endpoint: str) -> dict[str, str]:
    """`site role=ipam/roles parent=.` -> the fields' targets; a point is the kind itself."""
    pairs = (word.partition("=") for word in words.split())
    return {name: endpoint if target == "." else target or TARGETS[name] for name, _, target in pairs}


def _kind(
    endpoint: str,
    object_type: str,
    keys: str,
    one: str = "",
    *,
    many: str = "",
    generic: str = "",
    terminations: str = "",
    late: str = "",
    unique: bool = True,
    stamped: bool = True,
    tagged: bool = True,
    within: str = "",
    among: str = "",
    part_of: str = "",
    write_only: str = "",
) -> Kind:
    tree = "parent=." in one and endpoint not in _FLAT_PARENTS
    return Kind(
        endpoint=endpoint,
        object_type=object_type,
        keys=tuple(tuple(key.split("+")) for key in keys.split()),
        one=_targets(one, endpoint),
        many=_targets(f"{many} tags" if tagged else many, endpoint),
        generic={name: named for name, _, named in (word.partition("=") for word in generic.split())},
        terminations=tuple(terminations.split()),
        late=frozenset(late.split()),
        tree=tree,
        unique=unique,
        stamped=stamped,
        within=within,
        among=among,
        part_of=tuple(f"{part_of} parent".split() if tree else part_of.split()),
        write_only=frozenset(write_only.split()),
    )


_FLAT_PARENTS: Final = frozenset({"dcim/interfaces", "virtualization/interfaces"})

_TABLE: Final = (
    _kind("extras/tags", "extras.tag", "slug name", tagged=False),
    _kind("extras/custom-field-choice-sets", "extras.customfieldchoiceset", "name", tagged=False),
    _kind("extras/custom-fields", "extras.customfield", "name", "choice_set", tagged=False),
    _kind("users/permissions", "users.objectpermission", "name", many="groups=users/groups users", tagged=False,
          unique=False, stamped=False),
    _kind("users/groups", "users.group", "name", many="permissions", tagged=False, stamped=False),
    _kind("users/users", "users.user", "username", many="groups=users/groups permissions", tagged=False, stamped=False,
          write_only="password"),
    _kind("tenancy/tenant-groups", "tenancy.tenantgroup", "slug name", "parent=."),
    _kind("tenancy/tenants", "tenancy.tenant", "slug group+name", "group=tenancy/tenant-groups"),
    _kind("tenancy/contact-groups", "tenancy.contactgroup", "slug parent+name", "parent=."),
    _kind("tenancy/contact-roles", "tenancy.contactrole", "slug name"),
    _kind("tenancy/contacts", "tenancy.contact", "name email", many="groups=tenancy/contact-groups", unique=False),
    _kind("extras/config-templates", "extras.configtemplate", "name", "data_source", unique=False),
    _kind("ipam/rirs", "ipam.rir", "slug name"),
    _kind("ipam/asns", "ipam.asn", "asn", "rir tenant"),
    _kind("dcim/regions", "dcim.region", "slug parent+name", "parent=."),
    _kind("dcim/site-groups", "dcim.sitegroup", "slug parent+name", "parent=."),
    _kind("dcim/sites", "dcim.site", "slug name", "region group=dcim/site-groups tenant", many="asns"),
    _kind("dcim/locations", "dcim.location", "site+slug site+parent+name", "site parent=. tenant", within="site",
          part_of="site"),
    _kind("dcim/rack-roles", "dcim.rackrole", "slug name"),
    _kind("dcim/manufacturers", "dcim.manufacturer", "slug name"),
    _kind("dcim/rack-types", "dcim.racktype", "slug manufacturer+model", "manufacturer"),
    _kind("dcim/racks", "dcim.rack", "site+name location+name site+location+name asset_tag",
          "site location role=dcim/rack-roles rack_type tenant", unique=False, within="site"),
    _kind("dcim/platforms", "dcim.platform", "slug name", "manufacturer config_template parent=."),
    _kind("dcim/device-types", "dcim.devicetype", "slug manufacturer+slug manufacturer+model",
          "manufacturer default_platform"),
    _kind("dcim/module-types", "dcim.moduletype", "manufacturer+model", "manufacturer profile=dcim/module-type-profiles"),
    _kind("dcim/interface-templates", "dcim.interfacetemplate", "device_type+name module_type+name",
          "device_type module_type=dcim/module-types bridge=.", tagged=False, within="device_type",
          part_of="device_type"),
    _kind("dcim/device-roles", "dcim.devicerole", "slug name", "config_template parent=."),
    _kind("dcim/inventory-item-roles", "dcim.inventoryitemrole", "slug name"),
    _kind("ipam/roles", "ipam.role", "slug name"),
    _kind("ipam/route-targets", "ipam.routetarget", "name", "tenant"),
    _kind("ipam/vrfs", "ipam.vrf", "name rd", "tenant", many="import_targets export_targets", unique=False),
    _kind("ipam/aggregates", "ipam.aggregate", "prefix", "rir tenant", unique=False),
    _kind("virtualization/cluster-types", "virtualization.clustertype", "slug name"),
    _kind("virtualization/cluster-groups", "virtualization.clustergroup", "slug name"),
    _kind("virtualization/clusters", "virtualization.cluster", "name group+name",
          "type=virtualization/cluster-types group=virtualization/cluster-groups tenant", generic="scope_id=scope_type",
          unique=False, within="scope_id"),
    _kind("ipam/vlan-groups", "ipam.vlangroup", "slug name scope_type+scope_id+slug", "tenant",
          generic="scope_id=scope_type", unique=False),
    _kind("ipam/vlans", "ipam.vlan", "group+vid site+vid group+name site+name vid+name",
          "site group=ipam/vlan-groups tenant role=ipam/roles qinq_svlan", unique=False, within="group"),
    _kind("ipam/prefixes", "ipam.prefix", "prefix vrf+prefix", "vrf tenant vlan role=ipam/roles",
          generic="scope_id=scope_type", unique=False, within="scope_id"),
    _kind("ipam/ip-ranges", "ipam.iprange", "start_address+end_address vrf+start_address+end_address",
          "vrf tenant role=ipam/roles", unique=False),
    _kind("circuits/providers", "circuits.provider", "slug name", many="accounts=circuits/provider-accounts asns"),
    _kind("circuits/provider-accounts", "circuits.provideraccount", "provider+account", "provider", within="provider"),
    _kind("circuits/provider-networks", "circuits.providernetwork", "provider+name", "provider", within="provider"),
    _kind("circuits/circuit-types", "circuits.circuittype", "slug name"),
    _kind("circuits/circuits", "circuits.circuit", "provider+cid cid",
          "provider provider_account type=circuits/circuit-types tenant", within="provider"),
    _kind("circuits/circuit-terminations", "circuits.circuittermination", "circuit+term_side", "circuit",
          generic="termination_id=termination_type", within="circuit", part_of="circuit"),
    _kind("wireless/wireless-lan-groups", "wireless.wirelesslangroup", "slug name", "parent=."),
    _kind("wireless/wireless-lans", "wireless.wirelesslan", "ssid group+ssid",
          "group=wireless/wireless-lan-groups tenant vlan", generic="scope_id=scope_type", unique=False,
          within="scope_id"),
    _kind("dcim/virtual-chassis", "dcim.virtualchassis", "name", "master=dcim/devices", late="master", unique=False),
    _kind("dcim/devices", "dcim.device", "name site+name serial asset_tag",
          "site role=dcim/device-roles device_type platform tenant location rack cluster config_template"
          " virtual_chassis primary_ip4 primary_ip6 oob_ip",
          late="primary_ip4 primary_ip6 oob_ip", within="site", among="role"),
    _kind("dcim/virtual-device-contexts", "dcim.virtualdevicecontext", "device+name",
          "device tenant primary_ip4 primary_ip6", late="primary_ip4 primary_ip6", within="device"),
    _kind("virtualization/virtual-machines", "virtualization.virtualmachine", "name cluster+name site+name",
          "site cluster device role=dcim/device-roles tenant platform config_template primary_ip4 primary_ip6",
          late="primary_ip4 primary_ip6", unique=False, within="site"),
    _kind("virtualization/interfaces", "virtualization.vminterface", "virtual_machine+name",
          "virtual_machine parent=. bridge=. untagged_vlan qinq_svlan vrf primary_mac_address"
          " vlan_translation_policy=ipam/vlan-translation-policies",
          many="tagged_vlans", late="primary_mac_address", within="virtual_machine", part_of="virtual_machine"),
    _kind("virtualization/virtual-disks", "virtualization.virtualdisk", "virtual_machine+name", "virtual_machine",
          within="virtual_machine", part_of="virtual_machine"),
    _kind("dcim/interfaces", "dcim.interface", "device+name",
          "device module parent=. bridge lag untagged_vlan qinq_svlan vrf primary_mac_address"
          " vlan_translation_policy=ipam/vlan-translation-policies",
          many="tagged_vlans vdcs wireless_lans", late="primary_mac_address", within="device", part_of="device"),
    _kind("dcim/rear-ports", "dcim.rearport", "device+name", "device module", within="device", part_of="device"),
    _kind("dcim/front-ports", "dcim.frontport", "device+name", "device module rear_port", within="device", part_of="device"),
    _kind("dcim/console-ports", "dcim.consoleport", "device+name", "device module", within="device", part_of="device"),
    _kind("dcim/console-server-ports", "dcim.consoleserverport", "device+name", "device module", within="device", part_of="device"),
    _kind("dcim/power-ports", "dcim.powerport", "device+name", "device module", within="device", part_of="device"),
    _kind("dcim/power-outlets", "dcim.poweroutlet", "device+name", "device module power_port", within="device", part_of="device"),
    _kind("dcim/inventory-items", "dcim.inventoryitem", "device+name device+parent+name",
          "device parent=. manufacturer role=dcim/inventory-item-roles", generic="component_id=component_type",
          unique=False, within="device", part_of="device"),
    _kind("dcim/mac-addresses", "dcim.macaddress", "mac_address assigned_object_type+assigned_object_id+mac_address",
          generic="assigned_object_id=assigned_object_type", unique=False, within="assigned_object_id",
          part_of="assigned_object_id"),
    _kind("ipam/fhrp-groups", "ipam.fhrpgroup", "protocol+group_id name", unique=False),
    _kind("ipam/fhrp-group-assignments", "ipam.fhrpgroupassignment", "group+interface_type+interface_id",
          "group=ipam/fhrp-groups", generic="interface_id=interface_type", tagged=False, part_of="group interface_id"),
    _kind("ipam/ip-addresses", "ipam.ipaddress",
          "address vrf+address address+assigned_object_type+assigned_object_id"
          " vrf+address+assigned_object_type+assigned_object_id",
          "vrf tenant nat_inside", generic="assigned_object_id=assigned_object_type", unique=False,
          within="assigned_object_id", part_of="assigned_object_id"),
    _kind("ipam/services", "ipam.service", "parent_object_type+parent_object_id+name", many="ipaddresses",
          generic="parent_object_id=parent_object_type", unique=False, within="parent_object_id",
          part_of="parent_object_id"),
    _kind("vpn/tunnel-groups", "vpn.tunnelgroup", "slug name"),
    _kind("vpn/ike-proposals", "vpn.ikeproposal", "name"),
    _kind("vpn/ike-policies", "vpn.ikepolicy", "name", many="proposals=vpn/ike-proposals"),
    _kind("vpn/ipsec-proposals", "vpn.ipsecproposal", "name"),
    _kind("vpn/ipsec-policies", "vpn.ipsecpolicy", "name", many="proposals=vpn/ipsec-proposals"),
    _kind("vpn/ipsec-profiles", "vpn.ipsecprofile", "name", "ike_policy ipsec_policy"),
    _kind("vpn/tunnels", "vpn.tunnel", "name group+name", "group=vpn/tunnel-groups ipsec_profile tenant"),
    _kind("vpn/tunnel-terminations", "vpn.tunneltermination", "tunnel+termination_type+termination_id",
          "tunnel outside_ip", generic="termination_id=termination_type", within="tunnel", part_of="tunnel"),
    _kind("vpn/l2vpns", "vpn.l2vpn", "slug name", "tenant", many="import_targets export_targets"),
    _kind("vpn/l2vpn-terminations", "vpn.l2vpntermination", "assigned_object_type+assigned_object_id", "l2vpn",
          generic="assigned_object_id=assigned_object_type", within="l2vpn", part_of="l2vpn"),
    _kind("wireless/wireless-links", "wireless.wirelesslink", "interface_a+interface_b",
          "interface_a interface_b tenant"),
    _kind("dcim/cables", "dcim.cable", "label a_terminations+b_terminations", "tenant",
          terminations="a_terminations b_terminations", unique=False),
    _kind("extras/config-contexts", "extras.configcontext", "name", "data_source profile=extras/config-context-profiles",
          many="regions site_groups sites locations device_types roles platforms cluster_types cluster_groups clusters"
          " tenant_groups tenants", tagged=False),
    _kind("extras/webhooks", "extras.webhook", "name", write_only="secret"),
    _kind("extras/event-rules", "extras.eventrule", "name", generic="action_object_id=action_object_type"),
    _kind("extras/saved-filters", "extras.savedfilter", "slug name", "user", tagged=False),
    _kind("extras/table-configs", "extras.tableconfig", "name object_type+table+name", "user", tagged=False,
          unique=False),
    _kind("extras/export-templates", "extras.exporttemplate", "name", "data_source", tagged=False, unique=False),
    _kind("extras/custom-links", "extras.customlink", "name", tagged=False),
    _kind("tenancy/contact-assignments", "tenancy.contactassignment",
          "object_type+object_id+contact+role object_type+object_id+contact",
          "contact role=tenancy/contact-roles", generic="object_id=object_type", unique=False, within="object_id",
          part_of="object_id"),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = {
    kind.endpoint: kind.model_copy(update={"rank": rank}) for rank, kind in enumerate(_TABLE)
}
"""By the list's path."""

ENDPOINTS: Final[Mapping[str, str]] = {kind.object_type: kind.endpoint for kind in _TABLE}
"""NetBox's name of a type -> its list's path."""

UNORDERED: Final = frozenset({"object_types", "actions", "event_types", "ports"})
"""Lists of plain values whose order says nothing."""

JSON_FIELDS: Final = frozenset(
    {"local_context_data", "data", "parameters", "constraints", "conditions", "environment_params", "attributes"}
    | {"default", "related_object_filter"}
)
"""Kept to the letter."""

MAC_FIELDS: Final = frozenset({"mac_address", "wwn"})
ADDRESS_FIELDS: Final = frozenset({"address", "start_address", "end_address"})
