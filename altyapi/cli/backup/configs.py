"""inv backup.run, list, show, diff, search, restore: devices' configs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, OptionMissing, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings

AT = "when: 2026-04-20 (to its end), 20.04.2026, 2026-04-20T18:00, 12d or 36h ago, or a commit; default: now"


@command(
    help={
        "limit": "devices, as everywhere; default: every device whose config can be read",
        "accept-smaller": "take in a config that lost most of its lines",
    }
)
def run(out: Output, configured: Settings, limit: str = "", accept_smaller: bool = False, format_: str = "text") -> int:
    """Back up the configs of devices: read, checked for completeness, added to the history where they differ.

    Example: ./inv backup.run --limit site:mrk-ahb01
    Exit code 1 when a device could not be backed up, 2 when only decisions are pending (a config that shrank).
    """
    del format_
    from altyapi.cli.backup import taking

    return taking.run(out, configured, limit, accept_smaller=accept_smaller)


@command(name="list")
def list_(out: Output, configured: Settings, limit: str = "", format_: str = "text") -> int:
    """List what is backed up: every device with its last change, or one device's changes and who made them where a log says so.

    Example: ./inv backup.list --limit obb-mrk-ahb01-ers01
    """
    del format_
    from altyapi.cli.backup import looking
    from altyapi.view import backup as view

    newest = looking.devices(out, configured, limit)
    if limit and len(newest) == 1:
        view.versions(out, newest[0].device, looking.versions(configured, newest[0].device))
    else:
        view.devices(out, newest)
    return DONE


@command("device", help={"at": AT, "full": "the full copy, secrets included: needs --out", "out": "file to write"})
def show(
    out: Output,
    configured: Settings,
    device: str,
    at: str = "",
    full: bool = False,
    out_: str = "",
    format_: str = "text",
) -> int:
    """Show a device's config as it was; secrets are masked, the full copy goes to a file of your own.

    Example: ./inv backup.show obb-mrk-ahb01-ers01 --at 2026-04-20
    """
    del format_
    from altyapi.cli.backup import looking
    from altyapi.view import backup as view
    from netbox_sync.files import write_atomically

    if full and not out_:
        example = f"./inv backup.show {device} --full --out {device}.cfg"
        raise OptionMissing(option="out", meaning="file for the full copy", example=example)
    version = looking.version(configured, device, at)
    text = looking.full(configured, version) if full else looking.readable(configured, version)
    if out_:
        write_atomically(Path(out_), text.encode(), mode=0o600 if full else 0o644)
    view.config(out, version, "" if out_ else text, out_)
    return DONE


@command(
    "device",
    "a",
    "b",
    help={"a": f"{AT}; or `previous`: before the last change", "b": "the same; `now`: the last backup"},
)
def diff(out: Output, configured: Settings, device: str, a: str, b: str, format_: str = "text") -> int:
    """Show how a device's config differs between two moments.

    Example: ./inv backup.diff obb-mrk-ahb01-ers01 previous now        ./inv backup.diff obb-mrk-ahb01-ers01 2026-04-01 12h
    """
    del format_
    from altyapi.backup import policy
    from altyapi.cli.backup import looking
    from altyapi.view import backup as view

    older, newer = looking.pair(configured, device, a, b)
    texts = looking.readable(configured, older), looking.readable(configured, newer)
    same = looking.same(configured, older, newer)
    only = len(looking.versions(configured, device)) == 1
    zone = policy.load(configured.policy_dir).zone
    view.difference(out, older, newer, *texts, same=same, only=only, zone=zone)
    return DONE


@command(
    "text",
    help={
        "text": "what to look for; capital and small letters are the same",
        "at": "only as configs stood then; default: of all times",
        "now": "only as configs stand now",
        "limit": "devices, as everywhere; default: all that the history holds",
        "regex": "the text is a regular expression",
    },
)
def search(
    out: Output,
    configured: Settings,
    text: str,
    at: str = "",
    now: bool = False,
    limit: str = "",
    regex: bool = False,
    format_: str = "text",
) -> int:
    """Search all backed-up configs, of all times or as they stood at one.

    Example: ./inv backup.search "ntp server 10.64.0.5" --at 2026-04-20
    """
    del format_
    from altyapi.cli.backup import looking
    from altyapi.view import backup as view

    view.found(out, text, looking.search(out, configured, text, at, limit, now=now, regex=regex))
    return DONE


@command("device", help={"at": AT, "out": "the plan's file; default var/plans/<time>.json"})
def restore(
    out: Output,
    configured: Settings,
    device: str,
    reason: str,
    at: str = "",
    evrak: str = "",
    out_: str = "",
    format_: str = "text",
) -> int:
    """Make a plan that brings a device back to a backup: with rollback, risk and approval like any change. Changes nothing.

    Example: ./inv backup.restore obb-mrk-ahb01-ers01 --at 2026-04-20 --reason "wrong VLANs" --evrak 2026/1234
    Lines whose secret is another one today are left out and named: the backup's readable copy does not hold it.
    Exit code 2 when there is something to apply.
    """
    del format_
    from altyapi.cli.backup import restoring

    return restoring.plan(out, configured, device, at, Path(out_) if out_ else None, reason=reason, evrak=evrak)
