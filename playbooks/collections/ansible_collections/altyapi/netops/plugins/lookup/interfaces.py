"""The interfaces of a host, read from the snapshot when asked for."""

from __future__ import annotations

DOCUMENTATION = """
name: interfaces
short_description: Interfaces of a host as NetBox holds them, on demand
description:
  - Gives what the variable C(interfaces) of P(altyapi.netops.netbox#inventory) holds with O(altyapi.netops.netbox#inventory:interfaces)
    on, each with its addresses, VLANs, cable and far end, without holding it for every host of the run.
  - Which snapshot is asked, and what it costs, is told under P(altyapi.netops.netbox_device#lookup).
author: altyapi maintainers
options:
  _terms:
    description: Names of hosts.
    required: true
"""

EXAMPLES = """
- ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.description }}"
  loop: "{{ query('altyapi.netops.interfaces', inventory_hostname) }}"
  when: item.enabled
"""

RETURN = """
_list:
  description: the interfaces of all named hosts, one after the other
  type: list
  elements: dict
"""

from typing import Any

from ansible.plugins.loader import lookup_loader
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:  # noqa: ARG002  Ansible's signature
        devices = lookup_loader.get("altyapi.netops.netbox_device", loader=self._loader, templar=self._templar)
        return [one for device in devices.run(terms, variables) for one in device["interfaces"]]
