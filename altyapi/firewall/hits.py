"""When each rule last matched, from the counters of the devices: a counter that differs from its last reading has matched since.

Kept as one small JSON file beside the policy. A counter that is smaller than before has begun anew (a reload, a reboot): what it
shows above zero is new too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from altyapi.errors import EngineError
from netbox_sync.canonical import canonical
from netbox_sync.files import held, write_atomically
from netbox_sync.model import Frozen

FILE = "hits.json"


class HitsDamaged(EngineError):
    """Fields: file."""

    code = "FWL-011"
    en = "Not the record of rules' last hits: {file}"
    tr = "Kuralların son isabet kaydı okunamıyor: {file}"
    en_remedy = "Remove it; the next readings of the devices' counters fill it again."
    tr_remedy = "Dosya silinmeli; cihaz sayaçlarının sonraki okumaları yeniden doldurur."


class _Seen(Frozen):
    packets: dict[str, int] = {}  # by device, when it was last read
    last: str | None = None  # ISO 8601 with offset


class _Record(Frozen):
    rules: dict[str, _Seen] = {}


def last(folder: Path) -> dict[str, str]:
    """Rule to the moment of the reading that last saw it match. Raises HitsDamaged."""
    return {rule: seen.last for rule, seen in _read(folder / FILE).rules.items() if seen.last is not None}


def record(folder: Path, device: str, packets: Mapping[str, int], now: datetime) -> tuple[str, ...]:
    """Take in one device's counters by rule; gives the rules that have matched since its last reading.

    Raises HitsDamaged, OSError.
    """
    file = folder / FILE
    with held(folder / f".{FILE}.lock", mode=0o666):
        rules = dict(_read(file).rules)
        matched = []
        for rule, count in packets.items():
            seen = rules.get(rule, _Seen())
            moment = seen.last
            if count > 0 and count != seen.packets.get(device, 0):
                matched.append(rule)
                moment = now.isoformat(timespec="seconds")
            rules[rule] = _Seen(packets={**seen.packets, device: count}, last=moment)
        content = _Record(rules=rules).model_dump(mode="json")
        write_atomically(file, canonical(content))
    return tuple(matched)


def _read(file: Path) -> _Record:
    try:
        return _Record.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return _Record()
    except ValidationError as error:
        raise HitsDamaged(file=file) from error
