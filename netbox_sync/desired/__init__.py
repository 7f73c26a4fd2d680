"""What NetBox should hold: compared with what it holds, and applied."""

from netbox_sync.desired.applying import apply
from netbox_sync.desired.comparing import compare
from netbox_sync.desired.difference import Change, Difference, Operation, Removal
from netbox_sync.desired.outcome import Outcome, Refusal
from netbox_sync.desired.pruning import Prune
from netbox_sync.desired.wanted import Origin, Wanted

__all__ = [
    "Change",
    "Difference",
    "Operation",
    "Origin",
    "Outcome",
    "Prune",
    "Refusal",
    "Removal",
    "Wanted",
    "apply",
    "compare",
]
