"""A Python that has the `ansible` bundle, for the tests that run the netbox.netbox collection.

The bundle does not go into the project's own environment. `ALTYAPI_PARITY_PYTHON` names a Python that has it; without
that, `var/parity/` of the checkout is used, which `python tests/contract/netbox/parity.py` makes from `parity.lock`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "ALTYAPI_PARITY_PYTHON"
LOCK = Path(__file__).with_name("parity.lock")
FOLDER = Path(__file__).parents[3] / "var" / "parity"
MISSING = f"no Python with the ansible bundle: run `python tests/contract/netbox/parity.py`, or set {VARIABLE} to one"


def python() -> Path | None:
    """The Python to run the collection with, or None where there is none."""
    named = os.environ.get(VARIABLE)
    found = Path(named) if named else FOLDER / "bin" / "python"
    return found if found.is_file() and (found.parent / "ansible-playbook").is_file() else None


def make() -> Path:
    """Makes the environment from the lock file, with uv where there is one; leaves one that is of this lock alone."""
    done = FOLDER / "parity.lock"
    wanted = LOCK.read_bytes()
    target = FOLDER / "bin" / "python"
    if target.is_file() and done.is_file() and done.read_bytes() == wanted:
        return target
    if uv := shutil.which("uv"):
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(FOLDER)], check=True)
        installer = [uv, "pip", "install", "--quiet", "--python", str(target)]
    else:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=True)
        installer = [str(target), "-m", "pip", "install", "--quiet"]
    subprocess.run([*installer, "--require-hashes", "-r", str(LOCK)], check=True)
    done.write_bytes(wanted)
    return target


if __name__ == "__main__":
    make()
