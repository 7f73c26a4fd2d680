"""Where everything of one lab lies: `var/lab/` in a checkout."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from lab.process import Service
from netbox_sync.errors import ToolkitError
from netbox_sync.files import held

SERVICES = ("netbox", "devices")
CAMERAS = "cameras"
"""A service that `lab.cameras` adds to a running lab."""
SOCKET_PATH_BYTES = 107


class LabBusy(ToolkitError):
    code = "LAB-013"
    en = "Another command is starting or stopping the lab in {state_dir} just now."
    tr = "Şu anda başka bir komut deneme ortamını açıyor ya da kapatıyor: {state_dir}."
    en_remedy = "Wait for it to end, then look: ./inv lab.status"
    tr_remedy = "Bitmesini bekleyin, sonra bakın: ./inv lab.status"


@dataclass(frozen=True)
class Folder:
    """`root` is absolute. Only what `clear` names is ever deleted."""

    root: Path

    @classmethod
    def of(cls, state_dir: Path) -> Folder:
        """The lab's folder in the toolkit's state directory."""
        return cls(state_dir.resolve() / "lab")

    @property
    def env(self) -> Path:
        """KEY=VALUE lines that the toolkit's commands pick up; there only while the lab is up."""
        return self.root / "env"

    @property
    def record(self) -> Path:
        return self.root / "lab.json"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.yml"

    @property
    def ledger(self) -> Path:
        """The toolkit's own record of the secrets that devices don't show; it holds other devices' too and is never deleted."""
        return self.root.parent / "secrets.ledger.json"

    @property
    def known_hosts(self) -> Path:
        return self.root / "known_hosts"

    @property
    def signers(self) -> Path:
        return self.root / "allowed_signers"

    @property
    def keys(self) -> Path:
        """Host keys and people's keys; kept between labs."""
        return self.root / "keys"

    @property
    def snapshot(self) -> Path:
        return self.root / "snapshot.json"

    @property
    def registers(self) -> Path:
        """A folder: licences, exceptions, the Pardus calendar and firewall rules as YAML."""
        return self.root / "registers"

    @property
    def policy(self) -> Path:
        """The policy folder of a lab whose backup unit was filled (lab.backups)."""
        return self.root / "policy"

    @property
    def database(self) -> Path:
        return self.root / "netbox.sqlite3"

    @property
    def fleet(self) -> Path:
        return self.root / "fleet.json"

    @property
    def control_socket(self) -> Path:
        """Of the emulated switches. A socket's path holds 107 bytes (unix(7)); a deep folder's gets a short name elsewhere."""
        file = self.root / "devices.sock"
        if len(os.fsencode(file)) <= SOCKET_PATH_BYTES:
            return file
        short = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"altyapi-lab-{os.getuid()}-{short}.sock"

    def ready_file(self, name: str) -> Path:
        """What a service writes once it answers."""
        return self.root / f"{name}.ready"

    def service(self, name: str) -> Service:
        return Service(name, self.root)

    def clear(self) -> None:
        """Remove what belongs to one run of the lab; keys and logs stay."""
        for file in (self.env, self.record, self.secrets, self.known_hosts, self.signers, self.snapshot, self.fleet):
            file.unlink(missing_ok=True)
        for folder in (self.registers / "firewall", self.registers):
            for pattern in ("*.yml", "*.jsonl", "hits.json", ".*.lock"):
                for file in folder.glob(pattern):
                    file.unlink()
            with suppress(OSError):  # not there, or somebody keeps something of their own in it
                folder.rmdir()
        for folder in (self.policy, self.root / "backups"):
            shutil.rmtree(folder, ignore_errors=True)
        for file in self.root.glob(f"{self.database.name}*"):  # SQLite keeps two files beside it
            file.unlink()
        self.control_socket.unlink(missing_ok=True)
        (self.root / "cameras.json").unlink(missing_ok=True)
        for name in (*SERVICES, CAMERAS):
            self.ready_file(name).unlink(missing_ok=True)
            self.service(name).forget()

    def alone(self) -> AbstractContextManager[int]:
        """One command at a time. Raises LabBusy."""
        return held(self.root / ".lock", busy=LabBusy(state_dir=self.root))
