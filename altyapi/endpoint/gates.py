"""What must hold before a wave may begin; each gate says what was seen. The migration asks the same question again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from altyapi.audit.estate import Estate, day_of, field
from altyapi.audit.text import Text
from altyapi.endpoint.calendar import Computer, Standing
from altyapi.endpoint.policy import PardusPolicy
from altyapi.endpoint.reports import AHEAD
from altyapi.endpoint.schedule import Subject
from altyapi.errors import EngineError, Language

Name = Literal["start", "freeze", "pilot", "previous", "assessment", "fitness", "failures"]


class WaveUnknown(EngineError):
    code = "END-010"
    en = "No such wave: {wave}. Known: {known}."
    tr = "Böyle bir dalga yok: {wave}. Bilinenler: {known}."
    en_remedy = "Enter it in {file}, or name one of these."
    tr_remedy = "Dalga {file} dosyasına girilmeli ya da bunlardan biri verilmeli."


class GateClosed(EngineError):
    code = "END-011"
    en = "The wave may not begin: {wave}: {en_gates}"
    tr = "Dalga başlayamaz: {wave}: {tr_gates}"
    en_remedy = (
        "Nothing was done. Every gate: ./inv pardus.plan --wave {wave}; what they ask for: inventory/policy/pardus.yml"
    )
    tr_remedy = (
        "Hiçbir şey yapılmadı. Kapıların tümü: ./inv pardus.plan --wave {wave}; koşullar: inventory/policy/pardus.yml"
    )


TITLES: dict[Name, Text] = {
    "start": Text("first day", "başlangıç günü"),
    "freeze": Text("no freeze", "değişiklik yasağı yok"),
    "pilot": Text("pilot done", "pilot tamam"),
    "previous": Text("earlier waves", "önceki dalgalar"),
    "assessment": Text("assessed", "değerlendirme"),
    "fitness": Text("fit", "uygunluk"),
    "failures": Text("failures", "başarısız olanlar"),
}
NAMES_TOLD = 5


@dataclass(frozen=True)
class Gate:
    name: Name
    open: bool
    observed: Text


def gates(
    estate: Estate, standings: Sequence[Standing], wave: str, rules: PardusPolicy, now: datetime, evrak: str = ""
) -> tuple[Gate, ...]:
    """Every gate of that wave, at that moment; `evrak` is the document that may except from a freeze."""
    own = next(one for one in standings if one.wave.id == wave)
    left = [one for one in own.computers if one.left]
    checks: tuple[Callable[[], Gate], ...] = (
        lambda: _start(own, rules, now),
        lambda: _freeze(left, rules, now, evrak),
        lambda: _pilot(standings, own, rules),
        lambda: _previous(standings, own, rules),
        lambda: _assessment(left, estate, rules),
        lambda: _fitness(left),
        lambda: _failures(left, rules),
    )
    return tuple(check() for check in checks)


def require(
    estate: Estate,
    standings: Sequence[Standing],
    wave: str,
    rules: PardusPolicy,
    now: datetime,
    evrak: str = "",
    *,
    again: bool = False,
) -> tuple[Gate, ...]:
    """All gates, where all are open. Raises GateClosed with every one that is not. `again`: only computers that failed before are
    tried, which their failures do not forbid."""
    found = gates(estate, standings, wave, rules, now, evrak)
    closed = [one for one in found if not one.open and not (again and one.name == "failures")]
    if closed:
        raise GateClosed(wave=wave, en_gates=_told(closed, "en"), tr_gates=_told(closed, "tr"))
    return found


def known(estate: Estate, wave: str, file: object) -> None:
    """Raises WaveUnknown."""
    if wave not in estate.wave:
        raise WaveUnknown(wave=wave, known=", ".join(estate.wave) or "-", file=file)


def _told(closed: Sequence[Gate], language: Language) -> str:
    return "; ".join(f"{TITLES[one.name].of(language)}: {one.observed.of(language)}" for one in closed)


def _start(own: Standing, rules: PardusPolicy, now: datetime) -> Gate:
    today = now.astimezone(rules.calendar.zone).date()
    start = own.wave.start
    return Gate("start", today >= start, Text(f"{start:%Y-%m-%d}", f"{start:%d.%m.%Y}"))


def _freeze(left: Sequence[Computer], rules: PardusPolicy, now: datetime, evrak: str) -> Gate:
    """Of everything that is left, what a freeze forbids now."""
    verdicts = (rules.calendar.verdict(Subject(one.device), evrak, now) for one in left)
    names = dict.fromkeys(one.freeze for one in verdicts if one.freeze)
    told = ", ".join(names)
    return Gate("freeze", not names, Text(told or "none", told or "yok"))


def _pilot(standings: Sequence[Standing], own: Standing, rules: PardusPolicy) -> Gate:
    wanted = rules.gates.pilot
    pilot = next((one for one in standings if one.wave.id == wanted), None)
    if pilot is None or own.wave.id == wanted:
        return Gate("pilot", open=True, observed=Text("-", "-"))
    percent = int(pilot.percent)
    least = rules.gates.pilot_percent_min
    return Gate(
        "pilot",
        percent >= least,
        Text(f"{wanted}: {percent} % of {least} %", f"{wanted}: %{percent}, gereken: %{least}"),
    )


def _previous(standings: Sequence[Standing], own: Standing, rules: PardusPolicy) -> Gate:
    """Waves that should have ended before this one began."""
    least = rules.gates.previous_percent_min
    earlier = [one for one in standings if one.wave.end < own.wave.start and one.target]
    behind = [f"{one.wave.id} {int(one.percent)} %" for one in earlier if one.percent < least]
    behind_tr = [f"{one.wave.id} %{int(one.percent)}" for one in earlier if one.percent < least]
    good = Text(f"all {least} % or more", f"hepsi en az %{least}")
    return Gate("previous", not behind, Text(", ".join(behind), ", ".join(behind_tr)) if behind else good)


def _assessment(left: Sequence[Computer], estate: Estate, rules: PardusPolicy) -> Gate:
    oldest = estate.day - timedelta(days=rules.gates.assessment_days_max)
    days = (day_of(one.device, "goc_uygunluk_tarihi") for one in left)
    fresh = sum(day is not None and oldest <= day <= estate.day + AHEAD for day in days)
    told = Text(
        f"{fresh} of {len(left)} computers within {rules.gates.assessment_days_max} days",
        f"son {rules.gates.assessment_days_max} günde {fresh} / {len(left)} bilgisayar",
    )
    return Gate("assessment", fresh == len(left), told)


def _fitness(left: Sequence[Computer]) -> Gate:
    unfit = sum(field(one.device, "goc_uygunluk") == "uygun-degil" for one in left)
    told = Text(f"not fit: {unfit}", f"uygun değil: {unfit}")
    return Gate("fitness", not unfit, told)


def _failures(left: Sequence[Computer], rules: PardusPolicy) -> Gate:
    """The budget is the wave's, however many runs it takes: beyond it no further computer begins."""
    failed = [one.device.name for one in left if one.state == "failed"]
    budget = rules.steps.failure_budget
    more = len(failed) - NAMES_TOLD
    names = ", ".join(failed[:NAMES_TOLD]) + (f" … (+{more})" if more > 0 else "")
    told = Text(f"{len(failed)} of {budget} allowed", f"{len(failed)}, izin verilen: {budget}")
    if len(failed) > budget:
        told = Text(
            f"{told.en} ({names}): first try these again with --limit, or take them back",
            f"{told.tr} ({names}): önce bunlar --limit ile yeniden denenmeli ya da geri alınmalı",
        )
    return Gate("failures", len(failed) <= budget, told)
