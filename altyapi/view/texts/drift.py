"""Sentences about drift."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "difference.legend": (
        "+ intended and does not run, - runs and is not intended; as in a plan",
        "+ istenmiş ama çalışmıyor, - çalışıyor ama istenmemiş; planda da böyle",
    ),
    "drift.group": (
        "The same drift on {count} {count:device|devices}: {devices}",
        "{count} cihazda aynı sapma: {devices}",
    ),
    "drift.one": ("Drift on {devices}", "Sapma: {devices}"),
    "drift.since": (
        "first seen {since}, not there at {after}",
        "ilk görülme: {since}, önceki okuma (yokken): {after}",
    ),
    "drift.since-first": (
        "first seen {since}, at the first reading: older, nobody knows how much",
        "ilk görülme: {since}, ilk okumada; ne kadar eski olduğu bilinmiyor",
    ),
    "drift.who.typed": ("typed by {users}{origins}, {at}", "yazan: {users}{origins}, {at}"),
    "drift.who.run": (
        "by this toolkit's run {run}, started by {users}, {at}",
        "bu aracın çalıştırması: {run}, başlatan: {users}, {at}",
    ),
    "drift.who.rollback": (
        "taken back so by this toolkit's run {run}, started by {users}, {at}",
        "bu aracın geri alması: {run}, başlatan: {users}, {at}",
    ),
    "drift.who.near": (
        "in that time the device was changed by {users}{origins}, last at {at}",
        "o süre içinde cihazı değiştiren: {users}{origins}, son olarak {at}",
    ),
    "drift.unknown.no-log": (
        "by whom is unknown: no log is read (setting log_files)",
        "kimin yaptığı bilinmiyor: okunan günlük yok (log_files ayarı)",
    ),
    "drift.unknown.not-covered": (
        "by whom is unknown: the logs do not cover that time",
        "kimin yaptığı bilinmiyor: günlükler o süreyi kapsamıyor",
    ),
    "drift.unknown.nothing": (
        "by whom is unknown: the logs tell of no change of this device in that time",
        "kimin yaptığı bilinmiyor: günlüklerde o süre için bu cihazla ilgili değişiklik kaydı yok",
    ),
    "drift.unmanaged": (
        "{count} {count:line is not managed here; it is no drift and stays|lines are not managed here; they are no drift and stay}:",
        "Burada yönetilmeyen, sapma sayılmayan ve kalan satır: {count}",
    ),
    "drift.new": ("new", "yeni"),
    "drift.refused": ("Not compared", "Karşılaştırılamayanlar"),
    "drift.log": (
        "Log {file}: {lines} {lines:entry|entries}, {first} to {last}",
        "Günlük {file}: {lines} kayıt, {first} ile {last} arası",
    ),
    "drift.log-empty": (
        "Log {file}: no entry that can be read",
        "Günlük {file}: okunabilen kayıt yok",
    ),
    "drift.no-logs": ("No log found: {files} (setting log_files)", "Günlük bulunamadı: {files} (log_files ayarı)"),
    "drift.no-field": (
        "NetBox has no field {field}: it is not told. Next: {command}",
        "NetBox içinde {field} alanı yok, sonuç yazılmadı. Sonraki adım: {command}",
    ),
    "drift.or": ("or, to accept what runs", "ya da çalışanı kabul etmek için"),
    "drift.proposal": (
        "What NetBox would have to hold, so that this is intended: {file}",
        "Bunun istenmiş sayılması için NetBox içinde durması gerekenler: {file}",
    ),
    "drift.unmapped": ("has no place in NetBox: {line}", "NetBox içinde yeri yok: {line}"),
    "drift.none-chosen": (
        "Nothing chosen: --accept DEVICE:FIELD,… or --all",
        "Seçilen yok: --accept CİHAZ:ALAN,… ya da --all",
    ),
    "drift.accepted-before": (
        "Nothing to write: NetBox was given {count:this field|these {count} fields} before.",
        "Yazılacak bir şey yok: NetBox içine daha önce yazılmış alan: {count}.",
    ),
    "drift.accepted": ("Written to NetBox: {count} {count:field|fields}.", "NetBox içine yazılan alan: {count}."),
    "column.field": ("Field", "Alan"),
    "column.netbox": ("NetBox", "NetBox"),
    "column.runs": ("Runs", "Çalışan"),
    "drift.done": (
        "{drifted} of {read} {read:device|devices} drifted; {unmanaged} with unmanaged lines, {refused} could not be compared.",
        "Sapan cihaz: {drifted} / {read}; yönetilmeyen satırı olan: {unmanaged}, karşılaştırılamayan: {refused}.",
    ),
}
