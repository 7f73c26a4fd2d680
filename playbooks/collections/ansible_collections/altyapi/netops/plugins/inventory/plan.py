"""Inventory of a plan: its devices in the order of their waves."""

from __future__ import annotations

DOCUMENTATION = """
name: plan
short_description: The devices of an approved plan, in the order of their waves
description:
  - The inventory source is the plan file that C(inv config.plan --out FILE) wrote, or a run's C(run.json).
  - Every device is in the groups C(planned), C(wave_N), C(site_SLUG) and C(role_SLUG), dashes written as underscores.
author: altyapi maintainers
options: {}
"""

EXAMPLES = """
# ansible-playbook -i change.json playbooks/switches.yml --check --diff
"""

from pathlib import Path
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin

try:
    from altyapi.apply import source
    from altyapi.errors import ToolkitError
except ImportError as error:
    MISSING: ImportError | None = error
else:
    MISSING = None


class InventoryModule(BaseInventoryPlugin):
    NAME = "altyapi.netops.plan"

    def verify_file(self, path: str) -> bool:
        """Plans and runs are JSON files; anything else is left to other inventory plugins."""
        return bool(super().verify_file(path)) and path.endswith(".json")

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        if MISSING is not None:
            raise AnsibleParserError(f"altyapi is not installed in Ansible's own interpreter: {MISSING}")
        try:
            waves = source.waves(Path(path))
        except ToolkitError as error:
            raise AnsibleParserError(f"{error.message('en')} {error.remedy('en')}") from error
        inventory.add_group("planned")
        for wave in waves:
            for entry in wave:
                inventory.add_host(entry.device, group="planned")
                for group in (f"wave_{entry.wave}", f"site_{entry.site}", f"role_{entry.role}"):
                    inventory.add_host(entry.device, group=inventory.add_group(group.replace("-", "_")))
                inventory.set_variable(entry.device, "altyapi_platform", entry.platform)
                inventory.set_variable(entry.device, "altyapi_wave", entry.wave)
                inventory.set_variable(entry.device, "altyapi_risk", entry.risk)
