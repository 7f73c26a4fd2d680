"""The log of cameras' passwords counts logins that were refused: one that was touched is not counted on."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.camera.faults import TriesBroken
from altyapi.camera.tries import Tries


def test_a_log_that_was_touched_is_not_counted_on(tmp_path: Path) -> None:
    assert Tries(tmp_path).opened("kamera-1") == ""
    file = tmp_path / "camera" / "passwords.jsonl"
    file.parent.mkdir(exist_ok=True)
    file.write_text('{"camera": "kamera-1"}\n', "utf-8")
    with pytest.raises(TriesBroken, match="line 1"):
        Tries(tmp_path)
