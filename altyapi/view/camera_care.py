"""Passwords and firmware of cameras, as a person reads them: what is left to be done, then the count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from altyapi.camera.firmware import Outcome, Standing
from altyapi.camera.rotate import DUE, Result
from altyapi.evidence import words
from altyapi.view.output import Output
from altyapi.view.steps import typed

ROWS = 60
DETAIL = 60
OPEN = 10  # cameras that a next step names


def rotated(out: Output, results: Sequence[Result], *, applied: bool) -> None:
    """One line for each camera that is not as it should be, or was changed."""
    out.data(
        {"cameras": {one.camera: one.model_dump(mode="json") for one in sorted(results, key=_name)}, "applied": applied}
    )
    told = sorted((one for one in results if one.state != "found" or not one.good), key=_name)
    if told:
        head = [out.say(f"camera.column-{name}") for name in ("camera", "found", "became")]
        rows = [
            [one.camera, out.say(f"camera.found-{one.found}", **_said(one)), _became(out, one)] for one in told[:ROWS]
        ]
        out.table(head, rows)
    if len(told) > ROWS:
        out.line(out.say("camera.more-rows", count=len(told) - ROWS))
    due = sum(one.state == "found" and one.found in DUE for one in results)
    changed = sum(one.state == "changed" for one in results)
    bad = sum(not one.good for one in results)
    lost = any(one.state == "unknown" for one in results)
    said = {"count": len(results), "due": due, "changed": changed, "bad": bad}
    out.line(out.say("camera.rotated", **said), "red" if lost else "yellow" if bad else "green")
    open_ = [one.camera for one in results if one.state == "unproven" or (one.told and one.state == "waits")]
    if open_:  # nothing else can be said of them before
        out.next(typed("camera.rotate", *(("--limit", ",".join(sorted(open_))) if len(open_) <= OPEN else ())))
    elif due and not applied:
        out.next(typed("camera.rotate", "--apply", "--reason", "…", "--evrak", "…"))


def _said(one: Result) -> dict[str, str]:
    return {"user": one.user, "detail": one.detail[:DETAIL]}


def _became(out: Output, one: Result) -> str:
    words = [] if one.state == "found" else [out.say(f"camera.became-{one.state}")]
    words += [one.detail[:DETAIL]] if one.state in ("kept-old", "unproven", "failed") and one.detail else []
    words += [out.say("camera.accounts", names=", ".join(one.accounts))] if one.accounts else []
    return "; ".join(words) or "-"


def _name(one: Result) -> str:
    return one.camera


def gaps(
    out: Output, standings: Sequence[Standing], waves: Sequence[Sequence[Standing]], *, applied: bool = False
) -> None:
    """What differs from the approved versions, and in which waves it would be brought there."""
    out.data(
        {
            "cameras": {one.camera: one.model_dump(mode="json") for one in standings},
            "waves": [[one.camera for one in wave] for wave in waves],
        }
    )
    wave_of = {one.camera: str(number) for number, wave in enumerate(waves, start=1) for one in wave}
    told = sorted((one for one in standings if not one.good), key=lambda one: (one.gap, one.camera))
    if told:
        head = [out.say(f"camera.column-{name}") for name in ("camera", "model", "version", "approved", "gap", "wave")]
        rows = [
            [
                one.camera,
                one.model,
                one.version or "-",
                one.approved or "-",
                out.say(f"camera.gap-{one.gap}"),
                wave_of.get(one.camera, "-"),
            ]
            for one in told[:ROWS]
        ]
        out.table(head, rows)
    if len(told) > ROWS:
        out.line(out.say("camera.more-rows", count=len(told) - ROWS))
    counted = Counter(one.gap for one in standings)
    said = {
        "count": len(standings),
        "behind": counted["behind"],
        "current": counted["current"],
        "without": counted["no-release"],
    }
    bad = len(told)
    out.line(
        out.say("camera.gaps", **said, other=bad - counted["behind"], waves=len(waves)), "yellow" if bad else "green"
    )
    if waves and not applied:
        out.next(typed("camera.firmware", "--apply", "--reason", "…", "--evrak", "…"))


def updated(out: Output, outcomes: Sequence[Outcome]) -> None:
    """What became of each camera."""
    out.data({"outcomes": [one.model_dump(mode="json") for one in outcomes]})
    head = [out.say(f"camera.column-{name}") for name in ("wave", "camera", "version", "became")]
    rows = [
        [
            str(one.wave),
            one.camera,
            f"{one.before} > {one.after or '-'}",
            out.say(f"camera.update-{one.state}"),
        ]
        for one in outcomes[:ROWS]
    ]
    out.table(head, rows)
    for one in [one for one in outcomes if one.detail][:ROWS]:
        out.line(f"  {one.camera}: {words.told(one.detail, out.language)}")
    good = sum(one.state == "updated" for one in outcomes)
    out.line(out.say("camera.updated", good=good, count=len(outcomes)), "green" if good == len(outcomes) else "red")
