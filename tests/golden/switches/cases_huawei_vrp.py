"""Golden switches of Huawei VRP."""

from __future__ import annotations

from lab.bench.switches import Kind
from tests.golden.switches.towns import building

VRP = Kind(
    manufacturer="huawei", device_type="s5735-l24p4x", platform="huawei-vrp", svi="Vlanif{}", lag="Eth-Trunk{}",
    port="GigabitEthernet0/0/{}", uplink="XGigabitEthernet0/0/{}",
)  # fmt: skip

CASES = building(
    VRP,
    decade=30,
    access=("vrp_poe", "obb-mrk-hb01-poe01", "poe-switch"),
    trunk=(9000, "Alt bağlantı"),
    uplinks=(1, 2),
    wan=4,
)
