"""Golden switches whose camera ports are locked to their cameras, one of each platform."""

from __future__ import annotations

from typing import Any

from lab.bench.switches import CATALYST, CONTEXT, Kind, Maker
from netbox_sync.model import Device, Endpoint, Interface
from tests.golden.switches.cases_arista_eos import EOS
from tests.golden.switches.cases_aruba_aoscx import CX
from tests.golden.switches.cases_hpe_comware import COMWARE
from tests.golden.switches.cases_hpe_procurve import AOSS
from tests.golden.switches.cases_huawei_vrp import VRP
from tests.golden.switches.cases_juniper_junos import JUNOS
from tests.golden.switches.towns import RADIUS, Case

LOCKED: dict[str, Any] = {"ports": CONTEXT["ports"] | {"locked_roles": ["camera", "thermal-camera"]}}


def camera(maker: Maker, name: str, mac: str | None, role: str = "camera") -> dict[str, Any]:
    """A camera, and what the switch port at the other end of its cable says of it."""
    place: dict[str, Any] = {"status": "active", "site": maker.site, "device_type": "ds-2cd2143g2"}
    maker.add("devices", Device, name=name, role=role, manufacturer="hikvision", **place)
    maker.add("interfaces", Interface, device=name, name="eth0", type="1000base-t", enabled=True, mac_address=mac)
    return {"connected": Endpoint(device=name, interface="eth0"), "cabled": True, "poe_mode": "pse"}


def locked(kind: Kind, **context: Any) -> Case:
    def case(maker: Maker) -> str:
        """Two cameras, one whose address nobody has entered, a printer, one that 802.1X examines where there is any: two are locked."""
        name = maker.switch("obb-mrk-hb01-ers51", "access-switch", 51, {**LOCKED, **context}, kind)
        port = kind.port.format
        far = camera(maker, "obb-mrk-hb01-kam01", "00:1A:2B:00:00:01")
        maker.access(name, port(1), 50, **far, tags=("dot1x-muaf",), description="obb-mrk-hb01-kam01: giriş")
        far = camera(maker, "obb-mrk-hb01-trm01", "00:1a:2b:00:00:0f", "thermal-camera")
        maker.access(name, port(2), 50, **far, tags=("dot1x-muaf",), description="obb-mrk-hb01-trm01: peron")
        far = camera(maker, "obb-mrk-hb01-kam02", None)
        maker.access(name, port(3), 50, **far, tags=("dot1x-muaf",), description="obb-mrk-hb01-kam02: MAC girilmemiş")
        far = camera(maker, "obb-mrk-hb01-yaz01", "00:1A:2B:00:00:02", "printer")
        maker.access(name, port(4), 70, **far, description="obb-mrk-hb01-yaz01")
        far = camera(maker, "obb-mrk-hb01-kam03", "00:1A:2B:00:00:03")
        maker.access(name, port(5), 50, **far, description="obb-mrk-hb01-kam03: 802.1X, kilitsiz")
        return name

    return case


CASES: dict[str, Case] = {
    "locked_ios": locked(CATALYST, dot1x=RADIUS),
    "locked_vrp": locked(VRP, dot1x=RADIUS),
    "locked_comware": locked(COMWARE),
    "locked_procurve": locked(AOSS, dot1x=RADIUS),
    "locked_aoscx": locked(CX, dot1x=RADIUS),
    "locked_eos": locked(EOS, dot1x=RADIUS),
    "locked_junos": locked(JUNOS, dot1x=RADIUS),
}
