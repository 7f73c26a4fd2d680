"""How the boxes of one site hang together: switches into a tree, then everything else onto their ports."""

from __future__ import annotations

from dataclasses import dataclass

from lab.orneksehir import addressing as plan
from lab.orneksehir.catalogue import SWITCH_ROLES
from lab.orneksehir.equipment import Box, Cabling, trunk_vlans

POWERED = ("access-point", "camera", "attendance")
SERVER_SIDE = ("server", "storage", "backup-unit", "tape-library")


@dataclass
class SiteNetwork:
    """The boxes of one site by role."""

    boxes: list[Box]
    cabling: Cabling

    def of(self, *roles: str) -> list[Box]:
        return [box for box in self.boxes if box.role.slug in roles]

    def build(self) -> None:
        self._switch_tree()
        self._edge()
        self._servers()
        self._phones_and_desktops()
        self._others()

    def _switch_tree(self) -> None:
        cores = self.of("core-switch")
        distribution = self.of("distribution-switch")
        access = self.of("access-switch", "poe-switch")
        if not access and not distribution and not cores:
            return
        vids = trunk_vlans(self.boxes[0].site)
        for second in cores[1:]:
            self.cabling.bundle(second, cores[0], plan_core(self.boxes[0]))
        for number, switch in enumerate(distribution):
            if cores:
                self.cabling.bundle(switch, cores[number % len(cores)], vids)
            elif number:
                self.cabling.bundle(switch, distribution[0], vids)
        for number, switch in enumerate(self.of("dc-switch")):
            self.cabling.bundle(switch, cores[number % len(cores)], plan_core(switch))
        for number, switch in enumerate(access):
            parent = self._parent(number, cores, distribution, access)
            if parent is not switch:
                self.cabling.bundle(switch, parent, vids)

    @staticmethod
    def _parent(number: int, cores: list[Box], distribution: list[Box], access: list[Box]) -> Box:
        above = distribution or cores or access[:1]
        return above[number % len(above)]

    def _edge(self) -> None:
        """Routers and firewalls on the site's top switch, modems on the router."""
        top = self.of(*SWITCH_ROLES)
        routers = self.of("router")
        for number, box in enumerate([*routers, *self.of("firewall")]):
            if top:
                words = "Yönlendirici" if box.role.slug == "router" else "Güvenlik duvarı"
                # the first port of the box faces the switches, the others the lines
                self.cabling.trunk(
                    top[number % min(len(top), 2)], box, next(iter(box.interfaces)), trunk_vlans(box.site), words
                )
        for number, box in enumerate(self.of("modem", "m2m-router")):
            ports = list(routers[0].interfaces)[1:] if routers else []
            ports = [port for port in ports if routers[0].interfaces[port]["type"] != "virtual"]
            if number < len(ports):
                routers[0].interfaces[ports[number]]["description"] = f"Yedek hat: {box.name}"
                self.cabling.join(box, next(iter(box.interfaces)), routers[0], ports[number])

    def _servers(self) -> None:
        switches = self.of("dc-switch")
        for number, box in enumerate(self.of(*SERVER_SIDE)):
            if not switches:
                return
            switch = switches[number % len(switches)]
            port = switch.fast.pop(0)
            switch.interfaces[port] |= {"description": box.name}
            if box.role.slug == "server":
                vids = [vid for vid in (20, 21, 22) if vid in plan.site_vlans(box.site)]
                tagged = [switch.vlan(vid) for vid in vids]
                switch.interfaces[port] |= {
                    "mode": "tagged",
                    "untagged_vlan": switch.vlan(plan.MANAGEMENT),
                    "tagged_vlans": tagged,
                }
            else:
                switch.interfaces[port] |= {"mode": "access", "untagged_vlan": switch.vlan(box.role.vlan or 20)}
            self.cabling.join(box, next(iter(box.interfaces)), switch, port, "dac-passive")

    def _phones_and_desktops(self) -> None:
        """A desktop hangs on its desk's phone, the phone on the switch; desktops without a phone hang on the switch."""
        phones, desktops = self.of("phone"), self.of("desktop")
        for number, phone in enumerate(phones):
            switch = self._with_room(power=False)
            if switch is None:
                break
            # the phones and desktops are shared out evenly, so that every floor has both
            desktop = desktops[number] if number < len(desktops) else None
            words = f"Tel {phone.name}" + (f", PC {desktop.name}" if desktop else "")
            self.cabling.access(switch, phone, plan.USER, words=words, tags=("voice",))
            if desktop:
                self.cabling.join(desktop, next(iter(desktop.interfaces)), phone, "PC")
        for desktop in desktops[len(phones) :]:
            switch = self._with_room(power=False)
            if switch is None:
                break
            self.cabling.access(switch, desktop, plan.USER, words=f"PC {desktop.name}")

    def _others(self) -> None:
        done = {*SWITCH_ROLES, *SERVER_SIDE, "phone", "desktop", "router", "firewall", "modem", "m2m-router"}
        others = [box for box in self.boxes if box.role.slug not in done and box.role.cabled]
        # cameras and access points take turns, so that where ports run short both are there
        for box in sorted(others, key=lambda box: (box.role.slug not in POWERED, box.name[-2:], box.name)):
            switch = self._with_room(power=True) if box.role.slug in POWERED else self._with_room(power=False)
            if switch is None:
                continue
            words = f"{box.role.name}: {box.name}" + (f" ({box.body['description']})" if box.role.labels else "")
            if box.role.slug == "access-point":
                self.cabling.wireless(switch, box, words)
            else:
                tags = ("dot1x-muaf",) if box.site.slug == "sah-hb01" else ()
                self.cabling.access(switch, box, box.role.vlan or plan.USER, words=words, tags=tags)

    def _with_room(self, *, power: bool) -> Box | None:
        """The access switch with the most free ports, a tenth of them kept spare; None when all are full. PoE switches
        are kept for what needs power."""
        edge = self.of("access-switch", "poe-switch") or self.of("distribution-switch", "core-switch")
        fit = [
            box
            for box in edge
            if len(box.free) > max(3, len(box.interfaces) // 10)
            and (box.supplies_power if power else box.role.slug != "poe-switch" or len(edge) == 1)
        ]
        return max(fit, key=lambda box: len(box.free), default=None)


def plan_core(box: Box) -> list[int]:
    """Everything that a centre's core carries."""
    return [vid for vid in plan.site_vlans(box.site) if vid not in {99, 210}]
