"""The sizes of a plan's waves."""

from __future__ import annotations

DOCUMENTATION = """
name: waves
short_description: The sizes of a plan's waves, for a play's serial
description:
  - Gives one number per wave, in order, so that C(serial) does exactly the waves that were reviewed.
author: altyapi maintainers
options:
  _terms:
    description: The plan file or run.json; a list's first element counts (as C(ansible_inventory_sources) is one).
    required: true
"""

RETURN = """
_list:
  description: wave sizes
  type: list
  elements: int
"""

from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

try:
    from altyapi.apply import source
    from altyapi.errors import ToolkitError
except ImportError as error:
    MISSING: ImportError | None = error
else:
    MISSING = None


class LookupModule(LookupBase):
    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:  # noqa: ARG002  Ansible's signature
        if MISSING is not None:
            raise AnsibleError(f"altyapi is not installed in Ansible's own interpreter: {MISSING}")
        term = terms[0][0] if isinstance(terms[0], list | tuple) else terms[0]
        try:
            return [[len(wave) for wave in source.waves(Path(str(term)))]]
        except ToolkitError as error:
            raise AnsibleError(f"{error.message('en')} {error.remedy('en')}") from error
