"""inv doctor: is everything there that the other commands need?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command()
def doctor(out: Output, configured: Settings, format_: str = "text") -> int:
    """Check Python, the environment, NetBox, SSH keys, secrets and host keys; name the next step for each fault.

    Example: ./inv doctor
    """
    del format_
    from altyapi.cli import examination
    from altyapi.view import findings

    found = examination.examine(configured)
    findings.show(out, found)
    bad = [finding for finding in found if finding.severity == "error"]
    out.line(out.say("doctor.bad", count=len(bad)) if bad else out.say("doctor.good"), "red" if bad else "green")
    return ERROR if bad else DONE
