"""The practice municipality's switches, asked which cameras they hear: each behind the port of its cable, but for two that somebody
has put into each other's ports."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
import yaml

from altyapi.audit.policy import AuditPolicy
from altyapi.camera import behind
from altyapi.camera.model import Camera, cameras
from altyapi.camera.policy import CameraPolicy
from altyapi.device import Facts, Inventory, Target
from altyapi.secrets import SecretStore
from lab import fleet, provisioning
from lab.cameras.place import units
from lab.cameras.stations import stations
from lab.devices import running
from lab.orneksehir import generate, registers
from lab.orneksehir.contexts import CREDENTIALS, SECRETS
from netbox_sync.model import Snapshot
from tests.support import estates

pytestmark = pytest.mark.e2e
PROFILE: Final = "tiny"


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Snapshot:
    base = tmp_path_factory.getbasetemp()
    return estates.taken(base if worker_id == "master" else base.parent, PROFILE)


@pytest.fixture(scope="module")
def there(taken: Snapshot) -> list[Camera]:
    """The cameras in service of the site whose cameras hang on most switches and ports."""
    known = [one for one in cameras(taken) if one.in_service and one.address and one.switch and one.kind != "recorder"]
    sites = {one.site: [other for other in known if other.site == one.site] for one in known}
    return max(sites.values(), key=lambda of: (len({one.switch for one in of}), len(of)))


def test_a_switch_hears_its_own_cameras_untagged_and_those_further_on_by_its_cables(
    taken: Snapshot, there: list[Camera]
) -> None:
    heard = stations(taken)
    macs = {one.name: one.mac for one in units(taken)[0]}
    for camera in there:
        rows = {name: row for name, of in heard.items() for row in of if row["mac"] == macs[camera.name]}
        assert rows.pop(camera.switch or "") == {"interface": camera.port, "mac": macs[camera.name]}
        assert all(row["vlan"] == camera.vlan for row in rows.values())


def test_each_camera_is_found_behind_its_cable_and_two_in_each_others_ports(
    taken: Snapshot, there: list[Camera], tmp_path: Path
) -> None:
    macs = {one.name: one.mac for one in units(taken)[0]}
    one = there[0]
    other = next(each for each in there if (each.switch, each.port) != (one.switch, one.port))
    other = next((each for each in there if each.switch != one.switch), other)
    names = behind.switches(taken, AuditPolicy(), there)
    told = _asked(taken, names, {macs[one.name]: macs[other.name], macs[other.name]: macs[one.name]}, tmp_path)
    places = behind.places(told, taken, CameraPolicy(), AuditPolicy())
    blank = Facts(hostname="", model="", version="", serial="")
    said = {name: Inventory(facts=blank, macs={"eth0": mac}) for name, mac in macs.items()}
    assert {macs[each.name] for each in there} <= set(places)
    found = behind.findings(there, said, places)
    assert [(each.kind, each.camera, each.seen) for each in found] == sorted(
        [
            ("moved", one.name, f"{other.switch} {other.port}"),
            ("moved", other.name, f"{one.switch} {one.port}"),
        ],
        key=lambda row: row[1],
    )


def _asked(taken: Snapshot, names: tuple[str, ...], exchanged: dict[str, str], folder: Path) -> dict[str, behind.Told]:
    """What the switches say, running what the toolkit renders for them."""
    town = generate(PROFILE)
    (folder / "secrets.yml").write_text(yaml.safe_dump({**SECRETS, "credentials": CREDENTIALS}))
    (folder / "secrets.yml").chmod(0o600)
    registers.write(folder / "registers")
    store = SecretStore(file=folder / "secrets.yml", environment={})
    switches = [one for one in town.fleet() if one.name in names]
    rendered = provisioning.intended(taken, switches, folder / "registers")
    configs = {name: provisioning.with_secrets(text, store) for name, text in rendered.items()}
    heard = {
        name: [{**row, "mac": exchanged.get(row["mac"], row["mac"])} for row in rows] for name, rows in stations(taken).items()
    }  # fmt: skip
    specs = fleet.specs(town, configs, folder, (), heard)
    with running([{**spec, "host": "127.0.0.1", "port": 0} for spec in specs]) as devices:
        known_hosts = folder / "known_hosts"
        known_hosts.write_text("".join(one.known_hosts_line for one in devices.values()))
        login = CREDENTIALS["network"]
        return {
            name: behind.ask(
                Target(
                    name=name,
                    host=one.host,
                    port=one.port,
                    platform=one.spec.platform,
                    username=login["username"],
                    password=login["password"],
                    enable_secret=login["enable"],
                    known_hosts=known_hosts,
                )
            )
            for name, one in devices.items()
        }
