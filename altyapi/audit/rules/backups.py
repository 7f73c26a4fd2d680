"""Backups: taken on time, and proven by a restore."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from altyapi.audit.estate import Estate, day_of, device, field, machine
from altyapi.audit.rules.rule import Hit, rule
from altyapi.audit.thing import Thing
from netbox_sync.model import Device, VirtualMachine


@rule(
    "backup-overdue",
    "high",
    title=("Backup overdue", "Gecikmiş yedek"),
    why=(
        "What was done since the last backup is lost with the next fault.",
        "Son yedekten sonra yapılan iş, ilk arızada kaybolur.",
    ),
    remedy=(
        "Find out why the job failed, take a backup now, and look at the job's next run.",
        "Görevin neden başarısız olduğu bulunmalı, hemen yedek alınmalı, sonraki çalışması izlenmeli.",
    ),
    observed=(
        "class {class_}: last backup {last}, {days} {days:day|days} ago, allowed are {allowed}",
        "sınıf: {class_}, son yedek: {last}, geçen gün: {days}, izin verilen: {allowed}",
    ),
    reads="`yedek_sinifi` and `son_yedek` of devices and virtual machines; `backups.backup_days_max`",
)
def backup_overdue(estate: Estate) -> Iterator[Hit]:
    for one, thing in _backed_up(estate):
        yield from _overdue(estate, one, thing, "son_yedek", estate.policy.backups.backup_days_max)


@rule(
    "restore-test-overdue",
    "medium",
    title=("Restore test overdue", "Gecikmiş geri dönüş testi"),
    why=(
        "A backup that was never restored is a hope, not a backup.",
        "Geri dönüşü denenmemiş yedeğin işe yaradığı bilinmez.",
    ),
    remedy=(
        "Restore it to a separate place, check the data, file the record and enter the date in NetBox.",
        "Ayrı bir ortama geri dönülüp veri denetlenmeli, tutanağı dosyalanmalı, tarih NetBox üzerine girilmeli.",
    ),
    observed=(
        "class {class_}: last test {last}, {days} {days:day|days} ago, allowed are {allowed}",
        "sınıf: {class_}, son test: {last}, geçen gün: {days}, izin verilen: {allowed}",
    ),
    reads="`yedek_sinifi` and `son_geri_donus_testi` where that field exists; `backups.restore_test_days_max`",
)
def restore_test_overdue(estate: Estate) -> Iterator[Hit]:
    for one, thing in _backed_up(estate):
        if "son_geri_donus_testi" in one.custom_fields:  # NetBox gives every field that the kind of object has
            yield from _overdue(estate, one, thing, "son_geri_donus_testi", estate.policy.backups.restore_test_days_max)


def _backed_up(estate: Estate) -> Iterator[tuple[Device | VirtualMachine, Thing]]:
    for one in estate.judged:
        yield one, device(one)
    for guest in estate.snapshot.tables.virtual_machines:
        if guest.status in estate.policy.judged_statuses:
            yield guest, machine(guest)


def _overdue(
    estate: Estate, one: Device | VirtualMachine, thing: Thing, name: str, days_max: dict[str, int]
) -> Iterator[Hit]:
    """A class with a limit and no date at all is overdue too."""
    class_ = str(field(one, "yedek_sinifi"))
    allowed = days_max.get(class_)
    if allowed is None:
        return
    last: date | None = day_of(one, name)
    days = None if last is None else (estate.day - last).days
    if days is None or days > allowed:
        yield Hit(thing, {"class_": class_, "last": last, "days": days, "allowed": allowed})
