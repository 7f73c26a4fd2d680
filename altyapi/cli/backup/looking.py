"""The steps of backup.list, show, diff and search: what the history holds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from datetime import datetime

from altyapi import moment
from altyapi.backup import policy, sealing
from altyapi.backup.history import Found, History, Version
from altyapi.cli import snapshots
from altyapi.cli.frame import now
from altyapi.errors import EngineError
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view.output import Output
from netbox_sync.selection import select

PREVIOUS, NOW = "previous", "now"
COMMIT = re.compile(r"[0-9a-f]{7,40}")


class MomentUnreadable(EngineError):
    code = "BCK-040"
    en = "Not a moment: {text}."
    tr = "Tarih değil: {text}."
    en_remedy = "2026-04-20, 20.04.2026, 2026-04-20T18:00, 12d or 36h (ago), or a commit of backup.list"
    tr_remedy = "2026-04-20, 20.04.2026, 2026-04-20T18:00, 12d ya da 36h (önce) veya backup.list çıktısından bir kayıt"


class DeviceUnknown(EngineError):
    code = "BCK-041"
    en = "The history holds no device of this name: {device}."
    tr = "Geçmişte bu adda cihaz yok: {device}."
    en_remedy = "Near: {near}. All of them: ./inv backup.list"
    tr_remedy = "Yakın adlar: {near}. Tümü: ./inv backup.list"


class HistoryEmpty(EngineError):
    code = "BCK-048"
    en = "The history holds no device yet: {folder}."
    tr = "Geçmişte henüz hiçbir cihaz yok: {folder}."
    en_remedy = "./inv backup.run --limit … backs up the first configs."
    tr_remedy = "İlk yapılandırmaları ./inv backup.run --limit … yedekler."


class PatternUnusable(EngineError):
    code = "BCK-042"
    en = "Not a regular expression: {text}: {problem}."
    tr = "Düzenli ifade değil: {text}: {problem}."
    en_remedy = "Without --regex the text is looked for as it stands."
    tr_remedy = "--regex olmadan metin olduğu gibi aranır."


def history(configured: Settings) -> History:
    return History.of(configured.state_dir)


def versions(configured: Settings, device: str) -> list[Version]:
    """Every state of a device, newest first. Raises DeviceUnknown, HistoryEmpty."""
    held = history(configured)
    found = held.versions(device)
    if not found:
        known = held.known()
        if not known:
            raise HistoryEmpty(folder=held.git.folder)
        near = difflib.get_close_matches(device, known, 3) or sorted(known)[:3]
        raise DeviceUnknown(device=device, near=", ".join(near))
    return found


def devices(out: Output, configured: Settings, limit: str) -> list[Version]:
    """The newest state of every selected device that the history holds, by name; without a selection, of all."""
    every = history(configured).newest()
    if not limit:
        return every
    chosen = frozenset(select(snapshots.load(out, configured), limit))
    return [one for one in every if one.device in chosen]


def version(configured: Settings, device: str, at: str) -> Version:
    """The state at that moment, or of that commit. Raises DeviceUnknown, HistoryEmpty, NoVersion, MomentUnreadable."""
    versions(configured, device)  # a name that is not there is told as one
    text = at.strip()
    return history(configured).version(device, text if COMMIT.fullmatch(text) else moment_of(configured, text))


def moment_of(configured: Settings, at: str) -> datetime | None:
    """None for the newest state. Raises MomentUnreadable."""
    if at.strip() in {"", NOW}:
        return None
    try:
        return moment.typed(at, policy.load(configured.policy_dir).zone, now(), ago=True)
    except (ValueError, OverflowError) as error:
        raise MomentUnreadable(text=at) from error


def pair(configured: Settings, device: str, a: str, b: str) -> tuple[Version, Version]:
    """The two states to compare, the older first."""
    every = versions(configured, device)
    order = [one.commit for one in every]
    found = [
        every[min(1, len(every) - 1)] if text == PREVIOUS else version(configured, device, "" if text == NOW else text)
        for text in (a.strip(), b.strip())
    ]
    newer, older = sorted(found, key=lambda one: order.index(one.commit))
    return older, newer


def same(configured: Settings, a: Version, b: Version) -> bool:
    """Whether two states of a config are the same, secrets included."""
    held = history(configured)
    return held.about(a).digest == held.about(b).digest


def readable(configured: Settings, found: Version) -> str:
    return history(configured).text(found)


def full(configured: Settings, found: Version) -> str:
    """With its secrets. Raises what sealing raises."""
    rules = policy.load(configured.policy_dir).configs
    what = f"{found.device}, {found.time}"
    return sealing.unseal(
        history(configured).sealed(found), rules.identity, SecretStore.from_settings(configured), what
    )


def search(
    out: Output, configured: Settings, text: str, at: str, limit: str, *, now: bool, regex: bool
) -> Sequence[Found]:
    """The lines that hold the text. Raises PatternUnusable, MomentUnreadable."""
    try:
        pattern = re.compile(text if regex else re.escape(text), re.IGNORECASE)
    except re.error as error:
        raise PatternUnusable(text=text, problem=str(error)) from error
    wanted = moment_of(configured, at)
    chosen = frozenset(select(snapshots.load(out, configured), limit)) if limit else None
    every = history(configured).search(pattern, wanted, ever=wanted is None and not now)
    return [one for one in every if chosen is None or one.device in chosen]
