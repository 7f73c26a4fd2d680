"""Nothing that comes from NetBox, a device or a person acts on the terminal of whoever reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from altyapi.errors import ToolkitError
from altyapi.evidence import chain, report
from altyapi.view import findings, plans
from altyapi.view.output import Format, Output
from altyapi.visible import UNSEEN, in_json, visible
from netbox_sync.check import Finding
from tests.support.evidence import device, record
from tests.support.plans import entry, plan

HIDING = "x\x1b]0;sahte\x07\r\x1b[8mgizli\x1b[2K\x9b1A\u202e\u2066\u200b\u2028"
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069]")


class Fault(ToolkitError):
    code = "TST-001"
    en = tr = "Name: {name}"
    en_remedy = tr_remedy = "Look at {name}"


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_a_plan_with_hiding_characters_is_printed_with_all_of_them_seen(
    capsys: pytest.CaptureFixture[str], format_: Format
) -> None:
    made = plan(entry(diff=f"+ ntp server 1.1.1.1{HIDING}", commands=(f"ntp {HIDING}",)), reason=f"neden {HIDING}")
    plans.show(Output(format_, "tr"), made, Path("plan.json"), (), (), commands=True)
    printed = capsys.readouterr().out
    assert ACTING.findall(printed) == []
    assert printed.count("gizli") >= 3
    if format_ == "json":
        assert json.loads(printed)["plan"]["reason"] == made.reason
    else:
        assert r"\x1b[8mgizli" in printed


def test_a_field_of_a_sentence_begins_no_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    plans.show(Output("text", "en"), plan(entry(), reason="NTP\nApproved by: baskan"), Path("p"), (), ())
    assert r"NTP\nApproved by: baskan" in capsys.readouterr().out


def test_errors_notes_tables_and_findings_are_seen_through_too(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output("text", "en")
    out.error(Fault(name=HIDING))
    out.note(HIDING)
    out.line(HIDING, "red")
    out.table(["a"], [[f"{HIDING}\nb"]])
    findings.show(out, [Finding(topic="t", severity="error", en=HIDING, tr=HIDING, en_remedy=HIDING, tr_remedy="")])
    printed = capsys.readouterr()
    assert ACTING.findall(printed.out + printed.err) == []
    assert (printed.out + printed.err).count("gizli") == 7


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_table_without_rows_prints_no_head(form: Format, capsys: pytest.CaptureFixture[str]) -> None:
    Output(form, "tr").table(["Zaman", "Kişi"], [])
    assert capsys.readouterr().out == ""


def test_colour_is_put_on_by_the_output_alone(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output("text", "en")
    out.colour = True
    out.line("\x1b[32mgood\x1b[0m", "red")
    out.marked("✗", "red", "\x1b[32mgood")
    assert capsys.readouterr().out == "\x1b[31m\\x1b[32mgood\\x1b[0m\x1b[0m\n\x1b[31m✗\x1b[0m \\x1b[32mgood\n"


def test_a_block_of_markdown_cannot_be_left_from_inside(capsys: pytest.CaptureFixture[str]) -> None:
    Output("markdown", "en").code("a\n```\n# Approved", "diff")
    assert capsys.readouterr().out == "````diff\na\n```\n# Approved\n````\n"


def test_turkish_letters_line_ends_and_tabulators_stay() -> None:
    assert visible("Işık\tçeşme\nİÖ") == "Işık\tçeşme\nİÖ"
    assert visible("a\n\tb", lines=False) == r"a\n\tb"
    assert in_json('{\n "ş": "\x9b\ud800"\n}') == '{\n "ş": "\\u009b\\ud800"\n}'


def test_the_report_shows_what_would_hide(tmp_path: Path) -> None:
    entry_ = chain.append(tmp_path / "c", record(reason=HIDING, devices=(device(diff=f"+ a{HIDING}", why=HIDING),)))
    for language in ("en", "tr"):
        page = report.html(entry_, language)
        assert UNSEEN.findall(page.replace("\n", "").replace("\t", "")) == []
        assert page.count(r"\x1b[8mgizli") >= 3
