"""The change policy (`inventory/policy/change.yml`): limits, waves, risk and approvals, as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from altyapi.plan.calendar import RISKS, Calendar, Risk
from netbox_sync import canonical, policyfile
from netbox_sync.model import Frozen

__all__ = ["FILE", "RISKS", "ChangePolicy", "Risk", "load"]

FILE = "change.yml"


class PlanLimits(Frozen):
    expires_hours: float = Field(72, gt=0)
    devices_max: int = Field(500, ge=1)
    devices_per_site_max: int = Field(100, ge=1)
    until_days_max: float = Field(90, gt=0)  # how long a change for a time may stand


class Waves(Frozen):
    canary: int = Field(1, ge=1)
    sizes: tuple[Annotated[int, Field(ge=1)], ...] = Field((5, 25), min_length=1)
    per_site_max: int = Field(10, ge=1)
    failure_budget: int = Field(0, ge=0)
    role_order: tuple[str, ...] = ()


class Revert(Frozen):
    minutes: int = Field(5, ge=1, le=120)


class RiskRule(Frozen):
    flags: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


class Levels(Frozen):
    """From which score on a change is of that risk."""

    medium: int = Field(5, ge=1)
    high: int = Field(10, ge=1)


class RiskRules(Frozen):
    high: RiskRule = RiskRule()
    medium: RiskRule = RiskRule()
    scores: dict[str, int] = {}  # by kind of change, as altyapi/platforms/<platform>/changes.yml names them
    levels: Levels = Levels()

    def of(self, role: str, flags: frozenset[str], kinds: Sequence[str] = ()) -> tuple[Risk, tuple[str, ...]]:
        """The highest risk that a device's role, a remediation flag or the kinds of change call for, with the reasons."""
        score = self.score(kinds)
        scored = f"score {score} ({', '.join(f'{kind} {self.scores[kind]}' for kind in kinds if kind in self.scores)})"
        levels: tuple[tuple[Risk, RiskRule, int], ...] = (
            ("high", self.high, self.levels.high),
            ("medium", self.medium, self.levels.medium),
        )
        for risk, rule, level in levels:
            reasons = [flag for flag in rule.flags if flag in flags]
            reasons += [f"role {role}"] if role in rule.roles else []
            reasons += [scored] if score >= level else []
            if reasons:
                return risk, tuple(reasons)
        return "low", ()

    def score(self, kinds: Iterable[str]) -> int:
        """The sum over the kinds of change on a device; each counts once."""
        return sum(self.scores.get(kind, 0) for kind in set(kinds))


class Releases(Frozen):
    """Signatures of persons beside the author, by risk, that leave a change for a time standing after its end."""

    low: int = Field(1, ge=0)
    medium: int = Field(1, ge=0)
    high: int = Field(1, ge=0)

    def needed(self, risk: Risk) -> int:
        return {"low": self.low, "medium": self.medium, "high": self.high}[risk]


class Approvals(Frozen):
    low: int = Field(1, ge=1)
    medium: int = Field(1, ge=1)
    high: int = Field(1, ge=1)
    author_signature: bool = True
    release: Releases = Releases()

    def needed(self, risk: Risk) -> int:
        return {"low": self.low, "medium": self.medium, "high": self.high}[risk]


class PostChecks(Frozen):
    """What is looked at after a change beside what is looked at after every one."""

    by_kind: dict[str, tuple[str, ...]] = {}  # kind of change to `ports`, `second-account` or a probe's name
    second_account: str = ""  # name of the credential of another account that must be able to log in; none: not tried


class Evrak(Frozen):
    required: bool = True
    pattern: str = r".+"

    @field_validator("pattern")
    @classmethod
    def _a_pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error} | düzenli ifade değil: {error}") from error
        return value


class ChangePolicy(Frozen):
    plan: PlanLimits = PlanLimits()
    waves: Waves = Waves()
    revert: Revert = Revert()
    risk: RiskRules = RiskRules()
    approvals: Approvals = Approvals()
    evrak: Evrak = Evrak()
    calendar: Calendar = Calendar()
    post_checks: PostChecks = PostChecks()

    @property
    def digest(self) -> str:
        """SHA-256 of its content, by which a plan names the policy that it was made under."""
        return canonical.digest(self.model_dump(mode="json"))


def load(folder: Path) -> ChangePolicy:
    """The policy of that folder; defaults where the file is absent. Raises PolicyFileInvalid with every fault."""
    return policyfile.read(folder / FILE, ChangePolicy)
