"""Handing a private key over, once: its config and QR code in one file that only the named recipients can open.

Nothing of it is kept here: the pair lives in memory until the file is written. Who lost the file gets a new pair (`vpn.rotate`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pyrage import RecipientError, encrypt, ssh, x25519

from altyapi.vpn import config
from altyapi.vpn.faults import FolderTaken, RecipientUnusable
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.files import sync_folder, write_atomically

FOLDER: Final = "handover"
SUFFIX: Final = ".zip.age"
_STILL: Final = (2026, 1, 1, 0, 0, 0)
"""The time in the archive: when a key was made is nobody's business but the record's."""


def recipients(text: str) -> list[Any]:
    """Public keys of age or SSH, joined by commas; `@FILE`: one a line. Raises RecipientUnusable and OSError."""
    if text.startswith("@"):
        lines = Path(text[1:]).expanduser().read_text("utf-8").splitlines()
        words = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    else:
        words = [word.strip() for word in text.split(",") if word.strip()]
    found = []
    for word in words:
        kind: Any = ssh.Recipient if word.startswith("ssh-") else x25519.Recipient
        try:
            found.append(kind.from_str(word))
        except RecipientError as error:
            raise RecipientUnusable(recipient=word[:60]) from error
    if not found:
        raise RecipientUnusable(recipient=text[:60] or "-")
    return found


def check_free(folder: Path, some: Iterable[Wanted]) -> None:
    """Raises FolderTaken where a file would have to be overwritten: whose key is in it may not have fetched it."""
    for one in some:
        file = folder / f"{config.name_of(one)}{SUFFIX}"
        if file.exists():
            raise FolderTaken(file=file)


def seal(folder: Path, one: Wanted, files: Mapping[str, bytes], keys: Sequence[Any]) -> Path:
    """These files in one encrypted archive, mode 0600. Raises OSError."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _STILL), data)
    file = folder / f"{config.name_of(one)}{SUFFIX}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(file, encrypt(content.getvalue(), list(keys)), 0o600)
    return file


def write(
    folder: Path, one: Wanted, private: str, policy: VpnPolicy, networks: Sequence[str], keys: Sequence[Any]
) -> Path:
    """WireGuard's config and its QR code, encrypted. Raises GatewayMissing and OSError."""
    text, name = config.wireguard(policy, one, networks, private), config.name_of(one)
    return seal(folder, one, {f"{name}.conf": text.encode(), f"{name}.png": config.picture(text)}, keys)


def clear(folder: Path, days: int, now: datetime) -> tuple[Path, ...]:
    """Removes what was not fetched in so many days; gives what was removed."""
    found = []
    for file in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        if datetime.fromtimestamp(file.stat().st_mtime, now.tzinfo) + timedelta(days=days) < now:
            file.unlink()
            found.append(file)
    if found:
        sync_folder(folder)
    return tuple(found)
