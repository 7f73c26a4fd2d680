"""Views over time: the Pardus calendar, licences, warranties and the end of support."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from altyapi.audit.estate import Estate, day_of, device, field
from altyapi.audit.registers import Wave
from altyapi.audit.text import Text
from altyapi.audit.thing import Thing
from altyapi.audit.views.view import View, column
from netbox_sync.model import Device

EXEMPT = "muaf"


class Progress(NamedTuple):
    """How far one wave is, of the whole or of one department. Days late count while something is left."""

    thing: Thing
    wave: str
    name: str
    department: str
    start: date | None
    end: date | None
    target: int
    done: int
    left: int
    back: int
    late_days: int | None
    exempt: int
    reasons: str


def _computers(estate: Estate) -> Iterable[tuple[str, Device]]:
    """Computers in service that stand in a wave, or are exempt from all of them."""
    for one in estate.in_roles(estate.policy.roles.computers):
        wave = field(one, "goc_dalga")
        if wave is not None:
            yield str(wave), one


def _progress(estate: Estate, wave_id: str, department: str, states: Counter[str]) -> Progress:
    wave: Wave | None = estate.wave.get(wave_id)
    exempt, done, back = states[EXEMPT], states["tamam"], states["geri-alindi"]
    target = states.total() - exempt
    left = target - done
    late = (estate.day - wave.end).days if wave is not None and left and wave.end < estate.day else None
    return Progress(
        thing=Thing("wave", wave_id),
        wave=wave_id,
        name=wave.name if wave else "",
        department=department,
        start=wave.start if wave else None,
        end=wave.end if wave else None,
        target=target,
        done=done,
        left=left,
        back=back,
        late_days=late,
        exempt=exempt,
        reasons=_reasons(estate) if wave_id == EXEMPT else "",
    )


def _reasons(estate: Estate) -> str:
    return "; ".join(f"{one.reason} ({one.computers})" for one in estate.registers.exemptions)


def _waves(estate: Estate) -> Iterable[Progress]:
    found: dict[str, Counter[str]] = {one.id: Counter() for one in estate.registers.waves}
    for wave, one in _computers(estate):
        found.setdefault(wave, Counter())[str(field(one, "goc_durum"))] += 1
    return (_progress(estate, wave, "", states) for wave, states in found.items())


def _by_department(estate: Estate) -> Iterable[Progress]:
    found: dict[tuple[str, str | None], Counter[str]] = {}
    for wave, one in _computers(estate):
        found.setdefault((wave, one.tenant), Counter())[str(field(one, "goc_durum"))] += 1
    for (wave, tenant), states in found.items():
        yield _progress(estate, wave, estate.name("tenants", tenant), states)


_WAVE = (
    column("dalga", "Wave", "Dalga", "wave", width=7),
    column("ad", "Name", "Ad", "name", width=28),
)
_COUNTS = (
    column("baslangic", "From", "Başlangıç", "start", "date", 11),
    column("bitis", "Until", "Bitiş", "end", "date", 11),
    column("hedef", "To do in all", "Hedef", "target", "number", 8),
    column("biten", "Done", "Biten", "done", "number", 8),
    column("kalan", "Left", "Kalan", "left", "number", 8),
    column("geri_alinan", "Taken back", "Geri alınan", "back", "number", 9),
    column("gecikme_gun", "Days late", "Gecikme (gün)", "late_days", "number", 9),
    column("muaf", "Exempt", "Muaf", "exempt", "number", 8),
)
_BY_WAVE = Text(
    "Waves of waves.yml and the computers that carry their ids in NetBox; late: past the end with some left.",
    "waves.yml içindeki dalgalar ve NetBox üzerinde o dalgadaki bilgisayarlar; gecikme: sonu geçmiş, kalanı var.",
)
PARDUS = View(
    "pardus",
    Text("Pardus migration calendar", "Pardus göç takvimi"),
    _BY_WAVE,
    _waves,
    lambda _estate, one: one.thing,
    (*_WAVE, *_COUNTS, column("gerekce", "Why exempt", "Muafiyet gerekçesi", "reasons", width=40)),
    ("baslangic", "dalga"),
    ("dalga", "ad", "bitis", "hedef", "biten", "kalan", "gecikme_gun"),
)
PARDUS_DEPARTMENTS = View(
    "pardus-birimleri",
    Text("Pardus migration by department", "Birimlere göre Pardus göçü"),
    _BY_WAVE,
    _by_department,
    lambda _estate, one: one.thing,
    (_WAVE[0], column("birim", "Department", "Birim", "department", width=32), *_COUNTS),
    ("baslangic", "dalga", "birim"),
    ("dalga", "birim", "hedef", "biten", "kalan", "gecikme_gun"),
)


class Term(NamedTuple):
    """Something that ends: a licence, a device's warranty, a model's support."""

    thing: Thing
    kind: Text
    subject: str
    publisher: str
    quantity: int | None
    used: int | None
    end: date | None
    version: str
    approved: str
    equivalent: str
    contract: str
    site: str


LICENCE, SUPPORT = Text("licence", "lisans"), Text("maker's support", "üretici desteği")
WARRANTY, SOFTWARE = Text("warranty", "garanti"), Text("software", "yazılım")


def _terms(estate: Estate) -> Iterable[Term]:
    for one in estate.registers.licences:
        yield Term(
            Thing("licence", one.id), LICENCE, one.product, one.publisher, one.quantity, one.used, one.end, "", "",
            one.open_source_equivalent, one.contract, "",
        )  # fmt: skip
    for box in estate.snapshot.tables.devices:
        if box.status == "decommissioning":
            continue
        kind = estate.device_type(box)
        model = kind.model if kind else box.device_type
        maker = estate.name("manufacturers", box.manufacturer)
        version = estate.software(box)
        approved = str((field(kind, "onayli_surum") if kind else None) or "")
        site = estate.name("sites", box.site)
        support, warranty = day_of(kind, "destek_sonu") if kind else None, day_of(box, "garanti_sonu")
        if support is not None:
            yield Term(
                device(box), SUPPORT, model, maker, 1, None, support, version, approved, "", "", site
            )  # fmt: skip
        if warranty is not None:
            yield Term(device(box), WARRANTY, model, maker, 1, None, warranty, version, approved, "", "", site)
        if support is None and warranty is None and approved and version != approved:
            yield Term(device(box), SOFTWARE, model, maker, 1, None, None, version, approved, "", "", site)


def _days_left(estate: Estate, one: Term) -> int | None:
    return None if one.end is None else (one.end - estate.day).days


LIFE = View(
    "yasam",
    Text("Licences, warranties, end of support", "Lisans, garanti ve destek sonu"),
    Text(
        "Licences of licences.yml, devices with a warranty or an end of support, and software other than approved.",
        "licences.yml içindeki lisanslar, garantisi ya da destek sonu bilinen cihazlar, onaylıdan farklı yazılımlar.",
    ),
    _terms,
    lambda _estate, one: one.thing,
    (
        column("kayit", "Record", "Kayıt", lambda _e, one: one.thing.name, width=20),
        column("tur", "Kind", "Tür", "kind", width=13),
        column("urun", "Product, model", "Ürün, model", "subject", width=24),
        column("uretici", "Publisher, maker", "Üretici", "publisher", width=16),
        column("adet", "Bought", "Adet", "quantity", "number", 7),
        column("kullanilan", "In use", "Kullanılan", "used", "number", 9),
        column("bitis", "Ends", "Bitiş", "end", "date", 11),
        column("kalan_gun", "Days left", "Kalan gün", _days_left, "number", 8),
        column("surum", "Version", "Sürüm", "version", width=10),
        column("onayli", "Approved version", "Onaylı sürüm", "approved", width=10),
        column("akky", "Open-source equivalent", "AKKY muadili", "equivalent", width=16),
        column("sozlesme", "Contract", "Sözleşme", "contract", width=14),
        column("site", "Site", "Yerleşke", "site", width=20),
    ),
    ("bitis", "tur", "kayit"),
    ("kayit", "tur", "urun", "bitis", "kalan_gun"),
)
