"""The steps of ci.apply: the plans that a merge brought, judged by who could sign before it, and applied in their order."""

from __future__ import annotations

from altyapi.ci import rendering, revisions
from altyapi.cli import applying
from altyapi.cli.frame import DONE, ERROR
from altyapi.errors import ToolkitError
from altyapi.settings import Settings
from altyapi.view.output import Output

JUDGING = ("allowed_signers", "policy_dir")


def forward(out: Output, configured: Settings, base: str, folder: str, *, wait: bool) -> int:
    """Exit code of the first plan that does not end well, 0 where all do. Raises RevisionUnknown."""
    brought = revisions.brought(configured.root, base, "HEAD", folder)
    if not brought:
        out.line(out.say("ci.apply.none"))
    ended: dict[str, int] = {}
    with revisions.unpacked(configured.root, base) as before:
        held = {name: rendering.there(before, getattr(configured, name), configured) for name in JUDGING}
        judged = configured.model_copy(update=held)
        for number, name in enumerate(brought, start=1):
            out.heading(out.say("ci.apply.one", number=number, count=len(brought), file=name))
            try:
                ended[name] = applying.forward(out.part(), judged, configured.root / name, dry_run=False, wait=wait)
            except ToolkitError as error:
                out.fault(error)
                ended[name] = ERROR
            if ended[name] != DONE:
                break
    left = [name for name in brought if name not in ended]
    if left:
        out.line(out.say("ci.apply.left", files=", ".join(left)), "yellow")
    out.data({"ended": ended, "left": left})
    return next((code for code in ended.values() if code != DONE), DONE)
