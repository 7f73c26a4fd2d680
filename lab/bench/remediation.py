"""How long remediation takes for many switches in one process: this toolkit beside hier_config, on the same texts."""

from __future__ import annotations

from itertools import islice

from altyapi import platforms
from altyapi.remediation import remediate
from altyapi.secrets import materialise
from lab.bench.drifted import drifting, store
from lab.bench.figure import Subject, measured

HIER_CONFIG = "hier_config, remediation and rollback"
SAMPLE = 50
"""How many of the switches the peer is given: it takes longer, and the figures are per switch."""


def subject(switches: int = 1000) -> Subject:
    """Commands, rollback and the predicted config of each; hier_config gives the first two."""
    from hier_config import Platform, WorkflowRemediation, get_hconfig  # noqa: PLC0415  # the test extra's

    secrets, town = store(), drifting(switches)
    pairs = [
        (town.running[name], "\n".join(materialise(line, secrets) for line in text.split("\n")))
        for name, text in town.intended.items()
    ]
    ios = platforms.load("cisco_ios")
    remediate(*pairs[0], ios)  # reads the rules

    def ours() -> int:
        return sum(len(remediate(running, intended, ios).commands) for running, intended in pairs)

    def theirs() -> int:
        found = 0
        for running, intended in islice(pairs, SAMPLE):
            workflow = WorkflowRemediation(
                get_hconfig(Platform.CISCO_IOS, running), get_hconfig(Platform.CISCO_IOS, intended)
            )
            found += sum(1 for _ in workflow.remediation_config.all_children_sorted())
            found += sum(1 for _ in workflow.rollback_config.all_children_sorted())
        return found

    peer, _ = measured(HIER_CONFIG, min(SAMPLE, switches), theirs)
    own, commands = measured("altyapi, with prediction and checks", switches, ours)
    return Subject(
        title=f"Remediation of {switches} switches ({commands} commands)",
        unit="switch",
        rows=(peer, own),
        peer=HIER_CONFIG,
    )
