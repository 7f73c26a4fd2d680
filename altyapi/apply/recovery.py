"""What became of a device whose change was interrupted or failed, and bringing it to the old config or the new one.

Nothing of anybody else's is touched: a timed revert that this change did not arm stays as it is, and lines are only taken back
by hand where the journal proves that this change put them there.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timedelta

from altyapi import remediation
from altyapi.apply.fate import Fate
from altyapi.apply.proving import finish, not_saved, prove
from altyapi.apply.work import Work
from altyapi.device import connect
from altyapi.device.contract import Session
from altyapi.device.errors import CommandRefused, DeviceError
from altyapi.device.session import SLOW
from altyapi.errors import EngineError

POLL_S = 1.0
"""Seconds between two looks at a device that is coming back."""


class CutOff(EngineError):
    """Never raised: why a device without a timed revert is to be looked at."""

    code = "APL-041"
    en = "Not reachable since the change, and it does not go back by itself: {device}: nothing answers at {address}."
    tr = "Değişiklikten sonra erişilemiyor ve kendiliğinden eski hâline dönmez: {device}: yanıt vermeyen adres: {address}."
    en_remedy = "Look at the device; once it answers there, run ./inv config.apply with the same plan again."
    tr_remedy = (
        "Cihaza yerinde bakın; bu adreste yanıt verince aynı planla ./inv config.apply komutunu yeniden çalıştırın."
    )


def take_back(work: Work, session: Session | None, why: str, *, refused: bool = False) -> Fate:
    """Go back at once where a session still lives; else the timer does. Then see what became of the device.

    `refused`: the device answered that it does not take what was pushed, so none of it can take effect any more.
    """
    work.note("reverting", why=why, refused=refused)
    if session is not None:
        with suppress(DeviceError):
            if work.owns_timer():
                session.revert_now(work.entry.revert_method)
        with suppress(DeviceError):
            session.close()  # a device may have one line only, and looking needs it
    return settle(work, why)


def settle(work: Work, why: str = "") -> Fate:
    """Look until the device's fate is decided, at the longest until its timer and the grace after it are over."""
    began = work.fate
    cause = str(began.event.detail.get("cause", "")) if began.event else ""
    why = why or cause or began.why or "interrupted"
    deadline = time.monotonic() + patience(work).total_seconds()
    committed_by = time.monotonic() + _commit_left(work).total_seconds()
    seen = _Seen()
    while True:
        early = time.monotonic() < committed_by
        try:
            with connect(work.target()) as session:
                seen = _look(work, session, why, early=early)
        except DeviceError as error:
            seen = _Seen(what=str(error), reachable=False)
        if seen.new or seen.pending:
            committed_by = 0.0  # it has taken effect: the old config after this is the way back's end
        if seen.new:
            # outside the look: it takes a session of its own, and the device may have only one
            _go_on(work)
        now = work.fate
        if now.event != began.event and now.state != "in-flight":
            return now
        if seen.hopeless or (time.monotonic() >= deadline and not seen.early):
            if not seen.reachable and work.noted("confirmed"):
                not_saved(work, seen.what, cause=why)  # no timer is left that would take it back
                return work.fate
            if not seen.reachable and not work.timed:
                cut_off = CutOff(device=work.entry.device, address=work.entry.connection.host)
                work.note("diverged", why=str(cut_off), cause=why, last=seen.what)
                return work.fate
            waiting = not seen.reachable or seen.pending
            work.note("pending-revert" if waiting else "diverged", why=why, last=seen.what)
            return work.fate
        time.sleep(POLL_S)


def patience(work: Work) -> timedelta:
    """How long to look at most: until the timer and its grace are over; whatever a clock says that was set meanwhile, no longer
    than from the arming, and no shorter than the grace."""
    until, grace = work.until(), work.grace()
    left = until + grace - work.services.clock() if until else timedelta()
    return max(min(left, timedelta(minutes=work.entry.revert_minutes) + grace), grace)


def _commit_left(work: Work) -> timedelta:
    """How long the device may still be at taking in a change that it has whole, though it shows the old config: a candidate's
    commit goes on where its answer was lost. Nothing where the push was answered, or lines were missing."""
    events = work.events()
    sent = [event for event in events if event.name == "line"]
    whole = len(sent) >= len(work.entry.commands) and (work.noted("agreed") or not work.platform.candidate)
    answered = any(
        event.name == "pushed" or (event.name == "reverting" and event.detail.get("refused")) for event in events
    )
    if answered or not whole or not sent:
        return timedelta()
    longest = timedelta(seconds=work.target().command_timeout_s * SLOW)
    return max(min(datetime.fromisoformat(sent[-1].time) + longest - work.services.clock(), longest), timedelta())


def _go_on(work: Work) -> None:
    """From the new config found on the device to its end: proof and confirmation, or only saving where that was done."""
    if work.noted("confirmed"):
        finish(work)
        return
    failed = prove(work, work.old(), work.seen())
    if failed and not work.noted("reverting"):
        work.note("reverting", why=failed, refused=False)


class _Seen:
    """What one look at a device found."""

    def __init__(
        self,
        what: str = "",
        *,
        reachable: bool = True,
        pending: bool = False,
        new: bool = False,
        hopeless: bool = False,
        early: bool = False,
    ) -> None:
        self.what = what
        self.reachable = reachable
        self.pending = pending
        self.new = new
        self.hopeless = hopeless
        self.early = early


def _look(work: Work, session: Session, why: str, *, early: bool = False) -> _Seen:
    """One look; notes the fate when it is decided, and begins the way back where it is this change's to take.

    `early`: the device may still be committing the change, so the old config decides nothing yet.
    """
    current = work.platform.normalise(session.running_config())
    old = work.old()
    armed_by = session.armed_by(work.entry.revert_method)
    pending = armed_by is not None
    ours = armed_by is not None and work.owns_timer(armed_by)
    if work.platform.digest(current) == work.entry.running_sha256 or remediation.same_config(
        old, current, work.platform
    ):
        if ours and not early:
            session.confirm(work.entry.revert_method)  # it confirms the old config: nothing of the change is left
        if not early:
            work.note("reverted", why=why, after_sha256=work.platform.digest(current))
        return _Seen("old config", early=early)
    is_new = not work.expected(old).difference(current) and _may_stay(work)
    if pending and not ours:
        found = "the new config" if is_new else "another config"
        return _Seen(f"{found}, under a timed revert that is not this change's", pending=True, hopeless=True)
    if is_new:
        return _Seen("new config", new=True)
    if ours:
        session.revert_now(work.entry.revert_method)
        return _Seen("part of the change, going back", pending=True)
    if not work.noted("pushing-back") and _explained(work, old, current):
        return _push_back(work, session, current, old)
    return _Seen("a config that this change alone does not explain", hopeless=True)


def _may_stay(work: Work) -> bool:
    """Whether the new config, found on the device, is still to be proven rather than taken back."""
    if work.noted("confirmed"):
        return True
    asked = work.noted("confirming") and not work.noted("checks-failed")  # its answer may have been lost
    return work.noted("armed") and (asked or not work.noted("reverting"))


def _explained(work: Work, old: str, current: str) -> bool:
    """Whether the device holds just what the lines sent so far make of the old config: nobody else changed it since."""
    if not work.noted("armed") or work.noted("confirmed"):
        return False
    commands, sent = work.revealed(old), work.lines_sent()
    expected = work.expected(old)
    for count in {sent, sent + 1}:
        text = remediation.predict(old, commands[:count], work.platform)
        if not expected.of(text).difference(current):
            return True
    return False


def _push_back(work: Work, session: Session, current: str, old: str) -> _Seen:
    """The timed revert is gone and the old config is not back: the difference, by hand, under a timer of its own.

    Where it does not lead back, the next look finds that timer to be this change's and fires it.
    """
    way = remediation.remediate(current, old, work.platform, strict=True)
    starts_with = _startup(session)
    work.note("pushing-back", lines=len(way.commands))
    work.arm(session)
    session.push(way.commands, lambda _index, _line: None)
    if remediation.same_config(old, work.platform.normalise(session.running_config()), work.platform):
        session.confirm(work.entry.revert_method)
        if _startup(session) != starts_with:
            session.save()  # a timed revert by reload had saved what was running: part of the change
    return _Seen("part of the change, pushed back")


def _startup(session: Session) -> str:
    """What the device starts with; nothing where it has no such config."""
    with suppress(CommandRefused):
        return session.startup_config()
    return ""
