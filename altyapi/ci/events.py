"""What NetBox says has changed: believed by its signature, once, and kept on disk until something was made of it.

NetBox signs the body of a webhook's request with HMAC-SHA512 under the webhook's secret and sends the digest in hex as
`X-Hook-Signature` (extras/webhooks.py of NetBox 4.4). Neither a time nor a number of the request is signed beside the body, so the
body itself says when it was made, and a body that was taken is not taken again while it could still be.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError

from altyapi.errors import EngineError
from netbox_sync.files import sync_folder, write_atomically
from netbox_sync.model import Frozen

HEADER = "X-Hook-Signature"
KEY = "altyapi/webhook-key"
"""The secret's name; the toolkit's own, so that it never reaches a device."""
WAITING_MOST = 10_000
"""Past so many events nothing more is learnt from another: a pull reads what has changed, whoever told of it."""
TEXT = Field("", max_length=500)


KEY_LEAST = 16
"""Characters; with fewer, one event that was seen on the line is enough to find the key by trying."""


class KeyShort(EngineError):
    code = "CIP-013"
    en = "The secret {name} has fewer than {least} characters."
    tr = "Gizli değer {least} karakterden kısa: {name}."
    en_remedy = "Make a new one with `openssl rand -hex 32`, put it into the vault, then `./inv netbox.views --apply --reason WHY`."
    tr_remedy = (
        "`openssl rand -hex 32` ile yenisi üretilip kasaya konmalı, sonra `./inv netbox.views --apply --reason NEDEN`."
    )


class EventRefused(EngineError):
    """`status` is what HTTP answers."""

    code = "CIP-010"
    en = "An event was refused: {en_problem}."
    tr = "Olay reddedildi: {tr_problem}."
    en_remedy = (
        "The webhook of netbox.views signs with the secret altyapi/webhook-key; clocks of both machines must agree."
    )
    tr_remedy = "netbox.views webhook'u altyapi/webhook-key gizli değeriyle imzalar; iki makinenin saati uyuşmalı."

    @property
    def status(self) -> int:
        return int(str(self.fields["status"]))


def require_long(secret: str) -> str:
    """The key, where it can't be found by trying. Raises KeyShort."""
    if len(secret.strip()) < KEY_LEAST:
        raise KeyShort(name=KEY, least=KEY_LEAST)
    return secret


class Event(Frozen):
    """One change. What a webhook of somebody's own sends beside these is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event: str = Field(min_length=1, max_length=50)
    timestamp: AwareDatetime
    object_type: str = TEXT
    id: int | None = None
    name: str = TEXT
    username: str = TEXT
    request_id: str = TEXT


class Queue:
    """A folder with one file for each event, named by its body's digest: `waiting` until something was made of it, `done` behind."""

    def __init__(self, folder: Path, secret: str, window: timedelta) -> None:
        self._secret = secret.encode()
        self._window = window
        self._waiting, self._done = folder / "waiting", folder / "done"
        for each in (self._waiting, self._done):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)

    def take(self, body: bytes, signature: str, now: datetime) -> Event:
        """The event, on disk when this returns. Raises EventRefused, OSError."""
        made = hmac.new(self._secret, body, hashlib.sha512).hexdigest()
        told = signature.strip().casefold().encode(errors="replace")  # a header may hold bytes that are no text
        if not hmac.compare_digest(made.encode(), told):
            raise _refused(401, "not signed with our secret", "imza bizim gizli değerimizle değil")
        try:
            event = Event.model_validate_json(body)
        except ValidationError as error:
            problem = str(error.errors()[0]["msg"])
            raise _refused(400, f"not an event: {problem}", f"olay değil: {problem}") from error
        if abs(now - event.timestamp) > self._window:
            seconds = int(self._window.total_seconds())
            raise _refused(
                403, f"made more than {seconds} s from now: {event.timestamp.isoformat()}",
                f"{seconds} sn sınırının dışında: {event.timestamp.isoformat()}",
            )  # fmt: skip
        name = f"{hashlib.sha256(body).hexdigest()}.json"
        if (self._waiting / name).exists() or (self._done / name).exists():
            raise _refused(409, "it was taken before", "daha önce alınmış")
        if len(self.waiting()) >= WAITING_MOST:
            raise _refused(503, f"{WAITING_MOST} wait already", f"bekleyen zaten {WAITING_MOST}")
        write_atomically(self._waiting / name, event.model_dump_json().encode(), mode=0o600)
        return event

    def waiting(self) -> tuple[Path, ...]:
        """The files of events that nothing was made of yet."""
        return tuple(sorted(self._waiting.glob("*.json")))

    def read(self, files: Iterable[Path]) -> tuple[Event, ...]:
        """By time. One that a hand or a disk spoilt is as good as any: that something changed is all that is needed of it."""
        found: list[Event] = []
        for file in files:
            try:
                found.append(Event.model_validate_json(file.read_bytes()))
            except (ValidationError, OSError):
                continue
        return tuple(sorted(found, key=lambda one: one.timestamp))

    def finish(self, files: Iterable[Path], now: datetime) -> None:
        """They are done; of the others what is too old to be taken once more is forgotten."""
        for file in files:
            file.replace(self._done / file.name)
        for file in self._done.glob("*.json"):
            taken = datetime.fromtimestamp(file.stat().st_mtime, now.tzinfo)
            if now - taken > 2 * self._window:
                file.unlink(missing_ok=True)
        sync_folder(self._done)
        sync_folder(self._waiting)


def _refused(status: int, en: str, tr: str) -> EventRefused:
    return EventRefused(status=status, en_problem=en, tr_problem=tr)
