"""Views of the network: the address plan, the lines, remote access and exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from altyapi.audit.estate import Estate, contract_end, field
from altyapi.audit.registers import State
from altyapi.audit.text import Cell, Text
from altyapi.audit.thing import Thing
from altyapi.audit.views.view import View, column
from netbox_sync.model import Circuit, Prefix

PREFIX_STATUSES = {
    "active": Text("active", "etkin"), "container": Text("container", "kapsayıcı"),
    "reserved": Text("reserved", "ayrılmış"), "deprecated": Text("deprecated", "kullanım dışı"),
}  # fmt: skip
LINE_STATUSES = {
    "active": Text("active", "etkin"), "planned": Text("planned", "planlanan"),
    "provisioning": Text("provisioning", "kuruluyor"), "offline": Text("offline", "kapalı"),
    "deprovisioning": Text("deprovisioning", "kapatılıyor"), "decommissioned": Text("decommissioned", "iptal"),
}  # fmt: skip
STATES: dict[State, Text] = {
    "planned": Text("not begun", "başlamadı"), "active": Text("in force", "yürürlükte"),
    "overdue": Text("OPEN PAST ITS END", "SÜRESİ GEÇTİ, AÇIK"), "closed": Text("closed", "kapatıldı"),
}  # fmt: skip
EXCEPTION, DATED, VPN, GRANT = (
    Text("exception", "istisna"), Text("until a day", "süreli izin"), Text("VPN address", "VPN adresi"),
    Text("remote access", "uzaktan erişim"),
)  # fmt: skip
ENDLESS, RETIRED = Text("no end", "bitişi yok"), Text("deprecated", "kullanım dışı")


def _vlan(estate: Estate, one: Prefix) -> Cell:
    vlan = estate.snapshot.vlan_by_id.get(one.vlan or 0)
    return f"{vlan.vid} {vlan.name}" if vlan else ""


def _used(estate: Estate, one: Prefix) -> Cell:
    return estate.utilisation(one)[0]


def _percent(estate: Estate, one: Prefix) -> Decimal:
    return estate.utilisation(one)[1]


PREFIXES = View(
    "ip-plani",
    Text("IP plan and VLANs", "IP planı ve VLAN"),
    Text(
        "Every prefix with its VLAN, site and use; a container's use is that of its child prefixes.",
        "VLAN, yerleşke ve dolulukla her ağ; kapsayıcının doluluğu alt ağlarınınkidir.",
    ),
    lambda estate: estate.snapshot.tables.prefixes,
    lambda _estate, one: Thing("ipam.prefix", one.prefix, one.id, one.site),
    (
        column("ag", "Prefix", "Ağ", "prefix", width=18),
        column("vrf", "VRF", "VRF", width=10),
        column("vlan", "VLAN", "VLAN", _vlan, width=16),
        column("site", "Site", "Yerleşke", lambda estate, one: estate.name("sites", one.site), width=26),
        column("amac", "Purpose", "Amaç", "description", width=34),
        column("durum", "Status", "Durum", lambda _e, one: PREFIX_STATUSES.get(one.status, one.status), width=10),
        column("kullanilan", "Used", "Kullanılan", _used, "number", 9),
        column("doluluk", "Use %", "Doluluk %", _percent, "number", 8),
    ),
    ("vrf", "ag"),
    ("ag", "vlan", "site", "doluluk"),
)


def _ends(estate: Estate, one: Circuit) -> Cell:
    return ", ".join(estate.name("sites", slug) for slug in estate.sites_of_circuit.get(one.id, ()))


def _other_lines(estate: Estate, one: Circuit) -> Cell:
    """The other active lines of its sites; `-` where a site of it has none."""
    sites = estate.sites_of_circuit.get(one.id, ())
    found = [[line.cid for line in estate.lines_at.get(site, ()) if line.id != one.id] for site in sites]
    if not found or not all(found):
        return "-"
    return ", ".join(dict.fromkeys(cid for cids in found for cid in cids))


def _mbps(_estate: Estate, one: Circuit) -> Cell:
    return None if one.commit_rate_kbps is None else Decimal(one.commit_rate_kbps) / 1000


def _left(estate: Estate, one: Circuit) -> Cell:
    end = contract_end(one)
    return None if end is None else (end - estate.day).days


def _line(estate: Estate, one: Circuit) -> Thing:
    sites = estate.sites_of_circuit.get(one.id, ())
    return Thing("circuits.circuit", one.cid, one.id, sites[0] if sites else None, one.tenant)


LINES = View(
    "hatlar",
    Text("Lines", "Hat envanteri"),
    Text(
        "Every circuit with its second line and the end of its contract; subscriber numbers are masked.",
        "Yedek hat ve sözleşme sonuyla her hat; abonelik numaraları maskelenir.",
    ),
    lambda estate: estate.snapshot.tables.circuits,
    _line,
    (
        column("hat", "Circuit", "Hat", "cid", width=15),
        column("hat_no", "Subscriber number", "Hat no", "cf.hat_no", width=11, private=True),
        column("tur", "Type", "Tür", lambda estate, one: estate.name("circuit_types", one.type), width=22),
        column("saglayici", "Provider", "Sağlayıcı", lambda estate, one: estate.name("providers", one.provider), width=18),
        column("hiz", "Mbit/s", "Hız (Mbit/sn)", _mbps, "number", 8),
        column("site", "Site", "Yerleşke", _ends, width=28),
        column("durum", "Status", "Durum", lambda _e, one: LINE_STATUSES.get(one.status, one.status), width=9),
        column("sozlesme_sonu", "Contract until", "Sözleşme sonu", lambda _e, one: contract_end(one), "date", 11),
        column("kalan_gun", "Days left", "Kalan gün", _left, "number", 8),
        column("yedek_hat", "Second line", "Yedek hat", _other_lines, width=28),
    ),
    ("site", "hat"),
    ("hat", "tur", "site", "sozlesme_sonu", "yedek_hat"),
)  # fmt: skip


class Permission(NamedTuple):
    """One row of remote access and exceptions, whichever register it came from."""

    thing: Thing
    person: str
    department: str
    kind: Text
    title: str
    profile: str
    mfa: bool | None
    start: date | None
    end: date | None
    approver: str
    evrak: str
    measures: str
    state: Text


def _permissions(estate: Estate) -> Iterable[Permission]:
    for one in estate.registers.exceptions:
        yield Permission(
            Thing("exception", one.id), "", "", EXCEPTION, one.title, one.vpn_profile, one.mfa, one.start, one.end,
            one.approver_role, one.evrak, "; ".join(one.measures), STATES[one.state(estate.day)],
        )  # fmt: skip
    grants = {one.netbox_id: one for one in estate.grants}
    for grant in grants.values():
        state = ENDLESS if grant.until is None else STATES["overdue" if grant.over(estate.day) else "active"]
        profile = estate.vpn.profiles.get(grant.profile)
        yield Permission(
            estate.grant(grant), grant.person_id, grant.department, GRANT, "", profile.title if profile else grant.profile, None, None,
            grant.until, "", grant.evrak, "", state,
        )  # fmt: skip
    for thing, end, evrak in estate.permitted:
        if thing.kind != "ipam.ipaddress" or thing.id not in grants:
            state = STATES["overdue" if end < estate.day else "active"]
            yield Permission(thing, "", "", DATED, "", "", None, None, end, "", evrak or "", "", state)
    dated = {thing.id for thing, _, _ in estate.permitted if thing.kind == "ipam.ipaddress"} | grants.keys()
    roles = estate.policy.roles.vpn_prefixes
    for address in estate.snapshot.tables.ip_addresses:
        prefix = estate.prefix_of(address)
        if prefix is not None and prefix.role in roles and address.id not in dated and address.role is None:
            evrak = str(field(address, "evrak_no") or "")
            said = ENDLESS if address.status != "deprecated" else RETIRED
            yield Permission(estate.address(address), "", "", VPN, "", "", None, None, None, "", evrak, "", said)


PERMISSIONS = View(
    "vpn-istisna",
    Text("Remote access and exceptions", "VPN ve istisnalar"),
    Text(
        "Remote access by person, registered exceptions, whatever else NetBox lets in until a day, and addresses in VPN prefixes.",
        "Kişilerin uzaktan erişimi, kayıtlı istisnalar, NetBox üzerindeki öteki süreli izinler ve VPN ağlarındaki adresler.",
    ),
    _permissions,
    lambda _estate, one: one.thing,
    (
        column("kayit", "Record", "Kayıt", lambda _e, one: one.thing.name, width=18),
        column("tur", "Kind", "Tür", "kind", width=10),
        column("konu", "Subject", "Konu", "title", width=26),
        column("kisi", "Person", "Kişi", "person", width=14, private=True),
        column("birim", "Department", "Birim", lambda e, one: e.name("tenants", one.department or None), width=22),
        column("profil", "VPN profile", "Profil", "profile", width=12),
        column("mfa", "MFA", "ÇFD", "mfa", "flag", 6),
        column("baslangic", "From", "Başlangıç", "start", "date", 11),
        column("bitis", "Until", "Bitiş", "end", "date", 11),
        column("onaylayan", "Approved by", "Onaylayan rol", "approver", width=18),
        column("evrak", "Document", "Evrak", width=20),
        column("telafi", "Compensating controls", "Telafi edici kontrol", "measures", width=36),
        column("durum", "State", "Durum", "state", width=18),
    ),
    ("bitis", "kayit"),
    ("kayit", "konu", "bitis", "durum"),
)
