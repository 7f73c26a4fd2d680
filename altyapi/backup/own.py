"""The toolkit's own systems: its state folder, and NetBox's database, copied from this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

from altyapi.backup.policy import OwnSystem
from altyapi.backup.repository import Repository, Taken
from altyapi.errors import EngineError
from altyapi.secrets import SecretStore

LEFT_OUT = ("lab", "hosts", "backup/cache", "backup/staging", "*.lock")
"""Below the state folder: what the practice municipality and caches leave there."""
LAST_WORDS = b"PostgreSQL database dump complete"
TAIL_BYTES = 600
NETBOX = "dbname=netbox"


class DumpFailed(EngineError):
    code = "BCK-060"
    en = "The database could not be dumped: {system}: {problem}"
    tr = "Veritabanı dökümü alınamadı: {system}: {problem}"
    en_remedy = (
        "Earlier copies are untouched. Correct own_systems.{system}.source and .secret in inventory/policy/backup.yml."
    )
    tr_remedy = "Önceki kopyalar yerinde. inventory/policy/backup.yml içinde own_systems.{system} için source ve secret düzeltilmeli."


def take(own: OwnSystem, repository: Repository, state_dir: Path, store: SecretStore) -> Taken:
    """Raises DumpFailed, SecretMissing and what the repository raises."""
    tags = [f"kind:{own.kind}", f"class:{own.class_}"]
    if own.kind != "database":
        source = Path(own.source) if own.source else state_dir
        excludes = [str(source.resolve() / name) for name in LEFT_OUT] if not own.source else []
        return repository.backup([source.resolve()], host=own.name, tags=tags, excludes=excludes)
    staging = state_dir.resolve() / "backup" / "staging" / quote(own.name, safe="")
    shutil.rmtree(staging, ignore_errors=True)  # of a run that was killed
    try:
        dump(own, staging / "postgresql", store)
        return repository.backup([staging], host=own.name, tags=tags)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def dump(own: OwnSystem, folder: Path, store: SecretStore) -> Path:
    """The database as of one moment, checked for its last words. Raises DumpFailed, SecretMissing."""
    folder.mkdir(parents=True, mode=0o700)
    source = own.source or NETBOX
    target = folder / f"{quote(own.name, safe='')}.sql"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if own.secret:
        environment["PGPASSWORD"] = store.get(own.secret)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            done = subprocess.run(
                ["pg_dump", "--no-password", "--encoding=UTF8", f"--dbname={source}"],
                env=environment,
                stdout=stream,
                stderr=subprocess.PIPE,
                stdin=subprocess.DEVNULL,
                check=False,
            )
    except FileNotFoundError as error:
        raise DumpFailed(system=own.name, problem="pg_dump is not installed") from error
    said = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    if done.returncode != 0:
        raise DumpFailed(system=own.name, problem=(said or ["-"])[0][:300])
    with target.open("rb") as stream:
        stream.seek(max(0, target.stat().st_size - TAIL_BYTES))
        if LAST_WORDS not in stream.read():
            raise DumpFailed(system=own.name, problem="it broke off before its end")
    return target
