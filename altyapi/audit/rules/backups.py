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


@rule(
    "backup-class-missing",
    "medium",
    title=("System without a backup class", "Yedekleme sınıfı olmayan sistem"),
    why=(
        "No plan covers it: nobody backs it up, and nobody misses it when it is not.",
        "Hiçbir plan kapsamıyor: yedeği alınmaz, alınmadığı da fark edilmez.",
    ),
    remedy=(
        "Give it a class in NetBox (`yedek_sinifi`); what each class means stands in inventory/policy/backup.yml.",
        "NetBox üzerinde sınıf verilmeli (`yedek_sinifi`); sınıfların anlamı inventory/policy/backup.yml içinde.",
    ),
    observed=("class: {class_}; role: {role}", "sınıf: {class_}; rol: {role}"),
    reads="`yedek_sinifi` of devices of `needs_class.roles` and of virtual machines; the classes of backup.yml",
)
def backup_class_missing(estate: Estate) -> Iterator[Hit]:
    plan = estate.backup
    for one, thing in _backed_up(estate):
        class_ = str(field(one, plan.field) or "")
        judged = one.role in plan.needs_class.roles if isinstance(one, Device) else plan.needs_class.virtual_machines
        if judged and class_ not in plan.classes:
            yield Hit(thing, {"class_": class_, "role": one.role})


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
