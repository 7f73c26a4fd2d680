"""inv demo: the toolkit's main job, watched from end to end on the practice municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(help={"keep": "leave the lab running at the end, to look around"})
def demo(out: Output, configured: Settings, keep: bool = True) -> int:
    """Pull, plan, approve, apply, break one switch, see it come back, go on, verify, report: on real SSH, in a minute or two.

    Example: ./inv demo
    """
    from altyapi.cli import performance

    return DONE if performance.play(out, configured, keep=keep) else ERROR
