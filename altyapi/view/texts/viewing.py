"""Sentences about the auditors' views."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "views.writing": ("Writing to NetBox: {count} {count:object|objects}", "NetBox üzerine yazılıyor, nesne: {count}"),
    "views.changed": ("    {field}: {before} → {after}", "    {field}: {before} → {after}"),
    "views.foreign": (
        "{kind}: {name}: somebody else's object of this name, left as it is",
        "{kind}: {name}: aynı adlı, başkasına ait nesne; olduğu gibi bırakıldı",
    ),
    "views.foreign-next": (
        "Rename it in NetBox, or make it ours with --take-over.",
        "NetBox içinde yeniden adlandırılmalı ya da --take-over ile devralınmalı.",
    ),
    "views.left-over": (
        "{kind}: {name}: ours once, no declaration names it any more; delete it in NetBox if nobody needs it",
        "{kind}: {name}: eskiden bizim, artık tanımı yok; gerekmiyorsa NetBox içinde silinebilir",
    ),
    "views.same": (
        "No changes: NetBox holds all {count} {count:object|objects} of the views.",
        "Değişiklik yok: görünümlerin {count} nesnesinin tümü NetBox içinde.",
    ),
    "views.count": (
        "To create: {create}, to update: {update}, unchanged: {unchanged}, somebody else's: {foreign}.",
        "Oluşturulacak: {create}, güncellenecek: {update}, aynı: {unchanged}, başkasına ait: {foreign}.",
    ),
    "views.next": (
        'Next: ./inv netbox.views --apply --reason "…"',
        'Sonraki adım: ./inv netbox.views --apply --reason "…"',
    ),
    "views.refused": ("{kind}: {name}: not written: {detail}", "{kind}: {name}: yazılmadı: {detail}"),
    "views.done": (
        "Written: {created} created, {updated} updated; not written: {failed}.",
        "Yazılan: oluşturulan {created}, güncellenen {updated}; yazılamayan: {failed}.",
    ),
    "views.members": (
        "Auditors' accounts are put into the group {group} in NetBox (Admin, Groups); docs/auditors.md tells them how to work.",
        "Denetçi hesapları NetBox içinde {group} grubuna eklenir (Yönetim, Gruplar); kullanım: docs/auditors.md.",
    ),
}
