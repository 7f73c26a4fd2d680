"""A snapshot as an Ansible inventory.

Names and shapes are those that `netbox.netbox.nb_inventory` gives for the same options, so that a playbook works with
either; docs/inventory.md lists what differs, and why.
"""

from __future__ import annotations

from netbox_sync.inventory.build import Inventory, build
from netbox_sync.inventory.options import Options, Rename
from netbox_sync.inventory.question import Question

__all__ = ["Inventory", "Options", "Question", "Rename", "build"]
