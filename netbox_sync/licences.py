"""Software licences: NetBox has no place for them, so they are a YAML file in git that refers to NetBox by slug.

```yaml
licences:
  - id: LIS-2026-004
    product: Ofis paketi
    publisher: Örnek Yazılım
    quantity: 120
    used: 96
    contract: SZL-2025-17
    start: 2025-06-01
    end: 2026-05-31                # leave it out where the right does not end
    owner_role: rol-bilgi-islem    # a role, never a person
    departments: [bilgi-teknolojileri-sube-mudurlugu]
    open_source_equivalent: LibreOffice
    evrak: E-99999999-934.01.02-118
```
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, model_validator

from netbox_sync.files import write_atomically
from netbox_sync.model import Frozen
from netbox_sync.policyfile import read
from netbox_sync.text import sort_key

FILE = "licences.yml"
"""Its name in the folder of registers."""


class Licence(Frozen):
    """One right to use a product, as bought."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$")  # the institution's own number, stable
    product: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    quantity: int = Field(ge=0)  # users, devices or cores, as the contract counts
    used: int | None = Field(None, ge=0)  # none: not counted
    contract: str = ""
    start: date | None = None
    end: date | None = None  # the last day that is covered; none: does not end
    owner_role: str = ""  # a role, never a person's name
    departments: tuple[str, ...] = ()  # tenants' slugs
    open_source_equivalent: str = ""
    evrak: str = ""  # number of the document that bought it
    description: str = ""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Licence:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"it ends before it starts: {self.end} | başlangıcından önce bitiyor: {self.end}")
        return self


class Licences(Frozen):
    licences: tuple[Licence, ...] = ()

    @model_validator(mode="after")
    def _each_number_once(self) -> Licences:
        seen: set[str] = set()
        for licence in self.licences:
            if licence.id in seen:
                raise ValueError(f"the same id twice: {licence.id} | aynı id iki kez: {licence.id}")
            seen.add(licence.id)
        return self


def load(file: Path) -> Licences:
    """The licences of that file; none where it is not there. Raises PolicyFileInvalid with every fault and its line."""
    return read(file, Licences)


def text(licences: Iterable[Licence]) -> str:
    """The file's content: sorted by id, defaults left out, so that a changed licence is one changed block in git."""
    rows: list[dict[str, Any]] = [
        {name: list(value) if isinstance(value, tuple) else value for name, value in row if value not in ("", None, ())}
        for row in sorted(licences, key=lambda one: sort_key(one.id))
    ]
    return yaml.safe_dump({"licences": rows}, allow_unicode=True, sort_keys=False, width=120)


def save(file: Path, licences: Iterable[Licence]) -> None:
    """Writes the file whole or not at all; comments that stood in it are lost."""
    write_atomically(file, text(licences).encode())
