"""What a check of cameras found, as a person reads it: causes first, then what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from altyapi.camera import picture
from altyapi.camera.look import Problem
from altyapi.camera.model import Camera
from altyapi.camera.standing import Change, Standing
from altyapi.view import layout
from altyapi.view.output import Output
from altyapi.view.steps import typed

ROWS = 40


def check(out: Output, asked: Sequence[Camera], after: Mapping[str, Standing], changes: Sequence[Change]) -> None:
    """The last line is the count."""
    out.data(
        {
            "cameras": {name: one.model_dump(mode="json", exclude={"told"}) for name, one in after.items()},
            "changes": [one.model_dump(mode="json") for one in changes],
        }
    )
    of = {one.name: one for one in asked}
    fresh = {one.camera for one in changes}
    if picture.decoder() is None and any(one.frames is not None for one in after.values()):
        out.note(out.say("camera.no-decoder"))
    _causes(out, of, after)
    down = sorted(name for name, one in after.items() if one.state == "down")
    _table(out, "camera.down", [name for name in down if not after[name].cause], of, after, fresh)
    impaired = sorted(name for name, one in after.items() if one.state == "up" and one.problems)
    _table(out, "camera.impaired", impaired, of, after, fresh)
    for key, found in (
        ("camera.back", [one.camera for one in changes if one.before == "down" and one.after == "up"]),
        (
            "camera.well",
            [one.camera for one in changes if one.gone and one.before == one.after == "up" and not one.came],
        ),
    ):
        if found:
            out.line(out.say(key, names=layout.names(found)), "green")
    once = sorted(name for name, one in after.items() if one.failures and one.state != "down")
    if once:
        out.line(out.say("camera.once", names=layout.names(once)), "yellow")
    counts = {
        "count": len(after),
        "good": sum(one.good and not one.failures for one in after.values()),
        "impaired": len(impaired),
        "down": len(down),
        "once": len(once),
        "thorough": sum(one.thorough == one.seen for one in after.values()),
    }
    bad = down or impaired
    out.line(out.say("camera.count", **counts), "red" if bad else "yellow" if once else "green")
    if bad or once:
        out.next(typed("camera.wall", "--out", "duvar.html"))


def _causes(out: Output, of: Mapping[str, Camera], after: Mapping[str, Standing]) -> None:
    behind: dict[str, list[str]] = {}
    for name, one in sorted(after.items()):
        if one.cause:
            behind.setdefault(one.cause, []).append(name)
    for device, names in sorted(behind.items(), key=lambda item: (-len(item[1]), item[0])):
        first = after[names[0]]
        if first.cause_kind == "line":
            said = {"site": of[names[0]].site, "circuits": ", ".join(first.circuits) or "-"}
            out.line(out.say("camera.line", device=device, count=len(names), **said), "red")
        else:
            out.line(out.say("camera.cut-off", device=device, count=len(names), names=layout.names(names)), "red")


def _table(
    out: Output,
    title: str,
    names: Sequence[str],
    of: Mapping[str, Camera],
    after: Mapping[str, Standing],
    fresh: set[str],
) -> None:
    if not names:
        return
    out.heading(out.say(title))
    ordered = sorted(names, key=lambda name: (name not in fresh, name))
    rows = []
    for name in ordered[:ROWS]:
        one = after[name]
        mark = f"({out.say('camera.new')}) " if name in fresh else ""
        said = mark + "; ".join(problem(out, each) for each in one.problems)
        rows.append([name, of[name].place or of[name].site, out.minute(one.since), said])
    out.table([out.say(f"camera.column.{name}") for name in ("camera", "where", "since", "problem")], rows)
    if len(ordered) > ROWS:
        out.line(out.say("facts.more", count=len(ordered) - ROWS))


def problem(out: Output, one: Problem) -> str:
    """In words."""
    return out.say(f"camera.problem.{one.code}", detail=one.detail).rstrip(" ,:")
