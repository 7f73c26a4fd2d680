"""Each role's own scenarios on real hosts: systemd, sshd, apt. `./inv test --molecule`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from altyapi.settings import PACKAGE_ROOT
from lab.hosts.engine import Engine

pytestmark = pytest.mark.timeout(0)  # molecule's own deadline is DEADLINE_S
MORE = sorted(
    (file.parents[2].name, file.parent.name)
    for file in PACKAGE_ROOT.glob("roles/*/molecule/*/molecule.yml")
    if file.parent.name != "default"
)
"""Scenarios beside the default one, by role; `--only ROLE-SCENARIO` runs one of them."""
ROLES = sorted(file.parents[2].name for file in PACKAGE_ROOT.glob("roles/*/molecule/default/molecule.yml"))
DEADLINE_S = 3600
CHANGES_NOTHING = {"pardus_assess"}
"""Roles that only look: a dry run has nothing to announce."""
NEEDS_ROOT = {"antivirus": "blocking on access (fanotify) needs rights on the host"}
"""Roles whose scenario an engine without root can't run, with why."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "scenario"),
    [
        *(pytest.param(role, "default", id=role) for role in ROLES),
        *(pytest.param(*one, id="-".join(one)) for one in MORE),
    ],
)
def test_the_role_holds_what_its_scenario_asks(ground: Engine, role: str, scenario: str, tmp_path: Path) -> None:
    if ground.rootless and role in NEEDS_ROOT:
        pytest.skip(NEEDS_ROOT[role])
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(PACKAGE_ROOT),
        "MOLECULE_EPHEMERAL_DIRECTORY": str(tmp_path / "run"),
        "NO_COLOR": "1",
        "ANSIBLE_NOCOLOR": "1",
    }
    done = subprocess.run(
        [Path(sys.executable).with_name("molecule"), "test", "--scenario-name", scenario],
        cwd=PACKAGE_ROOT / "roles" / role,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_S,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, _why(said)
    dry = re.split(rf"\[{scenario} > check\] Executing", said)[1:]
    first, last = (_changed(section) for section in dry)
    assert all(first) or role in CHANGES_NOTHING, "on the untouched host a dry run announces changes"
    assert not any(last), "on the finished host a dry run announces nothing"


def _why(said: str) -> str:
    """What failed, with what stands around it, and how it ended: the whole of it is thousands of lines."""
    lines = said.splitlines()
    places = [place for place, line in enumerate(lines) if re.match(r"fatal: |failed: |\[ERROR\]", line)]
    shown = [line for place in places[:8] for line in ["…", *lines[max(0, place - 3) : place + 30]]]
    return "\n".join([*shown, "…", *lines[-60:]])


def _changed(section: str) -> list[int]:
    """Of the first recap: changes by host."""
    recap = section.partition("PLAY RECAP")[2].partition("INFO")[0]
    return [int(number) for number in re.findall(r"changed=(\d+)", recap)]
