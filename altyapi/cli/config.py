"""inv config.*: from what NetBox says to what the devices hold, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, PENDING, command, now
from altyapi.errors import ToolkitError
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.apply.fate import Fate
    from altyapi.apply.run import Run
    from altyapi.plan.model import Plan
    from altyapi.settings import Settings


@command(help={"out": "directory to write NAME.cfg files to; default: print"})
def render(out: Output, configured: Settings, limit: str, out_: str = "", format_: str = "text") -> int:
    """Render the intended config of devices from the snapshot; secrets stand in it as references.

    Example: ./inv config.render --limit obb-mrk-ahb01-ers01
    """
    del format_
    from altyapi.cli import planning, snapshots
    from altyapi.plan import gather
    from netbox_sync.files import write_atomically
    from netbox_sync.selection import select

    taken = snapshots.load(out, configured)
    names, outside = gather.managed(taken, select(taken, limit), limit)
    if outside:
        out.note(out.say("plan.outside", count=len(outside), kinds=planning.kinds(taken, outside)))
    rendered, refused = planning.render(out, configured, taken, names)
    for entry in rendered:
        if out_:
            write_atomically(Path(out_) / f"{entry.device.name}.cfg", entry.intended.encode())
        else:
            out.whole(entry.intended)
    for refusal in refused:
        for problem in refusal.problems:
            out.note(f"{refusal.device}  {refusal.code}  {problem}")
    out.data(
        {
            "devices": {entry.device.name: entry.intended for entry in rendered},
            "management": {
                entry.device.name: entry.management.model_dump(mode="json") for entry in rendered if entry.management
            },
            "refused": [refusal.model_dump(mode="json") for refusal in refused],
        }
    )
    return ERROR if refused else DONE


@command(
    help={
        "out": "the plan's file; default var/plans/<time>.json",
        "requester": "the unit that asked for the change",
        "strict": "also remove lines that the toolkit doesn't manage",
        "until": "the change is for a time: its last day (2026-12-03), a moment (2026-12-03T18:00), or 12d, 36h",
        "exception": "id in exceptions.yml that the change serves; its end is the default of --until",
    }
)
def plan(
    out: Output,
    configured: Settings,
    limit: str,
    reason: str,
    evrak: str = "",
    out_: str = "",
    requester: str = "",
    strict: bool = False,
    until: str = "",
    exception: str = "",
    format_: str = "text",
) -> int:
    """Compare what should run with what runs, and write what would be done as a plan. Changes nothing.

    Example: ./inv config.plan --limit site:mrk-ahb01 --reason "NTP servers moved" --evrak 2026/1234 --out ntp.json
    With --until the plan is for a time: approving it also approves taking it back then (./inv config.expire).
    Exit code 2 when there is something to apply, 0 when nothing is to do, 1 when a device had to be refused or on error.
    """
    del format_
    from altyapi.cli import planning, snapshots, untils
    from altyapi.plan import approval
    from altyapi.plan.build import Order
    from altyapi.view import plans
    from altyapi.view.steps import typed

    file = Path(out_) if out_ else configured.state_dir / "plans" / f"{now():%Y%m%dT%H%M%S}.json"
    planning.check_target(file)
    ends = untils.of(configured, until, exception, now())
    taken = snapshots.load(out, configured)
    order = Order(
        author=planning.author(configured),
        reason=reason,
        evrak=evrak,
        requester=requester,
        limit=limit,
        strict=strict,
        until=ends,
        exception=exception,
    )
    made = planning.make(out, configured, taken, order)
    if made.devices:
        planning.write(configured, made, file)
    good, bad = approval.collect(made, file, configured.allowed_signers) if made.devices else ((), ())
    plans.show(out, made, file, good, bad)
    if not made.devices:
        if out_ and file.exists():
            out.note(out.say("plan.older", file=file))
        elif out_:
            out.note(out.say("plan.unwritten", file=file))
        return ERROR if made.refused else DONE
    if made.author_signature_needed and configured.signing_key is None:
        out.note(out.say("plan.unsigned"))
    out.next(typed("config.apply", file) if made.preapproved else planning.to_approve(configured, file))
    return PENDING


@command("file", help={"file": "a plan's, or a release's", "commands": "also list the commands, in order"})
def show(out: Output, configured: Settings, file: str, commands: bool = False, format_: str = "text") -> int:
    """Show a plan (what changes where, the waves, the risk), a release (config.release) or an order for cameras, and who signed it.

    Example: ./inv config.show ntp.json --commands
    """
    del format_
    from altyapi.apply.release import Release
    from altyapi.cli import planning, releasing
    from altyapi.plan import approval
    from altyapi.plan.model import Plan
    from altyapi.view import camera_orders, plans, releases

    path = Path(file)
    found = releasing.reviewed(path)
    good, bad = approval.collect(found, path, configured.allowed_signers)
    if not isinstance(found, Plan | Release):
        camera_orders.show(out, found, path, good, bad)
        return DONE
    if not isinstance(found, Plan):
        releases.show(out, found, path, good, bad)
        return DONE
    plans.show(out, found, path, good, bad, commands=commands, ran=_ran(out, configured, found))
    planning.tell_rules(out, configured)
    return DONE


def _ran(out: Output, configured: Settings, found: Plan) -> list[tuple[Run, tuple[Fate, ...]]]:
    """The runs of a plan, the oldest first, with what became of each device."""
    from altyapi.apply import runs as runs_
    from altyapi.apply.head import head_of, known
    from altyapi.apply.run import Run

    folder = runs_.runs_folder(configured.state_dir)
    ran = []
    for name in known(folder):
        try:
            if head_of(folder / name).plan_id == found.id:
                one = Run(folder / name)
                ran.append((one, one.fates()))
        except ToolkitError as error:  # the plan itself is shown all the same
            out.fault(error)
    return ran


@command("file")
def approve(out: Output, configured: Settings, file: str, key: str = "", format_: str = "text") -> int:
    """Sign a plan, a release or an order for cameras as a second person, after reading it with config.show.

    Example: ./inv config.approve ntp.json --key ~/.ssh/id_ed25519
    """
    del format_
    from altyapi.apply.release import Release
    from altyapi.cli import planning, releasing
    from altyapi.plan import approval
    from altyapi.plan.model import Plan
    from altyapi.view.steps import typed

    path = Path(file)
    found = releasing.reviewed(path)
    signer = Path(key).expanduser() if key else configured.approver_key
    if signer is None:
        raise planning.KeyNeeded()
    # what its author has not signed as it stands is no plan of theirs: who approves is told before signing, not when it is applied
    approval.demand(found, path, configured.allowed_signers, 0, author_signs=found.author_signature_needed)
    statement = approval.sign(found, path, signer, configured.allowed_signers, "approver", now())
    good, _bad = approval.collect(found, path, configured.allowed_signers)
    have = len({entry.statement.principal for entry in good if entry.statement.role == "approver"})
    missing = max(0, found.approvals_needed - have)
    key_of = "plan" if isinstance(found, Plan) else "release" if isinstance(found, Release) else "order"
    out.data({key_of: found.id, "principal": statement.principal, "signed": statement.signed, "missing": missing})
    out.line(out.say(f"approve.done.{key_of}", principal=statement.principal, id=found.id))
    if missing:
        out.line(out.say("approve.more", missing=missing))
        return PENDING
    if isinstance(found, Plan | Release):
        out.next(typed("config.apply" if isinstance(found, Plan) else "config.release", file))
    else:
        command_of = {"password": "camera.rotate", "firmware": "camera.firmware"}[found.action]
        out.next(typed(command_of, "--order", file, "--apply"))
    return DONE


@command(
    "file",
    help={
        "dry-run": "ask all that is asked before a change, also of the devices; nothing is sent",
        "wait": "outside its maintenance window or in a freeze, wait until it may be applied",
    },
)
def apply(
    out: Output, configured: Settings, file: str, dry_run: bool = False, wait: bool = False, format_: str = "text"
) -> int:
    """Apply an approved plan, wave by wave; run it again to go on with a run that was stopped or killed.

    Example: ./inv config.apply ntp.json
    Exit code 0 when every device is applied, 2 when the others wait for their maintenance window, 1 otherwise; what became
    of each device is told.
    """
    del format_
    from altyapi.cli import applying

    return applying.forward(out, configured, Path(file), dry_run=dry_run, wait=wait)


@command(
    "run",
    help={
        "run": "the run's id or its beginning, or `latest`",
        "reason": "why it is taken back",
        "evrak": "number of the document; default: that of the plan, with which the way back was approved",
    },
)
def rollback(out: Output, configured: Settings, run: str, reason: str, evrak: str = "", format_: str = "text") -> int:
    """Take a run back: every device it applied gets the rollback that was approved with the plan.

    Example: ./inv config.rollback latest --reason "phones lost their VLAN"
    """
    del format_
    from altyapi.cli import applying

    return applying.back(out, configured, run, reason=reason, evrak=evrak)


@command(
    help={
        "limit": "devices to compare; default: every device whose config is managed",
        "strict": "exit code 2 also where only lines stand that nobody here manages",
        "out": "file to write the comparison to, as JSON",
        "plan": "file: also write a plan that brings the drifted devices back; needs --reason and --evrak as config.plan",
        "accept": "file: also write a proposal that brings NetBox to what runs; ./inv config.accept writes it",
    }
)
def drift(
    out: Output,
    configured: Settings,
    limit: str = "",
    strict: bool = False,
    out_: str = "",
    plan: str = "",
    accept: str = "",
    reason: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Compare what runs with what should run: what drifted, since when, and by whom where a log tells. Run it hourly.

    Example: ./inv config.drift        ./inv config.drift --limit site:mrk-ahb01 --plan back.json --reason … --evrak …
    Exit code 2 when a device holds something else than it should, 1 when a device could not be compared, 0 otherwise.
    """
    del format_
    from altyapi.cli import drifting
    from altyapi.cli.frame import OptionMissing

    if plan and not reason.strip():
        raise OptionMissing(
            option="reason", meaning="why, in a sentence", example=f"./inv config.drift --plan {plan} --reason …"
        )
    asked = drifting.Asked(limit=limit, strict=strict, out=out_, plan=plan, accept=accept, reason=reason, evrak=evrak)
    return drifting.compare(out, configured, asked)


@command(
    help={
        "limit": "devices to compare with their intended config; default: those of the run",
        "run": "the run to verify",
    }
)
def verify(out: Output, configured: Settings, run: str = "latest", limit: str = "", format_: str = "text") -> int:
    """Read the devices again and check that they hold what was applied (or, with --limit, what is intended).

    Example: ./inv config.verify        ./inv config.verify --limit role:access-switch
    Exit code 2 when a device holds something else, 1 when one could not be read.
    """
    del format_
    from altyapi.cli import verifying

    return verifying.intended(out, configured, limit) if limit else verifying.applied(out, configured, run)


@command(
    "file",
    help={
        "file": "the proposal that config.drift --accept wrote",
        "accept": "what to write: DEVICE, or DEVICE:FIELD as the proposal names them, joined by commas",
        "all": "write all of it",
    },
)
def accept(
    out: Output,
    configured: Settings,
    file: str,
    reason: str,
    accept: str = "",
    all_: bool = False,
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Write to NetBox what was accepted of a drift, never over a newer entry of somebody's.

    Example: ./inv config.accept netbox.json --accept obb-mrk-ahb01-ers01 --reason "Port moved by the help desk"
    """
    del format_
    from altyapi.cli import accepting

    return accepting.apply(out, configured, Path(file), accept, everything=all_, reason=reason, evrak=evrak)


@command(help={"dry": "list what stands for a time, and when each is due; nothing is changed"})
def expire(out: Output, configured: Settings, dry: bool = False, format_: str = "text") -> int:
    """Take back the changes whose time is over, as it was approved with them (./inv config.plan --until). Run it hourly.

    Example: ./inv config.expire --dry
    Exit code 0 when nothing is due any more, 2 when something is due (--dry) or waits for its window, 1 when a device could
    not be taken back.
    """
    del format_
    from altyapi.cli import expiring

    return expiring.listed(out, configured) if dry else expiring.due(out, configured)


@command(
    "run",
    help={
        "run": "the run's id or its beginning; or the file of a release that was signed",
        "limit": "names of its devices, joined by commas; default: all that could not be taken back",
        "out": "the release's file; default var/releases/<run>-<time>.json",
    },
)
def release(
    out: Output,
    configured: Settings,
    run: str,
    limit: str = "",
    reason: str = "",
    evrak: str = "",
    out_: str = "",
    format_: str = "text",
) -> int:
    """Leave a change whose time is over standing where config.expire can't take it back: with a reason, a document, signatures.

    Example: ./inv config.release 20261203T00 --reason "Replaced by the new uplink" --evrak 2026/1240
    Makes a release and, where the policy asks for no second signature, records it; signed by config.approve, it is recorded by
    `./inv config.release FILE`. Nothing is sent to a device. Exit code 2 where signatures are missing.
    """
    del format_
    from altyapi.cli import releasing

    if Path(run).is_file():
        return releasing.record(out, configured, Path(run))
    names = tuple(name.strip() for name in limit.split(",") if name.strip())
    return releasing.make(out, configured, run, names, reason=reason, evrak=evrak, file=Path(out_) if out_ else None)


@command()
def runs(out: Output, configured: Settings, format_: str = "text") -> int:
    """List the runs: what was applied or taken back when, and how it ended.

    Example: ./inv config.runs
    """
    del format_
    from altyapi.apply import runs as runs_
    from altyapi.apply.head import known
    from altyapi.view import runs as view

    rows: list[list[str]] = []
    found: list[dict[str, object]] = []
    damaged: list[ToolkitError] = []
    for name in known(runs_.runs_folder(configured.state_dir)):
        try:
            one = runs_.find(configured.state_dir, name)
            fates = one.fates()
        except ToolkitError as error:  # the others are listed all the same
            damaged.append(error)
            continue
        rows.append([name, out.minute(one.head.started), view.parts(out, one, fates), one.head.reason])
        found.append({**one.head.model_dump(mode="json"), "devices": {fate.device: fate.state for fate in fates}})
    out.data(found)
    if rows:
        out.table([out.say(f"column.{name}") for name in ("run", "when", "result", "reason")], rows)
    elif not damaged:
        out.line(out.say("runs.none"))
    for fault in damaged:
        out.fault(fault)
    return ERROR if damaged else DONE
