"""Sentences about what differs between what is wanted and NetBox, and about what was written."""

from __future__ import annotations

KINDS: dict[str, tuple[str, str]] = {
    "extras/tags": ("tags", "etiketler"),
    "extras/custom-field-choice-sets": ("choice sets", "seçenek kümeleri"),
    "extras/custom-fields": ("custom fields", "özel alanlar"),
    "extras/config-contexts": ("config contexts", "yapılandırma bağlamları"),
    "tenancy/tenant-groups": ("tenant groups", "daire başkanlıkları"),
    "tenancy/tenants": ("tenants", "birimler"),
    "tenancy/contact-groups": ("contact groups", "iletişim grupları"),
    "tenancy/contact-roles": ("contact roles", "iletişim rolleri"),
    "tenancy/contacts": ("contacts", "iletişim"),
    "tenancy/contact-assignments": ("contact assignments", "iletişim atamaları"),
    "dcim/regions": ("regions", "bölgeler"),
    "dcim/site-groups": ("site groups", "yerleşke grupları"),
    "dcim/sites": ("sites", "yerleşkeler"),
    "dcim/locations": ("locations", "konumlar"),
    "dcim/racks": ("racks", "kabinler"),
    "dcim/manufacturers": ("manufacturers", "üreticiler"),
    "dcim/platforms": ("platforms", "platformlar"),
    "dcim/device-types": ("device types", "cihaz modelleri"),
    "dcim/device-roles": ("device roles", "cihaz rolleri"),
    "dcim/devices": ("devices", "cihazlar"),
    "dcim/virtual-chassis": ("virtual chassis", "sanal kasalar"),
    "dcim/interfaces": ("interfaces", "arayüzler"),
    "dcim/mac-addresses": ("MAC addresses", "MAC adresleri"),
    "dcim/cables": ("cables", "kablolar"),
    "dcim/inventory-items": ("inventory items", "envanter parçaları"),
    "ipam/roles": ("prefix and VLAN roles", "ağ rolleri"),
    "ipam/vrfs": ("VRFs", "VRF'ler"),
    "ipam/vlan-groups": ("VLAN groups", "VLAN grupları"),
    "ipam/vlans": ("VLANs", "VLAN'lar"),
    "ipam/prefixes": ("prefixes", "önekler"),
    "ipam/ip-addresses": ("addresses", "adresler"),
    "circuits/providers": ("providers", "sağlayıcılar"),
    "circuits/circuit-types": ("circuit types", "hat türleri"),
    "circuits/circuits": ("circuits", "hatlar"),
    "circuits/circuit-terminations": ("circuit terminations", "hat uçları"),
    "virtualization/cluster-types": ("cluster types", "küme türleri"),
    "virtualization/clusters": ("clusters", "kümeler"),
    "virtualization/virtual-machines": ("virtual machines", "sanal makineler"),
    "virtualization/interfaces": ("virtual machines' interfaces", "sanal makine arayüzleri"),
}
"""List's path -> its kind, as a person says it."""

TEXTS: dict[str, tuple[str, str]] = {
    **{f"kind.{endpoint}": names for endpoint, names in KINDS.items()},
    "differences.legend": (
        "+ create   ~ update   - delete",
        "+ oluşturulacak   ~ güncellenecek   - silinecek",
    ),
    "differences.more": ("…and {count} more", "…ve {count} tane daha"),
    "differences.none": (
        "No changes: NetBox holds everything that the files say ({unchanged} {unchanged:object|objects}).",
        "Değişiklik yok: dosyalardaki her şey NetBox içinde ({unchanged} nesne).",
    ),
    "differences.count": (
        "Create: {create}   update: {update}   delete: {prune}   unchanged: {unchanged}",
        "Oluşturulacak: {create}   güncellenecek: {update}   silinecek: {prune}   değişmeyen: {unchanged}",
    ),
    "differences.within": ("within {within}, not in the files", "kapsam: {within}; dosyalarda yok"),
    "differences.unbounded": ("not in the files", "dosyalarda yok"),
    "differences.takes": ("NetBox deletes with it: {listing}", "NetBox bununla birlikte siler: {listing}"),
    "differences.kind": ("Kind", "Tür"),
    "differences.fields": ("Fields", "Alanlar"),
    "differences.empty": ("(empty)", "(boş)"),
    "outcome.count": (
        "Created: {created}   updated: {updated}   deleted: {deleted}   there already: {already}   not written: {failed}",
        "Oluşturulan: {created}   güncellenen: {updated}   silinen: {deleted}   zaten olan: {already}   yazılamayan: {failed}",
    ),
    "outcome.run": ("Run {run}; the changelog in NetBox names it.", "Çalışma {run}; NetBox değişiklik kaydında yazar."),
    "outcome.untried": (
        "Not tried: {count}. Running again goes on from here.",
        "Denenmeyen: {count}. Yeniden çalıştırılınca buradan sürer.",
    ),
    "outcome.refused": ("NetBox refused it: {detail}", "NetBox kabul etmedi: {detail}"),
    "outcome.conflict": (
        "NetBox holds something else since it was compared, left as it is: {detail}",
        "karşılaştırmadan sonra NetBox içinde değişmiş, olduğu gibi bırakıldı: {detail}",
    ),
    "outcome.gone": ("deleted in NetBox meanwhile", "bu arada NetBox içinde silinmiş"),
    "outcome.prerequisite": ("needs what was not written: {detail}", "gereken nesne yazılamadı: {detail}"),
    "outcome.dependents": (
        "not deleted, other objects depend on it: {detail}",
        "silinmedi, başka nesneler buna bağlı: {detail}",
    ),
}
