"""Markdown of the toolkit is Markdown: heads, lists and tables; and nothing that came from elsewhere is markup."""

from __future__ import annotations

import pytest

from altyapi.view.output import Output

HOSTILE = "[x](http://a) *b* <script> `c` | # d"


def test_heads_lists_and_tables_are_kept_apart(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output("markdown", "en")
    out.heading("Plan")
    out.line("Reason: NTP")
    out.line()
    out.line("  first")
    out.line("  second")
    out.line("    below")
    out.table(["A", "B"], [["1", "2"]])
    out.code("+ a", "diff")
    out.next("./inv config.apply x.json")
    assert capsys.readouterr().out == (
        "## Plan\n\nReason: NTP\n\n- first\n- second\n  - below\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n"
        "```diff\n+ a\n```\n\nNext: `./inv config.apply x.json`\n"
    )


def test_nothing_that_is_told_is_markup(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output("markdown", "en")
    out.line(f"Reason: {HOSTILE}")
    out.table(["a"], [[HOSTILE]])
    out.heading(HOSTILE)
    shown = capsys.readouterr().out
    assert "[x](" not in shown
    assert "<script>" not in shown
    assert " *b*" not in shown
    assert r"\| # d |" in shown


@pytest.mark.parametrize("text", ["# head", "+ comes", "- goes", "1. first", "> said", "=== x"])
def test_a_line_of_prose_is_nothing_else_however_it_begins(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    Output("markdown", "en").line(text)
    shown = capsys.readouterr().out
    assert shown.replace("\\", "").strip() == text
    assert shown.startswith(("\\", "1\\."))
