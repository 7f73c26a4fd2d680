"""Canonical JSON: one byte string per content, the same that `jq -S --indent 1` prints, so anyone can hash it by hand."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(content: Any) -> bytes:
    """UTF-8 JSON with sorted keys, one space of indent and a closing newline; byte for byte `jq -S --indent 1 .`.

    Floats are refused: their spelling differs between JSON writers, so a digest over them would not be repeatable.
    """
    _refuse_floats(content)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, separators=(",", ": "), allow_nan=False)
    return (text.replace("\x7f", "\\u007f") + "\n").encode()


def canonical_line(content: Any) -> bytes:
    """The same on one line, without newline; byte for byte `jq -cS .` less its newline."""
    _refuse_floats(content)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.replace("\x7f", "\\u007f").encode()


def sha256(data: bytes | str) -> str:
    """Hexadecimal SHA-256; text as UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def digest(content: Any) -> str:
    """SHA-256 of the canonical form of what may hold floats, each as the text that Python writes for it."""
    return sha256(canonical(_floats_as_text(content)))


def _floats_as_text(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _floats_as_text(value) for name, value in content.items()}
    if isinstance(content, list):
        return [_floats_as_text(value) for value in content]
    return str(content) if isinstance(content, float) else content


def _refuse_floats(content: Any) -> None:
    if isinstance(content, float):
        raise TypeError("canonical JSON holds no floats")
    if isinstance(content, dict):
        for value in content.values():
            _refuse_floats(value)
    elif isinstance(content, list | tuple):
        for value in content:
            _refuse_floats(value)
