"""Views whose rows are devices: hardware, missing fields, cameras, antivirus."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from ipaddress import ip_interface

from altyapi.audit.estate import Estate, day_of, device, field, number_of
from altyapi.audit.rules.records import missing_fields
from altyapi.audit.text import Cell, Text
from altyapi.audit.thing import Thing
from altyapi.audit.views.view import View, column
from netbox_sync.model import Device

STATUSES = {
    "active": Text("active", "etkin"), "planned": Text("planned", "planlanan"), "staged": Text("staged", "hazırlanan"),
    "failed": Text("failed", "arızalı"), "offline": Text("offline", "kapalı"), "inventory": Text("in store", "depoda"),
    "decommissioning": Text("decommissioning", "hizmetten çıkan"),
}  # fmt: skip


def _thing(_estate: Estate, one: Device) -> Thing:
    return device(one)


def _in_use(estate: Estate) -> Iterable[Device]:
    return (one for one in estate.snapshot.tables.devices if one.status != "decommissioning")


def _role(estate: Estate, one: Device) -> Cell:
    return estate.name("roles", one.role)


def _maker(estate: Estate, one: Device) -> Cell:
    return estate.name("manufacturers", one.manufacturer)


def _model(estate: Estate, one: Device) -> Cell:
    kind = estate.device_type(one)
    return kind.model if kind else one.device_type


def _address(_estate: Estate, one: Device) -> Cell:
    cidr = one.primary_ip4 or one.primary_ip6
    return str(ip_interface(cidr).ip) if cidr else ""


def _site(estate: Estate, one: Device) -> Cell:
    return estate.name("sites", one.site)


def _place(estate: Estate, one: Device) -> Cell:
    """Room and rack; for what hangs on a wall, the description says where."""
    room = estate.location.get((one.site, one.location or ""), one.location or "")
    return " / ".join(part for part in (room, one.rack or "") if part)


def _department(estate: Estate, one: Device) -> Cell:
    return estate.name("tenants", one.tenant)


def _status(_estate: Estate, one: Device) -> Cell:
    return STATUSES.get(one.status, one.status)


def _software(estate: Estate, one: Device) -> Cell:
    return estate.software(one)


NAME = column("ad", "Name", "Ad", "name", width=22)
ROLE = column("tur", "Role", "Tür", _role, width=18)
SITE = column("site", "Site", "Yerleşke", _site, width=22)
DEPARTMENT = column("birim", "Department", "Birim", _department, width=24)
STATUS = column("durum", "Status", "Durum", _status, width=10)
ASSET = column("tasinir_no", "Asset number", "Taşınır no", "asset_tag", width=12)

HARDWARE = View(
    "donanim",
    Text("Hardware inventory", "Donanım envanteri"),
    Text("Every device that is not being retired.", "Hizmetten çıkarılanlar dışındaki her cihaz."),
    _in_use,
    _thing,
    (
        NAME,
        ROLE,
        column("marka", "Maker", "Marka", _maker, width=11),
        column("model", "Model", "Model", _model, width=16),
        column("seri_no", "Serial number", "Seri no", "serial", width=14),
        column("ip", "IP address", "IP adresi", _address, width=13),
        column("mac", "MAC address", "MAC adresi", lambda estate, one: estate.mac(one), width=17),
        SITE,
        column("yer", "Room, rack", "Oda, kabin", _place, width=16),
        DEPARTMENT,
        column("sorumlu", "Answers for it", "Sorumlu rol", lambda estate, one: estate.answers_for(one), width=14),
        column("garanti_sonu", "Support until", "Garanti / destek sonu", "cf.garanti_sonu", "date", 11),
        STATUS,
        ASSET,
    ),
    ("site", "tur", "ad"),
    ("ad", "tur", "ip", "site"),
)

FIELDS = {
    "serial": Text("serial number", "seri no"), "asset_tag": Text("asset number", "taşınır no"),
    "tenant": Text("department", "birim"), "location": Text("room", "oda"), "rack": Text("rack", "kabin"),
    "platform": Text("platform", "işletim sistemi"), "primary_ip4": Text("IPv4 address", "IPv4 adresi"),
    "primary_ip6": Text("IPv6 address", "IPv6 adresi"), "description": Text("description", "açıklama"),
}  # fmt: skip
"""The words for a device's own fields; a custom field goes by its name."""


def _missing(estate: Estate, one: Device) -> Cell:
    names = missing_fields(estate, one)
    said = [FIELDS.get(name, Text(name, name)) for name in names]
    return Text(", ".join(names), ", ".join(text.tr for text in said))


INCOMPLETE = View(
    "eksik",
    Text("Assets with missing fields", "Eksik alanlı varlıklar"),
    Text(
        "Devices in service with a required field empty; `required` in audit.yml says which fields.",
        "Zorunlu alanı boş, hizmetteki cihazlar; alanları audit.yml içindeki `required` belirler.",
    ),
    lambda estate: (one for one in estate.judged if missing_fields(estate, one)),
    _thing,
    (
        NAME,
        ROLE,
        column("eksik", "Missing", "Eksik alan", _missing, width=24),
        SITE,
        DEPARTMENT,
        ASSET,
    ),
    ("site", "ad"),
    ("ad", "tur", "eksik", "site"),
)


def _watching(estate: Estate) -> Iterable[Device]:
    roles = estate.policy.roles
    wanted = (*roles.cameras, *roles.thermal_cameras, *roles.x_rays, *roles.attendance, *roles.recorders)
    return estate.in_roles(wanted, _in_use(estate))


def _vlan(estate: Estate, one: Device) -> Cell:
    vlan = estate.access_vlan(one)
    return f"{vlan.vid} {vlan.name}" if vlan else ""


def _port(estate: Estate, one: Device) -> Cell:
    port = estate.switch_port(one)
    return f"{port.device} {port.name}" if port else ""


def _recorder(estate: Estate, one: Device) -> Cell:
    """Its own; where NetBox does not name it, those of its site, said to be no more than that."""
    if one.role not in estate.policy.roles.cameras:
        return ""
    own = estate.recorder(one)
    if own is not None:
        return own.name
    names = ", ".join(recorder.name for recorder in estate.recorders_at.get(one.site, ()))
    return Text(f"one of the site: {names}", f"yerleşkedekilerden biri: {names}") if names else ""


def _keeps(estate: Estate, one: Device) -> Cell:
    """Days: of a recorder its own, of a camera its recorder's, or the longest of its site's where NetBox names none."""
    if one.role in estate.policy.roles.recorders:
        return number_of(one, "kayit_suresi_gun")
    if one.role not in estate.policy.roles.cameras:
        return None
    own = estate.recorder(one)
    recorders = estate.recorders_at.get(one.site, ()) if own is None else (own,)
    found = [number_of(recorder, "kayit_suresi_gun") for recorder in recorders]
    return max((days for days in found if days is not None), default=None)


CAMERAS = View(
    "kamera",
    Text("Cameras, thermal cameras, X-ray, attendance", "Kamera, termal kamera, X-ray, PDKS"),
    Text(
        "Security kit that looks at people, with the VLAN of its switch port and how long pictures are kept.",
        "İnsanları izleyen güvenlik cihazları; anahtar portunun VLAN bilgisi ve saklama süresiyle.",
    ),
    _watching,
    _thing,
    (
        NAME,
        ROLE,
        SITE,
        column("konum", "Where it hangs", "Konum", "description", width=18),
        column("port", "Switch port", "Anahtar portu", _port, width=26),
        column("vlan", "VLAN", "VLAN", _vlan, width=12),
        column("kayit_cihazi", "Recorder", "Kayıt cihazı", _recorder, width=22),
        column("kanal", "Channel", "Kanal", "cf.kayit_kanali", "number", 6),
        column("saklama_gun", "Days kept", "Saklama (gün)", _keeps, "number", 8),
        column("kimlik", "Identified by", "Kimlik yöntemi", "cf.kimlik_okuyucu", width=11),
        column("yazilim", "Firmware", "Yazılım sürümü", _software, width=10),
        column("parola", "Factory password", "Fabrika parolası", "cf.varsayilan_parola", "flag", 8),
        column("kvkk", "Data-protection record", "KVKK kaydı", "cf.kvkk_kaydi", width=12),
        STATUS,
    ),
    ("site", "tur", "ad"),
    ("ad", "tur", "vlan", "saklama_gun", "kimlik"),
)


def _signature_age(estate: Estate, one: Device) -> Cell:
    day = day_of(one, "av_imza_tarihi")
    return None if day is None else (estate.day - day).days


NO_AGENT, NO_DATE = Text("no agent", "ajan yok"), Text("no date", "imza tarihi yok")
OLD, FRESH = Text("old signatures", "imza eski"), Text("up to date", "güncel")


def _protection(estate: Estate, one: Device) -> Cell:
    if field(one, "av_surum") is None:
        return NO_AGENT
    day: date | None = day_of(one, "av_imza_tarihi")
    if day is None:
        return NO_DATE
    return OLD if (estate.day - day).days > estate.policy.limits.signature_days_max else FRESH


ANTIVIRUS = View(
    "antivirus",
    Text("Antivirus", "Antivirüs"),
    Text("Computers in service with agent and signatures.", "Hizmetteki bilgisayarlar; ajan ve imza durumuyla."),
    lambda estate: estate.in_roles(estate.policy.roles.computers),
    _thing,
    (
        NAME,
        ROLE,
        SITE,
        DEPARTMENT,
        column("isletim_sistemi", "Platform", "İşletim sistemi", lambda e, one: e.name("platforms", one.platform)),
        column("ajan", "Agent", "Ajan sürümü", "cf.av_surum", width=9),
        column("imza_tarihi", "Signatures of", "İmza tarihi", "cf.av_imza_tarihi", "date", 11),
        column("imza_yasi", "Days old", "İmza yaşı (gün)", _signature_age, "number", 9),
        column("sonuc", "Result", "Sonuç", _protection, width=14),
    ),
    ("sonuc", "site", "ad"),
    ("ad", "site", "ajan", "imza_tarihi", "sonuc"),
)
