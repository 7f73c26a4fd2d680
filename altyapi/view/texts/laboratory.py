"""What the lab lets its devices differ in, by the name of the kind (EDITS of lab.orneksehir.drift and handwork)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "lab.drift.access-vlan": ("port in another VLAN", "portun VLAN'ı başka"),
    "lab.drift.banner": ("old banner", "eski karşılama metni"),
    "lab.drift.description": ("port's description", "port açıklaması"),
    "lab.drift.extra-object": ("forgotten object", "unutulmuş nesne"),
    "lab.drift.idle-timeout": ("long idle timeout", "uzun boşta kalma süresi"),
    "lab.drift.missing-vlan": ("VLAN missing", "VLAN eksik"),
    "lab.drift.ntp-server": ("old NTP server", "eski NTP sunucusu"),
    "lab.drift.open-port": ("unused port open", "boştaki port açık"),
    "lab.drift.rule-log": ("rule without log", "kayıt tutmayan kural"),
    "lab.drift.rule-off": ("rule switched off", "kapatılmış kural"),
    "lab.drift.snmp-user": ("SNMP user missing", "SNMP kullanıcısı eksik"),
    "lab.drift.trunk-vlan": ("extra VLAN on trunk", "trunk üzerinde fazla VLAN"),
    "lab.drift.unmanaged-line": ("unmanaged line", "yönetilmeyen satır"),
}
