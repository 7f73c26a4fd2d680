"""The tape register, as a person reads it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from altyapi.backup.tape import Cartridge
from altyapi.backup.taping import Wanted, Written
from altyapi.evidence.words import moment
from altyapi.view.backup_generations import size
from altyapi.view.output import Output
from altyapi.view.steps import typed

NAMES = 6


def cartridges(
    out: Output, every: Sequence[Cartridge], loaded: Collection[str], free: Collection[str], waiting: Sequence[Wanted]
) -> None:
    """Each cartridge, then what waits for tape."""
    out.data(
        {
            "cartridges": [
                {
                    **one.model_dump(mode="json"),
                    "in_changer": one.barcode in loaded,
                    "may_be_written": one.barcode in free,
                }
                for one in every
            ],
            "waiting": [one.model_dump(mode="json") for one in waiting],
        }
    )
    rows = [
        [
            one.barcode,
            out.say(f"backup.tape.{_state(one, free)}"),
            one.location,
            moment(one.written, out.language, out.zone_of())[:10] if one.written else "-",
            str(len(one.points)),
            size(one.bytes) if one.bytes else "-",
            str(one.writes),
        ]
        for one in every
    ]
    if rows:
        names = ("cartridge", "state", "location", "written", "points", "size", "writes")
        out.table([out.say(f"backup.column.{name}") for name in names], rows)
    for one in every:
        if one.damaged:
            out.marked("x", "red", f"{one.barcode}: {one.damaged}")
        if one.state == "destroyed":
            told = {
                "barcode": one.barcode,
                "time": moment(one.destroyed, out.language, out.zone_of()),
                "evrak": one.evrak or "-",
            }
            out.line(out.say("backup.tape.was-destroyed", **told, method=one.method or "-", witness=one.witness or "-"))
    if waiting:
        systems = sorted({one.point.system for one in waiting})
        names_ = ", ".join(systems[:NAMES]) + (f" … (+{len(systems) - NAMES})" if len(systems) > NAMES else "")
        out.line(out.say("backup.tape.waiting", count=len(waiting), systems=names_), "yellow")
        out.next(typed("backup.tape-write"))
    out.line(out.say("backup.tape.count", count=len(every), free=len(free)))


def _state(one: Cartridge, free: Collection[str]) -> str:
    if one.damaged:
        return "damaged"
    if one.state == "written":
        return "expired" if one.barcode in free else "state-written"
    return one.state


def step(out: Output, one: Cartridge, what: str) -> None:
    out.data({"cartridge": one.model_dump(mode="json")})
    out.line(
        out.say(f"backup.tape.step.{what}", barcode=one.barcode, location=one.location, evrak=one.evrak or "-"), "green"
    )


def written(out: Output, done: Written) -> None:
    out.data(
        {
            "cartridge": done.cartridge.model_dump(mode="json"),
            "written": [point.model_dump(mode="json") for point in done.points],
            "left": [one.model_dump(mode="json") for one in done.left],
        }
    )
    told = {"barcode": done.cartridge.barcode, "count": len(done.points), "size": size(done.cartridge.bytes)}
    out.line(out.say("backup.tape.written", **told), "green")
    if done.left:
        out.line(out.say("backup.tape.left", count=len(done.left)), "yellow")
        out.next(typed("backup.tape-write"))


def nothing_waits(out: Output) -> None:
    out.data({"written": [], "left": []})
    out.line(out.say("backup.tape.none"), "green")


def checked(out: Output, one: Cartridge) -> None:
    out.data({"cartridge": one.model_dump(mode="json")})
    if one.damaged:
        out.line(out.say("backup.tape.is-damaged", barcode=one.barcode, problem=one.damaged), "red")
    else:
        out.line(out.say("backup.tape.is-whole", barcode=one.barcode, size=size(one.bytes)), "green")
