"""Sentences about facts of devices and about what waits to be written to NetBox."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "facts.reading": ("Asking devices", "Cihazlara soruluyor"),
    "facts.outside": (
        "{count} of the selected devices have no platform that can be read, or another member of their chassis speaks for them: {kinds}",
        "Seçilenlerden okunabilen platformu olmayan ya da yerine kasasının başka üyesi konuşan cihaz: {count} ({kinds})",
    ),
    "facts.no-version-field": (
        "NetBox has no custom field {field} on devices: software versions are left out. Next: {command}",
        "NetBox içinde cihazlarda {field} özel alanı yok: yazılım sürümleri dışarıda. Sonraki adım: {command}",
    ),
    "facts.head": ("Proposal {id}", "Öneri {id}"),
    "facts.made": (
        "Made: {created} by {author}, from the snapshot of {taken}",
        "Oluşturma: {created}, hazırlayan: {author}, anlık görüntü: {taken}",
    ),
    "facts.asked": ("Asked for: {limit}", "Seçim: {limit}"),
    "facts.seen": ("  seen:   {seen}", "  görülen: {seen}"),
    "facts.held": ("  NetBox: {held}", "  NetBox:  {held}"),
    "facts.fills": ("NetBox is empty, the device says", "NetBox boş, cihazın bildirdiği"),
    "facts.ours": (
        "NetBox holds what this toolkit wrote last; the device now says",
        "NetBox içinde bu aracın son yazdığı var; cihazın şimdi bildirdiği",
    ),
    "facts.differs": (
        "NetBox holds somebody's entry, the device says otherwise",
        "NetBox içinde bir kişinin kaydı var, cihaz başka bildiriyor",
    ),
    "facts.model": (
        "Another model than NetBox's device type (never changed from here)",
        "NetBox cihaz tipinden başka model (buradan değiştirilmez)",
    ),
    "facts.misnamed": (
        "Another name than NetBox's: perhaps another device; only what is accepted by name is written",
        "NetBox adından başka ad: başka cihaz olabilir; yalnız adıyla kabul edilen yazılır",
    ),
    "facts.neighbours": (
        "Neighbours that NetBox's cables do not show (never changed from here)",
        "NetBox kablolarında görünmeyen komşular (buradan değiştirilmez)",
    ),
    "facts.neighbours-good": (
        "Neighbours at the end of their cable: {matching}; unknown to NetBox: {unknown}.",
        "Kablosunun ucundaki komşu: {matching}; NetBox içinde bilinmeyen: {unknown}.",
    ),
    "facts.unread": ("Gave no facts", "Bilgi alınamayan"),
    "facts.kind.no-cable": ("NetBox has no cable here", "NetBox içinde burada kablo yok"),
    "facts.kind.other-end": ("the cable ends elsewhere", "kablo başka yerde bitiyor"),
    "facts.kind.no-interface": ("NetBox has no such port", "NetBox içinde böyle port yok"),
    "facts.macs": ("{count} MAC {count:address|addresses}", "{count} MAC adresi"),
    "facts.more": ("… and {count} more: --format json", "… ve {count} tane daha: --format json"),
    "facts.elsewhere": ("serial also on {devices}", "bu seri no şurada da var: {devices}"),
    "facts.clean": (
        "No differences: {devices} {devices:device says|devices say} what NetBox holds, {unread} gave no facts.",
        "Fark yok: NetBox ile aynı bildiren cihaz: {devices}, bilgi alınamayan: {unread}.",
    ),
    "facts.count": (
        "{devices} {devices:device|devices}: {fills} to fill, {ours} to renew, {differs} differing, {findings} to look at, {unread} gave no facts.",
        "Cihaz: {devices}; doldurulacak: {fills}, yenilenecek: {ours}, farklı: {differs}, bakılacak: {findings}; alınamayan: {unread}.",
    ),
    "facts.applying": (
        "{count} {count:field|fields} on {devices} {devices:device|devices}: {reason}",
        "Yazılacak alan: {count}, cihaz: {devices}: {reason}",
    ),
    "facts.none-chosen": (
        "Nothing was accepted, nothing is written: {fills} to fill, {differs} differ.",
        "Hiçbir şey kabul edilmedi, hiçbir şey yazılmıyor: doldurulacak: {fills}, farklı: {differs}.",
    ),
    "facts.left": (
        "Not accepted and left as {count:it is|they are}: {count} {count:field|fields}.",
        "Kabul edilmeyen ve olduğu gibi kalan alan: {count}.",
    ),
    "facts.column.device": ("Device", "Cihaz"),
    "facts.column.field": ("Field", "Alan"),
    "facts.column.netbox": ("NetBox", "NetBox"),
    "facts.column.says": ("Device says", "Cihazın bildirdiği"),
    "facts.column.port": ("Port", "Port"),
    "facts.column.seen": ("Seen", "Görülen"),
    "facts.column.note": ("Note", "Not"),
    "facts.column.ours": ("Ours", "Bizimki"),
    "facts.column.edited": ("Edited there", "Oradaki değişiklik"),
    "outbox.delivered": (
        "NetBox: {delivered} delivered, {waiting} waiting, {conflicts} in conflict",
        "NetBox: teslim edilen: {delivered}, bekleyen: {waiting}, çakışan: {conflicts}",
    ),
    "outbox.empty": ("Nothing waits and nothing is in conflict.", "Bekleyen ve çakışan yok."),
    "outbox.waiting": ("Waiting: {count}", "Bekleyen: {count}"),
    "outbox.conflict": ("In conflict: {device}  {item}", "Çakışan: {device}  {item}"),
    "outbox.device": (
        "devices of this name in NetBox: {count}, exactly 1 is needed",
        "NetBox içinde bu adı taşıyan cihaz: {count}, tam 1 olmalı",
    ),
    "outbox.by": ("{by}, {at}", "{by}, {at}"),
    "outbox.by-unknown": ("not in the change log", "değişiklik günlüğünde yok"),
    "outbox.no-edits": (
        "Who edited is not known: NetBox's change log can't be read ({code}).",
        "Kimin değiştirdiği bilinmiyor: NetBox değişiklik günlüğü okunamıyor ({code}).",
    ),
    "outbox.settled.netbox": (
        "Settled, NetBox's entry stays: {item}",
        "Karara bağlandı, NetBox kaydı kalıyor: {item}",
    ),
    "outbox.settled.ours": (
        "Settled, ours is written over it: {item}",
        "Karara bağlandı, bizimki üzerine yazılıyor: {item}",
    ),
    "outbox.decide-next": ("{step}   (or --keep ours)", "{step}   (ya da --keep ours)"),
    "outbox.decide": (
        "Where somebody's entry stands in the way, a person decides. Next: {command}",
        "Bir kişinin kaydıyla çakışanlara karar verilmeli. Sonraki adım: {command}",
    ),
    "outbox.given-up": ("Given up by decision: {count}", "Kararla vazgeçilen: {count}"),
}
