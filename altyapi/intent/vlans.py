"""Which VLANs a switch carries, and under which names."""

from __future__ import annotations

from altyapi.intent import kinds
from altyapi.intent.faults import FaultKind, Faults
from altyapi.intent.model import VlanIntent
from altyapi.intent.text import ascii_text
from altyapi.platforms.platform import SwitchTraits
from netbox_sync.model import Interface, Snapshot, Vlan


class SiteVlans:
    """The VLANs that a device at one site may use, and those that it does use."""

    def __init__(self, snapshot: Snapshot, site: str, traits: SwitchTraits, faults: Faults) -> None:
        self.site = site
        self.used: dict[int, Vlan] = {}
        self._snapshot = snapshot
        self._traits = traits
        self._faults = faults

    def by_id(self, vlan_id: int, interface: str, field: str) -> int | None:
        """The VLAN id of a VLAN object that an interface refers to; faults name that interface's field."""
        vlan = self._snapshot.vlan_by_id.get(vlan_id)
        place = f"dcim.interface {self._faults.device}/{interface}"
        if vlan is None:
            self._faults.add(kinds.VLAN_MISSING, place, field, id=vlan_id)
            return None
        if vlan.site not in (None, self.site):
            self._faults.add(
                kinds.VLAN_OF_OTHER_SITE,
                place,
                field,
                vid=vlan.vid,
                name=vlan.name,
                found=vlan.site,
                expected=self.site,
            )
            return None
        return self._use(vlan, place, field)

    def by_vid(self, vid: int, place: str, field: str, missing: FaultKind = kinds.VID_MISSING) -> int | None:
        """The VLAN with this id at the site, or a VLAN of no site where the site has none."""
        own = self._snapshot.vlans_by_site.get(self.site, {}).get(vid, ())
        found = own or self._snapshot.vlans_by_site.get(None, {}).get(vid, ())
        if not found:
            self._faults.add(missing, place, field, vid=vid, site=self.site)
            return None
        if len(found) > 1:
            names = ", ".join(vlan.name for vlan in found)
            self._faults.add(kinds.VID_AMBIGUOUS, place, field, vid=vid, site=self.site, names=names)
            return None
        return self._use(found[0], place, field)

    def _use(self, vlan: Vlan, place: str, field: str) -> int | None:
        if vlan.vid in self._traits.reserved_vlans:
            self._faults.add(kinds.VID_RESERVED, place, field, vid=vlan.vid)
            return None
        other = self.used.setdefault(vlan.vid, vlan)
        if other.id != vlan.id:
            names = ", ".join(sorted({other.name, vlan.name}))
            self._faults.add(kinds.VID_AMBIGUOUS, place, field, vid=vlan.vid, site=self.site, names=names)
        return vlan.vid

    def intents(self) -> tuple[VlanIntent, ...]:
        """Every VLAN used so far, sorted by id, without VLAN 1, whose name can't be changed."""
        found = []
        vids_by_name: dict[str, list[int]] = {}
        for vid, vlan in sorted(self.used.items()):
            if vid == 1:
                continue
            name = ascii_text(vlan.name.strip(), self._faults, f"ipam.vlan {vid} ({self.site})", "name").replace(
                " ", "-"
            )
            if not name or len(name) > self._traits.vlan_name_length:
                problem = f"{len(name)} > {self._traits.vlan_name_length}"
                place = f"ipam.vlan {vid} ({self.site})"
                self._faults.add(kinds.VLAN_NAME, place, "name", name=vlan.name, problem=problem)
            vids_by_name.setdefault(name.lower(), []).append(vid)
            found.append(VlanIntent(vid=vid, name=name))
        for name, vids in vids_by_name.items():
            if len(vids) > 1:
                listed = ", ".join(map(str, vids))
                self._faults.add(
                    kinds.VLAN_NAME_TWICE, f"ipam.vlan {listed} ({self.site})", "name", vids=listed, name=name
                )
        return tuple(found)


class PortVlans:
    """The 802.1Q settings of one interface, resolved; what doesn't fit together is reported."""

    def __init__(self, interface: Interface, vlans: SiteVlans, faults: Faults) -> None:
        self.mode = interface.mode
        self.untagged: int | None = None
        if interface.untagged_vlan is not None:
            self.untagged = vlans.by_id(interface.untagged_vlan, interface.name, "untagged_vlan")
        tagged = (vlans.by_id(vlan, interface.name, "tagged_vlans") for vlan in interface.tagged_vlans)
        self.tagged = tuple(sorted({vid for vid in tagged if vid is not None}))
        self._check(interface, faults)

    def _check(self, interface: Interface, faults: Faults) -> None:
        name = interface.name
        if self.mode is None:
            vids = ([self.untagged] if self.untagged else []) + list(self.tagged)
            if vids:
                faults.interface(kinds.VLAN_WITHOUT_MODE, name, "mode", vids=", ".join(map(str, vids)))
        elif self.mode == "access":
            if interface.untagged_vlan is None:
                faults.interface(kinds.ACCESS_WITHOUT_VLAN, name, "untagged_vlan")
            if interface.tagged_vlans:
                faults.interface(
                    kinds.ACCESS_WITH_TAGGED, name, "tagged_vlans", vids=", ".join(map(str, self.tagged)) or "?"
                )
        elif self.mode == "tagged":
            if not interface.tagged_vlans and interface.untagged_vlan is None:
                faults.interface(kinds.TRUNK_WITHOUT_VLAN, name, "tagged_vlans")
        elif self.mode != "tagged-all":
            faults.interface(kinds.MODE_UNSUPPORTED, name, "mode", mode=self.mode)

    def fields(self) -> dict[str, object]:
        """The fields of InterfaceIntent that a switched port or LAG gets."""
        if self.mode == "access":
            return {"mode": "access", "access_vlan": self.untagged}
        native = None if self.untagged in (None, 1) else self.untagged
        if self.mode == "tagged-all":
            return {"mode": "trunk", "all_vlans": True, "native_vlan": native}
        carried = sorted({*self.tagged, *([self.untagged] if self.untagged else [])})
        return {"mode": "trunk", "tagged_vlans": tuple(carried), "native_vlan": native}
