"""Golden switches of Juniper Junos."""

from __future__ import annotations

from lab.bench.switches import Kind
from tests.golden.switches.towns import campus

JUNOS = Kind(
    manufacturer="juniper", device_type="ex3400-48p", platform="juniper-junos", svi="irb.{}", lag="ae{}",
    port="ge-0/0/{}", uplink="xe-0/2/{}",
)  # fmt: skip

CASES = campus(JUNOS, "junos", lag_mtu=9202, loopback="lo0", management="me0")
