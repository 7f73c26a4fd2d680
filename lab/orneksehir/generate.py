"""Makes the municipality. The same profile and seed give the same bytes."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from lab.orneksehir import addressing as plan
from lab.orneksehir import catalogue as cat
from lab.orneksehir.catalogue import EMULATED, EMULATED_ROLES, ROLES, SWITCH_ROLES
from lab.orneksehir.circuits import add_circuits
from lab.orneksehir.contexts import CONTEXTS
from lab.orneksehir.equipment import Body, Box, Cabling
from lab.orneksehir.findings import plant
from lab.orneksehir.geography import (
    DEPARTMENTS,
    ELECTRONICS_TENANT,
    IT_TENANT,
    OFFICE_TENANTS,
    SITE_KINDS,
    SITE_TENANT,
    Site,
)
from lab.orneksehir.machines import add_virtual_machines, describe_endpoints
from lab.orneksehir.municipality import LabDevice, Municipality, Update
from lab.orneksehir.profiles import Profile, demands
from lab.orneksehir.remote import add_remote_access
from lab.orneksehir.schema import CHOICE_SETS, CUSTOM_FIELDS, TAGS
from lab.orneksehir.topology import SiteNetwork
from netbox_sync.text import slugify

SSH_PORT = 2022
_SERIAL_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
Connection = Callable[[LabDevice], dict[str, Any]]


def lab_connection(device: LabDevice) -> dict[str, Any]:
    """How the toolkit reaches an emulated device; the default of `generate`."""
    return {"host": device.loopback, "port": device.port, "credential": "network", "jump": None, "options": {}}


def generate(
    profile: Profile, seed: int = 0, connection: Connection = lab_connection, ssh_port: int = SSH_PORT
) -> Municipality:
    """The municipality at one size. `connection` gives each emulated device's `connection` context; `ssh_port` is where
    the devices listen."""
    town = Municipality(profile=profile, seed=seed)
    maker = _Maker(town, random.Random(seed), connection, ssh_port)
    maker.run()
    return town


class _Maker:
    def __init__(self, town: Municipality, rng: random.Random, connection: Connection, ssh_port: int) -> None:
        self.town = town
        self.rng = rng
        self.connection = connection
        self.ssh_port = ssh_port
        self.addresses = plan.Allocator()
        self.cabling = Cabling()
        self.boxes: list[Box] = []
        self.numbers: dict[tuple[str, str], int] = {}

    def add(self, endpoint: str, body: Body) -> None:
        self.town.bodies[endpoint].append(body)

    def run(self) -> None:
        demanded = list(demands(self.town.profile))
        sites = list(dict.fromkeys(demand.site for demand in demanded))
        self._organisation(sites)
        for site in sites:
            self._site(site)
        for demand in demanded:
            total = sum(
                len(other.models) for other in demanded if (other.site, other.role) == (demand.site, demand.role)
            )
            for model in demand.models:
                self._box(demand.site, demand.role, model, total)
        self._types()
        for site in sites:
            SiteNetwork([box for box in self.boxes if box.site is site], self.cabling).build()
        self._addresses()
        self._spare_ports()
        add_circuits(self.town, sites)
        add_virtual_machines(self.town, sites)
        describe_endpoints(self.boxes, self.rng)
        plant(self.town, self.boxes)
        if self.town.profile == "full":
            self.town.findings |= {
                kind: tuple(sorted((*self.town.findings.get(kind, ()), *names)))
                for kind, names in add_remote_access(self.town).items()
            }
        self._emit()

    def _organisation(self, sites: list[Site]) -> None:
        for tag in TAGS:
            self.add("extras/tags", dict(tag))
        for choices in CHOICE_SETS:
            self.add("extras/custom-field-choice-sets", dict(choices))
        for custom_field in CUSTOM_FIELDS:
            self.add("extras/custom-fields", dict(custom_field))
        self.add("dcim/regions", {"name": "Örnekşehir", "slug": "orneksehir"})
        for district in dict.fromkeys(site.district for site in sites):
            parent = {"slug": "orneksehir"}
            self.add("dcim/regions", {"name": district.name, "slug": district.slug, "parent": parent})
        for kind in SITE_KINDS:
            self.add("dcim/site-groups", {"name": kind.name, "slug": kind.code.lower()})
        for group, tenants in DEPARTMENTS.items():
            self.add("tenancy/tenant-groups", {"name": group, "slug": slugify(group)})
            for tenant in tenants:
                self.add(
                    "tenancy/tenants", {"name": tenant, "slug": slugify(tenant), "group": {"slug": slugify(group)}}
                )
        for vid, (name, words) in plan.VLANS.items():
            self.add("ipam/roles", {"name": words, "slug": name.lower(), "weight": vid})
        self.add("ipam/vrfs", {"name": "MISAFIR", "enforce_unique": True, "description": "Misafir ağı"})
        for prefix, status, words in plan.COMMON_PREFIXES:
            self.add("ipam/prefixes", {"prefix": prefix, "status": status, "description": words})
        for context in CONTEXTS:
            present = {site.slug for site in sites}
            regions = {site.district.slug for site in sites}
            # a context of an absent site would be one of every site
            if all(one["slug"] in present for one in context.get("sites", ())) and all(
                one["slug"] in regions for one in context.get("regions", ())
            ):
                self.add("extras/config-contexts", {"is_active": True, **context})

    def _site(self, site: Site) -> None:
        self.add(
            "dcim/sites",
            {
                "name": site.name,
                "slug": site.slug,
                "status": "active",
                "region": {"slug": site.district.slug},
                "group": {"slug": site.kind.code.lower()},
                "tenant": {"slug": slugify(SITE_TENANT[site.kind.code])},
                "time_zone": "Europe/Istanbul",
                "facility": f"{site.district.code}-{site.kind.code}{site.number:02}",
                "latitude": site.position[0],
                "longitude": site.position[1],
            },
        )
        reference = {"slug": site.slug}
        self.add(
            "dcim/locations", {"name": "Sistem Odası", "slug": "sistem-odasi", "site": reference, "status": "active"}
        )
        location = {"site": reference, "slug": "sistem-odasi"}
        self.add(
            "dcim/racks",
            {"name": f"{site.slug}-k01", "site": reference, "location": location, "status": "active", "u_height": 42},
        )
        scope = {"scope_type": "dcim.site", "scope_id": reference}
        self.add("ipam/vlan-groups", {"name": f"VLAN {site.slug}", "slug": site.slug, **scope})
        whole = str(plan.site_prefix(site))
        self.add("ipam/prefixes", {"prefix": whole, "status": "container", "description": site.name, **scope})
        for vid in plan.site_vlans(site):
            name, words = plan.VLANS[vid]
            role = {"slug": name.lower()}
            group = {"slug": site.slug}
            body: Body = {"vid": vid, "name": name, "group": group, "site": reference, "status": "active", "role": role}
            self.add("ipam/vlans", {**body, "description": words})
            prefix = plan.vlan_prefix(site, vid)
            if prefix is None:
                continue
            vrf = {"vrf": {"name": "MISAFIR"}} if vid == plan.GUEST else {}
            body = {"prefix": str(prefix), "status": "active", "role": role, "vlan": {"group": group, "vid": vid}}
            self.add("ipam/prefixes", {**body, **scope, **vrf, "description": f"{words}, {site.name}"})
            router = {"address": str(plan.gateway(site, vid)), "status": "active", "role": "vip", **vrf}
            self.add("ipam/ip-addresses", {**router, "description": f"Ağ geçidi: {name}, {site.slug}"})

    def _box(self, site: Site, role: cat.Role, model: cat.Model, total: int) -> None:
        number = self.numbers[site.slug, role.code] = self.numbers.get((site.slug, role.code), 0) + 1
        place = site.slug.replace("-", "").upper()
        name = {
            "desktop": f"{place}PC{number:04}",
            "laptop": f"{place}DIZ{number:04}",
        }.get(role.slug, f"obb-{site.slug}-{role.code}{number:0{max(2, len(str(total)))}}")
        box = Box(name=name, site=site, role=role, model=model)
        box.body = {
            "name": name,
            "site": {"slug": site.slug},
            "role": {"slug": role.slug},
            "device_type": {"slug": slugify(f"{model.manufacturer} {model.model}")},
            "status": role.status,
            "serial": self._serial(model),
            "asset_tag": f"OBB-{len(self.boxes) + 1:06}",
            "tenant": {"slug": slugify(self._tenant(box))},
            "custom_fields": {},
        }
        if model.platform:
            box.body["platform"] = {"slug": model.platform}
        if model.u_height:
            box.body["location"] = {"site": {"slug": site.slug}, "slug": "sistem-odasi"}
            box.body["rack"] = {"site": {"slug": site.slug}, "name": f"{site.slug}-k01"}
        if role.labels:
            box.body["description"] = role.labels[(number - 1) % len(role.labels)]
        self.boxes.append(box)

    def _serial(self, model: cat.Model) -> str:
        head = "FOC" if model.manufacturer == "Cisco" else slugify(model.manufacturer)[:3].upper()
        year, week = self.rng.randint(18, 25), self.rng.randint(1, 52)
        # a permutation of the device's number: looks random, never comes twice
        number, tail = (len(self.boxes) + 1) * 7919 % len(_SERIAL_LETTERS) ** 4, ""
        for _ in range(4):
            number, digit = divmod(number, len(_SERIAL_LETTERS))
            tail += _SERIAL_LETTERS[digit]
        return f"{head}{year:02}{week:02}{tail}"

    def _tenant(self, box: Box) -> str:
        if box.role.slug in {"camera", "nvr", "thermal-camera", "x-ray", "attendance", "room-sensor"}:
            return ELECTRONICS_TENANT
        if box.role.slug in {"desktop", "laptop", "printer", "scanner", "phone"}:
            if box.site.kind.code == "AHB":
                return OFFICE_TENANTS[len(self.boxes) % len(OFFICE_TENANTS)]
            return SITE_TENANT[box.site.kind.code]
        return IT_TENANT

    def _types(self) -> None:
        models = list(dict.fromkeys(box.model for box in self.boxes))
        makers = dict.fromkeys([*(model.manufacturer for model in models), *(p[2] for p in cat.PLATFORMS if p[2])])
        for maker in makers:
            self.add("dcim/manufacturers", {"name": maker, "slug": slugify(str(maker))})
        for name, slug, owner_name in cat.PLATFORMS:
            owner = {"manufacturer": {"slug": slugify(owner_name)}} if owner_name else {}
            self.add("dcim/platforms", {"name": name, "slug": slug, **owner})
        for model in models:
            self.add(
                "dcim/device-types",
                {
                    "manufacturer": {"slug": slugify(model.manufacturer)},
                    "model": model.model,
                    "slug": slugify(f"{model.manufacturer} {model.model}"),
                    "part_number": model.model,
                    "u_height": model.u_height,
                    "is_full_depth": False,
                    "custom_fields": {"destek_sonu": model.end_of_life} if model.end_of_life else {},
                },
            )
        for role in ROLES:
            body = {"name": role.name, "slug": role.slug, "color": role.colour, "vm_role": role.slug == "server"}
            self.add("dcim/device-roles", body)

    def _addresses(self) -> None:
        for box in self.boxes:
            if box.role.slug in SWITCH_ROLES:
                port = box.add_svi(plan.MANAGEMENT, "Yönetim")
                box.primary = self.addresses.take(box.site, plan.MANAGEMENT)
            elif box.role.slug in {"router", "firewall"}:
                port = box.add_loopback()
                box.primary = self.addresses.take_loopback()
            elif box.role.addressed and box.role.vlan in plan.site_vlans(box.site) and box.role.vlan != 200:
                port = next(iter(box.interfaces))
                box.primary = self.addresses.take(box.site, box.role.vlan or plan.MANAGEMENT)
            else:
                continue
            self.add(
                "ipam/ip-addresses",
                {
                    "address": str(box.primary),
                    "status": "active",
                    "dns_name": f"{box.name.lower()}.orneksehir.example",
                    "assigned_object_type": "dcim.interface",
                    "assigned_object_id": box.port(port),
                },
            )

    def _spare_ports(self) -> None:
        """On each access switch, one wall socket that is patched but empty, and one that is out of service."""
        for box in self.boxes:
            if box.role.slug != "access-switch" or len(box.free) < 4:
                continue
            socket, stopped = box.free.pop(0), box.free.pop(0)
            box.interfaces[socket] |= {
                "mode": "access",
                "untagged_vlan": box.vlan(plan.USER),
                "mark_connected": True,
                "description": "Toplantı salonu prizi",
            }
            box.interfaces[stopped] |= {
                "mode": "access",
                "untagged_vlan": box.vlan(plan.USER),
                "enabled": False,
                "mark_connected": True,
                "description": "Arızalı priz, hizmet dışı",
            }

    def _emit(self) -> None:
        for box in self.boxes:
            if box.model.platform in EMULATED and box.role.slug in EMULATED_ROLES and box.primary:
                device = LabDevice(
                    name=box.name,
                    platform=box.model.platform.replace("-", "_"),
                    model=box.model.model,
                    serial=box.body["serial"],
                    role=box.role.slug,
                    site=box.site.slug,
                    management=str(box.primary.ip),
                    loopback=str(plan.loopback_twin(box.primary.ip)),
                    port=self.ssh_port,
                )
                self.town.emulated.append(device)
                box.body["local_context_data"] = {"connection": self.connection(device)}
            self.add("dcim/devices", box.body)
            if box.primary:
                late = {"primary_ip4": {"address": str(box.primary)}}
                self.town.late.append(Update("dcim/devices", {"name": box.name}, late))
        interfaces = [body for box in self.boxes for body in box.interfaces.values()]
        # a LAG before its members
        self.town.bodies["dcim/interfaces"] = sorted(
            interfaces, key=lambda body: body["type"] not in {"lag", "virtual"}
        )
        self.town.bodies["dcim/cables"] = self.cabling.cables
