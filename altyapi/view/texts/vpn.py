"""Sentences of inv vpn.*."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "vpn.person": ("Person", "Kişi"),
    "vpn.department": ("Department", "Birim"),
    "vpn.profile": ("Profile", "Profil"),
    "vpn.until": ("Last day", "Son gün"),
    "vpn.document": ("Document", "Evrak"),
    "vpn.address": ("Address", "Adres"),
    "vpn.state": ("State", "Durum"),
    "vpn.more": ("… and {count} more", "… ve {count} kayıt daha"),
    "vpn.dry": (
        "Nothing was changed: {count} {count:grant|grants} would be given; --apply does it.",
        "Hiçbir şey değişmedi: verilecek erişim: {count}; --apply ile verilir.",
    ),
    "vpn.given": ("{person}: {address} until {until}", "{person}: {address}, son gün {until}"),
    "vpn.given-many": ("{count} {count:grant|grants} given.", "Verilen erişim: {count}."),
    "vpn.page": ("Instruction for the user, to print: {file}", "Kullanıcı yönergesi (yazdırılabilir): {file}"),
    "vpn.handed": (
        "Key for {person}, encrypted, kept nowhere else: {file}",
        "Anahtar, şifreli, başka yerde tutulmaz: {person}: {file}",
    ),
    "vpn.evidence": ("Evidence: {numbers}", "Kanıt kaydı: {numbers}"),
    "vpn.then": ("Then", "Ardından"),
    "vpn.no-gateway": (
        "vpn.yml names no gateway for this profile: nobody can connect yet.",
        "vpn.yml bu profil için ağ geçidi içermiyor: henüz kimse bağlanamaz.",
    ),
    "vpn.waits": (
        "It is written down here; the next inv vpn command goes on with it.",
        "Buraya yazıldı; sonraki inv vpn komutu kaldığı yerden sürdürür.",
    ),
    "vpn.settled": (
        "Finished what an earlier run had begun ({at}): {action}, {count} {count:grant|grants}",
        "Önceki çalıştırmanın başlattığı iş tamamlandı ({at}): {action}, erişim: {count}",
    ),
    "vpn.settled-back": (
        "Taken back, as its key reached nobody ({at}): {count} {count:grant|grants}",
        "Anahtarı kimseye ulaşmadığı için geri alındı ({at}): erişim: {count}",
    ),
    "vpn.settled-waits": (
        "Left from an earlier run ({at}): {action}, {count} {count:grant|grants}",
        "Önceki çalıştırmadan kalan ({at}): {action}, erişim: {count}",
    ),
}
