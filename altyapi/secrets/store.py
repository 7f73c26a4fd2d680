"""Where secrets come from: the environment, what was made here, a file, a command. Values never show in repr, logs or errors."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import shlex
import subprocess
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from altyapi.secrets import file as secret_file
from altyapi.secrets.errors import SecretMissing
from altyapi.secrets.vault import Vault
from netbox_sync.model import Frozen

if TYPE_CHECKING:
    from altyapi.settings import Settings

DIGEST_KEY = "altyapi/digest-key"
KEPT = "secrets.kept.yml"
"""Of secrets that were made here, in the state folder (altyapi/secrets/kept.py)."""
COMMAND_TIMEOUT_S = 60  # a person may have to type a passphrase
_PUBLIC = re.compile(r"credentials/.*/(?:username|key_file)")
"""Entries of the store that are no secrets and would make masked text unreadable."""


class Credential(Frozen):
    """A login. Either `password` or `key_file` is given."""

    username: str
    password: str | None = Field(None, repr=False)
    key_file: Path | None = None
    enable: str | None = Field(None, repr=False)


def variable(name: str) -> str:
    """The environment variable that holds a secret: ALTYAPI_SECRET_LOCAL_ACIL for local/acil."""
    return "ALTYAPI_SECRET_" + re.sub(r"[^A-Z0-9]", "_", name.upper())


class SecretStore:
    """Resolves names of secrets; threads may share one. The file is read at the first use, a name is looked up once."""

    def __init__(
        self,
        *,
        file: Path | None = None,
        vault_password_file: Path | None = None,
        command: str | None = None,
        environment: Mapping[str, str] | None = None,
        kept: Path | None = None,
    ) -> None:
        """`command` prints one secret, with `{name}` standing for its name, e.g. `pass show altyapi/{name}`. It runs
        without a shell; the first line of its output is the secret. `kept` is the file of those that were made here."""
        self._file = file
        self._kept = kept
        self._vault = Vault(vault_password_file)
        self._command = command
        self._environment = os.environ if environment is None else environment
        self._from_file: dict[str, str] | None = None
        self._found: dict[str, str | None] = {}
        self._failures: dict[str, str] = {}
        self._lock = threading.RLock()

    @classmethod
    def from_settings(cls, settings: Settings) -> SecretStore:
        return cls(
            file=settings.secrets_file,
            vault_password_file=settings.vault_password_file,
            command=settings.secret_command,
            kept=settings.state_dir / KEPT,
        )

    def __repr__(self) -> str:
        return f"SecretStore(file={str(self._file) if self._file else None!r}, command={self._command!r})"

    def get(self, name: str) -> str:
        """The secret's value. Raises SecretMissing, which tells every place that was looked in."""
        value = self.find(name)
        if value is None:
            raise self.fault([name])
        return value

    def find(self, name: str) -> str | None:
        """The secret's value, or none where no source has it."""
        with self._lock:
            if name not in self._found:
                self._found[name] = self._look_up(name)
            return self._found[name]

    def in_environment(self, name: str) -> bool:
        """Whether a variable of the environment says it, which goes before all else."""
        return bool(self._environment.get(variable(name)))

    def credential(self, name: str) -> Credential:
        """The login `credentials/<name>`. Raises SecretMissing for a missing user name, or where there is neither
        password nor key file."""
        base = f"credentials/{name}"
        username = self.get(f"{base}/username")
        key_file = self.find(f"{base}/key_file")
        password = self.find(f"{base}/password") if key_file else self.get(f"{base}/password")
        return Credential(
            username=username,
            password=password,
            key_file=Path(key_file).expanduser() if key_file else None,
            enable=self.find(f"{base}/enable"),
        )

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Which of these secrets no source has, sorted, each once."""
        return tuple(sorted(name for name in set(names) if self.find(name) is None))

    def missing_of_credential(self, name: str) -> tuple[str, ...]:
        """What the login `credentials/<name>` lacks to be usable."""
        base = f"credentials/{name}"
        needed = [f"{base}/username"]
        if not self.find(f"{base}/key_file"):
            needed.append(f"{base}/password")
        return self.missing(needed)

    def fault(self, names: Sequence[str]) -> SecretMissing:
        """One error for all secrets that are missing, with every place that was looked in. `names` is not empty."""
        digest_key = DIGEST_KEY in names
        return SecretMissing(
            name=", ".join(names),
            looked=self._looked(names),
            variable=", ".join(map(variable, names)),
            en_more=" altyapi/digest-key is any long random text: openssl rand -hex 32" if digest_key else "",
            tr_more=" altyapi/digest-key uzun, rastgele bir metindir: openssl rand -hex 32" if digest_key else "",
        )

    def digest(self, name: str) -> str:
        """HMAC-SHA256 over name and value, under `altyapi/digest-key`: tells a rotated secret, tells nothing else."""
        message = name.encode() + b"\0" + self.get(name).encode()
        return hmac.new(self.get(DIGEST_KEY).encode(), message, hashlib.sha256).hexdigest()

    def keyed(self, text: str) -> str:
        """HMAC-SHA256 of any text under the same key."""
        return hmac.new(self.get(DIGEST_KEY).encode(), b"text\0" + text.encode(), hashlib.sha256).hexdigest()

    def known_values(self) -> frozenset[str]:
        """Every secret value known so far: the whole file, and what was resolved from elsewhere."""
        with self._lock:
            pairs = {**self._file_content(), **self._found}
        return frozenset(value for name, value in pairs.items() if value and not _PUBLIC.fullmatch(name))

    def _file_content(self) -> dict[str, str]:
        if self._from_file is None:
            made = secret_file.read(self._kept, self._vault) if self._kept is not None and self._kept.is_file() else {}
            own = secret_file.read(self._file, self._vault) if self._file is not None else {}
            self._from_file = {**own, **made}
        return self._from_file

    def _look_up(self, name: str) -> str | None:
        from_environment = self._environment.get(variable(name))
        if from_environment:
            return from_environment
        from_file = self._file_content().get(name)
        if from_file is not None:
            return from_file
        return self._run(name) if self._command else None

    def _run(self, name: str) -> str | None:
        arguments = [part.replace("{name}", name) for part in shlex.split(self._command or "")]
        try:
            done = subprocess.run(
                arguments,
                capture_output=True,
                text=True,
                timeout=COMMAND_TIMEOUT_S,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            self._failures[name] = error.strerror or "" if isinstance(error, OSError) else "timed out"
            return None
        if done.returncode != 0 or not done.stdout.strip():
            told = done.stderr.strip().splitlines()
            self._failures[name] = f"exit {done.returncode}" + (f", {told[-1]}" if told else "")
            return None
        return done.stdout.splitlines()[0].rstrip("\r")

    def _looked(self, names: Sequence[str]) -> str:
        places = [f"environment ({variable(names[0])})" if len(names) == 1 else "environment (ALTYAPI_SECRET_…)"]
        places.append(f"file {self._file}" if self._file else "no file (ALTYAPI_SECRETS_FILE is not set)")
        if self._command:
            told = self._failures.get(names[0])  # one that fails for all fails for the first
            command = self._command.replace("{name}", names[0])
            places.append(f"command {command!r}" + (f" ({told})" if told else ""))
        else:
            places.append("no command (ALTYAPI_SECRET_COMMAND is not set)")
        return "; ".join(places)
