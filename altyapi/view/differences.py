"""What differs between what is wanted and NetBox, and what became of it, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from altyapi.view.output import Colour, Output
from altyapi.view.texts import TEXTS
from netbox_sync.desired.difference import Change, Difference, Operation, Removal
from netbox_sync.desired.faults import PruneTooMuch, place
from netbox_sync.desired.outcome import Outcome

SHOWN = 10  # objects of one kind and mark, in text
MARKS: dict[Literal["create", "update"], tuple[str, Colour]] = {"create": ("+", "green"), "update": ("~", "yellow")}
GONE: tuple[str, Colour] = ("-", "red")


def show(out: Output, difference: Difference) -> None:
    """Every object that differs, grouped by kind, and the counts as the last line."""
    if difference.empty:
        out.line(out.say("differences.none", unchanged=difference.count("unchanged")))
        return
    if out.format == "markdown":
        _table(out, difference)
    else:
        out.line(out.say("differences.legend"), "dim")
        ordered = sorted(difference.operations, key=lambda one: one.endpoint)
        for endpoint in dict.fromkeys(one.endpoint for one in difference.operations):
            _heading(out, endpoint)
            for action in MARKS:
                _operations(out, [one for one in ordered if one.endpoint == endpoint and one.action == action])
        for endpoint, group in groupby(difference.removals, key=lambda one: one.endpoint):
            _heading(out, endpoint)
            _removals(out, list(group))
    out.line("")
    out.line(_count(out, difference))


def show_removals(out: Output, removals: Sequence[Removal]) -> None:
    """What would have been deleted, had it not been too much: the first of each kind."""
    for endpoint, group in groupby(removals, key=lambda one: one.endpoint):
        listed = list(group)
        _heading(out, endpoint)
        _removals(out, listed if out.format != "text" else listed[:SHOWN])
        _more(out, len(listed) - SHOWN, "    ")
    out.line("")


def too_much(error: PruneTooMuch) -> dict[str, Any]:
    """The same for programs, uncut."""
    return {
        "error": {"code": error.code, "message": error.message("en"), "remedy": error.remedy("en")},
        "removals": [removal.model_dump(mode="json") for removal in error.removals],
    }


def told(difference: Difference) -> dict[str, Any]:
    """The same for programs, uncut."""
    return {
        "operations": [
            {
                "action": one.action,
                "endpoint": one.endpoint,
                "id": one.id,
                "name": one.label,
                "origin": one.origin.model_dump(mode="json"),
                "changes": [change.model_dump(mode="json") for change in one.changes],
            }
            for one in difference.operations
        ],
        "removals": [removal.model_dump(mode="json") for removal in difference.removals],
        "unchanged": difference.unchanged,
        "counts": {
            "create": difference.count("create"),
            "update": difference.count("update"),
            "prune": difference.count("prune"),
            "unchanged": difference.count("unchanged"),
        },
    }


def show_outcome(out: Output, outcome: Outcome) -> None:
    """Every object that was not written and why, and the counts as the last line."""
    for why, group in groupby(sorted(outcome.refusals, key=lambda one: one.why), key=lambda one: one.why):
        refused = list(group)
        for one in refused if out.format != "text" else refused[: 4 * SHOWN]:
            where = f" ({place(one.origin)})" if one.origin else ""
            out.marked("✗", "red", f"{kind_name(out, one.endpoint)}: {one.label}{where}")
            out.line(f"    {out.say(f'outcome.{why}', detail=one.detail)}")
        _more(out, len(refused) - 4 * SHOWN, "  ")
    if outcome.untried:
        out.line(out.say("outcome.untried", count=outcome.untried))
    out.line(out.say("outcome.run", run=outcome.run))
    out.line(
        out.say(
            "outcome.count",
            created=sum(outcome.created.values()),
            updated=sum(outcome.updated.values()),
            deleted=sum(outcome.deleted.values()),
            already=outcome.already,
            failed=len(outcome.refusals) + outcome.untried,
        )
    )


def told_outcome(outcome: Outcome) -> dict[str, Any]:
    """The same for programs."""
    content = outcome.model_dump(mode="json", exclude={"stopped"})
    if outcome.stopped is not None:
        content["stopped"] = {"code": outcome.stopped.code, "message": outcome.stopped.message("en")}
    return content


def kind_name(out: Output, endpoint: str) -> str:
    """A kind as a person says it; NetBox's own path where it has no name here."""
    key = f"kind.{endpoint}"
    return out.say(key) if key in TEXTS else endpoint


def _heading(out: Output, endpoint: str) -> None:
    out.line("")
    out.heading(kind_name(out, endpoint))


def _operations(out: Output, operations: Sequence[Operation]) -> None:
    for one in operations if out.format != "text" else operations[:SHOWN]:
        mark, colour = MARKS[one.action]
        out.marked(f"  {mark}", colour, _clipped(out, _with_origin(out, one), 4))
        for change in one.changes:
            out.line(_clipped(out, f"      {_change(out, change)}"))
    _more(out, len(operations) - SHOWN, "    ")


def _removals(out: Output, removals: Sequence[Removal]) -> None:
    for one in removals:  # what is deleted is always told whole
        out.marked(f"  {GONE[0]}", GONE[1], one.label)
        for line in _why(out, one):
            out.line(f"      {line}")


def _why(out: Output, removal: Removal) -> Iterator[str]:
    if removal.within:
        yield out.say("differences.within", within=removal.within)
    else:
        yield out.say("differences.unbounded")
    if removal.takes:
        listing = ", ".join(f"{kind_name(out, path)} {number}" for path, number in removal.takes.items())
        yield out.say("differences.takes", listing=listing)


def _change(out: Output, change: Change) -> str:
    return f"{change.field}: {_value(out, change.before)} → {_value(out, change.after)}"


def _value(out: Output, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return out.say("differences.empty")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def _with_origin(out: Output, operation: Operation) -> str:
    """The name, and where it was asked for at the line's right end where there is room."""
    where = place(operation.origin.model_copy(update={"file": Path(operation.origin.file).name}))
    room = out.columns - 4 - len(operation.label) - len(where)
    return f"{operation.label}{' ' * room}{where}" if where and room >= 2 else operation.label


def _clipped(out: Output, text: str, used: int = 0) -> str:
    room = out.columns - used
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _more(out: Output, count: int, indent: str) -> None:
    if out.format == "text" and count > 0:
        out.line(f"{indent}{out.say('differences.more', count=count)}")


def _count(out: Output, difference: Difference) -> str:
    return out.say(
        "differences.count",
        create=difference.count("create"),
        update=difference.count("update"),
        prune=difference.count("prune"),
        unchanged=difference.count("unchanged"),
    )


def _table(out: Output, difference: Difference) -> None:
    rows = [
        [
            MARKS[one.action][0],
            kind_name(out, one.endpoint),
            one.label,
            "; ".join(_change(out, change) for change in one.changes),
            place(one.origin),
        ]
        for one in difference.operations
    ]
    rows += [
        [GONE[0], kind_name(out, one.endpoint), one.label, "; ".join(_why(out, one)), ""] for one in difference.removals
    ]
    out.table(
        ["", *(out.say(key) for key in ("differences.kind", "column.what", "differences.fields", "column.where"))], rows
    )
