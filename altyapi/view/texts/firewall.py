"""Sentences of inv firewall.*"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "firewall.none": (
        "The policy is sound: {rules} {rules:rule|rules}, {zones} {zones:zone|zones}, {gateways} {gateways:gateway|gateways}, day {day}.",
        "Politika sağlam: kural: {rules}, bölge: {zones}, geçit: {gateways}, gün: {day}.",
    ),
    "firewall.found": (
        "{errors} {errors:error|errors}, {warnings} {warnings:warning|warnings}; {rules} {rules:rule|rules}, {zones} {zones:zone|zones}, {gateways} {gateways:gateway|gateways}, day {day}.",
        "Hata: {errors}, uyarı: {warnings}; kural: {rules}, bölge: {zones}, geçit: {gateways}, gün: {day}.",
    ),
    "firewall.error": ("error", "hata"),
    "firewall.warning": ("warning", "uyarı"),
    "firewall.place": ("Place", "Yer"),
    "firewall.subject": ("Entry", "Kayıt"),
    "firewall.finding": ("Finding", "Bulgu"),
    "firewall.severity": ("Severity", "Önem"),
    "firewall.remedy": ("To do", "Yapılacak"),
    "firewall.empty": (
        "No firewall policy: {folder} holds none.",
        "Güvenlik duvarı politikası yok: {folder} içinde dosya bulunmuyor.",
    ),
    "firewall.question": (
        "{source} → {destination}, {services}, day {day}",
        "{source} → {destination}, {services}, gün: {day}",
    ),
    "firewall.passes": ("PASSES", "GEÇER"),
    "firewall.denied": ("DENIED", "GEÇMEZ"),
    "firewall.partly": ("PARTLY: {passing} of {all} {all:part|parts} pass", "KISMEN: geçen parça: {passing} / {all}"),
    "firewall.part": (
        "{source} → {destination}, {services}: {answer}",
        "{source} → {destination}, {services}: {answer}",
    ),
    "firewall.by-rule": ("rule {rule}: {action}{purpose}", "kural {rule}: {action}{purpose}"),
    "firewall.by-default": ("no rule matches: denied", "eşleşen kural yok: reddedilir"),
    "firewall.by-block": ("blocked address (inv firewall.list)", "engelli adres (inv firewall.list)"),
    "firewall.self": ("itself", "kendisi"),
    "firewall.no-device": (
        "no device of NetBox is this gateway: nothing enforces it",
        "NetBox içinde bu geçit olan cihaz yok: uygulayan da yok",
    ),
    "firewall.action.allow": ("allow", "izin (allow)"),
    "firewall.action.deny": ("deny", "ret (deny)"),
    "firewall.action.reject": ("reject", "bildirerek ret (reject)"),
    "firewall.no-way": ("no gateway leads there", "oraya giden geçit yok"),
    "firewall.unfiltered": (
        "no gateway stands between: behind one interface",
        "arada geçit yok: ikisi de aynı arayüzün ardında",
    ),
    "firewall.translated": ("translated by {ids}", "adres çevirisi: {ids}"),
    "firewall.more": (
        "… and {count} {count:part|parts} more: --format json has them all",
        "… kalan parça: {count}; tümü: --format json",
    ),
    "firewall.blocked": (
        "{count} blocked until {until}; {active} blocked in all.",
        "Engellendi: {count}, bitiş: {until}; toplam engelli: {active}.",
    ),
    "firewall.skipped": ("Left out, never to be blocked: {network}: {why}", "Atlandı, engellenemez: {network}: {why}"),
    "firewall.unblocked": ("{count} unblocked; {active} left.", "Engeli kaldırılan: {count}; kalan: {active}."),
    "firewall.expired": (
        "{count} {count:block is|blocks are} over, recorded; {active} left.",
        "Süresi dolan engel: {count}, kayda geçti; kalan: {active}.",
    ),
    "firewall.nothing-due": ("No block is over; {active} stand.", "Süresi dolan engel yok; duran: {active}."),
    "firewall.network": ("Address", "Adres"),
    "firewall.until": ("Until", "Bitiş"),
    "firewall.reason": ("Reason", "Gerekçe"),
    "firewall.evrak": ("Document", "Evrak"),
    "firewall.by": ("By", "Ekleyen"),
    "firewall.over": ("OVER", "SÜRESİ DOLDU"),
    "firewall.listed": ("{active} blocked, {over} of them over.", "Engelli: {active}, süresi dolmuş: {over}."),
    "firewall.listed-more": ("… and {count} more: --format json has them all", "… kalan: {count}; tümü: --format json"),
    "firewall.to-plan": (
        "The register changed; the firewalls follow with their next plan.",
        "Kayıt değişti; güvenlik duvarları sonraki planla uyar.",
    ),
    "firewall.to-plan-none": (
        "The register changed; the snapshot has no firewall that is managed here, so there is nothing to plan.",
        "Kayıt değişti; anlık görüntüde buradan yönetilen güvenlik duvarı yok, planlanacak bir şey de yok.",
    ),
    "firewall.no-firewall": (
        "No gateway of the policy is a device in the snapshot: there is nothing to render.",
        "Politikadaki geçitlerden hiçbiri anlık görüntüde cihaz değil: üretilecek bir şey yok.",
    ),
    "firewall.rendered": (
        "{device}: {lines} {lines:line|lines}, {bytes} {bytes:byte|bytes}: {file}",
        "{device}: satır: {lines}, bayt: {bytes}: {file}",
    ),
}
