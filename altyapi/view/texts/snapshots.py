"""Sentences about snapshots: taking, comparing and exporting them."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "pull.way.feed": ("Read whole, by the feed.", "Tümü okundu, yol: hızlı akış."),
    "pull.way.pages": ("Read whole, page by page.", "Tümü okundu, yol: sayfa sayfa."),
    "pull.way.plain": ("Read whole, as plain objects.", "Tümü okundu, yol: yalın nesneler."),
    "pull.way.changes": (
        "Read what has changed since the last pull: {changed} {changed:row|rows}.",
        "Son çekmeden bu yana değişenler okundu, satır: {changed}.",
    ),
    "pull.progress": ("{table}: {done}/{total}", "{table}: {done}/{total}"),
    "diff.between": ("From {before} to {after}:", "Karşılaştırma: {before} → {after}"),
    "diff.foreign": (
        (
            "They were taken from two addresses ({before}, {after}). Objects are compared by NetBox's ids: where these are two "
            "NetBoxes, the differences mean nothing."
        ),
        (
            "İki ayrı adresten alınmışlar ({before}, {after}). Nesneler NetBox kimlikleriyle karşılaştırılır: iki ayrı NetBox "
            "ise farkların anlamı yoktur."
        ),
    ),
    "diff.none": ("No differences.", "Fark yok."),
    "diff.site": ("Site {site}", "Yerleşke: {site}"),
    "diff.nowhere": ("Of no site", "Yerleşkesiz"),
    "diff.added": ("{kind} added: {names}", "{kind} eklendi: {names}"),
    "diff.removed": ("{kind} removed: {names}", "{kind} kaldırıldı: {names}"),
    "diff.changed": ("{kind} changed: {names}", "{kind} değişti: {names}"),
    "diff.field": ("{field}: {before} → {after}", "{field}: {before} → {after}"),
    "diff.more": ("{names} and {more} more", "{names} (+{more})"),
    "diff.count": (
        "{added} added, {changed} changed, {removed} removed.",
        "Eklenen: {added}, değişen: {changed}, kaldırılan: {removed}.",
    ),
    "export.done": (
        "{files} {files:file|files} in {folder}: {written} written, {gone} removed.",
        "Klasör: {folder}, dosya: {files}, yazılan: {written}, kaldırılan: {gone}.",
    ),
    "kind.regions": ("region", "bölge"),
    "kind.sites": ("site", "yerleşke"),
    "kind.tenants": ("department", "birim"),
    "kind.roles": ("role", "rol"),
    "kind.platforms": ("platform", "platform"),
    "kind.device_types": ("device type", "cihaz türü"),
    "kind.devices": ("device", "cihaz"),
    "kind.interfaces": ("interface", "arayüz"),
    "kind.vlans": ("VLAN", "VLAN"),
    "kind.prefixes": ("prefix", "önek"),
    "kind.ip_addresses": ("address", "adres"),
    "kind.site_groups": ("site group", "yerleşke grubu"),
    "kind.locations": ("location", "konum"),
    "kind.racks": ("rack", "kabin"),
    "kind.tenant_groups": ("department group", "birim grubu"),
    "kind.manufacturers": ("manufacturer", "üretici"),
    "kind.vrfs": ("VRF", "VRF"),
    "kind.vlan_groups": ("VLAN group", "VLAN grubu"),
    "kind.circuits": ("circuit", "devre"),
    "kind.circuit_terminations": ("circuit end", "devre ucu"),
    "kind.clusters": ("cluster", "küme"),
    "kind.virtual_machines": ("virtual machine", "sanal makine"),
    "kind.vm_interfaces": ("virtual interface", "sanal arayüz"),
    "kind.services": ("service", "hizmet"),
    "kind.contacts": ("contact", "iletişim kişisi"),
    "kind.contact_assignments": ("contact assignment", "iletişim ataması"),
    "kind.providers": ("provider", "sağlayıcı"),
    "kind.circuit_types": ("circuit type", "devre türü"),
    "kind.tunnel_groups": ("tunnel group", "tünel grubu"),
    "kind.tunnels": ("tunnel", "tünel"),
    "kind.tunnel_terminations": ("tunnel end", "tünel ucu"),
}
