"""What changed between two snapshots, for people and for programs."""

from __future__ import annotations

import json
from typing import Any, Final

from altyapi.view.output import Colour, Output
from netbox_sync.comparison import Group, ObjectChange, grouped

NAMES_SHOWN: Final = 6
_MARKS: Final[dict[str, tuple[str, Colour]]] = {
    "added": ("+", "green"),
    "removed": ("-", "red"),
    "changed": ("~", "yellow"),
}


def show(out: Output, changes: tuple[ObjectChange, ...]) -> dict[str, int]:
    """By site, the same change of many objects once; the JSON holds every object. Gives the counts."""
    counts = {action: sum(1 for each in changes if each.action == action) for action in _MARKS}
    out.data({"counts": counts, "changes": [each.model_dump(mode="json") for each in changes]})
    site: str | None = ""
    for group in grouped(changes):
        if group.site != site:
            site = group.site
            title = out.say("diff.nowhere") if site is None else out.say("diff.site", site=site)
            out.line()
            out.heading(title)
        _group(out, group)
    out.line()
    out.line(out.say("diff.count", **counts) if changes else out.say("diff.none"))
    return counts


def _group(out: Output, group: Group) -> None:
    names = ", ".join(group.names[:NAMES_SHOWN])
    if len(group.names) > NAMES_SHOWN:
        names = out.say("diff.more", names=names, more=len(group.names) - NAMES_SHOWN)
    kind = out.say(f"kind.{group.kind}")
    mark, colour = _MARKS[group.action]
    out.marked(
        mark if out.format == "markdown" else f"  {mark}",
        colour,
        out.say(f"diff.{group.action}", kind=kind, names=names),
    )
    for each in group.fields:
        told = out.say("diff.field", field=each.field, before=_value(each.before), after=_value(each.after))
        out.line(f"      {told}")


def _value(value: Any) -> str:
    if value is None or value in ("", (), [], {}):
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False)
