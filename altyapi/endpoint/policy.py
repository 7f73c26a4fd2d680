"""The rules of the migration to Pardus (`inventory/policy/pardus.yml`): when, under which conditions, in which steps. Which
computer goes when is the calendar's: the register waves.yml, and the custom field `goc_dalga` in NetBox."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from altyapi.endpoint.installation import Installation
from altyapi.plan.calendar import Calendar
from netbox_sync import policyfile
from netbox_sync.model import Frozen

FILE = "pardus.yml"


class Gates(Frozen):
    """What must hold before a wave may begin."""

    pilot: str = "W0"  # the wave that tries it first; empty: none
    pilot_percent_min: int = Field(95, ge=0, le=100)  # of its computers done
    previous_percent_min: int = Field(80, ge=0, le=100)  # of each earlier wave that has ended
    assessment_days_max: int = Field(30, ge=1)  # a computer's assessment may be so old
    backup_hours_max: int = Field(24, ge=1)  # and its verified backup


class Steps(Frozen):
    """How many computers at once, as waves of the change policy have it."""

    canary: int = Field(1, ge=1)
    sizes: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        (5, 10), min_length=1
    )  # of the following batches; the last size repeats
    per_window: int = Field(20, ge=1)  # computers that people can look after in one opening of the window
    failure_budget: int = Field(0, ge=0)  # computers that may fail before the run stops
    rollback_days: int = Field(60, ge=1)  # so long the copy from before the migration is kept


class Fitness(Frozen):
    """What a computer must have. Below `_min` it can't be migrated; below `_good` it is told."""

    memory_mb_min: int = Field(2000, ge=1)
    memory_mb_good: int = Field(3900, ge=1)
    disk_gb_min: int = Field(20, ge=1)
    free_gb_min: int = Field(8, ge=1)
    battery_percent_min: int = Field(50, ge=0, le=100)  # of a portable's charge, where it does not hang on the mains
    profile_gb_good: int = Field(50, ge=1)  # a larger profile takes longer than a night to copy
    macro_files_good: int = Field(0, ge=0)  # more office files with macros than this need their owner's attention
    architectures: tuple[str, ...] = ("x86_64", "amd64")


class Software(Frozen):
    """The software that departments need."""

    report_days_max: int = Field(14, ge=1)  # a computer's report may be so old; beyond that nothing is known of it


class PardusPolicy(Frozen):
    release: Literal["21", "23", "25"] = "23"  # of Pardus, that computers go to
    gates: Gates = Gates()
    steps: Steps = Steps()
    fitness: Fitness = Fitness()
    software: Software = Software()
    calendar: Calendar = Calendar()
    installation: Installation = Installation()


def load(folder: Path) -> PardusPolicy:
    """The rules of that folder; defaults where the file is absent. Raises PolicyFileInvalid with every fault."""
    return policyfile.read(folder / FILE, PardusPolicy)
