"""Tasks of a role as Ansible runs them, on this machine and without its facts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from altyapi.settings import PACKAGE_ROOT


def play(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    file = folder / "play.yml"
    file.write_text(text, "utf-8")
    (folder / "ansible.cfg").write_text(
        f"[defaults]\nroles_path = {PACKAGE_ROOT / 'roles'}\nlocal_tmp = {folder / 'local'}\n"
        f"remote_tmp = {folder / 'remote'}\ninterpreter_python = {sys.executable}\n",
        "utf-8",
    )
    return subprocess.run(
        [
            Path(sys.executable).with_name("ansible-playbook"),
            "-i",
            "localhost,",
            "-c",
            "local",
            "-e",
            f"ansible_python_interpreter={sys.executable}",
            file,
        ],
        env={**os.environ, "ANSIBLE_CONFIG": str(folder / "ansible.cfg")},
        capture_output=True,
        text=True,
        check=False,
    )
