"""Golden switches of Aruba AOS-CX."""

from __future__ import annotations

from lab.bench.switches import Kind
from tests.golden.switches.towns import campus

CX = Kind(
    manufacturer="aruba", device_type="cx-6200f-48g", platform="aruba-aoscx", svi="vlan{}", lag="lag{}",
    port="1/1/{}", uplink="1/1/{}",
)  # fmt: skip

CASES = campus(CX, "aoscx", lag_mtu=9198, loopback="loopback0", management="mgmt")
