"""inv demo: the toolkit's main job, watched from end to end on the practice municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(
    help={
        "keep": "leave the lab running at the end, to look around",
        "whole": "a dry run of the whole municipality instead: every switch and firewall of every platform is planned for, and "
        "nothing is changed",
    }
)
def demo(out: Output, configured: Settings, keep: bool = True, whole: bool = False) -> int:
    """Pull, plan, approve, apply, break one switch, see it come back, go on, verify, report: on real SSH, in a minute or two.

    Example: ./inv demo
    """
    from altyapi.cli import performance

    play = performance.play_whole if whole else performance.play
    return DONE if play(out, configured, keep=keep) else ERROR
