"""Sentences of inv vpn.status."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "vpn.last": ("Last seen", "Son görülme"),
    "vpn.in": ("In", "Gelen"),
    "vpn.out": ("Out", "Giden"),
    "vpn.state.connected": ("connected", "bağlı"),
    "vpn.state.seen": ("not connected", "bağlı değil"),
    "vpn.state.dormant": ("dormant", "uzun süredir yok"),
    "vpn.state.never": ("never seen", "hiç bağlanmadı"),
    "vpn.status.asking": ("Asking gateways", "Ağ geçitlerine soruluyor"),
    "vpn.status.none": (
        "vpn.yml names no gateway: none was asked.",
        "vpn.yml ağ geçidi içermiyor: hiçbir yere sorulmadı.",
    ),
    "vpn.status.unknown-peer": (
        "{device}: a peer that NetBox does not let in: {public} ({address})",
        "{device}: NetBox içinde izni olmayan uç: {public} ({address})",
    ),
    "vpn.status.missing-peer": (
        "{device}: not on the gateway: {person}, {address}",
        "{device}: ağ geçidinde yok: {person}, {address}",
    ),
    "vpn.status.other-addresses": (
        "{device}: may send from other addresses than its own: {person}, {address}",
        "{device}: kendisininkinden başka adresle gönderebilir: {person}, {address}",
    ),
    "vpn.status.other-key": (
        "{device}: the tunnel {interface} has another public key than vpn.yml says: {public}",
        "{device}: tünelin açık anahtarı vpn.yml içindekinden başka: {interface}, {public}",
    ),
    "vpn.status.unusable": (
        "Let in nowhere, its key or address is not usable or another's: {person}, {address}",
        "Hiçbir geçide alınmıyor, anahtarı ya da adresi kullanılamaz veya başkasının: {person}, {address}",
    ),
    "vpn.status.dormant": (
        "Not connected for {days} {days:day|days}: {person}, {address}",
        "Uzun süredir bağlanmadı: {person}, {address}, gün: {days}",
    ),
    "vpn.status.end": (
        "{connected} of {count} connected; gateways asked {asked}, findings {findings}, new in the record {recorded}.",
        "Bağlı: {connected}/{count}; sorulan ağ geçidi: {asked}, bulgu: {findings}, kayda eklenen: {recorded}.",
    ),
}
