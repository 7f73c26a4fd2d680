"""Sentences of inv backup.*."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "backup.reading": ("Backing up configs", "Yapılandırmalar yedekleniyor"),
    "backup.outside": (
        "{count} of the selected {count:device has|devices have} no config that is backed up: {kinds}",
        "Seçilenlerden yedeklenecek yapılandırması olmayan cihaz: {count} ({kinds})",
    ),
    "backup.no-field": (
        "NetBox has no custom field {field} on devices: it is not told. Next: {command}",
        "NetBox içinde cihazlarda {field} özel alanı yok: oraya yazılmadı. Sonraki adım: {command}",
    ),
    "backup.state.new": ("new", "yeni"),
    "backup.state.changed": ("changed", "değişmiş"),
    "backup.lines": ("Lines", "Satır"),
    "backup.failed": ("Not backed up", "Yedeği alınamayan"),
    "backup.done": (
        "{count} {count:device|devices}: {new} new, {changed} changed, {unchanged} as before, {failed} failed.",
        "Cihaz: {count}; yeni: {new}, değişmiş: {changed}, aynı: {unchanged}, başarısız: {failed}.",
    ),
    "backup.commits": (
        "Added to the history: {count} {count:commit|commits}, the last {last}",
        "Geçmişe eklenen kayıt: {count}, sonuncusu {last}",
    ),
    "backup.versions": ("{count} {count:state|states}, the newest first.", "Durum sayısı: {count}, en yenisi önce."),
    "backup.devices": ("{count} {count:device|devices}.", "Cihaz: {count}."),
    "backup.as-of": ("{device} as of {time}, commit {commit}", "{device}, durum: {time}, kayıt: {commit}"),
    "backup.written": ("Written: {file}", "Yazıldı: {file}"),
    "backup.same-version": (
        "No difference: at both moments the config was that of {time}.",
        "Fark yok: iki anda da geçerli yapılandırma {time} tarihli.",
    ),
    "backup.only-secrets": (
        "The readable copies of {older} and {newer} are the same: only a secret differs.",
        "Okunabilir kopyalar aynı ({older} ve {newer}): yalnız bir gizli değer farklı.",
    ),
    "backup.who": ("Changed {told}", "Değiştiren: {told}"),
    "backup.still": ("now", "şimdi"),
    "backup.found": (
        "{count} {count:line|lines} on {devices} {devices:device|devices}.",
        "Satır: {count}, cihaz: {devices}.",
    ),
    "backup.restoring": (
        "Back to the backup of {time} (commit {commit}): {device}",
        "Dönülecek yedek: {time} (kayıt {commit}), cihaz: {device}",
    ),
    "backup.left": (
        "Left out, as their secrets are others today ({count}); ./inv config.plan brings back what NetBox intends",
        "Gizli değeri bugün başka olduğundan dışarıda kalan satır: {count}; NetBox ile tanımlı olanı ./inv config.plan getirir",
    ),
    "backup.column.time": ("Since", "Başlangıç"),
    "backup.column.commit": ("Commit", "Kayıt"),
    "backup.column.author": ("By", "Kim"),
    "backup.column.told": ("What is known", "Bilinen"),
    "backup.column.changed": ("Last change", "Son değişiklik"),
    "backup.column.line": ("Line", "Satır"),
    "backup.column.since": ("Since", "Başlangıç"),
    "backup.column.until": ("Until", "Bitiş"),
    "backup.prune.head": ("{system} in {place}", "{system}, yer: {place}"),
    "backup.prune.count": (
        "Kept: {kept}, to be forgotten: {forgotten} ({freed}).",
        "Saklanan: {kept}, silinecek: {forgotten} ({freed}).",
    ),
    "backup.prune.forget": ("- is forgotten", "- silinir"),
    "backup.forgotten": (
        "Forgotten in {place}: {count} {count:point|points}",
        "Silinen kopya: {count}, yer: {place}",
    ),
    "backup.column.point": ("Taken", "Alındığı an"),
    "backup.column.size": ("Size", "Boyut"),
    "backup.column.why": ("Kept as", "Saklanma nedeni"),
    "backup.rule.hourly": ("hour {detail} (no. {number})", "saat {detail} ({number}. sırada)"),
    "backup.rule.daily": ("day {detail} (no. {number})", "gün {detail} ({number}. sırada)"),
    "backup.rule.weekly": ("week {detail} (no. {number})", "hafta {detail} ({number}. sırada)"),
    "backup.rule.monthly": ("month {detail} (no. {number})", "ay {detail} ({number}. sırada)"),
    "backup.rule.quarterly": ("quarter {detail} (no. {number})", "çeyrek {detail} ({number}. sırada)"),
    "backup.rule.half_yearly": ("half-year {detail} (no. {number})", "yarıyıl {detail} ({number}. sırada)"),
    "backup.rule.days": ("within {detail} days", "{detail} günün içinde"),
    "backup.rule.last-good": ("the last good one", "son sağlam kopya"),
    "backup.rule.hold": ("held by document {detail}", "evrakla tutuluyor: {detail}"),
    "backup.rule.future": ("dated in the future: look at the clock", "tarihi gelecekte: saate bakılmalı"),
}
