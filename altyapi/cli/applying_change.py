"""The steps of ci.apply: the plans that a merge brought, judged by what stood before it, and applied in their order."""

from __future__ import annotations

from pathlib import Path

from altyapi import settings
from altyapi.ci import revisions
from altyapi.cli import applying
from altyapi.cli.frame import DONE, ERROR
from altyapi.errors import ToolkitError
from altyapi.settings import Settings
from altyapi.view.output import Output

OF_THE_MACHINE = (
    "state_dir", "snapshot_file", "signing_key", "vault_password_file", "netbox_ca_file", "ssh_config", "mail_ca_file",
)  # fmt: skip
"""Settings of files that are the runner's own and in no commit, where the one before the merge does not hold them."""


def forward(out: Output, configured: Settings, base: str, folder: str, *, wait: bool) -> int:
    """Exit code of the first plan that does not end well, 0 where all do. Raises RevisionUnknown, NotBefore."""
    revisions.require_before(configured.root, base, "HEAD")
    brought = revisions.brought(configured.root, base, "HEAD", folder)
    if not brought:
        out.line(out.say("ci.apply.none"))
    ended: dict[str, int] = {}
    with revisions.unpacked(configured.root, base) as before:
        judged = _judging(before, configured)
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


def _judging(before: Path, configured: Settings) -> Settings:
    """All settings as they stood before the merge, people, policy and host keys among them: of the merge itself nothing counts but
    its plans."""
    found = settings.load(root=before)
    own: dict[str, Path] = {}
    for name in OF_THE_MACHINE:
        path: Path | None = getattr(found, name)
        if path is not None and path.is_relative_to(before) and not path.exists():
            own[name] = configured.root / path.relative_to(before)
    return found.model_copy(update=own)
