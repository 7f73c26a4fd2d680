"""The steps of config.expire: what stands for a time, and taking back what is due."""

from __future__ import annotations

from collections.abc import Iterator

from altyapi.apply import expiry, service
from altyapi.apply.expiry import Timed, Unreadable, timed
from altyapi.apply.lease import under_way
from altyapi.apply.run import Run
from altyapi.cli import applying, evidencing
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.errors import ToolkitError
from altyapi.plan.calendar import InFreeze, OutsideWindow
from altyapi.settings import Settings
from altyapi.view import expiry as view
from altyapi.view.output import Output


def listed(out: Output, configured: Settings) -> int:
    """What stands for a time, the first that is due first."""
    found, lost = _found(configured)
    leases = configured.state_dir / "leases"
    killed = tuple(run.head.run for run in _killed(configured) if not under_way(leases, run.head.run))
    view.show(out, found, lost, killed, now())
    if lost:
        return ERROR
    return PENDING if killed or any(one.due(now()) for one in found) else DONE


def due(out: Output, configured: Settings) -> int:
    """Take back what is due, each run by itself: what hinders one does not keep the others."""
    code = _end_killed(out, configured)
    found, lost = _found(configured)
    at_hand = [one for one in found if one.due(now())]
    codes: dict[str, int] = {}
    for one in at_hand:
        out.note(out.say("expire.begin", run=one.run, until=one.until, reason=one.reason, count=len(one.devices)))
        codes[one.run] = _take_back(out.part(), configured, one)
    left = {one.run: one for one in _found(configured)[0]}
    codes |= {
        run: ERROR for run, code in codes.items() if code == DONE and run in left
    }  # nothing was to do, and it stands
    view.done(out, at_hand, left, lost, codes)
    if lost or ERROR in codes.values():
        return ERROR
    return PENDING if any(codes.values()) or code != DONE else DONE


def _end_killed(out: Output, configured: Settings) -> int:
    """Bring to their end the rollbacks that an earlier config.expire was killed in: what became of their devices is found out and
    recorded, whether or not something is left to take back."""
    code = DONE
    for run in _killed(configured):
        try:
            applying.leave_settled(out.part(), configured, run, service.services(configured))
            if not _recorded(configured, run):
                evidencing.record(out.part(), configured, run)
        except applying.RunUnderWay as refused:
            out.note(refused.message(out.language))
            code = PENDING
    return code


def _killed(configured: Settings) -> Iterator[Run]:
    """The rollbacks whose process ended before they did, or before their record was written."""
    for run in expiry.rollbacks(configured.state_dir):
        events = run.journal.events()
        if events and (events[-1].name != "run-ended" or not _recorded(configured, run)):
            yield run


def _recorded(configured: Settings, run: Run) -> bool:
    """Whether the chain names the run at all, without checking the chain."""
    file = evidencing.chain_file(configured)
    return file.is_file() and f'"run":"{run.head.run}"'.encode() in file.read_bytes()


def _take_back(out: Output, configured: Settings, one: Timed) -> int:
    reason = f"{one.reason} [until {one.until}]"
    try:
        return applying.back(out, configured, one.run, reason=reason, evrak=one.evrak, due=one.until)
    except (OutsideWindow, InFreeze, applying.RunUnderWay) as refused:
        out.note(refused.message(out.language))
        return PENDING
    except ToolkitError as error:
        out.fault(error)
        return ERROR


def _found(configured: Settings) -> tuple[list[Timed], list[Unreadable]]:
    found: list[Timed] = []
    lost: list[Unreadable] = []
    for one in timed(configured.state_dir):
        if isinstance(one, Timed):
            found.append(one)
        else:
            lost.append(one)
    return found, lost
