"""A config of each platform on a device of that platform that is empty: accepted whole, shown the same, and gone again afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from altyapi.backup.drill import config
from altyapi.backup.point import Point
from altyapi.device import Target, connect
from altyapi.secrets import SecretStore
from lab import routers, spares
from lab.devices import running
from lab.orneksehir import LabDevice
from lab.orneksehir.contexts import SECRETS
from lab.provisioning import with_secrets

GOLDEN = Path(__file__).parents[2] / "golden"
CONFIGS = {
    "arista_eos": "switches/eos_core/rendered.cfg",
    "aruba_aoscx": "switches/aoscx_core/rendered.cfg",
    "cisco_ios": "switches/access/rendered.cfg",
    "fortinet_fortios": "firewalls/terminal.cfg",
    "hpe_comware": "switches/comware_access/rendered.cfg",
    "hpe_procurve": "switches/procurve_access/rendered.cfg",
    "huawei_vrp": "switches/vrp_poe/rendered.cfg",
    "juniper_junos": "switches/junos_access/rendered.cfg",
}
POINT = Point(system="dolu", time="2026-04-20T02:00:00+03:00", kind="config", id="1", place="yapilandirma")


def test_there_is_a_case_for_each_platform_that_has_a_device_for_drills() -> None:
    assert set(CONFIGS) | set(routers.PLATFORMS.values()) == spares.platforms()  # routers: test_router_drills.py


@pytest.mark.parametrize("platform", sorted(CONFIGS))
def test_an_empty_device_takes_a_whole_config_in_and_is_empty_again(platform: str, tmp_path: Path) -> None:
    text = with_secrets((GOLDEN / CONFIGS[platform]).read_text("utf-8"), _store(tmp_path))
    spare = LabDevice(
        name="bos", platform=platform, model="", serial="", role="", site="", management="", loopback="", port=0
    )
    bare = spares.bare(spare, [text])
    wanted = [
        {"name": name, "platform": platform, "running_config": one} for name, one in (("dolu", text), ("bos", bare))
    ]
    with running(wanted) as devices:
        known = tmp_path / "known_hosts"
        known.write_text("".join(one.known_hosts_line for one in devices.values()))
        source, target = (
            Target(
                name=name, host=one.host, port=one.port, platform=platform, username="admin", password="admin", known_hosts=known
            )
            for name, one in devices.items()
        )  # fmt: skip
        with connect(source) as session:
            full = session.running_config()
        found = config.prove(full, platform, POINT, target)
        assert [(one.kind, one.observed) for one in found.checks if not one.passed] == []
        assert {one.kind for one in found.checks} == {
            "complete",
            "accepted",
            "shows the same",
        }  # nothing is left behind


def _store(folder: Path) -> SecretStore:
    file = folder / "secrets.yml"
    file.write_text(yaml.safe_dump(SECRETS), "utf-8")
    file.chmod(0o600)
    return SecretStore(file=file, environment={})
