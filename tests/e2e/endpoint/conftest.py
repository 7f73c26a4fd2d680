"""A desk with the practice municipality's snapshot and registers, beside a NetBox that can be told things."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from altyapi.settings import PACKAGE_ROOT
from lab.netbox import running
from lab.orneksehir import registers
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from tests.e2e.audit.conftest import Desk
from tests.support import estates, hosts

FIELDS = {"goc_uygunluk": "text", "goc_uygunluk_tarihi": "date", "goc_engel": "text"}
"""Of those that `netbox.views` makes, what an assessment is told in."""


ALWAYS = """  windows:
    - name: her zaman
      open: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00"}]
"""


def table(folder: Path, *rows: str, name: str = "bilgisayarlar.csv") -> str:
    """A table of an inventory program, of those rows; gives its name."""
    head = "Bilgisayar;Kullanıcı;İşletim sistemi;İşlemci;Bellek (GB);Disk (GB);Boş alan (GB);Açılış;Görülme tarihi"
    (folder / name).write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return name


def fit(name: str, day: str) -> str:
    """The row of a computer that can go over."""
    return f"{name};kul0001;Windows 10 Pro;x64;8;240;120;UEFI;{day}"


@dataclass(frozen=True)
class Office(Desk):
    netbox: NetBox
    url: str
    token: str

    def environment(self, **variables: str) -> dict[str, str]:
        own = {"NETBOX_URL": self.url, "NETBOX_TOKEN": self.token, "ALTYAPI_POLICY_DIR": str(self.state / "policy")}
        return super().environment(**{**own, **variables})

    def fields(self, computer: str) -> dict[str, Any]:
        """What NetBox holds of it now."""
        (found,) = self.netbox.page("dcim/devices", {"name": computer})[1]
        return dict(found["custom_fields"])

    def pull(self) -> None:
        snapshot.save(snapshot.pull(self.netbox), self.state / "snapshot.json")

    def fit(self, names: Iterable[str]) -> None:
        """These computers are assessed today, and can go."""
        today = datetime.now(UTC).date().isoformat()
        done = self.inv("pardus.assess", "--table", table(self.state, *(fit(one, today) for one in names)))
        assert done.returncode == 2, done

    def open(self) -> None:
        """The window for migrations is open, whatever day it is."""
        policy = self.state / "policy" / "pardus.yml"
        policy.write_text(policy.read_text("utf-8").replace("  windows: []\n", ALWAYS), "utf-8")

    def migrated(self, host: str, done: int, now: str = "", **own: Any) -> None:
        hosts.migration(self.state / "pardus" / "migration", host, done, now, **own)

    def protected(self, host: str, **own: Any) -> None:
        hosts.antivirus(self.state / "antivirus", host, **own)


@pytest.fixture(scope="module", name="stand_in")
def _stand_in(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[tuple[NetBox, str, str]]:
    base = tmp_path_factory.getbasetemp()
    common = base if worker_id == "master" else base.parent
    estates.taken(common, "tiny")  # makes the database
    database = tmp_path_factory.mktemp("endpoint") / "netbox.sqlite3"
    shutil.copy(common / "orneksehir-tiny.sqlite3", database)
    with running(database) as server, NetBox(server.url, server.token) as netbox:
        for name, kind in FIELDS.items():
            netbox.create("extras/custom-fields", {"name": name, "type": kind, "object_types": ["dcim.device"]})
        yield netbox, server.url, server.token


@pytest.fixture
def office(stand_in: tuple[NetBox, str, str], tmp_path: Path) -> Office:
    registers.write(tmp_path / "registers")
    shutil.copytree(PACKAGE_ROOT / "inventory" / "policy", tmp_path / "policy")
    made = Office(tmp_path, *stand_in)
    made.pull()
    return made
