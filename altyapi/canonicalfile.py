"""Files that people review, sign and hand back: read only when they are what this toolkit writes, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from altyapi.errors import EngineError
from netbox_sync.canonical import canonical, sha256
from netbox_sync.model import Frozen


class Reviewed(Frozen):
    """What such a file holds."""

    @cached_property
    def content(self) -> bytes:
        """The file's bytes."""
        return canonical(self.model_dump(mode="json"))

    @cached_property
    def id(self) -> str:
        """SHA-256 of the canonical content: what `sha256sum` says of the file."""
        return sha256(self.content)


Document = TypeVar("Document", bound=Reviewed)


def load(
    file: Path, model: type[Document], kind: str, noun: str, unreadable: type[EngineError], changed: type[EngineError]
) -> Document:
    """Read one of this `kind`. Raises `unreadable`, or `changed` when it was one and its bytes are no longer canonical."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise unreadable(file=file, problem=error.strerror or str(error)) from error
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise unreadable(file=file, problem=f"no JSON ({error})") from error
    if not isinstance(content, dict) or content.get("schema_version") != 1 or content.get("kind") != kind:
        raise unreadable(file=file, problem=f"JSON, but not a {noun} of this toolkit")
    try:
        found = model.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise changed(file=file, problem=f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if found.content != raw:
        raise changed(file=file, problem="its bytes are not canonical")
    return found


def check_target(
    file: Path,
    load: Callable[[Path], object],
    unreadable: type[EngineError],
    changed: type[EngineError],
    taken: type[EngineError],
) -> None:
    """Whether such a file may be written there: nothing is, or one of its kind. Raises `taken`."""
    if file.is_dir():
        raise taken(file=file)
    if file.exists():
        try:
            load(file)
        except unreadable as error:
            raise taken(file=file) from error
        except changed:
            pass  # it was one, and can't be used any more
