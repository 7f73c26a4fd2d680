"""Which packages are due, by the role's own tasks as Ansible runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.roles.playing import play

PLAY = """
- hosts: localhost
  gather_facts: false
  vars:
    software_baseline_day: {day}
    software_baseline_ring: erken
    software_baseline_packages:
      tree: {{since: {due}}}
      pwgen: {{since: {later}}}
      bc: {{}}
      qgis: {{since: ""}}
      telnet: {{state: absent}}
  tasks:
    - ansible.builtin.import_role: {{name: software_baseline, tasks_from: due.yml}}
    - ansible.builtin.assert:
        that:
          - __software_baseline_due == ['tree', 'bc', 'qgis', 'telnet']
          - __software_baseline_present == ['tree', 'bc', 'qgis']
          - __software_baseline_absent == ['telnet']
"""


@pytest.mark.parametrize(
    ("day", "due", "later"),
    [('"2026-04-20"', '"2026-04-17"', '"2026-04-18"'), ("2026-04-20", "2026-04-17", "2026-04-18")],
    ids=["as JSON of NetBox has it", "as YAML reads a day"],
)
def test_a_package_is_due_its_ring_s_days_after_since(tmp_path: Path, day: str, due: str, later: str) -> None:
    done = play(tmp_path, PLAY.format(day=day, due=due, later=later))
    assert done.returncode == 0, done.stdout + done.stderr
