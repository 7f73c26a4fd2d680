"""inv backup.now, collect, replicate, drill: copies on the spot, at the second site, and proven by restores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command("system", help={"system": "a system of the plan, by name; docs/backup.md"})
def now(out: Output, configured: Settings, system: str, evrak: str = "", format_: str = "text") -> int:
    """Copy one system on the spot: a device's config, a server's jobs over SSH, the toolkit's own state or NetBox's database.

    Example: ./inv backup.now netbox-veritabani --evrak E-99999999-640.99-12
    """
    del format_
    from altyapi.cli.backup import archived

    return archived.now(out, configured, system, evrak=evrak)


@command(help={"place": "only this place of the policy"})
def collect(out: Output, configured: Settings, place: str = "", format_: str = "text") -> int:
    """Enter in the register what the servers' own jobs have copied since the last time, and how full the places are.

    Example: ./inv backup.collect
    Exit code 2 where nothing was ever copied to a place of the plan, 1 where a place can't be read or its repository is gone.
    """
    del format_
    from altyapi.cli.backup import archived

    return archived.collect(out, configured, place)


@command(
    help={
        "system": "only these systems: a name or a glob",
        "read": "how much is read back there: all, 1/7, 10%; default: all at first, then a seventh each day",
        "place": "only this second place",
    }
)
def replicate(
    out: Output,
    configured: Settings,
    system: str = "",
    place: str = "",
    read: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Bring the copies that the second site lacks over to it, and read them back there: data, not only the index.

    Example: ./inv backup.replicate --read all
    Exit code 2 when a copy is older than the plan allows, 1 when one failed or is damaged.
    """
    del format_
    from altyapi.cli.backup import archived

    return archived.replicate(out, configured, system=system, place=place, read=read, evrak=evrak)


@command(
    help={
        "system": "only these systems: a name or a glob",
        "due": "all whose last drill is older than the plan allows; default: one of each class, the longest untried",
        "place": "restore from this place instead of the first: the second site, say",
        "target": "the device for configs; default: one with the role drill-target and the same platform",
        "folder": "where the empty places are made; it needs room for the largest copy",
        "lesson": "what was learned, for the record",
        "out": "the printable report: .html, .csv, .xlsx or .json; default <state_dir>/reports",
    },
)
def drill(
    out: Output,
    configured: Settings,
    system: str = "",
    due: bool = False,
    place: str = "",
    target: str = "",
    folder: str = "",
    lesson: str = "",
    evrak: str = "",
    out_: str = "",
    format_: str = "text",
) -> int:
    """Restore copies into empty places and have them prove that they work; time, result and lesson become evidence.

    Example: ./inv backup.drill --due --evrak E-99999999-640.99-13        ./inv backup.drill --system netbox-veritabani
    A database has to start and answer, a config has to be accepted by a device, files have to bear their checksums.
    Exit code 1 when a drill fails.
    """
    del format_
    from altyapi.cli.backup import drilling

    return drilling.drill(
        out, configured, system=system, due=due, place=place, target=target, folder=folder, lesson=lesson, evrak=evrak,
        file=out_,
    )  # fmt: skip
