"""The words of the report, English and Turkish. Records are kept in English; here they are put as the reader wants them."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import datetime, tzinfo
from functools import cache

from altyapi.detail_words import ENGINE
from altyapi.errors import Language, ToolkitError

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Configuration change report", "Yapılandırma değişikliği raporu"),
    "title.back": ("Report of a change taken back", "Geri alınan değişiklik raporu"),
    "evrak": ("Document number", "Evrak no"),
    "reason": ("Reason", "Gerekçe"),
    "requester": ("Requested by", "Talep eden birim"),
    "author": ("Prepared by", "Hazırlayan"),
    "approver": ("Approved by", "Onaylayan"),
    "operator": ("Applied by", "Uygulayan"),
    "plan": ("Plan (SHA-256)", "Plan (SHA-256)"),
    "record": ("Evidence record", "Kanıt kaydı"),
    "previous": ("Record before it", "Önceki kayıt"),
    "journal": ("Run journal", "Çalıştırma günlüğü"),
    "bytes": ("bytes", "bayt"),
    "run": ("Run", "Çalıştırma"),
    "reverses": ("Takes back run", "Geri alınan çalıştırma"),
    "planned": ("Planned", "Planlandı"),
    "started": ("Started", "Başladı"),
    "ended": ("Ended", "Bitti"),
    "risk": ("Risk", "Risk"),
    "source": ("NetBox", "NetBox"),
    "snapshot": ("Snapshot", "Anlık görüntü"),
    "templates": ("Templates", "Şablonlar"),
    "policy": ("Policy", "Politika"),
    "result": ("Result", "Sonuç"),
    "devices": ("Devices", "Cihazlar"),
    "device": ("Device", "Cihaz"),
    "site": ("Site", "Yerleşke"),
    "wave": ("Wave", "Dalga"),
    "state": ("State", "Durum"),
    "before": ("Config before", "Önceki yapılandırma"),
    "after": ("Config after", "Sonraki yapılandırma"),
    "commands": ("Lines", "Komut"),
    "time": ("Time", "Zaman"),
    "checks": ("Checks", "Denetimler"),
    "check": ("Check", "Denetim"),
    "expected": ("Expected", "Beklenen"),
    "observed": ("Observed", "Gözlenen"),
    "yes": ("passed", "geçti"),
    "no": ("failed", "kaldı"),
    "login": ("login", "oturum"),
    "config": ("config", "yapılandırma"),
    "interfaces-up": ("interfaces", "arayüzler"),
    "neighbours": ("neighbours", "komşular"),
    "ports": ("ports", "portlar"),
    "probe": ("probe", "sorgu"),
    "second-account": ("another account", "başka bir hesap"),
    "differences": ("What was changed", "Yapılan değişiklik"),
    "differences.back": ("The change that was taken back", "Geri alınan değişiklik"),
    "differences.planned": (
        "As planned; devices that are not applied do not hold it.",
        "Planlandığı gibi; uygulanmamış cihazlarda yoktur.",
    ),
    "devices.count": ("Devices: {count}", "Cihaz sayısı: {count}"),
    "checks.none": ("No device came as far as its checks.", "Denetim aşamasına gelen cihaz yok."),
    "unchanged": ("Already as intended", "Zaten olması gerektiği gibi olanlar"),
    "refused": ("Not planned", "Planlanamayanlar"),
    "signatures": ("Signatures", "İmzalar"),
    "key": ("Key", "Anahtar"),
    "signed": ("Signed", "İmza zamanı"),
    "role": ("Role", "Görev"),
    "role.author": ("author", "hazırlayan"),
    "role.approver": ("approver", "onaylayan"),
    "sign.prepared": ("Prepared by", "Hazırlayan"),
    "sign.checked": ("Checked by", "Kontrol eden"),
    "sign.approved": ("Approved by", "Onaylayan"),
    "sign.line": ("Name, title, date, signature", "Ad soyad, unvan, tarih, imza"),
    "verify": (
        "This report can be checked without the toolkit: docs/verify-by-hand.md.",
        "Bu rapor araç olmadan doğrulanabilir: docs/verify-by-hand.md.",
    ),
    "page": ("Page", "Sayfa"),
    "person": ("Person", "Kişi"),
    "why": ("Why", "Neden"),
    "applied": ("applied", "uygulandı"),
    "applied.back": ("taken back", "geri alındı"),
    "reverted": ("reverted", "geri döndü"),
    "pending-revert": ("pending revert", "geri dönüşü bekleniyor"),
    "untouched": ("untouched", "dokunulmadı"),
    "unsaved": ("applied, not saved", "uygulandı, kaydedilmedi"),
    "diverged": ("to look at by hand", "elle bakılacak"),
    "in-flight": ("under way", "sürüyor"),
    "released": ("released, left as it is", "serbest bırakıldı, olduğu gibi kaldı"),
    "rolled-back": ("taken back", "geri alındı"),
    "low": ("low", "düşük"),
    "medium": ("medium", "orta"),
    "high": ("high", "yüksek"),
}

SENTENCES: tuple[tuple[str, str], ...] = (
    ("a new login is accepted", "yeni oturum kabul edilir"),
    ("new login accepted", "yeni oturum kabul edildi"),
    ("running config as predicted", "çalışan yapılandırma öngörüldüğü gibi"),
    ("as predicted", "öngörüldüğü gibi"),
    ("the order of lines differs", "satırların sırası farklı"),
    ("interfaces that were up are up", "önceden açık olan arayüzler açık"),
    ("neighbours that were seen are seen", "önceden görülen komşular görülüyor"),
    ("{count} up, as before", "{count} açık, önceki gibi"),
    ("{count} seen, as before", "{count} görülüyor, önceki gibi"),
    ("gone: {names}", "yok: {names}"),
    ("changed by someone else after it was confirmed", "onaylandıktan sonra başkası tarafından değiştirilmiş"),
    ("up: {names}", "açık: {names}"),
    ("gone down: {names}", "kapanan: {names}"),
    ("not up before: {names}", "önceden de kapalı: {names}"),
    ("the device does not tell it", "cihaz bunu söylemiyor"),
    ("{count} as before: {names}", "önceki gibi: {count}: {names}"),
    ("not tried", "denenmedi"),
    ("{name}: login accepted", "{name}: oturum kabul edildi"),
)
"""What checks and journals say, with named fields."""


_CHECK = r"(?:login|config|interfaces-up|neighbours|ports|second-account|probe [\w-]+)"
LONGEST = 1000
"""Characters; what is longer is no sentence but a device's output."""
LETTERS = 8
"""A template with fewer letters of its own fits sentences that nobody said with it."""


def told(text: str, language: Language) -> str:
    """A sentence of the record in the reader's language: found again by its template, else left as it was kept.

    Checks' sentences come from SENTENCES, errors' from the classes that said them.
    """
    if language == "en" or len(text) > LONGEST:
        return text
    for pattern, turkish in _templates(len(_error_classes())):
        found = pattern.fullmatch(text)
        if found:
            values = {name: ENGINE.in_turkish(value or "") for name, value in found.groupdict().items()}
            return turkish.format(**values)
    checks = re.split(rf"; (?={_CHECK}: )", text)
    parts = [re.fullmatch(rf"({_CHECK}): (.+)", check, re.DOTALL) for check in checks]
    if all(parts):
        return "; ".join(f"{check_name(part[1])}: {told(part[2], language)}" for part in parts if part)
    return ENGINE.in_turkish(text)


def check_name(kind: str) -> str:
    """A check's kind in Turkish; of a probe its own name stays."""
    word, _, name = kind.partition(" ")
    return f"{WORDS[word][1]} {name}".rstrip()


def moment(text: str, language: Language, zone: tzinfo | None = None) -> str:
    """`2026-11-21 22:54:12 +03:00`, in Turkish `21.11.2026 22:54:12 +03:00`; `-` for no time. By the clock of that zone, or by the
    one that it was written with."""
    if not text:
        return "-"
    time = datetime.fromisoformat(text)
    time = time if zone is None or time.tzinfo is None else time.astimezone(zone)
    day = time.strftime("%d.%m.%Y" if language == "tr" else "%Y-%m-%d")
    offset = time.isoformat(timespec="seconds")[19:]
    return f"{day} {time:%H:%M:%S} {offset}".rstrip()


def _error_classes() -> list[type[ToolkitError]]:
    """Every error class that is loaded."""
    found: list[type[ToolkitError]] = []
    waiting = [ToolkitError]
    while waiting:
        children = waiting.pop().__subclasses__()
        found.extend(children)
        waiting.extend(children)
    return found


@cache
def _templates(classes: int) -> tuple[tuple[re.Pattern[str], str], ...]:
    """English patterns with their Turkish templates, those with the most words first. `classes` makes new ones seen."""
    del classes
    errors = [
        (kind.en, kind.tr) for kind in _error_classes() if len(re.findall(r"[^\W\d_]", _bare(kind.en))) >= LETTERS
    ]
    usable = [(english, turkish) for english, turkish in (*SENTENCES, *errors) if _fields(turkish) <= _fields(english)]
    usable.sort(key=lambda pair: len(_bare(pair[0])), reverse=True)
    return tuple((_pattern(english), _plain(turkish)) for english, turkish in usable)


def _pattern(template: str) -> re.Pattern[str]:
    """The template as a pattern that gives its fields; a field named twice must hold the same text twice."""
    parts: list[str] = []
    seen: set[str] = set()
    for literal, name, spec, _conversion in string.Formatter().parse(template):
        parts.append(re.escape(literal))
        if name and spec and "|" in spec:  # the word that fits the number, as netbox_sync.plural chose it
            parts.append(f"(?:{'|'.join(map(re.escape, spec.split('|')))})")
        elif name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)


def _plain(template: str) -> str:
    """The template without conversions: its fields are text already, as the English sentence showed them."""
    return "".join(
        literal.replace("{", "{{").replace("}", "}}") + (f"{{{name}}}" if name else "")
        for literal, name in _parts(template)
    )


def _bare(template: str) -> str:
    return "".join(literal for literal, _ in _parts(template))


def _fields(template: str) -> set[str]:
    return {name for _, name in _parts(template) if name}


def _parts(template: str) -> Iterator[tuple[str, str]]:
    for literal, name, _format, _conversion in string.Formatter().parse(template):
        yield literal, name or ""
