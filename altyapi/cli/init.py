"""inv init: a municipality's own repository, laid out empty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command("directory", anywhere=True, help={"directory": "a new folder, or one in which none of the files is there yet"})
def init(out: Output, configured: Settings, directory: str, format_: str = "text") -> int:
    """Lay out a repository of your own: settings, policy with comments, approvers, and the pipeline's file.

    Nothing that is there is overwritten. The toolkit is a dependency of it, so that an update is no merge.

    Example: ./inv init ~/belediye-altyapi
    """
    del configured, format_
    from altyapi.starter import layout

    folder = Path(directory).expanduser()
    written = layout.lay_out(folder)
    out.data({"directory": str(folder), "files": list(written)})
    out.line(out.say("init.done", count=len(written), folder=str(folder)), "green")
    out.next(f"cd {folder} && altyapi doctor")
    return DONE
