"""The steps of antivirus.report and antivirus.events."""

from __future__ import annotations

import errno
import os
import zlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from altyapi import mail as mails
from altyapi.account import operator
from altyapi.audit import findings as finding
from altyapi.audit.estate import Estate
from altyapi.audit.views.view import View, table
from altyapi.cli import auditing, telling
from altyapi.cli.frame import DONE, PENDING, FileNotUsable, now
from altyapi.drift import logs
from altyapi.endpoint import antivirus, detected, detections, overlay
from altyapi.endpoint.antivirus import AntivirusReport
from altyapi.endpoint.detections import Detection
from altyapi.endpoint.reports import Collected
from altyapi.errors import EngineError
from altyapi.plan import policy as changes
from altyapi.settings import Settings
from altyapi.view import antivirus as view
from altyapi.view import audit
from altyapi.view import mail as mail_view
from altyapi.view.output import Output

DEPARTMENT = "department"


class RowsUnknown(EngineError):
    code = "END-032"
    en = "No such rows: --by {by}"
    tr = "Böyle satır yok: --by {by}"
    en_remedy = "--by department, or leave it out for one row per computer"
    tr_remedy = "--by department ya da bilgisayar başına satır için seçeneksiz"


class Asked(NamedTuple):
    hosts: str
    limit: str
    by: str
    file: str
    on: str
    unmask: bool
    evrak: str
    reason: str
    apply: bool


class Wanted(NamedTuple):
    hosts: str
    logs: str
    since: str
    mail: bool
    send: bool
    limit: str
    file: str
    unmask: bool
    evrak: str


class CentralLog(NamedTuple):
    files: tuple[Path, ...]
    detections: tuple[Detection, ...]
    cut: tuple[str, ...]  # file and line of detections that can't be read
    whole: bool  # every log that was named was there and was read to its end


def report(out: Output, configured: Settings, asked: Asked) -> int:
    """Computer by computer or department by department; what is not as it should be below. Raises RowsUnknown."""
    if asked.by not in ("", DEPARTMENT):
        raise RowsUnknown(by=asked.by)
    held = auditing.estate(out, configured, auditing.day_of(asked.on))
    collected = _collected(out, configured, asked.hosts, held)
    over = antivirus.laid_over(held, collected) if collected else held
    scope = auditing.scope(over, asked.limit)
    if asked.apply and collected:
        said = antivirus.fields(held, collected)
        chosen: overlay.Fields = {
            name: own for name, own in said.items() if scope.devices is None or name in scope.devices
        }
        count = telling.write(
            out, configured, held.snapshot, chosen, origin="antivirus", reason=asked.reason, evrak=asked.evrak
        )
        out.note(out.say("pardus.wrote", count=count))
    departments = asked.by == DEPARTMENT
    chosen_view = antivirus.by_department(antivirus.departments(over, scope)) if departments else antivirus.VIEW
    results = finding.find(over, kinds=antivirus.RULES, scope=scope)
    rows_scope = auditing.scope(over, "") if departments else scope
    rows = table(chosen_view, over, scope=rows_scope, unmask=asked.unmask)
    head = auditing.cover_of_view(
        out, over, _as_antivirus(chosen_view), rows, limit=asked.limit, evrak=asked.evrak, masked=not asked.unmask
    )
    if asked.file:
        out.data(auditing.write(out, configured, Path(asked.file), rows, head, view=chosen_view.name))
        return PENDING if results else DONE
    if asked.unmask or out.format != "text":
        auditing.note_output(configured, rows, head, view=chosen_view.name)
    out.data(
        {"cover": head.model_dump(mode="json"), "rows": list(rows.records()), "rules": finding.report(results, over)}
    )
    audit.inventory(out, chosen_view, rows, over, masked=not asked.unmask)
    if not departments:
        out.line()
        words = ["--kind", ",".join(antivirus.RULES)]
        audit.found(out.part(), results, over, whole=True, since=None, words=words, asked=len(antivirus.RULES))
    return PENDING if results else DONE


def _as_antivirus(one: View) -> View:
    """Under the name by which the controls know it."""
    return replace(one, name=antivirus.VIEW.name)


def _collected(out: Output, configured: Settings, hosts: str, estate: Estate) -> Collected[AntivirusReport] | None:
    """The hosts' reports; none where nobody collected any."""
    usual = configured.state_dir / "antivirus"
    if not hosts and not any(usual.glob("*.json")):
        out.note(out.say("antivirus.netbox-alone"))
        return None
    collected = antivirus.read(Path(hosts) if hosts else usual)
    telling.unreadable(out, collected.unreadable)
    strangers = collected.strangers(estate.snapshot)
    if strangers:
        out.note(out.say("antivirus.strangers", count=len(strangers), names=", ".join(strangers[:5])))
    out.note(out.say("antivirus.collected", count=len(collected.reports)))
    return collected


def events(out: Output, configured: Settings, wanted: Wanted) -> int:
    """Gather, record, anonymise, tell."""
    moment = now()
    over = auditing.estate(out, configured, moment.date())
    zone = changes.load(configured.policy_dir).calendar.zone
    collected = _collected(out, configured, wanted.hosts, over) if wanted.hosts or _has(configured) else None
    log = _central(out, configured, wanted.logs, zone, moment)
    if collected is None and not log.files:
        out.note(out.say("antivirus.nothing-read", playbook=antivirus.PLAYBOOK))
    told = [*(detections.of_reports(collected) if collected else ()), *log.detections]
    days = over.policy.limits.antivirus_person_days
    register = detections.Register(configured.state_dir)
    gathered = register.gather(told, over, moment, days)
    scope = auditing.scope(over, wanted.limit)
    shown = gathered.detections
    if wanted.since:
        first = datetime.combine(auditing.day_of(wanted.since), datetime.min.time(), zone)
        shown = tuple(one for one in shown if one.at >= first)
    found = detected.rows(shown, over)
    chosen = detected.view(found)
    rows = table(chosen, over, scope=scope, unmask=wanted.unmask)
    head = auditing.cover_of_view(
        out, over, _as_antivirus(chosen), rows, limit=wanted.limit, evrak=wanted.evrak, masked=not wanted.unmask
    )
    code = PENDING if gathered.new else DONE
    if wanted.file:
        out.data(auditing.write(out, configured, Path(wanted.file), rows, head, view=chosen.name))
    else:
        if wanted.unmask or out.format != "text":
            auditing.note_output(configured, rows, head, view=chosen.name)
        by = detected.by_department([one for one in found if scope.holds(chosen.thing(over, one))], over)
        out.data(
            {
                "cover": head.model_dump(mode="json"),
                "rows": list(rows.records()),
                "new": len(gathered.new),
                "new_by_log": sum(one.announced for one in gathered.new),
                "late": gathered.late,
                "unreadable": list(log.cut),
                "announced": len(gathered.announced),
                "anonymised": gathered.anonymised,
                "departments": dict(by),
            }
        )
        audit.inventory(out, chosen, rows, over, masked=not wanted.unmask)
        view.departments(out, by)
    whole = log.whole and (not collected.unreadable if collected else bool(log.files))
    view.gathered(out, gathered, register, days, cut=log.cut, whole=whole)
    if wanted.mail and gathered.unmailed:
        subject, text = detected.mail(detected.rows(gathered.unmailed, over), over, out.language)
        message = mails.compose(configured, subject, text)
        mail_view.show(out, message)
        if wanted.send:
            mails.send(configured, message)
            register.mark_mailed(gathered.unmailed)
            out.note(out.say("antivirus.mailed", receivers=configured.mail_to))
        elif unset := mails.missing(configured, message):
            out.note(out.say("mail.missing", names=", ".join(unset)))
    return code


def _has(configured: Settings) -> bool:
    return any((configured.state_dir / "antivirus").glob("*.json"))


def _central(out: Output, configured: Settings, typed: str, zone: ZoneInfo, moment: datetime) -> CentralLog:
    """What the central logs tell: those that were typed, else those of the setting, of which a missing or damaged one is a note.
    Raises FileNotUsable for one that was typed."""
    setting = typed or configured.log_files
    missing = logs.missing(setting, configured.root)
    if missing and typed:
        raise FileNotUsable(file=", ".join(missing), problem=os.strerror(errno.ENOENT), user=operator())
    if missing:
        out.note(out.say("drift.no-logs", files=", ".join(missing)))
    files = logs.files(setting, configured.root)
    told: list[Detection] = []
    cut: list[str] = []
    whole = not missing

    def passed_over(source: str, row: str) -> None:
        if detections.speaks(row):
            cut.append(source)

    for file in files:
        try:
            told += detections.of_log(logs.read(file, zone, moment, passed_over), cut.append)
        except (OSError, EOFError, zlib.error) as error:
            problem = getattr(error, "strerror", None) or str(error)
            if typed:
                raise FileNotUsable(file=file, problem=problem, user=operator()) from error
            out.note(out.say("antivirus.log-damaged", file=file, problem=problem))
            whole = False
    return CentralLog(tuple(files), tuple(told), tuple(cut), whole)
