"""The record itself: what is missing in it, what stands in it twice, what contradicts the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_interface

from altyapi.audit.estate import Estate, device, field
from altyapi.audit.rules.rule import Hit, rule
from netbox_sync.model import Device

_SHARED_MACS = ("00:00:5E:00:01:", "00:00:5E:00:02:", "00:00:0C:07:AC:", "00:00:0C:9F:F", "00:05:73:A0:0")
"""VRRP (RFC 9568) for IPv4 and IPv6, HSRP versions 1 and 2 (IPv4, IPv6): an address that routers share on purpose."""


def missing_fields(estate: Estate, one: Device) -> tuple[str, ...]:
    """The required fields that hold nothing, in the policy's order."""
    wanted = dict.fromkeys(
        name
        for entry in estate.policy.required
        if "*" in entry.roles or one.role in entry.roles
        for name in entry.fields
    )
    return tuple(name for name in wanted if not _holds(one, name))


def _holds(one: Device, name: str) -> bool:
    if name.startswith("cf."):
        return field(one, name.removeprefix("cf.")) is not None
    value = getattr(one, name, None)
    return bool(value.strip()) if isinstance(value, str) else value is not None


@rule(
    "missing-required-field",
    "low",
    title=("Asset with a required field empty", "Zorunlu alanı boş varlık"),
    why=(
        "An asset that is half recorded can't be found, insured, counted or handed over.",
        "Eksik kayıtlı varlık bulunamaz, sayılamaz, zimmetlenemez.",
    ),
    remedy=(
        "Fill the fields in NetBox; ./inv netbox.import does it from a spreadsheet.",
        "Alanlar NetBox üzerinde doldurulmalı; tablodan aktarmak için ./inv netbox.import.",
    ),
    observed=("empty: {fields}", "boş alan: {fields}"),
    reads="the fields that `required` names; a camera's serial number is a rule of its own",
)
def missing_required_field(estate: Estate) -> Iterator[Hit]:
    cameras = {*estate.policy.roles.cameras, *estate.policy.roles.thermal_cameras}
    for one in estate.judged:
        missing = [name for name in missing_fields(estate, one) if name != "serial" or one.role not in cameras]
        if missing:
            yield Hit(device(one), {"fields": ", ".join(missing)})


@rule(
    "duplicate-serial",
    "medium",
    title=("Serial number that stands twice", "Birden çok cihazda duran seri numarası"),
    why=(
        "A maker gives a serial number once: at least one of the records is of another device.",
        "Üretici bir seri numarasını bir kez verir: kayıtlardan en az biri başka bir cihazın.",
    ),
    remedy=("Read the labels and correct NetBox.", "Etiketler okunup NetBox düzeltilmeli."),
    observed=("serial number {serial}, also of {others}", "seri no: {serial}, öteki kayıt: {others}"),
    reads="`serial` of all devices, by manufacturer",
)
def duplicate_serial(estate: Estate) -> Iterator[Hit]:
    rows = (
        ((one.manufacturer, _code(one.serial)), one, one.serial)
        for one in estate.snapshot.tables.devices
        if one.serial.strip()
    )
    yield from _repeated(rows, "serial")


@rule(
    "duplicate-asset-tag",
    "medium",
    title=("Asset number that stands twice", "Birden çok cihazda duran taşınır numarası"),
    why=(
        "The count of movable property does not come out, and a device is handed over in another's name.",
        "Taşınır sayımı tutmaz, cihaz başka bir kaydın adına devredilir.",
    ),
    remedy=("Read the labels and correct NetBox.", "Etiketler okunup NetBox düzeltilmeli."),
    observed=("asset number {tag}, also of {others}", "taşınır no: {tag}, öteki kayıt: {others}"),
    reads="`asset_tag` of all devices, letter case and blanks aside",
)
def duplicate_asset_tag(estate: Estate) -> Iterator[Hit]:
    rows = ((_code(one.asset_tag), one, one.asset_tag) for one in estate.snapshot.tables.devices if one.asset_tag)
    yield from _repeated(rows, "tag")


@rule(
    "duplicate-mac",
    "medium",
    title=("MAC address on two devices", "İki cihazda duran MAC adresi"),
    why=(
        "Port security, DHCP and the search for a device go by it: one of the records is wrong, or an address is forged.",
        "Port güvenliği, DHCP ve cihaz arama buna dayanır: kayıtlardan biri yanlış ya da adres taklit.",
    ),
    remedy=(
        "Look at the switch's address table and correct NetBox.",
        "Anahtarın adres tablosuna bakılıp NetBox düzeltilmeli.",
    ),
    observed=("MAC address {mac}, also on {others}", "MAC: {mac}, öteki kayıt: {others}"),
    reads="`mac_address` of all interfaces; addresses that routers share (VRRP, HSRP) and members of a stack aside",
)
def duplicate_mac(estate: Estate) -> Iterator[Hit]:
    owners: dict[str, dict[str, Device]] = {}
    for port in estate.snapshot.tables.interfaces:
        if port.mac_address and not port.mac_address.upper().startswith(_SHARED_MACS):
            one = estate.snapshot.device_by_name[port.device]
            owners.setdefault(port.mac_address.upper(), {}).setdefault(one.virtual_chassis or one.name, one)
    rows = ((mac, one, mac) for mac, devices in owners.items() for one in devices.values())
    yield from _repeated(rows, "mac")


@rule(
    "no-primary-address",
    "low",
    title=("Device without a primary address", "Birincil adresi olmayan cihaz"),
    why=(
        "Monitoring, backup and the rollout of changes don't reach it.",
        "İzleme, yedekleme ve değişiklik uygulama bu cihaza erişemez.",
    ),
    remedy=(
        "Assign its address to an interface in NetBox and mark it primary.",
        "Adresi NetBox üzerinde bir arayüze atanıp birincil yapılmalı.",
    ),
    observed=("no primary address", "birincil adres yok"),
    reads="`primary_ip4` and `primary_ip6` of devices in `primary_address_roles`; of a stack, its master's",
)
def no_primary_address(estate: Estate) -> Iterator[Hit]:
    for one in estate.in_roles(estate.policy.primary_address_roles):
        is_member = one.vc_master is not None and one.vc_master != one.name
        if one.primary_ip4 is None and one.primary_ip6 is None and not is_member:
            yield Hit(device(one), {})


@rule(
    "address-outside-prefix",
    "low",
    title=("Address outside every prefix", "Hiçbir ağa girmeyen adres"),
    why=(
        "Nobody planned it: no VLAN, no gateway, no firewall rule is known for it.",
        "Planda yeri yok: VLAN, ağ geçidi, güvenlik duvarı kuralı bilinmiyor.",
    ),
    remedy=(
        "Enter its prefix in NetBox, or correct the address.",
        "Ağı NetBox üzerine girilmeli ya da adres düzeltilmeli.",
    ),
    observed=("address {address}, VRF {vrf}, on {holder}", "adres: {address}, VRF: {vrf}, sahibi: {holder}"),
    reads="addresses and prefixes of the same VRF; containers hold no addresses of their own; link-local ones aside",
)
def address_outside_prefix(estate: Estate) -> Iterator[Hit]:
    for address in estate.snapshot.tables.ip_addresses:
        if estate.prefix_of(address) is None and not ip_interface(address.address).is_link_local:
            holder = address.device or address.virtual_machine
            values = {"address": address.address, "vrf": address.vrf, "holder": holder}
            yield Hit(estate.address(address), values)


def _code(text: str | None) -> str:
    """A code as two people may write it differently: case and blanks aside. Codes are ASCII, so no Turkish rule applies."""
    return "".join((text or "").split()).upper()


def _repeated(rows: Iterable[tuple[object, Device, str | None]], name: str) -> Iterator[Hit]:
    """Each device whose key another one has too, with the others' names."""
    groups: dict[object, list[tuple[Device, str | None]]] = {}
    for key, one, said in rows:
        groups.setdefault(key, []).append((one, said))
    for same in groups.values():
        if len(same) > 1:
            for one, said in same:
                others = ", ".join(other.name for other, _ in same if other.id != one.id)
                yield Hit(device(one), {name: said, "others": others})
