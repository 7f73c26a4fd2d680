"""A plan of a few systems over real repositories in a folder of the test, with a clock of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from altyapi.backup.archive import Archive, of_places
from altyapi.backup.bundles import Bundles
from altyapi.backup.drill.holding import Drills
from altyapi.backup.history import History
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Register
from altyapi.backup.replica import Checked, Copied, Replication, orders
from altyapi.backup.systems import System, every
from altyapi.backup.tape import Tapes
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from netbox_sync.model import Snapshot
from tests.support import restic

FILES, DATABASE = "dosya-sunucusu", "veritabani"


class Ground:
    """`merkez` is a folder of repositories, one per system; `fkm` likewise unless its place is given."""

    def __init__(self, folder: Path, *, fkm: Mapping[str, object] | None = None) -> None:
        self.folder = folder
        self.now = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=10)  # behind what restic dates
        self.merkez, self.fkm, self.teyp = folder / "merkez", folder / "fkm", folder / "teyp"
        self.secrets = {
            "BACKUP_MERKEZ": restic.PASSWORD, "BACKUP_FKM": "fkm-parolasi", "BACKUP_TEYP": "teyp-parolasi",
        }  # fmt: skip
        self.policy = BackupPolicy.model_validate(
            {
                "places": {
                    "yapilandirma": {"kind": "git"},
                    "merkez": {"kind": "restic", "key": "backup/merkez", "address": f"{self.merkez}/{{system}}"},
                    "fkm": fkm or {"kind": "restic", "key": "backup/fkm", "address": f"{self.fkm}/{{system}}"},
                    "teyp": {"kind": "tape", "key": "backup/teyp", "address": str(self.teyp)},
                },
                "own_systems": [
                    {"name": FILES, "class": "C", "kind": "files"},
                    {"name": DATABASE, "class": "A", "kind": "database"},
                ],
            }
        )
        self.register = Register.of(folder)
        self.history = History.of(folder)
        self.tapes = Tapes.of(folder)

    def clock(self) -> datetime:
        return self.now

    @property
    def store(self) -> SecretStore:
        return SecretStore(environment={f"ALTYAPI_SECRET_{name}": value for name, value in self.secrets.items()})

    @property
    def systems(self) -> dict[str, System]:
        return every(self.policy, None)

    @property
    def archives(self) -> dict[str, Archive]:
        return of_places(self.policy, self.store, self.systems, self.folder / "cache")

    def filled(self, system: str, content: Mapping[str, str], *, kind: str = "files") -> None:
        """One copy of these files into the first place, as the system's own job would make it."""
        repository = self.archives["merkez"].repository(system)
        if not (self.merkez / system).exists():
            self.merkez.mkdir(exist_ok=True)
            restic.made(self.merkez / system)
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            for path, text in content.items():
                file = Path(name) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
            repository.backup([Path(name)], host=system, tags=[f"kind:{kind}"])

    def replication(self) -> Replication:
        bundles = Bundles.of(self.folder, "yapilandirma", self.policy.configs.bundles)
        return Replication(
            policy=self.policy, archives=self.archives, bundles=bundles, register=self.register, clock=self.clock,
            operator="yedek", evrak="E-1",
        )  # fmt: skip

    def replicated(self, *systems: str, read: str = "") -> tuple[list[Copied], list[Checked]]:
        run = self.replication()
        copied = list(run.copies(orders(self.policy, self.systems, frozenset(systems or (FILES,)))))
        return copied, list(run.checks(["fkm"], read=read))

    def drills(self, *, place: str = "", snapshot: Snapshot | None = None) -> Drills:
        return Drills(
            policy=self.policy, systems=self.systems, archives=self.archives, history=self.history, snapshot=snapshot,
            store=self.store, settings=Settings(root=self.folder, known_hosts=self.folder / "known_hosts"),
            register=self.register, clock=self.clock, operator="yedek", place=place, evrak="E-1", folder=_open_folder(),
        )  # fmt: skip

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


def _open_folder() -> Path:
    """A database server's own account has to be able to go through it, and pytest's folders are its user's alone."""
    return Path(os.environ.get("TMPDIR", "/tmp"))


def lost(folder: Path) -> None:
    shutil.rmtree(folder)
