"""The backup policy (`inventory/policy/backup.yml`): what is backed up how often, kept how long, copied where, tried when.

The institution's plan as BİGR 3.1.13.1 asks for it: system (by its class in NetBox), job, start, type, period, versioning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from altyapi.backup.generations import GENERATIONS, Generation, Hold, Keep
from altyapi.backup.point import Kind
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Frozen
from netbox_sync.policyfile import TimeZone, read, refuse

FILE = "backup.yml"
Interval = Literal["hourly", "daily", "weekly", "monthly", "quarterly", "half_yearly", "on-demand"]
OVERDUE_HOURS: dict[str, int] = {
    "hourly": 2, "daily": 26, "weekly": 8 * 24, "monthly": 32 * 24, "quarterly": 93 * 24, "half_yearly": 185 * 24,
}  # fmt: skip
"""Hours after which a backup of that interval is overdue: the interval and time for one run that failed or took long."""


class Place(Frozen):
    """Where copies lie. `address` is what its kind understands: a folder, a restic repository, a tape changer. `{system}` in
    it stands for a system's name, where each has a repository of its own; `key` may then have one secret below it for each."""

    kind: Literal["git", "restic", "folder", "tape"]
    title: str = ""
    site: str = ""  # the site's slug in NetBox
    address: str = ""
    key: str = ""  # name of the secret that opens it, in the secret store
    ca_file: str = ""  # PEM of the CA that signed the endpoint's certificate; empty: the system's
    append_only: bool = False
    percent_max: int = Field(79, ge=1, le=100)  # fuller than that is a finding


class Copy(Frozen):
    """A copy elsewhere."""

    place: str
    hours_max: int = Field(24, ge=1)  # how old the newest copy may be
    generations: tuple[Generation, ...] = GENERATIONS


class BackupClass(Frozen):
    title: str = Field(min_length=1)
    kinds: tuple[Kind, ...] = Field(min_length=1)
    type: Literal["full", "incremental"] = "incremental"
    every: Interval
    start: str = Field("01:00", pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")  # wall clock of the policy's zone
    overdue_hours: int | None = Field(None, ge=1)
    keep: Keep
    place: str  # where the first copy lies
    copies: tuple[Copy, ...] = ()
    drill_days: int | None = Field(None, ge=1)  # a restore is tried at least so often; none: not asked for
    drill_scope: Literal["each", "sample"] = "each"  # sample: one system's drill speaks for all of the class
    owner_role: str = Field(min_length=1)  # who answers: a role, never a person

    @property
    def hours_max(self) -> int | None:
        """How old the newest backup may be, in hours; none: taken when it is needed only."""
        return self.overdue_hours or OVERDUE_HOURS.get(self.every)


class OwnSystem(Frozen):
    """A system that NetBox does not hold: NetBox's own database, this toolkit's state. `source`: a connection string of
    PostgreSQL (`service=netbox`, `host=… dbname=…`), or a folder; empty: the toolkit's state folder, or `dbname=netbox`."""

    name: str = Field(min_length=1)
    title: str = ""
    class_: str = Field(alias="class")
    kind: Kind
    source: str = ""
    secret: str = ""  # name of the secret that holds the database login's password, where it needs one


class Configs(Frozen):
    """Backups of devices' configs."""

    place: str = "yapilandirma"
    recipients: tuple[str, ...] = ()  # age public keys (age1…): who may open the full copies
    identity: str = "backup/age-identity"  # name of the secret that opens them here
    retries: int = Field(2, ge=0, le=10)
    shrink_percent_max: int = Field(60, ge=1, le=100)  # a config that lost more than that is taken for incomplete
    bundles: Keep = Keep(daily=14, weekly=8, monthly=12)  # whole copies of the history, as single files


class DrillImages(Frozen):
    """Container images whose servers take in the dumps of a drill, by what the engine on that machine calls them. Empty, or without an
    engine: the server that is installed there."""

    postgresql: str = ""
    mariadb: str = ""


class Requirement(Frozen):
    """Systems that must have a class: devices of these roles; virtual machines where it says so."""

    roles: tuple[str, ...] = (
        "core-switch", "dc-switch", "distribution-switch", "access-switch", "poe-switch", "router", "firewall", "server",
    )  # fmt: skip
    virtual_machines: bool = True


def _keep(**counts: int) -> Keep:
    return Keep(**counts)


_COPIES = (
    Copy(place="fkm", hours_max=24, generations=("daily", "weekly", "monthly", "quarterly", "half_yearly")),
    Copy(place="teyp", hours_max=35 * 24, generations=("monthly", "quarterly", "half_yearly")),
)
CLASSES: dict[str, BackupClass] = {
    "A": BackupClass(
        title="Kritik veritabanları", kinds=("database",), every="hourly", start="00:00", place="merkez", drill_days=31,
        keep=_keep(hourly=48, daily=30, weekly=12, monthly=12, quarterly=8, half_yearly=10), copies=_COPIES,
        owner_role="rol-sistem-sorumlusu",
    ),
    "B": BackupClass(
        title="Uygulamalar ve sanal sunucular", kinds=("files", "image"), every="daily", start="23:00", place="merkez",
        keep=_keep(daily=30, weekly=8, monthly=12, quarterly=4), copies=_COPIES, drill_days=92,
        owner_role="rol-sistem-sorumlusu",
    ),
    "C": BackupClass(
        title="Dosya paylaşımları", kinds=("files",), every="daily", start="21:00", place="merkez", drill_days=183,
        keep=_keep(daily=30, weekly=12, monthly=12, half_yearly=4), copies=_COPIES, owner_role="rol-sistem-sorumlusu",
    ),
    "D": BackupClass(
        title="Ağ yapılandırmaları", kinds=("config",), type="full", every="daily", start="02:00", place="yapilandirma",
        keep=_keep(days=1826), copies=(Copy(place="fkm", hours_max=48),), drill_days=183, drill_scope="sample",
        owner_role="rol-ag-sorumlusu",
    ),
    "E": BackupClass(
        title="Masaüstü bilgisayarlar (göç öncesi imaj)", kinds=("image",), type="full", every="on-demand", place="merkez",
        keep=_keep(days=60), owner_role="rol-teknik-servis-sorumlusu",
    ),
}  # fmt: skip
PLACES: dict[str, Place] = {
    "yapilandirma": Place(kind="git", title="Yapılandırma geçmişi"),
    "merkez": Place(kind="restic", title="Yedekleme birimi", key="backup/restic-merkez"),
    "fkm": Place(kind="restic", title="Felaket kurtarma merkezi", key="backup/restic-fkm", append_only=True),
    "teyp": Place(kind="tape", title="Teyp ünitesi"),
}


class BackupPolicy(Frozen):
    """Defaults are those of the file as it is shipped."""

    timezone: TimeZone = "Europe/Istanbul"
    field: str = Field("yedek_sinifi", pattern=r"^[A-Za-z0-9_]+$")  # NetBox custom field that holds a system's class
    classes: dict[str, BackupClass] = CLASSES
    places: dict[str, Place] = PLACES
    own_systems: tuple[OwnSystem, ...] = (
        OwnSystem(name="netbox-veritabani", title="NetBox veritabanı", **{"class": "A"}, kind="database"),
        OwnSystem(name="altyapi-durumu", title="Aracın kendi durumu", **{"class": "B"}, kind="state"),
    )
    needs_class: Requirement = Requirement()
    configs: Configs = Configs()
    drill_images: DrillImages = DrillImages()
    holds: tuple[Hold, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> BackupPolicy:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[tuple[str, str]]:
        """What no single key can tell: each in English and Turkish."""
        for name, one in self.classes.items():
            if not re.fullmatch(r"[A-Z]", name):
                yield (
                    f"classes.{name}: a class is one letter A to Z",
                    f"classes.{name}: sınıf A-Z arası tek harf olmalı",
                )
            for place in (one.place, *(copy.place for copy in one.copies)):
                if place not in self.places:
                    yield f"classes.{name}: no such place: {place}", f"classes.{name}: böyle bir yer yok: {place}"
            if one.place in {copy.place for copy in one.copies}:
                yield (
                    f"classes.{name}: a copy in the same place is none: {one.place}",
                    f"classes.{name}: aynı yerdeki kopya kopya sayılmaz: {one.place}",
                )
        for system in self.own_systems:
            if system.class_ not in self.classes:
                yield (
                    f"own_systems.{system.name}: no such class: {system.class_}",
                    f"own_systems.{system.name}: böyle bir sınıf yok: {system.class_}",
                )
        if self.configs.place not in self.places:
            yield f"configs: no such place: {self.configs.place}", f"configs: böyle bir yer yok: {self.configs.place}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def digest(self) -> str:
        """SHA-256 of the content, comments and layout aside."""
        return sha256(canonical_line(self.model_dump(mode="json", by_alias=True)))


def load(folder: Path) -> BackupPolicy:
    """The policy of that folder; defaults where the file is absent. Raises PolicyFileInvalid with every fault."""
    return read(folder / FILE, BackupPolicy)
