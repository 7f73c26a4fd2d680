"""The first page: what `./inv` says when it is asked for help, or for nothing."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "help.usage": ("Usage", "Kullanım"),
    "help.given": ("[--options]", "[--seçenekler]"),
    "help.options": ("Options", "Seçenekler"),
    "help.none": ("none", "yok"),
    "help.example": ("Example", "Örnek"),
    "help.command": ("COMMAND", "KOMUT"),
    "help.group": ("GROUP", "GRUP"),
    "help.shell": ("SHELL", "KABUK"),
    "help.listed": ("Commands", "Komutlar"),
    "help.what": ("A municipality's network, kept as code.", "Bir belediyenin ağı, kod olarak."),
    "help.begin": ("To begin", "Başlarken"),
    "help.groups": ("Commands by subject", "Konularına göre komutlar"),
    "help.more": (
        "{program} --list lists the commands; {program} --help COMMAND explains one.",
        "{program} --list komutları listeler; {program} --help KOMUT birini açıklar.",
    ),
    "begin.demo": ("see it all work on a practice network", "hepsini bir deneme ağında çalışırken görmek"),
    "begin.doctor": ("what is missing here, and the next step", "burada ne eksik, sonraki adım ne"),
    "begin.init": ("a repository for your own network", "kendi ağınız için bir depo"),
    "group.netbox": ("spreadsheets into NetBox, snapshots of it", "tabloların NetBox'a alınması, anlık görüntüler"),
    "group.config": (
        "plan, approve, apply, verify, take back; drift",
        "planlama, onay, uygulama, doğrulama, geri alma; sapma",
    ),
    "group.device": ("host keys of devices", "cihazların sunucu anahtarları"),
    "group.firewall": ("the firewall policy; addresses blocked", "güvenlik duvarı politikası; engellenen adresler"),
    "group.vpn": ("remote access, and tunnels between sites", "uzaktan erişim, yerleşkeler arası tüneller"),
    "group.camera": ("cameras: alive, passwords, firmware", "kameralar: çalışıyor mu, parolalar, yazılım"),
    "group.backup": ("backups, restore drills, tapes", "yedekler, geri yükleme sınamaları, teypler"),
    "group.audit": (
        "views, findings and evidence for auditors",
        "denetçiler için görünümler, bulgular, kanıt",
    ),
    "group.antivirus": ("agents, signatures, detections", "ajanlar, imzalar, tespitler"),
    "group.pardus": ("moving workstations to Pardus", "bilgisayarların Pardus'a geçişi"),
    "group.ci": ("in a pipeline, for your own repository", "kendi deponuzun iş hattında (CI)"),
    "group.lab": ("the practice municipality", "deneme belediyesi"),
    "group.dev": ("for those who work on the toolkit", "aracı geliştirenler için"),
    "option.help": ("this page; with a command, what it does", "bu sayfa; komutla, o komutun ne yaptığı"),
    "option.list": ("all commands, or a group's", "bütün komutlar ya da bir gruptakiler"),
    "option.version": ("the version", "sürüm"),
    "option.completion": ("completion for bash, zsh or fish", "bash, zsh ya da fish için tamamlama"),
}
