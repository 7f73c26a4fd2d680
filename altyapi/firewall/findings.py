"""What a check of the policy can find: kinds as data, each with its words and its remedy in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple, cast

from altyapi.errors import Language
from altyapi.firewall.policy import Policy, Section
from netbox_sync.model import Frozen

Severity = Literal["error", "warning"]
MOST_LISTED = 5
"""Of the findings that an error carries."""


class Kind(NamedTuple):
    """`error`: the policy must not be rolled out so."""

    severity: Severity
    en: str
    tr: str
    en_remedy: str
    tr_remedy: str


KINDS: dict[str, Kind] = {
    "undefined-name": Kind(
        "error",
        "names what is not defined: {name}; near: {near}",
        "tanımsız ad: {name}; yakın: {near}",
        "Correct the name, or define it under zones, objects or services.",
        "Ad düzeltilmeli ya da zones, objects, services altında tanımlanmalı.",
    ),
    "unknown-in-netbox": Kind(
        "error",
        "NetBox has no {what}: {name}; near: {near}",
        "NetBox içinde yok: {what}: {name}; yakın: {near}",
        "Correct the slug, or enter the object in NetBox and pull again.",
        "Kısa ad düzeltilmeli ya da nesne NetBox üzerine girilip yeniden çekilmeli.",
    ),
    "duplicate-name": Kind(
        "error",
        "the name stands twice: {name}, first in {first}",
        "ad iki kez geçiyor: {name}, ilki: {first}",
        "Zones, objects and services share their names, rules and translations their ids: choose another.",
        "Bölge, nesne ve servis adları ortaktır, kural ve çevirilerin no alanı da: başka bir ad seçilmeli.",
    ),
    "circular-members": Kind(
        "error",
        "members lead back to itself: {name}",
        "üyeler kendisine dönüyor: {name}",
        "Take one of the members out.",
        "Üyelerden biri çıkarılmalı.",
    ),
    "not-one-address": Kind(
        "error",
        "one address is needed, it has {count}: {name}",
        "tek adres gerekli, adres sayısı: {count}: {name}",
        "Name an object with exactly one address, or write the address itself.",
        "Tam bir adresi olan nesne ya da adresin kendisi yazılmalı.",
    ),
    "empty-zone": Kind(
        "warning",
        "zone without a prefix in NetBox: its rules match nothing",
        "NetBox içinde ağı olmayan bölge: kuralları hiçbir şeyle eşleşmez",
        "Correct its selection, or enter the prefixes in NetBox and pull again.",
        "Seçim düzeltilmeli ya da ağlar NetBox üzerine girilip yeniden çekilmeli.",
    ),
    "empty-object": Kind(
        "warning",
        "nothing in NetBox fits it: its rules match nothing",
        "NetBox içinde karşılığı yok: kuralları hiçbir şeyle eşleşmez",
        "Correct its selection, or enter the devices or addresses in NetBox and pull again.",
        "Seçim düzeltilmeli ya da cihaz ve adresler NetBox üzerine girilip yeniden çekilmeli.",
    ),
    "zones-overlap": Kind(
        "error",
        "shares addresses with zone {other}: {addresses}",
        "başka bölge ile ortak adres: {other}: {addresses}",
        "Narrow one of the two selections: an address belongs to one zone.",
        "İki seçimden biri daraltılmalı: bir adres tek bölgeye aittir.",
    ),
    "several-rest-zones": Kind(
        "error",
        "a second zone with rest: true, beside {other}",
        "rest: true olan ikinci bölge; ilki: {other}",
        "Only one zone can hold what is in no other.",
        "Başka bölgede olmayan adresler tek bölgede toplanır.",
    ),
    "gateway-without-device": Kind(
        "warning",
        "no device of NetBox is selected by it: {devices}",
        "NetBox içinde seçtiği cihaz yok: {devices}",
        "Correct the selection, or enter the firewall in NetBox and pull again.",
        "Seçim düzeltilmeli ya da güvenlik duvarı NetBox üzerine girilip yeniden çekilmeli.",
    ),
    "gateway-unlinked": Kind(
        "error",
        "interface {interface} leads to {other}, which has none that leads back",
        "{interface} arayüzünün gittiği geçidin dönüş arayüzü yok: {other}",
        "Give the other gateway an interface with to: [{name}].",
        "Öteki geçide to: [{name}] olan bir arayüz yazılmalı.",
    ),
    "sides-overlap": Kind(
        "error",
        "the same addresses lie behind {interface} and {other}: {addresses}",
        "aynı adresler iki arayüzün ardında: {interface}, {other}: {addresses}",
        "Narrow zones or at of one of the interfaces.",
        "Arayüzlerden birinin zones ya da at seçimi daraltılmalı.",
    ),
    "zone-behind-nothing": Kind(
        "warning",
        "lies behind no gateway: {addresses}",
        "hiçbir geçidin ardında değil: {addresses}",
        "Name the zone at an interface of the gateway that it is reached through.",
        "Bölge, ulaşıldığı geçidin bir arayüzünde yazılmalı.",
    ),
    "never-matches": Kind(
        "warning",
        "can match on no gateway: nothing of it passes one",
        "hiçbir geçitte eşleşemez: eşleşecek trafik geçitten geçmiyor",
        "Take it out, or correct its zones or its gateways.",
        "Kural çıkarılmalı ya da bölgeleri, geçitleri düzeltilmeli.",
    ),
    "shadowed-rule": Kind(
        "error",
        "never reached on {gateway}: {others} take all of it and do otherwise",
        "hiç ulaşılmıyor, geçit: {gateway}: tümünü önceki kurallar alıyor ve tersini yapıyor: {others}",
        "Move it before them, narrow them, or take it out.",
        "Öne alınmalı, öncekiler daraltılmalı ya da kural çıkarılmalı.",
    ),
    "redundant-rule": Kind(
        "warning",
        "changes nothing on {gateway}: {others} already do the same",
        "bir şey değiştirmiyor, geçit: {gateway}: önceki kurallar aynısını yapıyor: {others}",
        "Take it out; move its purpose to the rule that stays.",
        "Kural çıkarılmalı; amacı kalan kurala yazılmalı.",
    ),
    "duplicate-rule": Kind(
        "error",
        "matches exactly what {others} matches",
        "başka bir kuralla birebir aynı: {others}",
        "Keep one of the two.",
        "İkisinden biri bırakılmalı.",
    ),
    "no-purpose": Kind(
        "error",
        "without a purpose",
        "amacı yazılmamış",
        "Write what it is for; BİGR 3.1.6.16 asks for it.",
        "Ne için olduğu yazılmalı; BİGR 3.1.6.16 bunu ister.",
    ),
    "no-owner": Kind(
        "error",
        "without an owner",
        "sorumlu rolü yazılmamış",
        "Write the role that answers for it.",
        "Sorumlu rol yazılmalı.",
    ),
    "no-evrak": Kind(
        "error",
        "without a document number",
        "evrak numarası yazılmamış",
        "Write the number of the document that asks for it.",
        "İsteyen evrakın numarası yazılmalı.",
    ),
    "expired": Kind(
        "error",
        "expired on {expires}, {days} d ago; it is no longer generated",
        "süresi doldu: {expires}, geçen gün: {days}; artık üretilmiyor",
        "Take it out, or have it approved anew and enter the new end.",
        "Kural çıkarılmalı ya da yeniden onaylatılıp yeni bitiş girilmeli.",
    ),
    "any-any": Kind(
        "error",
        "allows everything from anywhere to anywhere",
        "her yerden her yere her şeye izin veriyor",
        "Name the zones, objects and services that are meant.",
        "Kastedilen bölge, nesne ve servisler yazılmalı.",
    ),
    "management-cut": Kind(
        "error",
        "the toolkit's own way is cut: {service} from {source} to {device} ({address}): {why}",
        "aracın kendi yolu kesiliyor: {service}, {source} → {device} ({address}): {why}",
        "Allow it before the rule named, or correct management.",
        "Anılan kuraldan önce izin verilmeli ya da management düzeltilmeli.",
    ),
    "management-empty": Kind(
        "error",
        "nothing is checked of the toolkit's own way, as this is empty: {what}",
        "aracın kendi yolu denetlenemiyor, içi boş: {what}",
        "Let `management` name where the toolkit runs, and devices that have a primary address in NetBox.",
        "`management` altında aracın çalıştığı yer ve NetBox üzerinde birincil adresi olan cihazlar belirtilmeli.",
    ),
    "no-management": Kind(
        "warning",
        "no management: nothing watches over the toolkit's own way to the devices",
        "management yazılmamış: aracın cihazlara giden kendi yolu denetlenemiyor",
        "Write from where devices are managed: management: {{from: [...], services: [tcp/22]}}",
        "Cihazların nereden yönetildiği yazılmalı: management: {{from: [...], services: [tcp/22]}}",
    ),
    "nat-overlap": Kind(
        "error",
        "translates what {other} translates too on {gateway}: {what}",
        "başka bir çeviri ile çakışıyor: {other}, geçit: {gateway}: {what}",
        "Narrow one of the two: only the first would ever take effect.",
        "İkisinden biri daraltılmalı: yalnız ilki etkili olur.",
    ),
}


WHAT: dict[str, str] = {
    "devices": "cihaz",
    "site": "yerleşke",
    "site group": "yerleşke grubu",
    "region": "bölge",
    "role of prefixes": "ağ rolü",
    "device role": "cihaz rolü",
    "platform": "platform",
    "tenant": "birim",
    "VRF": "VRF",
    "tag": "etiket",
    "service": "servis",
}
"""What a selection names, as a person says it."""


class Finding(Frozen):
    """`subject` is the id or name that it speaks of; file and line say where that stands, the file as it is opened from the
    current folder."""

    kind: str
    severity: Severity
    section: str
    subject: str
    file: str
    line: int
    values: dict[str, str] = {}

    def message(self, language: Language) -> str:
        kind = KINDS[self.kind]
        if language == "en":
            return kind.en.format(**self.values)
        return kind.tr.format(**{name: WHAT.get(value, value) for name, value in self.values.items()})

    def told(self, language: Language) -> str:
        """With its place and subject, in one line."""
        return f"{self.file}:{self.line} {self.subject}: {self.message(language)}"

    def remedy(self, language: Language) -> str:
        kind = KINDS[self.kind]
        return (kind.tr_remedy if language == "tr" else kind.en_remedy).format(**self.values)


class Carrying:
    """Of an error whose listing are the findings that it carries: each with its place, in the reader's language."""

    en: ClassVar[str]
    tr: ClassVar[str]
    fields: dict[str, object]

    def message(self, language: Language) -> str:
        found = cast("tuple[Finding, ...]", self.fields.get("findings", ()))
        listing = "; ".join(one.told(language) for one in found[:MOST_LISTED]) + (
            " …" if len(found) > MOST_LISTED else ""
        )
        return (self.tr if language == "tr" else self.en).format(count=len(found), listing=listing)


def near(file: Path) -> str:
    """A file as it is opened from the current folder."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)


class Found(NamedTuple):
    """A finding before its place in the files is looked up."""

    kind: str
    section: Section
    entry: int  # its place among the section's entries
    values: dict[str, str]


def placed(policy: Policy, found: Iterable[Found]) -> tuple[Finding, ...]:
    """With file and line, in the files' order; errors and warnings mixed as they stand."""
    rows = []
    for one in found:
        file, line = policy.place(one.section, one.entry)
        entries = getattr(policy, one.section)
        entry = entries[one.entry] if isinstance(entries, tuple) and one.entry < len(entries) else None
        subject = str(getattr(entry, "id", None) or getattr(entry, "name", None) or one.section)
        rows.append(
            Finding(
                kind=one.kind,
                severity=KINDS[one.kind].severity,
                section=one.section,
                subject=subject,
                file=near(file) if file else "-",
                line=line,
                values=one.values,
            )
        )
    return tuple(sorted(rows, key=lambda row: (Path(row.file).name, row.line, row.kind, row.subject)))
