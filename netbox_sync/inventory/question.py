"""What an inventory source asks: of which snapshot, which hosts, with which options. And the answer, from a file of an
earlier run where there is one.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from netbox_sync import selection
from netbox_sync.inventory import compiled
from netbox_sync.inventory.build import Inventory, build
from netbox_sync.inventory.options import Options
from netbox_sync.model import Frozen, Snapshot

FORM: Final = 1  # of what is kept; a change in how hosts are told needs another
EVERYTHING: Final = "all"


class Question(Frozen):
    """`folder` is where `@file` in a selection is looked up."""

    snapshot: Path
    digest: str
    url: str = ""  # of the NetBox it was taken from: it stands in the answer, the digest does not cover it
    options: Options = Options()
    limit: str = EVERYTHING
    vm_limit: str = EVERYTHING
    shapes: bool = False
    folder: Path = Path()
    kept: bool = True  # whether answers are kept in files, and taken from them

    @property
    def key(self) -> str:
        told: dict[str, Any] = {
            "form": FORM,
            "toolkit": _toolkit(),
            "asked": self.model_dump(mode="json", exclude={"snapshot", "folder", "kept"}),
            # summer time begins and ends
            "hour": datetime.now(UTC).strftime("%Y-%m-%dT%H") if "utc_offset" in self.options.group_by else "",
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:40]

    def answer(self) -> Inventory:
        """Raises what `snapshot.load`, `selection.select` and `build` raise."""
        place = compiled.folder(self.snapshot)
        kept = self.kept and "@" not in f"{self.limit}{self.vm_limit}"  # a file of names may change any time
        if not kept:
            return self._build(self._load())
        found = compiled.read(place, self.key)
        if found is not None:
            return found
        with compiled.alone(place, self.key):
            # many processes of one run ask the same at the same moment: the first of them has answered by now
            return compiled.read(place, self.key) or self._build_and_keep(place)

    def _build_and_keep(self, place: Path) -> Inventory:
        taken = self._load()
        made = self._build(taken)
        if (taken.digest, taken.source.url) == (self.digest, self.url):  # not replaced since it was asked
            _keep(place, self.key, made)
        return made

    def _load(self) -> Snapshot:
        from netbox_sync import snapshot  # noqa: PLC0415  brings the HTTP client: half a second that few runs need

        return snapshot.load(self.snapshot)

    def on_demand(self) -> str:
        """A name for this question under which any host's full variables can be had later, by `of_name`.

        Raises OSError where the folder beside the snapshot can't be written.
        """
        asked = self.of_one_host().model_dump(mode="json", exclude_defaults=True)
        return f"{self.snapshot.absolute()}#{compiled.write_question(compiled.folder(self.snapshot), asked)}"

    @classmethod
    def of_name(cls, name: str) -> Question:
        """The question that `on_demand` named. Raises OSError or ValueError where it is gone."""
        file, _, key = name.rpartition("#")
        return cls.model_validate(compiled.read_question(compiled.folder(Path(file)), key))

    def of_one_host(self) -> Question:
        """Everything about any host, under the names that this inventory gives them."""
        wide = {"profile": "full", "interfaces": True, "config_context": True, "group_by": ()}
        return Question(
            snapshot=self.snapshot.absolute(),
            digest=self.digest,
            url=self.url,
            options=self.options.model_copy(update=wide),
        )

    def host(self, name: str) -> dict[str, Any] | None:
        """The variables of one host, or None where no host has that name."""
        place = compiled.folder(self.snapshot)
        there, variables = compiled.read_host(place, self.key, name)
        return variables if there else self.answer().hosts.get(name)

    def names(self) -> list[str]:
        return compiled.names(compiled.folder(self.snapshot), self.key) or list(self.answer().hosts)

    def _build(self, taken: Snapshot) -> Inventory:
        names: tuple[str, ...] = ()
        machines = _machines(taken, self)
        if machines is None or taken.tables.devices:
            names = selection.select(taken, self.limit, folder=self.folder)
        return build(taken, names, self.options, machines=machines or (), shapes=self.shapes)


def _machines(taken: Snapshot, asked: Question) -> frozenset[int] | None:
    """None: there are none to choose from."""
    if not asked.options.virtual_machines:
        return None
    if not taken.tables.virtual_machines and asked.vm_limit == EVERYTHING:
        return None
    return selection.select_machines(taken, asked.vm_limit, folder=asked.folder)


def _keep(place: Path, key: str, made: Inventory) -> None:
    """A folder that can't be written costs time, not the inventory."""
    try:
        compiled.write(place, key, made)
    except OSError:
        return


def _toolkit() -> str:
    try:
        return version("altyapi")
    except PackageNotFoundError:
        return ""
