"""The steps of pardus.software."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from altyapi.audit.text import shown
from altyapi.audit.thing import Scope
from altyapi.audit.views.view import table
from altyapi.cli import auditing, calendaring, telling
from altyapi.cli.frame import DONE, PENDING
from altyapi.endpoint import policy, software, tables
from altyapi.endpoint.reports import Collected
from altyapi.settings import Settings
from altyapi.view import audit
from altyapi.view.output import Output


class Asked(NamedTuple):
    hosts: str
    by: str
    limit: str
    on: str
    file: str
    evrak: str


def show(out: Output, configured: Settings, asked: Asked) -> int:
    """Compliance and licences; exit code 2 where a computer lacks something or a licence is used too often."""
    by = next((one for one in software.GROUPS if one == asked.by), None)
    if by is None:
        raise software.GroupUnknown(by=asked.by, known=", ".join(software.GROUPS))
    over = auditing.estate(out, configured, auditing.day_of(asked.on))
    usual = configured.state_dir / software.FOLDER
    if asked.hosts or usual.is_dir():
        collected = software.read(Path(asked.hosts) if asked.hosts else usual)
    else:
        collected = Collected[software.SoftwareReport]({})
        out.note(out.say("pardus.no-software", playbook=software.PLAYBOOK))
    telling.unreadable(out, collected.unreadable)
    strangers = collected.strangers(over.snapshot)
    if strangers:
        out.note(out.say("antivirus.strangers", count=len(strangers), names=", ".join(strangers[:5])))
    rules = policy.load(configured.policy_dir)
    scope = auditing.scope(over, asked.limit)
    found = software.computers(over, collected, scope, rules.software.report_days_max)
    used = software.licences(found, over)
    what = software.view(software.lines(found, by, over), by)
    rows, uses = table(what, over, scope=Scope()), software.uses(used)
    head = calendaring.cover_of(out, over, rows, what, filter_=asked.limit, evrak=asked.evrak, masked=True)
    whole = software.total(found)
    code = PENDING if whole.do < whole.should or any(one.over for one in used) else DONE
    if asked.file:
        sections = [tables.section(rows, out.language), tables.section(uses, out.language)]
        out.data(auditing.write(out, configured, Path(asked.file), rows, head, view=what.name, sections=sections))
        return code
    if out.format != "text":
        auditing.note_output(configured, rows, head, view=what.name)
    out.data(
        {
            "cover": head.model_dump(mode="json"),
            "percent": str(whole.percent),
            "rows": list(rows.records()),
            "licences": list(uses.records()),
        }
    )
    if not found:
        out.line(out.say("pardus.no-baseline"))
        return DONE
    audit.inventory(out, what, rows, over, masked=False)
    if used:
        out.line()
        out.table(
            [one.text.of(out.language) for one in uses.headings],
            [[shown(cell, out.language) for cell in row] for row in uses.rows],
            ["red" if one.over else None for one in used],
        )
    told = {"do": whole.do, "should": whole.should, "percent": shown(whole.percent, out.language)}
    out.line(out.say("pardus.complies", **told), "green" if code == DONE else "yellow")
    return code
