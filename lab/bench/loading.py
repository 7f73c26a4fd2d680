"""`ansible-inventory` as it is, which also writes down what had been spent when the inventory was loaded.

Run by a Python that has Ansible: `python loading.py REPORT -i SOURCE --list`. What follows the loading is Ansible
printing: a playbook run never pays for it.
"""

import json
import os
import sys
import time
from pathlib import Path


def spent() -> dict[str, float]:
    """Since this process began."""
    now = os.times()
    with Path("/proc/self/stat").open() as stream:
        began = int(stream.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    wall = time.clock_gettime(time.CLOCK_BOOTTIME) - began
    return {"wall_s": wall, "cpu_s": now.user + now.system + now.children_user + now.children_system}


def main() -> None:
    report = Path(sys.argv.pop(1))
    from ansible.cli.inventory import InventoryCLI  # noqa: PLC0415  part of what is measured

    loaded = InventoryCLI._play_prereqs

    def noted(*arguments: object) -> object:
        result = loaded(*arguments)
        report.write_text(json.dumps(spent()), encoding="utf-8")
        return result

    InventoryCLI._play_prereqs = noted
    InventoryCLI.cli_executor([str(Path(sys.executable).with_name("ansible-inventory")), *sys.argv[1:]])


if __name__ == "__main__":
    main()
