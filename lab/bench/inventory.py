"""What an Ansible inventory of a whole NetBox costs: nb_inventory, this toolkit's plugin, and ansible-core by itself.

Each row is a process of its own. It is measured twice: when the inventory is loaded, which every playbook run pays, and
when `ansible-inventory --list` has printed it, where ansible-core's own work on the variables dominates. The floors are
the same variables from a script that only prints them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from lab.bench.figure import Row, Subject
from lab.bench.processes import cpu_s, listeners

NB_INVENTORY: Final = "nb_inventory, interfaces on"
FLOOR_LEAN: Final = "ansible-core alone, same lean variables"
FLOOR_FULL: Final = "ansible-core alone, same full variables"
GROUPS: Final = ["device_roles", "sites", "region"]
DRIVER: Final = Path(__file__).with_name("loading.py")
COLLECTIONS: Final = Path(__file__).parents[2] / "playbooks" / "collections"


class Measured(NamedTuple):
    loaded: Row
    listed: Row
    told: dict[str, Any]


def subjects(url: str, token: str, peer_python: Path | None, progress: Callable[[str], None]) -> tuple[Subject, ...]:
    """Measures against the NetBox at `url`; without a Python that has nb_inventory its rows are left out."""
    with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as place:
        bench = _Bench(Path(place), url, token)
        rows: list[Measured] = []

        def add(name: str, config: Mapping[str, Any], python: Path = Path(sys.executable)) -> Measured:
            progress(name)
            rows.append(bench.plugin(name, config, python))
            return rows[-1]

        if peer_python is not None:
            theirs = {"plugin": "netbox.netbox.nb_inventory", "api_endpoint": url, "group_by": GROUPS, "timeout": 600}
            add("nb_inventory, interfaces off", theirs, peer_python)
            add(NB_INVENTORY, {**theirs, "interfaces": True}, peer_python)
        ours = {"plugin": "altyapi.netops.netbox", "snapshot": "snapshot.json", "group_by": GROUPS}
        full = {**ours, "interfaces": True}
        lean = {**ours, "profile": "lean"}
        add("altyapi, interfaces on, pulled first", {**full, "max_age": "1d"})
        warm = add("altyapi, interfaces on", full)
        add("altyapi, interfaces off", ours)
        bench.plugin("", lean, Path(sys.executable))  # the first of its kind prepares the others
        short = add("altyapi, lean", lean)
        for name, like in ((FLOOR_LEAN, short), (FLOOR_FULL, warm)):
            progress(name)
            rows.append(bench.script(name, like.told))
        if peer_python is not None:
            _refuse_difference(rows[1].told, warm.told)
        peer = NB_INVENTORY if peer_python is not None else FLOOR_FULL
        return (
            Subject(
                title="Inventory, loaded as for a playbook",
                unit="host",
                rows=tuple(row.loaded for row in rows),
                peer=peer,
                goal="warm a tenth, cold a fifth of nb_inventory with interfaces on",
            ),
            Subject(
                title="Inventory, printed by ansible-inventory --list",
                unit="host",
                rows=tuple(row.listed for row in rows),
                peer=peer,
                goal="lean within 1.3 times of ansible-core alone",
            ),
        )


class _Bench:
    def __init__(self, folder: Path, url: str, token: str) -> None:
        self._folder = folder
        self._server = listeners(url)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "ALTYAPI_"))},
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_HOME": str(folder / "home"),
            "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
            "NETBOX_URL": url,
            "NETBOX_TOKEN": token,
        }

    def plugin(self, name: str, config: Mapping[str, Any], python: Path) -> Measured:
        source = self._folder / "source.yml"
        source.write_text(yaml.safe_dump(dict(config)), encoding="utf-8")
        return self._run(name, source, str(config["plugin"]), python)

    def script(self, name: str, told: dict[str, Any]) -> Measured:
        """The same inventory from a script: what ansible-core needs for it whoever makes it."""
        content = self._folder / "told.json"
        content.write_text(json.dumps(told), encoding="utf-8")
        source = self._folder / "told.sh"
        source.write_text(f"#!/bin/sh\nexec cat {content}\n", encoding="utf-8")
        source.chmod(0o700)
        return self._run(name, source, "script", Path(sys.executable))

    def _run(self, name: str, source: Path, plugin: str, python: Path) -> Measured:
        report, output = self._folder / "report.json", self._folder / "output.json"
        environment = {**self._environment, "ANSIBLE_INVENTORY_ENABLED": plugin}
        if python != Path(sys.executable):
            del environment["ANSIBLE_COLLECTIONS_PATH"]  # its own are the ones to measure
            environment.pop("PYTHONPATH", None)
        before = cpu_s(self._server)
        began = time.perf_counter()
        with output.open("wb") as stream, (self._folder / "errors").open("w+b") as errors:
            process = subprocess.Popen(
                [str(python), str(DRIVER), str(report), "-i", str(source), "--list"],
                cwd=self._folder,
                env=environment,
                stdout=stream,
                stderr=errors,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            wall_s = time.perf_counter() - began
            if process.returncode:
                errors.seek(0)
                raise RuntimeError(f"{name}: {errors.read().decode(errors='replace')[-2000:]}")
        server_cpu_s = max(0.0, cpu_s(self._server) - before) if self._server else None
        told = json.loads(output.read_bytes(), object_hook=_plain)
        count = len(told["_meta"]["hostvars"])
        used = {"memory_mib": usage.ru_maxrss / 1024, "server_cpu_s": server_cpu_s}
        return Measured(
            Row(name=name, count=count, **json.loads(report.read_bytes()), **used),
            Row(name=name, count=count, wall_s=wall_s, cpu_s=usage.ru_utime + usage.ru_stime, **used),
            told,
        )


def _plain(part: dict[str, Any]) -> Any:
    """Takes off the wrapper that Ansible puts around text from outside."""
    return part["__ansible_unsafe"] if set(part) == {"__ansible_unsafe"} else part


def _refuse_difference(theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    """The two must have told the same hosts, variables and interfaces; the contract suite compares every value."""
    left, right = theirs["_meta"]["hostvars"], ours["_meta"]["hostvars"]
    if left.keys() != right.keys():
        raise RuntimeError(f"not the same hosts: {sorted(left.keys() ^ right.keys())[:10]}")
    for name, variables in left.items():
        if variables.keys() != right[name].keys():
            raise RuntimeError(f"not the same variables of {name}: {sorted(variables.keys() ^ right[name].keys())}")
        if {port["id"] for port in variables["interfaces"]} != {port["id"] for port in right[name]["interfaces"]}:
            raise RuntimeError(f"not the same interfaces of {name}")
