"""The auditors' views beside what NetBox holds, as a person reads it."""

from __future__ import annotations

import difflib
from typing import Any

from altyapi.view.output import Output
from netbox_sync.desired import Change, Outcome
from netbox_sync.views import KINDS, Examination

LONGEST = 100  # characters of a value
MOST = 12  # lines of a text's difference
NAMES = {endpoint: kind for kind, endpoint in KINDS.items()}


def show(out: Output, found: Examination) -> None:
    """Every difference with its fields, what is somebody else's, and the count."""
    difference = found.difference
    for one in difference.operations:
        text = f"{NAMES[one.endpoint]}: {one.label}"
        if one.action == "create":
            out.marked("+", "green", text)
        else:
            out.marked("~", "yellow", text)
            for change in one.changes:
                _show_change(out, change)
    for foreign in found.foreign:
        out.marked("!", "red", out.say("views.foreign", kind=NAMES[foreign.endpoint], name=foreign.name))
    if found.foreign:
        out.line(out.say("views.foreign-next"))
    for left in found.left_over:
        out.marked("?", "dim", out.say("views.left-over", kind=NAMES[left.endpoint], name=left.name))
    if difference.empty and not found.foreign:
        out.line(out.say("views.same", count=difference.count("unchanged")))
        return
    out.line(
        out.say(
            "views.count",
            create=difference.count("create"),
            update=difference.count("update"),
            unchanged=difference.count("unchanged"),
            foreign=len(found.foreign),
        )
    )


def told(found: Examination, outcome: Outcome | None = None) -> dict[str, Any]:
    """The same for programs."""
    difference = found.difference
    content: dict[str, Any] = {
        "operations": [
            {
                "action": one.action,
                "kind": NAMES[one.endpoint],
                "name": one.label,
                "changes": [change.model_dump(mode="json") for change in one.changes],
            }
            for one in difference.operations
        ],
        "unchanged": difference.count("unchanged"),
        "foreign": [{"kind": NAMES[one.endpoint], "name": one.name, "id": one.id} for one in found.foreign],
        "left_over": [{"kind": NAMES[one.endpoint], "name": one.name, "id": one.id} for one in found.left_over],
    }
    if outcome is not None:
        content["applied"] = {
            "run": outcome.run,
            "created": sum(outcome.created.values()),
            "updated": sum(outcome.updated.values()),
            "refused": [
                {"kind": NAMES[one.endpoint], "name": one.label, "why": one.why, "detail": one.detail}
                for one in outcome.refusals
            ],
            "untried": outcome.untried,
        }
    return content


def show_outcome(out: Output, outcome: Outcome) -> None:
    for one in outcome.refusals:
        detail = one.detail or one.why
        out.marked("✗", "red", out.say("views.refused", kind=NAMES[one.endpoint], name=one.label, detail=detail))
    out.line(
        out.say(
            "views.done",
            created=sum(outcome.created.values()),
            updated=sum(outcome.updated.values()),
            failed=len(outcome.refusals) + outcome.untried,
        )
    )


def _show_change(out: Output, change: Change) -> None:
    """Before and after; of a long text the lines that differ."""
    before, after = change.before, change.after
    if isinstance(after, str) and "\n" in after:
        told = list(difflib.unified_diff(str(before or "").splitlines(), after.splitlines(), lineterm="", n=0))[2:]
        shown = [_short(line) for line in told if not line.startswith("@@")]
        more = len(shown) - MOST
        out.line(f"    {change.field}:")
        out.code("\n".join([*shown[:MOST], *([f"… +{more}"] if more > 0 else [])]), "diff")
    else:
        out.line(out.say("views.changed", field=change.field, before=_short(before), after=_short(after)))


def _short(value: Any) -> str:
    text = "–" if value is None or value == "" else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
