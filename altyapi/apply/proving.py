"""Proof that a change holds: a new login, the config as predicted, the checks; then confirm and save."""

from __future__ import annotations

from typing import Any

from altyapi import verify
from altyapi.apply.work import Work
from altyapi.device import connect
from altyapi.device.contract import Session
from altyapi.device.errors import DeviceError, NothingToConfirm

SAVES = 3
"""How often saving is tried, first over the session that confirmed, then over new ones, before the device is reported as not
saved."""


def prove(work: Work, running: str, seen: verify.Before) -> str:
    """Prove, confirm, save and note `applied`; gives why not, or "" when it is done.

    `running` is the config from before the change. After the confirmation nothing is taken back: a device that won't save is
    noted as `unsaved`.
    """
    work.note("proving")
    unsaved: str | None = None
    try:
        with connect(work.target()) as session:
            expected = work.expected(running)
            results = verify.check(session, expected, seen, work.entry.checks, work.services.check_wait_s)
            if not results.passed:
                work.note("checks-failed", checks=results.dump())
                return results.why
            work.note("confirming", checks=results.dump())
            _confirm(work, session, expected)
            work.note("confirmed", after_sha256=results.after_sha256, checks=results.dump())
            unsaved = _save(session)
    except DeviceError as error:
        if not work.noted("confirmed"):
            return str(error)
    finish(work, unsaved)
    return ""


def finish(work: Work, unsaved: str | None = None) -> None:
    """Save a confirmed change, remember what was set of secrets that the device doesn't show, and call it applied.

    `unsaved` says what came of saving over the session that confirmed it, "" where it was saved; None: that was not tried.
    """
    why = _save_anew(work, SAVES) if unsaved is None else unsaved and _save_anew(work, SAVES - 1)
    if why:
        not_saved(work, why)
        return
    work.note("saved")
    for line in work.set_unseen():
        work.services.ledger.record(work.entry.device, line, work.services.store)
    work.note("applied", **_proof(work))
    if work.run.head.direction == "back":
        work.run.mark_reversed()


def not_saved(work: Work, why: str, **detail: str) -> None:
    """Note that the confirmed change runs on the device and would be lost with its next restart."""
    work.note("unsaved", why=why, **detail, **_proof(work))


def _proof(work: Work) -> dict[str, Any]:
    """What was seen when the change was confirmed."""
    return next(event.detail for event in reversed(work.events()) if event.name == "confirmed")


def _save(session: Session) -> str:
    """Why the device does not save, "" where it did."""
    try:
        session.save()
    except DeviceError as error:
        return str(error)
    return ""


def _save_anew(work: Work, times: int) -> str:
    why = ""
    for _ in range(times):
        try:
            with connect(work.target()) as session:
                why = _save(session)
        except DeviceError as error:
            why = str(error)
        if not why:
            return ""
    return why


def _confirm(work: Work, session: Session, expected: verify.Expected) -> None:
    """Confirm; where nothing was pending, the timer may have fired since the config was read: look again.

    Raises NothingToConfirm when the device went back meanwhile.
    """
    try:
        session.confirm(work.entry.revert_method)
    except NothingToConfirm:
        if expected.difference(session.running_config()):
            raise
