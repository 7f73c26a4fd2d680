"""Changing one device so that it ends in the old config or the new one, and its fate is known.

One cycle: lease, compare with the plan, keep the old config, observe, arm the timed revert, push line by line, prove by a new
login that the device is reachable and holds what was predicted, check, confirm, save. The journal has each step before it is
taken, so a run that was killed finds out here what became of the device and goes on from there.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from altyapi import remediation
from altyapi.apply import recovery
from altyapi.apply.fate import SETTLED, UNSETTLED, Fate
from altyapi.apply.lease import LeaseHeld, lease
from altyapi.apply.proving import prove
from altyapi.apply.run import RUN_INTERRUPTED, RUN_STOPPED, RUN_WAITS, Run
from altyapi.apply.work import Services, Work
from altyapi.device import connect
from altyapi.device.contract import Session
from altyapi.device.errors import (
    CandidateBusy,
    CandidateDiffers,
    CommandRefused,
    DeviceError,
    LineRejected,
    RevertRefused,
)
from altyapi.errors import EngineError, ToolkitError
from altyapi.plan import schedule
from altyapi.plan.admission import judged
from altyapi.plan.model import DevicePlan

LAST_LINE_S = 15.0
"""No line is begun when the timed revert is due within so many seconds."""
REFUSALS = (LineRejected, CommandRefused, CandidateDiffers)
"""After one of these nothing that was pushed takes effect any more; of any other failure it is not known."""

__all__ = [
    "DeviceChanged",
    "DeviceReplaced",
    "ForeignRevert",
    "RevertUnavailable",
    "RunInterrupted",
    "RunStopped",
    "SecretRotated",
    "Services",
]
__all__ += ["apply_device", "rehearse_device", "settle_device"]


class DeviceChanged(EngineError):
    code = "APL-030"
    en = "Device changed since the plan: {device}: running config {found:.12}, planned for {planned:.12}."
    tr = "Cihaz plandan sonra değişmiş: {device}: çalışan yapılandırma {found:.12}, planın yapıldığı {planned:.12}."
    en_remedy = "Nothing was sent. Look at the device's log, then make a new plan with ./inv config.plan."
    tr_remedy = "Hiçbir şey gönderilmedi. Cihazın günlüğüne bakın, sonra ./inv config.plan ile yeni plan yapın."


class DeviceReplaced(EngineError):
    code = "APL-039"
    en = "Another device answers: {device}: serial number {found}, planned for {planned}."
    tr = "Başka bir cihaz yanıt veriyor: {device}: seri numarası {found}, planın yapıldığı {planned}."
    en_remedy = (
        "Nothing was sent. Record the new device (./inv netbox.facts), then make a new plan with ./inv config.plan."
    )
    tr_remedy = "Hiçbir şey gönderilmedi. Yeni cihazı kaydedin (./inv netbox.facts), sonra ./inv config.plan ile yeni plan yapın."


class SecretRotated(EngineError):
    code = "APL-031"
    en = "Secret changed since the plan: {device}: {name}."
    tr = "Sır plandan sonra değişmiş: {device}: {name}."
    en_remedy = "Nothing was sent. Make a new plan with ./inv config.plan, so that what is reviewed is what is applied."
    tr_remedy = "Hiçbir şey gönderilmedi. ./inv config.plan ile yeni plan yapın; incelenen ile uygulanan aynı olmalı."


class RevertUnavailable(EngineError):
    code = "APL-032"
    en = "Timed revert not available: {device}: the plan counts on {planned}, the device now offers {found}."
    tr = "Süreli geri dönüş yok: {device}: planın dayandığı: {planned}, cihazın şu an sunduğu: {found}."
    en_remedy = "Nothing was sent. Make a new plan with ./inv config.plan."
    tr_remedy = "Hiçbir şey gönderilmedi. ./inv config.plan ile yeni plan yapın."


class RunStopped(EngineError):
    code = RUN_STOPPED
    en = "Not begun: {device}: the run stopped after failures on {failed} (budget {budget})."
    tr = "Başlanmadı: {device}: çalıştırma şu cihazlardaki hatalardan sonra durdu: {failed} (sınır {budget})."
    en_remedy = "Find out why they failed, then run ./inv config.apply with the same plan again; what is done is not done twice."
    tr_remedy = (
        "Nedenini bulun, sonra aynı planla ./inv config.apply komutunu yeniden çalıştırın; yapılan yeniden yapılmaz."
    )


class RunWaits(EngineError):
    code = RUN_WAITS
    en = "Not begun: {device}: the run waits, as a device of an earlier wave may not be changed now: {waiting}."
    tr = (
        "Başlanmadı: {device}: önceki dalgadan bir cihaz şu anda değiştirilemediği için çalıştırma bekliyor: {waiting}."
    )
    en_remedy = "At its time run ./inv config.apply with the same plan again; what is done is not done twice."
    tr_remedy = "Zamanı gelince aynı planla ./inv config.apply yeniden çalıştırılır; yapılan yeniden yapılmaz."


class RunInterrupted(EngineError):
    code = RUN_INTERRUPTED
    en = "Not begun: {device}: the run was interrupted."
    tr = "Başlanmadı: {device}: çalıştırma kesildi."
    en_remedy = "Run the same command again; what is done is not done twice."
    tr_remedy = "Aynı komutu yeniden çalıştırın; yapılan yeniden yapılmaz."


class ForeignRevert(EngineError):
    code = "APL-034"
    en = "Somebody's timed revert is pending: {device}: {method}."
    tr = "Cihazda başkasının süreli geri dönüşü bekliyor: {device}: {method}."
    en_remedy = "Nothing was sent. Wait until it has fired or was confirmed; then run the same command again."
    tr_remedy = "Hiçbir şey gönderilmedi. Süresinin dolmasını ya da onaylanmasını bekleyin; sonra aynı komutu yeniden çalıştırın."


class PushTooSlow(EngineError):
    code = "APL-038"
    en = "Stopped after line {index} of {count}: {device}: the timed revert of {minutes} min would have fired before the last."
    tr = "{index}/{count} satırdan sonra durduruldu: {device}: {minutes} dk. süreli geri dönüş son satırdan önce işleyecekti."
    en_remedy = (
        "The device goes back. Give it more time: revert.minutes in inventory/policy/change.yml, then make a new plan."
    )
    tr_remedy = "Cihaz eski yapılandırmasına döner. inventory/policy/change.yml içindeki revert.minutes artırılıp yeni plan yapılmalı."


class CommandUnsendable(EngineError):
    code = "APL-036"
    en = "A command holds a control character: {device}: line {index}: {line!r}."
    tr = "Bir komutta denetim karakteri var: {device}: satır {index}: {line!r}."
    en_remedy = "Nothing was sent. Correct the text in NetBox, then make a new plan with ./inv config.plan."
    tr_remedy = "Hiçbir şey gönderilmedi. NetBox içindeki metni düzeltin, sonra ./inv config.plan ile yeni plan yapın."


def apply_device(run: Run, device: str, services: Services) -> Fate:
    """Bring one device of the run to its planned config, or leave it as it was. Returns its fate; raises LeaseHeld.

    Whatever else goes wrong is in the journal as a failure of this device before it is raised.
    """
    work = Work(run, run.entry(device), services)
    try:
        with _leased(work):
            return _go(work)
    except LeaseHeld as error:
        run.journal.append("lease-held", device, why=str(error), code=error.code)
        raise
    except Exception as error:
        run.journal.append("interrupted", device, why=f"{type(error).__name__}: {error}")
        raise


def settle_device(run: Run, device: str, services: Services) -> Fate:
    """Find out what an interrupted change left behind; nothing new is begun. Returns the fate; raises LeaseHeld."""
    work = Work(run, run.entry(device), services)
    with _leased(work):
        return recovery.settle(work) if work.fate.state in UNSETTLED else work.fate


def _leased(work: Work) -> AbstractContextManager[None]:
    return lease(
        work.services.settings.state_dir / "leases",
        work.entry.device,
        holder=work.services.operator,
        run=work.run.head.run,
        since=datetime.now().astimezone().isoformat(timespec="seconds"),
        wait_s=work.entry.revert_minutes * 60.0,
    )


def _go(work: Work) -> Fate:
    fate = work.fate
    if fate.state in SETTLED:
        if work.run.head.direction == "back":
            work.run.mark_reversed()
        return fate
    if fate.state in UNSETTLED and recovery.settle(work).state != "reverted":
        return work.fate
    try:
        if work.run.interrupted():
            raise RunInterrupted(device=work.entry.device)
        waiting = [device for device in work.run.postponed() if device != work.entry.device]
        if waiting and work.entry.wave != work.run.entry(waiting[0]).wave:
            raise RunWaits(device=work.entry.device, waiting=", ".join(waiting))
        if len(work.run.failures()) > work.run.plan.failure_budget:
            failed = ", ".join(work.run.failures())
            raise RunStopped(device=work.entry.device, failed=failed, budget=work.run.plan.failure_budget)
        _change(work)
    except ToolkitError as error:
        if work.fate.state == "in-flight":
            raise
        work.note("refused", why=str(error), code=error.code)
    return work.fate


def _change(work: Work) -> None:
    """From the old config to the new. Until the timed revert is armed, everything that is wrong is raised and nothing was
    sent; from then on, everything that goes wrong leads back."""
    _in_time(work)
    work.note("begun", operator=work.services.operator, wave=work.entry.wave)
    _secrets_as_planned(work)
    with connect(work.target()) as session:
        running, commands = _as_planned(work, session)
        work.keep(running)
        seen = work.look(session)
        for line in work.set_unseen():
            work.services.ledger.doubt(work.entry.device, line)
        armed = time.monotonic()
        _arm(work, session)
        try:
            expected = work.expected(running)
            session.expect(lambda text: _agreed(work, expected.difference(text)))
            session.push(commands, lambda index, _line: _sent(work, index, len(commands), armed))
            work.note("pushed", lines=len(commands))
            why = prove(work, running, seen)
        except (ToolkitError, OSError) as error:
            recovery.take_back(work, session, str(error), refused=isinstance(error, REFUSALS))
            return
        if why:
            recovery.take_back(work, session, why)


def rehearse_device(run: Run, device: str, services: Services) -> Fate:
    """Log in and ask everything that is asked before a change's first step; nothing is sent or noted. Returns the fate that it
    stands at; raises ToolkitError with what the change would be refused for."""
    work = Work(run, run.entry(device), services)
    if work.fate.state not in SETTLED:
        _secrets_as_planned(work)
        with connect(work.target()) as session:
            _as_planned(work, session)
    return work.fate


def _as_planned(work: Work, session: Session) -> tuple[str, tuple[str, ...]]:
    """The running config and the commands, where the device and the plan's words of it are as they were reviewed."""
    running = _running_as_planned(work, session)
    _same_device(work.entry, session)
    _revert_as_planned(work, session)
    work.as_told(running)
    return running, _sendable(work, running)


def _agreed(work: Work, difference: Sequence[str]) -> str:
    """Why a candidate may not take effect; with nothing against it, which the journal then has, it is committed next."""
    why = _told(difference)
    if not why:
        work.note("agreed")
    return why


def _told(difference: Sequence[str]) -> str:
    """The first lines that one side alone has; what two printers put in different places is left out."""
    lines = [line for line in difference if not line.startswith(("--- ", "+++ ", "@@ "))]
    count: Counter[str] = Counter()
    for line in lines:
        count[line[1:].strip()] += 1 if line.startswith("+") else -1
    return "; ".join(([line for line in lines if count[line[1:].strip()]] or lines)[:5])


def _arm(work: Work, session: Session) -> None:
    """Arm the timed revert. Refused, nothing has begun; an answer that is lost is settled like any lost session."""
    try:
        work.arm(session)
    except (RevertRefused, CandidateBusy) as error:
        work.note("refused", why=str(error), code=error.code)
        raise
    except DeviceError as error:
        recovery.take_back(work, session, str(error))
        raise


def _sent(work: Work, index: int, count: int, armed: float) -> None:
    """Note an accepted line. Raises PushTooSlow where the next could land on a config that has gone back meanwhile."""
    work.note("line", index=index)
    minutes = work.entry.revert_minutes
    if work.timed and index + 1 < count and time.monotonic() - armed > minutes * 60 - LAST_LINE_S:
        raise PushTooSlow(device=work.entry.device, index=index + 1, count=count, minutes=minutes)


def _in_time(work: Work) -> None:
    """Whether windows and freezes let this device be changed now, with its timed revert. Raises OutsideWindow or InFreeze."""
    if work.run.timed:
        policy, now = work.services.policy, work.services.clock()
        schedule.require_open(
            judged([work.entry], policy), work.run.plan.evrak, policy.calendar, now, work.run.plan_file
        )


def _secrets_as_planned(work: Work) -> None:
    for use in work.entry.secrets:
        if work.services.store.digest(use.name) != use.digest:
            raise SecretRotated(device=work.entry.device, name=use.name)


def _running_as_planned(work: Work, session: Session) -> str:
    running = session.running_config()
    found = work.platform.digest(running)
    if found != work.entry.running_sha256:
        raise DeviceChanged(device=work.entry.device, found=found, planned=work.entry.running_sha256)
    return running


def _same_device(entry: DevicePlan, session: Session) -> None:
    """The device still is the one that was planned for: a stack may answer by another of its members. Raises DeviceReplaced."""
    if not entry.serial:
        return
    found = session.facts().serial
    if found != entry.serial and entry.serial not in {member.serial for member in session.inventory().members}:
        raise DeviceReplaced(device=entry.device, found=found or "-", planned=entry.serial)


def _revert_as_planned(work: Work, session: Session) -> None:
    pending = session.pending()
    if pending:
        raise ForeignRevert(device=work.entry.device, method=", ".join(pending))
    found = session.revert_method()
    strength = [method.name for method in work.platform.revert_methods]
    planned = work.entry.revert_method
    if found not in strength or planned not in strength or strength.index(found) > strength.index(planned):
        raise RevertUnavailable(device=work.entry.device, planned=planned, found=found)


def _sendable(work: Work, running: str) -> tuple[str, ...]:
    """The commands, none of which can do more than it shows: no control characters, and several lines only where they are
    one text, as a banner. Raises CommandUnsendable."""
    commands = work.commands(running)
    for index, line in enumerate(commands, start=1):
        text = line.replace("\n", "").replace("\t", "").replace("\x03", "") if _is_one_text(work, line) else line
        if re.search(r"[\x00-\x1f\x7f]", text):
            shown = work.entry.commands[index - 1].strip()[:80]
            raise CommandUnsendable(device=work.entry.device, index=index, line=shown)
    return commands


def _is_one_text(work: Work, line: str) -> bool:
    """Whether a device takes these several lines as one command."""
    if "\n" not in line:
        return False
    found = remediation.parse(line, work.platform).lines
    return len(found) == 1 and not found[0].children and found[0].text.count("\n") == line.count("\n")
