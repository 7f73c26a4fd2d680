"""inv netbox.import and netbox.template: spreadsheets in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from altyapi.cli.frame import DONE, ERROR, PENDING, OptionMissing, command
from altyapi.errors import EngineError
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings
    from netbox_sync.client import NetBox
    from netbox_sync.importer.known import Known
    from netbox_sync.importer.reading import Reading
    from netbox_sync.licences import Licence


class LanguageUnknown(EngineError):
    code = "CLI-012"
    en = "Unknown language: {language}."
    tr = "Bilinmeyen dil: {language}."
    en_remedy = "--lang tr or en"
    tr_remedy = "--lang tr ya da en"


class PruneOffline(EngineError):
    code = "CLI-013"
    en = "--offline only checks the files: it can't go with --apply or --prune."
    tr = "--offline yalnız dosyaları denetler: --apply ya da --prune ile verilemez."
    en_remedy = "Leave one of them out."
    tr_remedy = "Biri çıkarılmalı."


class LicenceContradicts(EngineError):
    """A row that is right alone and wrong with what the register holds already."""

    code = "CLI-014"
    en = "Licence {id}: with what {file} says of it already, {problem}"
    tr = "Lisans {id}: {file} içindeki kaydıyla çelişiyor: {problem}"
    en_remedy = "Write both dates in the row, or mend the register; nothing was changed."
    tr_remedy = "Satıra iki tarih de yazılmalı ya da kütük düzeltilmeli; hiçbir şey değiştirilmedi."


class WouldOverwrite(EngineError):
    code = "CLI-016"
    en = "There is a file of that name, which somebody may have filled in: {file}"
    tr = "Bu adda bir dosya var, doldurulmuş olabilir: {file}"
    en_remedy = "Name another file with {option}, or move that one away."
    tr_remedy = "Başka bir ad verilmeli ({option}) ya da o dosya taşınmalı."


class NotAWorkbook(EngineError):
    code = "CLI-017"
    en = "A workbook's name ends in .xlsx, or no spreadsheet program opens it: {file}"
    tr = "Çalışma kitabının adı .xlsx ile bitmeli, yoksa tablo programları açmaz: {file}"
    en_remedy = "{option} {mended}"
    tr_remedy = "{option} {mended}"


@command(
    "files",
    name="import",
    help={
        "files": "workbooks (.xlsx), CSV or YAML files; several after one another",
        "apply": "write the difference; without it nothing is changed",
        "prune": "also delete what lies in the files' scope and is not in them; lists it first",
        "prune-limit": "most objects of a kind that may be deleted; default: 50",
        "prune-percent": "most of what is in scope that may be deleted, in percent; default: 20",
        "sheet": "the sheet that a CSV stands for, where its file name says none",
        "ignore": "headers and sheets to leave out, by commas",
        "reason": "why, in a sentence; stands in NetBox's change log",
        "fixup": "where the marked copy goes when there are faults; default: beside the first file",
        "offline": "check against the last snapshot, without NetBox",
        "lang": "tr or en, for messages and the marked copy",
    },
)
def import_(
    out: Output,
    configured: Settings,
    files: str,
    apply: bool = False,
    prune: bool = False,
    prune_limit: int = 50,
    prune_percent: int = 20,
    sheet: str = "",
    ignore: str = "",
    fixup: str = "",
    offline: bool = False,
    reason: str = "",
    evrak: str = "",
    lang: str = "",
    format_: str = "text",
) -> int:
    """Read spreadsheets, tell every fault, show what differs from NetBox; --apply writes it.

    Example: ./inv netbox.import cihazlar.xlsx        ./inv netbox.import a.xlsx b.csv --apply --reason …
    With faults nothing is changed: a copy with the faulty cells marked is written, and the exit code is 1. Exit code 2 when
    something would change. See docs/import.md.
    """
    del format_
    _language(out, lang)
    if offline and (apply or prune):
        raise PruneOffline
    if apply and not reason.strip():
        raise OptionMissing(
            option="reason", meaning="why, in a sentence", example="./inv netbox.import FILE --apply --reason …"
        )
    if apply:
        from altyapi.cli import writing

        writing.check_evrak(configured, evrak)
    from altyapi.cli import snapshots
    from netbox_sync.importer.known import FromNetBox, FromSnapshot
    from netbox_sync.importer.reading import none_usable

    paths = [Path(one).expanduser() for one in files.split("\n") if one.strip()]
    if fixup and any(one.resolve() == Path(fixup).expanduser().resolve() for one in paths):
        raise WouldOverwrite(file=fixup, option="--fixup")
    said = _Said(paths, sheet, ignore, fixup)
    if (unusable := none_usable(paths)) is not None:
        _tell_faults(out, unusable, None)
        return ERROR
    if offline:
        reading = _read(out, said, FromSnapshot(snapshots.load(out, configured)))
        if reading is None:
            return ERROR
        out.data(_told(reading))
        out.line(out.say("import.checked", step=_step(said, None)))
        return DONE
    bounds = _Bounds(prune_limit, prune_percent) if prune else None
    order = _Order(reason, evrak) if apply else None
    if not configured.netbox_url and configured.snapshot.is_file():
        out.note(out.say("import.offline", step=f"{_step(said, None)} --offline"))
    with snapshots.netbox(configured) as netbox:
        reading = _read(out, said, FromNetBox(netbox))
        if reading is None:
            return ERROR
        return _bring(out, configured, netbox, reading, said, bounds, order)


@command("out", help={"out": "file to write", "lang": "tr or en"})
def template(out_: Output, configured: Settings, out: str, lang: str = "") -> int:
    """Write an empty workbook with every sheet and column, what each means, and lists to choose from.

    Example: ./inv netbox.template --out sablon.xlsx
    """
    del configured
    _language(out_, lang)
    from altyapi.view.steps import typed
    from netbox_sync.importer import template as templates

    file = Path(out).expanduser()
    if file.is_file():
        raise WouldOverwrite(file=file, option="--out")
    if not file.is_dir() and file.suffix != ".xlsx":
        raise NotAWorkbook(file=file, option="--out", mended=file.with_suffix(".xlsx"))
    written = templates.write(file, out_.language)
    out_.data({"file": str(written)})
    out_.line(out_.say("template.written", file=str(written), step=typed("netbox.import", written)))
    return DONE


class _Said(NamedTuple):
    """What the command was told about the files."""

    paths: Sequence[Path]
    sheet: str
    ignore: str
    fixup: str


class _Bounds(NamedTuple):
    """How much may be deleted: objects of a kind, and percent of those in scope."""

    limit: int = 50
    percent: int = 20


class _Order(NamedTuple):
    """Why it is written."""

    reason: str
    evrak: str


def _read(out: Output, said: _Said, known: Known) -> Reading | None:
    """What the files say; none where they have faults, which are told and marked in a copy."""
    from altyapi.view import importing as view
    from netbox_sync.importer.reading import read

    ignored = [one for one in said.ignore.split(",") if one.strip()]
    reading = read(said.paths, known, sheet=said.sheet or None, ignore=ignored)
    out.line(out.say("import.read", rows=sum(reading.rows.values()), sheets=len(reading.rows)))
    if not reading.faults:
        view.notices(out, reading)
        return reading
    _tell_faults(out, reading, _fixup(out, said.paths, reading, said.fixup))
    return None


def _tell_faults(out: Output, reading: Reading, written: Path | None) -> None:
    from altyapi.view import importing as view

    out.data(view.told(reading, written))
    view.faults(out, reading, written)


def _bring(
    out: Output,
    configured: Settings,
    netbox: NetBox,
    reading: Reading,
    said: _Said,
    bounds: _Bounds | None,
    order: _Order | None,
) -> int:
    """Shows what differs, and writes it where somebody ordered it."""
    from altyapi.view import differences
    from altyapi.view import importing as view
    from altyapi.view.progress import Progress
    from netbox_sync import licences as licence_file
    from netbox_sync.desired import Prune, apply, compare
    from netbox_sync.desired.faults import PruneTooMuch

    prune = None if bounds is None else Prune(limit=bounds.limit, share=bounds.percent / 100)
    try:
        difference = compare(netbox, reading.wanted, prune=prune)
    except PruneTooMuch as error:
        named = error.named(lambda endpoint: differences.kind_name(out, endpoint))
        out.data({**_told(reading), **differences.too_much(error)})
        differences.show_removals(out, error.removals)
        raise named from error
    register = configured.registers_dir / licence_file.FILE
    _, changes = _licences(register, reading.licences)
    listed = [{"action": action, "id": one.id} for action, one in changes]
    told = {**_told(reading), **differences.told(difference), "licences": listed}
    if difference.empty and not changes:
        out.data(told)
        out.line(out.say("import.same"))
        return DONE
    differences.show(out, difference)
    view.licences(out, changes, register)
    if order is None:
        out.data(told)
        out.line(out.say("import.next", step=f"{_step(said, bounds)} --apply --reason …"))
        return PENDING
    outcome = None
    if not difference.empty:
        journal = configured.state_dir / "import.jsonl"
        with Progress(out, out.say("import.applying"), len(difference.operations)) as progress:

            def written(_: str, done: int, total: int) -> None:
                del total
                while progress.done < min(done, progress.total):
                    progress.step("")

            outcome = apply(
                netbox, difference, journal=journal, message=order.reason, document=order.evrak, progress=written
            )
        told["outcome"] = differences.told_outcome(outcome)
    whole = outcome is None or outcome.whole
    if changes and whole:
        # read again: a person may have edited it while NetBox was written
        licence_file.save(register, _licences(register, reading.licences)[0])
        out.line(out.say("import.licences-written", file=str(register)))
    out.data(told)
    if outcome is not None:
        differences.show_outcome(out, outcome)
        if outcome.stopped is not None:
            out.fault(outcome.stopped)
    return DONE if whole else ERROR


def _told(reading: Reading) -> dict[str, Any]:
    from altyapi.view import importing as view

    return view.told(reading)


def _language(out: Output, lang: str) -> None:
    if lang not in {"", "tr", "en"}:
        raise LanguageUnknown(language=lang)
    if lang:
        out.language = lang  # type: ignore[assignment]  # one of the two


def _fixup(out: Output, paths: Sequence[Path], reading: Reading, asked: str) -> Path | None:
    """Where the marked copy was written; none where that was not possible, which is told and hides no fault."""
    from netbox_sync.importer import fixup
    from netbox_sync.system_words import in_turkish

    if not any(one.row for one in reading.faults):
        return None  # the files or whole sheets of them can't be used: there is no cell to mark
    file = Path(asked).expanduser() if asked else fixup.free_name(paths[0])
    try:
        return fixup.write(paths, (*reading.faults, *reading.notices), file, out.language)
    except OSError as error:
        problem = error.strerror or os.strerror(error.errno or 0)
        told = in_turkish(problem) if out.language == "tr" else problem
        out.note(out.say("import.fixup-failed", file=str(file), problem=told))
        return None


def _licences(file: Path, wanted: Sequence[Licence]) -> tuple[tuple[Licence, ...], tuple[tuple[str, Licence], ...]]:
    """The register with the files' licences in it, and what that adds or changes. Licences are never deleted here."""
    from pydantic import ValidationError

    from netbox_sync import licences
    from netbox_sync.licences import Licence

    if not wanted:
        return (), ()
    held = {one.id: one for one in licences.load(file).licences}
    changes: list[tuple[str, Licence]] = []
    for one in wanted:
        before = held.get(one.id)
        told = one.model_dump(exclude_unset=True)
        try:
            after = one if before is None else Licence.model_validate({**before.model_dump(exclude_unset=True), **told})
        except ValidationError as error:
            raise LicenceContradicts(id=one.id, file=file, problem=error.errors()[0]["msg"]) from error
        if before != after:
            changes.append(("add" if before is None else "change", after))
        held[one.id] = after
    return tuple(held.values()), tuple(changes)


def _step(said: _Said, bounds: _Bounds | None) -> str:
    """The same command once more, as it is typed."""
    from altyapi.view.steps import typed

    options: list[str | Path] = []
    for name in ("sheet", "ignore"):
        if getattr(said, name):
            options += [f"--{name}", getattr(said, name)]
    if bounds is not None:
        options.append("--prune")
        for name, given, default in zip(("limit", "percent"), bounds, _Bounds(), strict=True):
            if given != default:
                options.append(f"--prune-{name}={given}")
    return typed("netbox.import", *said.paths, *options)
