"""How long a change is to stand, as a person types it: a day, a moment, a number of days or hours, or an exception's end."""

from __future__ import annotations

from datetime import datetime, timedelta

from altyapi import moment
from altyapi.audit import registers
from altyapi.audit.registers import Waiver
from altyapi.errors import EngineError
from altyapi.plan import policy
from altyapi.plan.model import Plan
from altyapi.settings import Settings


class UntilUnusable(EngineError):
    code = "PLN-019"
    en = "Not usable as the end of a change: {until}: {problem}."
    tr = "Değişikliğin sonu olarak kullanılamaz: {until}: {problem}."
    en_remedy = "--until 2026-12-03 (its last day), 2026-12-03T18:00, 12d or 36h; at most {days} days (plan.until_days_max in change.yml)"
    tr_remedy = "--until 2026-12-03 (son gün), 2026-12-03T18:00, 12d ya da 36h; en çok {days} gün (change.yml içinde plan.until_days_max)"


class ExceptionUnfit(EngineError):
    code = "PLN-020"
    en = "The exception doesn't allow it: {id}: {problem}."
    tr = "İstisna buna izin vermiyor: {id}: {problem}."
    en_remedy = "Its entry stands in {file}; known there: {known}."
    tr_remedy = "Girdinin yeri: {file}; oradakiler: {known}."


def of(configured: Settings, until: str, exception: str, now: datetime) -> datetime | None:
    """The moment from which on the change is to be taken back; none for one that stays.

    Raises UntilUnusable and ExceptionUnfit.
    """
    rules = policy.load(configured.policy_dir)
    waiver = _waiver(configured, exception, now) if exception else None
    if not until and waiver is None:
        return None
    calendar, days = rules.calendar, f"{rules.plan.until_days_max:g}"
    last = None if waiver is None else moment.after(waiver.end, calendar.zone)
    try:
        ends = moment.typed(until, calendar.zone, now) if until else last
    except (ValueError, OverflowError) as error:
        raise UntilUnusable(until=until, problem="no such day or time", days=days) from error
    if ends is None or ends <= now:
        raise UntilUnusable(until=until or str(last), problem="it is over already", days=days)
    if ends - now > timedelta(days=rules.plan.until_days_max + 1):
        raise UntilUnusable(until=until or str(last), problem="too far away", days=days)
    if last is not None and ends > last and waiver is not None:
        known, file = _known(configured)
        raise ExceptionUnfit(id=exception, problem=f"it ends on {waiver.end}", file=file, known=known)
    return ends.astimezone(calendar.zone)


def require_exception(configured: Settings, plan: Plan, now: datetime) -> None:
    """Whether the exception that a plan serves still stands, and for as long. Raises ExceptionUnfit."""
    if not plan.exception:
        return
    waiver = _waiver(configured, plan.exception, now)
    last = moment.after(waiver.end, policy.load(configured.policy_dir).calendar.zone)
    if not plan.until or datetime.fromisoformat(plan.until) > last:
        known, file = _known(configured)
        raise ExceptionUnfit(id=plan.exception, problem=f"it ends on {waiver.end}", file=file, known=known)


def _waiver(configured: Settings, wanted: str, now: datetime) -> Waiver:
    found = next((one for one in registers.load(configured.registers_dir).exceptions if one.id == wanted), None)
    known, file = _known(configured)
    if found is None:
        raise ExceptionUnfit(id=wanted, problem="there is none", file=file, known=known)
    state = found.state(now.date())
    if state in {"closed", "overdue"}:
        raise ExceptionUnfit(id=wanted, problem=f"{state}, end {found.end}", file=file, known=known)
    return found


def _known(configured: Settings) -> tuple[str, str]:
    found = registers.load(configured.registers_dir).exceptions
    return ", ".join(one.id for one in found) or "-", str(configured.registers_dir / registers.EXCEPTIONS)
