"""The register of blocked addresses: who asked for it, why, until when; appended to, never rewritten.

One JSON object a line, each with the SHA-256 of the line before it, so that a line taken out or changed is found. That its end was
cut off can't be seen in the file: the number of its lines and the SHA-256 of the last one go to the evidence chain with each line,
and who reads the register is told what stands there. A writer holds a lock while it appends, so parallel runs never write on top of
each other; a line that a crash cut short is no line.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field, ValidationError, model_validator

from altyapi.errors import EngineError
from altyapi.firewall import ranges
from altyapi.firewall.model import Blocked
from altyapi.firewall.ranges import Ranges
from altyapi.firewall.resolve import Resolved
from altyapi.moment import Moment
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.files import held, sync_folder
from netbox_sync.model import Frozen

FILE = "blocks.jsonl"
FIRST = "0" * 64
"""What stands as the hash of the line before the first one."""
MAPPED = "::ffff:0:0/96"
"""IPv4 addresses as IPv6 sockets show them (RFC 4291, 2.5.5.2); on a wire they are IPv4's own."""
NEVER = ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/127", MAPPED, "fe80::/10", "ff00::/8")
"""Addresses that mean the machine itself, its link or many machines (IANA's special-purpose registries)."""
MOST_TOLD = 5


class BlockRefused(EngineError):
    """Fields: count, listing."""

    code = "FWL-006"
    en = "Never to be blocked, so nothing was: entries: {count}: {listing}"
    tr = "Engellenemez, hiçbiri engellenmedi: kayıt: {count}: {listing}"
    en_remedy = "Take them out of the list, or give --skip to block the others; own ranges come from NetBox and `blocking` of the policy."
    tr_remedy = (
        "Listeden çıkarılmalı ya da ötekiler için --skip verilmeli; kurum ağları NetBox ve `blocking` kaydından gelir."
    )


class ListUnreadable(EngineError):
    """Fields: file, count, listing."""

    code = "FWL-007"
    en = "Not a list of addresses: {file}: faults: {count}: {listing}"
    tr = "Adres listesi değil: {file}: hata: {count}: {listing}"
    en_remedy = "One address or network a line; what follows # is a comment."
    tr_remedy = "Her satırda bir adres ya da ağ; # sonrası açıklamadır."


class RegisterBroken(EngineError):
    """Fields: file, line."""

    code = "FWL-008"
    en = "The register of blocked addresses was changed by hand or is damaged: {file}, line {line}."
    tr = "Engellenen adresler kaydı elle değiştirilmiş ya da bozuk: {file}, satır {line}."
    en_remedy = "Bring the file back from git; nothing is written to it until its chain holds."
    tr_remedy = "Dosya git üzerinden geri alınmalı; zincir sağlam olmadan üzerine yazılmaz."


class RegisterCut(EngineError):
    """Fields: file, found, known."""

    code = "FWL-016"
    en = (
        "The register of blocked addresses lacks what the evidence tells of: {file}: lines: {found}, recorded: {known}."
    )
    tr = "Engellenen adresler kaydında kanıt zincirindeki satırlar eksik ya da başka: {file}: satır: {found}, kayıtlı: {known}."
    en_remedy = "Bring the file back from git; nothing is planned from it or written to it until then. ./inv audit.chain tells more."
    tr_remedy = "Dosya git üzerinden geri alınmalı; o zamana kadar ondan plan yapılmaz, üzerine yazılmaz. Ayrıntı: ./inv audit.chain"


class NotBlocked(EngineError):
    """Fields: network."""

    code = "FWL-009"
    en = "Not blocked: {network}"
    tr = "Engelli değil: {network}"
    en_remedy = "What is blocked: ./inv firewall.list"
    tr_remedy = "Engellenenler: ./inv firewall.list"


class HoursOutside(EngineError):
    """Fields: hours, most."""

    code = "FWL-010"
    en = "Not a time for a block: {hours} {hours:hour|hours}; from 1 to {most}."
    tr = "Engelleme süresi olamaz: {hours} saat; 1 ile {most} arası olmalı."
    en_remedy = "`hours_most` in `blocking` of the firewall policy sets the longest."
    tr_remedy = "En uzun süre güvenlik duvarı politikasındaki `blocking` altında `hours_most`."


def _network(text: str) -> str:
    ranges.of_network(text)
    return text


Network = Annotated[str, AfterValidator(_network)]


class Event(Frozen):
    """One line. `expire` is recorded for blocks whose time is over; times are ISO 8601 with offset."""

    action: Literal["block", "unblock", "expire"]
    at: Moment
    by: str
    networks: tuple[Network, ...] = Field(min_length=1)
    until: Moment | None = None
    reason: str = ""
    evrak: str = ""
    list_file: str = ""  # its name
    list_sha256: str = ""
    previous: str

    @model_validator(mode="after")
    def _for_a_time(self) -> Event:
        if self.action == "block" and self.until is None:
            raise ValueError("a block without its end")
        return self


class Known(NamedTuple):
    """What was recorded of the register elsewhere: how many lines it had, and the SHA-256 of the last."""

    lines: int
    head: str


class Block(NamedTuple):
    network: str
    until: str
    at: str
    by: str
    reason: str
    evrak: str


class Refusal(NamedTuple):
    network: str
    why: str  # the name of what it would have cut


class Own(NamedTuple):
    """Ranges that can never be blocked, in order, each with the name of what it is."""

    held: Ranges
    names: tuple[tuple[int, int, str], ...]

    def refusals(self, networks: Iterable[str]) -> tuple[Refusal, ...]:
        """Those that share an address with an own range: inside it, around it, or the same."""
        firsts = [first for first, _ in self.held]
        found = []
        for network in networks:
            first, last = ranges.of_network(network)
            place = bisect_right(firsts, last) - 1
            if place >= 0 and self.held[place][1] >= first:
                found.append(Refusal(network, self._name(first, last)))
        return tuple(found)

    def _name(self, first: int, last: int) -> str:
        """The narrowest that it touches."""
        touched = [one for one in self.names if one[0] <= last and one[1] >= first]
        return min(touched, key=lambda one: one[1] - one[0])[2]


def own(resolved: Resolved) -> Own:
    """Every prefix and address of NetBox, what `blocking` names, the toolkit's own places, and what means no single host."""
    tables, blocking = resolved.snapshot.tables, resolved.policy.blocking
    named: list[tuple[str, str]] = [(text, text) for text in NEVER]
    named += [(one.prefix, f"NetBox: {one.prefix} {one.description}".strip()) for one in tables.prefixes]
    named += [(one.address.partition("/")[0], f"NetBox: {one.address}") for one in tables.ip_addresses]
    named += [(text, f"blocking.never: {text}") for text in blocking.never]
    pieces = [(*ranges.of_network(text), name) for text, name in named]
    management = resolved.policy.management.from_ if resolved.policy.management else ()
    for name in (*blocking.never_objects, *management):
        pieces += [(first, last, name) for first, last in resolved.set_of(name)]
    return Own(ranges.joined((first, last) for first, last, _ in pieces), tuple(sorted(pieces)))


def normal(texts: Iterable[tuple[int, str]], file: str) -> tuple[str, ...]:
    """Networks as they are written in the register, each once, in their order; `texts` with their line numbers. An IPv4 address
    in IPv6's notation is the IPv4 address.

    Raises ListUnreadable with every line that is none.
    """
    found: dict[str, None] = {}
    faults: list[str] = []
    mapped, _ = ranges.of_network(MAPPED)
    for line, text in texts:
        try:
            first, last = ranges.of_network(text)
            if mapped <= first and last <= mapped + ranges.V6 - 1:
                first, last = first - mapped, last - mapped
            pieces = ranges.to_networks(((first, last),))
        except ValueError:
            faults.append(f"{line}: {text[:40]}")
            continue
        found.update(dict.fromkeys(pieces))
    if faults or not found:
        listing = "; ".join(faults[:MOST_TOLD]) or "-"
        raise ListUnreadable(file=file, count=len(faults), listing=listing)
    return tuple(found)


def read_list(file: Path) -> tuple[str, ...]:
    """The networks of a list. Raises ListUnreadable, OSError."""
    lines = file.read_text("utf-8-sig", errors="replace").splitlines()
    entries = ((number, line.partition("#")[0].strip()) for number, line in enumerate(lines, start=1))
    return normal(((number, text) for number, text in entries if text), str(file))


class Register:
    """The file in one folder; with `known`, one that holds at least that. Whatever reads it raises RegisterBroken or RegisterCut
    where it doesn't hold."""

    def __init__(self, folder: Path, known: Known | None = None) -> None:
        self.file = folder / FILE
        self.known = known

    def active(self) -> dict[str, Block]:
        """What is blocked, by network, whether its time is over or not. Raises RegisterBroken."""
        return _folded(event for event, _ in self._events(self._bytes()))

    def events(self) -> tuple[Event, ...]:
        """Raises RegisterBroken."""
        return tuple(event for event, _ in self._events(self._bytes()))

    def heads(self) -> tuple[str, ...]:
        """The SHA-256 of each line, whatever is known of it elsewhere. Raises RegisterBroken."""
        return tuple(head for _, head in self._lines(self._bytes()))

    def block(
        self,
        networks: Sequence[str],
        *,
        now: datetime,
        hours: int,
        by: str,
        reason: str,
        evrak: str,
        list_file: Path | None,
    ) -> Event:
        """Record a block; a network that is blocked already gets the new end. Raises RegisterBroken, OSError."""
        values = {
            "action": "block",
            "until": (now + timedelta(hours=hours)).isoformat(timespec="seconds"),
            "networks": tuple(networks),
            "reason": reason,
            "evrak": evrak,
            "list_file": list_file.name if list_file else "",
            "list_sha256": sha256(list_file.read_bytes()) if list_file else "",
        }
        with self._writing() as content:
            return self._append(content, {**values, "at": now.isoformat(timespec="seconds"), "by": by})

    def unblock(self, networks: Sequence[str], *, now: datetime, by: str, reason: str, evrak: str) -> Event:
        """Raises NotBlocked, RegisterBroken, OSError."""
        with self._writing() as content:
            held = _folded(event for event, _ in self._events(content))
            missing = [network for network in networks if network not in held]
            if missing:
                raise NotBlocked(network=", ".join(missing[:MOST_TOLD]))
            values = {"action": "unblock", "networks": tuple(networks), "reason": reason, "evrak": evrak}
            return self._append(content, {**values, "at": now.isoformat(timespec="seconds"), "by": by})

    def expire(self, *, now: datetime, by: str) -> Event | None:
        """Record that the time of blocks is over; none where nothing is due. Raises RegisterBroken, OSError."""
        with self._writing() as content:
            over = due(_folded(event for event, _ in self._events(content)).values(), now)
            if not over:
                return None
            values = {"action": "expire", "networks": tuple(block.network for block in over)}
            return self._append(content, {**values, "at": now.isoformat(timespec="seconds"), "by": by})

    @contextmanager
    def _writing(self) -> Iterator[bytes]:
        """Alone, with what stands in the file."""
        with held(self.file.parent / f".{FILE}.lock", mode=0o666):
            yield self._bytes()

    def _append(self, content: bytes, values: Mapping[str, object]) -> Event:
        events = self._events(content)
        event = Event.model_validate({**values, "previous": events[-1][1] if events else FIRST})
        whole = content[: content.rfind(b"\n") + 1]  # without a line that was cut short
        with self.file.open("r+b" if self.file.exists() else "w+b") as stream:
            stream.seek(len(whole))
            stream.truncate()
            stream.write(canonical_line(event.model_dump(mode="json")) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        sync_folder(self.file.parent)
        return event

    def _bytes(self) -> bytes:
        try:
            return self.file.read_bytes()
        except FileNotFoundError:
            return b""

    def _events(self, content: bytes) -> list[tuple[Event, str]]:
        """Each with the hash of its line. Raises RegisterBroken, RegisterCut."""
        events = list(self._lines(content))
        known = self.known
        if (
            known is not None
            and known.lines
            and (len(events) < known.lines or events[known.lines - 1][1] != known.head)
        ):
            raise RegisterCut(file=self.file, found=len(events), known=known.lines)
        return events

    def _lines(self, content: bytes) -> Iterator[tuple[Event, str]]:
        previous = FIRST
        for number, line in enumerate(content.split(b"\n")[:-1], start=1):
            try:
                event = Event.model_validate_json(line)
            except ValidationError as error:
                raise RegisterBroken(file=self.file, line=number) from error
            if event.previous != previous:
                raise RegisterBroken(file=self.file, line=number)
            previous = sha256(line)
            yield event, previous


def due(blocks: Iterable[Block], now: datetime) -> list[Block]:
    """Those whose time is over."""
    return [block for block in blocks if datetime.fromisoformat(block.until) <= now]


def documents(active: Mapping[str, Block], networks: Iterable[str]) -> list[str]:
    """The documents that these were blocked by: what takes a block away goes by them, where it has none of its own."""
    return list(dict.fromkeys(active[one].evrak for one in networks if one in active and active[one].evrak))


def effective(blocks: Iterable[Block], now: datetime) -> tuple[Blocked, ...]:
    """What is to be enforced now, as networks that do not overlap, in order: of two that do, the one that lasts longer counts."""
    lasting = [block for block in blocks if datetime.fromisoformat(block.until) > now]
    rows = sorted((*ranges.of_network(block.network), block) for block in lasting)
    apart = all(one[1] < other[0] for one, other in pairwise(rows))
    if apart:
        return tuple(Blocked(network=row[2].network, until=row[2].until) for row in rows)
    return tuple(
        Blocked(network=network, until=until)
        for first, last, until in _longest(rows)
        for network in ranges.to_networks(((first, last),))
    )


def _longest(rows: Sequence[tuple[int, int, Block]]) -> list[tuple[int, int, str]]:
    """Rows by their first address as pieces that do not overlap, each as long as the end of the longest of its rows is the same."""
    places = sorted({place for first, last, _ in rows for place in (first, last + 1)})
    standing: list[tuple[float, int, str]] = []  # the longest first
    found: list[tuple[int, int, str]] = []
    waiting = deque(rows)
    for first, beyond in pairwise(places):
        while waiting and waiting[0][0] <= first:
            _, last, block = waiting.popleft()
            heappush(standing, (-datetime.fromisoformat(block.until).timestamp(), last, block.until))
        while standing and standing[0][1] < first:
            heappop(standing)
        if not standing:
            continue
        until = standing[0][2]
        if found and found[-1][1:] == (first - 1, until):
            found[-1] = (found[-1][0], beyond - 1, until)
        else:
            found.append((first, beyond - 1, until))
    return found


def _folded(events: Iterable[Event]) -> dict[str, Block]:
    held: dict[str, Block] = {}
    for event in events:
        if event.action == "block":
            for network in event.networks:
                held[network] = Block(network, event.until or "", event.at, event.by, event.reason, event.evrak)
        else:
            for network in event.networks:
                held.pop(network, None)
    return held
