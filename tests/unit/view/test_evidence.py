"""The evidence chain as `audit.chain` shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.errors import Language
from altyapi.evidence import chain
from altyapi.evidence.completeness import Compared
from altyapi.view import evidence
from altyapi.view.output import Output
from tests.support.evidence import record


@pytest.mark.parametrize(
    ("language", "holds", "none"), [("en", "The chain holds", "No record"), ("tr", "Zincir sağlam", "Kayıt yok")]
)
def test_a_chain_without_a_record_is_not_called_whole(
    language: Language, holds: str, none: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, compared = tmp_path / "chain.jsonl", Compared(runs=0, named=0, gaps=())
    evidence.show(Output("text", language), file, chain.verify(file), compared)
    told = capsys.readouterr().out
    assert holds not in told
    assert f"{none}: {file}" in told
    chain.append(file, record())
    evidence.show(Output("text", language), file, chain.verify(file), compared)
    assert holds in capsys.readouterr().out
