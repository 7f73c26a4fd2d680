"""The signatures beside a plan or a release: those that count, and those that don't with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from altyapi.plan.approval import Approval, Rejected
from altyapi.view.output import Output


def show(out: Output, approvals: Sequence[Approval], rejected: Sequence[Rejected]) -> None:
    for approval in approvals:
        statement = approval.statement
        said = {"principal": statement.principal, "signed": statement.signed, "fingerprint": approval.fingerprint}
        out.line(out.say("plan.signed", role=out.say(f"role.{statement.role}"), **said))
    for entry in rejected:
        out.line(out.say("plan.not-counted", file=entry.file, problem=entry.problem), "yellow")


def data(approvals: Sequence[Approval], rejected: Sequence[Rejected]) -> dict[str, object]:
    """The same for programs."""
    return {
        "approvals": [approval.model_dump(mode="json") for approval in approvals],
        "rejected": [entry.model_dump(mode="json") for entry in rejected],
    }
