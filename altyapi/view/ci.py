"""What a merge request would change, as its reviewers read it: in a terminal, or as a comment of limited length."""

from __future__ import annotations

from altyapi.ci.proposal import Proposal
from altyapi.view import layout, plans
from altyapi.view.output import Output

ROW = 100
"""About as many characters as a row of the table of waves takes, or what stands above a difference."""


def show(out: Output, made: Proposal, *, most: int, whole: str) -> None:
    """The differences, the most common first, until `most` characters of them are told; `whole` is where all of them are. Waves are
    told by device where that still fits, else by number."""
    out.data({**made.model_dump(mode="json"), "risk": made.risk})
    out.heading(out.say("ci.head"))
    between = {"base": made.base[:12], "head": made.head[:12] or out.say("ci.as-it-is")}
    out.line(out.say("ci.between", **between, snapshot=made.snapshot_digest[:12]))
    if made.policy_changes:
        out.line(out.say("ci.policy"), "yellow")
    told, left = 0, []
    for diff, entries in plans.groups(made.devices):
        if told + len(diff) + ROW > most:
            told = most  # what comes behind is told by less
            left += [entry.device for entry in entries]
            continue
        told += len(diff) + ROW
        listed = layout.names([entry.device for entry in entries])
        out.line()
        out.heading(out.say("plan.group" if len(entries) > 1 else "plan.one", count=len(entries), devices=listed))
        out.code(diff, "diff")
    if left:
        out.line()
        out.line(out.say("ci.cut", count=len(left), whole=whole or "--out"), "yellow")
    if len(made.devices) * ROW <= most - told:
        plans.waves(out, made.waves)
    else:
        plans.waves_counted(out, made.waves)
        out.line(out.say("ci.waves", whole=whole or "--out"), "yellow")
    plans.refused(out, made.refused)
    if made.standing:
        out.line(
            out.say(
                "ci.standing", count=len(made.standing), devices=layout.names([one.device for one in made.standing])
            )
        )
    if made.new:
        out.line(out.say("ci.new", count=len(made.new), devices=layout.names(made.new)))
    out.line()
    counts = {"changed": len(made.devices), "unchanged": made.unchanged, "refused": len(made.refused)}
    key = "ci.count" if made.devices else "ci.refused" if made.refused else "ci.nothing"
    out.line(out.say(key, **counts, risk=out.say(f"risk.{made.risk}")), "yellow" if made.devices else None)
