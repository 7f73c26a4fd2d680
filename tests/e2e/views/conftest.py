"""The practice municipality in the lab's NetBox with the views installed, for an auditor."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from altyapi.cli.netbox.viewing import policy
from altyapi.settings import PACKAGE_ROOT, load
from lab.netbox import running
from lab.orneksehir import Municipality, generate
from netbox_sync.client import NetBox
from netbox_sync.desired import apply
from netbox_sync.views import Line, Policy, examine, hook, lines, wanted
from tests.support import estates

GROUP = "denetci"


@dataclass(frozen=True, eq=False)
class Audited:
    """The municipality, its NetBox as an administrator and as an auditor uses it, and what the views judge by."""

    town: Municipality
    admin: NetBox
    auditor: NetBox
    policy: Policy

    @cache  # noqa: B019  # one object for the whole session
    def lines(self, slug: str) -> tuple[Line, ...]:
        """A view's lines as the auditor gets them."""
        return tuple(lines(self.auditor, slug))


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Audited]:
    base = tmp_path_factory.getbasetemp()
    common = base if worker_id == "master" else base.parent
    estates.estate(common, "full")  # makes the database, and the registers beside it
    folder = tmp_path_factory.mktemp("views")
    shutil.copy(common / "orneksehir-full.sqlite3", folder / "netbox.sqlite3")
    judged = policy(load({"ALTYAPI_REGISTERS_DIR": str(common / "registers")}, PACKAGE_ROOT))
    with running(folder / "netbox.sqlite3") as stand_in, NetBox(stand_in.url, stand_in.token) as admin:
        found = examine(admin, [*wanted(judged, estates.DAY), *hook.wanted("http://127.0.0.1/", folder.name)])
        assert apply(admin, found.difference, journal=folder / "journal").whole
        with NetBox(stand_in.url, auditors_token(admin, folder)) as auditor:
            yield Audited(generate("full"), admin, auditor, judged)


def auditors_token(admin: NetBox, folder: Path) -> str:
    """A token of a new account that is in the auditors' group only."""
    group = admin.page("users/groups", {"name": GROUP})[1][0]["id"]
    secret = f"{folder.name}-Parola-2026"
    user = admin.create("users/users", {"username": "denetci01", "password": secret, "groups": [group]})
    key = secrets.token_hex(20)
    admin.create("users/tokens", {"user": user["id"], "key": key})
    return key
