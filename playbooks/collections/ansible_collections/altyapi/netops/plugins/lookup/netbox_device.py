"""Everything the snapshot holds of a host, read when asked for."""

from __future__ import annotations

DOCUMENTATION = """
name: netbox_device
short_description: All NetBox variables of a host, on demand
description:
  - Gives the variables that P(altyapi.netops.netbox#inventory) gives a host in its full profile, with interfaces,
    services and config context, without holding them for every host of the run.
  - In a play whose inventory has C(profile=lean), names and options are that inventory's. Elsewhere the toolkit's own
    snapshot is asked.
  - The first question after a new snapshot prepares the answers for all hosts, which takes seconds; later ones take
    milliseconds, in every process of the run.
author: altyapi maintainers
options:
  _terms:
    description: Names of hosts.
    required: true
"""

EXAMPLES = """
- ansible.builtin.debug:
    msg: "{{ netbox.serial }} at {{ netbox.sites | first }}"
  vars:
    netbox: "{{ lookup('altyapi.netops.netbox_device', inventory_hostname) }}"
"""

RETURN = """
_list:
  description: one dictionary per host
  type: list
  elements: dict
"""

import difflib
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

try:
    from altyapi import settings
    from netbox_sync.errors import ToolkitError
    from netbox_sync.inventory import Question, freshness
except ImportError as error:
    MISSING: ImportError | None = error
else:
    MISSING = None

ON_DEMAND = "altyapi_inventory"


class LookupModule(LookupBase):
    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:  # noqa: ARG002  Ansible's signature
        if MISSING is not None:
            raise AnsibleError(f"altyapi is not installed in Ansible's own interpreter: {MISSING}")
        try:
            asked = self._question(variables or {})
            return [self._of(asked, str(term)) for term in terms]
        except ToolkitError as error:
            raise AnsibleError(f"{error.message('en')} {error.remedy('en')}") from error

    def _question(self, variables: dict[str, Any]) -> Question:
        name = variables.get(ON_DEMAND)
        if name is not None:
            try:
                return Question.of_name(str(name))
            except (OSError, ValueError) as error:
                raise AnsibleError(f"What the inventory left for lookups is gone: {error}. Run again.") from error
        file = settings.load().snapshot
        known = freshness.header(file)
        return Question(snapshot=file, digest=known.digest, url=known.url).of_one_host()

    def _of(self, asked: Question, host: str) -> dict[str, Any]:
        found = asked.host(host)
        if found is None:
            near = difflib.get_close_matches(host, asked.names(), n=3)
            raise AnsibleError(f"The snapshot has no such host: {host}" + (f" (≈ {', '.join(near)})" if near else ""))
        return found
