"""The report says what the record says, in both languages, and nothing in it can be more than text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from altyapi.apply.fate import State
from altyapi.device.errors import SessionLost
from altyapi.errors import Language
from altyapi.evidence import report
from altyapi.evidence.words import WORDS, moment, told
from altyapi.plan.policy import Risk
from altyapi.verify import Result
from netbox_sync.canonical import canonical
from tests.support.evidence import device, entry, record

HOSTILE = '"\\"</style><script>alert(1)</script>\n<b>&'


class _Page(HTMLParser):
    """The tags, the text outside <style>, and the style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.style = ""
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.style += data
        else:
            self.text += data


def _page(language: Language, *devices: object, **changes: object) -> _Page:
    return _Page(report.html(entry(record(*devices, **changes)), language))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "tr"])
def test_it_names_what_an_auditor_asks_for(language: Language) -> None:
    content = record(unchanged=("sw8",), refused=("sw9: no management address",))
    page = _Page(report.html(entry(content), language))
    for wanted in (
        content.evrak, content.reason, content.requester, content.author, content.operator, content.run,
        content.plan_id, content.journal_sha256, content.snapshot_digest, entry(content).sha256,
        content.approvals[0].statement.principal, content.approvals[0].fingerprint, "sw8", "no management address",
        "obb-mrk-ahb01-ers01", "- ntp server 10.9.9.9",
    ):  # fmt: skip
        assert wanted in page.text


def test_turkish_pages_have_no_english_sentence_of_the_toolkit() -> None:
    lost = str(SessionLost(device="sw2", after="vlan 110", detail="-"))
    text = _page("tr", device(), device("sw2", state="reverted", why=lost, checks=())).text
    for sentence in ("yeni oturum kabul edildi", "14 açık, önceki gibi", "geri döndü", "Oturum koptu. Cihaz: sw2"):
        assert sentence in text
    for english in ("as before", "as predicted", "login", "Session", "applied", "reverted", "passed"):
        assert english not in text


def test_every_state_risk_and_check_has_words_in_both_languages() -> None:
    for name in (*get_args(State), *get_args(Risk), "login", "config", "interfaces-up", "neighbours"):
        assert all(WORDS[name]), name
    assert all(english and turkish for english, turkish in WORDS.values())


def test_what_comes_from_outside_is_text_and_nothing_else() -> None:
    tags = _page("en").tags
    hostile = device(HOSTILE, site=HOSTILE, why="x", diff=HOSTILE.replace("\n", " "))
    page = _page("en", hostile, reason=HOSTILE, requester=HOSTILE, unchanged=(HOSTILE,), operator=HOSTILE)
    assert "script" not in page.tags
    assert "b" in tags
    assert page.tags.count("b") == tags.count("b")
    assert "<script>alert(1)</script>" in page.text


def test_a_document_number_cannot_leave_its_string_in_the_page_footer() -> None:
    page = _page("en", evrak=HOSTILE)
    found = re.search(r'@bottom-left \{ content: "([^"]*)";', page.style)
    assert found
    assert re.fullmatch(r"(?:[A-Za-z0-9./ -]|\\[0-9a-f]+ )*", found[1])
    decoded = re.sub(r"\\([0-9a-f]+) ", lambda code: chr(int(code[1], 16)), found[1])
    assert decoded == HOSTILE
    assert "</style" not in page.style


def test_ordinary_document_numbers_stand_in_the_footer_as_they_are() -> None:
    assert report.css_string("E-99999999-703.01-123456") == "E-99999999-703.01-123456"


def test_a_rollback_says_that_the_change_was_taken_back() -> None:
    text = _page("en", direction="back", reverses="20260420T093000000-0123abcd").text
    assert "Report of a change taken back" in text
    assert "The change that was taken back" in text
    assert "1 taken back" in " ".join(text.split())


def test_the_worst_state_colours_the_result() -> None:
    html = report.html(entry(record(device(), device("sw2", state="pending-revert"))), "en")
    assert '<div class="result pending-revert">' in html


def test_a_run_that_proved_nothing_says_so() -> None:
    assert "No device came as far as its checks." in _page("en", device(state="untouched", checks=())).text


def test_identical_differences_are_told_once() -> None:
    text = _page("en", *(device(f"sw{number}") for number in range(200))).text
    assert text.count("- ntp server 10.9.9.9") == 1
    assert "Devices: 200" in text


def test_a_failed_check_shows_all_that_was_observed() -> None:
    observed = "\n".join(f"-ntp server 10.0.0.{number}" for number in range(40))
    failed = Result(kind="config", expected="running config as predicted", observed=observed, passed=False)
    text = _page("en", device(state="reverted", checks=(failed,))).text
    assert observed in text
    assert "failed" in text


def test_a_sentence_nobody_knows_is_left_as_it_was_kept() -> None:
    assert told("% Invalid input detected", "tr") == "% Invalid input detected"
    assert told("config: as predicted; login: as predicted", "tr") == (
        "yapılandırma: öngörüldüğü gibi; oturum: öngörüldüğü gibi"
    )


def test_times_keep_their_offset() -> None:
    assert moment("2026-04-20T09:30:02.250+03:00", "en") == "2026-04-20 09:30:02 +03:00"
    assert moment("2026-04-20T09:30:02.250+03:00", "tr") == "20.04.2026 09:30:02 +03:00"
    assert moment("", "tr") == "-"


def test_a_page_has_its_times_by_one_clock_whoever_wrote_them() -> None:
    utc = "2026-11-22T22:14:12+00:00"
    made = record(device(ended=utc), started=utc, ended=utc)
    text = _Page(report.html(entry(made), "tr", ZoneInfo("Europe/Istanbul"))).text
    assert "23.11.2026 01:14:12 +03:00" in text
    assert "+00:00" not in text


def test_both_pages_and_the_record_are_written(tmp_path: Path) -> None:
    evidence = entry(record(), number=3)
    asked = report.write(evidence, tmp_path, "tr")
    assert asked.name == f"{evidence.link.record.run}-3.tr.html"
    assert sorted(path.suffixes[-2:] for path in tmp_path.glob("*.html")) == [[".en", ".html"], [".tr", ".html"]]
    content = json.loads((tmp_path / f"{evidence.link.record.run}-3.json").read_bytes())
    assert content == {"sha256": evidence.sha256, **evidence.link.model_dump(mode="json")}
    assert canonical(content) == (tmp_path / f"{evidence.link.record.run}-3.json").read_bytes()


def test_a_devices_long_output_is_not_searched_for_sentences() -> None:
    output = "interface: up, line: down. " * 2000
    assert told(output, "tr") == output
