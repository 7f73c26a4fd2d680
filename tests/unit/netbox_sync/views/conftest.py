"""The lab's NetBox with the views installed, for this folder."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lab.netbox import running
from netbox_sync.client import NetBox
from netbox_sync.desired import apply
from netbox_sync.views import Policy, examine, wanted

DAY = date(2026, 4, 20)
POLICY = Policy(waves={"W0": date(2026, 2, 13)}, primary_address_roles=("router",))


class Ground:
    """Objects made one by one, below names that no other test uses."""

    def __init__(self, netbox: NetBox) -> None:
        self.netbox = netbox
        self.name = secrets.token_hex(4)
        self.site = self.make("dcim/sites", name=f"Saha {self.name}", slug=self.name, status="active")
        maker = self.make("dcim/manufacturers", name=self.name, slug=self.name)
        self.model = self.make("dcim/device-types", manufacturer=maker["id"], model=self.name, slug=self.name)
        self.roles: dict[str, int] = {}

    def make(self, path: str, **fields: Any) -> dict[str, Any]:
        return self.netbox.create(path, fields)

    def role(self, slug: str) -> int:
        found = self.netbox.page("dcim/device-roles", {"slug": slug})[1]
        return int((found[0] if found else self.make("dcim/device-roles", name=slug, slug=slug))["id"])

    def device(self, name: str, role: str = "camera", **fields: Any) -> dict[str, Any]:
        base = {"site": self.site["id"], "device_type": self.model["id"], "status": "active", "serial": f"S{name}"}
        return self.make("dcim/devices", name=name, role=self.role(role), **{**base, **fields})


@pytest.fixture(scope="module")
def netbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NetBox]:
    with running() as stand_in, NetBox(stand_in.url, stand_in.token) as netbox:
        found = examine(netbox, wanted(POLICY, DAY))
        assert apply(netbox, found.difference, journal=tmp_path_factory.mktemp("views") / "journal").whole
        yield netbox


@pytest.fixture
def ground(netbox: NetBox) -> Ground:
    return Ground(netbox)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "views.jsonl"
