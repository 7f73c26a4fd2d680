"""A run of the migration: who goes now, how many at once, when it stops, and what came of each computer."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import yaml
from pydantic import AwareDatetime, ValidationError

from altyapi.chained import Log
from altyapi.endpoint.migration import FOLDER, NETBOX, Migration
from altyapi.endpoint.overlay import Fields
from altyapi.endpoint.policy import PardusPolicy
from altyapi.endpoint.reports import Collected, Said, key
from altyapi.endpoint.schedule import Past, WavePlan, sizes
from altyapi.errors import EngineError
from netbox_sync.model import Device, Frozen

EXAMINED, BEGUN = "examined", "begun"
"""Below a run's folder: what hosts answered to a dry run; a file for each that was told to begin."""
RUNS = "pardus/runs.jsonl"
BEFORE = ".before"
"""What the name of a report from before a run ends in while the run waits for new ones."""

Fate = Literal["done", "needs-start", "running", "failed", "rolled-back", "lost", "silent"]
"""What became of a computer. needs-start: done but for a start of the computer; lost: it was told to begin, and no word came since;
silent: it did not answer in this run, and was told nothing."""
Action = Literal["migrate", "rollback"]


class NoWindow(EngineError):
    code = "END-040"
    en = "No computer of the wave has an opening now: {wave}. The next one: {next}."
    tr = "Dalgadaki hiçbir bilgisayar için şu anda açık pencere yok: {wave}. Sonraki açılış: {next}."
    en_remedy = "Nothing was done. All openings: ./inv pardus.plan --wave {wave}; windows: inventory/policy/pardus.yml"
    tr_remedy = "Hiçbir şey yapılmadı. Bütün açılışlar: ./inv pardus.plan --wave {wave}; pencereler: inventory/policy/pardus.yml"


class NobodyChosen(EngineError):
    code = "END-041"
    en = "None of the chosen computers is among those: {chosen}."
    tr = "Seçimde uygun bilgisayar yok: {chosen}."
    en_remedy = "Check --limit and --wave, and where they stand: ./inv pardus.report"
    tr_remedy = "--limit ve --wave değerlerini ve bilgisayarların durumunu denetleyin: ./inv pardus.report"


class VariablesUnusable(EngineError):
    code = "END-045"
    en = "No file of variables: {file} ({problem})"
    tr = "Değişken dosyası değil: {file} ({problem})"
    en_remedy = "Give a YAML file of `name: value` lines: mirror, keys and backup are those of roles/pardus_migration/README.md."
    tr_remedy = "`ad: değer` satırlarından oluşan bir YAML dosyası verilmeli; yansı, anahtar ve yedek: roles/pardus_migration/README.md."


class RunsBroken(EngineError):
    code = "END-042"
    en = "The log of migration runs is broken: {file}, line {line}: {problem}."
    tr = "Göç çalıştırmalarının kaydı kırık: {file}, satır {line}: {problem}."
    en_remedy = "Keep the file as it is, move it aside and tell whoever answers for the evidence."
    tr_remedy = "Dosyayı olduğu gibi saklayıp kenara taşıyın ve kanıt sorumlusuna bildirin."


class WayBackOver(EngineError):
    code = "END-044"
    en = "The days for the way back are over ({days}) on: {devices}."
    tr = "Geri dönüş süresi ({days} gün) dolan bilgisayarlar: {devices}."
    en_remedy = (
        "Nothing was done: updates and settings since then would be lost. `rollback_days` in inventory/policy/pardus.yml says how many;"
        " how many are left: ./inv pardus.report"
    )
    tr_remedy = (
        "Hiçbir şey yapılmadı: o günden beri gelen güncellemeler ve ayarlar yitirilirdi."
        " Süre: inventory/policy/pardus.yml, `rollback_days`; kalan gün: ./inv pardus.report"
    )


class BatchRecord(Frozen):
    """One batch of a run, as it stands in the log."""

    run: str
    action: Action
    wave: str
    batch: int
    computers: dict[str, Fate]
    reason: str
    evrak: str
    by: str
    started: AwareDatetime
    ended: AwareDatetime
    log: str


class PackageChange(Said):
    """A package in a host's simulation; `old` or `new` is empty where it comes or goes."""

    name: str
    old: str = ""
    new: str = ""


class Examined(Said):
    """What a host answers to a dry run."""

    state: str
    faults: tuple[str, ...] = ()
    actions: tuple[PackageChange, ...] = ()
    way_back: str = ""
    way_back_why: str = ""

    @property
    def counts(self) -> tuple[int, int, int]:
        """Packages that come, change and go."""
        new = sum(not one.old and bool(one.new) for one in self.actions)
        gone = sum(not one.new for one in self.actions)
        return new, len(self.actions) - new - gone, gone


@dataclass(frozen=True)
class Verdict:
    """Whether the run goes on after a batch."""

    failed: int
    budget: int

    @property
    def stop(self) -> bool:
        return self.failed > self.budget


def log(state_dir: Path) -> Log[BatchRecord]:
    return Log(state_dir / RUNS, BatchRecord, "batch", RunsBroken)


def past(state_dir: Path) -> Past:
    """What the log tells of the runs before. Raises RunsBroken."""
    runs = [one for one in log(state_dir).read() if one.action == "migrate"]
    last = {name: fate for one in runs for name, fate in one.computers.items()}
    went = ((name, one.started) for one in runs for name, fate in one.computers.items() if fate != "silent")
    return Past(frozenset(name for name, fate in last.items() if fate == "silent"), tuple(went))


def lost(state_dir: Path) -> tuple[str, ...]:
    """Computers that were told to begin and sent no word since, whichever run it was. A report counts as such by when its file came:
    the computer's clock may be ahead. Raises RunsBroken."""
    last = {name: one for one in log(state_dir).read() for name, fate in one.computers.items() if fate != "silent"}
    gone = {name: one.ended.timestamp() for name, one in last.items() if one.computers[name] == "lost"}
    came = {key(file.stem): file.stat().st_mtime for file in (state_dir / FOLDER).glob("*.json")} if gone else {}
    return tuple(name for name, ended in gone.items() if came.get(key(name), 0.0) <= ended)


def lost_fields(names: Iterable[str]) -> Fields:
    """The custom fields of computers that are lost: they count as failed until they are heard of."""
    return {name: {"goc_durum": NETBOX["failed"], "goc_tarihi": None} for name in names}


def due(plan: WavePlan, now: datetime) -> tuple[Device, ...]:
    """Whose opening is now, in the order of the plan. Raises NoWindow that tells the next."""
    open_ = [one for one in plan.batches if one.opens <= now and (one.closes is None or now < one.closes)]
    if not open_:
        coming = min((one.opens for one in plan.batches), default=None)
        raise NoWindow(wave=plan.wave.id, next=coming.isoformat(" ", "minutes") if coming else "-")
    return tuple(one.device for batch in open_ for one in batch.computers)


def batches(devices: Sequence[Device], rules: PardusPolicy, proven: int = 0) -> Iterator[tuple[Device, ...]]:
    """The canary, then as many at once as the policy has it. `proven` counts the batches since a first computer came through: as long as
    nobody did (the canary is switched off), the next one is a canary again."""
    at = 0
    for size in sizes(rules, len(devices), proven):
        yield tuple(devices[at : at + size])
        at += size


@contextmanager
def only_new(folder: Path, names: Collection[str]) -> Iterator[None]:
    """Inside, these computers have no report but the one that comes now: whether it came is not asked of the computers' clocks.
    Afterwards who sent none has the one from before again, also after a run that was killed inside."""
    wanted = {key(one) for one in names}
    _back(folder)
    for file in list(folder.glob("*.json")):
        if key(file.stem) in wanted:
            file.replace(file.with_suffix(BEFORE))
    try:
        yield
    finally:
        _back(folder)


def _back(folder: Path) -> None:
    for kept in folder.glob(f"*{BEFORE}"):
        file = kept.with_suffix(".json")
        if file.exists():
            kept.unlink()
        else:
            kept.replace(file)


def begun(folder: Path) -> frozenset[str]:
    """Computers that were told to begin, by `key`: the role `pardus_migration` makes a file for each in that folder."""
    return frozenset(key(one.name) for one in folder.iterdir()) if folder.is_dir() else frozenset()


def fates(
    devices: Collection[Device], came: Collected[Migration], told: Collection[str] = frozenset()
) -> dict[str, Fate]:
    """What each says of itself; `came` are the reports that came in this run (`only_new`), `told` who was told to begin in it (`begun`)."""
    return {one.name: _fate(came.of(one.name), told=key(one.name) in told) for one in devices}


def _fate(report: Migration | None, *, told: bool) -> Fate:
    if report is None:
        return "lost" if told else "silent"
    if report.state in ("done", "failed", "rolled-back"):
        return report.state
    at = report.at
    return "needs-start" if at is not None and at.name == "boot" and at.state == "running" else "running"


def came_through(found: Mapping[str, Fate]) -> bool:
    """Whether anybody proved that these computers can go over."""
    return any(one in ("done", "needs-start") for one in found.values())


def judged(found: Collection[Fate], rules: PardusPolicy, before: int = 0) -> Verdict:
    """Against the budget of the whole run. A computer that is still at it when the time is up counts as failed, and one that
    is lost; one that is off does not: nothing happened to it."""
    return Verdict(before + sum(one in ("failed", "running", "lost") for one in found), rules.steps.failure_budget)


def variable_files(given: str) -> tuple[Path, ...]:
    """Files joined by commas, looked at before Ansible is: without them it asks no computer, as if none had answered. What is
    encrypted by ansible-vault is for Ansible to open. Raises VariablesUnusable."""
    files = tuple(Path(one.strip()).expanduser() for one in given.split(",") if one.strip())
    for file in files:
        try:
            text = file.read_text("utf-8")
            node = None if text.startswith("$ANSIBLE_VAULT;") else yaml.compose(text, yaml.SafeLoader)
        except OSError as error:
            raise VariablesUnusable(file=file, problem=error.strerror or type(error).__name__) from error
        except UnicodeDecodeError as error:
            raise VariablesUnusable(file=file, problem="not UTF-8") from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f"line {mark.line + 1} column {mark.column + 1}" if mark is not None else "no YAML"
            raise VariablesUnusable(file=file, problem=where) from error
        if node is not None and not isinstance(node, yaml.MappingNode):
            raise VariablesUnusable(file=file, problem="a mapping is needed")
    return files


def examined(folder: Path, names: Collection[str]) -> dict[str, Examined]:
    """Answers to a dry run, by device; what can't be read is as if it were not there."""
    files = {key(file.stem): file for file in folder.glob("*.json")} if folder.is_dir() else {}
    found: dict[str, Examined] = {}
    for name in names:
        file = files.get(key(name))
        if file is not None:
            try:
                found[name] = Examined.model_validate(json.loads(file.read_bytes()))
            except (ValueError, ValidationError):
                continue
    return found
