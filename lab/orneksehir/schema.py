"""Tags, choice sets and custom fields of the practice NetBox."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]

TAGS: tuple[Body, ...] = (
    {"name": "Ses", "slug": "voice", "color": "8d6e63", "description": "Erişim portunda ses VLAN'ı da var"},
    {"name": "802.1X muaf", "slug": "dot1x-muaf", "color": "9e9e9e", "description": "Portta 802.1X yok"},
    {
        "name": "Destek dışı",
        "slug": "destek-disi",
        "color": "f44336",
        "description": "Üretici desteği bitiyor ya da bitti",
    },
    {"name": "Kritik", "slug": "kritik", "color": "aa1409", "description": "Kesintisi hizmeti durdurur"},
    {"name": "İstisna", "slug": "istisna", "color": "ff9800", "description": "Süreli istisnası var"},
)


def _choices(name: str, *values: tuple[str, str]) -> Body:
    return {"name": name, "extra_choices": [list(value) for value in values], "order_alphabetically": False}


CHOICE_SETS: tuple[Body, ...] = (
    _choices(
        "Yedek sınıfı",
        ("A", "A: kritik veritabanı"),
        ("B", "B: uygulama"),
        ("C", "C: dosya paylaşımı"),
        ("D", "D: ağ yapılandırması"),
        ("E", "E: masaüstü"),
    ),
    _choices("Pardus dalgası", *((f"W{n}", f"Dalga {n}") for n in range(9)), ("muaf", "Muaf")),
    _choices(
        "Pardus durumu",
        ("bekliyor", "Bekliyor"),
        ("suruyor", "Sürüyor"),
        ("basarisiz", "Başarısız"),
        ("tamam", "Tamam"),
        ("geri-alindi", "Geri alındı"),
        ("muaf", "Muaf"),
    ),
    _choices("Kimlik okuyucu", ("kart", "Kart"), ("parmak-izi", "Parmak izi"), ("yuz", "Yüz")),
)


def _field(name: str, label: str, type_: str, *types: str, choices: str | None = None, words: str = "") -> Body:
    body: Body = {"name": name, "label": label, "type": type_, "object_types": list(types), "description": words}
    return body | ({"choice_set": {"name": choices}} if choices else {})


CUSTOM_FIELDS: tuple[Body, ...] = (
    _field("destek_sonu", "Üretici desteğinin sonu", "date", "dcim.devicetype"),
    _field(
        "yedek_sinifi", "Yedek sınıfı", "select", "dcim.device", "virtualization.virtualmachine", choices="Yedek sınıfı"
    ),
    _field("son_yedek", "Son yedek", "date", "dcim.device", "virtualization.virtualmachine"),
    _field("son_geri_donus_testi", "Son geri dönüş testi", "date", "dcim.device", "virtualization.virtualmachine"),
    _field("doluluk_yuzde", "Doluluk", "integer", "dcim.device", words="yüzde"),
    _field("kayit_suresi_gun", "Kayıt süresi", "integer", "dcim.device", words="gün"),
    _field(
        "varsayilan_parola",
        "Varsayılan parola",
        "boolean",
        "dcim.device",
        words="Son denetimde varsayılan parola bulundu",
    ),
    _field("kimlik_okuyucu", "Kimlik okuyucu", "select", "dcim.device", choices="Kimlik okuyucu"),
    _field("aku_tarihi", "Akü tarihi", "date", "dcim.device"),
    _field("av_surum", "Antivirüs sürümü", "text", "dcim.device", words="Boşsa ajan yok"),
    _field("av_imza_tarihi", "Antivirüs imza tarihi", "date", "dcim.device"),
    _field("goc_dalga", "Pardus dalgası", "select", "dcim.device", choices="Pardus dalgası"),
    _field("goc_durum", "Pardus göç durumu", "select", "dcim.device", choices="Pardus durumu"),
    _field("goc_tarihi", "Pardus göç tarihi", "date", "dcim.device"),
    _field("kvkk_kaydi", "KVKK envanter kaydı", "text", "dcim.device", words="Termal kamerada etkinleştirme şartı"),
    _field("sozlesme_sonu", "Sözleşme sonu", "date", "circuits.circuit"),
    _field("hat_no", "Hat numarası", "text", "circuits.circuit"),
)
