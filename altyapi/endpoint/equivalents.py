"""What stands in for a program on Pardus (`inventory/policy/software.yml`)."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from netbox_sync import policyfile
from netbox_sync.model import Frozen
from netbox_sync.text import nfc, to_ascii

FILE = "software.yml"
Verdict = Literal["same", "replaced", "limited", "web", "none", "dropped"]


class Equivalent(Frozen):
    match: tuple[str, ...] = Field(min_length=1)
    verdict: Verdict
    by: str = ""
    packages: tuple[str, ...] = ()
    note: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(translate(plain(one, star="*")) for one in self.match))


class Equivalents(Frozen):
    software: tuple[Equivalent, ...] = ()

    def of(self, name: str) -> Equivalent | None:
        """The first line that fits; none: nobody has decided on this program."""
        said = plain(name)
        return next((one for one in self.software if one.pattern.match(said)), None)


def load(folder: Path) -> Equivalents:
    """The table of that folder; empty where the file is absent. Raises PolicyFileInvalid with every fault."""
    return policyfile.read(folder / FILE, Equivalents)


@lru_cache(maxsize=1 << 14)
def plain(name: str, star: str = "") -> str:
    """Small letters, digits and single blanks; `star` is a mark that stays."""
    kept = "".join(letter if letter.isalnum() or letter in star else " " for letter in to_ascii(nfc(name)).lower())
    return " ".join(kept.split())
