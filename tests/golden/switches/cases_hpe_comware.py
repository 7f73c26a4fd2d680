"""Golden switches of HPE and H3C Comware."""

from __future__ import annotations

from lab.bench.switches import Kind
from tests.golden.switches.towns import building

COMWARE = Kind(
    manufacturer="hpe", device_type="5130-24g-4sfp", platform="hpe-comware", svi="Vlan-interface{}",
    lag="Bridge-Aggregation{}", port="GigabitEthernet1/0/{}", uplink="Ten-GigabitEthernet1/0/{}",
)  # fmt: skip

CASES = building(
    COMWARE,
    decade=20,
    access=("comware_access", "obb-mrk-hb01-ers21", "access-switch"),
    trunk=(9198, "Alt bağlantı: obb-mrk-hb01-ers21"),
    uplinks=(25, 26),
    wan=8,
)
