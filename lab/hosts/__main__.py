"""`python -m lab.hosts create|destroy|cut|image`: what the scenarios' create, destroy and side effect playbooks call.

The hosts come as JSON on standard input, as molecule.yml has them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from altyapi.settings import PACKAGE_ROOT
from lab.hosts.engine import find
from lab.hosts.image import SUITES, image
from lab.hosts.instance import Platform, cut, platforms, start, stop
from netbox_sync.errors import ToolkitError
from netbox_sync.files import write_atomically

FOLDER = PACKAGE_ROOT / "var" / "hosts"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m lab.hosts")
    parser.add_argument("action", choices=["create", "destroy", "cut", "image"])
    parser.add_argument("--run", type=Path, help="Molecule's ephemeral directory")
    parser.add_argument("--config", type=Path, help="Molecule's instance config")
    given = parser.parse_args(arguments)
    try:
        if given.action == "image":
            engine = find(FOLDER)
            print(*(image(engine, suite, FOLDER) for suite in SUITES), sep="\n")  # noqa: T201
            return 0
        wanted = platforms(sys.stdin.read())
        {"create": create, "destroy": destroy, "cut": power_cut}[given.action](wanted, given.run, given.config)
    except ToolkitError as error:
        print(f"{error} {error.remedy('en')}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def create(wanted: tuple[Platform, ...], run: Path, config: Path) -> None:
    """Every host at once; those that a killed run left behind go first."""
    engine = find(FOLDER)
    key = run / "id_ed25519"
    if not key.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for suite in {one.suite for one in wanted}:
        image(engine, suite, FOLDER)
    for one in wanted:
        stop(engine, one, run=run)
    with ThreadPoolExecutor(len(wanted)) as pool:
        logins = list(pool.map(lambda one: start(engine, one, run=run, folder=FOLDER, key=key), wanted))
    write_atomically(config, yaml.safe_dump([login.model_dump() for login in logins]).encode(), 0o600)


def power_cut(wanted: tuple[Platform, ...], run: Path, _config: Path | None) -> None:
    """Every host at once; their addresses stay."""
    engine = find(FOLDER)
    with ThreadPoolExecutor(len(wanted)) as pool:
        list(pool.map(lambda one: cut(engine, one, run=run), wanted))


def destroy(wanted: tuple[Platform, ...], run: Path, config: Path) -> None:
    engine = find(FOLDER)
    for one in wanted:
        stop(engine, one, run=run)
    write_atomically(config, b"[]\n", 0o600)


if __name__ == "__main__":
    sys.exit(main())
