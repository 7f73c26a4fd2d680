"""Config contexts: what the configs of switches need beyond devices, ports and addresses. Secrets are references."""

from __future__ import annotations

from typing import Any

from lab.orneksehir.addressing import QUARANTINE, VOICE

BANNER = """\
********************************************************************
ÖRNEKŞEHİR BÜYÜKŞEHİR BELEDİYESİ
Bu sisteme yalnızca yetkili kişiler erişebilir. Yapılan bütün
işlemler kayıt altına alınır ve izlenir. Yetkisiz erişim, 5237 sayılı
Türk Ceza Kanununun 243 ve 244 üncü maddeleri uyarınca suçtur.
********************************************************************"""

GLOBAL: dict[str, Any] = {
    "domain_name": "orneksehir.example",
    "management": {"vlan": 10, "gateway": None},
    "ntp": {"servers": ["10.64.0.5", "10.65.0.5"], "timezone": {"name": "TRT", "hours": 3}},
    "syslog": {"servers": ["10.64.0.6"], "level": "informational"},
    "snmp": {
        "contact": "rol-ag-yoneticisi",
        "group": "altyapi-ro",
        "users": [
            {
                "name": "izleme",
                "auth": "sha",
                "auth_secret": "secret:snmp/izleme/auth",
                "priv": "aes128",
                "priv_secret": "secret:snmp/izleme/priv",
            }
        ],
        "trap_hosts": ["10.64.0.7"],
        "allowed": ["10.64.0.0/24"],
    },
    "aaa": {
        "tacacs": {"servers": [{"name": "TAC1", "address": "10.64.0.8"}], "key": "secret:tacacs/key"},
        "local_users": [{"name": "acil", "privilege": 15, "secret": "secret:local/acil"}],
    },
    "ssh": {"allowed": ["10.64.0.0/24"], "idle_minutes": 10, "timeout_s": 60, "retries": 3},
    "banner": {"login": BANNER},
    "stp": {"mode": "rapid-pvst", "priority": 32768},
    "storm_control": {"broadcast_percent": 1, "multicast_percent": 2},
    "dot1x": {"enabled": False},
    "ports": {"quarantine_vlan": QUARANTINE, "voice_vlan": VOICE},
}

CONTEXTS: tuple[dict[str, Any], ...] = (
    {"name": "Genel", "weight": 1000, "data": GLOBAL},
    {
        "name": "Omurga anahtarları",
        "weight": 2000,
        "roles": [{"slug": "core-switch"}, {"slug": "dc-switch"}],
        "data": {"stp": {"priority": 4096}},
    },
    {
        "name": "Dağıtım anahtarları",
        "weight": 2000,
        "roles": [{"slug": "distribution-switch"}],
        "data": {"stp": {"priority": 8192}},
    },
    {
        # district lines are slow: the nearest clock is the DR centre's
        "name": "Ilıcaören",
        "weight": 2500,
        "regions": [{"slug": "ilicaoren"}],
        "data": {"ntp": {"servers": ["10.65.0.5", "10.64.0.5"]}, "ssh": {"idle_minutes": 15}},
    },
    {
        # 802.1X is tried at one building before it is rolled out
        "name": "802.1X pilotu: Şahinkaya Hizmet Binası",
        "weight": 3000,
        "sites": [{"slug": "sah-hb01"}],
        "roles": [{"slug": "access-switch"}],
        "data": {
            "dot1x": {
                "enabled": True,
                "servers": [{"name": "RAD1", "address": "10.64.0.9"}],
                "key": "secret:radius/key",
            }
        },
    },
)

SECRETS = {
    "snmp/izleme/auth": "Lab-Snmp-Auth-01",
    "snmp/izleme/priv": "Lab-Snmp-Priv-01",
    "tacacs/key": "Lab-Tacacs-Key-01",
    "local/acil": "Lab-Acil-Parola-01",
    "radius/key": "Lab-Radius-Key-01",
    "altyapi/digest-key": "Lab-Digest-Key-01",  # not on any device: what plans' keyed digests are made with
}
"""What the references stand for in the lab; these guard nothing."""

CREDENTIALS = {"network": {"username": "altyapi", "password": "Lab-Altyapi-01", "enable": "Lab-Enable-01"}}
