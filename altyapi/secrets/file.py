"""A YAML file of secrets: encrypted whole with ansible-vault, in parts (`!vault`), or plain and its owner's alone.

Nested keys are joined by slashes, so `local: {acil: …}` and `local/acil: …` are the same secret.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from altyapi.secrets.errors import SecretFileOpen, SecretFileUnreadable
from altyapi.secrets.vault import Vault, is_encrypted


class _Encrypted(str):
    """A value that was marked `!vault`."""

    __slots__ = ()


class _Loader(yaml.SafeLoader):
    """Safe YAML that knows ansible's tag."""


def _encrypted(loader: _Loader, node: yaml.Node) -> _Encrypted:
    return _Encrypted(loader.construct_scalar(node))  # type: ignore[arg-type]  # the tag stands on scalars alone


_Loader.add_constructor("!vault", _encrypted)


def read(file: Path, vault: Vault) -> dict[str, str]:
    """Name to value. Raises SecretFileOpen, SecretFileUnreadable, VaultLocked."""
    try:
        data = file.read_bytes()
        mode = stat.S_IMODE(file.stat().st_mode)
    except OSError as error:
        raise SecretFileUnreadable(file=file, problem=error.strerror) from error
    whole = is_encrypted(data)
    try:
        content = yaml.load(vault.open(data, file) if whole else data, _Loader)  # noqa: S506  a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        # not chained and without the parser's excerpt: both could show a secret
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise SecretFileUnreadable(file=file, problem=f"not valid YAML{where}") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise SecretFileUnreadable(file=file, problem="a mapping of names to values is needed")
    pairs = list(_flat(content, file))
    if not whole and mode & 0o077 and any(not isinstance(value, _Encrypted) for _, value in pairs):
        raise SecretFileOpen(file=file, mode=f"{mode:04o}")
    return {
        name: vault.open(value.encode(), file).decode() if isinstance(value, _Encrypted) else value
        for name, value in pairs
    }


def _flat(content: dict[Any, Any], file: Path, prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flat(value, file, f"{name}/")
        elif isinstance(value, str):
            yield name, value
        elif value is not None:
            # YAML reads 0123 as 83 and `on` as true: what was meant can't be known
            raise SecretFileUnreadable(file=file, problem=f"value of {name} is not text: put it in quotes")
