"""The record of who was connected, as the law has it kept (5651): which person held which inner address when, and how much went
through. Where they connected from is kept nowhere.

One chained log (altyapi.chained) a month under `<state_dir>/vpn/connections`; a month's first line follows the last one of the month
before. Months past the policy's `connections_days` are removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from altyapi.chained import FIRST, Log
from altyapi.errors import EngineError
from altyapi.moment import Moment
from altyapi.vpn.gateway.status import Connection
from altyapi.vpn.peer import Peer
from netbox_sync.model import Frozen

NEVER: Final = datetime.min.replace(tzinfo=UTC)
MONTHS: Final = "[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"


class ConnectionsBroken(EngineError):
    """Fields: file, line, problem."""

    code = "VPN-074"
    en = "The record of connections is broken: {file}, line {line}: {problem}."
    tr = "Bağlantı kaydı bozuk: {file}, satır {line}: {problem}."
    en_remedy = "Keep the file for whoever asks, compare it with its copies, then move it aside."
    tr_remedy = "Dosya, soracaklar için saklanıp kopyalarıyla karşılaştırılmalı, sonra kenara alınmalı."


class Connected(Frozen):
    """A handshake that was not recorded before. Octets are since the gateway's tunnel came up."""

    time: Moment  # when it was looked at
    device: str
    person: str  # the contact's name in NetBox; empty where NetBox has no such key
    address: str  # inside the tunnel
    public_key: str
    handshake: Moment
    received: int
    sent: int


class Connections:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, state_dir: Path) -> Connections:
        return cls(state_dir / "vpn" / "connections")

    def append(self, found: Iterable[Connection], held: Sequence[Peer], now: datetime) -> int:
        """What is new since the last look; how many lines. Raises ConnectionsBroken and OSError."""
        known = self.last_seen()
        people = {one.public_key: one.person_id for one in held}
        lines = [
            Connected(
                time=now.isoformat(timespec="seconds"),
                device=one.device,
                person=people.get(one.public_key, ""),
                address=one.address,
                public_key=one.public_key,
                handshake=one.handshake.isoformat(),
                received=one.received,
                sent=one.sent,
            )
            for one in found
            if one.handshake is not None and one.handshake > known.get((one.device, one.public_key), NEVER)
        ]
        if lines:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._log(self.folder / f"{now:%Y-%m}.jsonl").append(*lines)
        return len(lines)

    def last_seen(self) -> dict[tuple[str, str], datetime]:
        """Device and key to the last handshake that was recorded. Raises ConnectionsBroken."""
        found: dict[tuple[str, str], datetime] = {}
        for file in self._files():
            for one in self._log(file).read():
                found[one.device, one.public_key] = datetime.fromisoformat(one.handshake)
        return found

    def forget(self, days: int, now: datetime) -> list[Path]:
        """Remove the months that are past their time, whole."""
        oldest = f"{now - timedelta(days=days):%Y-%m}.jsonl"
        gone = [file for file in self._files() if file.name < oldest]
        for file in gone:
            file.unlink()
        return gone

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(MONTHS))

    def _log(self, file: Path) -> Log[Connected]:
        before = [one for one in self._files() if one.name < file.name]
        follows = self._log(before[-1]).last_sha256() if before else _begun_after(file)
        return Log(file, Connected, "connection", ConnectionsBroken, follows, long=True)


def _begun_after(file: Path) -> str:
    """What the oldest file's first line names: the month before it is gone."""
    if not file.is_file():
        return FIRST
    with file.open("rb") as stream:
        first = stream.readline()
    try:
        return str(json.loads(first)["previous_sha256"])
    except (ValueError, KeyError, TypeError):
        return FIRST
