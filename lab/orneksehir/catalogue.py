"""What the municipality owns: makers, device types with their ports, roles with their counts per kind of site."""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = ("AHB", "FKM", "HB", "OT", "KM", "IT", "DP")
"""Column order of every count below."""


@dataclass(frozen=True)
class Ports:
    """A run of like ports: `pattern` with `{}` for the number."""

    pattern: str
    first: int
    last: int
    type: str
    poe: str | None = None

    def names(self) -> list[str]:
        return [self.pattern.format(number) for number in range(self.first, self.last + 1)]


@dataclass(frozen=True)
class Model:
    manufacturer: str
    model: str
    platform: str | None = None
    ports: tuple[Ports, ...] = (Ports("eth0", 0, 0, "1000base-t"),)
    u_height: int = 0
    end_of_life: str | None = None  # ISO date
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Role:
    """A device role. `counts` in the order of KINDS; `models` are dealt out in turn."""

    slug: str
    code: str  # in device names
    name: str
    colour: str
    counts: tuple[int, int, int, int, int, int, int]
    models: tuple[Model, ...]
    vlan: int | None = None  # the VLAN that its one port is in
    kit: bool = False  # network, security and power: whole in profile `small`
    status: str = "active"
    addressed: bool = True  # has a fixed address
    cabled: bool = True
    labels: tuple[str, ...] = field(default=())  # where it hangs, in people's words


POE = "type2-ieee802.3at"
_FIBRE10 = "10gbase-x-sfpp"


def _cisco(model: str, copper: int, uplinks: Ports, poe: str | None, end_of_life: str | None = None) -> Model:
    ports = (Ports("GigabitEthernet1/0/{}", 1, copper, "1000base-t", poe), uplinks)
    return Model("Cisco", model, "cisco-ios", ports, 1, end_of_life)


C9500 = Model(
    "Cisco",
    "C9500-24Y4C",
    "cisco-ios",
    (
        Ports("TwentyFiveGigE1/0/{}", 1, 24, "25gbase-x-sfp28"),
        Ports("HundredGigE1/0/{}", 25, 28, "100gbase-x-qsfp28"),
    ),
    1,
)
C9300_24 = _cisco("C9300-24P", 24, Ports("TenGigabitEthernet1/1/{}", 1, 8, _FIBRE10), POE)
C9300_48 = _cisco("C9300-48P", 48, Ports("TenGigabitEthernet1/1/{}", 1, 8, _FIBRE10), POE)
C9200L_24 = _cisco("C9200L-24P-4X", 24, Ports("TenGigabitEthernet1/1/{}", 1, 4, _FIBRE10), POE)
C9200L_48 = _cisco("C9200L-48P-4X", 48, Ports("TenGigabitEthernet1/1/{}", 1, 4, _FIBRE10), POE)
C2960X = _cisco(
    "C2960X-48TS", 48, Ports("GigabitEthernet1/0/{}", 49, 52, "1000base-x-sfp"), None, end_of_life="2027-10-31"
)
ARUBA_ACCESS = Model(
    "Aruba",
    "CX 6200F-48G",
    "aruba-aoscx",
    (Ports("1/1/{}", 1, 48, "1000base-t"), Ports("1/1/{}", 49, 52, _FIBRE10)),
    1,
)
ARUBA_CORE = Model(
    "Aruba",
    "CX 8325-48Y8C",
    "aruba-aoscx",
    (Ports("1/1/{}", 1, 48, "25gbase-x-sfp28"), Ports("1/1/{}", 49, 56, "100gbase-x-qsfp28")),
    1,
)
EOS_CENTRE = Model(
    "Arista",
    "DCS-7050SX3-48YC8",
    "arista-eos",
    (Ports("Ethernet{}", 1, 48, "25gbase-x-sfp28"), Ports("Ethernet{}/1", 49, 56, "100gbase-x-qsfp28")),
    1,
)
COMWARE_ACCESS = Model(
    "HPE",
    "5130-48G-4SFP+ EI",
    "hpe-comware",
    (Ports("GigabitEthernet1/0/{}", 1, 48, "1000base-t"), Ports("Ten-GigabitEthernet1/0/{}", 49, 52, _FIBRE10)),
    1,
)
PROCURVE_ACCESS = Model(
    "HPE",
    "2930F-48G-4SFP+",
    "hpe-procurve",
    (Ports("{}", 1, 48, "1000base-t"), Ports("{}", 49, 52, _FIBRE10)),
    1,
)
JUNOS_ACCESS = Model(
    "Juniper",
    "EX3400-48T",
    "juniper-junos",
    (Ports("ge-0/0/{}", 0, 47, "1000base-t"), Ports("xe-0/2/{}", 0, 3, _FIBRE10)),
    1,
)
HUAWEI_POE = Model(
    "Huawei",
    "S5735-L24P4X",
    "huawei-vrp",
    (Ports("GigabitEthernet0/0/{}", 1, 24, "1000base-t", POE), Ports("XGigabitEthernet0/0/{}", 1, 4, _FIBRE10)),
    1,
)

LAG_NAME = {
    "cisco-ios": "Port-channel{}",
    "aruba-aoscx": "lag{}",
    "huawei-vrp": "Eth-Trunk{}",
    "hpe-comware": "Bridge-Aggregation{}",
    "hpe-procurve": "Trk{}",
    "arista-eos": "Port-Channel{}",
    "juniper-junos": "ae{}",
}
SVI_NAME = {
    "cisco-ios": "Vlan{}",
    "aruba-aoscx": "vlan{}",
    "huawei-vrp": "Vlanif{}",
    "hpe-comware": "Vlan-interface{}",
    "hpe-procurve": "vlan{}",
    "arista-eos": "Vlan{}",
    "juniper-junos": "irb.{}",
}

PLATFORMS = (
    ("Cisco IOS / IOS-XE", "cisco-ios", "Cisco"),
    ("Aruba AOS-CX", "aruba-aoscx", "Aruba"),
    ("Huawei VRP", "huawei-vrp", "Huawei"),
    ("HPE Comware", "hpe-comware", "HPE"),
    ("HPE ProCurve / AOS-S", "hpe-procurve", "HPE"),
    ("Arista EOS", "arista-eos", "Arista"),
    ("Juniper Junos", "juniper-junos", "Juniper"),
    ("MikroTik RouterOS", "mikrotik-routeros", "MikroTik"),
    ("Fortinet FortiOS", "fortinet-fortios", "Fortinet"),
    ("Debian 12", "debian-12", None),
    ("Pardus 23", "pardus-23", None),
    ("Windows 10", "windows-10", None),
    ("VMware ESXi", "vmware-esxi", None),
)


def _one(manufacturer: str, model: str, port: str = "eth0", type_: str = "1000base-t", **more: str | int) -> Model:
    platform = more.pop("platform", None)
    height = more.pop("u_height", 0)
    return Model(manufacturer, model, str(platform) if platform else None, (Ports(port, 0, 0, type_),), int(height))


ISR4331 = Model("Cisco", "ISR4331", "cisco-ios", (Ports("GigabitEthernet0/0/{}", 0, 2, "1000base-t"),), 1)
CCR2004 = Model(
    "MikroTik",
    "CCR2004",
    "mikrotik-routeros",
    (Ports("sfp-sfpplus{}", 1, 12, _FIBRE10), Ports("ether1", 0, 0, "1000base-t")),
    1,
)
AR651 = Model("Huawei", "AR651", "huawei-vrp", (Ports("GigabitEthernet0/0/{}", 0, 9, "1000base-t"),), 1)
FORTIGATE_600F = Model("Fortinet", "FortiGate 600F", "fortinet-fortios", (Ports("port{}", 1, 16, "1000base-t"),), 1)
FORTIGATE_200F = Model("Fortinet", "FortiGate 200F", "fortinet-fortios", (Ports("port{}", 1, 16, "1000base-t"),), 1)
FORTIGATE_60F = Model("Fortinet", "FortiGate 60F", "fortinet-fortios", (Ports("internal{}", 1, 5, "1000base-t"),), 1)
PHONE_PORTS = (Ports("LAN", 0, 0, "1000base-t"), Ports("PC", 0, 0, "1000base-t"))

CAMERA_PLACES = ("giriş", "otopark", "koridor", "bahçe", "danışma", "merdiven", "çatı", "arka kapı")

ROLES = (
    Role("core-switch", "omr", "Omurga anahtarı", "aa1409", (2, 2, 0, 0, 0, 0, 0), (ARUBA_CORE,), kit=True),
    Role("dc-switch", "vms", "Veri merkezi anahtarı", "f44336", (4, 2, 0, 0, 0, 0, 0), (ARUBA_CORE,), kit=True),
    Role("distribution-switch", "dgt", "Dağıtım anahtarı", "ff5722", (4, 0, 0, 1, 1, 0, 0), (C9300_48,), kit=True),
    Role("access-switch", "ers", "Kenar anahtarı", "2196f3", (16, 0, 2, 3, 2, 0, 0), (ARUBA_ACCESS,), kit=True),
    Role("poe-switch", "poe", "PoE kenar anahtarı", "03a9f4", (4, 1, 1, 2, 1, 1, 1), (HUAWEI_POE,), kit=True),
    Role("router", "yon", "Yönlendirici", "9c27b0", (2, 1, 1, 1, 1, 1, 1), (ISR4331, CCR2004, AR651), kit=True),
    Role("modem", "mod", "xDSL modem", "673ab7", (0, 0, 0, 0, 1, 1, 1), (_one("Zyxel", "VMG3312", "LAN1"),), 200, True),
    Role(
        "m2m-router",
        "gsm",
        "4G/M2M yönlendirici",
        "3f51b5",
        (0, 0, 0, 1, 0, 1, 1),
        (_one("Teltonika", "RUTX11", "lan1"),),
        200,
        True,
    ),
    Role("firewall", "gvd", "Güvenlik duvarı", "e91e63", (4, 2, 0, 1, 0, 0, 0), (FORTIGATE_60F,), kit=True),
    Role(
        "ids",
        "sts",
        "Saldırı tespit sistemi",
        "c2185b",
        (1, 1, 0, 0, 0, 0, 0),
        (_one("Labris", "IPS-1000", u_height=1),),
        10,
        True,
    ),
    Role(
        "wlan-controller",
        "ktk",
        "Kablosuz ağ denetleyicisi",
        "00bcd4",
        (1, 1, 0, 0, 0, 0, 0),
        (_one("Aruba", "AC-7210", u_height=1),),
        10,
        True,
    ),
    Role(
        "access-point",
        "ken",
        "Kablosuz erişim noktası",
        "009688",
        (40, 2, 6, 12, 10, 2, 3),
        (_one("Aruba", "AP-515"), _one("Ruckus", "R550"), _one("Ubiquiti", "U6-LR")),
        10,
    ),
    Role(
        "camera",
        "kam",
        "IP kamera",
        "4caf50",
        (64, 8, 16, 48, 20, 8, 12),
        (_one("Hikvision", "DS-2CD2143G2"), _one("Dahua", "IPC-HFW2431S"), _one("Axis", "P3245")),
        50,
        labels=CAMERA_PLACES,
    ),
    Role(
        "nvr", "nvr", "Kayıt cihazı", "8bc34a", (4, 1, 1, 2, 1, 0, 1), (_one("Hikvision", "DS-7732NI", u_height=2),), 50
    ),
    Role(
        "thermal-camera",
        "trm",
        "Termal kamera",
        "cddc39",
        (0, 0, 0, 3, 0, 0, 0),
        (_one("Hikvision", "DS-2TD2617B"), _one("Dahua", "TPC-BF3221")),
        51,
        status="planned",
        cabled=False,
    ),
    Role(
        "x-ray",
        "xry",
        "X-ray cihazı",
        "ffc107",
        (2, 0, 0, 1, 0, 0, 0),
        (_one("Smiths", "HI-SCAN 6040"), _one("Nuctech", "CX6040")),
        61,
    ),
    Role(
        "attendance",
        "pdk",
        "Personel devam kontrol",
        "ff9800",
        (8, 1, 2, 1, 1, 1, 1),
        (_one("ZKTeco", "SC405"), _one("Perkotek", "PRK-C10")),
        60,
    ),
    Role(
        "printer",
        "yaz",
        "Yazıcı",
        "795548",
        (90, 1, 14, 8, 6, 3, 4),
        (_one("Kyocera", "M2540dn"), _one("HP", "M404dn"), _one("Lexmark", "MX521"), _one("Zebra", "ZD220")),
        70,
    ),
    Role("scanner", "tar", "Tarayıcı", "a1887f", (20, 0, 3, 1, 1, 0, 1), (_one("Fujitsu", "fi-7300NX"),), 70),
    Role("kiosk", "kio", "Kiosk", "607d8b", (2, 0, 1, 1, 0, 0, 0), (_one("Genel", "Kiosk-22"),), 95),
    Role(
        "ups",
        "kgk",
        "Kesintisiz güç kaynağı",
        "ffeb3b",
        (4, 2, 1, 1, 1, 1, 1),
        (
            _one("Makelsan", "LevelUPS 20"),
            _one("İnform", "Saver DSP 10"),
            _one("Tunçmatik", "Hi-Tech 6"),
            _one("Eaton", "9PX"),
        ),
        100,
        True,
    ),
    Role(
        "server",
        "snc",
        "Sunucu",
        "424242",
        (12, 6, 0, 0, 0, 0, 0),
        (
            _one("Dell", "PowerEdge R750", "eno1", _FIBRE10, platform="vmware-esxi", u_height=2),
            _one("HPE", "DL380 Gen10", "eno1", _FIBRE10, platform="vmware-esxi", u_height=2),
        ),
        20,
    ),
    Role(
        "storage",
        "dpl",
        "Depolama",
        "616161",
        (2, 1, 0, 0, 0, 0, 0),
        (
            _one("Dell", "Unity XT 480", "a0", _FIBRE10, u_height=2),
            _one("NetApp", "FAS2750", "e0a", _FIBRE10, u_height=2),
        ),
        23,
    ),
    Role(
        "backup-unit",
        "yed",
        "Yedekleme birimi",
        "757575",
        (1, 1, 0, 0, 0, 0, 0),
        (_one("Dell", "DD3300", u_height=2),),
        22,
    ),
    Role(
        "tape-library",
        "tyb",
        "Teyp kütüphanesi",
        "9e9e9e",
        (0, 1, 0, 0, 0, 0, 0),
        (_one("HPE", "MSL2024 LTO-8", u_height=2),),
        22,
    ),
    Role("pbx", "snt", "IP santral", "5d4037", (1, 1, 0, 0, 0, 0, 0), (_one("Karel", "IPS250", u_height=2),), 40),
    Role("analog-gateway", "aag", "Analog ağ geçidi", "6d4c41", (2, 0, 0, 1, 1, 0, 0), (_one("Karel", "VG-24"),), 40),
    Role(
        "phone",
        "tel",
        "IP telefon",
        "8d6e63",
        (420, 6, 32, 18, 10, 6, 6),
        (Model("Karel", "IP1181", None, PHONE_PORTS), Model("Yealink", "T31P", None, PHONE_PORTS)),
        30,
        addressed=False,
    ),
    Role(
        "video-conference",
        "vks",
        "Video konferans",
        "d7ccc8",
        (4, 1, 0, 0, 1, 0, 0),
        (_one("Poly", "G7500"),),
        30,
        addressed=False,
    ),
    Role(
        "desktop",
        "pc",
        "Masaüstü bilgisayar",
        "90a4ae",
        (760, 8, 70, 24, 16, 8, 10),
        (_one("Genel", "Masaüstü i5", platform="windows-10"),),
        30,
        addressed=False,
    ),
    Role(
        "laptop",
        "diz",
        "Dizüstü bilgisayar",
        "b0bec5",
        (140, 6, 8, 4, 3, 1, 2),
        (_one("Genel", "Dizüstü i7", platform="windows-10"),),
        30,
        addressed=False,
        cabled=False,
    ),
    Role("room-sensor", "sen", "Ortam sensörü", "cfd8dc", (4, 2, 0, 0, 0, 0, 0), (_one("AKCP", "sensorProbe2+"),), 100),
)
ROLE_BY_SLUG = {role.slug: role for role in ROLES}
EMULATED = frozenset(
    {
        "cisco-ios",
        "aruba-aoscx",
        "huawei-vrp",
        "hpe-comware",
        "hpe-procurve",
        "arista-eos",
        "juniper-junos",
        "fortinet-fortios",
    }
)
"""Platforms (NetBox slugs) of which lab/devices has an emulated device."""
SWITCH_ROLES = ("core-switch", "dc-switch", "distribution-switch", "access-switch", "poe-switch")
EMULATED_ROLES = (*SWITCH_ROLES, "firewall")
"""Roles whose devices the lab emulates: those whose config the toolkit manages."""
COUNT_COLUMN = {kind: column for column, kind in enumerate(KINDS)}
