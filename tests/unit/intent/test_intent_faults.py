"""Every fault: what NetBox holds wrongly, and the message that must come of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from altyapi.intent import IntentError, build, kinds
from altyapi.intent.faults import FaultKind
from lab.bench.switches import CONTEXT, Maker
from netbox_sync.model import Snapshot

NAME = "obb-mrk-hb01-ers01"
PORT = "GigabitEthernet1/0/1"


def switch(maker: Maker, context: dict[str, Any] | None = None, **fields: Any) -> None:
    maker.switch(NAME, "access-switch", 11, context, **fields)


def without(path: str) -> dict[str, Any]:
    """The context without one top-level key."""
    return {key: value for key, value in CONTEXT.items() if key != path}


def _port(**fields: Any) -> Callable[[Maker], None]:
    def make(maker: Maker) -> None:
        switch(maker)
        maker.port(NAME, PORT, **fields)

    return make


def _context(**values: Any) -> Callable[[Maker], None]:
    return lambda maker: switch(maker, values)


def foreign_vlan(maker: Maker) -> None:
    switch(maker)
    maker.vlan_ids[777] = maker.vlan(777, "BASKA", site="cin-hb01")
    maker.access(NAME, PORT, 777)


def unknown_vlan(maker: Maker) -> None:
    switch(maker)
    maker.port(NAME, PORT, mode="access", untagged_vlan=99999, mark_connected=True)


def unknown_tagged_vlan(maker: Maker) -> None:
    switch(maker)
    maker.port(NAME, PORT, mode="tagged", tagged_vlans=(99999,), mark_connected=True)


def reserved_vlan(maker: Maker) -> None:
    switch(maker)
    maker.vlan(1002, "FDDI")
    maker.access(NAME, PORT, 1002)


def vlan_twice(maker: Maker) -> None:
    switch(maker)
    maker.vlan(99, "KARANTINA-2")


def vlan_twice_in_use(maker: Maker) -> None:
    switch(maker)
    first = maker.vlan_ids[30]
    maker.access(NAME, PORT, 30)
    maker.vlan(30, "KULLANICI-2")
    maker.access(NAME, "GigabitEthernet1/0/2", 30)
    assert first != maker.vlan_ids[30]


def vlan_names_equal(maker: Maker) -> None:
    switch(maker)
    maker.vlan(301, "Işık")
    maker.vlan(302, "ışık")
    maker.trunk(NAME, PORT, 301, 302)


def vlan_name_long(maker: Maker) -> None:
    switch(maker)
    maker.vlan(301, "A" * 33)
    maker.trunk(NAME, PORT, 301)


def no_address(maker: Maker) -> None:
    switch(maker, primary_ip4=None)


def no_management_interface(maker: Maker) -> None:
    switch(maker, {"management": {"vlan": 30}})


def primary_elsewhere(maker: Maker) -> None:
    switch(maker)
    maker.svi(NAME, 30, "10.68.16.77/24")
    row = maker._rows["devices"][0]
    maker._rows["devices"][0] = row.model_copy(update={"primary_ip4": "10.68.16.77/24"})


def primary_unassigned(maker: Maker) -> None:
    switch(maker, primary_ip4="10.68.16.99/24")


def outside_any_prefix(maker: Maker) -> None:
    maker.network = "10.99.1"
    switch(maker)


def wrong_mask(maker: Maker) -> None:
    maker.prefix("10.68.18.0/23", 30)
    switch(maker)
    maker.svi(NAME, 30, "10.68.18.5/24")


def prefix_of_other_vlan(maker: Maker) -> None:
    maker._rows["prefixes"].clear()
    maker.prefix("10.68.16.0/24", 30)
    switch(maker)


def no_gateway(maker: Maker) -> None:
    maker.prefix("10.68.16.10/31", 10)
    switch(maker, primary_ip4="10.68.16.11/31")
    maker._rows["ip_addresses"].clear()
    maker.address(NAME, "Vlan10", "10.68.16.11/31")


def management_disabled(maker: Maker) -> None:
    switch(maker)
    row = maker._rows["interfaces"][0]
    maker._rows["interfaces"][0] = row.model_copy(update={"enabled": False})


def lag_missing(maker: Maker) -> None:
    switch(maker)
    maker.port(NAME, PORT, lag="Port-channel7")


def lag_not_a_lag(maker: Maker) -> None:
    switch(maker)
    maker.access(NAME, "GigabitEthernet1/0/2", 30)
    maker.port(NAME, PORT, lag="GigabitEthernet1/0/2")


def lag_of_lag(maker: Maker) -> None:
    switch(maker)
    maker.lag(NAME, "Port-channel1", 30)
    maker.lag(NAME, "Port-channel2", 30, lag="Port-channel1")


def lag_member(**fields: Any) -> Callable[[Maker], None]:
    def make(maker: Maker) -> None:
        switch(maker)
        maker.lag(NAME, "Port-channel1", 10, 30, mtu=9000)
        maker.port(NAME, PORT, lag="Port-channel1", **fields)

    return make


def address_on_access_port(maker: Maker) -> None:
    switch(maker)
    maker.prefix("10.66.16.0/31")
    maker.access(NAME, PORT, 30)
    maker.address(NAME, PORT, "10.66.16.0/31")


def address_on_lag_member(maker: Maker) -> None:
    switch(maker)
    maker.lag(NAME, "Port-channel1", 10)
    maker.port(NAME, PORT, lag="Port-channel1")
    maker.address(NAME, PORT, "10.66.16.0/31")


def ipv6(maker: Maker) -> None:
    switch(maker)
    maker.address(NAME, "Vlan10", "2001:db8::1/64")


def address_that_is_none(maker: Maker) -> None:
    switch(maker)
    maker.svi(NAME, 30, "10.68.16.300/24")


def vrf_of_two_words(maker: Maker) -> None:
    switch(maker)
    maker.port(NAME, "Loopback0", type="virtual", vrf="A B")


def overlap(maker: Maker) -> None:
    switch(maker)
    maker.prefix("10.68.16.128/25", 30)
    maker.svi(NAME, 30, "10.68.16.129/25")


def svi_without_vlan(maker: Maker) -> None:
    switch(maker)
    maker.svi(NAME, 333)


def svi_vlan_differs(maker: Maker) -> None:
    switch(maker)
    maker.svi(NAME, 30, mode="access", untagged_vlan=maker.vlan_ids[40])


def name_twice(maker: Maker) -> None:
    switch(maker)
    maker.port(NAME, PORT)
    maker.port(NAME, PORT.lower())


def short_name(maker: Maker) -> None:
    switch(maker)
    maker.port(NAME, "Gi1/0/1")


USER = {"name": "acil", "privilege": 15, "secret": "secret:local/acil"}
RADIUS = {"name": "RAD1", "address": "10.64.0.9"}

CASES: dict[str, tuple[Callable[[Maker], object], str, str]] = {
    # what is wrong: (how it comes about, code, "object: field: problem")
    "host name": (
        lambda maker: maker.switch("obb_mrk ers", "access-switch", 11),
        "INT-101",
        "dcim.device obb_mrk ers: name: not a valid host name: 'obb_mrk ers'",
    ),
    "literal secret": (
        _context(aaa={"local_users": [USER | {"secret": "Cok-Gizli-1"}]}),
        "INT-102",
        "config_context.aaa.local_users.0.secret: not usable: a reference like secret:group/name is needed, never the secret itself",
    ),
    "context key missing": (
        lambda maker: switch(maker, config_context=without("ntp")),
        "INT-145",
        f"dcim.device {NAME}: config_context.ntp: missing",
    ),
    "unknown context key": (
        _context(ssh={"allowed": ["10.64.0.0/24"], "idle_minute": 10}),
        "INT-146",
        "config_context.ssh.idle_minute: unknown key",
    ),
    "network with host bits": (
        _context(ssh={"allowed": ["10.64.0.5/24"]}),
        "INT-102",
        "config_context.ssh.allowed.0: not usable",
    ),
    "no platform": (lambda maker: switch(maker, platform=None), "INT-103", "platform: no platform"),
    "foreign platform": (
        lambda maker: switch(maker, platform="mikrotik-routeros"),
        "INT-104",
        "platform: platform without switch support: mikrotik-routeros. Supported: ",
    ),
    "no primary address": (no_address, "INT-105", "primary_ip4: no primary IPv4 address"),
    "primary address of no interface": (
        primary_unassigned,
        "INT-106",
        "primary_ip4: primary address not assigned to an interface of this device: 10.68.16.99/24",
    ),
    "primary address elsewhere": (
        primary_elsewhere,
        "INT-107",
        "primary address on Vlan30, management interface by the context: Vlan10",
    ),
    "outside any prefix": (outside_any_prefix, "INT-108", "primary_ip4: in no prefix of the IPAM: 10.99.1.11/24"),
    "mask": (wrong_mask, "INT-109", "address: mask of 10.68.18.5/24 differs from prefix 10.68.18.0/23"),
    "prefix of another VLAN": (
        prefix_of_other_vlan,
        "INT-110",
        "primary_ip4: prefix 10.68.16.0/24 belongs to VLAN 30, not to 10",
    ),
    "no gateway": (no_gateway, "INT-111", "no gateway can be derived: prefix 10.68.16.10/31"),
    "gateway outside": (
        _context(management={"vlan": 10, "gateway": "10.1.1.1"}),
        "INT-112",
        "config_context.management.gateway: gateway 10.1.1.1 outside management prefix 10.68.16.0/24",
    ),
    "VLAN of another site": (
        foreign_vlan,
        "INT-113",
        f"dcim.interface {NAME}/{PORT}: untagged_vlan: VLAN 777 (BASKA) belongs to site cin-hb01, the device to mrk-hb01",
    ),
    "VLAN object missing": (unknown_vlan, "INT-114", f"{PORT}: untagged_vlan: no such VLAN: object id 99999"),
    "tagged VLAN object missing": (unknown_tagged_vlan, "INT-114", f"{PORT}: tagged_vlans: no such VLAN"),
    "management VLAN missing": (
        _context(management={"vlan": 444}),
        "INT-115",
        "config_context.management.vlan: VLAN 444 does not exist at site mrk-hb01",
    ),
    "quarantine VLAN missing": (
        _context(ports={"quarantine_vlan": 444}),
        "INT-115",
        "config_context.ports.quarantine_vlan: VLAN 444 does not exist",
    ),
    "VLAN id twice at the site": (
        vlan_twice,
        "INT-116",
        "more than one VLAN 99 at site mrk-hb01: KARANTINA, KARANTINA-2",
    ),
    "two VLANs of one id in use": (vlan_twice_in_use, "INT-116", "more than one VLAN 30"),
    "reserved VLAN": (reserved_vlan, "INT-117", f"{PORT}: untagged_vlan: VLAN 1002 is reserved by the platform"),
    "VLAN name too long": (vlan_name_long, "INT-118", "ipam.vlan 301 (mrk-hb01): name: VLAN name not usable"),
    "VLAN names equal": (vlan_names_equal, "INT-119", "VLANs 301, 302 would have the same name on the device: isik"),
    "access without VLAN": (
        _port(mode="access", mark_connected=True),
        "INT-120",
        f"dcim.interface {NAME}/{PORT}: untagged_vlan: access mode without an untagged VLAN",
    ),
    "access with tagged": (
        _port(mode="access", untagged=30, tagged=(40,)),
        "INT-121",
        "access mode with tagged VLANs: 40",
    ),
    "trunk without VLAN": (_port(mode="tagged"), "INT-122", f"{PORT}: tagged_vlans: tagged mode without any VLAN"),
    "VLAN without mode": (_port(untagged=30, tagged=(40, 50)), "INT-123", "VLANs without an 802.1Q mode: 30, 40, 50"),
    "QinQ": (_port(mode="q-in-q"), "INT-124", f"{PORT}: mode: 802.1Q mode not supported: q-in-q"),
    "cable without mode": (_port(to="obb-x"), "INT-125", f"{PORT}: mode: connected, but without mode, LAG or address"),
    "cable to a panel without mode": (
        _port(cabled=True),
        "INT-125",
        f"{PORT}: mode: connected, but without mode, LAG or address",
    ),
    "LAG missing": (lag_missing, "INT-126", f"{PORT}: lag: LAG interface Port-channel7 does not exist on this device"),
    "LAG is none": (lag_not_a_lag, "INT-127", "lag: GigabitEthernet1/0/2 is not a LAG interface"),
    "LAG member's mode": (
        lag_member(mode="access", untagged=30),
        "INT-128",
        f"{PORT}: mode: mode differs from LAG Port-channel1: access, LAG: tagged",
    ),
    "LAG member's VLANs": (
        lag_member(mode="tagged", tagged=(10,)),
        "INT-128",
        f"{PORT}: tagged_vlans: tagged_vlans differs from LAG Port-channel1: 10, LAG: 10,30",
    ),
    "LAG member's MTU": (lag_member(mtu=1500), "INT-128", f"{PORT}: mtu: mtu differs from LAG Port-channel1: 1500"),
    "LAG in a LAG": (lag_of_lag, "INT-129", "Port-channel2: lag: only physical ports can be members"),
    "MTU": (
        _port(mode="tagged-all", mtu=9216),
        "INT-130",
        f"{PORT}: mtu: MTU 9216 outside the platform's range 1500–9198",
    ),
    "short interface name": (
        short_name,
        "INT-131",
        "Gi1/0/1: name: interface name or type not known on platform cisco_ios (type 1000base-t)",
    ),
    "interface twice": (name_twice, "INT-132", f"same interface on the device as {PORT}"),
    "SVI without VLAN": (svi_without_vlan, "INT-133", "Vlan333: name: no VLAN 333 at site mrk-hb01 for this interface"),
    "SVI of another VLAN": (svi_vlan_differs, "INT-134", "Vlan30: untagged_vlan: untagged VLAN 40 contradicts"),
    "description too long": (
        _port(mode="tagged-all", description="x" * 201),
        "INT-135",
        f"{PORT}: description: 201 characters, at most 200 on the device",
    ),
    "description in another alphabet": (
        _port(mode="tagged-all", description="сервер ?"),
        "INT-136",
        f"{PORT}: description: characters that the device can't hold",
    ),
    "banner with its own end": (
        _context(banner={"login": "Dikkat ^C son"}),
        "INT-136",
        "config_context.banner.login: characters that the device can't hold: '^'",
    ),
    "IPv6 address": (ipv6, "INT-137", "address not supported on this interface: 2001:db8::1/64"),
    "address on an access port": (address_on_access_port, "INT-138", "address 10.66.16.0/31 on an interface with"),
    "address on a LAG member": (address_on_lag_member, "INT-138", "address 10.66.16.0/31 on an interface with"),
    "no management interface": (no_management_interface, "INT-139", "interfaces: no interface Vlan30 on the device"),
    "management interface disabled": (
        management_disabled,
        "INT-140",
        "Vlan10: enabled: the management interface is disabled",
    ),
    "overlapping addresses": (overlap, "INT-141", "10.68.16.129/25 overlaps 10.68.16.11/24 on Vlan10"),
    "port in use in quarantine": (
        _port(mode="access", untagged=99, mark_connected=True),
        "INT-142",
        "in use, but in the quarantine VLAN 99",
    ),
    "802.1X without servers": (
        _context(dot1x={"enabled": True, "key": "secret:radius/key"}),
        "INT-143",
        "config_context.dot1x.servers: 802.1X enabled without servers",
    ),
    "802.1X without key": (
        _context(dot1x={"enabled": True, "servers": [RADIUS]}),
        "INT-143",
        "config_context.dot1x.key: 802.1X enabled without key",
    ),
    "a secret's token in a description": (
        _port(mode="tagged-all", description="PC <<secret:credentials/network/password>>"),
        "INT-147",
        f"dcim.interface {NAME}/{PORT}: description: marks that stand for secrets: << >>",
    ),
    "a line break in a description": (
        _port(mode="tagged-all", description="PC\nshutdown"),
        "INT-148",
        f"dcim.interface {NAME}/{PORT}: description: characters that can't be seen: U+000A",
    ),
    "address that is none": (
        address_that_is_none,
        "INT-149",
        "address: not an address with its prefix length: '10.68.16.300/24'",
    ),
    "VRF of two words": (
        vrf_of_two_words,
        "INT-150",
        "Loopback0: vrf: a VRF name that a device can't hold: 'A B'",
    ),
    "user twice": (_context(aaa={"local_users": [USER, USER]}), "INT-144", "named twice: acil"),
}


COMPANIONS: dict[str, set[str]] = {
    # these data are wrong in more than one way
    "management VLAN missing": {"INT-139", "INT-107"},
    "no management interface": {"INT-107"},
    "primary address elsewhere": {"INT-141"},
    "interface twice": {"INT-131"},
}


def fail(snapshot: Snapshot) -> IntentError:
    device = snapshot.tables.devices[0].name
    with pytest.raises(IntentError) as caught:
        build(snapshot, device)
    return caught.value


@pytest.mark.parametrize("case", CASES)
def test_a_fault_names_the_object_the_field_and_the_problem(case: str) -> None:
    make, code, message = CASES[case]
    maker = Maker()
    make(maker)
    error = fail(maker.snapshot())
    assert [fault.code for fault in error.faults].count(code) >= 1, error
    assert any(message in fault.message("en") for fault in error.faults if fault.code == code), error


@pytest.mark.parametrize("case", CASES)
def test_a_fault_brings_no_other_kinds_of_fault_with_it(case: str) -> None:
    make, code, _ = CASES[case]
    maker = Maker()
    make(maker)
    expected = {code} | COMPANIONS.get(case, set())
    assert {fault.code for fault in fail(maker.snapshot()).faults} == expected


def test_every_kind_of_fault_has_a_case_and_its_own_code() -> None:
    codes = [kind.code for kind in vars(kinds).values() if isinstance(kind, FaultKind)]
    assert len(codes) == len(set(codes))
    assert set(codes) == {code for _, code, _ in CASES.values()}


def test_all_faults_of_a_device_come_at_once() -> None:
    maker = Maker()
    switch(maker, {"syslog": {"servers": ["10.64.0.6"]}}, primary_ip4=None)
    maker.port(NAME, PORT, mode="access", mark_connected=True, mtu=100, description="x" * 300)
    maker.port(NAME, "GigabitEthernet1/0/2", lag="Port-channel7")
    assert [fault.code for fault in fail(maker.snapshot()).faults] == [
        "INT-120", "INT-135", "INT-130", "INT-126", "INT-105",
    ]  # fmt: skip


def test_faults_of_one_device_leave_the_others_alone() -> None:
    maker = Maker()
    switch(maker, primary_ip4=None)
    other = maker.switch("obb-mrk-hb01-ers02", "access-switch", 12)
    snapshot = maker.snapshot()
    fail(snapshot)
    assert build(snapshot, other).hostname == other


def test_a_literal_secret_is_never_repeated() -> None:
    maker = Maker()
    switch(maker, {"aaa": {"local_users": [USER | {"secret": "Cok-Gizli-1"}]}})
    error = fail(maker.snapshot())
    assert "Cok-Gizli-1" not in error.message("en") + error.message("tr") + repr(error.faults)


def test_messages_and_remedies_exist_in_turkish_without_template_braces() -> None:
    for make, code, _ in CASES.values():
        maker = Maker()
        make(maker)
        fault = next(fault for fault in fail(maker.snapshot()).faults if fault.code == code)
        assert fault.problem_tr
        assert fault.remedy_tr
        assert fault.remedy_en
        assert "{" not in fault.problem_tr + fault.remedy_tr + fault.remedy_en
