"""What auditors need inside NetBox, as data: fields, tags, filters, tables, export templates, links, and a read-only group.

`wanted` says what NetBox should hold, `examine` compares it with a NetBox, `run` uses a view as an auditor does.
"""

from netbox_sync.views.policy import AccessVlan, Policy, Required
from netbox_sync.views.wanted import KINDS, wanted

__all__ = ["KINDS", "AccessVlan", "Policy", "Required", "wanted"]
