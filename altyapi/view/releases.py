"""A release as a person reads it before signing: which devices keep what, why, and what is in the way of taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from altyapi.apply.release import Release
from altyapi.evidence.words import told
from altyapi.plan.approval import Approval, Rejected
from altyapi.view import signatures
from altyapi.view.output import Output


def show(
    out: Output, release: Release, file: Path, approvals: Sequence[Approval], rejected: Sequence[Rejected]
) -> None:
    """All of it."""
    out.data(
        {
            "id": release.id,
            "file": str(file),
            "risk": release.risk,
            "release": release.model_dump(mode="json"),
            **signatures.data(approvals, rejected),
        }
    )
    out.heading(out.say("release.head", id=release.id))
    out.line(out.say("release.what", run=release.run, plan=release.plan_id[:12], until=release.until))
    out.line(out.say("plan.reason", reason=release.reason))
    out.line(out.say("plan.evrak", evrak=release.evrak or "-"))
    out.line(out.say("plan.author", author=release.author))
    out.line(out.say("plan.created", created=release.created, expires=release.expires))
    out.line()
    head = [out.say(f"column.{name}") for name in ("device", "state", "risk", "hindered")]
    rows = [
        [
            held.device,
            out.say(f"state.{held.state}"),
            out.say(f"risk.{held.risk}"),
            told(held.why, out.language).split("\n", 1)[0],
        ]
        for held in release.devices
    ]
    out.table(head, rows)
    out.line()
    signatures.show(out, approvals, rejected)
    counts = {"count": len(release.devices), "risk": out.say(f"risk.{release.risk}")}
    out.line(out.say("release.needed", needed=release.approvals_needed, **counts), "yellow")
