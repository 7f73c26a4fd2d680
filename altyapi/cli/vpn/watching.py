"""vpn.list, vpn.show and vpn.review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.cli.frame import OptionMissing, command
from altyapi.cli.vpn.changing import PROFILE, WHO
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(
    help={
        "department": "one department's, by its slug",
        "profile": "one profile's",
        "ending": "only those near their end",
        "over": "only those past it, or without one",
        "all": "also those that were taken back",
    },
    name="list",
)
def list_(
    out: Output,
    configured: Settings,
    department: str = "",
    profile: str = "",
    ending: bool = False,
    over: bool = False,
    all_: bool = False,
    format_: str = "text",
) -> int:
    """Show who has remote access until when; exit code 2 when one is past its last day or has none.

    Example: ./inv vpn.list --department mali-hizmetler
    """
    del format_
    from altyapi.cli.vpn import looking

    return looking.listed(out, configured, department=department, profile=profile, ending=ending, over=over, every=all_)


@command(
    "person",
    help={"person": WHO, "profile": PROFILE, "out": "folder to write config (without a key) and instruction to"},
)
def show(
    out: Output, configured: Settings, person: str, profile: str = "", out_: str = "", format_: str = "text"
) -> int:
    """Show all of one grant and what was done to it, from the evidence.

    Example: ./inv vpn.show sicil-104523 --out kagitlar
    """
    del format_
    from altyapi.cli.vpn import looking

    return looking.show(out, configured, person, profile, Path(out_) if out_ else None)


@command(
    help={
        "out": "folder for the pages to print, one per department",
        "department": "one department's, by its slug",
        "signed": "enter that the department signed its list (with --department and --evrak)",
        "on": "the day to judge for (2026-04-20 or 20.04.2026); default: today",
        "evrak": "document number that stands on the pages, or that the signed list came back with",
    }
)
def review(
    out: Output,
    configured: Settings,
    out_: str = "",
    department: str = "",
    signed: bool = False,
    on: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show which departments have reviewed their access, and write the lists they sign; exit code 2 when one is overdue.

    Example: ./inv vpn.review --out gozden-gecirme
    Signed: ./inv vpn.review --signed --department mali-hizmetler --evrak 2026/1500
    """
    del format_
    from altyapi.cli import writing
    from altyapi.cli.vpn import looking

    writing.check_evrak(configured, evrak)
    if not signed:
        return looking.review(out, configured, Path(out_) if out_ else None, department, on, evrak)
    for option, value in (("department", department), ("evrak", evrak)):
        if not value:
            example = "./inv vpn.review --signed --department mali-hizmetler --evrak 2026/1500"
            raise OptionMissing(option=option, meaning=option, example=example)
    return looking.signed(out, configured, department, on, evrak)
