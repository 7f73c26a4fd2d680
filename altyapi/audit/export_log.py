"""Who took what out of the records: one line per export, each carrying the SHA-256 of the line before it.

A log of its own and not records of the evidence chain: that chain is compared, record by record, with runs and with journal
entries in NetBox, and an export is neither; the form is the same, so the same tools check it by hand.
"""

from __future__ import annotations

from pathlib import Path

from altyapi.chained import Log
from altyapi.errors import EngineError
from netbox_sync.model import Frozen


class LogBroken(EngineError):
    code = "AUD-004"
    en = "The log of exports is broken: {file}, line {line}: {problem}."
    tr = "Dışa aktarma günlüğü bozuk: {file}, satır {line}: {problem}."
    en_remedy = "Nothing is exported meanwhile. Keep the file, compare it with its copies, then move it aside."
    tr_remedy = "Bu sürede dışa aktarma yapılmaz. Dosya saklanıp kopyalarıyla karşılaştırılmalı, sonra kenara alınmalı."


class Export(Frozen):
    """One file that was made. Times are ISO 8601 with offset; `filter` is the selection as it was typed."""

    made: str
    by: str
    view: str  # a view's name, or `findings`
    filter: str
    kinds: tuple[str, ...] = ()
    day: str
    rows: int
    masked: bool
    evrak: str
    file: str  # `-`: standard output
    bytes: int
    sha256: str  # of the file; empty for standard output
    content_sha256: str  # of its rows
    snapshot_digest: str


def append(log: Path, export: Export) -> int:
    """Add a line, and return its number only when it is on disk. Raises LogBroken and OSError."""
    return _log(log).append(export)


def read(log: Path) -> list[Export]:
    """Every export, checked from the first line. Raises LogBroken."""
    return _log(log).read()


def _log(file: Path) -> Log[Export]:
    return Log(file, Export, "export", LogBroken)
