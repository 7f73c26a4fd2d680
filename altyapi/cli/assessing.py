"""The steps of pardus.assess: collect, read tables, judge, tell, write to NetBox."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from altyapi.audit.thing import Scope
from altyapi.audit.views.view import table
from altyapi.cli import auditing, calendaring, playbook, telling
from altyapi.cli.calendaring import Ground
from altyapi.cli.frame import DONE, ERROR, PENDING
from altyapi.endpoint import assessed, assessment, equivalents, gates, tables, windows_table
from altyapi.endpoint.reports import Collected
from altyapi.errors import EngineError
from altyapi.settings import Settings
from altyapi.view import importing
from altyapi.view import pardus as view
from altyapi.view.output import Output
from altyapi.view.steps import typed
from netbox_sync.importer.reading import Reading
from netbox_sync.model import Device


class CollectionFailed(EngineError):
    code = "END-013"
    en = "Ansible could not assess every computer: exit code {exit}."
    tr = "Ansible bütün bilgisayarları değerlendiremedi: çıkış kodu {exit}."
    en_remedy = "Its output says which and why: {log}. What was collected counts."
    tr_remedy = "Hangilerinin, neden olmadığı çıktısında: {log}. Toplananlar geçerli."


class Asked(NamedTuple):
    wave: str
    limit: str
    tables: str
    collect: bool
    file: str
    unmask: bool
    evrak: str
    reason: str
    apply: bool
    variables: tuple[Path, ...]


def run(out: Output, configured: Settings, over: Ground, asked: Asked) -> int:
    """Exit code 2 where somebody can't go or was not assessed; 1 where a table has faults, of which nothing is taken."""
    if asked.wave:
        gates.known(over.estate, asked.wave, configured.registers_dir / "waves.yml")
    devices = _devices(over, asked.wave)
    folder = configured.state_dir / assessment.FOLDER
    files = [Path(one.strip()).expanduser() for one in asked.tables.split(",") if one.strip()]
    if files and not _take(out, files, folder):
        return ERROR
    failed = _collect(out, configured, devices, folder, asked.variables) if asked.collect else None
    collected = assessment.read(folder) if folder.is_dir() else Collected[assessment.Assessment]({})
    telling.unreadable(out, collected.unreadable)
    strangers = collected.strangers(over.estate.snapshot)
    if strangers:
        out.note(out.say("antivirus.strangers", count=len(strangers), names=", ".join(strangers[:5])))
    code = _show(out, configured, over, asked, devices, collected)
    if failed is not None:
        out.fault(failed)
        return ERROR
    return code


def _devices(over: Ground, wave: str) -> list[Device]:
    """The computers of the wave that are left, or all that are left."""
    return [
        one.device
        for standing in over.standings
        if wave in ("", standing.wave.id)
        for one in standing.computers
        if one.left
    ]


def _take(out: Output, files: Sequence[Path], folder: Path) -> bool:
    """Whether the tables hold without a fault and were taken."""
    reading = windows_table.read(files)
    if reading.faults:
        importing.faults(out, Reading(faults=reading.faults, notices=reading.notices), None)
        out.data({"faults": [one.model_dump(mode="json") for one in reading.faults]})
        return False
    importing.notices(out, Reading(notices=reading.notices))
    kept = assessment.keep(reading.collected.reports.values(), folder)
    out.note(out.say("pardus.taken", count=len(reading.collected.reports), new=kept.new))
    if kept.older:
        out.note(out.say("pardus.older", count=len(kept.older), names=_names(kept.older)))
    for left in reading.left_out:
        out.note(out.say("pardus.left-out", file=left.file, count=len(left.headers), names=_names(left.headers)))
    return True


def _names(names: Sequence[str], told: int = 10) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - told
    return ", ".join(names[:told]) + (f" … (+{more})" if more > 0 else "")


def _collect(
    out: Output, configured: Settings, devices: Sequence[Device], folder: Path, variables: Sequence[Path]
) -> CollectionFailed | None:
    """Have Ansible assess them; those that answered count, whoever did not."""
    folder.mkdir(parents=True, exist_ok=True)
    names = configured.state_dir / "pardus" / "assess.hosts"
    names.write_text("".join(f"{one.name}\n" for one in devices), "utf-8")
    log = configured.state_dir / "pardus" / "assess.log"
    out.note(out.say("pardus.collecting", count=len(devices), log=log))
    own = [word for one in variables for word in ("--extra-vars", f"@{one.resolve()}")]
    where = json.dumps({"pardus_assess_folder": str(folder.resolve())}, ensure_ascii=False)
    code = playbook.play(
        "pardus_assess",
        configured.root / "inventory" / "netbox.yml",
        log,
        configured,
        plugin="altyapi.netops.netbox",
        words=(*own, "--limit", f"@{names}", "--extra-vars", where),
    )
    return CollectionFailed(exit=code, log=log) if code else None


def _show(
    out: Output,
    configured: Settings,
    over: Ground,
    asked: Asked,
    devices: Sequence[Device],
    collected: Collected[assessment.Assessment],
) -> int:
    known = equivalents.load(configured.policy_dir)
    found = assessed.rows(over.estate, devices, collected, over.rules, known)
    what = assessed.view(found)
    rows = table(what, over.estate, scope=Scope(), unmask=asked.unmask)
    filter_ = ",".join(one for one in (asked.wave, asked.limit) if one)
    head = calendaring.cover_of(
        out, over.estate, rows, what, filter_=filter_, evrak=asked.evrak, masked=not asked.unmask
    )
    numbers = assessed.counted(found)
    code = PENDING if numbers.get("no-go") or numbers.get(None) else DONE
    if asked.apply:
        said = assessed.fields(found)
        count = telling.write(
            out, configured, over.netbox, said, origin="pardus-assess", reason=asked.reason, evrak=asked.evrak
        )
        out.note(out.say("pardus.wrote", count=count))
    if asked.file:
        sections = [
            tables.section(
                rows, out.language, notes=assessed.summary(found, out.language), levels=assessed.levels(rows)
            ),
            tables.section(assessed.reasons(found), out.language),
            tables.section(assessed.programs(collected, [one.name for one in devices], known), out.language),
        ]
        out.data(auditing.write(out, configured, Path(asked.file), rows, head, view=what.name, sections=sections))
        view.outcomes(out, numbers)
        return code
    if asked.unmask or out.format != "text":
        auditing.note_output(configured, rows, head, view=what.name)
    out.data(
        {
            "cover": head.model_dump(mode="json"),
            "counts": {str(one or "not-assessed"): numbers.get(one, 0) for one in assessed.OUTCOMES},
            "rows": list(rows.records()),
            "reasons": list(assessed.reasons(found).records()),
            "programs": list(assessed.programs(collected, [one.name for one in devices], known).records()),
        }
    )
    view.assessed(out, found, rows, masked=not asked.unmask)
    view.outcomes(out, numbers)
    chosen = (*(("--wave", asked.wave) if asked.wave else ()), *(("--limit", asked.limit) if asked.limit else ()))
    if not asked.apply and assessed.fields(found):
        out.next(typed("pardus.assess", *chosen, "--apply", "--reason", "WHY"))
    elif numbers.get(None) == len(found) and found and not asked.collect:
        out.next(typed("pardus.assess", *chosen, "--collect"))
    return code
