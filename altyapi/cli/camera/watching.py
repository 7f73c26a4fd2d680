"""inv camera.check, list, wall: which cameras are alive, and how they have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(
    help={
        "thorough": "look at everybody's stream, picture and clock, not at a sample",
        "confirm": "look again at once at those that failed, instead of at the next check",
        "keep": "keep state and history, and tell NetBox what is new; --no-keep: only look",
    }
)
def check(
    out: Output,
    configured: Settings,
    limit: str = "",
    thorough: bool = False,
    confirm: bool = False,
    keep: bool = True,
    format_: str = "text",
) -> int:
    """Ask every camera and recorder in service whether it is alive, and a sample for pictures, clock and recordings.

    Example: ./inv camera.check        ./inv camera.check --limit site:mrk-ot01 --thorough --confirm
    Down is what failed twice in a row; the switch or line that cuts cameras off is named. Exit code 2 when anything is wrong.
    """
    del format_
    from altyapi.cli.camera import watch

    return watch.check(out, configured, limit=limit, everyone=thorough, confirm=confirm, keep=keep)


@command(
    name="list",
    help={
        "all": "planned and decommissioned ones too",
        "out": "file to write: .csv, .xlsx, .html or .json",
        "unmask": "show addresses and what cameras look at; the log of exports says so",
        "evrak": "document number that stands on the printed page",
    },
)
def list_(
    out: Output,
    configured: Settings,
    limit: str = "",
    all_: bool = False,
    out_: str = "",
    unmask: bool = False,
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show cameras and recorders as NetBox knows them and as the last check saw them.

    Example: ./inv camera.list --limit site:mrk-ot01        ./inv camera.list --all --out kameralar.xlsx
    """
    del format_
    from altyapi.cli.camera import showing

    return showing.listed(out, configured, limit=limit, everyone=all_, file=out_, unmask=unmask, evrak=evrak)


@command(
    help={
        "out": "the page to write, .html",
        "days": "so many days of availability",
        "unmask": "show addresses and what cameras look at; the log of exports says so",
        "evrak": "document number that stands on the printed page",
    }
)
def wall(
    out: Output,
    configured: Settings,
    out_: str,
    limit: str = "",
    days: int = 30,
    unmask: bool = False,
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Write the wall as one page: a map of the sites, availability day by day, and every camera by site. No pictures of cameras.

    Example: ./inv camera.wall --out kamera-duvari.html        ./inv camera.wall --out duvar.html --days 90
    """
    del format_
    from altyapi.cli.camera import showing

    return showing.wall(out, configured, limit=limit, file=out_, days=days, unmask=unmask, evrak=evrak)
