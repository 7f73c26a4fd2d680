"""Where the toolkit's commands look for what playbooks collect."""

from __future__ import annotations

DOCUMENTATION = """
name: state_folder
short_description: A folder below the toolkit's state directory
description:
  - Gives the absolute path by the setting C(state_dir) (C(ALTYAPI_STATE_DIR), C(inventory/altyapi.yml), else C(var)), so that a
    playbook leaves its files where the commands read them, from a checkout and from an installed package alike.
author: altyapi maintainers
options:
  _terms:
    description: Folders, relative to the state directory.
    required: true
"""

EXAMPLES = """
- ansible.builtin.debug:
    msg: "{{ lookup('altyapi.netops.state_folder', 'antivirus') }}"
"""

RETURN = """
_list:
  description: one path per folder
  type: list
  elements: path
"""

from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

try:
    from altyapi import settings
    from altyapi.errors import ToolkitError
except ImportError as error:
    MISSING: ImportError | None = error
else:
    MISSING = None


class LookupModule(LookupBase):
    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:  # noqa: ARG002  Ansible's signature
        if MISSING is not None:
            raise AnsibleError(f"altyapi is not installed in Ansible's own interpreter: {MISSING}")
        try:
            state = settings.load().state_dir.absolute()
        except ToolkitError as error:
            raise AnsibleError(f"{error.message('en')} {error.remedy('en')}") from error
        return [str(state / str(term)) for term in terms]
