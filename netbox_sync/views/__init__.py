"""What auditors need inside NetBox, as data: fields, tags, filters, tables, export templates, links, and a read-only group.

`wanted` says what NetBox should hold, `examine` compares it with a NetBox, `lines` and `listed` use a view as an auditor does.
"""

from netbox_sync.views.examining import Examination, Named, examine
from netbox_sync.views.policy import AccessVlan, Policy, Required
from netbox_sync.views.running import Line, exported, lines, listed
from netbox_sync.views.wanted import KINDS, of_kinds, wanted

__all__ = [
    "KINDS",
    "AccessVlan",
    "Examination",
    "Line",
    "Named",
    "Policy",
    "Required",
    "examine",
    "exported",
    "lines",
    "listed",
    "of_kinds",
    "wanted",
]
