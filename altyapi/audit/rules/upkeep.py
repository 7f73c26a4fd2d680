"""Kit that wears out or runs full: end of support, batteries, backup units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from altyapi.audit.estate import Estate, day_of, device, number_of
from altyapi.audit.rules.rule import Hit, rule
from netbox_sync.model import Device


@rule(
    "end-of-life-switch",
    "medium",
    title=("Switch whose support ends or has ended", "Üretici desteği biten ya da bitmek üzere olan ağ anahtarı"),
    why=(
        "No fixes come any more for what is found in it; buying its successor takes budget and time.",
        "Bulunan açıklar için düzeltme gelmez; yenisinin alımı bütçe ve zaman ister.",
    ),
    remedy=(
        "Put its replacement into the investment programme; until then, restrict who reaches its management.",
        "Değişimi yatırım programına alınmalı; o zamana dek yönetim erişimi sınırlanmalı.",
    ),
    observed=("{model}: support ends {end}", "{model}: destek sonu {end}"),
    reads="`destek_sonu` of the device types of `roles.switches`; `limits.end_of_life_notice_days`",
)
def end_of_life_switch(estate: Estate) -> Iterator[Hit]:
    yield from _out_of_support(estate, estate.in_roles(estate.policy.roles.switches))


@rule(
    "end-of-life-device",
    "low",
    title=("Device whose support ends or has ended", "Üretici desteği biten ya da bitmek üzere olan cihaz"),
    why=(
        "No fixes come any more for what is found in it; buying its successor takes budget and time.",
        "Bulunan açıklar için düzeltme gelmez; yenisinin alımı bütçe ve zaman ister.",
    ),
    remedy=(
        "Put its replacement into the investment programme.",
        "Değişimi yatırım programına alınmalı.",
    ),
    observed=("{model}: support ends {end}", "{model}: destek sonu {end}"),
    reads="`destek_sonu` of the device types of every other role; `limits.end_of_life_notice_days`",
)
def end_of_life_device(estate: Estate) -> Iterator[Hit]:
    switches = estate.policy.roles.switches
    yield from _out_of_support(estate, (one for one in estate.judged if one.role not in switches))


@rule(
    "old-battery",
    "medium",
    title=("UPS with an old battery", "Aküsü eski kesintisiz güç kaynağı"),
    why=(
        "Batteries lose their charge with age: the UPS fails in the moment it is there for.",
        "Aküler yaşlandıkça yükünü yitirir: cihaz tam gerektiği anda çalışmaz.",
    ),
    remedy=(
        "Replace the battery, test under load, and enter the new date in NetBox.",
        "Akü değiştirilip yük altında denenmeli, yeni tarih NetBox üzerine girilmeli.",
    ),
    observed=("battery of {since}, {years} {years:year|years} old", "akü tarihi: {since}, yaşı (yıl): {years}"),
    reads="`aku_tarihi` of devices in `roles.ups`; `limits.battery_years_max`",
)
def old_battery(estate: Estate) -> Iterator[Hit]:
    for ups in estate.in_roles(estate.policy.roles.ups):
        since = day_of(ups, "aku_tarihi")
        if since is not None and _years_later(since, estate.policy.limits.battery_years_max) < estate.day:
            years = estate.day.year - since.year - ((estate.day.month, estate.day.day) < (since.month, since.day))
            yield Hit(device(ups), {"since": since, "years": years})


@rule(
    "backup-unit-filling",
    "high",
    title=("Backup unit that is filling up", "Dolmakta olan yedekleme birimi"),
    why=(
        "When it is full, backups fail all at once, and old copies go before their time.",
        "Dolduğunda yedekler topluca başarısız olur, eski kopyalar zamanından önce silinir.",
    ),
    remedy=(
        "Add room or shorten what is kept, before the next full backup.",
        "Bir sonraki tam yedekten önce yer eklenmeli ya da saklama süresi kısaltılmalı.",
    ),
    observed=("{percent} % full, the limit is {limit} %", "doluluk: %{percent}, sınır: %{limit}"),
    reads="`doluluk_yuzde` of devices in `roles.backup_units`; `limits.backup_unit_percent_max`",
)
def backup_unit_filling(estate: Estate) -> Iterator[Hit]:
    limit = estate.policy.limits.backup_unit_percent_max
    for unit in estate.in_roles(estate.policy.roles.backup_units):
        percent = number_of(unit, "doluluk_yuzde")
        if percent is not None and percent > limit:
            yield Hit(device(unit), {"percent": percent, "limit": limit})


def _out_of_support(estate: Estate, devices: Iterable[Device]) -> Iterator[Hit]:
    last = estate.day + timedelta(days=estate.policy.limits.end_of_life_notice_days)
    for one in devices:
        kind = estate.device_type(one)
        end = day_of(kind, "destek_sonu") if kind else None
        if kind is not None and end is not None and end <= last:
            yield Hit(device(one), {"model": kind.model, "end": end})


def _years_later(day: date, years: int) -> date:
    """The same day so many years on; 1 March for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
