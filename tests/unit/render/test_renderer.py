"""Rendering: the right words of IOS, errors that name their place, a digest over what was read."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altyapi.intent import SwitchIntent, build
from altyapi.render import ForeignText, NoTemplates, Renderer, RenderError, UnknownRole, templates_digest
from altyapi.render.renderer import vlan_lines
from altyapi.secrets import references
from lab.bench import render as bench
from lab.bench.switches import Maker, access_switch

TEMPLATES = Path(__file__).parents[3] / "roles" / "switch_config" / "templates"


@pytest.fixture(scope="module")
def intent() -> SwitchIntent:
    maker = Maker()
    name = access_switch(maker)
    return build(maker.snapshot(), name)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the templates that a test may spoil."""
    return shutil.copytree(TEMPLATES, tmp_path / "templates")


def test_secrets_stand_as_references(intent: SwitchIntent) -> None:
    text = Renderer(TEMPLATES, "cisco_ios").render(intent)
    assert references(text) == ("local/acil", "snmp/izleme/auth", "snmp/izleme/priv", "tacacs/key")
    assert "username acil privilege 15 secret <<secret:local/acil>>\n" in text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<<secret:credentials/network/password>>", "credentials/network/password"),
        ("<<secret:snmp/baska>>", "snmp/baska"),
        ("<<shown:00>>", "<< >>"),
        ("a >> b", "<< >>"),
        ("\x1b[2K", "U+001B"),
        ("\u202e", "U+202E"),
        ("\r", "U+000D"),
    ],
)
def test_a_config_with_marks_or_characters_that_no_template_writes_is_refused(
    intent: SwitchIntent, text: str, problem: str
) -> None:
    spoilt = intent.model_copy(update={"domain_name": text})
    with pytest.raises(ForeignText) as caught:
        Renderer(TEMPLATES, "cisco_ios").render(spoilt)
    assert caught.value.fields["problem"] == problem


def test_an_undefined_variable_is_an_error_with_template_line_and_name(own: Path, intent: SwitchIntent) -> None:
    (own / "cisco_ios" / "ntp.j2").write_text("ntp source x\n!\nntp server {{ switch.ntp.sunucular }}\n", "utf-8")
    with pytest.raises(RenderError) as caught:
        Renderer(own, "cisco_ios").render(intent)
    assert caught.value.fields["template"] == "cisco_ios/ntp.j2"
    assert caught.value.fields["line"] == 3
    assert "sunucular" in str(caught.value)
    assert intent.device in caught.value.message("tr")


def test_a_fault_in_an_expression_names_its_line(own: Path, intent: SwitchIntent) -> None:
    (own / "cisco_ios" / "ntp.j2").write_text("ntp source x\n{{ 1 // 0 }}\n", "utf-8")
    with pytest.raises(RenderError, match=r"cisco_ios/ntp\.j2, line 2: ZeroDivisionError"):
        Renderer(own, "cisco_ios").render(intent)


@pytest.mark.parametrize("name", ["cisco_ios.j2", "cisco_ios/ntp.j2"])
def test_a_template_that_is_not_jinja_names_its_line(own: Path, intent: SwitchIntent, name: str) -> None:
    (own / name).write_text("ntp source x\n{% if switch %}\n", "utf-8")
    with pytest.raises(RenderError) as caught:
        Renderer(own, "cisco_ios").render(intent)
    assert (caught.value.fields["template"], caught.value.fields["line"]) == (name, 2)


def test_a_missing_part_is_named(own: Path, intent: SwitchIntent) -> None:
    (own / "cisco_ios" / "ntp.j2").unlink()
    with pytest.raises(RenderError, match=r"cisco_ios/ntp\.j2"):
        Renderer(own, "cisco_ios").render(intent)


def test_a_role_that_is_not_listed_is_refused_with_those_that_are(intent: SwitchIntent) -> None:
    with pytest.raises(UnknownRole, match=r"printer .*Known: access-switch, core-switch"):
        Renderer(TEMPLATES, "cisco_ios").render(intent.model_copy(update={"role": "printer"}))


def test_a_platform_without_templates_is_refused(own: Path) -> None:
    with pytest.raises(NoTemplates, match="nokia_sros"):
        Renderer(own, "nokia_sros")


def test_the_digest_changes_with_any_byte_and_any_file_that_a_render_reads(own: Path) -> None:
    seen = {templates_digest(TEMPLATES, "cisco_ios")}
    assert templates_digest(own, "cisco_ios") in seen
    for change in ("roles.yml", "cisco_ios.j2", "cisco_ios/ntp.j2"):
        (own / change).write_text((own / change).read_text("utf-8") + "\n", "utf-8")
        seen.add(templates_digest(own, "cisco_ios"))
    (own / "cisco_ios" / "ntp.j2").rename(own / "cisco_ios" / "ntp2.j2")
    seen.add(templates_digest(own, "cisco_ios"))
    assert len(seen) == 5
    (own / "juniper_junos.j2").write_text("x", "utf-8")
    assert templates_digest(own, "cisco_ios") in seen


def test_one_renderer_serves_many_threads(intent: SwitchIntent) -> None:
    renderer = Renderer(TEMPLATES, "cisco_ios")
    wanted = renderer.render(intent)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(renderer.render, [intent] * 64)) == {wanted}


@pytest.mark.parametrize(
    ("vids", "lines"),
    [
        ((10,), ("10",)),
        ((10, 11), ("10,11",)),
        ((10, 11, 12), ("10-12",)),
        ((30, 10, 11, 12, 10), ("10-12,30",)),
        ((1, 4094), ("1,4094",)),
        ((), ("none",)),
    ],
)
def test_vlan_lists_are_spelled_as_ios_prints_them(vids: tuple[int, ...], lines: tuple[str, ...]) -> None:
    assert vlan_lines(vids) == lines


@given(st.sets(st.integers(1, 4094), min_size=1, max_size=400))
def test_vlan_lines_hold_exactly_the_vlans_and_keep_to_the_length_of_a_line(vids: set[int]) -> None:
    lines = vlan_lines(tuple(vids))
    found: list[int] = []
    for word in ",".join(lines).split(","):
        first, _, last = word.partition("-")
        found += range(int(first), int(last or first) + 1)
    assert found == sorted(vids)
    assert len(lines[0]) <= 48
    assert all(len(line) <= 44 for line in lines[1:])
    assert all(int(one) < int(other) for one, other in pairwise(map(str, found)))


def test_the_benchmark_counts_what_it_did() -> None:
    found = bench.subject(switches=3)
    assert [(row.name, row.count) for row in found.rows] == [("intent", 3), ("render", 3), ("together", 3)]
    assert "(358 lines each)" in found.title
