"""Rules at their edges: what they must tell, and what they must not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from altyapi.audit import findings
from altyapi.audit.estate import Estate
from altyapi.audit.policy import Limits, Required
from altyapi.audit.registers import Exemption, Waiver
from netbox_sync.licences import Licence
from netbox_sync.model import Circuit, CircuitTermination, DeviceType, IPAddress, Prefix
from tests.support.estates import DAY
from tests.unit.audit.conftest import Changed

SWITCH, CAMERA, OTHER = "obb-sah-ot01-ers01", "obb-sah-ot01-kam01", "obb-sah-ot01-kam02"


def found(estate: Estate, kind: str) -> dict[str, dict[str, Any]]:
    return {hit.thing.name: dict(hit.values) for one in findings.find(estate, kinds=[kind]) for hit in one.hits}


def test_a_thermal_camera_in_use_needs_its_record(changed: Changed) -> None:
    thermal = {"role": "thermal-camera", "status": "active"}
    assert found(changed(devices={CAMERA: thermal}), "thermal-camera-without-record") == {CAMERA: {"status": "active"}}
    recorded = {**thermal, "custom_fields": {"kvkk_kaydi": "VERBIS-12"}}
    assert not found(changed(devices={CAMERA: recorded}), "thermal-camera-without-record")
    assert not found(changed(devices={CAMERA: {**thermal, "status": "planned"}}), "thermal-camera-without-record")


def test_a_serial_number_that_two_devices_of_a_maker_share_is_told_of_both(changed: Changed) -> None:
    same = {"manufacturer": "axis", "serial": "ABC 123"}
    twice = changed(devices={CAMERA: same, OTHER: {**same, "serial": "abc123 "}})
    assert set(found(twice, "duplicate-serial")) == {CAMERA, OTHER}
    assert found(twice, "duplicate-serial")[CAMERA]["others"] == OTHER
    other_maker = changed(devices={CAMERA: same, OTHER: {**same, "manufacturer": "dahua"}})
    assert not found(other_maker, "duplicate-serial")
    empty = changed(devices={CAMERA: {"serial": ""}, OTHER: {"serial": " "}})
    assert not found(empty, "duplicate-serial")


def test_asset_numbers_are_compared_without_case_and_blanks(changed: Changed) -> None:
    twice = changed(devices={CAMERA: {"asset_tag": "OBB-77"}, OTHER: {"asset_tag": "obb-77 "}})
    assert set(found(twice, "duplicate-asset-tag")) == {CAMERA, OTHER}


@pytest.mark.parametrize(
    ("mac", "stack", "told"),
    [
        ("00:11:22:AA:BB:CC", None, True),
        ("00:11:22:AA:BB:CC", "yigin-1", False),  # members of a stack share their chassis' address
        ("00:00:5E:00:01:0A", None, False),  # VRRP
        ("00:00:0C:07:AC:01", None, False),  # HSRP
    ],
)
def test_a_mac_address_on_two_devices_is_told_unless_they_share_it_on_purpose(
    changed: Changed, tiny: Estate, mac: str, stack: str | None, told: bool
) -> None:
    ports = {name: tiny.snapshot.interfaces_by_device[name][0].id for name in (CAMERA, OTHER)}
    estate = changed(
        devices={name: {"virtual_chassis": stack} for name in ports},
        interfaces={ports[CAMERA]: {"mac_address": mac}, ports[OTHER]: {"mac_address": mac.lower()}},
    )
    assert set(found(estate, "duplicate-mac")) == (set(ports) if told else set())


def test_ports_of_one_device_may_share_an_address(changed: Changed, tiny: Estate) -> None:
    ports = tiny.snapshot.interfaces_by_device[SWITCH][:3]
    estate = changed(interfaces={port.id: {"mac_address": "00:11:22:AA:BB:CC"} for port in ports})
    assert not found(estate, "duplicate-mac")


def test_a_device_that_needs_an_address_and_has_none_is_told(changed: Changed) -> None:
    assert set(found(changed(devices={SWITCH: {"primary_ip4": None}}), "no-primary-address")) == {SWITCH}
    in_store = changed(devices={SWITCH: {"primary_ip4": None, "status": "inventory"}})
    assert not found(in_store, "no-primary-address")


@pytest.mark.parametrize(("master", "told"), [(OTHER, False), (SWITCH, True), (None, True)])
def test_a_stack_has_its_masters_address(changed: Changed, master: str | None, told: bool) -> None:
    member = {"primary_ip4": None, "virtual_chassis": "yigin-1", "vc_master": master}
    assert (SWITCH in found(changed(devices={SWITCH: member}), "no-primary-address")) is told


def test_an_address_that_needs_no_plan_is_not_told(changed: Changed) -> None:
    own = (
        IPAddress(id=90001, address="fe80::1/64", status="active"),
        IPAddress(id=90002, address="169.254.7.1/16", status="active"),
    )
    assert not found(changed(add={"ip_addresses": own}), "address-outside-prefix")


def test_an_address_without_a_prefix_of_its_vrf_is_told(changed: Changed) -> None:
    lost = (
        IPAddress(id=90001, address="192.0.2.7/24", status="active"),
        IPAddress(id=90002, address="10.64.0.9/22", status="active", vrf="MISAFIR"),
        IPAddress(id=90003, address="10.64.0.8/22", status="active"),
        IPAddress(id=90004, address="2001:db8::5/64", status="active"),
    )
    assert set(found(changed(add={"ip_addresses": lost}), "address-outside-prefix")) == {
        "192.0.2.7/24", "10.64.0.9/22", "2001:db8::5/64",
    }  # fmt: skip
    prefixes = (Prefix(id=90001, prefix="2001:db8::/64", status="active"),)
    healed = changed(add={"ip_addresses": lost, "prefixes": prefixes})
    assert "2001:db8::5/64" not in found(healed, "address-outside-prefix")


def test_an_address_in_a_container_alone_is_outside(changed: Changed) -> None:
    lost = (IPAddress(id=90001, address="10.64.200.1/24", status="active"),)
    assert set(found(changed(add={"ip_addresses": lost}), "address-outside-prefix")) == {"10.64.200.1/24"}


def test_required_fields_are_the_policys_and_a_cameras_serial_is_told_once(changed: Changed, tiny: Estate) -> None:
    policy = tiny.policy.model_copy(
        update={
            "required": (
                Required(roles=("*",), fields=("serial",)),
                Required(roles=("access-switch",), fields=("rack", "cf.yedek_sinifi")),
            )
        }
    )
    bare = {"serial": " ", "rack": None, "custom_fields": {"yedek_sinifi": ""}}
    estate = changed(devices={CAMERA: {"serial": ""}, SWITCH: bare}, policy=policy)
    assert found(estate, "missing-required-field") == {SWITCH: {"fields": "serial, rack, cf.yedek_sinifi"}}
    assert CAMERA in found(estate, "camera-without-serial")


def test_a_port_without_a_recorded_mode_is_not_judged(changed: Changed, tiny: Estate) -> None:
    port = tiny.switch_port(tiny.snapshot.device_by_name[CAMERA])
    assert port is not None
    unknown = changed(interfaces={port.id: {"mode": None, "untagged_vlan": None}})
    assert CAMERA not in found(unknown, "camera-in-wrong-vlan")
    told = found(changed(interfaces={port.id: {"untagged_vlan": None}}), "camera-in-wrong-vlan")
    assert told[CAMERA]["vid"] is None


def test_a_printer_outside_its_vlan_is_told_by_its_own_rule(changed: Changed, tiny: Estate) -> None:
    printer = next(one for one in tiny.judged if one.role == "printer" and tiny.switch_port(one))
    port = tiny.switch_port(printer)
    assert port is not None
    users = next(one.id for one in tiny.snapshot.tables.vlans if one.vid == 30 and one.site == printer.site)
    estate = changed(interfaces={port.id: {"untagged_vlan": users}})
    assert found(estate, "device-in-wrong-vlan")[printer.name]["vid"] == 30
    assert printer.name not in found(estate, "camera-in-wrong-vlan")


@pytest.mark.parametrize(("days", "told"), [(91, False), (90, True), (0, True), (-1, True)])
def test_a_contract_is_told_from_its_notice_on(changed: Changed, days: int, told: bool) -> None:
    end = (DAY + timedelta(days=days)).isoformat()
    line = Circuit(id=900, cid="A-X-1", provider="a", type="x", status="active", custom_fields={"sozlesme_sonu": end})
    estate = changed(add={"circuits": (line,)})
    assert ("A-X-1" in found(estate, "circuit-contract-ending")) is told


def test_a_line_that_terminates_soon_is_told_where_nobody_gave_the_end_of_its_contract(changed: Changed) -> None:
    soon, late = (DAY + timedelta(days=9)).isoformat(), (DAY + timedelta(days=900)).isoformat()
    line = Circuit(id=900, cid="A-X-1", provider="a", type="x", status="active", terminated=soon)
    own = line.model_copy(update={"id": 901, "cid": "A-X-2", "custom_fields": {"sozlesme_sonu": late}})
    told = found(changed(add={"circuits": (line, own)}), "circuit-contract-ending")
    assert told["A-X-1"]["days"] == 9
    assert "A-X-2" not in told


def test_a_line_that_is_not_active_is_no_second_line(changed: Changed) -> None:
    def with_line(status: str) -> Estate:
        line = Circuit(id=900, cid="A-X-1", provider="a", type="x", status=status)
        end = CircuitTermination(id=900, circuit=900, side="A", site="sah-hb01")
        return changed(add={"circuits": (line,), "circuit_terminations": (end,)})

    assert "sah-hb01" in found(with_line("planned"), "site-without-second-line")
    assert "sah-hb01" not in found(with_line("active"), "site-without-second-line")


def test_a_site_without_devices_in_service_needs_no_line(changed: Changed, tiny: Estate) -> None:
    park = tiny.site["sah-hb01"].model_copy(update={"id": 900, "slug": "sah-park01", "name": "Park"})
    assert set(found(changed(add={"sites": (park,)}), "site-without-second-line")) == {"ili-hb01", "sah-hb01"}


@pytest.mark.parametrize(
    ("battery", "told"), [("2022-04-19", True), ("2022-04-20", False), ("2016-02-29", True), (None, False)]
)
def test_a_battery_is_old_after_its_last_allowed_day(changed: Changed, battery: str | None, told: bool) -> None:
    ups = {"role": "ups", "custom_fields": {"aku_tarihi": battery}}
    assert (CAMERA in found(changed(devices={CAMERA: ups}), "old-battery")) is told


@pytest.mark.parametrize(
    ("signatures", "told"),
    [
        ("2026-04-17", False),
        ("2026-04-16", True),
        ("2026-04-21", False),
        ("2036-04-20", True),
        ("bozuk", True),
        (None, True),
    ],
)
def test_signatures_are_old_on_the_fourth_day_or_when_nobody_knows(
    changed: Changed, signatures: str | None, told: bool
) -> None:
    computer = {"role": "desktop", "custom_fields": {"av_imza_tarihi": signatures, "av_surum": "1"}}
    assert (CAMERA in found(changed(devices={CAMERA: computer}), "signature-too-old")) is told
    without_agent = {"role": "desktop", "custom_fields": {"av_imza_tarihi": None, "av_surum": None}}
    estate = changed(devices={CAMERA: without_agent})
    assert (CAMERA in found(estate, "signature-too-old"), CAMERA in found(estate, "no-antivirus")) == (False, True)


@pytest.mark.parametrize(("percent", "told"), [(79, False), (80, True), (100, True)])
def test_a_backup_unit_is_told_from_eighty_percent_on(changed: Changed, percent: int, told: bool) -> None:
    unit = {"role": "backup-unit", "custom_fields": {"doluluk_yuzde": percent}}
    assert (CAMERA in found(changed(devices={CAMERA: unit}), "backup-unit-filling")) is told


def test_a_system_that_needs_a_backup_class_and_has_none_of_the_plans_is_told(changed: Changed) -> None:
    def told(class_: str | None, role: str = "access-switch") -> bool:
        fields = {"role": role, "custom_fields": {"yedek_sinifi": class_}}
        return SWITCH in found(changed(devices={SWITCH: fields}), "backup-class-missing")

    assert told(None)
    assert told("Z")  # a class that the plan does not know
    assert not told("D")
    assert not told(None, role="camera")


def test_a_backup_class_without_any_date_is_overdue_and_one_without_a_limit_is_not_judged(changed: Changed) -> None:
    def with_class(class_: str) -> Estate:
        return changed(devices={SWITCH: {"custom_fields": {"yedek_sinifi": class_, "son_yedek": None}}})

    assert found(with_class("D"), "backup-overdue")[SWITCH]["last"] is None
    assert not found(with_class("E"), "backup-overdue")


def test_end_of_support_is_told_within_its_notice(changed: Changed, tiny: Estate) -> None:
    kind = next(one for one in tiny.snapshot.tables.device_types if "C9200L-24P" in one.model)
    old = tuple(
        one.model_copy(update={"custom_fields": {"destek_sonu": "2026-12-31"}}) if one.id == kind.id else one
        for one in tiny.snapshot.tables.device_types
    )
    estate = Estate(tiny.snapshot.holding(device_types=old), tiny.registers, tiny.policy, DAY)
    assert SWITCH in found(estate, "end-of-life-switch")
    patient = tiny.policy.model_copy(update={"limits": Limits(end_of_life_notice_days=30)})
    later = Estate(estate.snapshot, tiny.registers, patient, DAY)
    assert not found(later, "end-of-life-switch")


def test_types_of_one_slug_are_their_manufacturers(changed: Changed) -> None:
    old = {"destek_sonu": "2026-12-31"}
    kinds = (
        DeviceType(id=90001, model="S-24 eski", slug="s-24", manufacturer="axis", custom_fields=old),
        DeviceType(id=90002, model="S-24", slug="s-24", manufacturer="dahua"),
    )
    for manufacturer, told in (("axis", True), ("dahua", False)):
        one = {"device_type": "s-24", "manufacturer": manufacturer}
        estate = changed(devices={SWITCH: one}, add={"device_types": kinds})
        assert (SWITCH in found(estate, "end-of-life-switch")) is told


def registers_with(estate: Estate, **rows: Any) -> Any:
    return estate.registers.model_copy(update=rows)


@pytest.mark.parametrize(
    ("days", "rule"), [(-1, "licence-expired"), (0, "licence-ending"), (29, "licence-ending"), (30, "")]
)
def test_a_licence_ends_first_soon_and_then_at_all(changed: Changed, tiny: Estate, days: int, rule: str) -> None:
    one = Licence(id="L1", product="p", publisher="q", quantity=1, end=DAY + timedelta(days=days))
    estate = changed(registers=registers_with(tiny, licences=(one,)))
    told = {kind for kind in ("licence-expired", "licence-ending") if found(estate, kind)}
    assert told == ({rule} if rule else set())


def test_a_licence_used_by_more_than_were_bought_is_told(changed: Changed, tiny: Estate) -> None:
    rows = tuple(
        Licence(id=f"L{used}", product="p", publisher="q", quantity=5, used=used or None) for used in (0, 5, 6)
    )
    assert set(found(changed(registers=registers_with(tiny, licences=rows)), "licence-overused")) == {"L6"}


@pytest.mark.parametrize(
    ("end", "closed", "told"),
    [
        (date(2026, 4, 19), None, True),
        (date(2026, 4, 20), None, False),  # its last day
        (date(2026, 4, 1), date(2026, 4, 3), False),
        (date(2026, 4, 1), date(2026, 4, 21), True),  # to be closed tomorrow
    ],
)
def test_an_exception_is_open_until_it_is_closed(
    changed: Changed, tiny: Estate, end: date, closed: date | None, told: bool
) -> None:
    one = Waiver(id="X", title="t", reason="r", start=date(2026, 3, 1), end=end, closed=closed, approver_role="rol")
    estate = changed(registers=registers_with(tiny, exceptions=(one,)))
    assert ("X" in found(estate, "exception-still-open")) is told


def test_an_exemption_is_told_until_it_is_reviewed(changed: Changed, tiny: Estate) -> None:
    late = Exemption(id="A", reason="r", computers=2, review=date(2026, 4, 1))
    done = Exemption(id="B", reason="r", computers=2, review=date(2026, 4, 1), reviewed=date(2026, 4, 2))
    estate = changed(registers=registers_with(tiny, exemptions=(late, done)))
    assert set(found(estate, "exemption-review-overdue")) == {"A"}


def test_remote_access_past_its_day_is_told_until_the_address_is_given_up(changed: Changed) -> None:
    def address(number: int, status: str, end: str) -> IPAddress:
        fields = {"gecerlilik_sonu": end, "evrak_no": "E-1"}
        return IPAddress(id=number, address=f"10.66.0.{number % 250}/20", status=status, custom_fields=fields)

    rows = (
        address(9001, "active", "2026-04-19"),
        address(9002, "active", "2026-04-20"),
        address(9003, "deprecated", "2026-01-01"),
    )
    told = found(changed(add={"ip_addresses": rows}), "access-still-open")
    assert told == {rows[0].address: {"end": date(2026, 4, 19), "evrak": "E-1"}}
