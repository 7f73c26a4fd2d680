"""Software that departments and roles need (role `software_baseline`): how far it is there, and where licences are in use.

What is wanted stands in NetBox's config contexts (key `software`); each host's report says what of it was due there and what is
installed (`/var/lib/altyapi/software/report.json`, fetched by playbooks/software.yml).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, NamedTuple

from altyapi.audit.estate import Estate, device
from altyapi.audit.table import Heading, Table
from altyapi.audit.text import Text
from altyapi.audit.thing import Scope, Thing
from altyapi.audit.views.view import View, column
from altyapi.endpoint.reports import Collected, HostReport, Said, collect
from altyapi.errors import EngineError
from netbox_sync.model import Device
from netbox_sync.text import sort_key

FORMAT = 1
FOLDER = "software"
"""Below the state directory."""
PLAYBOOK = "playbooks/software.yml"
CONTEXT = "software"
"""The key of the config context."""
Group = Literal["department", "ring", "package", "computer"]
GROUPS: tuple[Group, ...] = ("department", "ring", "package", "computer")


class GroupUnknown(EngineError):
    code = "END-033"
    en = "No such rows: --by {by}"
    tr = "Böyle satır yok: --by {by}"
    en_remedy = "--by, one of: {known}"
    tr_remedy = "--by, şunlardan biri: {known}"


class Package(Said):
    name: str
    wanted: Literal["present", "absent"] = "present"
    version: str = ""
    licence: str = ""
    due: bool = True
    installed: str = ""  # version; empty: not installed

    @property
    def complies(self) -> bool:
        """`version` is what apt was asked for, with its `*`."""
        if self.wanted == "absent":
            return not self.installed
        return bool(self.installed) and fnmatchcase(self.installed, self.version or "*")


class SoftwareReport(HostReport):
    """One host's report.json."""

    ring: str
    packages: tuple[Package, ...]


@dataclass(frozen=True)
class Computer:
    """A computer that NetBox has a baseline for; without a report nothing is known of it, so it does not comply."""

    device: Device
    report: SoftwareReport | None

    @property
    def due(self) -> tuple[Package, ...]:
        return tuple(one for one in self.report.packages if one.due) if self.report else ()

    @property
    def complies(self) -> bool:
        return self.report is not None and all(one.complies for one in self.due)


class Line(NamedTuple):
    """A group of computers, or one package: how many should, how many do."""

    name: str
    should: int
    do: int
    unknown: int

    @property
    def percent(self) -> Decimal:
        return Decimal(1000 * self.do // self.should) / 10 if self.should else Decimal(100)


def read(folder: Path) -> Collected[SoftwareReport]:
    """What the playbook fetched. Raises ReportsMissing."""
    return collect(folder, SoftwareReport, form=FORMAT, playbook=PLAYBOOK)


def computers(
    estate: Estate, collected: Collected[SoftwareReport], scope: Scope, days_max: int
) -> tuple[Computer, ...]:
    """Computers in service with a baseline in NetBox; a report that is older than `days_max` days tells nothing any more."""
    oldest = estate.day - timedelta(days=days_max)

    def fresh(report: SoftwareReport | None) -> SoftwareReport | None:
        return None if report is None or estate.day_at(report.made) < oldest else report

    return tuple(
        Computer(one, fresh(collected.of(one.name)))
        for one in estate.in_roles(estate.policy.roles.computers)
        if scope.holds(device(one)) and _packages(one)
    )


def _packages(one: Device) -> object:
    context = one.config_context.get(CONTEXT)
    return context.get("packages") if isinstance(context, dict) else None


def lines(found: Sequence[Computer], by: Group, estate: Estate) -> tuple[Line, ...]:
    """Compliance by department, ring or computer; or package by package."""
    if by == "package":
        return _by_package(found)
    names: dict[Group, Callable[[Computer], str]] = {
        "department": lambda one: estate.name("tenants", one.device.tenant),
        "ring": lambda one: (
            one.report.ring if one.report else str(one.device.config_context[CONTEXT].get("ring") or "genis")
        ),
        "computer": lambda one: one.device.name,
    }
    grouped: dict[str, list[Computer]] = {}
    for one in found:
        grouped.setdefault(names[by](one), []).append(one)
    made = (
        Line(name, len(own), sum(one.complies for one in own), sum(one.report is None for one in own))
        for name, own in grouped.items()
    )
    return tuple(sorted(made, key=lambda one: sort_key(one.name)))


def _by_package(found: Iterable[Computer]) -> tuple[Line, ...]:
    due: dict[str, list[Package]] = {}
    for one in found:
        for package in one.due:
            due.setdefault(package.name, []).append(package)
    made = (Line(name, len(own), sum(one.complies for one in own), 0) for name, own in due.items())
    return tuple(sorted(made, key=lambda one: sort_key(one.name)))


def total(found: Sequence[Computer]) -> Line:
    return Line("", len(found), sum(one.complies for one in found), sum(one.report is None for one in found))


HEADS: dict[Group, Text] = {
    "department": Text("Department", "Birim"),
    "ring": Text("Ring", "Halka"),
    "package": Text("Package", "Paket"),
    "computer": Text("Computer", "Bilgisayar"),
}


def view(rows: Sequence[Line], by: Group) -> View:
    head = HEADS[by]
    return View(
        f"yazilim-{by}",
        Text("Software compliance", "Yazılım uyumu"),
        Text(
            "Computers with a software baseline in NetBox's config contexts: how many have what is due there.",
            "NetBox config context içinde yazılım tabanı olan bilgisayarlar: vadesi gelen paketlerin durumu.",
        ),
        lambda _estate: rows,
        lambda _estate, one: Thing("software", one.name),
        (
            column("ad", head.en, head.tr, "name", width=34),
            column("olmali", "Should", "Olmalı", "should", "number", 8),
            column("uyan", "Comply", "Uyan", "do", "number", 8),
            column("oran", "%", "%", "percent", "number", 7),
            column("bilinmeyen", "No report", "Rapor yok", "unknown", "number", 9),
        ),
        ("ad",),
        ("ad", "olmali", "uyan", "oran", "bilinmeyen"),
    )


class Use(NamedTuple):
    """One licence: bought, counted by its owner, and seen installed."""

    licence: str
    product: str
    bought: int | None  # none: no such licence in the register
    counted: int | None
    seen: int

    @property
    def over(self) -> bool:
        return self.bought is None or self.seen > self.bought


def licences(found: Iterable[Computer], estate: Estate) -> tuple[Use, ...]:
    """Every licence that a baseline names, with the computers on which its package is installed, whether due or not."""
    seen: dict[str, int] = {}
    for one in found:
        for name in dict.fromkeys(each.licence for each in (one.report.packages if one.report else ()) if each.licence):
            installed = (
                any(each.installed for each in one.report.packages if each.licence == name) if one.report else False
            )
            seen[name] = seen.get(name, 0) + installed
    register = {one.id: one for one in estate.registers.licences}
    return tuple(
        Use(
            name,
            register[name].product if name in register else "",
            register[name].quantity if name in register else None,
            register[name].used if name in register else None,
            count,
        )
        for name, count in sorted(seen.items())
    )


def uses(found: Sequence[Use]) -> Table:
    headings = (
        Heading("lisans", Text("Licence", "Lisans"), "text", 16),
        Heading("urun", Text("Product", "Ürün"), "text", 26),
        Heading("alinan", Text("Bought", "Alınan"), "number", 8),
        Heading("beyan", Text("Counted", "Beyan"), "number", 8),
        Heading("gorulen", Text("Installed", "Kurulu"), "number", 9),
        Heading("asim", Text("Too many", "Aşım"), "flag", 8),
    )
    rows = tuple((one.licence, one.product, one.bought, one.counted, one.seen, one.over) for one in found)
    return Table("yazilim-lisans", Text("Licences in use", "Kullanılan lisanslar"), headings, rows)
