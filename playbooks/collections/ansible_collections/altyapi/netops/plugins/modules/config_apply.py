"""Documentation of the action altyapi.netops.config_apply; the work is done on the controller by the action plugin."""

from __future__ import annotations

DOCUMENTATION = """
module: config_apply
short_description: Bring one device to its planned config, or leave it as it was
description:
  - Does what an approved plan says for the host, as one cycle - timed revert, push, second login, checks, confirm, save.
  - Refuses a plan that was changed, has expired, is not approved, or whose device changed since.
  - What is applied already is not applied again.
author: altyapi maintainers
options:
  change:
    description: The plan file, or a run's C(run.json).
    type: path
    required: true
attributes:
  check_mode:
    support: full
    description: Logs in, compares the running config with the plan's, and shows the plan's difference.
  diff_mode:
    support: full
"""

EXAMPLES = """
- name: The device holds the config that was approved
  altyapi.netops.config_apply:
    change: "{{ inventory_file }}"
"""

RETURN = """
state:
  description: What became of the device - applied, reverted, pending-revert, untouched or diverged.
  type: str
  returned: always
why:
  description: The reason, where the device was not changed.
  type: str
  returned: always
stop:
  description: Whether failures have passed the plan's budget, so that nothing further is begun.
  type: bool
  returned: always
"""
