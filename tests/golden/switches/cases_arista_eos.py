"""Golden switches of Arista EOS."""

from __future__ import annotations

from lab.bench.switches import Kind
from tests.golden.switches.towns import campus

EOS = Kind(
    manufacturer="arista", device_type="dcs-7050tx3-48c8", platform="arista-eos", svi="Vlan{}", lag="Port-Channel{}",
    port="Ethernet{}", uplink="Ethernet{}",
)  # fmt: skip

CASES = campus(EOS, "eos", lag_mtu=9214, loopback="Loopback0", management="Management1")
