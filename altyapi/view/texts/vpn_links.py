"""Sentences of inv vpn.links."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "vpn.links.tunnel": ("Tunnel", "Tünel"),
    "vpn.links.count": ("{up} of {count} up.", "Ayakta: {up} / {count}."),
    "vpn.links.end": ("End", "Uç"),
    "vpn.links.far": ("Far end", "Karşı uç"),
    "vpn.links.last": ("Last handshake", "Son el sıkışma"),
    "vpn.links.state": ("State", "Durum"),
    "vpn.links.up": ("up", "ayakta"),
    "vpn.links.down": ("no handshake", "el sıkışma yok"),
    "vpn.links.absent": ("not on the gateway", "geçitte yok"),
    "vpn.links.unasked": ("no answer", "yanıt yok"),
    "vpn.links.lacks-number": (
        "{tunnel}: no tunnel ID in NetBox, which gives its port.",
        "{tunnel}: NetBox içinde tünel kimliği (Tunnel ID) yok, kapısı ondan gelir.",
    ),
    "vpn.links.lacks-ends": ("{tunnel}: fewer than two ends.", "{tunnel}: ikiden az uç."),
    "vpn.links.lacks-hub": ("{tunnel}: spokes need one hub.", "{tunnel}: uçların (spoke) bir merkezi (hub) olmalı."),
    "vpn.links.lacks-key": (
        "{tunnel}: {device} has no key yet (--keys).",
        "{tunnel}: cihazın anahtarı henüz yok (--keys): {device}",
    ),
    "vpn.links.lacks-address": (
        "{tunnel}: {device} has no address at its interface of the tunnel.",
        "{tunnel}: cihazın tünel arayüzünde adres yok: {device}",
    ),
    "vpn.links.lacks-outside": (
        "{tunnel}: neither {device} nor its far end has an outside address.",
        "{tunnel}: ne cihazın ne karşı ucun dış adresi var: {device}",
    ),
    "vpn.links.lacks-shared": (
        "{tunnel}: another tunnel of {device} has the same tunnel ID.",
        "{tunnel}: cihazın başka bir tüneli aynı tünel kimliğinde: {device}",
    ),
    "vpn.links.key": (
        "A key for {tunnel}: {device}, {interface}",
        "Anahtar yapılacak: {tunnel}, {device}, {interface}",
    ),
    "vpn.links.no-key": ("Every end has a key.", "Her ucun anahtarı var."),
    "vpn.links.prepared": (
        "{tunnel}, {device}: public key {public} is in NetBox; its private half stays there.",
        "{tunnel}, {device}: açık anahtar NetBox içinde: {public}; gizli yarısı geçitte kalır.",
    ),
}
