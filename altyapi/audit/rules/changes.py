"""What runs otherwise than approved: drifted devices, and changes for a time that were never taken back."""

from __future__ import annotations

from collections.abc import Iterator

from altyapi.audit.estate import Estate, device
from altyapi.audit.rules.rule import Hit, rule
from altyapi.audit.text import Cell
from altyapi.audit.thing import Thing


@rule(
    "config-drift",
    "high",
    title=("Device whose config has drifted", "Yapılandırması sapmış cihaz"),
    why=(
        "It runs what nobody approved, or lacks what was: whoever relies on the plan is wrong about this device.",
        "Onaylanmamış bir yapılandırma çalışıyor ya da onaylanan çalışmıyor: plana güvenen bu cihazda yanılır.",
    ),
    remedy=(
        "./inv config.drift tells what and since when: bring it back with --plan, or NetBox to it with --accept.",
        "./inv config.drift neyin ne zamandır saptığını gösterir: --plan ile geri alınmalı ya da --accept ile NetBox düzeltilmeli.",
    ),
    observed=("since {since}, {days} {days:day|days}: {summary}", "başlangıç {since}, geçen gün: {days}: {summary}"),
    reads="`sapma_baslangici` and `sapma_ozeti`, as `config.drift` keeps them; this machine's last comparison goes before",
)
def config_drift(estate: Estate) -> Iterator[Hit]:
    for one in estate.snapshot.tables.devices:
        found = estate.drift_of(one)
        if found is not None and found[0] <= estate.day:
            since, summary = found
            days = (estate.day - since).days
            yield Hit(device(one), {"since": since, "days": days, "summary": summary})


@rule(
    "change-still-standing",
    "high",
    title=("Change for a time that was not taken back", "Süresi bittiği halde geri alınmamış değişiklik"),
    why=(
        "It was approved until a day that is past; since then it stands without anybody's approval.",
        "Geçmiş bir güne kadar onaylanmıştı; o günden beri kimsenin onayı olmadan duruyor.",
    ),
    remedy=(
        "./inv config.expire takes it back; what hinders it is told by ./inv config.expire --dry.",
        "./inv config.expire geri alır; engel varsa ./inv config.expire --dry gösterir.",
    ),
    observed=(
        "until {until}, {days} {days:day|days} ago: {reason}; document {evrak}, run {run}",
        "son an {until}, geçen gün: {days}: {reason}; evrak: {evrak}, çalıştırma: {run}",
    ),
    reads="plans made with `--until` whose devices still hold them (the runs of this machine)",
)
def change_still_standing(estate: Estate) -> Iterator[Hit]:
    known = estate.snapshot.device_by_name
    for one in estate.standing:
        if one.last_day < estate.day:
            days = (estate.day - one.last_day).days
            thing = device(known[one.device]) if one.device in known else Thing("dcim.device", one.device)
            values: dict[str, Cell] = {
                "until": one.until,
                "days": days,
                "reason": one.reason,
                "evrak": one.evrak,
                "run": one.run,
            }
            yield Hit(thing, values)
