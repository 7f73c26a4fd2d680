"""From a running config and an intended one to ordered commands, a rollback, and a prediction of both. Pure."""

from altyapi.remediation.engine import (
    Remediation,
    astray,
    described,
    flagged,
    flagged_anywhere,
    predict,
    remediate,
    same_config,
)
from altyapi.remediation.flags import Flag, ManagementPath
from altyapi.remediation.rulefile import rules_for
from altyapi.remediation.rules import Rules
from altyapi.remediation.tree import Tree, parse

__all__ = [
    "Flag",
    "ManagementPath",
    "Remediation",
    "Rules",
    "Tree",
    "astray",
    "described",
    "flagged",
    "flagged_anywhere",
    "parse",
    "predict",
    "remediate",
    "rules_for",
    "same_config",
]
