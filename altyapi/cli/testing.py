"""inv test: the whole check, with its own set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, checkout, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(
    help={
        "only": "a pytest path or expression instead of everything, e.g. tests/unit/plan",
        "fast": "leave out the slowest tests (marked slow) and the linters",
        "install": "install Debian packages that are missing, where allowed",
        "molecule": "also each role's scenario on real systemd hosts (minutes per role; podman or docker); with --only ROLE that one alone",
    }
)
def test(
    out: Output, configured: Settings, only: str = "", fast: bool = False, install: bool = True, molecule: bool = False
) -> int:
    """Run the linters and every test; install what they need, or say what stays out and how to enable it.

    Example: ./inv test        ./inv test --only tests/unit        ./inv test --molecule --only antivirus
    """
    del configured
    from altyapi.cli import checks

    checkout()
    checks.prepare(out, install=install)
    if molecule and only:
        return ERROR if checks.scenarios(out, only) != 0 else DONE
    if not (fast or only):
        checks.parity(out)
    steps = [] if fast or only else [checks.lint]
    failed = [step.__name__ for step in steps if step(out) != 0]
    failed += ["pytest"] if checks.pytest(out, only, fast=fast) != 0 else []
    failed += ["scenarios"] if molecule and checks.scenarios(out, "") != 0 else []
    return ERROR if failed else DONE
