"""What is known of a computer before its migration: the form in which every source tells it.

Sources: the role `pardus_assess` (Debian, Pardus; Windows over WinRM), which writes `/var/lib/altyapi/pardus/assessment.json` or
its like on the controller, and a table exported from an inventory program (`windows_table`). Names of files never come in;
names of persons do, as logins, and are masked wherever they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from altyapi.endpoint.reports import AHEAD, Collected, HostReport, Said, collect, key
from netbox_sync.files import write_atomically

FORMAT = 1
FOLDER = "pardus/assessment"
"""Below the state directory."""
PLAYBOOK = "playbooks/pardus_assess.yml"


class Disk(Said):
    name: str
    size_gb: float
    kind: Literal["ssd", "hdd", "nvme", "emmc", ""] = ""
    healthy: bool | None = None  # what SMART says; none: not asked


class Printer(Said):
    """`driverless`: speaks IPP Everywhere or AirPrint, so that no driver of its maker is needed; none: not known."""

    name: str
    model: str = ""
    uri: str = ""
    driverless: bool | None = None


class Reader(Said):
    """A card reader or a token at a USB port: ids as four hexadecimal digits in small letters."""

    vendor: str
    product: str
    name: str = ""


class Software(Said):
    name: str
    version: str = ""
    publisher: str = ""


class Share(Said):
    """A network folder in use. `kind`: smb, nfs, dav, …; `server` without the path, which may tell of persons."""

    kind: str
    server: str
    users: int = 1


class Profile(Said):
    """One person's home on the computer: sizes and counts, never names of files."""

    login: str
    size_mb: int = 0
    office_files: int = 0
    macro_files: int = 0  # office files that carry macros
    mail_stores_mb: int = 0  # PST, OST and the like
    certificates: int = 0  # with private keys, in the person's own store
    unread: int = 0  # folders that could not be looked into


class Assessment(HostReport):
    """One computer. None means not known, which is not the same as no."""

    source: Literal["ansible", "winrm", "table"] = "ansible"
    system: str  # ID and VERSION_ID of os-release, "debian 12"; "windows 10.0.19045"
    architecture: str = ""
    maker: str = ""
    model: str = ""
    virtual: bool | None = None
    memory_mb: int | None = None
    disks: tuple[Disk, ...] = ()
    free_gb: float | None = None  # of the system's disk
    boot_free_mb: int | None = None  # of /boot, or the EFI partition
    firmware: Literal["uefi", "bios", ""] = ""
    secure_boot: bool | None = None
    encrypted: bool | None = None  # BitLocker, LUKS
    battery_percent: int | None = None  # none: no battery, or not known
    on_mains: bool | None = None
    printers: tuple[Printer, ...] = ()
    readers: tuple[Reader, ...] = ()
    pkcs11: tuple[str, ...] = ()  # modules by file name, without their folder
    domain: str = ""  # realm or workgroup's domain; empty: none
    software: tuple[Software, ...] = ()
    held: tuple[str, ...] = ()  # packages that are held back
    foreign_sources: tuple[str, ...] = ()  # package sources other than the distribution's, by host name
    broken_packages: int = 0
    shares: tuple[Share, ...] = ()
    profiles: tuple[Profile, ...] = ()


def read(folder: Path) -> Collected[Assessment]:
    """What the playbook fetched and what was read from tables. Raises ReportsMissing."""
    return collect(folder, Assessment, form=FORMAT, playbook=PLAYBOOK)


class Kept(NamedTuple):
    """How many were new, and the hosts of which something later was known already."""

    new: int
    older: tuple[str, ...]


def keep(reports: Iterable[Assessment], folder: Path) -> Kept:
    """Each as a file beside those that the playbook fetched, unless a later one is there. Of one moment (a table knows the day alone)
    what comes last counts: somebody corrected it. One of a day that has not come yet is no later one."""
    held = read(folder).reports if folder.is_dir() else {}
    latest = datetime.now(UTC) + AHEAD
    new, older = 0, []
    for one in reports:
        before = held.get(key(one.host))
        if before is not None and one.made < before.made <= latest:
            older.append(one.host)
        elif before != one:
            write_atomically(folder / f"{key(one.host)}.json", f"{one.model_dump_json(indent=1)}\n".encode(), 0o600)
            new += 1
    return Kept(new, tuple(older))
