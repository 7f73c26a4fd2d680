"""The practice municipality's backup unit: a restic repository with a copy of each of its servers, databases and shares, as their
own jobs (roles/backup_client) would have left it, and a backup plan that says where it is.

The plan is `inventory/policy/` seen through links, so that what is changed there holds here too; of `backup.yml` alone there is a
copy, in which the places have an address.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import yaml

from altyapi.backup import own, systems
from altyapi.backup.archive import Archive
from altyapi.backup.policy import FILE, BackupPolicy
from altyapi.backup.policy import load as load_plan
from altyapi.backup.systems import System
from altyapi.secrets import SecretStore
from lab.folder import Folder
from netbox_sync.files import write_atomically
from netbox_sync.model import Frozen, Snapshot

PLACES = ("merkez", "fkm", "teyp")
PASSWORDS = {
    "restic-merkez": "merkez-deneme-parolasi", "restic-fkm": "fkm-deneme-parolasi", "teyp": "teyp-deneme-parolasi"
}  # fmt: skip
"""Of the practice repositories, in the lab's secrets below `backup`."""
ROWS = 400
NAMES = ("Çiğdem Işık", "Gökhan Öztürk", "İrem Şahin", "Ümit Yıldız")
SUBJECTS = ("Yol bakım talebi", "Çöp toplama şikâyeti", "İhale ilanı", "Meclis kararı; ek: 2 sayfa")


class Filled(Frozen):
    """What was copied: systems by the kind of what their copy holds."""

    folder: Path
    databases: tuple[str, ...]
    files: tuple[str, ...]


def fill(
    folder: Folder, policy_dir: Path, taken: Snapshot, store: SecretStore, progress: Callable[[str], None]
) -> Filled:
    """A copy of every system of the plan that is kept in a repository; `progress` is told each. What was there stays, with one
    more copy of each."""
    shown = _plan(folder, policy_dir)
    plan = load_plan(shown)
    every = systems.every(plan, taken)
    found: dict[str, list[str]] = {"database": [], "files": []}
    archive: Archive | None = None
    for name, system in sorted(every.items()):
        place = plan.classes[system.class_].place
        if plan.places[place].kind != "restic":
            continue
        if archive is None or archive.name != place:
            archive = Archive(place, plan, store, every, folder.root / "backups" / "cache")
            if not archive.repository("").exists():
                archive.repository("").init()
        progress(name)
        found[_copied(archive, system, plan, folder, taken, store)].append(name)
    if archive is not None:
        _second_site(plan, store, every, folder, archive)
    return Filled(folder=folder.root / "backups", databases=tuple(found["database"]), files=tuple(found["files"]))


def _second_site(
    plan: BackupPolicy, store: SecretStore, every: Mapping[str, System], folder: Folder, first: Archive
) -> None:
    """The repository that the second site's own administrator has made there; nothing is in it yet."""
    for name, place in plan.places.items():
        if place.kind == "restic" and place.address and name != first.name:
            second = Archive(name, plan, store, every, folder.root / "backups" / "cache").repository("")
            if not second.exists():
                second.init(like=first.repository(""))


def _plan(folder: Folder, policy_dir: Path) -> Path:
    """The plan of the practice municipality beside the user's own policies."""
    shown = folder.policy
    shown.mkdir(parents=True, exist_ok=True)
    for link in shown.iterdir():
        if link.is_symlink():
            link.unlink()
    for file in policy_dir.resolve().iterdir():
        if file.name != FILE and not (shown / file.name).exists():  # lab.cameras has one of its own
            (shown / file.name).symlink_to(file)
    source = policy_dir / FILE
    plan = yaml.safe_load(source.read_text("utf-8")) if source.is_file() else None
    plan = plan or BackupPolicy().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    defaults = BackupPolicy().places
    places = plan.setdefault("places", {name: one.model_dump(exclude_defaults=True) for name, one in defaults.items()})
    for name in PLACES:
        if name in places:
            places[name]["address"] = str(folder.root / "backups" / name)
            places[name].setdefault("key", f"backup/{name}")
    text = yaml.safe_dump(plan, allow_unicode=True, sort_keys=False)
    write_atomically(shown / FILE, f"# Made by lab.backups from {source}\n{text}".encode())
    return shown


def _copied(
    archive: Archive, system: System, plan: BackupPolicy, folder: Folder, taken: Snapshot, store: SecretStore
) -> str:
    """One copy; whether it holds a database or files."""
    repository = archive.repository(system.name)
    if system.own is not None and system.own.kind == "state":
        own.take(system.own, repository, folder.root.parent, store)
        return "files"
    kind = "database" if "database" in plan.classes[system.class_].kinds else "files"
    rng = random.Random(system.name)
    with tempfile.TemporaryDirectory(prefix="altyapi-lab-") as name:
        content = _database(system, taken, rng) if kind == "database" else _files(rng)
        for path, text in content:
            file = Path(name) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        repository.backup([Path(name)], host=system.name, tags=[f"kind:{kind}", f"class:{system.class_}"])
    return kind


def _database(system: System, taken: Snapshot, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Dumps as pg_dump and mariadb-dump write them: NetBox's own holds its devices, the mail's is a MariaDB."""
    if system.own is not None:
        rows = [f"{one.id}\t{one.name}\t{one.site}" for one in taken.tables.devices]
        yield "postgresql/netbox.sql", _postgresql("netbox", "dcim_device (id integer, name text, site text)", rows)
        return
    people = [(number, rng.choice(NAMES), rng.choice(SUBJECTS)) for number in range(1, ROWS + 1)]
    if "eposta" in system.name:
        values = ",\n".join(f"({number},'{name}','{subject}')" for number, name, subject in people)
        yield (
            "mariadb/eposta.sql",
            (
                "-- MariaDB dump\nCREATE DATABASE `eposta`;\nUSE `eposta`;\n"
                f"CREATE TABLE `ileti` (\n  `n` int(11),\n  `kimden` text,\n  `konu` text\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n"
                f"INSERT INTO `ileti` VALUES\n{values};\n-- Dump completed\n"
            ),
        )
        return
    yield "postgresql/globals.sql", "CREATE ROLE evrak;\n--\n-- PostgreSQL database cluster dump complete\n--\n"
    rows = [f"{number}\t{name}\t{subject}" for number, name, subject in people]
    yield "postgresql/evrak.sql", _postgresql("evrak", "evrak (n integer, kimden text, konu text)", rows)


def _postgresql(database: str, table: str, rows: list[str]) -> str:
    name, _, columns = table.partition(" ")
    listed = ", ".join(part.split()[0] for part in columns.strip("()").split(","))
    return (
        f"--\n-- PostgreSQL database dump\n--\nSET client_encoding = 'UTF8';\nCREATE DATABASE {database} WITH TEMPLATE = template0;\n"
        f"\\connect {database}\nCREATE TABLE public.{name} {columns};\nCOPY public.{name} ({listed}) FROM stdin;\n"
        + "".join(f"{row}\n" for row in rows)
        + "\\.\n--\n-- PostgreSQL database dump complete\n--\n"
    )


def _files(rng: random.Random) -> Iterator[tuple[str, str]]:
    for number in range(1, 21):
        yield (
            f"srv/paylaşım/Birim {number % 4 + 1}/Dilekçe {number}.txt",
            f"{rng.choice(NAMES)}: {rng.choice(SUBJECTS)}\n" * number,
        )
    yield "etc/uygulama/ayarlar.ini", "[genel]\ndil = tr\n"
    yield "srv/bos dosya", ""
