"""How long a change is to stand, as a person types it: a day, a moment, a number of days or hours, or an exception's end."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from altyapi.audit import registers
from altyapi.audit.registers import Waiver
from altyapi.errors import EngineError
from altyapi.plan import policy
from altyapi.plan.calendar import Calendar
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
    last = None if waiver is None else _after(waiver.end, calendar)
    try:
        ends = _moment(until, calendar, now) if until else last
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
    last = _after(waiver.end, policy.load(configured.policy_dir).calendar)
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


def _after(day: date, calendar: Calendar) -> datetime:
    """The end of a last day: the midnight after it."""
    return datetime.combine(day + timedelta(days=1), time(), calendar.zone)


def _moment(text: str, calendar: Calendar, now: datetime) -> datetime:
    """Raises ValueError and OverflowError. However a day is written, it is the last one."""
    text = text.strip()
    span = re.fullmatch(r"([0-9]{1,4})([dh])", text)
    if span:
        size = int(span[1])
        return now.replace(microsecond=0) + (timedelta(days=size) if span[2] == "d" else timedelta(hours=size))
    turned = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
    if turned:
        return _after(date(int(turned[3]), int(turned[2]), int(turned[1])), calendar)
    with suppress(ValueError):
        return _after(date.fromisoformat(text), calendar)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=calendar.zone)
