"""Sentences of inv audit.inventory and inv audit.findings."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "audit.view": ("View", "Görünüm"),
    "audit.rows": ("Rows", "Satır"),
    "audit.holds": ("What it holds", "İçeriği"),
    "audit.views-next": (
        "./inv audit.inventory --view NAME [--out FILE.csv, .xlsx, .html or .json]",
        "./inv audit.inventory --view AD [--out DOSYA.csv, .xlsx, .html ya da .json]",
    ),
    "audit.inventory": ("{title}: {rows} {rows:row|rows}, day {day}", "{title}: satır: {rows}, gün: {day}"),
    "audit.narrow": (
        "Shown here: {shown} of {all} {all:column|columns}. All of them: --out FILE.csv, .xlsx or .html",
        "Burada gösterilen sütun: {shown} / {all}. Tümü için: --out DOSYA.csv, .xlsx ya da .html",
    ),
    "audit.masked": ("Personal data is masked; --unmask shows it.", "Kişisel veri maskeli; açık hali: --unmask"),
    "audit.written": (
        "Written: {file}, {bytes} {bytes:byte|bytes}, SHA-256 {sha256}",
        "Yazıldı: {file}, {bytes} bayt, SHA-256 {sha256}",
    ),
    "audit.logged": ("Logged as export {number}: {log}", "Dışa aktarma günlüğüne yazıldı, no: {number}: {log}"),
    "audit.when": ("When", "Zaman"),
    "audit.who": ("Who", "Kim"),
    "audit.file": ("File", "Dosya"),
    "audit.log-good": (
        "The log holds: {count} {count:export|exports} in {file}",
        "Günlük sağlam: dışa aktarma: {count}, dosya: {file}",
    ),
    "audit.unknown-roles": (
        "audit.yml names roles that NetBox does not have, so nothing is judged by them: {roles}",
        "audit.yml içinde NetBox üzerinde bulunmayan roller var, bunlara göre denetim yapılmadı: {roles}",
    ),
    "audit.why": ("Why", "Neden"),
    "audit.remedy": ("To do", "Yapılacak"),
    "audit.controls": ("Serves", "Dayanak"),
    "audit.rule": ("Rule", "Kural"),
    "audit.severity": ("Severity", "Önem"),
    "audit.count": ("Findings", "Bulgu"),
    "audit.object": ("Object", "Nesne"),
    "audit.more": ("… and {count} more: --kind {kind}", "… kalan: {count}; tümü için: --kind {kind}"),
    "audit.none": ("No findings on {day}; rules: {rules}.", "{day} gününde bulgu yok; kural: {rules}."),
    "audit.none-new": ("No new findings on {day}; rules: {rules}.", "{day} gününde yeni bulgu yok; kural: {rules}."),
    "audit.found": (
        "{count} {count:finding|findings} by {rules} {rules:rule|rules} on {day}: {high} high, {medium} medium, {low} low.",
        "Bulgu: {count}, kural: {rules}, gün: {day}; yüksek: {high}, orta: {medium}, düşük: {low}.",
    ),
    "audit.found-next": (
        "./inv audit.findings{words} --out findings.html",
        "./inv audit.findings{words} --out bulgular.html",
    ),
    "audit.since": (
        "Compared with {file}: {new} new, {gone} no longer there.",
        "Karşılaştırılan: {file}; yeni: {new}, artık olmayan: {gone}.",
    ),
    "audit.findings-about": (
        "What the rules of docs/audit.md found, by rule.",
        "docs/audit.md sayfasındaki kuralların bulguları, kurala göre.",
    ),
}
