"""A PoE switch of the practice municipality, from NetBox to the device and back, by the commands that engineers type."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from altyapi import intent, platforms
from altyapi.render import for_platform
from altyapi.secrets import SecretStore
from altyapi.secrets.materialise import materialise
from lab import devices, netbox
from lab.keys import ensure_key, write_allowed_signers
from lab.orneksehir import generate
from lab.orneksehir.contexts import CREDENTIALS, SECRETS
from lab.orneksehir.loader import numbered
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from tests.support import processes
from tests.support.plans import APPROVER, AUTHOR

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[3]
NAME = "obb-mrk-ahb01-poe01"
LOGIN = CREDENTIALS["network"]


def _secrets(folder: Path) -> Path:
    file = folder / "secrets.yml"
    file.write_text(yaml.safe_dump({**SECRETS, "credentials": CREDENTIALS}))
    file.chmod(0o600)
    return file


def _intended(folder: Path, secrets: Path) -> str:
    """What NetBox wants of the switch, with its secrets, as a device is set up by hand."""
    netbox.load(folder / "first.db", numbered(generate("small")))
    with netbox.running(folder / "first.db") as served, NetBox(served.url, served.token) as client:
        taken = snapshot.pull(client)
    rendered = for_platform(platforms.load("huawei_vrp")).render(intent.build(taken, NAME))
    store = SecretStore(file=secrets, environment={})
    return "\n".join(materialise(line, store) for line in rendered.split("\n"))


def test_a_switch_is_rendered_planned_approved_applied_and_then_as_intended(tmp_path: Path) -> None:
    secrets = _secrets(tmp_path)
    runs = _intended(tmp_path, secrets).replace("unicast-server 10.64.0.5", "unicast-server 10.9.9.9")
    spec = {"name": NAME, "platform": "huawei_vrp", "running_config": runs, "username": LOGIN["username"],
            "password": LOGIN["password"]}  # fmt: skip
    keys = {person: ensure_key(tmp_path / person, person) for person in (AUTHOR, APPROVER)}
    write_allowed_signers(tmp_path / "signers", list(keys.items()))
    with devices.running([spec]) as started:
        switch = started[NAME]
        (tmp_path / "known_hosts").write_text(switch.known_hosts_line)
        town = generate("small")
        body = next(one for one in town.bodies["dcim/devices"] if one["name"] == NAME)
        body["local_context_data"] = {"connection": {"host": switch.host, "port": switch.port}}
        netbox.load(tmp_path / "second.db", numbered(town))
        with netbox.running(tmp_path / "second.db") as served:
            environment = {
                **os.environ, "NETBOX_URL": served.url, "NETBOX_TOKEN": served.token, "COLUMNS": "100",
                "ALTYAPI_STATE_DIR": str(tmp_path / "state"), "ALTYAPI_KNOWN_HOSTS": str(tmp_path / "known_hosts"),
                "ALTYAPI_ALLOWED_SIGNERS": str(tmp_path / "signers"), "ALTYAPI_SECRETS_FILE": str(secrets),
                "ALTYAPI_SIGNING_KEY": str(tmp_path / AUTHOR), "ALTYAPI_APPROVER_KEY": str(tmp_path / APPROVER),
            }  # fmt: skip

            def inv(*words: str, expected: int = 0) -> str:
                done = processes.inv(*words, environment=environment, folder=ROOT)
                assert done.returncode == expected, done.stdout + done.stderr
                return done.stdout

            asked = ["--limit", NAME, "--reason", "NTP", "--evrak", "E-99999999-703.01-123456"]
            inv("netbox.pull")
            assert "sysname obb-mrk-ahb01-poe01" in inv("config.render", "--limit", NAME)
            shown = inv("config.plan", *asked, "--out", str(tmp_path / "plan.json"), expected=2)
            assert "+ntp-service unicast-server 10.64.0.5" in shown
            assert "scheduled-reboot" in shown
            inv("config.approve", str(tmp_path / "plan.json"))
            inv("config.apply", str(tmp_path / "plan.json"))
            assert "ntp-service unicast-server 10.64.0.5" in switch.startup()
            assert switch.timers == {}
            assert switch.counters.reloads == 0
            inv("config.plan", *asked, "--out", str(tmp_path / "again.json"))
