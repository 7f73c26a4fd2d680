"""Rule data: read strictly, extended by a user's own file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from altyapi.platforms import platform
from altyapi.remediation import remediate, rules_for
from altyapi.remediation.errors import BadRules, NoRules
from altyapi.remediation.rulefile import read


@pytest.mark.parametrize(
    ("text", "place", "fault"),
    [
        ("sections: {global: {rules: [{line: 'a ~', colour: red}]}}", "rule 'a ~'", "Extra inputs"),
        ("sections: {global: {rules: [{line: '~ a'}]}}", "rule '~ a'", "~ only as the last"),
        ("sections: {global: {rules: [{line: 'a *', block: yok}]}}", "global: a *", "no section named yok"),
        ("sections: {global: {rules: [{line: 'a * ~', wipes: [b], wipes_by: 2}]}}", "rule 'a * ~'", "which has 1"),
        ("objects: [{kind: x, made: ['(a)(b)']}]", "objects.0.made", "exactly one group"),
        ("spellings: [{pattern: '(', means: ''}]", "spellings.0.pattern", "no regular expression"),
        ("- a", "the top", "must be a mapping"),
        ("a: [", "YAML", ""),
    ],
)
def test_a_fault_names_the_file_the_rule_and_the_reason(tmp_path: Path, text: str, place: str, fault: str) -> None:
    path = tmp_path / "bozuk.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadRules) as caught:
        read([path])
    assert place in str(caught.value)
    assert fault in str(caught.value)
    assert str(path) in caught.value.message("tr")


def test_a_platform_without_rules_is_named() -> None:
    assert "juniper" in str(NoRules(platform="juniper", file="remediation.yml"))


def test_a_user_adds_a_rule_in_a_file_of_their_own(tmp_path: Path) -> None:
    overlay = tmp_path / "cisco_ios.yml"
    overlay.write_text("sections: {global: {single: [kurum ayari]}}", "utf-8")
    running, intended = "kurum ayari 10\n", "kurum ayari 20\n"
    assert remediate(running, intended, overlay=overlay, strict=True).commands == ("kurum ayari 20",)
    assert remediate(running, intended, strict=True).commands == ("no kurum ayari 10", "kurum ayari 20")
    assert len(rules_for("cisco_ios", overlay).sections) == len(rules_for("cisco_ios").sections)


def test_a_block_that_a_device_prints_is_never_an_unknown_line() -> None:
    rules = rules_for("cisco_ios")
    opened = {rule.block for section in rules.sections.values() for rule in section.rules if rule.block}
    assert opened <= set(rules.sections)
    assert set(rules.sections) - {"global"} == opened


def test_a_platform_without_rules_is_told_which_file_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "norules").mkdir()
    shutil.copy(platform.ROOT / "cisco_ios" / "platform.yml", tmp_path / "norules")
    monkeypatch.setattr(platform, "ROOT", tmp_path)
    with pytest.raises(NoRules, match=r"remediation\.yml"):
        rules_for("norules")
